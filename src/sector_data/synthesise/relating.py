"""Rows that belong to rows of another table.

What lives here: the walk from parents to children, each learnt together with what its parent is
like. What does not: engines, and the values of keys (:mod:`sector_data.synthesise.keys`).

An engine that knows sequences draws the rows of a parent one after the other, given its columns.
For the others, the number of children is learnt as a column of the parent, children are learnt
beside their parents' columns, and each new parent gets children whose parents were like it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.sources.tables import Table
from sector_data.spec.pipeline import split_path
from sector_data.synthesise.columns import Category, Constant, Learnable, encode, rows_of
from sector_data.synthesise.layout import Layout
from sector_data.synthesise.matching import match
from sector_data.synthesise.protocol import ChildEngine, ChildTask, Drawn, Effort, Engine, Task

Places = npt.NDArray[np.int64]

COUNT = "\0children of "
"""Begins the name of the column that counts children; no column of a table is called so."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A table whose rows belong to those of another synthetic one.

    Attributes
    ----------
    child, parent
        Referring and referred column, as ``table.column``.
    owners
        For each protected child row the place of its parent, -1 where it has none.
    """

    child: str
    parent: str
    owners: Places

    @property
    def parent_table(self) -> str:
        """The table above."""
        return split_path(self.parent)[0]

    @property
    def orphans(self) -> float:
        """Share of child rows without a parent."""
        return float((self.owners < 0).mean()) if len(self.owners) else 0.0


def relations_of(tables: Mapping[str, Table], layout: Layout) -> dict[str, Relation]:
    """Return for each table the relation that its rows are learnt in.

    The first reference to another synthetic table counts; a key that is a reference itself gives
    each parent at most one row and is dealt out at random.
    """
    found: dict[str, Relation] = {}
    for child, parent in layout.references.items():
        name, column = split_path(child)
        above, key = split_path(parent)
        usable = name in layout.tables and above in layout.tables and name != above
        if not usable or name in found or child in layout.identifying:
            continue
        learnt = tables[name].column(column).combine_chunks()
        referred = tables[above].column(key).combine_chunks()
        if learnt.type == referred.type:
            places = pc.fill_null(pc.index_in(learnt, referred.drop_null()), -1)
            found[name] = Relation(child, parent, places.to_numpy().astype(np.int64))
    return {name: r for name, r in found.items() if not _circles(name, found)}


def _circles(name: str, relations: Mapping[str, Relation]) -> bool:
    above, met = name, {name}
    while above in relations:
        above = relations[above].parent_table
        if above in met:
            return True
        met.add(above)
    return False


def parents_first(layout: Layout, relations: Mapping[str, Relation]) -> list[str]:
    """Return the synthetic tables, each behind the one that its rows belong to."""
    ordered: list[str] = []

    def add(name: str) -> None:
        if name in relations:
            above = relations[name].parent_table
            if above not in ordered:
                add(above)
        if name not in ordered:
            ordered.append(name)

    for name in layout.tables:
        add(name)
    return ordered


def counts_column(relation: Relation, parents: int) -> pa.Array:
    """Return the number of children of each protected parent."""
    return pa.array(np.bincount(relation.owners[relation.owners >= 0], minlength=parents))


@dataclass(frozen=True, slots=True)
class Parents:
    """The table above, as it was learnt from and as it was drawn.

    Attributes
    ----------
    learnable
        Its columns.
    drawn
        The same columns of its synthetic rows.
    rows, drawn_rows
        How many each.
    counts
        Children that each synthetic row is to have, where its engine drew them.
    """

    learnable: Mapping[str, Learnable]
    drawn: Mapping[str, npt.NDArray[Any]]
    rows: int
    drawn_rows: int
    counts: Places | None


def draw_children(
    engine: Engine,
    columns: Mapping[str, Learnable],
    relation: Relation,
    parents: Parents,
    rows: int,
    *,
    seed: int,
    effort: Effort,
    announce: Callable[[str], None],
) -> tuple[Places, Drawn]:
    """Draw child rows for synthetic parents.

    Parameters
    ----------
    engine
        Learns them; in their order if it can.
    columns
        Of the child rows.
    relation
        Whose they are.
    parents
        The table above.
    rows
        At most so many are drawn.
    seed, effort, announce
        As in :class:`sector_data.synthesise.protocol.Task`.

    Returns
    -------
    owners
        For each row the place of its parent, rising, then -1 for rows without one.
    drawn
        Their columns.
    """
    with_parent = np.flatnonzero(relation.owners >= 0)
    alone = round(rows * relation.orphans)
    rng = np.random.default_rng([seed, 4])
    if isinstance(engine, ChildEngine) and columns and len(with_parent):
        order = with_parent[np.argsort(relation.owners[with_parent], kind="stable")]
        owners, drawn = engine.make_children(
            ChildTask(
                columns={name: rows_of(c, order) for name, c in columns.items()},
                owners=relation.owners[order],
                parents=parents.learnable,
                parent_rows=parents.rows,
                given=parents.drawn,
                given_rows=parents.drawn_rows,
                seed=seed,
                effort=effort,
                announce=announce,
            )
        )
        kept = _cut(owners, rows - alone, rng)
        owners, drawn = owners[kept], {name: values[kept] for name, values in drawn.items()}
    else:
        owners = _owners(parents, relation, rows - alone, rng)
        drawn = _matched(engine, columns, relation, parents, owners, seed, effort, announce)
    if not alone or not len(owners):
        return owners, drawn
    # Rows without a parent are like the others, whatever the parents are like.
    more = rng.integers(0, len(owners), alone)
    return (
        np.concatenate([owners, np.full(alone, -1)]),
        {name: np.concatenate([values, values[more]]) for name, values in drawn.items()},
    )


def _cut(owners: Places, most: int, rng: np.random.Generator) -> Places:
    """Return the rows that stay when there are too many: the last ones of random parents go."""
    if len(owners) <= most:
        return np.arange(len(owners))
    begins = np.concatenate([[True], owners[1:] != owners[:-1]])
    starts = np.flatnonzero(begins)
    place = np.arange(len(owners)) - np.repeat(starts, np.diff([*starts, len(owners)]))
    # First rows go last, so that few parents lose all of theirs.
    going = np.lexsort((rng.random(len(owners)), place == 0))[: len(owners) - most]
    tails = np.zeros(len(owners), dtype=bool)
    lost = np.bincount(np.searchsorted(starts, going, side="right") - 1, minlength=len(starts))
    ends = np.append(starts[1:], len(owners))
    for start, end, count in zip(starts, ends, lost, strict=True):
        tails[max(start, end - count) : end] = True
    return np.flatnonzero(~tails)


def _owners(parents: Parents, relation: Relation, rows: int, rng: np.random.Generator) -> Places:
    """Return an owner for each row: as many as were drawn for each parent, `rows` in all."""
    counts = parents.counts
    if counts is None:
        observed = np.bincount(relation.owners[relation.owners >= 0], minlength=parents.rows)
        counts = rng.permutation(np.resize(rng.permutation(observed), parents.drawn_rows))
    owners = np.repeat(np.arange(parents.drawn_rows), counts)
    if len(owners) > rows:
        owners = np.sort(rng.choice(owners, size=rows, replace=False))
    elif len(owners) < rows and parents.drawn_rows:
        among = owners if len(owners) else np.arange(parents.drawn_rows)
        more = rng.choice(among, size=rows - len(owners))
        owners = np.sort(np.concatenate([owners, more]))
    return owners


def _matched(
    engine: Engine,
    columns: Mapping[str, Learnable],
    relation: Relation,
    parents: Parents,
    owners: Places,
    seed: int,
    effort: Effort,
    announce: Callable[[str], None],
) -> Drawn:
    """Draw rows beside their parents' columns, and give each parent those that fit it."""
    rows = len(owners)
    if not columns or not rows:
        return {name: np.empty(0) for name in columns}
    with_parent = np.flatnonzero(relation.owners >= 0)
    if not len(with_parent) or not parents.learnable:
        return engine.make(Task(columns, rows, seed, effort=effort, announce=announce))
    above = {
        f"\0{name}": rows_of(column, relation.owners[with_parent])
        for name, column in parents.learnable.items()
    }
    above = {name: column for name, column in above.items() if not _is_constant(column)}
    own = {name: rows_of(column, with_parent) for name, column in columns.items()}
    pool = engine.make(Task({**own, **above}, rows, seed, effort=effort, announce=announce))
    wanted = {name: parents.drawn[name.removeprefix("\0")][owners] for name in above}
    places = match(above, {name: pool[name] for name in above}, wanted, seed)
    return {name: pool[name][places] for name in columns}


def _is_constant(column: Learnable) -> bool:
    values = column.codes if isinstance(column, Category) else column.units
    return len(np.unique(values)) < 2


def counts_of(values: pa.Array) -> Learnable | None:
    """Return the learnable column of children's numbers, None where all are the same."""
    column = encode(values)
    return None if isinstance(column, Constant) else column
