"""Rules between columns of a table that every synthetic row keeps, whatever the engine.

What lives here: taking what follows from other columns out of a table before it is learnt, and
putting it back afterwards. What does not: engines, and counting what is broken
(:mod:`sector_data.synthesise.structure`).

- A column that others determine is not learnt: it is looked up.
- Columns of which only some combinations appear are learnt as one column of combinations.
- Of columns that rise from left to right, the differences are learnt, which cannot be negative.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.errors import InputError
from sector_data.sources.tables import Table
from sector_data.spec.pipeline import split_path
from sector_data.spec.synthesis import SynthesisSpec


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one table, by names of columns.

    Attributes
    ----------
    dependencies
        Dependent column and those that determine it; each after those that it depends on.
    combinations
        Sets of columns, none of which share one; those that determine something together are one.
    orderings
        Columns that rise.
    """

    dependencies: tuple[tuple[str, tuple[str, ...]], ...] = ()
    combinations: tuple[tuple[str, ...], ...] = ()
    orderings: tuple[tuple[str, ...], ...] = ()


def rules_of(table: str, columns: Sequence[str], spec: SynthesisSpec) -> Rules:
    """Return the rules of a table that are about the columns which are learnt.

    Parameters
    ----------
    table
        Its name.
    columns
        Those that are learnt.
    spec
        Says the rules.

    Raises
    ------
    InputError
        If a rule names a column that is not among them.
    """

    def own(paths: Sequence[str], word: str) -> tuple[str, ...]:
        names = tuple(split_path(path)[1] for path in paths)
        for path, name in zip(paths, names, strict=True):
            if name not in columns:
                raise InputError(
                    f"synthesise.{word} names {path}, which is not learnt.",
                    "Name a column that is released and is no key, or take the rule out.",
                )
        return names

    def about(paths: Sequence[str]) -> bool:
        return split_path(paths[0])[0] == table

    dependencies = {
        own([path], "dependencies")[0]: own(spec.determinants(path), "dependencies")
        for path in spec.dependencies
        if about([path])
    }
    combinations = [set(own(c, "combinations")) for c in spec.combinations if about(c)]
    combinations += [
        set(_roots(owners, dependencies)) for owners in dependencies.values() if len(owners) > 1
    ]
    return Rules(
        tuple(_in_order(dependencies)),
        tuple(_apart(combinations, columns)),
        tuple(own(o, "orderings") for o in spec.orderings if about(o)),
    )


def _roots(owners: Sequence[str], dependencies: dict[str, tuple[str, ...]]) -> list[str]:
    """Return the columns that determine others, those that are determined replaced by theirs."""
    return [
        root
        for owner in owners
        for root in (
            _roots(dependencies[owner], dependencies) if owner in dependencies else [owner]
        )
    ]


def _in_order(dependencies: dict[str, tuple[str, ...]]) -> list[tuple[str, tuple[str, ...]]]:
    """Sort dependent columns behind those that they depend on; there is no circle."""
    ordered: list[tuple[str, tuple[str, ...]]] = []
    placed: set[str] = set()
    while len(ordered) < len(dependencies):
        for column, owners in dependencies.items():
            waits = any(o in dependencies and o not in placed for o in owners)
            if column not in placed and not waits:
                ordered.append((column, owners))
                placed.add(column)
    return ordered


def _apart(groups: list[set[str]], columns: Sequence[str]) -> list[tuple[str, ...]]:
    """Join sets that share a column, and put each into the order of the table."""
    joined: list[set[str]] = []
    for group in groups:
        touching = [other for other in joined if other & group]
        joined = [other for other in joined if not other & group]
        joined.append(group.union(*touching))
    return [tuple(c for c in columns if c in group) for group in joined]


