"""What synthetic tables must keep whatever the engine, counted and put right.

What lives here: declared rules, keys, references, children per parent, and the order of events of a
parent, on the finished tables. What does not: how rules are kept from the start
(:mod:`sector_data.synthesise.rules`).

A row that breaks a rule is replaced by the columns of a row that breaks none: its values then
belong together, as those of no repair of single values would.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.errors import SectorDataError
from sector_data.sources.tables import Table
from sector_data.spec.evidence.sequences import SequenceFigures
from sector_data.spec.pipeline import split_path
from sector_data.synthesise.layout import Layout
from sector_data.synthesise.relating import Relation
from sector_data.synthesise.rules import Rules, falling, unseen
from sector_data.synthesise.series import compare_series, distance_of

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Kept:
    """One rule of a table and the rows that broke it.

    Attributes
    ----------
    rule
        In words.
    rows
        How many it was checked in.
    repaired, broken
        Rows that broke it and were put right, and those that still do.
    """

    rule: str
    rows: int
    repaired: int
    broken: int


@dataclass(frozen=True, slots=True)
class Cardinality:
    """Children of a parent, as learnt from and as made.

    Attributes
    ----------
    reference
        Referring and referred column.
    orphans
        Rows whose reference leads nowhere.
    learnt, made
        Mean number of children of a parent.
    distance
        Total variation distance of the distributions of that number, from 0 to 1.
    """

    reference: str
    orphans: int
    learnt: float
    made: float
    distance: float


@dataclass(slots=True)
class StructureReport:
    """What was found in all tables."""

    kept: dict[str, list[Kept]] = field(default_factory=dict)
    related: dict[str, list[Cardinality]] = field(default_factory=dict)
    series: dict[str, SequenceFigures] = field(default_factory=dict)

    def of(self, table: str) -> dict[str, Any]:
        """Return the figures of one table as plain data."""
        return {
            "rules": [
                {"rule": k.rule, "rows": k.rows, "repaired": k.repaired, "broken": k.broken}
                for k in self.kept.get(table, ())
            ],
            "references": [
                {
                    "reference": c.reference,
                    "orphans": c.orphans,
                    "children-per-parent-learnt": round(c.learnt, 4),
                    "children-per-parent-made": round(c.made, 4),
                    "distance-of-distributions": round(c.distance, 4),
                }
                for c in self.related.get(table, ())
            ],
            **(
                {"sequences": self.series[table].model_dump(mode="json")}
                if table in self.series
                else {}
            ),
        }

    def lines(self) -> Iterator[str]:
        """Yield a sentence for each rule that was broken."""
        for table, kept in self.kept.items():
            for each in kept:
                if each.repaired or each.broken:
                    left = f", {each.broken:,} still break it" if each.broken else ""
                    yield f"{table}: {each.rule}: {each.repaired:,} rows put right{left}"


def put_right(
    learnt: Mapping[str, Table],
    made: Mapping[str, Table],
    layout: Layout,
    rules: Mapping[str, Rules],
    relations: Mapping[str, Relation],
    *,
    followed: Mapping[str, str] | None = None,
    seed: int,
) -> tuple[dict[str, Table], StructureReport]:
    """Check synthetic tables, replace rows that break a rule, and count.

    Parameters
    ----------
    learnt, made
        The protected tables and the synthetic ones.
    layout
        Keys and references.
    rules, relations
        Of each synthetic table.
    followed
        Table to the column by which the rows of a parent follow each other.
    seed
        For the rows that take the place of others.

    Raises
    ------
    SectorDataError
        If a key is not unique or a reference leads nowhere: these hold by construction.
    """
    tables, report = dict(made), StructureReport()
    for name in layout.tables:
        table = tables[name]
        report.kept[name] = []
        table = _keep_rules(learnt[name], table, layout, rules[name], report.kept[name], seed)
        if name in relations:
            by = (followed or {}).get(name)
            table = _keep_order(
                learnt[name], table, relations[name], by, rules[name], report.kept[name]
            )
        tables[name] = table
    _check_keys(tables, layout)
    for child, parent in layout.references.items():
        name = split_path(child)[0]
        if name in layout.tables:
            found = _cardinality(learnt, tables, child, parent)
            report.related.setdefault(name, []).append(found)
            if found.orphans:
                raise SectorDataError(f"{child} of a synthetic row leads to no row of {parent}.")
    for name, relation in relations.items():
        report.series[name] = _series(learnt, tables, layout, name, relation)
    return tables, report


def _series(
    learnt: Mapping[str, Table],
    made: Mapping[str, Table],
    layout: Layout,
    name: str,
    relation: Relation,
) -> SequenceFigures:
    (_, column), (above, key) = split_path(relation.child), split_path(relation.parent)
    referred = made[above].column(key).combine_chunks()
    places = pc.index_in(made[name].column(column).combine_chunks(), referred.drop_null())
    owners = pc.fill_null(places, -1).to_numpy().astype(np.int64)
    return compare_series(
        learnt[name],
        made[name],
        layout.tables[name].learnt,
        (relation.owners, owners),
        (learnt[above].rows, made[above].rows),
    )


def _keep_rules(
    learnt: Table, made: Table, layout: Layout, rules: Rules, kept: list[Kept], seed: int
) -> Table:
    broken = dict(_broken(learnt, made, rules))
    if not broken:
        return made
    wrong = np.any(list(broken.values()), axis=0)
    table = made
    if wrong.any() and not wrong.all():
        sound = np.flatnonzero(~wrong)
        rng = np.random.default_rng([seed, 6, *made.name.encode()])
        rows = np.arange(made.rows)
        rows[wrong] = sound[rng.integers(0, len(sound), int(wrong.sum()))]
        keys = set(layout.tables[made.name].keys)
        table = Table(
            made.name,
            pa.table(
                {
                    c: made.column(c) if c in keys else made.column(c).take(rows)
                    for c in made.columns
                }
            ),
        )
    after = dict(_broken(learnt, table, rules))
    kept += [
        Kept(rule, made.rows, int(flags.sum()) - int(after[rule].sum()), int(after[rule].sum()))
        for rule, flags in broken.items()
    ]
    return table


def _broken(learnt: Table, made: Table, rules: Rules) -> Iterator[tuple[str, Flags]]:
    """Yield each rule about columns that were made, and the rows that break it."""

    def arrays(table: Table, names: Sequence[str]) -> list[pa.Array]:
        return [table.column(name).combine_chunks() for name in names]

    def there(names: Sequence[str]) -> bool:
        return all(name in made.columns for name in names)

    for column, owners in rules.dependencies:
        if there(both := [*owners, column]):
            found = unseen(arrays(made, both), arrays(learnt, both))
            yield f"{', '.join(owners)} → {column}", found
    for names in rules.combinations:
        if there(names):
            yield (
                f"combinations of {', '.join(names)}",
                unseen(arrays(made, names), arrays(learnt, names)),
            )
    for names in rules.orderings:
        if there(names):
            yield " ≤ ".join(names), falling(arrays(made, names))


def _keep_order(
    learnt: Table,
    made: Table,
    relation: Relation,
    by: str | None,
    rules: Rules,
    kept: list[Kept],
) -> Table:
    """Let what rises in each protected parent's rows rise in each synthetic one's.

    Rows are sorted by the column that they follow each other by, else by the first date that rises;
    of further dates that rise, the values of a parent change places. That keeps orderings: the
    n-th smallest start is before the n-th smallest end.
    """
    key = split_path(relation.child)[1]
    before, owners = _codes(learnt.column(key)), _codes(made.column(key))
    rising = [
        column
        for column in made.columns
        if (column == by or pa.types.is_temporal(made.data.schema.field(column).type))
        and _rises(before, learnt.column(column))
        and not _falls(before, learnt.column(column))
    ]
    falls = {column: _falls(owners, made.column(column)) for column in rising}
    if not any(falls.values()):
        kept += [Kept(_rule_of(column, key), made.rows, 0, 0) for column in rising]
        return made
    first, *others = sorted(rising, key=lambda column: column != by)
    data = made.data.take(_sorted_within(owners, made.column(first)))
    tied = {column for rule in rules.dependencies for column in (rule[0], *rule[1])}
    tied |= {column for group in rules.combinations for column in group}
    for column in others:
        if column not in tied and _falls(owners, data.column(column)):
            values = data.column(column).take(_sorted_within(owners, data.column(column)))
            data = data.set_column(data.column_names.index(column), column, values)
    for column in rising:
        still = _falls(owners, data.column(column))
        kept.append(Kept(_rule_of(column, key), made.rows, max(falls[column] - still, 0), still))
    return Table(made.name, data)


def _rule_of(column: str, key: str) -> str:
    return f"{column} rises within each {key}"


def _sorted_within(owners: npt.NDArray[np.int64], values: pa.ChunkedArray) -> pa.Array:
    """Return places that sort the rows of each owner; each owner's rows stay where they were."""
    order = np.lexsort((_ranks(values), owners))
    rows = np.empty(len(owners), dtype=np.int64)
    rows[np.argsort(owners, kind="stable")] = order
    return pa.array(rows)


