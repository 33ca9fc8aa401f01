"""Parquet files as tables.

What lives here: reading them piece by piece, several as one table, and saying what is wrong with a
damaged one. What does not: the mapping of types (:mod:`sector_data.sources.arrow_types`), and what
files with different types have in common (:mod:`sector_data.sources.stacking`).

What is in memory of a file at a time is a piece of moderate size, and a page and a buffer of each
of some columns, also where the file is one group of rows: no group is read whole.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sector_data.errors import SourceError
from sector_data.sources import spilling
from sector_data.sources.arrow_types import depends_on_values, normalise_table
from sector_data.sources.column_names import check_names
from sector_data.sources.opening import check_file, no_rows, translated_errors
from sector_data.sources.shares import Share, Tell
from sector_data.sources.spilling import gathered
from sector_data.sources.stacking import Found, as_kind, check_same_columns, common_kind

_ROWS = 1 << 12
"""Rows that are decoded at a time: few, as a dictionary may hold one long text for all of them."""
_PIECE_ROWS = 1 << 17
_PIECE = 1 << 24
"""Bytes of a piece, and about the most that are decoded at a time: 16 MB."""
_COLUMNS = 128
"""Columns that are read side by side: of each a page and a buffer is in memory."""
_BUFFER = 1 << 16


def read_parquet(paths: Sequence[Path], tell: Tell | None = None) -> pa.Table:
    """Read Parquet files, one under the other; columns in the order of the first.

    Parameters
    ----------
    paths
        One file or several with the same columns.
    tell
        Told how much of a large file is read.

    Returns
    -------
    pyarrow.Table
        In a temporary file when it is large.
        Types are those of :mod:`sector_data.sources.tables`. Integers among numbers of other files
        become ``float64`` (if exact); all other mixtures become ``string``, written as a CSV file
        would have them.

    Raises
    ------
    SourceError
        If a file is missing, empty or damaged, has no rows, has column names that are blank or
        stand twice, holds columns of types that tables do not have, or has other columns than the
        first.
    """
    files = [_open(path) for path in paths]
    check_same_columns([(file.path, list(file.found)) for file in files])
    names = list(files[0].found)
    unsettled = [name for name in names if _is_unsettled(name, files)]
    if unsettled:
        for file in files:
            _look(file, unsettled, tell)
    kinds = [common_kind([file.found[name] for file in files]) for name in names]
    schema = pa.schema([pa.field(*named) for named in zip(names, kinds, strict=True)])
    shares = [file.share("reading", len(names), tell) for file in files]
    columns: list[pa.ChunkedArray] = []
    for some in _apart(names):
        part = pa.schema([schema.field(name) for name in some])
        columns += _side_by_side(files, shares, part, spilling.LARGE * len(some) // len(names))
    return pa.table(columns, schema=schema)


@dataclass(frozen=True, slots=True)
class _File:
    """A file that was opened once.

    Attributes
    ----------
    path
        Where it is.
    schema
        Its columns as it has them.
    found
        What is known of each column.
    rows
        How many there are.
    cell
        Bytes that a value takes in the mean, at least 1.
    """

    path: Path
    schema: pa.Schema
    found: dict[str, Found]
    rows: int
    cell: int

    def spelt(self) -> list[str]:
        """Return the columns that are texts here, whatever they are in the file."""
        return [name for name, found in self.found.items() if found.kind == pa.string()]

    def share(self, doing: str, columns: int, tell: Tell | None) -> Share:
        """Return how much is done of what is done to some columns."""
        return Share(f"{doing} {self.path.name}", self.rows * columns * self.cell, tell)


def _open(path: Path) -> _File:
    check_file(path)
    with _opened(path) as file:
        schema, rows, size = file.schema_arrow, file.metadata.num_rows, _size(file)
        # Names are checked first: a name that stands twice makes reading fail.
        check_names(path.name, schema.names)
    if not rows:
        raise no_rows(path)
    empty = normalise_table(schema.empty_table(), path.name)
    found = {field.name: Found(field.type) for field in empty.schema}
    return _File(path, schema, found, rows, max(1, size // (rows * len(found))))


def _size(file: pq.ParquetFile) -> int:
    groups = map(file.metadata.row_group, range(file.num_row_groups))
    return sum(group.total_byte_size for group in groups)


@contextmanager
def _opened(path: Path) -> Iterator[pq.ParquetFile]:
    """Open a file; errors of Arrow, which may quote values, become one that names the file."""
    # Not a stream of Python's: Arrow's threads may hold on to it while the interpreter ends, which
    # then hangs or aborts (github.com/apache/arrow/issues/50482).
    with translated_errors(path), pa.OSFile(str(path)) as stream:
        try:
            yield pq.ParquetFile(stream, buffer_size=_BUFFER, pre_buffer=False)
            return
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            if isinstance(error, OSError) and error.errno:
                raise
    raise SourceError(
        f"{path.name}: the file is damaged or not Parquet.",
        "Copy it again from where it came, or name its format in the pipeline file (format: csv).",
    ) from None


def _is_unsettled(name: str, files: Sequence[_File]) -> bool:
    """Tell whether the values of a column decide on its type."""
    return len({file.found[name].kind for file in files}) > 1 or any(
        depends_on_values(file.schema.field(name).type) for file in files
    )


def _look(file: _File, columns: list[str], tell: Tell | None) -> None:
    """Find out what some columns of a file hold."""
    share = file.share("finding the types of", len(columns), tell)
    for some in _apart(columns):
        for piece in _pieces(file, some, share):
            for name, values in zip(some, piece.columns, strict=True):
                file.found[name].add(values)


def _apart(columns: list[str]) -> Iterator[list[str]]:
    """Yield the columns that are read side by side."""
    for start in range(0, len(columns), _COLUMNS):
        yield columns[start : start + _COLUMNS]


def _side_by_side(
    files: Sequence[_File], shares: Sequence[Share], schema: pa.Schema, most: int
) -> list[pa.ChunkedArray]:
    """Return some columns of all files, in the types that their table has."""

    def pieces() -> Iterator[pa.Table]:
        for file, share in zip(files, shares, strict=True):
            for piece in _pieces(file, schema.names, share, file.spelt()):
                kinds = zip(piece.columns, schema.types, strict=True)
                yield pa.table([as_kind(values, kind) for values, kind in kinds], schema=schema)

    columns: list[pa.ChunkedArray] = gathered(pieces(), schema, most).columns
    return columns


def _pieces(
    file: _File, columns: list[str], share: Share, spelt: Collection[str] = ()
) -> Iterator[pa.Table]:
    """Yield some columns of a file in pieces, each in the types that a table may have."""
    for batches in _held(file.path, columns):
        piece = pa.Table.from_batches(batches).select(columns).combine_chunks()
        share.add(piece.num_rows * len(columns) * file.cell)
        yield normalise_table(piece, file.path.name, spelt=spelt)


def _held(path: Path, columns: list[str]) -> Iterator[list[pa.RecordBatch]]:
    """Yield a file's rows, so many at a time as are held in memory; some columns at least."""
    with _opened(path) as file:
        held: list[pa.RecordBatch] = []
        for place in range(file.num_row_groups):
            group = file.metadata.row_group(place)
            width = (
                group.total_byte_size * len(columns) // (group.num_columns * group.num_rows or 1)
            )
            rows = max(1, min(_ROWS, _PIECE // max(1, width)))
            for batch in file.iter_batches(
                rows, row_groups=[place], columns=columns, use_threads=False
            ):
                held.append(batch)
                if (
                    sum(some.nbytes for some in held) >= _PIECE
                    or sum(some.num_rows for some in held) >= _PIECE_ROWS
                ):
                    yield held
                    held = []
        if held:
            yield held
