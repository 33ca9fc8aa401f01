"""What everybody may know of columns: from the pipeline file, else from its sector schema.

What lives here: filling in the domains of figures that the file leaves out, and where each comes
from. What does not: the schemas (:mod:`sector_data.spec.sectors`), and which usual table a file is
(:mod:`sector_data.pipeline.sectors.matching`). Of the source no more is read than the names of its
columns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sector_data.pipeline.sectors.matching import match_columns
from sector_data.sources.headings import read_heading
from sector_data.spec.packs import load_sector
from sector_data.spec.pipeline import Pipeline, split_path
from sector_data.spec.sectors import SectorSchema, SectorTable, TableColumn, normalise
from sector_data.spec.synthesis import IntervalSpec
from sector_data.spec.tabulation import TabulateSpec
from sector_data.spec.words import DataType

if TYPE_CHECKING:
    from sector_data.pipeline.verbs import Frames

FILE = "tabulate.domain of the pipeline file"
_BINS = 20
"""Intervals of a number that a schema bounds; fewer where there are fewer whole numbers."""


def with_public_domains(
    pipeline: Pipeline, spec: TabulateSpec, tables: Frames | None = None
) -> tuple[TabulateSpec, dict[str, str]]:
    """Return figures with the domains that the pipeline's sector schema knows.

    Columns are found by their names: those of the usual table that the file is, by its columns or
    by its own name.

    Parameters
    ----------
    pipeline
        Names sector and source.
    spec
        Its figures; what it says itself stands.
    tables
        DataFrames in place of files, by table name.

    Returns
    -------
    spec, sources
        Path of each column with a domain, to where that is from: ``sector schema health version
        1.1.0``.
    """
    sources = dict.fromkeys(spec.domain, FILE)
    named = dict.fromkeys(
        path
        for figure in spec.figures
        for path in (*figure.by, *([figure.column] if figure.column else []))
    )
    lacking = [path for path in named if path not in spec.domain]
    if not lacking or pipeline.sector is None:
        return spec, sources
    schema = load_sector(pipeline.sector)
    known = _known_columns(spec.table, _columns(pipeline, spec.table, tables), schema)
    found: dict[str, tuple[str, ...] | IntervalSpec] = {}
    for path in lacking:
        table, column = split_path(path)
        domain = _domain(known[column]) if table == spec.table and column in known else None
        if domain is not None:
            found[path] = domain
    told = f"sector schema {schema.id} version {schema.version}"
    return (
        spec.model_copy(update={"domain": {**spec.domain, **found}}),
        {**sources, **dict.fromkeys(found, told)},
    )


def _columns(pipeline: Pipeline, table: str, tables: Frames | None) -> list[str]:
    if tables is not None and table in tables:
        return [str(column) for column in tables[table].columns]
    return read_heading(table, pipeline.source[table], pipeline.base).table.columns


def _known_columns(
    table: str, columns: Sequence[str], schema: SectorSchema
) -> Mapping[str, TableColumn]:
    """Return what the schema knows of a file's columns, by their names in the file."""
    best = match_columns({table: columns}, [schema]).files[0].best
    if best is not None:
        usual = schema.table(best.table)
        return {column: usual.columns[name] for column, name in best.known.items()}
    namesake = next((known for known in schema.tables if _called(table, known)), None)
    if namesake is None:
        return {}
    return {
        column: known
        for column in columns
        for name, known in namesake.columns.items()
        if normalise(column) in known.spellings(name)
    }


def _called(name: str, table: SectorTable) -> bool:
    return normalise(name) in map(normalise, (table.name, *table.aliases))


def _domain(column: TableColumn) -> tuple[str, ...] | IntervalSpec | None:
    """Return codes, or both bounds; one bound alone bounds nothing."""
    values = column.values
    if values.codes:
        return values.codes
    if values.minimum is None or values.maximum is None or values.minimum == values.maximum:
        return None
    width = values.maximum - values.minimum
    bins = min(_BINS, max(1, int(width))) if column.type is DataType.INTEGER else _BINS
    return IntervalSpec(lowest=values.minimum, highest=values.maximum, bins=bins)