def _codes(values: pa.ChunkedArray) -> npt.NDArray[np.int64]:
    """Return a number for each value; rows without one have numbers of their own."""
    indices = pc.dictionary_encode(values.combine_chunks()).indices
    codes: npt.NDArray[np.int64] = pc.fill_null(indices.cast(pa.int64()), -1).to_numpy().copy()
    alone = codes < 0
    codes[alone] = len(codes) + np.arange(int(alone.sum()))
    return codes


def _ranks(values: pa.ChunkedArray) -> npt.NDArray[np.int64]:
    """Return values as their ranks, equal ones alike; missing ones come last."""
    array = values.combine_chunks()
    ranks = pc.rank(array, tiebreaker="dense").cast(pa.int64())
    filled: npt.NDArray[np.int64] = pc.if_else(
        pc.is_valid(array), ranks, np.iinfo(np.int64).max
    ).to_numpy(zero_copy_only=False)
    return filled


def _steps(owners: npt.NDArray[np.int64], times: pa.ChunkedArray) -> npt.NDArray[np.int64]:
    """Return the differences of neighbouring rows of a parent, in row order."""
    order = np.argsort(owners, kind="stable")
    numbers = _ranks(times)[order]
    same = owners[order][1:] == owners[order][:-1]
    there = numbers < np.iinfo(np.int64).max
    usable = same & there[1:] & there[:-1]
    found: npt.NDArray[np.int64] = (numbers[1:] - numbers[:-1])[usable]
    return found


