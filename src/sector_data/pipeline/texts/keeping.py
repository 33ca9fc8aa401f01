"""Texts and the passages in them, of more than memory holds.

What lives here: reading texts by number from a column that lies in a file, and passages that are
written to files as they are found. What does not: finding them
(:mod:`sector_data.pipeline.texts.replacing`).

A passage takes some two hundred bytes as an object of Python and twenty here. What is short stays
in memory (:mod:`sector_data.sources.arrays`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sector_data.sources.arrays import GrowingArray
from sector_data.sources.tables import chunks_of
from sector_data.spec.evidence.findings import Span

PIECE_BYTES, PIECE_TEXTS = 1 << 23, 1 << 15
"""Bytes, and number, of the texts that are objects of Python at a time."""

Integers = npt.NDArray[np.int64]
Passages = tuple[str, Sequence[Span]]
"""A text, and what was found in it."""

_Kind = tuple[str, str, str]
"""Entity, recogniser and reason of a passage, which it shares with many."""
_ROW = np.dtype([("start", "i4"), ("end", "i4"), ("kind", "i4"), ("score", "f8")])


class KeptTexts(Collection[str]):
    """Texts of a column, by number.

    Parameters
    ----------
    values
        Texts; none is missing.
    numbers
        Which of them, in which order; each once when not given.
    """

    def __init__(self, values: pa.Array | pa.ChunkedArray, numbers: Integers | None = None) -> None:
        self._chunks = chunks_of(values)
        self._starts = np.cumsum([0, *map(len, self._chunks)])
        self._numbers = numbers
        self.bytes = int(values.nbytes)
        """Bytes of all that the column holds."""
        some = max(1, PIECE_BYTES * len(values) // max(1, self.bytes))
        self.step = min(PIECE_TEXTS, some)
        """How many are read at a time."""

    def __repr__(self) -> str:
        return f"KeptTexts({len(self)})"

    def __len__(self) -> int:
        return int(self._starts[-1]) if self._numbers is None else len(self._numbers)

    def __iter__(self) -> Iterator[str]:
        for piece in self.pieces():
            yield from piece

    def __contains__(self, text: object) -> bool:
        return any(text == other for other in self)

    def pieces(self) -> Iterator[list[str]]:
        """Yield the texts, some at a time."""
        for start in range(0, len(self), self.step):
            yield self.at(np.arange(start, min(start + self.step, len(self))))

    def at(self, places: Integers) -> list[str]:
        """Return some of the texts, in any order."""
        numbers = places if self._numbers is None else self._numbers[places]
        of_chunk = np.searchsorted(self._starts, numbers, side="right") - 1
        texts = np.empty(len(numbers), object)
        for chunk in np.unique(of_chunk).tolist():
            here = of_chunk == chunk
            some = self._chunks[chunk].take(pa.array(numbers[here] - self._starts[chunk]))
            texts[here] = some.to_pylist()
        result: list[str] = texts.tolist()
        return result

    def ordered(self, numbers: Integers) -> KeptTexts:
        """Return the texts in another order, or some of them several times."""
        result = KeptTexts.__new__(KeptTexts)
        result.__dict__.update(self.__dict__ | {"_numbers": numbers})
        return result


class KeptSpans(Collection[Sequence[Span]]):
    """The passages of each of many texts: written first, and then read."""

    def __init__(self) -> None:
        self._counts = GrowingArray(np.int64)
        self._rows = GrowingArray(cast("type[np.void]", _ROW))
        self._codes: dict[_Kind, int] = {}
        self._kinds: list[_Kind] = []
        self._firsts = np.zeros(1, np.int64)
        self._read: npt.NDArray[np.void] = np.zeros(0, _ROW)

    def __repr__(self) -> str:
        return f"KeptSpans({len(self)} texts)"

    def __len__(self) -> int:
        return len(self._counts)

    def __iter__(self) -> Iterator[list[Span]]:
        for start in range(0, len(self), PIECE_TEXTS):
            yield from self.at(np.arange(start, min(start + PIECE_TEXTS, len(self))))

    def __contains__(self, spans: object) -> bool:
        return any(spans == other for other in self)

    def add(self, texts: Sequence[Sequence[Span]]) -> None:
        """Take the passages of more texts."""
        rows = [(s.start, s.end, self._code(s), s.score) for spans in texts for s in spans]
        self._rows.append(np.array(rows, _ROW))
        self._counts.append(np.array([len(spans) for spans in texts], np.int64))

    def _code(self, span: Span) -> int:
        kind = (span.entity, span.recognizer, span.reason)
        code = self._codes.setdefault(kind, len(self._kinds))
        if code == len(self._kinds):
            self._kinds.append(kind)
        return code

    def finished(self) -> KeptSpans:
        """Return them to be read; nothing can be added any more."""
        self._read = self._rows.whole()
        self._firsts = np.append(0, np.cumsum(self._counts.whole()))
        return self

    def by_entity(self, times: Integers) -> dict[str, int]:
        """Return how many passages of each entity there are in texts that stand several times.

        Parameters
        ----------
        times
            How often each text stands, 0 included; shape (texts,).
        """
        of_passage = np.repeat(times, np.diff(self._firsts))
        counts = np.bincount(self._read["kind"], of_passage, minlength=len(self._kinds))
        found: Counter[str] = Counter()
        for (entity, *_), count in zip(self._kinds, counts.astype(np.int64).tolist(), strict=True):
            found[entity] += count
        return {entity: count for entity, count in sorted(found.items()) if count}

    def there(self) -> npt.NDArray[np.bool_]:
        """Return for each text whether it has a passage; shape (texts,)."""
        return np.diff(self._firsts) > 0

    def at(self, places: Integers) -> list[list[Span]]:
        """Return the passages of some texts, in any order."""
        counts = self._firsts[places + 1] - self._firsts[places]
        ends = np.cumsum(counts)
        # The passages of a text follow one another.
        rows = np.arange(counts.sum()) + np.repeat(self._firsts[places] - ends + counts, counts)
        spans = [
            Span(start, end, self._kinds[code][0], score, *self._kinds[code][1:])
            for start, end, code, score in self._read[rows].tolist()
        ]
        return [
            spans[end - count : end]
            for end, count in zip(ends.tolist(), counts.tolist(), strict=True)
        ]
