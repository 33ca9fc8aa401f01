"""The columns of a source without its rows: header lines, and the schema of Parquet files.

What lives here: reading no further than that. What does not: reading tables
(:mod:`sector_data.sources.reading`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sector_data.errors import SourceError
from sector_data.sources.arrow_types import normalise_table
from sector_data.sources.column_names import check_names
from sector_data.sources.delimited import find_layout, read_heading_line
from sector_data.sources.opening import translated_errors
from sector_data.sources.reading import format_of, source_files
from sector_data.sources.tables import Table
from sector_data.spec.pipeline import SourceSpec


@dataclass(frozen=True, slots=True)
class Heading:
    """What a source says of itself before its rows.

    Attributes
    ----------
    table
        Its columns without a row; those of CSV files are texts, whatever they hold.
    typed
        Whether the types are the file's own.
    rows
        How many rows there are, where the file says it.
    """

    table: Table
    typed: bool
    rows: int | None


def read_heading(name: str, spec: SourceSpec, base: Path) -> Heading:
    """Read the columns of a source: of its first file, where a pattern matches several.

    Of a CSV file the first line is read. Only one that is not UTF-8 is looked at further, to find
    its encoding.

    Parameters
    ----------
    name
        What the pipeline calls the table.
    spec
        Where its files are and how they are laid out.
    base
        The folder that relative paths start from.

    Raises
    ------
    SourceError
        If there is no such file, it has no header, or it is damaged.
    """
    files = source_files(spec, base)
    if (spec.format or format_of(files[0])) == "csv":
        names = _names(files[0], spec)
        empty = pa.table({column: pa.array([], pa.string()) for column in names})
        return Heading(Table(name, empty), typed=False, rows=None)
    headings = [_parquet(path) for path in files]
    rows = sum(count for _, count in headings)
    return Heading(Table(name, headings[0][0]), typed=True, rows=rows)


def _names(path: Path, spec: SourceSpec) -> tuple[str, ...]:
    found: list[str] | None = None
    with translated_errors(path):
        found = read_heading_line(path, spec.encoding or "utf-8", spec.delimiter)
    if found is None:
        found = [*find_layout(path, encoding=spec.encoding, delimiter=spec.delimiter).columns]
    check_names(path.name, found)
    return tuple(found)


def _parquet(path: Path) -> tuple[pa.Table, int]:
    with translated_errors(path), pa.OSFile(str(path)) as stream:
        try:
            file = pq.ParquetFile(stream)
            schema, rows = file.schema_arrow, int(file.metadata.num_rows)
            check_names(path.name, schema.names)
            return normalise_table(schema.empty_table(), path.name), rows
        except pa.ArrowException:
            pass
    raise SourceError(
        f"{path.name}: the file is damaged or not Parquet.",
        "Copy it again from where it came, or name its format in the pipeline file (format: csv).",
    )
