"""Rows that belong to rows of another table.

What lives here: the walk from parents to children, each learnt together with what its parent is
like. What does not: engines, and the values of keys (:mod:`sector_data.synthesise.keys`).

An engine that knows sequences draws the rows of a parent one after the other, given its columns.
For the others, the number of children is learnt as a column of the parent, children are learnt
beside their parents' columns, and each new parent gets children whose parents were like it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.sources.tables import Table
from sector_data.spec.pipeline import split_path
from sector_data.synthesise.columns import Category, Constant, Learnable, encode, rows_of
from sector_data.synthesise.layout import Layout
from sector_data.synthesise.lengths import (
    Places,
    cut,
    dealt,
    guarded,
    meet,
    places_within,
    spread_as,
)
from sector_data.synthesise.matching import match
from sector_data.synthesise.protocol import (
    ChildEngine,
    ChildTask,
    Drawn,
    Engine,
    RelatedTable,
    RelatedTask,
    Task,
)

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
    counts
        Number of children of each protected parent, without the largest of few.
    order
        Places of the rows that are learnt in sequence: those of one parent behind each other, as
        they follow each other, no more than `counts` tells; without rows that have no parent.
    """

    child: str
    parent: str
    owners: Places
    counts: Places
    order: Places

    @property
    def parent_table(self) -> str:
        """The table above."""
        return split_path(self.parent)[0]

    @property
    def orphans(self) -> float:
        """Share of child rows without a parent."""
        return float((self.owners < 0).mean()) if len(self.owners) else 0.0


