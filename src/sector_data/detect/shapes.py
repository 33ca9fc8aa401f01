"""What the values of a column look like, apart from its header.

What lives here: shapes, check digits against chance, closed sets of values, and the shares of
distinct values that fit. What does not: weighing them against the header
(:mod:`sector_data.detect.columns`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sector_data.detect import checks
from sector_data.detect.closed_sets import is_flag, memberships, set_share, units_share, value_sets
from sector_data.detect.identifiers.catalogue import CATALOGUE
from sector_data.detect.identifiers.columns import explain
from sector_data.detect.profiles import ColumnProfile
from sector_data.detect.written_forms import DATE_SHAPE, FITS, FORMS, LONGEST, YEAR_SHAPE
from sector_data.spec.words import DataType

__all__ = [
    "DATE_SHAPE",
    "FITS",
    "LEADS",
    "YEAR_SHAPE",
    "Likeness",
    "is_flag",
    "looks_like",
    "of_values",
    "percent",
    "set_share",
    "value_sets",
]

FEWEST_AMOUNTS = 20
"""Different numbers below which decimals may be chance."""
FEWEST_UNITS = 3
"""Different units below which they may be letters of anything."""
LEADS = 200
"""Values that are tried first; a shape that fits less than a fifth of them is given up."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """Values that fit an entity.

    Attributes
    ----------
    entity
        What they look like.
    share
        Share of the sampled distinct values that fit.
    confidence
        0 to 1: how far that alone proves the entity.
    sentence
        For the steward; no value in it.
    """

    entity: str
    share: float
    confidence: float
    sentence: str


def _fit(values: Sequence[str], leads: Sequence[str], test: Callable[[str], object]) -> float:
    hits = sum(1 for v in leads if len(v) <= LONGEST and test(v))
    if hits * 5 < len(leads) or len(leads) == len(values):
        return hits / len(leads)
    return sum(1 for v in values if len(v) <= LONGEST and test(v)) / len(values)


def percent(share: float) -> str:
    """Write a share for a steward: whole percent, never 100 unless it is all of them."""
    return f"{100 if share == 1 else min(99, round(share * 100))} %"


def of_values(share: float, plural: str) -> str:
    """Say how many of the distinct values are something."""
    if share == 1:
        return f"all distinct values are {plural}"
    return f"{percent(share)} of the distinct values are {plural}"


_CODE_CHECKS = tuple(c for c in checks.CHECKS if c.entity in {"DIAGNOSIS_CODE", "PROCEDURE"})
"""Codes of things with check digits; numbers given to people and firms are in the catalogue."""
_MANY, _CATEGORY = 30, 4
"""Distinct codes from which a classification has several letters, and characters of short ones."""
LIKELY = 0.5
"""Confidence from which an entry of the catalogue is a likeness."""


def looks_like(profile: ColumnProfile) -> list[Likeness]:
    """Return what the values fit, the surest first.

    A checksum speaks only when far more values pass than would by chance: at least ``FITS`` of
    them, and so many that chance would do it less than once in a million columns.

    Parameters
    ----------
    profile
        Of a text or whole-number column; others fit nothing.
    """
    values = profile.sample
    if not values:
        return []
    found = []
    leads = profile.thinned(LEADS)
    for check in _CODE_CHECKS:
        share = _fit(values, leads, check.passes)
        by_chance = check.chance ** (share * len(values))
        if share >= FITS and by_chance < 1e-6:
            sentence = (
                f"{of_values(share, check.plural)}; by chance {percent(check.chance)} would be"
            )
            found.append(Likeness(check.entity, share, 0.96, sentence))
    if profile.is_text:
        for shape in FORMS:
            share = _fit(values, leads, shape.test)
            if shape.entity == "DIAGNOSIS_CODE" and _numbered(values):
                continue
            if share >= shape.fits and len(values) >= shape.fewest:
                # Few values prove little, whatever they look like.
                weight = shape.confidence * (1 if len(values) >= 3 else 0.85)
                found.append(Likeness(shape.entity, share, weight, of_values(share, shape.plural)))
        found.extend(_in_sets(profile))
    found.extend(_dates(profile))
    found.extend(_amounts(profile))
    found.extend(_catalogued(profile))
    return sorted(found, key=lambda f: -f.confidence)


def is_numbered(entity: str | None) -> bool:
    """Whether an entity is one of the catalogue's numbers."""
    return any(entry.entity == entity for entry in CATALOGUE)


def _numbered(values: Sequence[str]) -> bool:
    """Whether codes are numbers behind one letter ("P100398") and no classification."""
    return (
        len(values) >= _MANY
        and len({(value[:1], len(value)) for value in values}) == 1
        and len(values[0]) > _CATEGORY
        and all(value[1:].isdigit() for value in values)
    )


def _catalogued(profile: ColumnProfile) -> Iterator[Likeness]:
    """Yield what the catalogue of identifiers says, the header asked with the values."""
    if not profile.is_text and profile.data_type is not DataType.INTEGER:
        return
    for match in explain(profile.thinned(2_000), profile.column):
        if match.confidence >= LIKELY:
            entity = match.identifier.entity
            yield Likeness(entity, match.fits, match.confidence, match.sentence)


GENERATIONS = 40.0
"""Years that dates of birth span at least, and few other dates."""


AS_BIRTHS = "the dates span a generation or more, as birth dates do"
"""Said alike by whoever looks at dates, so that no reason is given twice."""


def _dates(profile: ColumnProfile) -> Iterator[Likeness]:
    """Yield what a column of dates is by their range."""
    low, high = profile.smallest, profile.largest
    if profile.data_type not in {DataType.DATE, DataType.DATETIME} or low is None or high is None:
        return
    yield Likeness("EVENT_DATE", 1.0, 0.75, "every value is a date")
    if profile.data_type is DataType.DATE and high - low > GENERATIONS and profile.uniqueness > 0.3:
        yield Likeness("DATE_OF_BIRTH", 1.0, 0.76, AS_BIRTHS)


_CENTS, _UP_TO_CENTS = re.compile(r"-?\d+\.\d{2}"), re.compile(r"-?\d+(?:\.\d{1,2})?")


def _amounts(profile: ColumnProfile) -> Iterator[Likeness]:
    """Yield decimal numbers that stop at cents: money mostly, a measurement now and then."""
    if profile.data_type is not DataType.NUMBER or profile.distinct < FEWEST_AMOUNTS:
        return
    if profile.share(_CENTS) >= 0.5 and profile.share(_UP_TO_CENTS) == 1:
        sentence = "the numbers have two decimals, as amounts of money and some measurements do"
        yield Likeness("AMOUNT", 1.0, 0.5, sentence)


def _in_sets(profile: ColumnProfile) -> Iterator[Likeness]:
    """Yield the closed sets that the values belong to."""
    for found in memberships(profile):
        sentence = of_values(found.share, found.plural)
        yield Likeness(found.entity, found.share, found.confidence, sentence)
    share = units_share(profile)
    if share >= 0.8 and profile.distinct >= FEWEST_UNITS:
        sentence = of_values(share, "units of measurement")
        yield Likeness("UNIT", share, 0.7, sentence)