def _falls(owners: npt.NDArray[np.int64], times: pa.ChunkedArray) -> int:
    return int((_steps(owners, times) < 0).sum())


def _rises(owners: npt.NDArray[np.int64], times: pa.ChunkedArray) -> bool:
    return bool((_steps(owners, times) > 0).any())


def _check_keys(tables: Mapping[str, Table], layout: Layout) -> None:
    for path in sorted(layout.identifying):
        name, column = split_path(path)
        if name not in layout.tables:
            continue
        values = tables[name].column(column)
        if pc.count_distinct(values, mode="all").as_py() != len(values):
            raise SectorDataError(f"{path} of synthetic rows is not unique.")


def _cardinality(
    learnt: Mapping[str, Table], made: Mapping[str, Table], child: str, parent: str
) -> Cardinality:
    before, after = _counts(learnt, child, parent), _counts(made, child, parent)
    return Cardinality(
        f"{child} → {parent}",
        after[1],
        float(before[0].mean()) if len(before[0]) else 0.0,
        float(after[0].mean()) if len(after[0]) else 0.0,
        distance_of(before[0], after[0]),
    )


def _counts(
    tables: Mapping[str, Table], child: str, parent: str
) -> tuple[npt.NDArray[np.int64], int]:
    """Return the children of each parent, and the references that lead nowhere."""
    (name, column), (above, key) = split_path(child), split_path(parent)
    referring = tables[name].column(column).combine_chunks()
    referred = tables[above].column(key).combine_chunks().drop_null()
    places = pc.index_in(referring, referred)
    found = places.drop_null().to_numpy()
    lost = len(referring) - referring.null_count - len(found)
    return np.bincount(found, minlength=len(referred)), lost