def relations_of(
    tables: Mapping[str, Table],
    layout: Layout,
    *,
    fewest: int = 1,
) -> dict[str, Relation]:
    """Return for each table the relation that its rows are learnt in.

    The first reference to another synthetic table counts; a key that is a reference itself gives
    each parent at most one row and is dealt out at random.

    Parameters
    ----------
    tables, layout
        The protected tables, and which of them are synthetic.
    fewest
        Parents that must have so many children before the number is learnt.
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
            owners = places.to_numpy().astype(np.int64)
            found[name] = _relation(child, parent, owners, tables[above].rows, fewest)
    return {name: r for name, r in found.items() if not _circles(name, found)}


def _relation(child: str, parent: str, owners: Places, parents: int, fewest: int) -> Relation:
    counts = guarded(np.bincount(owners[owners >= 0], minlength=parents), fewest)
    rows = np.flatnonzero(owners >= 0)
    order = rows[np.argsort(owners[rows], kind="stable")]
    return Relation(
        child, parent, owners, counts, order[places_within(owners[order]) < counts[owners[order]]]
    )


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
    task: Task,
    relation: Relation,
    parents: Parents,
    *,
    alike: bool = True,
) -> tuple[Places, Drawn]:
    """Draw child rows for synthetic parents, as many as protected parents have.

    Parameters
    ----------
    engine
        Learns them; in their order if it can.
    task
        The columns of the child rows, and what is said of learning; at most its `rows` are drawn.
    relation
        Whose they are.
    parents
        The table above.
    alike
        Whether synthetic parents are like protected ones, so that their numbers of children are.

    Returns
    -------
    owners
        For each row the place of its parent, rising, then -1 for rows without one.
    drawn
        Their columns.
    """
    alone = round(task.rows * relation.orphans)
    rng = np.random.default_rng([task.seed, 4])
    if isinstance(engine, ChildEngine) and task.columns and len(relation.order):
        owners, drawn = engine.make_children(child_task(task, relation, parents))
        most = task.rows - alone
        if alike:
            owners, drawn = settled(owners, drawn, relation, parents.drawn_rows, rng)
        kept = cut(owners, most, rng)
        owners, drawn = owners[kept], {name: values[kept] for name, values in drawn.items()}
    else:
        owners = _owners(parents, relation, task.rows - alone, rng)
        drawn = _matched(engine, task, relation, parents, owners)
    return with_rows_alone(owners, drawn, alone, rng)


def settled(
    owners: Places,
    drawn: Drawn,
    relation: Relation,
    parents: int,
    rng: np.random.Generator,
) -> tuple[Places, Drawn]:
    """Give parents as many rows as protected ones have.

    Parameters
    ----------
    owners, drawn
        Of the rows drawn; owners never fall.
    relation
        Tells how many rows protected parents have.
    parents
        How many synthetic ones there are.
    rng
        Decides where several would do.
    """
    if not len(owners):
        return owners, drawn
    own = np.bincount(owners, minlength=parents)
    rows, owners = meet(owners, spread_as(relation.counts, own, rng), rng)
    return owners, {name: values[rows] for name, values in drawn.items()}


def child_task(task: Task, relation: Relation, parents: Parents) -> ChildTask:
    """Return what an engine of sequences learns and draws."""
    return ChildTask(
        columns={name: rows_of(c, relation.order) for name, c in task.columns.items()},
        owners=relation.owners[relation.order],
        parents=parents.learnable,
        parent_rows=parents.rows,
        given=parents.drawn,
        given_rows=parents.drawn_rows,
        seed=task.seed,
        effort=task.effort,
        announce=task.announce,
        model=task.model,
        keep=task.keep,
    )


def with_rows_alone(
    owners: Places, drawn: Drawn, alone: int, rng: np.random.Generator
) -> tuple[Places, Drawn]:
    """Add rows without a parent: they are like the others, whatever the parents are like."""
    if not alone or not len(owners):
        return owners, drawn
    more = rng.integers(0, len(owners), alone)
    return (
        np.concatenate([owners, np.full(alone, -1)]),
        {name: np.concatenate([values, values[more]]) for name, values in drawn.items()},
    )


def _owners(parents: Parents, relation: Relation, rows: int, rng: np.random.Generator) -> Places:
    """Return an owner for each row: as many as were drawn for each parent, `rows` in all."""
    counts = parents.counts
    if counts is None:
        dealt_out = np.resize(rng.permutation(relation.counts), parents.drawn_rows)
        counts = rng.permutation(dealt_out)
    elif len(counts):
        counts = spread_as(relation.counts, counts, rng)
    return dealt(counts, rows, rng)


def related_task(
    columns: Mapping[str, Mapping[str, Learnable]],
    rows: Mapping[str, int],
    relations: Mapping[str, Relation],
    task: Task,
) -> RelatedTask:
    """Return tables as an engine learns them together.

    Rows beyond those that `order` of a relation names are left out, and what belongs to them.

    Parameters
    ----------
    columns
        Of each table, the first one above all others and each behind the one above it.
    rows
        Of each protected table.
    relations
        Of all tables but the first.
    task
        What is said of the first: rows, seed and effort.
    """
    tables: dict[str, RelatedTable] = {}
    new_places: dict[str, Places] = {}
    for name, learnable in columns.items():
        relation = relations.get(name) if tables else None
        kept, owners = np.arange(rows[name]), np.empty(0, dtype=np.int64)
        if relation is not None:
            owners = new_places[relation.parent_table][relation.owners[relation.order]]
            kept, owners = relation.order[owners >= 0], owners[owners >= 0]
        places = np.full(rows[name], -1)
        places[kept] = np.arange(len(kept))
        new_places[name] = places
        tables[name] = RelatedTable(
            {column: rows_of(c, kept) for column, c in learnable.items()},
            len(kept),
            None if relation is None else relation.parent_table,
            owners,
        )
    return RelatedTask(tables, task.rows, task.seed, task.effort, task.announce)


def _matched(
    engine: Engine, task: Task, relation: Relation, parents: Parents, owners: Places
) -> Drawn:
    """Draw rows beside their parents' columns, and give each parent those that fit it."""
    rows = len(owners)
    if not task.columns or not rows:
        return {name: np.empty(0) for name in task.columns}
    learnt = relation.order
    if not len(learnt) or not parents.learnable:
        return engine.make(replace(task, rows=rows))
    above = {
        f"\0{name}": rows_of(column, relation.owners[learnt])
        for name, column in parents.learnable.items()
    }
    above = {name: column for name, column in above.items() if not _is_constant(column)}
    own = {name: rows_of(column, learnt) for name, column in task.columns.items()}
    pool = engine.make(replace(task, columns={**own, **above}, rows=rows))
    wanted = {name: parents.drawn[name.removeprefix("\0")][owners] for name in above}
    if not wanted:
        return pool
    places = match(above, {name: pool[name] for name in above}, wanted, task.seed)
    return {name: pool[name][places] for name in task.columns}


def _is_constant(column: Learnable) -> bool:
    values = column.codes if isinstance(column, Category) else column.units
    return len(np.unique(values)) < 2


def counts_of(values: pa.Array) -> Learnable | None:
    """Return the learnable column of children's numbers, None where all are the same."""
    column = encode(values)
    return None if isinstance(column, Constant) else column
