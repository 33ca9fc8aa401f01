"""Which usual tables of which sector a steward's files are.

What lives here: comparing the columns of files with the tables of sector schemas. What does not:
the schemas (:mod:`sector_data.spec.sectors`), and columns by themselves, whose values tell more
(:mod:`sector_data.pipeline.planning.profiling`).

A file and a table are compared by the names of their columns alone; no value is read. A name
weighs the more the fewer tables have it, as terms do in documents (Spärck Jones 1972, *Journal of
Documentation* 28(1), 11-21): ``mcc`` tells what ``amount`` does not.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sector_data.pipeline.sectors.naming import table_names
from sector_data.sources.headings import read_heading
from sector_data.spec.packs import SectorSchema
from sector_data.spec.pipeline import SourceSpec
from sector_data.spec.sectors import SectorTable, normalise

HALF = 0.5
"""Least share, by weight, of a table's required columns that a file must have, and of a file's
columns that the table must have: below it more speaks against the table than for it."""
FEWEST = 3
"""Least number of columns in common; two names may meet by chance."""
NAMESAKE = 0.05
"""What a table gains whose name the file has: enough between tables that fit nearly alike."""


@dataclass(frozen=True, slots=True)
class TableMatch:
    """How well a file fits one usual table.

    Attributes
    ----------
    schema, layout, table
        Whose table it is: ``health``, ``synthea``, ``patients``.
    fit
        Dice coefficient of the file's and the table's columns by weight, in [0, 1]; optional
        columns of the table count where the file has them.
    known
        Column of the file to column of the table.
    missing
        Required columns that the file lacks.
    unknown
        Columns of the file that the table does not have.
    """

    schema: str
    layout: str
    table: str
    fit: float
    known: dict[str, str]
    missing: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileMatch:
    """What a file is.

    Attributes
    ----------
    name
        The table as a pipeline would call it.
    best
        The table that fits best; None where none fits.
    alike
        Names of other tables that fit as well, where the file's name does not decide.
    found
        Whether the schema finds the columns under the file's own name; otherwise its table must be
        called what the schema calls it.
    """

    name: str
    best: TableMatch | None
    alike: tuple[str, ...] = ()
    found: bool = False


@dataclass(frozen=True, slots=True)
class LayoutMatch:
    """How much of a layout is there.

    Attributes
    ----------
    schema, layout
        Whose: ``health``, ``synthea``.
    present, missing
        Its tables, by whether a file is one.
    """

    schema: str
    layout: str
    present: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SchemaMatch:
    """Which schemas fit files: what each file is, and how much of each layout there is.

    Attributes
    ----------
    files
        In the order in which they were given.
    layouts
        Those that any file fits; first those that most files fit.
    """

    files: tuple[FileMatch, ...]
    layouts: tuple[LayoutMatch, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)


def match_files(paths: Sequence[Path], schemas: Sequence[SectorSchema]) -> SchemaMatch:
    """Tell which tables of sector schemas files are; only their headers are read.

    Parameters
    ----------
    paths
        CSV or Parquet files, one for each table.
    schemas
        Those that come into question.

    Raises
    ------
    InputError
        If a file cannot be read, has no header, or two would be the same table.
    """
    headers = {
        name: read_heading(name, SourceSpec(path=path.as_posix()), Path()).table.columns
        for name, path in table_names(paths).items()
    }
    return match_columns(headers, schemas)


def match_columns(
    headers: Mapping[str, Sequence[str]], schemas: Sequence[SectorSchema]
) -> SchemaMatch:
    """Tell which tables of sector schemas the tables with these columns are.

    Parameters
    ----------
    headers
        The names of columns by name of the table; their order tells nothing.
    schemas
        Those that come into question; their order tells nothing either.
    """
    weights = _Weights(schemas)
    files = tuple(_match(name, columns, schemas, weights) for name, columns in headers.items())
    found = [file.best for file in files if file.best is not None]
    counted = Counter((best.schema, best.layout) for best in found)
    layouts = []
    for schema, layout in sorted(counted, key=lambda key: (-counted[key], key)):
        tables = [
            table.name
            for known in schemas
            if known.id == schema
            for table in known.tables
            if table.layout == layout
        ]
        there = {best.table for best in found if best.schema == schema}
        layouts.append(
            LayoutMatch(
                schema,
                layout,
                present=tuple(table for table in tables if table in there),
                missing=tuple(table for table in tables if table not in there),
            )
        )
    return SchemaMatch(files, tuple(layouts))


class _Weights:
    """What each name tells: log(1 + tables / tables that have it)."""

    def __init__(self, schemas: Sequence[SectorSchema]) -> None:
        tables = [table for schema in schemas for table in schema.tables]
        self._tables = len(tables)
        self._having = Counter(
            spelling
            for table in tables
            for name, column in table.columns.items()
            for spelling in column.spellings(name)
        )

    def of(self, name: str) -> float:
        return math.log1p(self._tables / max(1, self._having[normalise(name)]))

    def sum(self, names: Sequence[str]) -> float:
        return math.fsum(map(self.of, names))


def _match(
    name: str, columns: Sequence[str], schemas: Sequence[SectorSchema], weights: _Weights
) -> FileMatch:
    fitting = []
    for schema in schemas:
        for table in schema.tables:
            if (match := _compare(columns, schema.id, table, weights)) is not None:
                called = normalise(name) in map(normalise, (table.name, *table.aliases))
                fitting.append((match, called, schema))
    if not fitting:
        return FileMatch(name, None)
    best, called, schema = min(
        fitting, key=lambda one: (-one[0].fit - NAMESAKE * one[1], one[0].schema, one[0].table)
    )
    alike = sorted(match.table for match, _, _ in fitting if match.fit >= best.fit)
    return FileMatch(
        name,
        best,
        alike=() if called else tuple(table for table in alike if table != best.table),
        found=all(
            _said(schema, name, old) == _said(schema, best.table, new)
            for old, new in best.known.items()
        ),
    )


def _said(schema: SectorSchema, table: str, column: str) -> tuple[object, ...] | None:
    entry = schema.column(table, column)
    if entry is None:
        return None
    return entry.role, entry.entity, entry.transform, entry.hierarchy


def _compare(
    columns: Sequence[str], schema: str, table: SectorTable, weights: _Weights
) -> TableMatch | None:
    spelt = {
        spelling: name
        for name, column in table.columns.items()
        for spelling in column.spellings(name)
    }
    known: dict[str, str] = {}
    for column in sorted(columns):  # of two names for one column the first counts in any order
        name = spelt.get(normalise(column))
        if name is not None and name not in known.values():
            known[column] = name
    if len(known) < FEWEST:
        return None
    required = [name for name, column in table.columns.items() if not column.optional]
    there = set(known.values())
    missing = [name for name in required if name not in there]
    unknown = [column for column in columns if column not in known]
    common = weights.sum([*known])
    whole = weights.sum(required)
    lacking, strange = weights.sum(missing), weights.sum(unknown)
    if whole - lacking < HALF * whole or common < HALF * (common + strange):
        return None
    return TableMatch(
        schema,
        table.layout,
        table.name,
        fit=2 * common / (2 * common + lacking + strange),
        known={column: known[column] for column in columns if column in known},
        missing=tuple(missing),
        unknown=tuple(unknown),
    )
