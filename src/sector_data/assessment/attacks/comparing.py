"""Comparing people with released rows, column by column.

What lives here: the candidates for each person and how they agree. What does not: what agreement
weighs (:mod:`sector_data.assessment.attacks.weights`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sector_data.assessment.attacks.columns import MISSING, Codes, Column, Floats
from sector_data.assessment.attacks.neighbours import Records, nearest, records_of
from sector_data.assessment.attacks.scene import Integers, Scene, Side
from sector_data.assessment.attacks.typos import alike

Levels = npt.NDArray[np.int8]

UNKNOWN, DIFFERENT, CLOSE, SAME = -1, 0, 1, 2
"""How two values agree: one of them is missing; not at all; but for a slip of the pen, or as
numbers within a twentieth of the column's range; entirely."""

CANDIDATES = 20
"""Released rows that are compared with each person, the nearest ones: a canopy (McCallum, Nigam &
Ungar 2000, KDD). Of more that are equally near any are taken."""

OFF_BY = 1 / 20

SLIPS = 16
"""Spellings beside its own that a word may have."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Released rows that could be people's own.

    Attributes
    ----------
    rows
        Rows of the release; shape (people, candidates), -1 where there are fewer.
    distances
        How far they are, slips of the pen aside; infinite for -1.
    levels
        How they agree in each column; shape (people, candidates, columns).
    """

    rows: Integers
    distances: Floats
    levels: Levels


class Comparer:
    """Compares people with the rows of a release.

    Parameters
    ----------
    scene
        What is attacked.
    names
        Columns that are known of a person.
    slips
        Whether words that are nearly spelt alike, and different sizes of labels, are told apart:
        without, only values that agree entirely count.
    """

    def __init__(self, scene: Scene, names: tuple[str, ...], *, slips: bool) -> None:
        self._scene = scene
        self.columns = scene.columns(names)
        self._names = names
        self._slips = [_slips(c) if slips and not c.ordered else None for c in self.columns]
        self._records = records_of(scene, "release", names, scene.release_order)
        if not slips:
            self._records = replace(self._records, losses=(None,) * len(self._records.losses))

    def candidates(self, side: Side, people: Integers) -> Candidates:
        """Return the nearest released rows of some people."""
        order = self._scene.release_order
        distances, found = nearest(
            self._queries(side, people), self._records, neighbours=min(CANDIDATES, len(order))
        )
        rows = np.where(found < 0, -1, order[found])
        return Candidates(rows, distances, self.levels(side, people, rows))

    def levels(self, side: Side, people: Integers, rows: Integers) -> Levels:
        """Return how people agree with released rows; shape (people, candidates, columns)."""
        levels = np.empty((*rows.shape, len(self.columns)), dtype=np.int8)
        for place, (column, slips) in enumerate(zip(self.columns, self._slips, strict=True)):
            mine, theirs = column.people(side)[people], column.release[rows]
            levels[:, :, place] = (
                _number_levels(column, mine, theirs)
                if column.ordered
                else _label_levels(mine, theirs, slips)
            )
        return levels

    def _queries(self, side: Side, people: Integers) -> Records:
        """Return people with every spelling that may be theirs."""
        queries = records_of(self._scene, side, self._names, people)
        parts, widths, start = [], [], 0
        slips = [s for c, s in zip(self.columns, self._slips, strict=True) if not c.ordered]
        for width, of_column in zip(queries.widths, slips, strict=True):
            labels = queries.labels[:, start : start + width]
            start += width
            if of_column is not None:
                labels = np.hstack([labels, of_column[labels[:, 0]]])
            parts.append(labels)
            widths.append(labels.shape[1])
        if not parts:
            return queries
        return replace(queries, labels=np.hstack(parts), widths=tuple(widths))


def _slips(column: Column) -> Codes | None:
    """Return for each code those of nearly the same spelling in the release, -1 for none; None when
    no word has any."""
    if column.losses.any():
        # Labels of different sizes are no slips of the pen.
        return None
    texts = column.texts.to_pylist()
    released = np.unique(column.release[column.release != MISSING])
    code_of = {text: code for code, text in enumerate(texts, start=1)}
    found = alike(texts, [texts[code - 1] for code in released.tolist()])
    if not found:
        return None
    slips = np.full((len(texts) + 1, SLIPS), -1, dtype=np.int32)
    for word, near in found.items():
        codes = [code_of[text] for text in near[:SLIPS]]
        slips[code_of[word], : len(codes)] = codes
    return slips


def _number_levels(column: Column, mine: Floats | Codes, theirs: Floats | Codes) -> Levels:
    apart = np.abs(mine[:, None] - theirs)
    levels = np.where(apart <= column.scale * OFF_BY, CLOSE, DIFFERENT)
    levels = np.where(mine[:, None] == theirs, SAME, levels)
    return np.where(np.isnan(mine[:, None]) | np.isnan(theirs), UNKNOWN, levels).astype(np.int8)


def _label_levels(mine: Floats | Codes, theirs: Floats | Codes, slips: Codes | None) -> Levels:
    same = np.zeros(theirs.shape, dtype=np.bool_)
    for labels in mine.T:
        same |= labels[:, None] == theirs
    levels = np.where(same, SAME, DIFFERENT)
    if slips is not None:
        for near in slips[mine[:, 0]].T:
            levels = np.where(~same & (near[:, None] == theirs), CLOSE, levels)
    missing = (mine[:, :1] == MISSING) | (theirs == MISSING)
    return np.where(missing & ~same, UNKNOWN, levels).astype(np.int8)
