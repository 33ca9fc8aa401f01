"""Statements and the evidence that they point to.

What lives here: making a statement, naming its place, and walking through tables and columns with
their places. What does not: what is said.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from sector_data.release.layout import PLAN, evidence_path
from sector_data.release.report.content import is_released
from sector_data.spec.governance import Statement, Value
from sector_data.spec.plan import ColumnPlan, Plan, TablePlan

ASSESSMENT = evidence_path("assessment")


def at(file: str, *steps: str | int) -> str:
    """Return a place in a JSON file of the bundle, as a JSON Pointer (RFC 6901) behind ``#``."""
    escaped = (str(step).replace("~", "~0").replace("/", "~1") for step in steps)
    return f"{file}#/{'/'.join(escaped)}"


def say(word: str, evidence: str, **values: Value) -> Statement:
    """Return a statement."""
    return Statement(says=word, evidence=evidence, values=values)


class PlacedTable(NamedTuple):
    """A table of the plan, and where its columns stand there."""

    table: TablePlan
    columns: tuple[ColumnPlan, ...]
    """Those that are released; of one that holds JSON, its parts as well."""
    place: str

    @property
    def name(self) -> str:
        """Its name."""
        return self.table.table

    def named(self, kinds: Collection[str]) -> tuple[str, ...]:
        """Return the names of the released columns that some kinds of transform changed."""
        return tuple(c.column for c in self.columns if c.transform.kind in kinds)


def tables_of(plan: Plan) -> Iterator[PlacedTable]:
    """Yield every table of a plan with its place."""
    for number, table in enumerate(plan.tables):
        released = tuple(
            part
            for column in table.columns
            if is_released(column)
            for part in (column, *filter(is_released, column.parts))
        )
        yield PlacedTable(table, released, at(PLAN, "tables", number, "columns"))
