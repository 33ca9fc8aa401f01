"""How much a Parquet file will take in memory, told before anything of it is decompressed.

What lives here: the headers of its pages. What does not: reading it
(:mod:`sector_data.sources.parquet`).

A page of a few kilobytes may claim two gigabytes of zeros, and the sizes that the file's footer
sums up are only what its maker wrote there; Arrow makes room for what each *page* says. So the
pages' own headers are read: Thrift structures in the compact protocol, which stand before each page
(github.com/apache/parquet-format, ``parquet.thrift`` and ``Compression.md``;
github.com/apache/thrift, ``doc/specs/thrift-compact-protocol.md``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import pyarrow.parquet as pq

_LONGEST_HEADER = 1 << 16
"""Bytes of a page header that are looked at; statistics of long texts make it long."""
_DEEPEST = 8

_STOP, _TRUE, _FALSE, _BYTE, _I16, _I32, _I64, _DOUBLE, _BINARY, _LIST, _SET, _MAP, _STRUCT = range(
    13
)
_UNCOMPRESSED_SIZE, _COMPRESSED_SIZE = 2, 3
"""Numbers of the fields of ``PageHeader``."""


class DamagedPageError(ValueError):
    """A page header that cannot be one."""


def decompressed_size(stream: BinaryIO, metadata: pq.FileMetaData, most: int) -> int:
    """Return the bytes of all pages of a Parquet file when they are decompressed.

    Parameters
    ----------
    stream
        The file.
    metadata
        Its footer.
    most
        Where to stop: the sum is told up to the first page that takes it beyond.

    Raises
    ------
    DamagedPageError
        If a header cannot be read, or pages do not fill the place that the footer gives them.
    """
    total = 0
    for group in range(metadata.num_row_groups):
        for place in range(metadata.num_columns):
            chunk = metadata.row_group(group).column(place)
            first = chunk.data_page_offset
            if chunk.has_dictionary_page:
                first = min(first, chunk.dictionary_page_offset)
            for size in _pages(stream, first, first + chunk.total_compressed_size):
                total += size
                if total > most:
                    return total
    return total


def _pages(stream: BinaryIO, start: int, end: int) -> Iterator[int]:
    """Yield the decompressed size of each page of a column chunk."""
    while start < end:
        stream.seek(start)
        header = _Compact(stream.read(min(_LONGEST_HEADER, end - start)))
        fields = header.integers()
        compressed = fields.get(_COMPRESSED_SIZE, -1)
        uncompressed = fields.get(_UNCOMPRESSED_SIZE, -1)
        if compressed < 0 or uncompressed < 0:
            raise DamagedPageError
        yield uncompressed
        start += header.place + compressed
    if start != end:
        raise DamagedPageError


class _Compact:
    """A structure in Thrift's compact protocol, of which the integers are wanted."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.place = 0

    def integers(self) -> dict[int, int]:
        """Return the integer fields of the structure that begins here, by number."""
        fields: dict[int, int] = {}
        number = 0
        while (byte := self._byte()) != _STOP:
            kind, step = byte & 15, byte >> 4
            number = number + step if step else self._zigzag()
            if kind in (_I16, _I32, _I64):
                fields[number] = self._zigzag()
            else:
                self._skip(kind, 0)
        return fields

    def _byte(self) -> int:
        if self.place >= len(self._content):
            raise DamagedPageError
        self.place += 1
        return self._content[self.place - 1]

    def _varint(self) -> int:
        value = 0
        for shift in range(0, 70, 7):
            byte = self._byte()
            value |= (byte & 127) << shift
            if byte < 128:
                return value
        raise DamagedPageError

    def _zigzag(self) -> int:
        value = self._varint()
        return (value >> 1) ^ -(value & 1)

    def _forward(self, count: int) -> None:
        if count > len(self._content) - self.place:
            raise DamagedPageError
        self.place += count

    def _skip(self, kind: int, depth: int) -> None:
        if depth > _DEEPEST:
            raise DamagedPageError
        if kind in (_TRUE, _FALSE):
            return
        if kind == _BYTE:
            self._forward(1)
        elif kind in (_I16, _I32, _I64):
            self._varint()
        elif kind == _DOUBLE:
            self._forward(8)
        elif kind == _BINARY:
            self._forward(self._varint())
        elif kind in (_LIST, _SET):
            byte = self._byte()
            count = byte >> 4 if byte >> 4 != 15 else self._varint()
            self._elements([byte & 15], count, depth)
        elif kind == _MAP:
            count = self._varint()
            if count:
                byte = self._byte()
                self._elements([byte >> 4, byte & 15], count, depth)
        elif kind == _STRUCT:
            while (byte := self._byte()) != _STOP:
                if not byte >> 4:
                    self._varint()
                self._skip(byte & 15, depth + 1)
        else:
            raise DamagedPageError

    def _elements(self, kinds: list[int], count: int, depth: int) -> None:
        if count > len(self._content):
            raise DamagedPageError
        for _ in range(count):
            for kind in kinds:
                # In a list, unlike in a structure, a truth value takes a byte of its own.
                self._skip(_BYTE if kind in (_TRUE, _FALSE) else kind, depth + 1)
