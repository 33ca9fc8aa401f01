"""A column of Arrow that grows at its end, in files.

What lives here: its buffers, each in a file without a name, and the column that they make when it
is whole. What does not: tables of such columns (:mod:`sector_data.sources.spilling`).

The column comes back in one piece, so that whoever needs it whole copies nothing; only texts of
more than Arrow's 32-bit offsets can tell come in several.
"""

from __future__ import annotations

import mmap
import tempfile
from contextlib import suppress
from typing import BinaryIO, cast

import numpy as np
import pyarrow as pa

from sector_data.sources import tables


def can_grow(kind: pa.DataType) -> bool:
    """Tell whether columns of a type can: those of :mod:`sector_data.sources.tables` can."""
    return bool(
        pa.types.is_string(kind)
        or pa.types.is_boolean(kind)
        or (pa.types.is_primitive(kind) and kind.bit_width % 8 == 0)
    )


class GrowingColumn:
    """A column in files; an operation raises :class:`OSError` when there is no room for it.

    Parameters
    ----------
    kind
        Its type, one that :func:`can_grow`.
    """

    def __init__(self, kind: pa.DataType) -> None:
        self._kind = kind
        self._texts = pa.types.is_string(kind)
        self._pieces: list[pa.Array] = []
        self._begin()

    def add(self, values: pa.ChunkedArray) -> None:
        """Put values of the column's type at its end."""
        for chunk in values.chunks:
            if len(chunk):
                self._add(chunk)

    def finished(self) -> pa.ChunkedArray:
        """Return the column; nothing can be added any more."""
        if self._rows or not self._pieces:
            self._end()
        return pa.chunked_array(self._pieces, self._kind)

    def close(self) -> None:
        """Let go of what was added, unless it was finished."""
        for file in (self._values, self._offsets, self._valid):
            if file is not None:
                file.close()

    def _begin(self) -> None:
        self._rows = self._bytes = self._nulls = 0
        self._valid: BinaryIO | None = None
        self._offsets: BinaryIO | None = None
        self._values = _file()
        self._offsets = _file() if self._texts else None
        if self._offsets is not None:
            self._offsets.write(bytes(4))

    def _end(self) -> None:
        values, valid = _mapped(self._values), None
        if self._valid is not None:
            valid = _bits(_mapped(self._valid))
        if pa.types.is_boolean(self._kind):
            values = _bits(values)
        between = [] if self._offsets is None else [_mapped(self._offsets)]
        buffers = [valid, *between, values]
        self._pieces.append(pa.Array.from_buffers(self._kind, self._rows, buffers, self._nulls))

    def _add(self, chunk: pa.Array) -> None:
        if self._offsets is not None:
            ends = np.frombuffer(chunk.buffers()[1], np.int32)
            ends = ends[chunk.offset : chunk.offset + len(chunk) + 1]
            first, size = int(ends[0]), int(ends[-1]) - int(ends[0])
            if self._bytes + size > tables.MOST_TEXT:
                self._end()
                self._begin()
            self._offsets.write((ends[1:] - np.int32(first) + np.int32(self._bytes)).data)
            if size:
                self._values.write(memoryview(chunk.buffers()[2])[first : first + size])
            self._bytes += size
        elif pa.types.is_boolean(self._kind):
            bits = np.frombuffer(chunk.buffers()[1], np.uint8)
            self._values.write(_unpacked(bits, chunk).data)
        else:
            width = self._kind.bit_width // 8
            values = memoryview(chunk.buffers()[1])
            self._values.write(values[chunk.offset * width : (chunk.offset + len(chunk)) * width])
        self._add_validity(chunk)
        self._rows += len(chunk)

    def _add_validity(self, chunk: pa.Array) -> None:
        if chunk.null_count and self._valid is None:
            self._valid = _file()
            _write_ones(self._valid, self._rows)
        if self._valid is None:
            return
        if chunk.null_count:
            bits = np.frombuffer(chunk.buffers()[0], np.uint8)
            self._valid.write(_unpacked(bits, chunk).data)
        else:
            _write_ones(self._valid, len(chunk))
        self._nulls += chunk.null_count


def _file() -> BinaryIO:
    return cast(BinaryIO, tempfile.TemporaryFile(prefix="sector-data-"))


def _mapped(file: BinaryIO) -> pa.Buffer:
    with file:
        file.flush()
        if not file.tell():
            return pa.py_buffer(b"")
        # Python's maps keep their file open: a wide table would have more than a process may.
        with suppress(OSError), pa.memory_map(f"/dev/fd/{file.fileno()}") as mapped:
            return mapped.read_buffer()
        return pa.py_buffer(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


def _bits(flags: pa.Buffer) -> pa.Buffer:
    """Return a byte for each row as a bit for each."""
    return pa.py_buffer(np.packbits(np.frombuffer(flags, np.uint8), bitorder="little"))


def _unpacked(bits: np.ndarray, chunk: pa.Array) -> np.ndarray:
    flags = np.unpackbits(bits, count=chunk.offset + len(chunk), bitorder="little")
    return np.ascontiguousarray(flags[chunk.offset :])


def _write_ones(file: BinaryIO, rows: int) -> None:
    for start in range(0, rows, 1 << 20):
        file.write(b"\1" * min(1 << 20, rows - start))
