"""Columns whose values belong to a closed set: sexes, countries, units, degrees, professions …

What lives here: the sets (``words/values.yaml``) and how far a column belongs to one. What does
not: forms of values (:mod:`sector_data.detect.shapes`), lists of names
(:mod:`sector_data.detect.listed_values`).

Words of a set speak for themselves. Codes are so short that they mean many things: they count only
beside a header that agrees, or where so many different ones are there that nothing else explains
them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from sector_data.detect.header_words import plain
from sector_data.detect.profiles import ColumnProfile

FITS = 0.9
"""Share of the distinct values that have to be in a set before it speaks for the column."""
MANY_CODES = 8
"""Different two-letter codes that are hardly those of anything else."""
LEADS = 200
"""Distinct values that are looked up; a set has to hold nearly all of them."""
_JOINT = re.compile(r"(?<=\w)[-_](?=\w)")


@dataclass(frozen=True, slots=True)
class Membership:
    """A closed set that the values of a column belong to."""

    entity: str
    share: float
    confidence: float
    plural: str


@dataclass(frozen=True, slots=True)
class _Set:
    entity: str
    keys: tuple[str, ...]
    plural: str
    confidence: float = 0.85
    fewest: int = 2


_SETS = (
    _Set("SEX", ("SEX",), "words for a sex"),
    _Set("MARITAL_STATUS", ("MARITAL_STATUS",), "words for a marital status"),
    _Set("RACE", ("RACE",), "words for a race"),
    _Set("ETHNICITY", ("ETHNICITY",), "words for an ethnic origin"),
    _Set("TITLE", ("TITLE",), "forms of address or name suffixes"),
    _Set("STATE", ("STATE", "REGION"), "names of states, provinces or regions", 0.85, 1),
    _Set("COUNTRY", ("COUNTRY",), "names of countries", 0.85, 1),
    _Set("COUNTY", ("DEPARTMENT",), "names of départements", 0.8, 3),
    _Set("NRP", ("NRP",), "words for a nationality, religion or party"),
    _Set("EDUCATION", ("EDUCATION",), "words for degrees and schools", 0.8, 3),
    _Set("OCCUPATION", ("WORK",), "words for kinds of work", 0.75, 3),
    _Set("DIAGNOSIS", ("BLOOD",), "blood groups", 0.8),
    _Set("EVENT_DATE", ("MONTH",), "names of months or weekdays", 0.7, 3),
)
_KEYS = {each.entity: each.keys for each in _SETS} | {
    "COUNTRY": ("COUNTRY", "ISO_COUNTRY"),
    "COUNTY": ("DEPARTMENT",),
    "UNIT": ("UNIT", "CURRENCY"),
}
_VAGUE = frozenset(
    {
        "unknown",
        "other",
        "none",
        "declined",
        "undisclosed",
        "no",
        "non",
        "single",
        "divers",
        "inconnu",
    }
    | {"unbekannt", "sconosciuto", "不明", "その他", "無回答"}
)
"""Members that many sets share; a column of nothing else fits none of them."""


@cache
def value_sets() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """Return the closed sets: name to (words, codes)."""
    path = resources.files(__package__) / "words" / "values.yaml"
    document = yaml.safe_load(path.read_text("utf-8"))
    return {
        entity: (frozenset(parts["words"]), frozenset(parts["codes"]))
        for entity, parts in document.items()
    }


def _spelt(value: str) -> str:
    """Return a value as sets are compared: no accents, no case, blanks for hyphens in words."""
    return _JOINT.sub(" ", plain(value)).strip(" .")


@cache
def _members(key: str) -> tuple[frozenset[str], frozenset[str]]:
    words, codes = value_sets()[key]
    return frozenset(map(_spelt, words)), frozenset(map(_spelt, codes))


def set_share(profile: ColumnProfile, entity: str, *, codes: bool) -> float:
    """Return the share of distinct values that belong to the closed sets of an entity.

    Parameters
    ----------
    profile
        Of any column.
    entity
        One that has a closed set.
    codes
        Whether codes count too: letters for a sex, ISO 3166-1 codes of countries …
    """
    members: frozenset[str] = frozenset()
    for key in _KEYS.get(entity, (entity,)):
        words, short = _members(key)
        members |= words | short if codes else words
    values = {_spelt(v) for v in profile.thinned(LEADS)}
    return sum(v in members for v in values) / len(values) if values else 0.0


def memberships(profile: ColumnProfile) -> Iterator[Membership]:
    """Yield the closed sets that the values of a text column belong to, by themselves."""
    values = {_spelt(v) for v in profile.thinned(LEADS)}
    if not values:
        return
    telling = len(values - _VAGUE)
    for each in _SETS:
        if not telling or len(values) < each.fewest:
            continue
        words = frozenset().union(*(_members(key)[0] for key in each.keys))
        share = sum(v in words for v in values) / len(values)
        if share >= FITS and any(v in words for v in values - _VAGUE):
            yield Membership(each.entity, share, each.confidence, each.plural)
    yield from _coded(values, profile)


def _coded(values: set[str], profile: ColumnProfile) -> Iterator[Membership]:
    if values in ({"m", "f"}, {"m", "w"}, {"m", "w", "d"}):
        yield Membership("SEX", 1.0, 0.7, "the usual letters for a sex")
    if values in ({"h", "f"}, {"m", "f", "u"}, {"m", "f", "x"}):
        yield Membership("SEX", 1.0, 0.6, "the usual letters for a sex")
    upper = all(v.isupper() for v in profile.thinned(LEADS))
    if not upper:
        return
    if len(values) >= MANY_CODES:
        if values <= _members("STATE")[1]:
            yield Membership("STATE", 1.0, 0.8, "codes of US states")
        elif values <= _members("REGION")[1]:
            yield Membership("STATE", 1.0, 0.6, "codes of German states or Swiss cantons")
        elif values <= _members("DEPARTMENT")[1]:
            yield Membership("COUNTY", 1.0, 0.6, "codes of Italian provinces")
    wide = all(len(v) == 3 for v in values)
    known = len(values & _members("ISO_COUNTRY")[1])
    if known == len(values) and len(values) >= (3 if wide else MANY_CODES):
        confidence = 0.75 if wide else 0.65
        yield Membership("COUNTRY", 1.0, confidence, "codes of countries after ISO 3166-1")
    if wide and values <= _members("CURRENCY")[1]:
        yield Membership("UNIT", 1.0, 0.75, "codes of currencies after ISO 4217")


def units_share(profile: ColumnProfile) -> float:
    """Return the share of distinct values that are units of measurement or currencies."""
    return set_share(profile, "UNIT", codes=True)


def is_flag(profile: ColumnProfile) -> bool:
    """Whether the column holds yes and no, in any of their spellings."""
    if profile.data_type.value == "boolean":
        return True
    values = {plain(v) for v in profile.sample[:4]}
    words, codes = value_sets()["FLAG"]
    return 0 < profile.distinct <= 3 and values <= words | codes
