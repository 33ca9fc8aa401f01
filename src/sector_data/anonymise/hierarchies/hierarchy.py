"""What all hierarchies share: levels, labels and the loss of detail.

What lives here: the base class and the two ways to measure loss, by intervals and by leaves. What
does not: any particular hierarchy.

Level 0 is the untouched value, the top level is ``*`` for everything. In between a label is a pure
function of (value, completed specification, level), so that any machine that holds the
specification makes the same labels. A missing value stays missing below the top. A value that the
hierarchy cannot place (an age of -3, a ZIP code with letters) is ``*`` from level 1 on.

Loss is the share of the domain that a label covers beyond the value itself, as ARX's *loss* metric
and Iyengar (2002, "Transforming data to satisfy privacy constraints", KDD, sec. 3) have it:
``(leaves under the label - 1) / (leaves - 1)``; 0 at level 0, 1 at the top. A missing value has
nothing to lose below the top.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.errors import InputError
from sector_data.sources.tables import one_array
from sector_data.spec.hierarchies import PlannedHierarchySpec

ROOT = "*"
"""The label of the top level."""

Floats = npt.NDArray[np.float64]


def canonical_text(values: pa.Array) -> pa.Array:
    """Spell values as text, the same text for the same value on every machine.

    Integers and ISO 8601 dates in digits, numbers in the fewest digits that read back the same,
    booleans as ``true`` and ``false``, instants in UTC. Missing values stay missing.
    """
    if pa.types.is_string(values.type):
        return values
    if pa.types.is_timestamp(values.type) and values.type.tz is not None:
        # Arrow spells an instant with its zone's offset only where a zone database is installed.
        values = values.cast(pa.timestamp(values.type.unit))
    return values.cast(pa.string())


class Hierarchy(ABC):
    """A generalisation hierarchy.

    Attributes
    ----------
    spec
        The declaration with every parameter fixed: what a plan stores.
    levels
        Number of levels, the untouched value and ``*`` included; at least 2.
    """

    spec: PlannedHierarchySpec
    levels: int

    def generalise(self, values: pa.Array | pa.ChunkedArray, level: int) -> pa.Array:
        """Return the labels of values at a level.

        Parameters
        ----------
        values
            Of the type that the hierarchy was built for; left as they are.
        level
            From 0 to ``levels - 1``.

        Returns
        -------
        pa.Array
            At level 0 the values themselves, in their own type; else strings.

        Raises
        ------
        InputError
            If there is no such level, or a hierarchy file does not name a value.
        """
        self._require(level)
        flat = one_array(values)
        if level == 0:
            return flat
        if level == self.levels - 1:
            return pa.repeat(pa.scalar(ROOT, pa.string()), len(flat))
        if pa.types.is_null(flat.type):
            return pa.nulls(len(flat), pa.string())
        encoded = flat.dictionary_encode()
        labels: pa.Array = self._labels(encoded.dictionary, level).take(encoded.indices)
        return labels

    def loss(self, values: pa.Array | pa.ChunkedArray, level: int) -> Floats:
        """Return the loss of detail of each value at a level, in [0, 1].

        It never falls from a level to the next, and is the same for all values under one label.
        Values other than those that the hierarchy was built with are measured against the domain
        of those.
        """
        self._require(level)
        flat = one_array(values)
        if level == 0:
            return np.zeros(len(flat))
        if level == self.levels - 1:
            return np.ones(len(flat))
        result = np.zeros(len(flat))
        if pa.types.is_null(flat.type):
            return result
        encoded = flat.dictionary_encode()
        there = encoded.indices.is_valid().to_numpy(zero_copy_only=False)
        losses = self._losses(encoded.dictionary, level)
        result[there] = losses[encoded.indices.drop_null().to_numpy()]
        return result

    def _require(self, level: int) -> None:
        if not 0 <= level < self.levels:
            raise InputError(
                f"There is no level {level} in a hierarchy of kind {self.spec.kind}.",
                f"Choose a level from 0 (the value itself) to {self.levels - 1} (*).",
            )

    @abstractmethod
    def _labels(self, distinct: pa.Array, level: int) -> pa.Array:
        """Return the labels of distinct present values at a level between 0 and the top."""

    @abstractmethod
    def _losses(self, distinct: pa.Array, level: int) -> Floats:
        """Return the losses of distinct present values at a level between 0 and the top."""


class IntervalHierarchy(Hierarchy):
    """A hierarchy whose labels are intervals of an ordered domain.

    The loss of a label is the part of the domain that it covers: ``(overlap - leaf) /
    (domain - leaf)``.

    Attributes
    ----------
    domain
        Least value, and the end that lies just behind the greatest one, in the unit of the
        intervals.
    leaf
        Width of a single value: a day, a year, 0 for real numbers.
    """

    domain: tuple[float, float]
    leaf: float

    @abstractmethod
    def _intervals(self, distinct: pa.Array, level: int) -> tuple[Floats, Floats]:
        """Return start and end ``[start, end)`` of each value's interval; NaN without a place."""

    def _losses(self, distinct: pa.Array, level: int) -> Floats:
        start, end = self._intervals(distinct, level)
        low, high = self.domain
        overlap = np.minimum(end, high) - np.maximum(start, low)
        room = high - low - self.leaf
        share = (overlap - self.leaf) / room if room > 0 else np.zeros(overlap.shape)
        return np.where(np.isnan(start), 1.0, np.clip(share, 0.0, 1.0))


class LeafHierarchy(Hierarchy):
    """A hierarchy of names; loss counts the leaves under a label.

    Attributes
    ----------
    leaves
        The distinct values of the domain: those of the data, or all that a file names.
    """

    leaves: pa.Array

    def _losses(self, distinct: pa.Array, level: int) -> Floats:
        total = len(self.leaves)
        if total <= 1:
            return np.zeros(len(distinct))
        counted = self._labels(self.leaves, level).value_counts()
        places = pc.index_in(self._labels(distinct, level), counted.field("values"))
        under = pc.fill_null(counted.field("counts").take(places), 1).to_numpy()
        losses: Floats = (under - 1) / (total - 1)
        return losses
