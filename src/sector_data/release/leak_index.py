"""All secrets at once, ready to be looked for in many texts.

What lives here: the index of spellings, and where they occur. What does not: whether an occurrence
may stand (:mod:`sector_data.release.leaks`).

A spelling is a sequence of tokens. Each token has a 64-bit number and each sequence a polynomial
hash of them; texts become streams of such numbers (0 for tokens of no secret), so that all
sequences of n tokens are looked up in one sorted array. The cost grows with the length of the text
and with the number of *lengths* of secrets, hardly with the number of secrets.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.release.leak_figures import figures_in
from sector_data.release.leak_rules import (
    MIN_DIGITS,
    MIN_JOINED_DIGITS,
    PLAIN_NUMBER,
    Kind,
    canonical_number,
    spellings,
)
from sector_data.release.leak_tokens import TokenStream, encode, is_ascii, tokenise

_BATCH = 1 << 16
"""Texts that are tokenised at a time."""

_FACTOR = 0x9E3779B97F4A7C15
"""Odd multiplier of the polynomial hash (2^64 divided by the golden ratio)."""
_MASK = (1 << 64) - 1

_JOINED = r"(\pL)['’ʼ‘´`\-‐‑](\pL)"
_JOINED_ASCII = "([A-Za-z])['`-]([A-Za-z])"
"""Letters held together by an apostrophe or hyphen: ``O'Brien`` is also read as ``OBrien``."""

_MAYBE_NUMBER = (
    rf"[0-9]{{{MIN_DIGITS}}}|[0-9](?:[ \x{{a0}}\x{{202f}}.\-‐‑–/()+]{{0,3}}[0-9])"
    rf"{{{MIN_JOINED_DIGITS - 1}}}|[０-９]"
)


_STRICTNESS = (Kind.WORD, Kind.DATE, Kind.PHRASE, Kind.NUMBER)


@dataclass(frozen=True, slots=True)
class Group:
    """A spelling with all the secrets that are written so.

    Attributes
    ----------
    kinds
        How it is compared for each of the sources, by number of the source.
    word
        The token, when it is a single one.
    short
        Whether it is a number of 5 or 6 digits.
    """

    kinds: dict[int, Kind]
    word: str | None
    short: bool


@dataclass(frozen=True, slots=True)
class Matches:
    """Where spellings occur; one entry for each text and spelling.

    Attributes
    ----------
    cells
        Positions of the texts.
    groups
        Positions in :attr:`SecretIndex.groups`.
    whole
        Whether the text is nothing but the spelling.
    lower
        Whether the spelling is in lower case wherever it occurs in the text.
    """

    cells: npt.NDArray[np.int64]
    groups: npt.NDArray[np.int64]
    whole: npt.NDArray[np.bool_]
    lower: npt.NDArray[np.bool_]

    def at(self, cells: npt.NDArray[np.int64]) -> Matches:
        """Return the matches with position i moved to ``cells[i]``; negative drops them."""
        moved = cells[self.cells]
        stays = moved >= 0
        return Matches(moved[stays], self.groups[stays], self.whole[stays], self.lower[stays])

    def joined(self, other: Matches) -> Matches:
        """Return these matches and others."""
        return Matches(
            np.concatenate([self.cells, other.cells]),
            np.concatenate([self.groups, other.groups]),
            np.concatenate([self.whole, other.whole]),
            np.concatenate([self.lower, other.lower]),
        )


_EMPTY = np.zeros(0, np.int64)
NO_MATCHES = Matches(_EMPTY, _EMPTY, _EMPTY.astype(np.bool_), _EMPTY.astype(np.bool_))


