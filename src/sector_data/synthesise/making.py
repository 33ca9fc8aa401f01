"""The road from protected tables to synthetic ones.

What lives here: the order of things, and the record of them. What does not: any of the steps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sector_data.errors import SectorDataError
from sector_data.sources.tables import Table
from sector_data.spec.pipeline import split_path
from sector_data.spec.plan import Plan
from sector_data.spec.synthesis import SynthesisSpec
from sector_data.synthesise.columns import Learnable
from sector_data.synthesise.guarantee import synthesise_with_guarantee
from sector_data.synthesise.keys import count_rows, make_keys
from sector_data.synthesise.layout import Layout, lay_out
from sector_data.synthesise.learning import Prepared, empty, prepare
from sector_data.synthesise.partial import make_columns
from sector_data.synthesise.protocol import ChildEngine, Drawn, Effort, Engine, Task
from sector_data.synthesise.registry import choose
from sector_data.synthesise.relating import (
    COUNT,
    Parents,
    Relation,
    counts_column,
    counts_of,
    draw_children,
    parents_first,
    relations_of,
)
from sector_data.synthesise.shares import weigh
from sector_data.synthesise.structure import StructureReport, put_right
from sector_data.synthesise.subjects import subjects_of

Announce = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class SynthesisResult:
    """Synthetic tables and how they were made.

    Attributes
    ----------
    tables
        All tables that came in; those that were not to be synthesised as they were.
    record
        Engine and why it was taken, versions, licence, seed, limits and, for each synthetic table,
        rows learnt and made, what became of its columns, and what its rules were worth. JSON, and
        no value of the data.
    """

    tables: dict[str, Table]
    record: dict[str, Any]


def synthesise(
    tables: Mapping[str, Table], plan: Plan, spec: SynthesisSpec, *, announce: Announce
) -> SynthesisResult:
    """Replace the rows of tables by synthetic ones.

    Keys become fresh numbers and references lead to them, so that referential integrity holds by
    construction. Free text, and identifiers that are no keys, are left out. Rows that belong to
    rows of another synthetic table are learnt together with these. Declared rules hold in every
    row; categories get no value that the protected column does not have.

    Parameters
    ----------
    tables
        The protected tables.
    plan
        The plan that protected them; its pipeline names keys and references.
    spec
        Engine, tables, rows, rules and seed.
    announce
        Told the licence notice and what is being done.

    Returns
    -------
    SynthesisResult
        Deterministic for the same tables, specification and library versions, where the engine is.

    Raises
    ------
    MissingExtraError
        If the engine's library is not installed.
    InputError
        If a table to synthesise is unknown or empty, nothing of it would be left, a table that
        keeps its rows refers to one that does not, a rule does not hold, or keys cannot be made.
    """
    if spec.differential_privacy is not None:
        return SynthesisResult(
            *synthesise_with_guarantee(
                tables, plan, spec, spec.differential_privacy, announce=announce
            )
        )
    choice = choose(spec)
    engine = choice.engine
    announce(f"engine: {engine.name} ({choice.reason})")
    if engine.notice:
        announce(engine.notice)
    record = {
        "engine": engine.name,
        "engine-taken-because": choice.reason,
        "versions": engine.versions(),
        "licence": engine.licence,
        "notice": engine.notice,
        "limits": list(engine.limits),
        "seed": spec.seed,
        "repeatable": spec.minutes is None,
    }
    if spec.columns is not None:
        with _told(engine, "the columns named"):
            changed, told = make_columns(
                tables,
                plan,
                spec,
                engine,
                seeds=partial(_seed_of, seed=spec.seed),
                announce=announce,
            )
        return SynthesisResult(changed, {**record, "tables": told})
    layout = lay_out(tables, plan, spec)
    rows = count_rows(tables, layout, spec, announce)
    making = _Making(tables, plan, spec, engine, layout, rows, announce)
    for name in parents_first(layout, making.relations):
        making.draw(name)
    return SynthesisResult(*making.finished(record))


@dataclass(slots=True)
class _Making:
    """Tables while they are being made."""

    tables: Mapping[str, Table]
    plan: Plan
    spec: SynthesisSpec
    engine: Engine
    layout: Layout
    rows: dict[str, int]
    announce: Announce
    relations: dict[str, Relation] = field(init=False)
    prepared: dict[str, Prepared] = field(default_factory=dict)
    drawn: dict[str, Drawn] = field(default_factory=dict)
    owners: dict[str, npt.NDArray[np.int64]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.relations = relations_of(self.tables, self.layout)

    def draw(self, name: str) -> None:
        """Learn one table and draw its rows."""
        table, seed = self.tables[name], _seed_of(name, self.spec.seed)
        ready = prepare(
            table,
            self.layout.tables[name],
            self.spec,
            seed=seed,
            subjects=subjects_of(name, self.tables, self.plan),
        )
        self.prepared[name] = ready
        columns = {**ready.learnable, **self._children_counts(name)}
        self._tell(ready)
        relation = self.relations.get(name)
        with _told(self.engine, name):
            if not self.rows[name] or not table.rows:
                self.drawn[name] = empty(columns)
            elif relation is None:
                self.drawn[name] = self._draw_rows(name, columns, seed)
            else:
                owners, self.drawn[name] = draw_children(
                    self.engine,
                    columns,
                    relation,
                    self._parents(relation, name),
                    self.rows[name],
                    seed=seed,
                    effort=self._effort(),
                    announce=self.announce,
                )
                self.owners[relation.child] = owners
                self.rows[name] = len(owners)
        self._fit_one_to_one(name)

    def finished(self, record: dict[str, Any]) -> tuple[dict[str, Table], dict[str, Any]]:
        """Return all tables with their keys, put right where a rule was broken, and the record."""
        keys = make_keys(self.tables, self.layout, self.rows, self.spec.seed, self.owners)
        made = dict(self.tables)
        for name, ready in self.prepared.items():
            columns = ready.decode(self.drawn[name], self.rows[name])
            for column in self.layout.tables[name].keys:
                columns[column] = keys[f"{name}.{column}"]
            order = [c for c in self.tables[name].columns if c in columns]
            made[name] = Table(name, pa.table({c: columns[c] for c in order}))
        rules = {name: ready.rules for name, ready in self.prepared.items()}
        made, report = put_right(
            self.tables, made, self.layout, rules, self.relations, seed=self.spec.seed
        )
        for line in report.lines():
            self.announce(line)
        told = {name: self._told_of(name, made[name].rows, report) for name in self.prepared}
        return made, {**record, "tables": told}

    def _draw_rows(self, name: str, columns: dict[str, Learnable], seed: int) -> Drawn:
        if not columns:
            return {}
        weighed = weigh(name, columns, self.spec.shares, seed)
        if weighed is None:
            return self._make(columns, self.rows[name], seed)
        if self.engine.conditional:
            return self._make(columns, self.rows[name], seed, weighed.given(self.rows[name]))
        return self._make(weighed.columns(), self.rows[name], seed)

    def _make(
        self, columns: Mapping[str, Learnable], rows: int, seed: int, given: Drawn | None = None
    ) -> Drawn:
        task = Task(columns, rows, seed, given or {}, self._effort(), self.announce)
        return self.engine.make(task)

    def _effort(self) -> Effort:
        return Effort(self.spec.epochs, self.spec.minutes)

    def _children_counts(self, name: str) -> dict[str, Learnable]:
        """Return the numbers of children as columns, for engines that do not draw sequences."""
        if isinstance(self.engine, ChildEngine):
            return {}
        found: dict[str, Learnable] = {}
        for relation in self.relations.values():
            if relation.parent_table == name:
                column = counts_of(counts_column(relation, self.tables[name].rows))
                if column is not None:
                    found[COUNT + relation.child] = column
        return found

    def _parents(self, relation: Relation, child: str) -> Parents:
        name = relation.parent_table
        drawn = self.drawn[name]
        counted = COUNT + relation.child
        counts = None
        if counted in drawn and self.tables[child].rows:
            column = counts_of(counts_column(relation, self.tables[name].rows))
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

    def _tell(self, ready: Prepared) -> None:
        name, layout = ready.table, self.layout.tables[ready.table]
        for column, reason in layout.left_out.items():
            self.announce(f"{name}.{column} is not in the synthetic table: {reason}")
        self.announce(f"learning {name}")

    def _told_of(self, name: str, rows: int, report: StructureReport) -> dict[str, Any]:
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


def _seed_of(table: str, seed: int) -> int:
    return int(np.random.default_rng([seed, *table.encode()]).integers(2**31))


@contextmanager
def _told(engine: Engine, table: str) -> Iterator[None]:
    """Say which table an engine failed at, without the library's message: it may quote the data."""
    try:
        yield
    except (SectorDataError, MemoryError):
        raise
    except Exception as error:
        raise SectorDataError(
            f"The engine {engine.name} cannot learn {table} ({type(error).__name__}).",
            "Leave the table out of synthesise.tables, or drop the columns that it cannot do with.",
        ) from None
