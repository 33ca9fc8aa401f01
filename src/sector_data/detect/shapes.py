"""What the values of a column look like, apart from its header.

What lives here: shapes, check digits against chance, closed sets of values, and the shares of
distinct values that fit. What does not: weighing them against the header
(:mod:`sector_data.detect.columns`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from sector_data.detect import checks
from sector_data.detect.headers import plain
from sector_data.detect.identifiers.columns import explain
from sector_data.detect.profiles import ColumnProfile
from sector_data.spec.words import DataType

FITS = 0.9
"""Share of distinct values that have to fit before a shape speaks for the column: real columns
hold some values typed wrongly, and a tenth is what registries of patients are known to have."""
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


@dataclass(frozen=True, slots=True)
class _Shape:
    entity: str
    plural: str
    confidence: float
    test: Callable[[str], object]
    fits: float = FITS


def _full(pattern: str, flags: int = 0) -> Callable[[str], object]:
    return re.compile(pattern, flags).fullmatch


_MONTHS = (
    "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|janv|fev|avr|mai|juin|juil|aout|mrz|okt|dez|gen"
    "|mag|giu|lug|ago|set|ott|dic"
)
DATE_SHAPE = re.compile(
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})"
    rf"|\d{{1,2}}[-. /](?:{_MONTHS})[a-zéû]*\.?,?[-. /]\d{{2,4}}"
    rf"|(?:{_MONTHS})[a-zéû]*\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}"
    r"|(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|\d{4}年\d{1,2}月\d{1,2}日)"
    r"(?:[T ,]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[AaPp]\.?[Mm]\.?|Z|[+-]\d{2}:?\d{2})?)?",
    re.IGNORECASE,
)
YEAR_SHAPE = re.compile(r"(?:18[5-9]|19\d|20[0-6])\d")
ZIP_SHAPE = re.compile(r"\d{5}(?:-\d{4})?")
_POSTAL = (
    r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}"  # United Kingdom, British Standard BS 7666
    r"|[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z][ -]?\d[ABCEGHJ-NPRSTV-Z]\d"  # Canada
    r"|〒?\d{3}-\d{4}"  # Japan
)
_STREET = (
    r"street|st|avenue|ave|av|road|rd|lane|ln|drive|dr|boulevard|blvd|court|ct|place|pl|way|terrace|ter"
    r"|circle|cir|highway|hwy|parkway|pkwy|square|sq|trail|trl|quay|crescent|close|mews|row|walk|path"
    r"|loop|alley|plaza|pike|turnpike|extension|ext|gate|grove|green|park|heights|hill|key|locks|manor"
    r"|meadow|mill|mount|orchard|overpass|passage|ramp|ranch|rapids|ridge|rue|run|spur|station|view|vale"
    r"|promenade|branch|bypass|causeway|center|club|common|corner|crossing|dale|estate|ferry|field|forge"
    r"|fork|garden|gateway|glen|harbor|haven|hollow|island|junction|knoll|landing|light|lodge|neck|parade"
    r"|pine|plain|point|port|prairie|radial|rest|route|shoal|shore|spring|stravenue|stream|summit"
    r"|throughway|trace|track|trafficway|tunnel|underpass|union|unions|valley|via|viaduct|village|ville"
    r"|vista|wall|well|wells|wynd"
)
"""USPS street suffixes (Publication 28, appendix C1)."""
STREET_SHAPE = re.compile(
    rf"\d{{1,6}}[A-Za-z]?[\s-](?:[^\W\d_][\w.'’-]*\s){{1,5}}(?:{_STREET})s?\b.*"
    r"|p\.?\s?o\.?\s+box\s+\d+.*"
    r"|(?:rue|avenue|boulevard|via|viale|piazza|corso|place|chemin|allée)\s.*\d.*"
    r"|[^\W\d_][\w.\s-]*(?:straße|strasse|str\.|weg|platz|gasse|allee)\s*\d+.*"
    r"|.*\d+\s?(?:丁目|番地|番\d|号).*",
    re.IGNORECASE,
)

_SHAPES = (
    _Shape("EMAIL_ADDRESS", "e-mail addresses", 0.97, checks.EMAIL.fullmatch),
    _Shape("URL", "web addresses", 0.95, checks.URL.fullmatch),
    _Shape("MAC_ADDRESS", "hardware addresses", 0.95, checks.MAC.fullmatch),
    _Shape("IP_ADDRESS", "network addresses", 0.95, checks.is_ip),
    _Shape("UUID", "universally unique identifiers (UUID)", 0.9, checks.UUID.fullmatch),
    _Shape("US_SSN", "written like US social security numbers", 0.95, checks.SSN.fullmatch),
    _Shape("PHONE_NUMBER", "telephone numbers", 0.92, checks.is_phone, 0.8),
    _Shape("EVENT_DATE", "dates", 0.75, DATE_SHAPE.fullmatch),
    _Shape("STREET_ADDRESS", "street addresses", 0.85, STREET_SHAPE.fullmatch, 0.6),
    _Shape("POSTAL_CODE", "postal codes", 0.8, _full(_POSTAL, re.IGNORECASE)),
    _Shape(
        "DIAGNOSIS_CODE",
        "shaped like ICD-10 codes",
        0.7,
        _full(r"[A-TV-Z]\d[0-9AB](?:\.[0-9A-TV-Z]{1,4})?|[A-TV-Z]\d[0-9AB][0-9A-TV-Z]{1,4}"),
    ),
    _Shape("US_ZIP_CODE", "shaped like US ZIP codes", 0.46, ZIP_SHAPE.fullmatch),
    _Shape(
        "DIAGNOSIS",
        "clinical findings, as SNOMED CT tags them",
        0.85,
        _full(r".+ \((?:disorder|finding|situation|event|morphologic abnormality)\)"),
        0.6,
    ),
    _Shape(
        "PROCEDURE",
        "procedures, as SNOMED CT tags them",
        0.85,
        _full(r".+ \((?:procedure|regime/therapy)\)"),
        0.6,
    ),
    _Shape(
        "MEDICATION",
        "doses or substances, as medicines are written",
        0.75,
        _full(
            r".*[^\W\d_]{3}.*\b\d+(?:[.,]\d+)?\s?(?:mg|mcg|µg|ug|g|ml|unt|iu|ie|ui|meq|%)(?:/.*|\b.*)"
            r"|.+ \((?:product|medicinal product|substance|clinical drug)\)",
            re.IGNORECASE,
        ),
        0.6,
    ),
    _Shape(
        "AMOUNT",
        "amounts of money",
        0.85,
        _full(
            r"-?(?:[$€£¥]|USD|EUR|GBP|JPY|CHF)\s?-?[\d.,']+|-?[\d.,']+\s?(?:[€£¥]|EUR|USD|GBP|円)"
        ),
    ),
    _Shape(
        "GEO_COORDINATE",
        "pairs of coordinates",
        0.85,
        _full(r"\(?-?\d{1,2}\.\d{2,}[,; ]\s*-?\d{1,3}\.\d{2,}\)?"),
    ),
    _Shape(
        "DEVICE_ID",
        "device identifiers (UDI)",
        0.95,
        _full(r"\(01\)\d{14}.*|\+[A-Z]\d{3}[A-Z0-9]+/.*"),
    ),
)


def _fit(values: Sequence[str], leads: Sequence[str], test: Callable[[str], object]) -> float:
    hits = sum(1 for v in leads if test(v))
    if hits * 5 < len(leads) or len(leads) == len(values):
        return hits / len(leads)
    return sum(1 for v in values if test(v)) / len(values)


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
        for shape in _SHAPES:
            share = _fit(values, leads, shape.test)
            if share >= shape.fits:
                # Few values prove little, whatever they look like.
                weight = shape.confidence * (1 if len(values) >= 3 else 0.85)
                found.append(Likeness(shape.entity, share, weight, of_values(share, shape.plural)))
        found.extend(_in_sets(profile))
    found.extend(_dates(profile))
    found.extend(_catalogued(profile))
    return sorted(found, key=lambda f: -f.confidence)


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


def _dates(profile: ColumnProfile) -> Iterator[Likeness]:
    """Yield what a column of dates is by their range."""
    low, high = profile.smallest, profile.largest
    if profile.data_type not in {DataType.DATE, DataType.DATETIME} or low is None or high is None:
        return
    yield Likeness("EVENT_DATE", 1.0, 0.75, "every value is a date")
    if profile.data_type is DataType.DATE and high - low > GENERATIONS and profile.uniqueness > 0.3:
        yield Likeness("DATE_OF_BIRTH", 1.0, 0.76, "the dates span generations, as birth dates do")


@cache
def value_sets() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """Return the closed sets: entity to (words, codes)."""
    path = resources.files(__package__) / "words" / "values.yaml"
    document = yaml.safe_load(path.read_text("utf-8"))
    return {
        entity: (frozenset(parts["words"]), frozenset(parts["codes"]))
        for entity, parts in document.items()
    }


_VAGUE = frozenset({"unknown", "other", "none", "declined", "undisclosed", "no", "non", "single"})
"""Members that many sets share; a column of nothing else fits none of them."""
_SET_NAMES = {
    "SEX": "words for a sex",
    "MARITAL_STATUS": "words for a marital status",
    "RACE": "words for a race",
    "ETHNICITY": "words for an ethnic origin",
    "TITLE": "forms of address or name suffixes",
    "STATE": "names of states or provinces",
    "COUNTRY": "names of countries",
    "NRP": "words for a nationality, religion or party",
}


def set_share(profile: ColumnProfile, entity: str, *, codes: bool) -> float:
    """Return the share of distinct values that belong to the closed set of an entity."""
    words, short = value_sets()[entity]
    members = words | short if codes else words
    values = {plain(v).strip(" .") for v in profile.thinned(LEADS)}
    return sum(v in members for v in values) / len(values) if values else 0.0


def _in_sets(profile: ColumnProfile) -> list[Likeness]:
    found = []
    values = {plain(v).strip(" .") for v in profile.thinned(LEADS)}
    for entity, plural in _SET_NAMES.items():
        if values <= _VAGUE:
            break
        share = set_share(profile, entity, codes=False)
        if share >= FITS and (len(values) > 1 or entity in {"STATE", "COUNTRY"}):
            found.append(Likeness(entity, share, 0.85, of_values(share, plural)))
    if values == {"m", "f"}:
        found.append(Likeness("SEX", 1.0, 0.7, "the two values are the usual letters for a sex"))
    states = value_sets()["STATE"][1]
    if len(values) >= 8 and values <= states:
        found.append(Likeness("STATE", 1.0, 0.8, "all distinct values are codes of US states"))
    return found


def is_flag(profile: ColumnProfile) -> bool:
    """Whether the column holds yes and no, in any of their spellings."""
    if profile.data_type.value == "boolean":
        return True
    values = {plain(v) for v in profile.sample[:4]}
    words, codes = value_sets()["FLAG"]
    return 0 < profile.distinct <= 3 and values <= words | codes
