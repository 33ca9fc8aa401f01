"""All secrets at once, ready to be looked for in many texts.

What lives here: where spellings occur in texts. What does not: the spellings
(:mod:`sector_data.release.leaks.secrets`), and whether an occurrence may stand
(:mod:`sector_data.release.leaks.search`).

Texts become streams of hashed tokens, and all sequences of n tokens are looked up in one sorted
table (:mod:`sector_data.release.leaks.keys`). The cost grows with the length of the text and with
the number of *lengths* of secrets, hardly with the number of secrets.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.release.leaks.figures import figures_in
from sector_data.release.leaks.keys import sequence_keys, spelling_keys
from sector_data.release.leaks.rules import MIN_DIGITS, MIN_JOINED_DIGITS
from sector_data.release.leaks.secrets import Column, pieces, secrets_of
from sector_data.release.leaks.tokens import TokenStream, stream_of
from sector_data.sources.shares import Tell

_JOINED = r"(\pL)['’ʼ‘´`\-‐‑](\pL)"
_JOINED_ASCII = "([A-Za-z])['`-]([A-Za-z])"
"""Letters held together by an apostrophe or hyphen: ``O'Brien`` is also read as ``OBrien``."""

_MAYBE_NUMBER = (
    rf"[0-9]{{{MIN_DIGITS}}}|[0-9](?:[ \x{{a0}}\x{{202f}}.\-‐‑–/()+]{{0,3}}[0-9])"
    rf"{{{MIN_JOINED_DIGITS - 1}}}|[０-９]"
)


@dataclass(frozen=True, slots=True)
class Matches:
    """Where spellings occur; one entry for each text and spelling.

    Attributes
    ----------
    cells
        Positions of the texts.
    spellings
        Positions in the table of spellings (:attr:`SecretIndex.forms_of` tells what they are).
    whole
        Whether the text is nothing but the spelling.
    lower
        Whether the spelling is in lower case wherever it occurs in the text.
    """

    cells: npt.NDArray[np.int64]
    spellings: npt.NDArray[np.int64]
    whole: npt.NDArray[np.bool_]
    lower: npt.NDArray[np.bool_]

    def at(self, cells: npt.NDArray[np.int64]) -> Matches:
        """Return the matches with position i moved to ``cells[i]``."""
        return Matches(cells[self.cells], self.spellings, self.whole, self.lower)

    def only(self, these: npt.NDArray[np.bool_]) -> Matches:
        """Return some of the matches."""
        return Matches(
            self.cells[these], self.spellings[these], self.whole[these], self.lower[these]
        )


def _joined(every: list[Matches]) -> Matches:
    return Matches(
        np.concatenate([np.zeros(0, np.int64), *(found.cells for found in every)]),
        np.concatenate([np.zeros(0, np.int64), *(found.spellings for found in every)]),
        np.concatenate([np.zeros(0, np.bool_), *(found.whole for found in every)]),
        np.concatenate([np.zeros(0, np.bool_), *(found.lower for found in every)]),
    )


