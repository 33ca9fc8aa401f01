"""Parquet files as tables.

What lives here: reading them piece by piece, several as one table, and saying what is wrong with a
damaged one. What does not: the mapping of types (:mod:`sector_data.sources.arrow_types`), and what
files with different types have in common (:mod:`sector_data.sources.stacking`).

What is in memory of a file at a time is a piece of moderate size and a buffer for each column, also
where the file is one group of rows: no group is read whole.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sector_data.errors import SourceError
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
_BUFFER = 1 << 20


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
    return gathered((piece for file in files for piece in _read(file, schema, tell)), schema)


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
    """

    path: Path
    schema: pa.Schema
    found: dict[str, Found]

    def spelt(self) -> list[str]:
        """Return the columns that are texts here, whatever they are in the file."""
        return [name for name, found in self.found.items() if found.kind == pa.string()]


def _open(path: Path) -> _File:
    check_file(path)
    with _opened(path) as file:
        schema, rows = file.schema_arrow, file.metadata.num_rows
        # Names are checked first: a name that stands twice makes reading fail.
        check_names(path.name, schema.names)
    if not rows:
        raise no_rows(path)
    empty = normalise_table(schema.empty_table(), path.name)
    return _File(path, schema, {field.name: Found(field.type) for field in empty.schema})


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
    phrase = f"finding the types of {file.path.name}"
    for piece in _pieces(file.path, columns, phrase, tell):
        for name, values in zip(columns, _normalised(piece, file, columns).columns, strict=True):
            file.found[name].add(values)


def _read(file: _File, schema: pa.Schema, tell: Tell | None) -> Iterator[pa.Table]:
    """Yield a file in pieces of the types that its table has."""
    spelt = file.spelt()
    for piece in _pieces(file.path, None, f"reading {file.path.name}", tell):
        columns = _normalised(piece, file, schema.names, spelt).columns
        kinds = zip(columns, schema.types, strict=True)
        yield pa.table([as_kind(values, kind) for values, kind in kinds], schema=schema)


def _normalised(
    piece: pa.Table, file: _File, columns: list[str], spelt: Collection[str] = ()
) -> pa.Table:
    return normalise_table(piece.select(columns), file.path.name, spelt=spelt)


def _pieces(
    path: Path, columns: list[str] | None, phrase: str, tell: Tell | None
) -> Iterator[pa.Table]:
    """Yield a file's rows, with some columns at least."""
    with _opened(path) as file:
        groups = [file.metadata.row_group(place) for place in range(file.num_row_groups)]
        widths = [max(1, group.total_byte_size // max(1, group.num_rows)) for group in groups]
        sizes = (width * group.num_rows for width, group in zip(widths, groups, strict=True))
        share = Share(phrase, sum(sizes), tell)
        held: list[pa.RecordBatch] = []
        for place, width in enumerate(widths):
            rows = max(1, min(_ROWS, _PIECE // width))
            for batch in file.iter_batches(
                rows, row_groups=[place], columns=columns, use_threads=False
            ):
                held.append(batch)
                share.add(width * batch.num_rows)
                if (
                    sum(some.nbytes for some in held) >= _PIECE
                    or sum(some.num_rows for some in held) >= _PIECE_ROWS
                ):
                    yield pa.Table.from_batches(held).combine_chunks()
                    held = []
        if held:
            yield pa.Table.from_batches(held).combine_chunks()
