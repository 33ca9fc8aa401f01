"""The values that no file of a bundle may hold, as keys of their spellings.

What lives here: reading the source's columns a few rows at a time, each distinct value once. What
does not: finding spellings in texts (:mod:`sector_data.release.leaks.index`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.release.leaks.keys import KeyTable, Sightings, key_table, spelling_keys
from sector_data.release.leaks.rules import (
    MIN_DIGITS,
    MIN_JOINED_DIGITS,
    PLAIN_NUMBER,
    Kind,
    canonical_number,
    spellings,
)
from sector_data.release.leaks.tokens import hash_texts, tokenise
from sector_data.sources.arrays import Records, SortedRecords, each_once, least_tag, zeros
from sector_data.sources.shares import Share, Tell

Column: TypeAlias = pa.Array | pa.ChunkedArray

BATCH = 1 << 16
"""Values that are read at a time, at most."""
_BATCH_BYTES = 1 << 24

_STRICTNESS = (Kind.WORD, Kind.DATE, Kind.PHRASE, Kind.NUMBER)
_SHORT = len(_STRICTNESS)
"""Stands for a number of 5 or 6 digits."""
_WAYS = _SHORT + 1


State = TypeVar("State", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Form:
    """What spellings have in common.

    Attributes
    ----------
    kinds
        How it is compared for each of the sources, by number of the source.
    short
        Whether it is a number of 5 or 6 digits.
    """

    kinds: tuple[tuple[int, Kind], ...]
    short: bool


@dataclass(frozen=True, slots=True)
class Span:
    """The numbers of one source with equally many digits.

    Attributes
    ----------
    count
        Distinct numbers.
    low, high
        The smallest and the largest, as digits without a point.
    """

    count: int
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numeric secrets in canonical spelling.

    Attributes
    ----------
    table
        Their hashes; the code is a place in `sources`.
    sources
        The sources that have a number.
    spans
        For each source that has any, by the number of digits.
    """

    table: KeyTable
    sources: tuple[tuple[int, ...], ...]
    spans: Mapping[int, Mapping[int, Span]]


@dataclass(frozen=True, slots=True)
class Secrets:
    """All secrets.

    Attributes
    ----------
    sources
        Source columns, sorted; all else refers to them by number.
    spellings
        Keys of all spellings; the code is a place in `forms`.
    forms
        How spellings are compared, and whose they are.
    lengths
        How many tokens spellings have.
    tokens
        Which ones.
    has_numbers
        Whether some spellings are numbers.
    numbers
        The numeric ones.
    values, not_searchable
        Distinct values that are searched, and that are too short or say too little.
    """

    sources: tuple[str, ...]
    spellings: KeyTable
    forms: tuple[Form, ...]
    lengths: tuple[int, ...]
    tokens: Sightings
    has_numbers: bool
    numbers: Numbers
    values: int
    not_searchable: int


def secrets_of(columns: Mapping[str, Column], tell: Tell | None = None) -> Secrets:
    """Collect the spellings of all values of some columns.

    Parameters
    ----------
    columns
        Values, by a name for where they come from.
    tell
        Told how much of large columns is read.

    Raises
    ------
    TargetError
        If there is no room for temporary files.
    """
    sources = tuple(sorted(columns))
    size = sum(column.nbytes for column in columns.values())
    share = Share("learning the identifiers of the source", 2 * size, tell)
    collected = _Collected(sum(map(len, columns.values())))
    for number, source in enumerate(sources):
        for texts in distinct_texts(columns[source], share):
            collected.add(number, texts)
    return collected.secrets(sources)