class SecretIndex:
    """Every spelling of every secret.

    Parameters
    ----------
    columns
        Values to look for, by a name for where they come from.
    tell
        Told how much of large columns is read.

    Attributes
    ----------
    secrets
        What is looked for.
    size
        Distinct spellings.

    Raises
    ------
    TargetError
        If there is no room for temporary files.
    """

    def __init__(self, columns: Mapping[str, Column], tell: Tell | None = None) -> None:
        self.secrets = secrets_of(columns, tell)
        self._table = self.secrets.spellings
        self.size = len(self._table.codes)

    def forms_of(self, spellings: npt.NDArray[np.int64]) -> npt.NDArray[np.uint32]:
        """Return for spellings their places in the secrets' forms."""
        return self._table.codes[spellings]

    def words(self, words: Collection[str]) -> npt.NDArray[np.int64]:
        """Return the spellings that are one of some folded words."""
        distinct = [(word,) for word in sorted(words)]
        high, low, _ = spelling_keys(distinct, np.zeros(len(distinct), np.bool_))
        positions = self._table.positions(high, low)
        return positions[positions >= 0]

    def find(self, texts: pa.Array) -> Matches:
        """Return where spellings occur in texts.

        Parameters
        ----------
        texts
            Of type ``string``, best distinct.
        """
        found = []
        start = 0
        for piece in pieces(texts):
            found.append(self._find(piece.drop_null()).at(_where(piece.is_valid()) + start))
            start += len(piece)
        return _joined(found)

    def _find(self, texts: pa.Array) -> Matches:
        ascii_only = pc.string_is_ascii(texts)
        found = []
        for mask, pattern in ((ascii_only, _JOINED_ASCII), (pc.invert(ascii_only), _JOINED)):
            cells = _where(mask)
            if not len(cells):
                continue
            some = texts.filter(mask)
            found.append(self._find_sequences(some).at(cells))
            hyphened = _where(pc.match_substring_regex(some, pattern))
            if len(hyphened):
                joined = pc.replace_substring_regex(some.take(hyphened), pattern, r"\1\2")
                found.append(self._find_sequences(joined).at(cells[hyphened]))
        if self.secrets.has_numbers:
            numbered = _where(pc.match_substring_regex(texts, _MAYBE_NUMBER))
            found.append(self._find_numbers(texts, numbered))
        return _merged(_joined(found), self.size)

    def _find_sequences(self, texts: pa.Array) -> Matches:
        stream = stream_of(texts)
        known = np.flatnonzero(self.secrets.tokens.seen(stream.high))
        cells = stream.cells[known]
        # Stretches of known tokens without a gap, in one text.
        breaks = (np.diff(known) != 1) | (np.diff(cells) != 0)
        ends = np.append(np.flatnonzero(breaks), len(known) - 1)
        reach = known[ends[np.searchsorted(ends, np.arange(len(known)))]] - known + 1
        first = np.cumsum(stream.lengths) - stream.lengths
        return _joined(
            [
                self._find_length(length, stream, known[reach >= length], first)
                for length in self.secrets.lengths
            ]
        )

    def _find_length(
        self,
        length: int,
        stream: TokenStream,
        starts: npt.NDArray[np.int64],
        first: npt.NDArray[np.int64],
    ) -> Matches:
        keys = sequence_keys(stream.high, stream.low, starts, length)
        spellings = self._table.positions(*keys)
        hit = spellings >= 0
        starts, spellings = starts[hit], spellings[hit]
        cells = stream.cells[starts]
        return Matches(
            cells=cells,
            spellings=spellings,
            whole=(starts == first[cells]) & (stream.lengths[cells] == length),
            lower=stream.lower[starts],
        )

    def _find_numbers(self, texts: pa.Array, numbered: npt.NDArray[np.int64]) -> Matches:
        cells, numbers, alone = [], [], []
        for cell, text in zip(numbered.tolist(), texts.take(numbered).to_pylist(), strict=True):
            for figures, is_all in figures_in(text):
                cells.append(cell)
                numbers.append(figures)
                alone.append(is_all)
        positions = self._table.positions_of(pa.array(numbers, pa.string()))
        hit = positions >= 0
        return Matches(
            cells=np.array(cells, np.int64)[hit],
            spellings=positions[hit],
            whole=np.array(alone, np.bool_)[hit],
            lower=np.zeros(int(hit.sum()), np.bool_),
        )


def _where(mask: pa.Array) -> npt.NDArray[np.int64]:
    return np.flatnonzero(mask.to_numpy(zero_copy_only=False))


def _merged(every: Matches, size: int) -> Matches:
    """Return one entry for each text and spelling: whole if it ever is, lower if it always is."""
    keys, inverse = np.unique(every.cells * max(size, 1) + every.spellings, return_inverse=True)
    whole = np.zeros(len(keys), np.bool_)
    lower = np.ones(len(keys), np.bool_)
    np.logical_or.at(whole, inverse, every.whole)
    np.logical_and.at(lower, inverse, every.lower)
    return Matches(keys // max(size, 1), keys % max(size, 1), whole, lower)
