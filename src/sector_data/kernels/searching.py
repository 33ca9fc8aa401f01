"""The search through a lattice in C: exact, or one look at a time.

What lives here: how a search is handed to the compiled kernels (``search*.c``) and what they give
back. What does not: the search in numpy, which finds the same node
(:mod:`sector_data.anonymise.search`).
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from sector_data.kernels.library import library

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Words = npt.NDArray[np.uint64]

MOST_DIMENSIONS = 64
MOST_POSITIONS = 127
MOST_MEMBERS = 8
MOST_THRESHOLD = 64
MOST_KINDS = 4096
MOST_ROWS = 2**31 - 1
WORD_BITS = 64
MOST_WORDS = 4

AGGREGATES = ("product", "sum", "average-class", "discernibility")
EXTRAS = ("gain", "entropy")


class _Problem(ctypes.Structure):
    _fields_ = [
        ("dimensions", ctypes.c_int64),
        *(
            (name, ctypes.c_void_p)
            for name in (
                "lengths",
                "values",
                "groups",
                "sizes",
                "gains",
                "floors",
                "climbs",
                "ranks",
                "weights",
                "shifts",
                "widths",
            )
        ),
        ("classes", ctypes.c_int64),
        ("words", ctypes.c_int64),
        ("keys", ctypes.c_void_p),
        ("rows", ctypes.c_void_p),
        ("total", ctypes.c_int64),
        ("allowance", ctypes.c_int64),
        ("k", ctypes.c_int64),
        ("members", ctypes.c_int64),
        ("thresholds", ctypes.c_void_p),
        ("offsets", ctypes.c_void_p),
        ("things", ctypes.c_void_p),
        ("kinds", ctypes.c_int64),
        ("kind_shift", ctypes.c_int64),
        ("kind_width", ctypes.c_int64),
        ("reference", ctypes.c_void_p),
        ("closeness", ctypes.c_double),
        ("average", ctypes.c_double),
        ("aggregate", ctypes.c_int64),
        ("extra", ctypes.c_int64),
    ]


@dataclass(frozen=True, slots=True)
class Axis:
    """One dimension of the lattice.

    Attributes
    ----------
    groups
        For each position, the group of each distinct value; int64, shape (values,).
    sizes
        Groups at each position.
    gains
        For each position, what one row of each group costs more when it is suppressed.
    floors
        What each position costs whatever is suppressed.
    climbs
        Costs by which the path of first looks is ordered.
    ranks
        Levels that break ties, for each position.
    weight
        Exponent of a product, factor of a sum.
    """

    groups: Sequence[Integers]
    sizes: Sequence[int]
    gains: Sequence[Floats]
    floors: Floats
    climbs: Floats
    ranks: Sequence[int]
    weight: float


@dataclass(frozen=True, slots=True)
class Sets:
    """Distinct things that a class must hold so many of: things of row i of the base table are
    ``things[offsets[i]:offsets[i + 1]]``, each once."""

    threshold: int
    offsets: Integers
    things: npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Closeness:
    """Kinds whose shares in a class may differ from those of the whole by at most `largest` (half
    the sum of absolute differences). `kinds` holds the kind of each row of the base table; the
    number of kinds stands for none."""

    kinds: Integers
    reference: Floats
    largest: float


@dataclass(frozen=True, slots=True)
class Base:
    """The base table: distinct rows with their group in each dimension at its first position."""

    codes: Sequence[Integers]
    rows: Integers
    sets: Sequence[Sets] = ()
    closeness: Closeness | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look saw.

    `extra` is the least extra cost at each position up to the node's, `least` the least cost of
    every coarser node; 0 where nothing is known.
    """

    suppressed: int
    forced: int
    allowed: bool
    dead: bool
    classes: int
    value: float
    least: float
    extra: Floats


@dataclass(frozen=True, slots=True)
class Best:
    """The best node that a search found; no node costs less than `bound`."""

    node: tuple[int, ...]
    value: float
    suppressed: int
    checked: int
    bound: float


def _bits(count: int) -> int:
    return max(count - 1, 1).bit_length()


