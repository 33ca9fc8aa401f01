"""Ages in years, or birth dates read as ages on a reference day.

What lives here: the bands and their labels. What does not: dates that are not birth dates
(:mod:`sector_data.anonymise.hierarchies.calendar`).
"""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.anonymise.hierarchies.checks import require_multiples
from sector_data.anonymise.hierarchies.hierarchy import ROOT, Floats, IntervalHierarchy
from sector_data.sources.date_texts import DateTexts
from sector_data.spec.hierarchies import AgeHierarchy
from sector_data.spec.transforms.dates import DateOrder

OLDEST = 120
"""Ages of the domain run from 0 to here; what is above counts as this old."""

DAYS_OF_A_YEAR = 365.25

_AGE_TEXT = r"^(?P<years>[0-9]{1,3})(?:\.[0-9]*)?$"


class Age(IntervalHierarchy):
    """Bands of ages such as ``30-34``, with ``90+`` for the oldest at every level.

    Level i has bands of ``widths[i - 1]`` years that start at multiples of the width; a band that
    would reach into the top category ends below it. Loss is measured in years on [0, 121); in a
    column of birth dates the leaf is a day, so that even the age in years costs something.
    """

    spec: AgeHierarchy
    domain = (0.0, OLDEST + 1.0)

    def __init__(self, spec: AgeHierarchy, values: pa.Array) -> None:
        require_multiples("widths", spec.widths)
        is_number = pa.types.is_integer(values.type) or pa.types.is_floating(values.type)
        if spec.reference is None and not is_number:
            spec = spec.model_copy(update={"reference": datetime.now(UTC).date()})
        self.spec = spec
        self.levels = len(spec.widths) + 2
        self.leaf = 1 / DAYS_OF_A_YEAR if _has_dates(values, spec.order) else 1.0

    def _ages(self, distinct: pa.Array) -> Floats:
        """Return completed years, NaN where there are none."""
        if pa.types.is_date(distinct.type) or pa.types.is_timestamp(distinct.type):
            if pa.types.is_timestamp(distinct.type):
                distinct = distinct.cast(pa.timestamp(distinct.type.unit))  # without a zone: UTC
            return self._ages_of_dates(distinct)
        if pa.types.is_integer(distinct.type) or pa.types.is_floating(distinct.type):
            years = distinct.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)
            return np.where(np.isfinite(years) & (years >= 0), np.floor(years), np.nan)
        if pa.types.is_string(distinct.type):
            return self._ages_of_texts(pc.utf8_trim_whitespace(distinct))
        return np.full(len(distinct), np.nan)

    def _ages_of_texts(self, texts: pa.Array) -> Floats:
        """Read ages, and births in any way that dates are written in tables."""
        years = pc.struct_field(pc.extract_regex(texts, _AGE_TEXT), "years").cast(pa.float64())
        days = DateTexts(texts, self.spec.order).days.cast(pa.int32()).cast(pa.date32())
        written = years.to_numpy(zero_copy_only=False)
        return np.where(np.isnan(written), self._ages_of_dates(days), written)

    def _ages_of_dates(self, dates: pa.Array) -> Floats:
        reference = self.spec.reference
        if reference is None:
            return np.full(len(dates), np.nan)
        birthday_to_come = pc.or_(
            pc.greater(pc.month(dates), reference.month),
            pc.and_(
                pc.equal(pc.month(dates), reference.month),
                pc.greater(pc.day(dates), reference.day),
            ),
        )
        years = reference.year - pc.year(dates).to_numpy(zero_copy_only=False).astype(np.float64)
        years -= birthday_to_come.cast(pa.float64()).to_numpy(zero_copy_only=False)
        return np.where(years >= 0, years, np.nan)

    def _bands(self, years: Floats, level: int) -> tuple[Floats, Floats]:
        """Return first age and end of each band, the end not included."""
        width = self.spec.widths[level - 1]
        top = float(self.spec.top)
        old = years >= top
        start = np.where(old, top, np.floor(years / width) * width)
        return start, np.where(old, OLDEST + 1.0, np.minimum(start + width, top))

    def _intervals(self, distinct: pa.Array, level: int) -> tuple[Floats, Floats]:
        return self._bands(self._ages(distinct), level)

    def _labels(self, distinct: pa.Array, level: int) -> pa.Array:
        start, end = self._bands(self._ages(distinct), level)
        names: dict[tuple[float, float], str] = {}
        for low, high in set(zip(start.tolist(), end.tolist(), strict=True)):
            if low >= self.spec.top:
                names[low, high] = f"{self.spec.top}+"
            elif high - low == 1:
                names[low, high] = f"{low:.0f}"
            elif not np.isnan(low):
                names[low, high] = f"{low:.0f}-{high - 1:.0f}"
        labels = [names.get(band, ROOT) for band in zip(start.tolist(), end.tolist(), strict=True)]
        return pa.array(labels, pa.string())


def _has_dates(values: pa.Array, order: DateOrder) -> bool:
    """Say whether a column holds birth dates rather than ages."""
    if pa.types.is_string(values.type):
        texts = pc.utf8_trim_whitespace(values.drop_null().unique())
        return bool(DateTexts(texts, order).days.null_count < len(texts))
    return bool(pa.types.is_date(values.type) or pa.types.is_timestamp(values.type))
