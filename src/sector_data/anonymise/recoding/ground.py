"""The distinct combinations of a table as local recoding sees them.

What lives here: groups and losses of every combination at every level, and the question which
merged classes the privacy models accept, and which combinations keep others coarse. What does not:
how classes are formed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sector_data.anonymise.classes import Flags, Integers, group_keys, pack
from sector_data.anonymise.dimensions import Dimension
from sector_data.anonymise.encoding import EncodedTable
from sector_data.anonymise.hierarchies.hierarchy import Floats
from sector_data.anonymise.models import KAnonymity, PrivacyModel
from sector_data.anonymise.statistics import ClassStatistics
from sector_data.errors import InputError


@dataclass(frozen=True, slots=True)
class Ground:
    """Combinations with their groups at every position.

    Attributes
    ----------
    dimensions
        The quasi-identifiers.
    groups
        For each dimension, the group of each combination at each position; shape
        (positions, combinations).
    losses
        For each dimension, the loss of those groups; the same shape.
    children
        For each dimension and position, which child of its parent each combination's group is,
        from 0; shape (positions - 1, combinations).
    widths
        Most children of a group of each dimension.
    ranks
        For each dimension, a number of each combination's value such that every group at every
        position is a row of numbers; shape (combinations,).
    by_rank
        For each dimension and position, the group of each such number; shape (positions, numbers).
    weights
        Rows of each combination.
    statistics
        Counts of each combination.
    models
        What every class must satisfy.
    """

    dimensions: tuple[Dimension, ...]
    groups: tuple[Integers, ...]
    losses: tuple[Floats, ...]
    children: tuple[Integers, ...]
    widths: tuple[int, ...]
    ranks: tuple[Integers, ...]
    by_rank: tuple[Integers, ...]
    weights: Floats
    statistics: ClassStatistics
    models: tuple[PrivacyModel, ...]

    @classmethod
    def of(cls, table: EncodedTable, models: Sequence[PrivacyModel]) -> Ground:
        """Look up a table's combinations.

        Raises
        ------
        InputError
            If a model is decided for the table as a whole: no class can be accepted by itself then.
        """
        for model in models:
            if model.scope != "class":
                raise InputError(
                    f"Local recoding decides class by class, and {model.name} is a figure of the "
                    "whole table.",
                    "Ask for a model of classes, such as k-anonymity or maximum risk, or generalise"
                    " the whole table to one set of levels.",
                )
        groups, losses, children, widths, ranks, by_rank = [], [], [], [], [], []
        for dimension, codes in zip(table.dimensions, table.base.codes, strict=True):
            steps = np.array([dimension.step(0, p) for p in range(len(dimension.levels))])
            steps = steps.reshape(len(dimension.levels), dimension.size(0))
            groups.append(steps[:, codes])
            losses.append(
                np.array([loss[s[codes]] for loss, s in zip(dimension.losses, steps, strict=True)])
            )
            order = np.lexsort(steps)
            rank = np.empty(len(order), dtype=np.int64)
            rank[order] = np.arange(len(order))
            ranks.append(rank[codes])
            by_rank.append(steps[:, order])
            below = [
                _places(by_rank[-1][p], by_rank[-1][p + 1])[rank] for p in range(len(steps) - 1)
            ]
            children.append(
                np.array([b[codes] for b in below], dtype=np.int64).reshape(len(below), len(codes))
            )
            widths.append(int(max((b.max(initial=0) for b in below), default=0)) + 1)
        return cls(
            table.dimensions,
            tuple(groups),
            tuple(losses),
            tuple(children),
            tuple(widths),
            tuple(ranks),
            tuple(by_rank),
            table.base.statistics.rows.astype(np.float64),
            table.base.statistics,
            tuple(models),
        )

    @property
    def size(self) -> int:
        """Number of combinations."""
        return self.statistics.classes

    @property
    def least(self) -> int:
        """Subjects that the smallest possible class has, as far as k-anonymity tells."""
        return max((m.k for m in self.models if isinstance(m, KAnonymity)), default=2)

    @property
    def top(self) -> Integers:
        """The coarsest position of each dimension."""
        return np.array([len(d.levels) - 1 for d in self.dimensions], dtype=np.int64)

    def accepted(self, among: Integers, classes: Integers, count: int) -> Flags:
        """Return which classes satisfy every model; shape (count,).

        Parameters
        ----------
        among
            Numbers of combinations, each once.
        classes
            The class of each of them, from 0.
        count
            Number of classes.
        """
        statistics = self.statistics
        k = self.only_k
        if k is not None:
            sums = np.bincount(classes, statistics.subjects[among], count)
            return np.asarray(sums >= k, dtype=np.bool_)
        there = np.zeros(self.size, dtype=np.bool_)
        there[among] = True
        merged = statistics.only(there).merged(classes[np.argsort(among)], count)
        result = np.ones(count, dtype=np.bool_)
        for model in self.models:
            result &= model.met(merged)
        return result

    @property
    def only_k(self) -> int | None:
        """The k of k-anonymity where nothing else counts and subjects can be added up."""
        if self.statistics.people is not None:
            return None
        if not all(isinstance(model, KAnonymity) for model in self.models):
            return None
        return max(model.k for model in self.models if isinstance(model, KAnonymity))

    def labels_at(self, positions: Integers, among: Integers) -> tuple[Integers, int]:
        """Return the class of combinations that are released at positions of their own.

        Parameters
        ----------
        positions
            Of each combination; shape (combinations, dimensions).
        among
            Numbers of the combinations that count.

        Returns
        -------
        classes, count
            Combinations have one class when their labels are the same.
        """
        columns = []
        for d, dimension in enumerate(self.dimensions):
            place = positions[among, d]
            width = max((dimension.size(p) for p in range(len(dimension.levels))), default=1)
            columns.append(
                (place * width + self.groups[d][place, among], width * len(self.groups[d]))
            )
        return group_keys(*pack(columns, len(among)))

    def mean_losses(self, positions: Integers, kept: Flags) -> Floats:
        """Return the mean loss of each dimension over rows; a suppressed row has lost all.

        Shape (dimensions,).
        """
        rows = self.statistics.rows.astype(np.float64)
        total = max(rows.sum(), 1.0)
        every = np.arange(self.size)
        return np.array(
            [
                float(np.where(kept, loss[positions[:, d], every], 1.0) @ rows) / total
                for d, loss in enumerate(self.losses)
            ]
        )


def rare(ground: Ground, kept: Flags, most: int) -> Flags:
    """Return combinations that are too few in one column at every level below its coarsest.

    Whatever class holds one of them has the coarsest label in that column, and where classes do not
    overlap, so have all that share its labels in the others. Columns are taken in the order of how
    many rows are rare in them, as long as there are at most `most` in all.

    Parameters
    ----------
    kept
        Combinations to release. What they leave behind satisfies the models at the coarsest levels,
        or nothing is returned.

    Returns
    -------
    ndarray
        Which combinations are rare; shape (combinations,).
    """
    among = np.flatnonzero(kept)
    rows = ground.statistics.rows
    found = []
    for d, top in enumerate(ground.top.tolist()):
        if not top:
            continue
        positions = np.tile(ground.top, (ground.size, 1))
        positions[:, d] = top - 1
        classes, count = ground.labels_at(positions, among)
        alone = np.zeros(ground.size, dtype=np.bool_)
        alone[among] = ~ground.accepted(among, classes, count)[classes]
        found.append(alone)
    result = np.zeros(ground.size, dtype=np.bool_)
    for alone in sorted(found, key=lambda alone: int(rows[alone].sum())):
        if int(rows[result | alone].sum()) <= most:
            result |= alone
    rest = np.flatnonzero(kept & ~result)
    classes, count = ground.labels_at(np.tile(ground.top, (ground.size, 1)), rest)
    return result if ground.accepted(rest, classes, count).all() else np.zeros_like(result)


def _places(fine: Integers, coarse: Integers) -> Integers:
    """Return which child of its parent each group is, from groups in the order of the tree."""
    new_parent = np.diff(coarse, prepend=-1) != 0
    new_child = np.diff(fine, prepend=-1) != 0
    number = np.cumsum(new_child)
    first = np.maximum.accumulate(np.where(new_parent, np.arange(len(fine)), 0))
    return np.asarray(number - number[first], dtype=np.int64)
