"""Columns as everybody may know them: codes by categories and intervals that are public.

What lives here: the way of a column to codes and back, by the pipeline file alone. What does not:
engines; and :mod:`sector_data.synthesise.columns`, whose bounds come from the data.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.errors import InputError
from sector_data.spec.synthesis import IntervalSpec

Codes = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Categories:
    """A column of categories that everybody may know."""

    type: pa.DataType
    values: tuple[str, ...]

    @property
    def size(self) -> int:
        """Number of codes."""
        return len(self.values)

    def encode(self, values: pa.Array) -> Codes:
        """Return the code of each value; -1 for missing ones and those that are not listed."""
        places = pc.index_in(_as_text(values), pa.array(self.values))
        codes: Codes = pc.fill_null(places.cast(pa.int64()), -1).to_numpy()
        return codes

    def decode(self, codes: Codes, _rng: np.random.Generator) -> pa.Array:
        """Return the value of each code, in the type of the column."""
        texts = pa.array(self.values).take(pa.array(codes, mask=codes < 0))
        return texts.cast(self.type)


@dataclass(frozen=True, slots=True)
class Intervals:
    """A column of numbers between bounds that everybody may know."""

    type: pa.DataType
    edges: npt.NDArray[np.float64]
    step: float | None

    @property
    def size(self) -> int:
        """Number of codes."""
        return len(self.edges) - 1

    def encode(self, values: pa.Array) -> Codes:
        """Return the interval of each number; -1 for missing ones."""
        numbers = pc.fill_null(values.cast(pa.float64()), np.nan).to_numpy()
        places = np.searchsorted(self.edges, numbers, side="right") - 1
        codes: Codes = np.where(np.isnan(numbers), -1, np.clip(places, 0, self.size - 1))
        return codes

    def decode(self, codes: Codes, rng: np.random.Generator) -> pa.Array:
        """Return a number within each interval, drawn evenly from its grid."""
        inside = np.maximum(codes, 0)
        low, high = self.edges[inside], self.edges[inside + 1]
        last = inside == self.size - 1
        if self.step is None:
            numbers = low + rng.random(len(codes)) * (high - low)
        else:
            first = np.ceil(low / self.step - 1e-9)
            # An interval ends before the next one begins; the last one holds its end.
            count = np.where(last, np.floor(high / self.step + 1e-9) + 1,
                             np.ceil(high / self.step - 1e-9)) - first  # fmt: skip
            place = np.floor(rng.random(len(codes)) * np.maximum(count, 1))
            numbers = np.where(count > 0, (first + place) * self.step, low)
        missing = codes < 0
        if pa.types.is_integer(self.type):
            return pa.array(np.rint(numbers).astype(np.int64), self.type, mask=missing)
        return pa.array(numbers, pa.float64(), mask=missing)


PublicColumn = Categories | Intervals


def public_column(
    path: str, arrow_type: pa.DataType, spec: tuple[str, ...] | IntervalSpec
) -> PublicColumn:
    """Return how a column is counted.

    Raises
    ------
    InputError
        If the domain does not fit the type of the column.
    """
    if isinstance(spec, IntervalSpec):
        if not (pa.types.is_integer(arrow_type) or pa.types.is_floating(arrow_type)):
            raise InputError(
                f"{path} holds no numbers, so that bounds say nothing of it.",
                "List its categories in synthesise.differential-privacy.domain.",
            )
        edges = (
            np.array([spec.lowest, *spec.cuts, spec.highest])
            if spec.cuts
            else np.linspace(spec.lowest, spec.highest, spec.bins + 1)
        )
        whole = 1.0 if pa.types.is_integer(arrow_type) else None
        return Intervals(arrow_type, edges, spec.step or whole)
    try:
        pa.array(spec).cast(arrow_type)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        raise InputError(
            f"The categories of {path} are not of its type.",
            f"Write them as values of type {arrow_type}.",
        ) from None
    return Categories(arrow_type, spec)


def _as_text(values: pa.Array) -> pa.Array:
    return values if pa.types.is_string(values.type) else values.cast(pa.string())
