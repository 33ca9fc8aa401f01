"""Choosing the cells to empty so that every combination matches enough subjects.

What lives here: the choice for combinations of codes, compiled and in numpy. What does not: costs,
importance and limits in words (:mod:`sector_data.anonymise.cells`).
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sector_data.kernels.library import address, library

Integers = npt.NDArray[np.int64]
Sets = npt.NDArray[np.int32]
"""Sets of columns as bits: column c is 2 ** c."""

MOST_COLUMNS = 16


@dataclass(frozen=True, slots=True)
class Choices:
    """The sets of columns that may be emptied together.

    Attributes
    ----------
    sets
        Shape (choices,), cheapest first.
    ranks
        Shape (choices,): equal for equal costs, rising.
    limits
        Shape (columns,): cells of each column that may be emptied; -1 for any number.
    helpful
        Among equal costs, whether help to others comes before the order of `sets`.
    """

    sets: Sets
    ranks: Integers
    limits: Integers
    helpful: bool


@dataclass(frozen=True, slots=True)
class Combinations:
    """Distinct combinations, and who has them.

    Attributes
    ----------
    codes
        Shape (columns, combinations); 0 where the value is missing.
    subjects, rows
        Shape (combinations,): how many have each.
    people
        Where the subjects of each combination begin, their codes from 0, and how many there are:
        for tables in which somebody has several combinations. None when sums are exact.
    """

    codes: Sets
    subjects: Integers
    rows: Integers
    people: tuple[Integers, Integers, int] | None = None


def choose_cells(
    table: Combinations,
    k: int,
    choices: Choices,
    order: Integers,
    emptied: Sets,
    matches: Integers,
    *,
    rounds: int,
) -> Sets:
    """Choose the columns to empty in each combination.

    Parameters
    ----------
    table
        The combinations.
    k
        Matches that each of `order` should have.
    choices
        What may be emptied, and what is cheaper.
    order
        The combinations that may be emptied, in the order in which they choose.
    emptied
        Shape (combinations,): what is emptied already, and stays so while too few match.
    matches
        Shape (combinations,): how many match each one now.
    rounds
        How often the choices are made anew afterwards, at most.

    Returns
    -------
    Sets
        Shape (combinations,). Where no choice is enough, it is as it was.
    """
    emptied, matches = emptied.astype(np.int32), matches.astype(np.int64)
    columns, count = table.codes.shape
    columns_of = np.arange(columns)
    missing = ((table.codes == 0) << columns_of[:, None]).sum(axis=0, dtype=np.int32)
    used = (table.rows * (emptied >> columns_of[:, None] & 1)).sum(axis=1, dtype=np.int64)
    loaded = library()
    if loaded is None:
        _Twin(table, k, choices, missing, emptied, matches, used).run(order, rounds)
        return emptied
    offsets, people, number = (None, None, 0) if table.people is None else table.people
    loaded.cells_choose.restype = ctypes.c_int64
    done = loaded.cells_choose(
        *map(ctypes.c_int64, (columns, count, k)),
        address(table.codes),
        *map(address, (table.subjects, table.rows)),
        address(missing),
        ctypes.c_int64(len(choices.sets)),
        address(choices.sets),
        *map(address, (choices.ranks, choices.limits)),
        ctypes.c_int64(choices.helpful),
        address(offsets),
        address(people),
        ctypes.c_int64(number),
        address(order),
        *map(ctypes.c_int64, (len(order), rounds)),
        address(emptied),
        *map(address, (matches, used)),
    )
    if done < 0:
        raise MemoryError
    return emptied


class _Twin:
    """The choice in numpy, step by step as the compiled one."""

    def __init__(
        self,
        table: Combinations,
        k: int,
        choices: Choices,
        missing: Sets,
        emptied: Sets,
        matches: Integers,
        used: Integers,
    ) -> None:
        self.table, self.k, self.choices = table, k, choices
        self.missing, self.emptied, self.matches, self.used = missing, emptied, matches, used
        self.columns = np.arange(len(table.codes))
        self.size = 1 << len(table.codes)
        self.rank = np.empty(self.size, dtype=np.int64)
        self.rank[choices.sets] = np.arange(len(choices.sets))

    def run(self, order: Integers, rounds: int) -> None:
        for i in order:
            if self.table.people is None and self.matches[i] >= self.k:
                continue
            self.look(i)
            if self.is_enough(int(self.emptied[i])):
                continue
            found = self.choose(i, int(self.emptied[i]))
            if found >= 0:
                self.give_back(i)
                self.take(i, int(self.choices.sets[found]))
        for _ in range(rounds if self.table.people is None else 0):
            bettered = [self.again(i) for i in order[::-1] if self.emptied[i]]
            if not any(bettered):
                break

    def look(self, i: int) -> None:
        codes = self.table.codes
        differ = ((codes != codes[:, i : i + 1]) << self.columns[:, None]).sum(axis=0)
        self.apart = differ & ~(self.emptied | self.missing | self.missing[i])
        self.apart[i] = 0
        self.sums = self.over_subsets(self.table.subjects)
        waiting = (self.matches < self.k) & (np.arange(len(self.matches)) != i)
        self.helped = self.over_subsets(self.table.rows * waiting * self.choices.helpful)

    def over_subsets(self, values: Integers) -> Integers:
        sums = np.bincount(self.apart, values, minlength=self.size).astype(np.int64)
        for column in self.columns:
            halves = sums.reshape(-1, 2, 1 << column)
            halves[:, 1] += halves[:, 0]
        return sums

    def is_enough(self, chosen: int) -> bool:
        if self.sums[chosen] < self.k or self.table.people is None:
            return bool(self.sums[chosen] >= self.k)
        offsets, people, _ = self.table.people
        alike = np.repeat((self.apart & ~chosen) == 0, np.diff(offsets))
        return len(np.unique(people[alike])) >= self.k

    def is_allowed(self, i: int, chosen: int) -> bool:
        wanted = self.used + self.table.rows[i] * (chosen >> self.columns & 1)
        limits = self.choices.limits
        return bool(((limits < 0) | (wanted <= limits) | (wanted == self.used)).all())

    def choose(self, i: int, needed: int) -> int:
        best = -1
        sets, ranks = self.choices.sets, self.choices.ranks
        for s in np.flatnonzero(((sets & needed) == needed) & ((sets & self.missing[i]) == 0)):
            if best >= 0 and (not self.choices.helpful or ranks[s] != ranks[best]):
                break
            if best >= 0 and self.helped[sets[s]] <= self.helped[sets[best]]:
                continue
            if self.is_allowed(i, int(sets[s])) and self.is_enough(int(sets[s])):
                best = int(s)
        return best

    def take(self, i: int, chosen: int) -> None:
        had = (self.apart & ~self.emptied[i]) == 0
        has = (self.apart & ~chosen) == 0
        self.matches += (has.astype(np.int64) - had) * self.table.subjects[i]
        self.matches[i] = self.sums[chosen]
        self.emptied[i] = chosen
        self.used += self.table.rows[i] * (chosen >> self.columns & 1)

    def give_back(self, i: int) -> None:
        self.used -= self.table.rows[i] * (int(self.emptied[i]) >> self.columns & 1)

    def again(self, i: int) -> bool:
        present = int(self.emptied[i])
        self.look(i)
        leaning = ((self.apart & ~present) == 0) & (self.matches >= self.k)
        leaning &= self.matches - self.table.subjects[i] < self.k
        leaning[i] = False
        needed = int(np.bitwise_or.reduce(self.apart[leaning], initial=0))
        self.give_back(i)
        found, now = self.choose(i, needed), int(self.rank[present])
        ranks = self.choices.ranks
        better = 0 <= found < now and (ranks[found] < ranks[now] or not self.choices.helpful)
        self.take(i, int(self.choices.sets[found]) if better else present)
        return bool(better)