def pieces(column: Column) -> Iterator[pa.Array]:
    """Yield a column's values, a few at a time."""
    for chunk in column.chunks if isinstance(column, pa.ChunkedArray) else [column]:
        size = max(1, chunk.nbytes // max(1, len(chunk)))
        step = max(1, min(BATCH, _BATCH_BYTES // size))
        for start in range(0, len(chunk), step):
            yield chunk.slice(start, step)


def secret_texts(values: pa.Array) -> pa.Array:
    """Return distinct values as texts, without nulls; whole floats as integers."""
    distinct = values.drop_null()
    if pa.types.is_floating(distinct.type):
        return pa.array(
            [str(int(v)) if v.is_integer() else repr(v) for v in distinct.to_pylist()],
            pa.string(),
        )
    return distinct.cast(pa.string())


def distinct_texts(column: Column, share: Share) -> Iterator[pa.Array]:
    """Yield the distinct values of a column as texts, each in one piece only."""
    firsts = SortedRecords(least_tag)
    start = 0
    for piece in pieces(column):
        texts, rows = _first_rows(piece)
        firsts.add(Records(*hash_texts(texts), (rows + start).astype(np.uint64)))
        start += len(piece)
        share.add(piece.nbytes)
    chosen = zeros(len(column), np.bool_)
    for records in firsts.pieces():
        chosen[records.tag.astype(np.int64)] = True
    start = 0
    for piece in pieces(column):
        here = np.asarray(chosen[start : start + len(piece)])
        if here.any():
            yield secret_texts(piece.filter(pa.array(here)))
        start += len(piece)
        share.add(piece.nbytes)


def _first_rows(piece: pa.Array) -> tuple[pa.Array, npt.NDArray[np.int64]]:
    """Return the distinct values of a piece as texts, and the first row of each."""
    encoded = piece if pa.types.is_dictionary(piece.type) else piece.dictionary_encode()
    places = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False)
    used, rows = np.unique(places, return_index=True)
    null = int(used[:1].sum() < 0)
    return secret_texts(encoded.dictionary.take(pa.array(used[null:]))), rows[null:]


class _Collected:
    """Spellings, numbers and distinct values, as they come."""

    def __init__(self, expected: int) -> None:
        self._spellings = SortedRecords(each_once)
        self._numbers = SortedRecords(each_once)
        self._values = SortedRecords(least_tag)
        self._tokens = Sightings(expected)
        self._lengths: set[int] = set()
        self._ranges: dict[tuple[int, int], tuple[str, str]] = {}

    def add(self, source: int, texts: pa.Array) -> None:
        """Take distinct values of a source."""
        sequences: list[tuple[str, ...]] = []
        ways: list[int] = []
        numbers: set[str] = set()
        passed_over = np.zeros(len(texts), np.uint64)
        for place, (text, tokens) in enumerate(
            zip(texts.to_pylist(), tokenise(texts), strict=True)
        ):
            found = spellings(text, tokens)
            passed_over[place] = not found
            for spelling in found:
                sequences.append(spelling.tokens)
                if spelling.kind is Kind.NUMBER:
                    digits = spelling.tokens[0]
                    ways.append(_SHORT if len(digits) < MIN_JOINED_DIGITS else _SHORT - 1)
                    numbers.add(canonical_number(digits))
                else:
                    ways.append(_STRICTNESS.index(spelling.kind))
            if found and PLAIN_NUMBER.fullmatch(text.strip()):
                numbers.add(canonical_number(text.strip()))
        way = np.array(ways, np.uint64)
        high, low, tokens_of_words = spelling_keys(sequences, way >= _SHORT - 1)
        self._tokens.add(tokens_of_words)
        self._lengths.update(len(s) for s, w in zip(sequences, ways, strict=True) if w < _SHORT - 1)
        self._spellings.add(Records(high, low, way + np.uint64(source * _WAYS)))
        self._values.add(Records(*hash_texts(texts), passed_over))
        self._add_numbers(source, sorted(n for n in numbers if len(n) >= MIN_DIGITS))

    def _add_numbers(self, source: int, numbers: list[str]) -> None:
        lengths = []
        for number in numbers:
            digits = number.replace(".", "")
            lengths.append(len(digits))
            least, most = self._ranges.get((source, len(digits)), (digits, digits))
            self._ranges[source, len(digits)] = (min(least, digits), max(most, digits))
        tags = np.array(lengths, np.uint64) | np.uint64(source << 32)
        self._numbers.add(Records(*hash_texts(pa.array(numbers, pa.string())), tags))

    def secrets(self, sources: tuple[str, ...]) -> Secrets:
        """Return what has been collected."""
        passed_over = values = 0
        for piece in self._values.pieces():
            values += len(piece.tag)
            passed_over += int(piece.tag.sum())
        forms = _Combined(Form((), short=False), _form)
        return Secrets(
            sources=sources,
            spellings=key_table(self._spellings, forms),
            forms=tuple(forms.all),
            lengths=tuple(sorted(self._lengths)),
            tokens=self._tokens,
            has_numbers=any(Kind.NUMBER in dict(form.kinds).values() for form in forms.all),
            numbers=self._numeric(),
            values=values - passed_over,
            not_searchable=passed_over,
        )

    def _numeric(self) -> Numbers:
        owners = _Combined[tuple[int, ...]]((), lambda tags, tag: (*tags, tag))
        table = key_table(self._numbers, owners)
        counts: Counter[tuple[int, int]] = Counter()
        for tags, count in zip(owners.all, np.bincount(table.codes).tolist(), strict=False):
            counts.update({_source_and_length(tag): count for tag in tags})
        spans: dict[int, dict[int, Span]] = {}
        for (source, length), (low, high) in sorted(self._ranges.items()):
            spans.setdefault(source, {})[length] = Span(counts[source, length], low, high)
        sources = tuple(tuple(_source_and_length(tag)[0] for tag in tags) for tags in owners.all)
        return Numbers(table, sources, spans)


class _Combined(Generic[State]):
    """What stands behind the codes of a table, each combination of tags once.

    Attributes
    ----------
    all
        By code; the first is of no tag.
    """

    def __init__(self, nothing: State, add: Callable[[State, int], State]) -> None:
        self.all = [nothing]
        self._add = add
        self._codes = {nothing: 0}

    def __call__(self, code: int, tag: int) -> int:
        """Return the code of a combination with one more tag."""
        combination = self._add(self.all[code], tag)
        found = self._codes.setdefault(combination, len(self.all))
        if found == len(self.all):
            self.all.append(combination)
        return found


def _form(form: Form, tag: int) -> Form:
    source, way = divmod(tag, _WAYS)
    kinds = dict(form.kinds)
    kind = _STRICTNESS[min(way, _SHORT - 1)]
    # The same tokens can be a word of one secret and all of another: the stricter counts.
    kinds[source] = max(kind, kinds.get(source, kind), key=_STRICTNESS.index)
    return Form(tuple(sorted(kinds.items())), form.short or way == _SHORT)


def _source_and_length(tag: int) -> tuple[int, int]:
    return tag >> 32, tag & 0xFFFFFFFF
