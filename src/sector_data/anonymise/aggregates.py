"""Tables of sums that tell of nobody: cells of few subjects, or of one large one, are hidden.

What lives here: adding up, minimum frequency, dominance, and secondary suppression. What does not:
measuring an aggregate table that somebody else made (:mod:`sector_data.assessment.disclosure`).

The rules are those of Hundepool, Domingo-Ferrer, Franconi, Giessing, Schulte Nordholt, Spicer and
de Wolf 2012, *Statistical Disclosure Control*, Wiley, ch. 4. Secondary suppression follows one
principle: totals over one column at a time are taken to be known, and what is left when the cells
shown are subtracted from such a total is a cell as well, which must keep the rules.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.anonymise.classes import Flags, Integers
from sector_data.anonymise.hierarchies.hierarchy import Floats
from sector_data.sources.numbering import encoded
from sector_data.sources.tables import Table
from sector_data.spec.aggregation import AggregateFigures, AggregateSpec

DECIMALS = 6
"""Of sums: so that the order of rows is not told by the last bits."""


def aggregate(
    name: str,
    by: Mapping[str, pa.Array],
    subjects: pa.Array,
    sums: Mapping[str, pa.Array],
    spec: AggregateSpec,
) -> tuple[Table, AggregateFigures]:
    """Add rows up by cells and hide the cells that tell of few subjects.

    Parameters
    ----------
    name
        Of the table that is made.
    by
        Values that span the cells, each of shape (rows,); a missing one is a value of its own.
    subjects
        Subject of each row; rows without one are left out.
    sums
        Numbers that are added up; a missing one adds nothing, and its subject does not count.
    spec
        Names the column of counts, the least subjects and the largest share.

    Returns
    -------
    table
        One row for each cell with a subject, in the order of the cells' values; count and sums are
        null in the cells that are hidden. Why a cell is hidden is not told: it would help to undo
        it.
    figures
        What was shown and hidden.
    """
    known = subjects.is_valid()
    labels = [pc.cast(column, pa.string()).filter(known) for column in by.values()]
    cells = _Cells.of(labels)
    given = _Contributions.of(
        cells.of_row, subjects.filter(known), [column.filter(known) for column in sums.values()]
    )
    primary = given.breaks(given.cell, len(cells.codes), spec)
    hidden = _hidden(cells, given, spec, primary)
    shown = pa.array(~hidden)
    people = given.people(given.cell, len(cells.codes))
    totals = [given.totals(amounts, given.cell, len(cells.codes)) for amounts in given.amounts]
    columns = dict(zip(by, cells.labels, strict=True))
    columns[spec.count] = pc.if_else(shown, pa.array(people), None)
    for column, total in zip(sums, totals, strict=True):
        columns[column] = pc.if_else(shown, pa.array(np.round(total, DECIMALS)), None)
    shares = given.largest_shares(given.cell, len(cells.codes))[~hidden]
    return Table(name, pa.table(columns)), AggregateFigures(
        table=name,
        subjects=given.size,
        cells=len(hidden),
        shown=int((~hidden).sum()),
        primary=int(primary.sum()),
        secondary=int((hidden & ~primary).sum()),
        at_least=spec.at_least,
        share=spec.share,
        fewest=int(people[~hidden].min()) if not hidden.all() else None,
        largest_share=float(shares.max()) if sums and len(shares) else None,
        sums_shown={
            column: _part(total[~hidden], total) for column, total in zip(sums, totals, strict=True)
        },
    )


def _part(some: Floats, every: Floats) -> float:
    whole = float(np.abs(every).sum())
    return float(np.abs(some).sum()) / whole if whole else 1.0


def _hidden(cells: _Cells, given: _Contributions, spec: AggregateSpec, primary: Flags) -> Flags:
    """Return which cells are hidden; shape (cells,).

    Those that break a rule (`primary`) are. Then, as long as what is left of a line's total breaks
    one, the line's smallest cell that is still shown is hidden as well; a line may be hidden
    altogether.
    """
    people = given.people(given.cell, len(cells.codes))
    hidden = primary.copy()
    while True:
        before = int(hidden.sum())
        for line, count in cells.lines():
            left = hidden[given.cell]
            bad = given.only(left).breaks(line[given.cell[left]], count, spec)
            bad &= np.bincount(line[hidden], minlength=count) > 0
            open_ = np.flatnonzero(~hidden & bad[line])
            # Cells stand in the order of their values, which decides between equal ones.
            order = open_[np.lexsort((open_, people[open_], line[open_]))]
            _, first = np.unique(line[order], return_index=True)
            hidden[order[first]] = True
        if int(hidden.sum()) == before:
            return hidden


@dataclass(frozen=True, eq=False)
class _Cells:
    """The cells with a row, in the order of their values.

    Attributes
    ----------
    codes
        Shape (cells, columns): rank of each cell's value in its column.
    labels
        Values of the cells, column by column.
    of_row
        Shape (rows,): the cell of each row.
    """

    codes: Integers
    labels: list[pa.Array]
    of_row: Integers

    @classmethod
    def of(cls, columns: Sequence[pa.Array]) -> _Cells:
        ranks = [_ranks(column) for column in columns]
        found, of_row = np.unique(np.stack(ranks, axis=1), axis=0, return_inverse=True)
        of_row = of_row.reshape(-1)
        example = np.zeros(len(found), dtype=np.int64)
        example[of_row] = np.arange(len(of_row))
        taken = [column.take(pa.array(example)) for column in columns]
        return cls(found.astype(np.int64), taken, of_row.astype(np.int64))

    def lines(self) -> list[tuple[Integers, int]]:
        """Return, for each column, the line of each cell (those that differ in it alone), and how
        many lines there are."""
        found = []
        for column in range(self.codes.shape[1]):
            others = np.delete(self.codes, column, axis=1)
            lines, of_cell = np.unique(others, axis=0, return_inverse=True)
            found.append((of_cell.reshape(-1).astype(np.int64), len(lines)))
        return found


def _ranks(labels: pa.Array) -> Integers:
    """Return the rank of each value among the different ones, a missing one last."""
    values = pc.unique(labels.drop_null())
    values = values.take(pc.sort_indices(values))
    ranks = pc.fill_null(pc.index_in(labels, value_set=values), len(values))
    return np.asarray(ranks.to_numpy(zero_copy_only=False), dtype=np.int64)


@dataclass(frozen=True, eq=False)
class _Contributions:
    """What each subject gives to each cell.

    Attributes
    ----------
    cell, subject
        Shape (contributions,).
    amounts
        Shape (contributions,) for each sum; NaN where a subject gives nothing to it.
    size
        Number of subjects.
    """

    cell: Integers
    subject: Integers
    amounts: list[Floats]
    size: int

    @classmethod
    def of(cls, of_row: Integers, subjects: pa.Array, sums: Sequence[pa.Array]) -> _Contributions:
        owners = encoded(subjects)
        size = max(len(owners.dictionary), 1)
        who = owners.indices.to_numpy(zero_copy_only=False).astype(np.int64)
        pairs, pair = np.unique(of_row * size + who, return_inverse=True)
        pair = pair.reshape(-1)
        amounts = []
        for column in sums:
            there = column.is_valid().to_numpy(zero_copy_only=False)
            values = pc.fill_null(column.cast(pa.float64()), 0.0).to_numpy(zero_copy_only=False)
            total = np.bincount(pair, values, minlength=len(pairs))
            some = np.bincount(pair, there, minlength=len(pairs)) > 0
            amounts.append(np.where(some, total, np.nan))
        return cls(pairs // size, pairs % size, amounts, len(owners.dictionary))

    def only(self, chosen: Flags) -> _Contributions:
        """Return some of the contributions."""
        amounts = [column[chosen] for column in self.amounts]
        return _Contributions(self.cell[chosen], self.subject[chosen], amounts, self.size)

    def people(self, group: Integers, count: int) -> Integers:
        """Return the subjects of each group, the fewest of those who give to a sum."""
        _, merged, amounts = self._merged(group)
        if not amounts:
            return np.bincount(merged, minlength=count).astype(np.int64)
        each = [np.bincount(merged[~np.isnan(a)], minlength=count) for a in amounts]
        fewest: Integers = np.min(np.stack(each), axis=0).astype(np.int64)
        return fewest

    def totals(self, amounts: Floats, group: Integers, count: int) -> Floats:
        """Return the sum of each group."""
        return np.bincount(group, np.nan_to_num(amounts), minlength=count).astype(np.float64)

    def largest_shares(self, group: Integers, count: int) -> Floats:
        """Return the largest part that one subject has of a sum of each group.

        Negative amounts count by their size.
        """
        worst = np.zeros(count)
        _, merged, amounts = self._merged(group)
        for column in amounts:
            sizes = np.abs(np.nan_to_num(column))
            largest = np.zeros(count)
            np.maximum.at(largest, merged, sizes)
            whole = np.bincount(merged, sizes, minlength=count)
            shares = np.divide(largest, whole, out=np.zeros(count), where=whole > 0)
            worst = np.maximum(worst, shares)
        return worst

    def breaks(self, group: Integers, count: int, spec: AggregateSpec) -> Flags:
        """Return which groups break a rule; one without a subject does."""
        few = self.people(group, count) < spec.at_least
        return few | (self.largest_shares(group, count) > spec.share)

    def _merged(self, group: Integers) -> tuple[Integers, Integers, list[Floats]]:
        """Return subject, group and amounts with one row for each subject of a group."""
        size = max(self.size, 1)
        pairs, pair = np.unique(group * size + self.subject, return_inverse=True)
        pair = pair.reshape(-1)
        amounts = []
        for column in self.amounts:
            some = np.bincount(pair, ~np.isnan(column), minlength=len(pairs)) > 0
            total = np.bincount(pair, np.nan_to_num(column), minlength=len(pairs))
            amounts.append(np.where(some, total, np.nan))
        return pairs % size, pairs // size, amounts