def _widths(axes: Sequence[Axis], base: Base) -> list[int]:
    """Return the bits of each field of a key: that of the kinds, if any, and those of the axes."""
    kinds = [] if base.closeness is None else [_bits(len(base.closeness.reference) + 1)]
    return kinds + [_bits(axis.sizes[0]) for axis in axes]


def _shifts(widths: Sequence[int]) -> tuple[list[int], int]:
    """Return where the fields of a key start, and its words; no field lies in two words.

    The first field is the highest, so that keys order classes as their codes do.
    """
    shifts, end = [0] * len(widths), 0
    for place in range(len(widths) - 1, -1, -1):
        if end % WORD_BITS + widths[place] > WORD_BITS:
            end += WORD_BITS - end % WORD_BITS
        shifts[place] = end
        end += widths[place]
    return shifts, max(1, -(-end // WORD_BITS))


def fits(axes: Sequence[Axis], base: Base) -> bool:
    """Tell whether the compiled search can take a problem on."""
    if base.closeness is not None and len(base.closeness.reference) > MOST_KINDS:
        return False
    return (
        library() is not None
        and 0 < len(axes) <= MOST_DIMENSIONS
        and len(base.rows) > 0
        and _shifts(_widths(axes, base))[1] <= MOST_WORDS
        and all(len(axis.sizes) <= MOST_POSITIONS for axis in axes)
        and len(base.sets) <= MOST_MEMBERS
        and all(0 < sets.threshold <= MOST_THRESHOLD for sets in base.sets)
        and int(base.rows.sum()) <= MOST_ROWS
    )


@dataclass(slots=True)
class CompiledSearch:
    """A search whose tables live in C; a context manager, since they must be freed.

    Parameters
    ----------
    axes, base
        The lattice and the table.
    k
        Rows that a class needs.
    allowance
        Rows that may be suppressed.
    average
        Largest share of classes in rows, 0 for any.
    aggregate, extra
        How costs are joined (of `AGGREGATES`) and what suppressed rows cost (of `EXTRAS`).
    """

    axes: Sequence[Axis]
    base: Base
    k: int
    allowance: int
    average: float
    aggregate: str
    extra: str
    _kept: list[Any] = field(default_factory=list)
    _handle: int | None = None

    def __enter__(self) -> Self:
        kernels = library()
        assert kernels is not None, "fits() was not asked"
        kernels.search_open.restype = ctypes.c_void_p
        kernels.search_open.argtypes = [ctypes.c_void_p]
        for function in (kernels.search_exactly, kernels.search_within, kernels.search_look):
            function.restype = ctypes.c_int64
        kernels.search_exactly.argtypes = [ctypes.c_void_p] * 4
        kernels.search_within.argtypes = [
            ctypes.c_void_p,
            ctypes.c_int64,
            ctypes.c_double,
            *[ctypes.c_void_p] * 3,
        ]
        kernels.search_look.argtypes = [ctypes.c_void_p] * 5
        kernels.search_close.argtypes = [ctypes.c_void_p]
        kernels.search_close.restype = None
        problem = self._problem()
        self._handle = kernels.search_open(ctypes.addressof(problem))
        if not self._handle:
            raise MemoryError
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        kernels = library()
        if kernels is not None and self._handle:
            kernels.search_close(self._handle)
        self._handle = None
        self._kept.clear()

    def exactly(self) -> Best | None:
        """Return the best node of the whole lattice, or None when none is allowed."""
        kernels = library()
        assert kernels is not None
        node = np.zeros(len(self.axes), dtype=np.int64)
        value = ctypes.c_double()
        numbers = np.zeros(2, dtype=np.int64)
        found = kernels.search_exactly(
            self._handle, node.ctypes.data, ctypes.addressof(value), numbers.ctypes.data
        )
        if found < 0:
            raise MemoryError
        if not found:
            return None
        return Best(
            tuple(node.tolist()), value.value, int(numbers[0]), int(numbers[1]), value.value
        )

    def within(self, nodes: int, seconds: float = math.inf) -> Best | None:
        """Return the best node found in so many looks or seconds, or None when none was."""
        kernels = library()
        assert kernels is not None
        node = np.zeros(len(self.axes), dtype=np.int64)
        values = np.zeros(2)
        numbers = np.zeros(2, dtype=np.int64)
        found = kernels.search_within(
            self._handle, nodes, seconds, node.ctypes.data, values.ctypes.data, numbers.ctypes.data
        )
        if found < 0:
            raise MemoryError
        if not found:
            return None
        value, bound = values.tolist()
        return Best(tuple(node.tolist()), value, int(numbers[0]), int(numbers[1]), bound)

    def look(self, node: Sequence[int]) -> Seen:
        """Look at one node."""
        kernels = library()
        assert kernels is not None
        wanted = np.array(node, dtype=np.int64)
        extra = np.zeros(sum(len(axis.sizes) for axis in self.axes))
        value = np.zeros(2)
        numbers = np.zeros(5, dtype=np.int64)
        if (
            kernels.search_look(
                self._handle,
                wanted.ctypes.data,
                value.ctypes.data,
                extra.ctypes.data,
                numbers.ctypes.data,
            )
            < 0
        ):
            raise MemoryError
        suppressed, forced, allowed, dead, classes = (int(n) for n in numbers)
        cost, least = value.tolist()
        return Seen(suppressed, forced, bool(allowed), bool(dead), classes, cost, least, extra)

    def _problem(self) -> _Problem:
        axes, base = self.axes, self.base
        widths = _widths(axes, base)
        shifts, words = _shifts(widths)
        fields = list(base.codes)
        if base.closeness is not None:
            fields.insert(0, base.closeness.kinds)
        keys = np.zeros((words, len(base.rows)), dtype=np.uint64)
        for codes, shift in zip(fields, shifts, strict=True):
            keys[shift // WORD_BITS] |= codes.astype(np.uint64) << np.uint64(shift % WORD_BITS)
        problem = _Problem()
        problem.dimensions = len(axes)
        problem.lengths = self._integers([len(axis.sizes) for axis in axes])
        problem.values = self._integers([len(axis.groups[0]) for axis in axes])
        problem.groups = self._pointers([g for axis in axes for g in axis.groups], np.int64)
        problem.sizes = self._integers([size for axis in axes for size in axis.sizes])
        problem.gains = self._pointers([g for axis in axes for g in axis.gains], np.float64)
        problem.floors = self._floats(np.concatenate([axis.floors for axis in axes]))
        problem.climbs = self._floats(np.concatenate([axis.climbs for axis in axes]))
        problem.ranks = self._integers([rank for axis in axes for rank in axis.ranks])
        problem.weights = self._floats([axis.weight for axis in axes])
        problem.shifts = self._integers(shifts[-len(axes) :])
        problem.widths = self._integers(widths[-len(axes) :])
        if base.closeness is not None:
            kinds = len(base.closeness.reference)
            problem.kinds = kinds
            problem.kind_shift, problem.kind_width = shifts[0], widths[0]
            problem.closeness = base.closeness.largest
            problem.reference = self._floats(base.closeness.reference)
        problem.classes, problem.words = len(base.rows), words
        problem.keys = self._keep(keys)
        problem.rows = self._integers(base.rows)
        problem.total = int(base.rows.sum())
        problem.allowance = self.allowance
        problem.k = self.k
        problem.members = len(base.sets)
        problem.thresholds = self._integers([sets.threshold for sets in base.sets])
        problem.offsets = self._pointers([sets.offsets for sets in base.sets], np.int64)
        problem.things = self._pointers([sets.things for sets in base.sets], np.int32)
        problem.average = self.average
        problem.aggregate = AGGREGATES.index(self.aggregate)
        problem.extra = EXTRAS.index(self.extra)
        return problem

    def _keep(self, array: npt.NDArray[np.generic]) -> int:
        self._kept.append(array)
        return array.ctypes.data

    def _integers(self, values: Sequence[int] | Integers) -> int:
        return self._keep(np.ascontiguousarray(values, dtype=np.int64))

    def _floats(self, values: Sequence[float] | Floats) -> int:
        return self._keep(np.ascontiguousarray(values, dtype=np.float64))

    def _pointers(self, arrays: Sequence[npt.NDArray[np.generic]], kind: type[np.generic]) -> int:
        return self._keep(
            np.array(
                [self._keep(np.ascontiguousarray(array, dtype=kind)) for array in arrays],
                dtype=np.uint64,
            )
        )
