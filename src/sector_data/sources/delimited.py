"""CSV and TSV files as columns of texts.

What lives here: finding out how a file is laid out, reading every field as text, and saying which
line of a bad file is wrong. What does not: what the texts mean
(:mod:`sector_data.sources.inference`).

Arrow reads the fields. It quotes rows in its messages, so none of its messages is passed on: when
it fails, the file is read again, slowly, to find the line.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO, TextIO, cast

import pyarrow as pa
import pyarrow.csv as arrow_csv

from sector_data.errors import SourceError
from sector_data.sources.column_names import check_names
from sector_data.sources.encodings import detect_encoding, utf8_chunks
from sector_data.sources.opening import (
    check_file,
    empty_file,
    is_compressed,
    no_rows,
    open_bytes,
    translated_errors,
)
from sector_data.sources.records import QuotingError, Record, is_plainly_quoted, read_records
from sector_data.sources.shares import Attempts, Share, Tell
from sector_data.sources.spilling import gathered

_DELIMITERS = (",", ";", "\t", "|")
_DELIMITER_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
_SNIFFED_RECORDS = 100
_SNIFFED_CHARACTERS = 1 << 20
_BLOCK = 8 << 20
_LARGEST_BLOCK = 1 << 30
_BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class Layout:
    """How a delimited file is laid out.

    Attributes
    ----------
    encoding
        A Python codec that decodes the whole file.
    delimiter
        One ASCII character.
    columns
        The header's names, in order.
    header_lines
        Number of lines up to the end of the header.
    """

    encoding: str
    delimiter: str
    columns: tuple[str, ...]
    header_lines: int


def find_layout(
    path: Path,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    tell: Tell | None = None,
) -> Layout:
    """Find out the encoding, delimiter and header of a delimited file.

    The encoding follows :mod:`sector_data.sources.encodings`. The delimiter is the tab in a
    ``.tsv`` file; else, of comma, semicolon, tab and vertical bar, those that stand in the header
    outside quotes: the one that cuts the first 100 records into equally many fields, then the one
    that makes most fields, then the first of that list. The header is the first line that is not
    empty; a file without one would have its first row taken for it.

    Parameters
    ----------
    path
        The file; gzip is undone if its name ends in ``.gz``.
    encoding, delimiter
        What the steward named; it is not questioned.
    tell
        Told how much of a large file is looked through.

    Raises
    ------
    SourceError
        If the file is missing, empty or not text, or its header names a column twice or leaves a
        name blank.
    """
    check_file(path)
    if delimiter is not None and (not delimiter.isascii() or delimiter in '"\r\n'):
        raise SourceError(
            f"{path.name}: {delimiter!r} cannot be a delimiter.", "Use one of: , ; | or a tab."
        )
    with translated_errors(path):
        reach = _told(f"finding the encoding of {path.name}", path, tell).reach
        codec = detect_encoding(lambda: open_bytes(path, reach), path=path, encoding=encoding)
        delimiter = delimiter or _find_delimiter(path, codec)
        header = _read_header(path, codec, delimiter)
    check_names(path.name, header.fields)
    return Layout(codec, delimiter, tuple(header.fields), header.end)


def read_delimited(
    path: Path, layout: Layout, *, missing: Collection[str], tell: Tell | None = None
) -> pa.Table:
    """Read every field of a delimited file as text.

    Parameters
    ----------
    path
        The file.
    layout
        From :func:`find_layout`.
    missing
        Texts that mean "no value" where they stand unquoted.
    tell
        Told how much of a large file is read.

    Returns
    -------
    pyarrow.Table
        In a temporary file when it is large.
        Columns of type ``string`` with the header's names. Empty lines are left out, except in a
        file with one column, where an empty line is a row with an empty field.

    Raises
    ------
    SourceError
        If a record has more or fewer fields than the header (line, both numbers), if quotation
        marks are out of place (line), or if there are no rows.
    """
    with translated_errors(path):
        _check_quotes(path, layout, tell)
        data = _read_fields(path, layout, missing, tell)
        if data is None:
            raise _diagnosis(path, layout)
    if data.num_rows == 0:
        raise no_rows(path)
    return data


@contextmanager
def _open_text(path: Path, encoding: str) -> Iterator[TextIO]:
    """Open a file's text with line ends as they are."""
    with (
        open_bytes(path) as stream,
        io.TextIOWrapper(cast(io.BufferedReader, stream), encoding, newline="") as text,
    ):
        yield text


