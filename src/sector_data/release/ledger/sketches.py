"""Sketches of a set of subjects: enough to compare two sets, and no subject can be read from them.

What lives here: keyed marks of subjects, the sketch, and the comparison of two. What does not:
where sketches are kept (:mod:`sector_data.release.ledger.store`).

A mark is the first 64 bits of HMAC-SHA-256 of a subject under the ledger's own key: who has the
ledger and not its key cannot try subjects out. Of the marks of a set two summaries are kept. *Its
least marks* (a bottom-k sketch) are a random sample, the same for the same subject everywhere, and
estimate how many subjects two sets share. *Sums of marks in cells* (an invertible Bloom lookup
table) give the marks that only one of two sets has, exactly, as long as these are few: five
patients less among a million are seen, which no sample could.

Sources: Beyer, Haas, Reinwald, Sismanis, Gemulla, *On synopses for distinct-value estimation under
multiset operations*, SIGMOD 2007, sec. 4 (least marks); Eppstein, Goodrich, Uyeda, Varghese,
*What's the difference? Efficient set reconciliation without prior context*, SIGCOMM 2011 (cells;
three places a mark let about 0.81 marks be read back for each cell).
"""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sector_data.errors import InputError
from sector_data.kernels.tokens import hmac_digests
from sector_data.sources.spilling import slices

Marks = npt.NDArray[np.uint64]
Mask = npt.NDArray[np.bool_]

LEAST = 4096
"""Least marks that are kept: an overlap is then known to about 1.5 points of 100."""
PLACES = 3
"""Cells that a mark is summed in, one in each part of the table."""
CELLS = 512
"""Cells of a part: about a thousand marks that only one of two sets has can be read back."""
Z = 1.959963984540054
"""Two-sided 95 % quantile of the normal distribution."""