class SecretIndex:
    """Every spelling of every secret.

    Attributes
    ----------
    sources
        Source columns, sorted; secrets refer to them by number.
    groups
        All spellings.
    values, not_searchable
        Distinct secrets that are searched, and that are too short or say too little.
    numbers
        For each source, its numeric secrets in canonical spelling, sorted.
    """

    def __init__(self, secrets: Mapping[str, pa.Array | pa.ChunkedArray]) -> None:
        self.sources = tuple(sorted(secrets))
        self.groups: list[Group] = []
        self.numbers: list[list[str]] = []
        searched: set[str] = set()
        passed_over: set[str] = set()
        self._figures: dict[str, int] = {}
        self._shared: dict[tuple[tuple[int, Kind], ...], dict[int, Kind]] = {}
        sequences: dict[tuple[str, ...], int] = {}
        for number, source in enumerate(self.sources):
            texts = secret_texts(secrets[source])
            numbers = set()
            for text, tokens in zip(texts.to_pylist(), tokenise(texts), strict=True):
                found = spellings(text, tokens)
                (searched if found else passed_over).add(text)
                for spelling in found:
                    self._add(spelling.kind, spelling.tokens, number, sequences)
                if found and PLAIN_NUMBER.fullmatch(text.strip()):
                    numbers.add(canonical_number(text.strip()))
                numbers.update(
                    canonical_number(spelling.tokens[0])
                    for spelling in found
                    if spelling.kind is Kind.NUMBER
                )
            self.numbers.append(sorted(n for n in numbers if len(n) >= MIN_DIGITS))
        self.values = len(searched)
        self.not_searchable = len(passed_over)
        self._codes = {token: _code(token) for tokens in sequences for token in tokens}
        self._hashes = self._sorted_hashes(sequences)

    def _add(
        self,
        kind: Kind,
        tokens: tuple[str, ...],
        source: int,
        sequences: dict[tuple[str, ...], int],
    ) -> None:
        word = tokens[0] if len(tokens) == 1 else None
        if kind is Kind.NUMBER:
            position = self._figures.setdefault(tokens[0], len(self.groups))
        else:
            position = sequences.setdefault(tokens, len(self.groups))
        if position == len(self.groups):
            short = kind is Kind.NUMBER and len(tokens[0]) < MIN_JOINED_DIGITS
            self.groups.append(Group({}, word, short))
        group = self.groups[position]
        # The same tokens can be a word of one secret and all of another: the stricter counts.
        stricter = max(kind, group.kinds.get(source, kind), key=_STRICTNESS.index)
        if group.kinds.get(source) is not stricter:
            # Millions of spellings have the same few kinds: each of these is kept once.
            kinds = {**group.kinds, source: stricter}
            kinds = self._shared.setdefault(tuple(sorted(kinds.items())), kinds)
            self.groups[position] = Group(kinds, group.word, group.short)

    def _sorted_hashes(
        self, sequences: Mapping[tuple[str, ...], int]
    ) -> dict[int, tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64]]]:
        by_length: dict[int, list[tuple[int, int]]] = {}
        for tokens, position in sequences.items():
            value = 0
            for token in tokens:
                value = (value * _FACTOR + self._codes[token]) & _MASK
            by_length.setdefault(len(tokens), []).append((value, position))
        sorted_hashes = {}
        for length, entries in sorted(by_length.items()):
            entries.sort()
            values = np.fromiter((value for value, _ in entries), np.uint64, len(entries))
            positions = np.fromiter((position for _, position in entries), np.int64, len(entries))
            sorted_hashes[length] = (values, positions)
        return sorted_hashes

    def find(self, texts: pa.Array) -> Matches:
        """Return where spellings occur in texts.

        Parameters
        ----------
        texts
            Of type ``string``, best distinct.
        """
        found = NO_MATCHES
        for start in range(0, len(texts), _BATCH):
            batch = texts.slice(start, _BATCH)
            here = self._find_sequences(batch)
            pattern = _JOINED_ASCII if is_ascii(batch) else _JOINED
            hyphened = _where(pc.match_substring_regex(batch, pattern))
            if len(hyphened):
                joined = pc.replace_substring_regex(batch.take(hyphened), pattern, r"\1\2")
                here = here.joined(self._find_sequences(joined).at(hyphened))
            if self._figures:
                numbered = _where(pc.match_substring_regex(batch, _MAYBE_NUMBER))
                here = here.joined(self._find_numbers(batch, numbered))
            found = found.joined(here.at(np.arange(start, start + len(batch))))
        return _merged(found, len(self.groups))

    def _find_sequences(self, texts: pa.Array) -> Matches:
        stream = encode(texts, self._codes)
        known = np.flatnonzero(stream.codes)
        if not len(known):
            return NO_MATCHES
        cells = stream.cells[known]
        # Stretches of known tokens without a gap, in one text.
        breaks = (np.diff(known) != 1) | (np.diff(cells) != 0)
        ends = np.append(np.flatnonzero(breaks), len(known) - 1)
        reach = known[ends[np.searchsorted(ends, np.arange(len(known)))]] - known + 1
        first = np.cumsum(stream.lengths) - stream.lengths
        found = NO_MATCHES
        for length in self._hashes:
            found = found.joined(self._find_length(length, stream, known[reach >= length], first))
        return found

    def _find_length(
        self,
        length: int,
        stream: TokenStream,
        starts: npt.NDArray[np.int64],
        first: npt.NDArray[np.int64],
    ) -> Matches:
        hashes, positions = self._hashes[length]
        value = np.zeros(len(starts), np.uint64)
        for offset in range(length):
            value = value * np.uint64(_FACTOR) + stream.codes[starts + offset]
        place = np.minimum(np.searchsorted(hashes, value), len(hashes) - 1)
        hit = hashes[place] == value
        starts, place = starts[hit], place[hit]
        cells = stream.cells[starts]
        return Matches(
            cells=cells,
            groups=positions[place],
            whole=(starts == first[cells]) & (stream.lengths[cells] == length),
            lower=stream.lower[starts],
        )

    def _find_numbers(self, texts: pa.Array, numbered: npt.NDArray[np.int64]) -> Matches:
        entries = []
        for cell, text in zip(numbered.tolist(), texts.take(numbered).to_pylist(), strict=True):
            for figures, alone in figures_in(text):
                position = self._figures.get(figures)
                if position is not None:
                    entries.append((cell, position, alone))
        if not entries:
            return NO_MATCHES
        columns = np.array(entries, np.int64)
        return Matches(
            cells=columns[:, 0],
            groups=columns[:, 1],
            whole=columns[:, 2].astype(np.bool_),
            lower=np.zeros(len(columns), np.bool_),
        )


