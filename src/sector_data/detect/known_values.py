"""Direct identifiers of the source, looked for literally in text.

What lives here: turning columns of identifiers into a look-up, and looking up. What does not:
finding what is not in a column (:mod:`sector_data.detect.text`).

No value is kept, only 64-bit digests of its words: neither ``repr``, nor a pickle, nor a traceback
with local variables can show one. (A digest of a short value can be guessed: that protects against
showing, not against an attacker, and no digest is ever written to a file.)

What counts as a hit:

==========================================  =====================================================
value                                       found in the text when
==========================================  =====================================================
two words or more (full name, address)      its words stand there in order, in any case, with at
                                            most three other signs between them
one word of a name, four letters or more    the word stands there, in any case
… of three letters or fewer, or also a      it has a capital, even where that only opens a
common word ("Will")                        sentence; one letter is never looked for
with digits (record, phone, policy numbers) its letters and digits stand there, whatever separates
                                            them; five digits, or a letter and three digits, are
                                            the least that is looked for
==========================================  =====================================================
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import NamedTuple

import pyarrow as pa

from sector_data.sources.numbering import numbered
from sector_data.sources.spilling import slices
from sector_data.spec.evidence.findings import Span
from sector_data.spec.words import Language

WHOLE, PART, NUMBER = 0.95, 0.8, 0.95
_TOKEN = re.compile(
    r"[\u3005\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f]|[^\W_\u3005\u3040-\u30ff\u3400-\u9fff]+"
)
"""Words; ideographs and kana one by one, because nothing separates Japanese words."""
_JOINT = re.compile(r"[-./ ()#\u00a0]{0,2}")
_GAP = 3
_LONGEST_NUMBER = 8
"""Tokens that a number may be written in: ``+1 (617) 555-01-23 ext 4`` has seven."""
_NAMES = frozenset({"PERSON"})
_SKIPPED = frozenset({"DATE_OF_BIRTH", "DATE_OF_DEATH", "EVENT_DATE", "DATE_TIME", "AGE"})
"""Dates are written in too many ways to be looked up; the finder of dates finds all of them."""


class _Kind(NamedTuple):
    entity: str
    score: float
    needs_capital: bool


class _Token(NamedTuple):
    start: int
    end: int
    plain: str


class _Hit(NamedTuple):
    first: int
    last: int
    kind: _Kind


def _plain(word: str) -> str:
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _digest(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=8, person=b"known-values").digest()


def _tokens(text: str) -> list[_Token]:
    return [_Token(m.start(), m.end(), _plain(m[0])) for m in _TOKEN.finditer(text)]


def _is_cjk(word: str) -> bool:
    return len(word) == 1 and word >= "\u3005"


@dataclass(frozen=True, repr=False)
class KnownValues:
    """A look-up of source values; make one with :meth:`from_columns`."""

    _grams: dict[bytes, _Kind] = field(default_factory=dict)
    _starts: dict[bytes, tuple[int, ...]] = field(default_factory=dict)
    _numbers: dict[bytes, str] = field(default_factory=dict)
    _lengths: frozenset[int] = frozenset()
    values: int = 0
    columns: int = 0

    def __repr__(self) -> str:
        return f"KnownValues({self.values} values of {self.columns} columns)"

    def __len__(self) -> int:
        return self.values

    @classmethod
    def from_columns(
        cls,
        columns: Mapping[str, pa.ChunkedArray | pa.Array],
        entities: Mapping[str, str],
        *,
        language: Language = "en",
    ) -> KnownValues:
        """Take the distinct values of columns of direct identifiers.

        Parameters
        ----------
        columns
            Column path to values; any Arrow type.
        entities
            Column path to entity, for the same columns; those without one count as record keys.
        language
            Of the texts, for the list of words that are also names.

        Returns
        -------
        KnownValues
            Without the values that the rules above are too short for.
        """
        from sector_data.detect.recognizers.vocabulary import ordinary_words, words_of_text

        builder = _Builder(ordinary_words(language), frozenset(words_of_text(language)["titles"]))
        taken = 0
        for path, column in columns.items():
            entity = entities.get(path, "RECORD_ID")
            if entity in _SKIPPED:
                continue
            _, distinct = numbered(column)
            taken += len(distinct)
            for piece in slices(pa.table([distinct], [""])):
                for value in piece.column(0).to_pylist():
                    builder.add(_written(value), entity)
        return cls(
            builder.grams,
            builder.starts,
            builder.numbers,
            frozenset(builder.lengths),
            taken,
            len(columns),
        )

    def find(self, text: str) -> list[Span]:
        """Return where known values stand in a text; spans may overlap."""
        tokens = _tokens(text)
        spans = [
            _span(tokens[h.first].start, tokens[h.last].end, h.kind.entity, h.kind.score)
            for h in self._words(text, tokens)
        ]
        if self._numbers:
            spans.extend(self._find_numbers(text, tokens))
        return spans

    def _words(self, text: str, tokens: list[_Token]) -> Iterator[_Hit]:
        for first, token in enumerate(tokens):
            for length in self._starts.get(_digest(token.plain), ()):
                last = first + length - 1
                if last >= len(tokens) or not _close(tokens, first, last):
                    continue
                kind = self._grams.get(_digest(" ".join(t.plain for t in tokens[first : last + 1])))
                if kind is None:
                    continue
                if kind.needs_capital and not text[token.start].isupper():
                    continue
                yield _Hit(first, last, kind)
                break

    def _find_numbers(self, text: str, tokens: list[_Token]) -> Iterator[Span]:
        for first, token in enumerate(tokens):
            joined = ""
            for last in range(first, min(first + _LONGEST_NUMBER, len(tokens))):
                if last > first and not _JOINT.fullmatch(
                    text[tokens[last - 1].end : tokens[last].start]
                ):
                    break
                joined += tokens[last].plain
                if len(joined) not in self._lengths or not any(c.isdigit() for c in joined):
                    continue
                entity = self._numbers.get(_digest(joined))
                if entity:
                    yield _span(token.start, tokens[last].end, entity, NUMBER)


def _span(start: int, end: int, entity: str, score: float) -> Span:
    return Span(start, end, entity, score, "KnownValues", "a value of a column of the source")


def _close(tokens: list[_Token], first: int, last: int) -> bool:
    return all(tokens[i + 1].start - tokens[i].end <= _GAP for i in range(first, last))


def _written(value: object) -> str:
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)


class _Builder:
    """Collects digests; holds no value once :meth:`add` has returned."""

    def __init__(self, common: frozenset[str], titles: frozenset[str]) -> None:
        self.grams: dict[bytes, _Kind] = {}
        self.starts: dict[bytes, tuple[int, ...]] = {}
        self.numbers: dict[bytes, str] = {}
        self.lengths: set[int] = set()
        self._common = common
        self._titles = titles
        # Millions of values share few of these.
        self._kinds: dict[_Kind, _Kind] = {}
        self._starts: dict[tuple[int, ...], tuple[int, ...]] = {}

    def add(self, value: str, entity: str) -> None:
        words = [t.plain for t in _tokens(value)]
        if entity in _NAMES:
            words = [w for w in words if w not in self._titles]
        if not words:
            return
        digits = sum(c.isdigit() for c in value)
        joined = "".join(words)
        if digits and entity not in _NAMES and entity != "STREET_ADDRESS":
            if digits >= 5 or (digits >= 3 and len(joined) > digits):
                self._number(joined, entity)
                if entity == "PHONE_NUMBER" and len(joined) > 10 and joined.startswith("1"):
                    self._number(joined[1:], entity)
            return
        if len(words) > 1:
            self._gram(words, _Kind(entity, WHOLE, needs_capital=False))
        if entity == "STREET_ADDRESS":
            if len(words) > 3 and words[0].isdigit():  # without city, flat or floor
                self._gram(words[:3], _Kind(entity, WHOLE, needs_capital=False))
            return
        if entity in _NAMES and not all(map(_is_cjk, words)):
            for word in words:
                self._single(word, entity)
        elif len(words) == 1:
            self._single(words[0], entity)

    def _single(self, word: str, entity: str) -> None:
        if len(word) < 2 or word.isdigit():
            return
        needs_capital = word in self._common or len(word) <= 3
        self._gram([word], _Kind(entity, PART, needs_capital=needs_capital))

    def _gram(self, words: list[str], kind: _Kind) -> None:
        self.grams.setdefault(_digest(" ".join(words)), self._kinds.setdefault(kind, kind))
        start = _digest(words[0])
        lengths = tuple(sorted({*self.starts.get(start, ()), len(words)}, reverse=True))
        self.starts[start] = self._starts.setdefault(lengths, lengths)

    def _number(self, joined: str, entity: str) -> None:
        self.numbers.setdefault(_digest(joined), entity)
        self.lengths.add(len(joined))