_MIXERS = (0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
"""Of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014)."""
_STEP = 0x9E3779B97F4A7C15
_CELL = np.dtype([("count", "<i4"), ("marks", "<u8"), ("checks", "<u8")])


def marks_of(subjects: pa.Array | pa.ChunkedArray, secret: bytes, *, population: str = "") -> Marks:
    """Return a mark for each subject.

    Parameters
    ----------
    subjects
        Texts; a null has the mark of an empty text.
    secret
        The ledger's key.
    population
        Whose subjects they are; those of different populations have nothing in common.

    Returns
    -------
    array
        Shape (subjects,).
    """
    prefix = f"{len(population.encode())}:{population}:".encode()
    marks: Marks = np.empty(len(subjects), np.uint64)
    start = 0
    for piece in slices(pa.table([subjects], [""])):
        texts = piece.column(0).fill_null("").to_pylist()
        messages = [prefix + text.encode() for text in texts]
        offsets = np.zeros(len(messages) + 1, np.int32)
        np.cumsum([len(message) for message in messages], out=offsets[1:])
        digests = hmac_digests(secret, offsets, np.frombuffer(b"".join(messages), np.uint8))
        end = start + len(messages)
        marks[start:end] = np.ascontiguousarray(digests[:, :8]).view("<u8").reshape(-1)
        start = end
    return marks


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is kept of a set of subjects.

    Attributes
    ----------
    subjects
        How many there are.
    least
        The least marks, rising; all of them where there are no more than :data:`LEAST`.
    cells
        Sums of marks; shape (PLACES * CELLS,).
    """

    subjects: int
    least: Marks
    cells: npt.NDArray[np.void]

    @classmethod
    def of(cls, marks: Marks) -> Self:
        """Return the sketch of a set, however often and in whichever order its marks come."""
        distinct = np.unique(marks)
        cells = np.zeros(PLACES * CELLS, _CELL)
        checks = _mixed(distinct, PLACES)
        for places in _places(distinct):
            cells["count"] += np.bincount(places, minlength=len(cells)).astype(np.int32)
            np.bitwise_xor.at(cells["marks"], places, distinct)
            np.bitwise_xor.at(cells["checks"], places, checks)
        return cls(len(distinct), distinct[:LEAST], cells)

    @property
    def complete(self) -> bool:
        """Whether the least marks are all marks."""
        return len(self.least) == self.subjects

    def to_bytes(self) -> bytes:
        """Return the sketch as it is kept."""
        head = np.array([self.subjects, len(self.least)], "<i8").tobytes()
        return zlib.compress(head + self.least.astype("<u8").tobytes() + self.cells.tobytes())

    @classmethod
    def from_bytes(cls, kept: bytes) -> Self:
        """Read a sketch.

        Raises
        ------
        InputError
            If it is not one.
        """
        try:
            raw = zlib.decompress(kept)
            subjects, many = np.frombuffer(raw[:16], "<i8").tolist()
            end = 16 + 8 * many
            least = np.frombuffer(raw[16:end], "<u8").astype(np.uint64)
            cells = np.frombuffer(raw[end:], _CELL)
        except (zlib.error, ValueError):
            raise InputError("A sketch of subjects in the ledger is damaged.") from None
        if len(cells) != PLACES * CELLS or len(least) != min(subjects, LEAST):
            raise InputError("A sketch of subjects in the ledger is damaged.")
        return cls(subjects, least, cells)


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two sets of subjects lie to one another; whole numbers of subjects.

    Attributes
    ----------
    shared, low, high
        Subjects in both: estimate, and its 95 % interval; all equal where the numbers are exact.
    only_here, only_there
        Marks that only one of the two has, where they are few enough to be known; else None.
    here, there
        Subjects of either set.
    """

    shared: int
    low: int
    high: int
    only_here: Marks | None
    only_there: Marks | None
    here: int
    there: int

    @property
    def exact(self) -> bool:
        """Whether the numbers are exact."""
        return self.only_here is not None

    def in_both(self, marks: Marks) -> Mask:
        """Return which subjects of the first set may be in the second: shape of `marks`.

        Where it is not known which are not, all may be.
        """
        if self.only_here is None:
            return np.full(len(marks), self.high > 0)
        return ~np.isin(marks, self.only_here)


def compare(here: Sketch, there: Sketch) -> Comparison:
    """Compare two sets by their sketches."""
    sizes = (here.subjects, there.subjects)
    if here.complete and there.complete:
        only = (np.setdiff1d(here.least, there.least), np.setdiff1d(there.least, here.least))
        shared = here.subjects - len(only[0])
        return Comparison(shared, shared, shared, *only, *sizes)
    read = _read_back(here.cells, there.cells)
    if read is not None:
        shared = here.subjects - len(read[0])
        return Comparison(shared, shared, shared, *read, *sizes)
    return Comparison(*_estimate(here, there), None, None, *sizes)


def _estimate(here: Sketch, there: Sketch) -> tuple[int, int, int]:
    """Return estimate and interval of the shared subjects from the least marks of the union."""
    union = np.union1d(here.least, there.least)
    # Up to the smaller of the two last marks both sketches know every mark.
    known = min(
        sketch.least[-1] if not sketch.complete else np.uint64(2**64 - 1)
        for sketch in (here, there)
        if sketch.subjects
    )
    sample = union[union <= known]
    both = np.isin(sample, here.least) & np.isin(sample, there.least)
    total = here.subjects + there.subjects
    least = min(here.subjects, there.subjects)
    bounds = [_of_jaccard(j, total) for j in _wilson(int(both.sum()), len(sample))]
    middle, low, high = (min(max(0.0, bound), least) for bound in bounds)
    return round(middle), math.floor(low), math.ceil(high)


def _of_jaccard(jaccard: float, total: int) -> float:
    """Return the size of an intersection from its share of the union and the sum of both sizes."""
    return total * jaccard / (1 + jaccard)


def _wilson(hits: int, of: int) -> tuple[float, float, float]:
    """Return a share and its 95 % interval (Wilson, JASA 22, 1927)."""
    share = hits / of
    scale = 1 + Z * Z / of
    middle = (share + Z * Z / (2 * of)) / scale
    reach = Z * math.sqrt(share * (1 - share) / of + Z * Z / (4 * of * of)) / scale
    return share, middle - reach, middle + reach


def _mixed(marks: Marks, stream: int) -> Marks:
    """Return marks mixed anew, in streams that have nothing to do with one another."""
    with np.errstate(over="ignore"):
        mixed = marks + np.uint64(_STEP * (stream + 1) % 2**64)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(_MIXERS[0])
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(_MIXERS[1])
        return mixed ^ (mixed >> np.uint64(31))


def _places(marks: Marks) -> list[npt.NDArray[np.intp]]:
    """Return the cells of each mark, one array for each part of the table."""
    return [
        (_mixed(marks, part) % np.uint64(CELLS)).astype(np.intp) + part * CELLS
        for part in range(PLACES)
    ]


def _read_back(
    here: npt.NDArray[np.void], there: npt.NDArray[np.void]
) -> tuple[Marks, Marks] | None:
    """Return the marks that only one of two tables sums up; None where they are too many.

    A cell that sums up one mark gives it away; taken from its other cells, it lets these be read.
    """
    count = here["count"].astype(np.int64) - there["count"]
    marks, checks = here["marks"] ^ there["marks"], here["checks"] ^ there["checks"]
    only: tuple[list[Marks], list[Marks]] = ([], [])
    while True:
        single = (np.abs(count) == 1) & (_mixed(marks, PLACES) == checks)
        if not single.any():
            break
        found, first = np.unique(marks[single], return_index=True)
        signs = count[single][first]
        for places in _places(found):
            np.subtract.at(count, places, signs)
            np.bitwise_xor.at(marks, places, found)
            np.bitwise_xor.at(checks, places, _mixed(found, PLACES))
        only[0].append(found[signs > 0])
        only[1].append(found[signs < 0])
    if count.any() or marks.any() or checks.any():
        return None
    nothing = np.empty(0, np.uint64)
    return np.sort(np.concatenate([nothing, *only[0]])), np.sort(
        np.concatenate([nothing, *only[1]])
    )