def _without_mark(lines: Iterator[str]) -> Iterator[str]:
    """Take a byte order mark off the first line."""
    for first in islice(lines, 1):
        yield first.removeprefix(_BYTE_ORDER_MARK)
    yield from lines


def _find_delimiter(path: Path, encoding: str) -> str:
    """Return the delimiter that fits the first records best."""
    if ".tsv" in (suffix.lower() for suffix in path.suffixes[-2:]):
        return "\t"
    with _open_text(path, encoding) as text:
        head = text.read(_SNIFFED_CHARACTERS).removeprefix(_BYTE_ORDER_MARK)
    best, best_fit = ",", (False, 1)
    for delimiter in _DELIMITERS:
        widths = []
        try:
            for record in read_records(io.StringIO(head, newline=""), delimiter):
                if not record.is_blank:
                    widths.append(len(record.fields))
                if len(widths) == _SNIFFED_RECORDS:
                    break
        except QuotingError:
            pass  # a wrong delimiter misreads quotes; the head may also end inside a field
        if widths and widths[0] > 1:
            fit = (len(set(widths)) == 1, widths[0])
            if fit > best_fit:
                best, best_fit = delimiter, fit
    return best


def read_heading_line(path: Path, encoding: str, delimiter: str | None) -> list[str] | None:
    """Read the column names of a file and nothing else of it.

    Parameters
    ----------
    path
        The file; gzip is undone if its name ends in ``.gz``.
    encoding
        Of its first line.
    delimiter
        As the steward named it; of the usual ones the one that makes most names when not given.

    Returns
    -------
    list of str or None
        None where the line cannot be read so, and more of the file has to be looked at.
    """
    with open_bytes(path) as stream:
        raw = next((line for line in stream if line.strip(b"\r\n")), b"")
    usual = ("\t",) if ".tsv" in (s.lower() for s in path.suffixes[-2:]) else _DELIMITERS
    found: list[str] = []
    for candidate in (delimiter,) if delimiter else usual:
        try:
            text = raw.decode(encoding).removeprefix(_BYTE_ORDER_MARK)
            fields = next(read_records([text], candidate)).fields
        except (LookupError, UnicodeDecodeError, QuotingError, StopIteration):
            continue  # a wrong delimiter misreads quotes; a name may hold the end of a line
        found = max(found, fields, key=len)
    return found or None


def _read_header(path: Path, encoding: str, delimiter: str) -> Record:
    """Return the first record that is not blank."""
    with _open_text(path, encoding) as text:
        problem: SourceError | None = None
        try:
            for record in read_records(_without_mark(iter(text)), delimiter):
                if not record.is_blank:
                    return record
        except QuotingError as error:
            problem = _quoting_problem(path, error)
        raise problem or empty_file(path)


def _told(phrase: str, path: Path, tell: Tell | None) -> Attempts:
    """Return whom to tell how far a file is read."""
    return Attempts(Share(phrase, path.stat().st_size, tell))


def _check_quotes(path: Path, layout: Layout, tell: Tell | None) -> None:
    """Check the quotation marks of a whole file."""
    told = _told(f"checking the quotation marks of {path.name}", path, tell)
    with open_bytes(path, told.reach) as stream:
        if is_plainly_quoted(_plain_chunks(stream, layout.encoding), layout.delimiter):
            return
    problem: SourceError | None = None
    with _open_text(path, layout.encoding) as text:
        try:
            for _ in read_records(_without_mark(iter(text)), layout.delimiter):
                pass
        except QuotingError as error:
            problem = _quoting_problem(path, error)
    if problem:
        raise problem