class Folded:
    """A table without what follows from its rules, and the way back.

    Attributes
    ----------
    columns
        What is to be learnt: names of the table, and of combinations and differences.
    codes
        Those whose values are codes, whatever their type: they determine others.
    """

    def __init__(self, table: Table, learnt: Sequence[str], rules: Rules) -> None:
        """Fold a table.

        Raises
        ------
        InputError
            If a rule does not hold in the table; the message counts the rows.
        """
        self._rules = rules
        self._table = table
        self.columns: dict[str, pa.Array] = {
            name: table.column(name).combine_chunks() for name in learnt
        }
        self._lookups: dict[str, tuple[pa.Table, pa.Array]] = {}
        self._combinations: dict[str, pa.Table] = {}
        self._gaps: list[tuple[str, ...]] = []
        for column, owners in rules.dependencies:
            self._take_out(column, owners)
        for group in rules.combinations:
            self._join([c for c in group if c in self.columns])
        self.codes = frozenset(
            owner for _, owners in rules.dependencies for owner in owners if owner in self.columns
        )
        for rising in rules.orderings:
            self._check_rising(rising)
            if all(c in self.columns and c not in self.codes for c in rising):
                self._replace_by_gaps(rising)

    def unfold(self, made: dict[str, pa.Array]) -> dict[str, pa.Array]:
        """Return the columns of the table for rows of what was learnt."""
        columns = dict(made)
        for rising in self._gaps:
            _add_gaps(columns, rising, self._table)
        for name, group in self._combinations.items():
            places = columns.pop(name).cast(pa.int64())
            for column in group.column_names:
                columns[column] = group.column(column).combine_chunks().take(places)
        for column, owners in self._rules.dependencies:
            seen, values = self._lookups[column]
            columns[column] = values.take(_places([columns[o] for o in owners], seen))
        return columns

    def _take_out(self, column: str, owners: Sequence[str]) -> None:
        pairs = self._distinct([*owners, column])
        seen = self._distinct(owners)
        if pairs.num_rows > seen.num_rows:
            beside = pairs.group_by(list(owners)).aggregate([([], "count_all")])
            several = pc.sum(pc.greater(beside.column("count_all"), 1)).as_py()
            raise InputError(
                f"{self._table.name}.{column} is not determined by {', '.join(owners)}: "
                f"{several:,} of {seen.num_rows:,} values have more than one beside them in the "
                "protected rows.",
                "Take the dependency out, or protect both columns alike.",
            )
        self._lookups[column] = (pairs.select(owners), pairs.column(column).combine_chunks())
        self.columns.pop(column)

    def _join(self, group: Sequence[str]) -> None:
        if len(group) < 2:
            return
        combinations = self._distinct(group)
        name = _fresh("·".join(group), self._table.columns)
        places = _places([self.columns[c] for c in group], combinations)
        before = list(self.columns)
        joined = {**self.columns, name: places.cast(pa.string())}
        order = [name if c == group[0] else c for c in before if c == group[0] or c not in group]
        self.columns = {c: joined[c] for c in order}
        self._combinations[name] = combinations

    def _check_rising(self, rising: Sequence[str]) -> None:
        broken = falling_rows([self._table.column(c).combine_chunks() for c in rising])
        if broken:
            raise InputError(
                f"{' ≤ '.join(rising)} does not hold in {broken:,} of {self._table.rows:,} "
                f"protected rows of {self._table.name}.",
                "Take the ordering out, or protect the columns alike.",
            )

    def _replace_by_gaps(self, rising: tuple[str, ...]) -> None:
        arrays = [self._table.column(c).combine_chunks() for c in rising]
        hidden = any(_hidden(low, high) for low, high in pairwise(arrays))
        if hidden or len({a.type for a in arrays}) > 1 or set(rising) & self._in_gaps():
            return  # put right afterwards
        for (low, high), name in zip(pairwise(arrays), rising[1:], strict=True):
            self.columns[name] = pc.subtract(_numbers(high), _numbers(low))
        self._gaps.append(rising)

    def _in_gaps(self) -> set[str]:
        return {column for rising in self._gaps for column in rising}

    def _distinct(self, names: Sequence[str]) -> pa.Table:
        """Return the distinct combinations of columns, in a fixed order."""
        grouped = self._table.data.select(names).group_by(list(names)).aggregate([])
        return grouped.sort_by([(name, "ascending") for name in names]).combine_chunks()


def falling_rows(arrays: Sequence[pa.Array]) -> int:
    """Count the rows in which a value is smaller than one to its left; missing ones are passed."""
    return int(falling(arrays).sum())


def falling(arrays: Sequence[pa.Array]) -> npt.NDArray[np.bool_]:
    """Return for each row whether a value is smaller than one to its left."""
    broken = np.zeros(len(arrays[0]), dtype=bool)
    for place, low in enumerate(arrays):
        for high in arrays[place + 1 :]:
            found = pc.fill_null(pc.greater(low, high), False)
            broken |= found.to_numpy(zero_copy_only=False)
    return broken


def unseen(made: Sequence[pa.Array], learnt: Sequence[pa.Array]) -> npt.NDArray[np.bool_]:
    """Return for each row whether its combination of values is none of those learnt from."""
    found = pc.index_in(_key_of(made), pc.unique(_key_of(learnt)))
    missing: npt.NDArray[np.bool_] = found.is_null().to_numpy(zero_copy_only=False)
    return missing


def _hidden(low: pa.Array, high: pa.Array) -> bool:
    return bool(pc.any(pc.and_(pc.is_null(low), pc.is_valid(high))).as_py())


def _numbers(values: pa.Array) -> pa.Array:
    if pa.types.is_date32(values.type):
        return values.cast(pa.int32()).cast(pa.int64())
    if pa.types.is_timestamp(values.type):
        return values.cast(pa.int64())
    return values


def _typed(values: pa.Array, arrow_type: pa.DataType) -> pa.Array:
    if pa.types.is_date32(arrow_type):
        return values.cast(pa.int32()).cast(arrow_type)
    return values.cast(arrow_type)


def _add_gaps(columns: dict[str, pa.Array], rising: Sequence[str], table: Table) -> None:
    """Put what was learnt as differences back, within the largest value of each column."""
    first, *others = rising
    arrow_type = columns[first].type
    below = _numbers(columns[first])
    for name in others:
        most = pc.max(_numbers(table.column(name).combine_chunks()))
        reached = pc.min_element_wise(pc.add(below, columns[name]), most, skip_nulls=False)
        below = pc.max_element_wise(reached, below, skip_nulls=False)
        columns[name] = _typed(below, arrow_type)


def _places(arrays: Sequence[pa.Array], seen: pa.Table) -> pa.Array:
    """Return the place of each combination among those seen."""
    known = _key_of([seen.column(name).combine_chunks() for name in seen.column_names])
    return pc.index_in(_key_of(arrays), known)


def _key_of(arrays: Sequence[pa.Array]) -> pa.Array:
    """Return one value for each combination; missing values are values of their own."""
    if len(arrays) == 1:
        return arrays[0]
    texts = [
        pc.fill_null(pc.binary_join_element_wise("=", a.cast(pa.string()), ""), "") for a in arrays
    ]
    lengths = [pc.utf8_length(text).cast(pa.string()) for text in texts]
    parts = [part for pair in zip(lengths, texts, strict=True) for part in pair]
    return pc.binary_join_element_wise(*parts, ":")


def _fresh(name: str, taken: Sequence[str]) -> str:
    while name in taken:
        name += "·"
    return name
