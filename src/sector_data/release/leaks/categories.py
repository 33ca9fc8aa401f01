"""What a release shows on purpose: its categories, and ordinary words.

What lives here: which values of kept columns are categories, and which spellings of secrets are
such a category, a part of one, or a word that may stand. What does not: whether that excuses an
occurrence (:mod:`sector_data.release.leaks.search`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntFlag

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.release.leaks.index import SecretIndex
from sector_data.release.leaks.keys import KeyTable
from sector_data.release.leaks.rules import CATEGORY_ROWS, common_words, eponyms
from sector_data.release.leaks.secrets import Column, pieces, secret_texts
from sector_data.release.leaks.tokens import hash_texts
from sector_data.sources.arrays import GrowingArray, Records, SortedRecords, sum_of_tags, zeros


class Mark(IntFlag):
    """What a spelling is beside a secret."""

    CATEGORY = 1
    """A category of the release."""
    IN_CATEGORY = 2
    """A category or a part of one."""
    VOCABULARY = 4
    """A word that documents may hold whatever the data are."""
    ORDINARY = 8
    """An ordinary word."""
    EPONYM = 16
    """A name in the title of a disease or procedure."""


@dataclass(frozen=True, slots=True)
class Categories:
    """The values of a kept column that enough rows share, as hashes."""

    table: KeyTable

    def hold(self, values: pa.Array) -> npt.NDArray[np.bool_]:
        """Return whether each text is a category."""
        held: npt.NDArray[np.bool_] = self.table.positions_of(values) >= 0
        return held


class Marks:
    """The marks of all spellings.

    Parameters
    ----------
    index
        The spellings.
    vocabulary, ordinary
        Folded words: those of documents, and ordinary ones beside the gate's own list.
    """

    def __init__(
        self, index: SecretIndex, vocabulary: frozenset[str], ordinary: frozenset[str]
    ) -> None:
        self._index = index
        self._marks = zeros(index.size, np.uint8)
        common = common_words() | {f"{word}s" for word in common_words()}
        self._mark(index.words(vocabulary), Mark.VOCABULARY)
        self._mark(index.words(ordinary | common), Mark.ORDINARY)
        self._mark(index.words(eponyms()), Mark.EPONYM)

    def _mark(self, spellings: npt.NDArray[np.int64], mark: Mark) -> None:
        self._marks[spellings] |= np.uint8(mark)

    def of(self, spellings: npt.NDArray[np.int64]) -> npt.NDArray[np.uint8]:
        """Return the marks of spellings."""
        return self._marks[spellings]

    def categories(self, values: Column) -> Categories:
        """Return the categories of a kept column, and mark the spellings that occur in them.

        Raises
        ------
        TargetError
            If there is no room for temporary files.
        """
        counts = SortedRecords(sum_of_tags)
        for piece in pieces(values):
            texts, rows = _counted(piece)
            counts.add(Records(*hash_texts(texts), rows))
        high, low = GrowingArray(np.uint64), GrowingArray(np.uint64)
        for records in counts.pieces():
            shared = records.tag >= CATEGORY_ROWS
            high.append(records.high[shared])
            low.append(records.low[shared])
        table = KeyTable(high.whole(), low.whole(), zeros(len(high), np.uint32))
        if len(high) and self._index.size:
            self._mark_in(values, table)
        return Categories(table)

    def _mark_in(self, values: Column, categories: KeyTable) -> None:
        done = zeros(len(categories.high), np.bool_)
        for piece in pieces(values):
            texts, _ = _counted(piece)
            places = categories.positions_of(texts)
            new = (places >= 0) & ~done[places]
            done[places[new]] = True
            matches = self._index.find(texts.filter(pa.array(new)))
            self._mark(matches.spellings, Mark.IN_CATEGORY)
            self._mark(matches.spellings[matches.whole], Mark.CATEGORY)


def _counted(piece: pa.Array) -> tuple[pa.Array, npt.NDArray[np.uint64]]:
    """Return the distinct values of a piece as texts, and the rows of each."""
    counts = pc.value_counts(piece.drop_null())
    rows = counts.field("counts").to_numpy(zero_copy_only=False).astype(np.uint64)
    return secret_texts(counts.field("values")), rows
