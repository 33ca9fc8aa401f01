"""What is known of columns before any of their values is read.

What lives here: findings from names, types and the sector schema. What does not: findings from
values (:mod:`sector_data.pipeline.planning.profiling`), and what is decided from either
(:mod:`sector_data.pipeline.planning.deciding`).
"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from sector_data.detect.entities import broader, role_of
from sector_data.detect.headers import HINT, read_header, spoken_in
from sector_data.sources.headings import Heading
from sector_data.sources.tables import Table
from sector_data.spec.evidence.findings import ColumnFinding
from sector_data.spec.packs import SectorSchema
from sector_data.spec.pipeline import Pipeline, split_path
from sector_data.spec.words import DataType, Language, Role

_USUAL_TYPES = {
    **dict.fromkeys(("DATE_OF_BIRTH", "DATE_OF_DEATH", "EVENT_DATE", "DATE_TIME"), DataType.DATE),
    **dict.fromkeys(("AMOUNT", "MEASUREMENT"), DataType.NUMBER),
    "AGE": DataType.INTEGER,
}
"""Of columns whose file does not tell their type."""


def named_headings(pipeline: Pipeline) -> dict[str, Heading]:
    """Return the columns that a pipeline names itself, as if its files had no others."""
    columns: dict[str, list[str]] = {table: [] for table in pipeline.source}
    paths = [
        *([pipeline.subject] if pipeline.subject else []),
        *(f"{table}.{column}" for table, column in pipeline.keys.items()),
        *(path for pair in pipeline.references.items() for path in pair),
        *pipeline.columns,
    ]
    for path in paths:
        table, column = split_path(path)
        if column not in columns[table]:
            columns[table].append(column)
    return {
        name: Heading(
            Table(name, pa.table({c: pa.array([], pa.string()) for c in names})),
            typed=False,
            rows=None,
        )
        for name, names in columns.items()
    }


def foresee(
    headings: Mapping[str, Heading], sector: SectorSchema | None, language: Language
) -> dict[str, tuple[ColumnFinding, ...]]:
    """Return what the names of columns tell, by table.

    A name that is a word so general that the values would have to bear it out tells nothing.
    """
    findings: dict[str, tuple[ColumnFinding, ...]] = {}
    for name, heading in headings.items():
        columns = heading.table.columns
        spoken = spoken_in(columns, language)
        findings[name] = tuple(_finding(heading, column, sector, spoken) for column in columns)
    return findings


def _finding(
    heading: Heading, column: str, sector: SectorSchema | None, language: Language
) -> ColumnFinding:
    table = heading.table
    known = sector.column(table.name, column) if sector else None
    entity: str | None = None
    role, evidence, sure = Role.UNKNOWN, "its name tells nothing; its values will", 0.0
    if known is not None:
        entity, role = known.entity, known.role
        evidence, sure = "the sector schema knows its name", 1.0
    else:
        reading = read_header(column, language)
        if reading.entity is not None and reading.strength > HINT:
            entity, role, sure = reading.entity, role_of(reading.entity), reading.strength
            evidence = f"its name says {reading.words!r}"
    usual = _USUAL_TYPES.get(entity or "", DataType.STRING)
    general = None if entity is None else broader(entity)
    return ColumnFinding(
        table=table.name,
        column=column,
        data_type=table.data_type(column) if heading.typed else usual,
        rows=0,
        missing=0,
        distinct=0,
        entity=entity,
        broader=general if general != entity else None,
        role=role,
        confidence=sure,
        evidence=(evidence,),
    )
