"""The walk over the tables to synthesise, parents first.

What lives here: preparing, learning and drawing each table, or those that an engine learns
together, and bringing them into one piece. What does not: what happens before and after
(:mod:`sector_data.synthesise.making`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pyarrow as pa

from sector_data.errors import InputError, SectorDataError
from sector_data.sources.tables import Table
from sector_data.spec.pipeline import split_path
from sector_data.spec.plan import Plan
from sector_data.spec.synthesis import SynthesisSpec
from sector_data.synthesise.columns import Learnable
from sector_data.synthesise.keys import make_keys
from sector_data.synthesise.layout import Layout
from sector_data.synthesise.learning import Prepared, empty, prepare
from sector_data.synthesise.lengths import Places, cut
from sector_data.synthesise.models import Models
from sector_data.synthesise.protocol import (
    ChildEngine,
    Drawn,
    Effort,
    Engine,
    RelatedEngine,
    Task,
)
from sector_data.synthesise.relating import (
    COUNT,
    Parents,
    Relation,
    counts_of,
    draw_children,
    parents_first,
    related_task,
    relations_of,
    settled,
    with_rows_alone,
)
from sector_data.synthesise.shares import weigh
from sector_data.synthesise.structure import StructureReport, put_right
from sector_data.synthesise.subjects import subjects_of
from sector_data.synthesise.telling import Announce


@dataclass(slots=True)
class Walk:
    """Tables while they are being made.

    Attributes
    ----------
    tables, plan, spec, layout
        The protected tables, and what is to be made of them.
    engine
        Learns and draws.
    rows
        How many rows of each table are wanted; then, how many there are.
    models
        Where models are kept or taken from; None where neither is asked for.
    announce
        Told what is being done.
    """

    tables: Mapping[str, Table]
    plan: Plan
    spec: SynthesisSpec
    engine: Engine
    layout: Layout
    rows: dict[str, int]
    models: Models | None
    announce: Announce
    relations: dict[str, Relation] = field(init=False)
    prepared: dict[str, Prepared] = field(default_factory=dict)
    drawn: dict[str, Drawn] = field(default_factory=dict)
    owners: dict[str, Places] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.relations = relations_of(self.tables, self.layout, fewest=self.spec.fewest_rows)

    def draw_all(self) -> None:
        """Learn and draw every table."""
        order = parents_first(self.layout, self.relations)
        for name in order:
            self.prepared[name] = prepare(
                self.tables[name],
                self.layout.tables[name],
                self.spec,
                seed=seed_of(name, self.spec.seed),
                subjects=subjects_of(name, self.tables, self.plan),
            )
        for name in order:
            if name in self.drawn:
                continue
            together = self._together(name, order)
            with told(self.engine, ", ".join(together)):
                if len(together) > 1:
                    self._draw_together(together)
                else:
                    self._draw(name)
            self._fit_one_to_one(name)

    def _draw(self, name: str) -> None:
        table, seed = self.tables[name], seed_of(name, self.spec.seed)
        ready, relation = self.prepared[name], self.relations.get(name)
        columns = {**ready.learnable, **self._children_counts(name)}
        self._tell(name)
        if not self.rows[name] or not table.rows:
            self.drawn[name] = empty(columns)
        elif relation is None:
            self.drawn[name] = self._draw_rows(name, columns, seed)
        else:
            if weigh(name, columns, self.spec.shares, seed) is not None:
                raise InputError(
                    f"synthesise.shares names a column of {name}, whose rows are drawn for those "
                    f"of {relation.parent_table}.",
                    f"Name a column of {relation.parent_table}.",
                )
            self.rows[name] = self._most(name)
            self.owners[relation.child], self.drawn[name] = draw_children(
                self.engine,
                self._task(name, columns, seed),
                relation,
                self._parents(relation, name),
                alike=not self.spec.shares,
            )
            self.rows[name] = len(self.owners[relation.child])

    def _together(self, name: str, order: list[str]) -> list[str]:
        """Return a table and those that its engine learns together with it."""
        found = {name: 1}
        if isinstance(self.engine, RelatedEngine) and self.tables[name].rows and self.rows[name]:
            for other in order:
                above = self.relations.get(other)
                # A table without rows of parents has nothing to be learnt together.
                if above and above.parent_table in found and len(above.order):
                    level = found[above.parent_table] + 1
                    if level <= self.engine.levels and len(found) < self.engine.most_tables:
                        found[other] = level
        return list(found)

    def _draw_together(self, names: list[str]) -> None:
        assert isinstance(self.engine, RelatedEngine)
        for name in names:
            self._tell(name)
        root, *below = names
        task = related_task(
            {
                name: {**self.prepared[name].learnable, **self._children_counts(name, names)}
                for name in names
            },
            {name: self.tables[name].rows for name in names},
            self.relations,
            self._task(root, {}, seed_of(root, self.spec.seed)),
        )
        made = self.engine.make_related(task)
        self.drawn[root] = made[root][1]
        for name in below:
            relation = self.relations[name]
            rng = np.random.default_rng([task.seed, 4, *name.encode()])
            owners, drawn = made[name]
            alone = round(self._most(name) * relation.orphans)
            if not any(self.relations[other].parent_table == name for other in below):
                above = self.rows[relation.parent_table]
                owners, drawn = settled(owners, drawn, relation, above, rng)
                kept = cut(owners, self._most(name) - alone, rng)
                owners, drawn = owners[kept], {c: values[kept] for c, values in drawn.items()}
            self.owners[relation.child], self.drawn[name] = with_rows_alone(
                owners, drawn, alone, rng
            )
            self.rows[name] = len(self.owners[relation.child])

    def finished(self) -> tuple[dict[str, Table], StructureReport]:
        """Return all tables with their keys, put right where a rule was broken, and what was."""
        keys = make_keys(self.tables, self.layout, self.rows, self.spec, self.owners)
        made = dict(self.tables)
        for name, ready in self.prepared.items():
            columns = ready.decode(self.drawn[name], self.rows[name])
            for column in self.layout.tables[name].keys:
                columns[column] = keys[f"{name}.{column}"]
            order = [c for c in self.tables[name].columns if c in columns]
            made[name] = Table(name, pa.table({c: columns[c] for c in order}))
        rules = {name: ready.rules for name, ready in self.prepared.items()}
        return put_right(
            self.tables,
            made,
            self.layout,
            rules,
            self.relations,
            followed={n: s.order for n, s in self.spec.sequences.items() if s.order is not None},
            seed=self.spec.seed,
        )

    def told_of(self, name: str, rows: int, report: StructureReport) -> dict[str, Any]:
        """Return the record of a table."""
        layout, ready = self.layout.tables[name], self.prepared[name]
        return {
            "rows-learnt": self.tables[name].rows,
            "rows-made": rows,
            "keys": list(layout.keys),
            "columns-learnt": list(layout.learnt),
            "columns-left-out": layout.left_out,
            "rare-values-changed": ready.guarded,
            "structure": report.of(name),
        }

    def _draw_rows(self, name: str, columns: dict[str, Learnable], seed: int) -> Drawn:
        if not columns:
            return {}
        task = self._task(name, columns, seed)
        weighed = weigh(name, columns, self.spec.shares, seed)
        if weighed is None:
            return self.engine.make(task)
        if self.engine.conditional:
            return self.engine.make(replace(task, given=weighed.given(task.rows)))
        return self.engine.make(replace(task, columns=weighed.columns()))

    def _most(self, name: str) -> int:
        """Return how many rows a table may have: as its parents are more or fewer, so are they."""
        above = self.relations[name].parent_table
        if name in self.spec.rows or not self.tables[above].rows:
            return self.rows[name]
        return round(self.tables[name].rows * self.rows[above] / self.tables[above].rows)

    def _task(self, name: str, columns: Mapping[str, Learnable], seed: int) -> Task:
        return Task(
            columns,
            self.rows[name],
            seed,
            effort=Effort(self.spec.epochs, self.spec.minutes),
            announce=self.announce,
            model=None if self.models is None else self.models.of(name),
            keep=None if self.models is None else self.models.keeper(name),
        )

    def _children_counts(self, name: str, together: Sequence[str] = ()) -> dict[str, Learnable]:
        """Return the numbers of children as columns, for engines that do not draw sequences."""
        if isinstance(self.engine, ChildEngine):
            return {}
        found: dict[str, Learnable] = {}
        for child, relation in self.relations.items():
            if relation.parent_table == name and child not in together:
                column = counts_of(pa.array(relation.counts))
                if column is not None:
                    found[COUNT + relation.child] = column
        return found

    def _parents(self, relation: Relation, child: str) -> Parents:
        name = relation.parent_table
        drawn = self.drawn[name]
        counted = COUNT + relation.child
        counts = None
        if counted in drawn and self.tables[child].rows:
            column = counts_of(pa.array(relation.counts))
            if column is not None:
                counts = column.decode(drawn[counted]).to_numpy()
        return Parents(
            self.prepared[name].learnable, drawn, self.tables[name].rows, self.rows[name], counts
        )

    def _fit_one_to_one(self, name: str) -> None:
        """Give tables whose rows need one of this table of their own no more than there are."""
        for child, parent in self.layout.references.items():
            below = split_path(child)[0]
            if split_path(parent)[0] == name and child in self.layout.identifying:
                self.rows[below] = min(self.rows[below], self.rows[name])

    def _tell(self, name: str) -> None:
        for column, reason in self.layout.tables[name].left_out.items():
            self.announce(f"{name}.{column} is not in the synthetic table: {reason}")
        self.announce(f"learning {name}")


def seed_of(table: str, seed: int) -> int:
    """Return the seed of a table, so that one table does not change with others."""
    return int(np.random.default_rng([seed, *table.encode()]).integers(2**31))


@contextmanager
def told(engine: Engine, what: str) -> Iterator[None]:
    """Say what an engine failed at, without the library's message: it may quote the data."""
    try:
        yield
    except SectorDataError:
        raise
    except Exception as error:
        if _lacks_memory(error):
            raise SectorDataError(
                f"There is not enough memory for the engine {engine.name} to learn {what}.",
                "Learn from fewer rows or columns, close other programs, or use a machine with "
                "more memory.",
            ) from None
        raise SectorDataError(
            f"The engine {engine.name} cannot learn {what} ({type(error).__name__}).",
            "Leave the table out of synthesise.tables, drop the columns that it cannot do with, or "
            "use another engine.",
        ) from None


def _lacks_memory(error: Exception) -> bool:
    """Tell whether memory ran out; torch says so in a RuntimeError."""
    return isinstance(error, MemoryError) or "can't allocate memory" in str(error)