def secret_texts(values: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Return the distinct values of a column as texts, without nulls; whole floats as integers."""
    distinct = pc.unique(values).drop_null()
    if pa.types.is_floating(distinct.type):
        return pa.array(
            [str(int(v)) if v.is_integer() else repr(v) for v in distinct.to_pylist()],
            pa.string(),
        )
    return distinct.cast(pa.string())


def _code(token: str) -> int:
    """Return a token's number, the same in every run; never 0."""
    return int.from_bytes(hashlib.blake2b(token.encode(), digest_size=8).digest(), "big") | 1


def _where(mask: pa.Array) -> npt.NDArray[np.int64]:
    return np.flatnonzero(pc.fill_null(mask, False).to_numpy(zero_copy_only=False))


def _merged(every: Matches, groups: int) -> Matches:
    """Return one entry for each text and spelling: whole if it ever is, lower if it always is."""
    keys, inverse = np.unique(every.cells * max(groups, 1) + every.groups, return_inverse=True)
    whole = np.zeros(len(keys), np.bool_)
    lower = np.ones(len(keys), np.bool_)
    np.logical_or.at(whole, inverse, every.whole)
    np.logical_and.at(lower, inverse, every.lower)
    return Matches(keys // max(groups, 1), keys % max(groups, 1), whole, lower)