def _plain_chunks(stream: BinaryIO, encoding: str) -> Iterator[bytes]:
    """Give a stream as UTF-8 without its byte order mark."""
    chunks = utf8_chunks(stream, encoding)
    for first in islice(chunks, 1):
        yield first.removeprefix(_BYTE_ORDER_MARK.encode())
    yield from chunks


def _quoting_problem(path: Path, error: QuotingError) -> SourceError:
    if error.is_open:
        return SourceError(
            f"{path.name}: a field opened with a quotation mark on line {error.line} "
            "is never closed.",
            'Close the field, or write a quotation mark inside a field twice: "".',
        )
    return SourceError(
        f"{path.name}: line {error.line} has text behind a closing quotation mark.",
        'Write a quotation mark inside a quoted field twice: "".',
    )


def _read_fields(
    path: Path, layout: Layout, missing: Collection[str], tell: Tell | None
) -> pa.Table | None:
    """Read a file with Arrow; nothing if Arrow refuses it."""
    places = [f"column {position}" for position in range(len(layout.columns))]
    parse = arrow_csv.ParseOptions(
        delimiter=layout.delimiter,
        newlines_in_values=True,
        ignore_empty_lines=len(places) > 1,
    )
    convert = arrow_csv.ConvertOptions(
        check_utf8=False,  # the whole file has been decoded before
        column_types=dict.fromkeys(places, pa.string()),
        null_values=list(missing),
        strings_can_be_null=bool(missing),
        quoted_strings_can_be_null=False,
    )
    told = _told(f"reading {path.name}", path, tell)
    block = _BLOCK
    while block <= _LARGEST_BLOCK:
        read = arrow_csv.ReadOptions(
            column_names=places,
            skip_rows=layout.header_lines,
            block_size=block,
            encoding="utf8" if layout.encoding == "utf-8-sig" else layout.encoding,
        )
        try:
            with pa.OSFile(str(path)) as stored, _decompressed(stored, path) as stream:
                reader = arrow_csv.open_csv(stream, read, parse, convert)
                data = gathered(_batches(reader, stored, told), reader.schema)
        except pa.ArrowInvalid as error:
            # A record longer than a block is read with larger blocks; the message names no value.
            if "try to increase block size" not in str(error):
                return None
            block *= 8
        else:
            return data.rename_columns(list(layout.columns))
    return None


def _decompressed(stored: pa.NativeFile, path: Path) -> pa.NativeFile:
    return pa.CompressedInputStream(stored, "gzip") if is_compressed(path) else stored


def _batches(
    reader: arrow_csv.CSVStreamingReader, stored: pa.NativeFile, told: Attempts
) -> Iterator[pa.Table]:
    for batch in reader:
        yield pa.Table.from_batches([batch])
        told.reach(stored.tell())


def _diagnosis(path: Path, layout: Layout) -> SourceError:
    """Return the error for a file that Arrow refused."""
    expected = len(layout.columns)
    rows = 0
    with _open_text(path, layout.encoding) as text:
        records = read_records(_without_mark(iter(text)), layout.delimiter)
        for record in records:
            if record.end <= layout.header_lines or (record.is_blank and expected > 1):
                continue
            rows += 1
            found = len(record.fields)
            if found != expected:
                used = _DELIMITER_NAMES.get(layout.delimiter, repr(layout.delimiter))
                return SourceError(
                    f"{path.name}: line {record.line} has {found} "
                    f"{'field' if found == 1 else 'fields'}, the header has {expected} "
                    f"(delimiter: {used}).",
                    "Quote fields that hold the delimiter, or name the delimiter in the "
                    "pipeline file (delimiter: …).",
                )
    if not rows:
        return no_rows(path)
    return SourceError(
        f"{path.name}: the file cannot be read as delimited text.",
        "Export it again as CSV in UTF-8, or as Parquet.",
    )
