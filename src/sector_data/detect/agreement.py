"""Do the values of a column bear out what its header says?

What lives here: one test per entity that can be tested, answering yes, no or nothing to say.
What does not: the choice between candidates (:mod:`sector_data.detect.columns`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from sector_data.detect import checks, shapes
from sector_data.detect.profiles import ColumnProfile
from sector_data.detect.shapes import percent
from sector_data.spec.words import DataType

_TIMES = {DataType.DATE, DataType.DATETIME}
_NUMBERS = {DataType.INTEGER, DataType.NUMBER}
OLDEST = 130.0
"""Years; nobody is known to have lived longer (the oldest verified life is 122 years)."""
_AGE_BAND = re.compile(
    r"[<>≥≤]?=?\s?\d{1,3}\+?|[\[(]?\d{1,3}\s?(?:-|–|to|,)\s?\d{1,3}[\])]?|\d{1,3}\s?(?:y|yr|yrs|years?)"
    r"(?: old)?|(?:under|over|above|below)\s\d{1,3}",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\W\d_][\w.'’`,\-\s・]*")
_HAS_DIGIT = re.compile(r".*\d.*", re.DOTALL)
_AMOUNT = re.compile(
    r"[<>=≥≤]*\s?[$€£¥]?-?[\d.,'\s]+\s?(?:k|m|[$€£¥%円])?(?:\s?(?:-|–|to)\s?[$€£¥]?[\d.,'\s]+k?)?",
    re.IGNORECASE,
)
_CODE = re.compile(r"[\w.:/+-]{1,40}")


@dataclass(frozen=True, slots=True)
class Agreement:
    """Whether the values fit.

    Attributes
    ----------
    fits
        True, False, or None when the values say nothing either way.
    sentence
        Why, for the steward; empty when there is nothing to say.
    """

    fits: bool | None
    sentence: str = ""


_SILENT = Agreement(None)
_Test = Callable[[ColumnProfile], Agreement]


def _judge(share: float, plural: str, *, fits: float = 0.8, fails: float = 0.3) -> Agreement:
    if share >= fits:
        head = "all distinct values" if share == 1 else f"{percent(share)} of the distinct values"
        return Agreement(True, f"{head} are {plural}")
    if share < fails:
        if share == 0:
            return Agreement(False, f"none of the distinct values are {plural}")
        return Agreement(False, f"only {percent(share)} of the distinct values are {plural}")
    return _SILENT


def _shape(test: Callable[[str], object], plural: str, fits: float = 0.8) -> _Test:
    def judge(profile: ColumnProfile) -> Agreement:
        values = profile.thinned(1000)
        share = sum(1 for v in values if test(v)) / len(values)
        return _judge(share, plural, fits=fits)

    return judge


def _phone(profile: ColumnProfile) -> Agreement:
    values = profile.thinned(1000)

    def possible(value: str) -> bool:
        bare = re.sub(r"(?:ext?\.?|x|#)\s?\d{1,6}$", "", value, flags=re.IGNORECASE).strip()
        return (
            bool(re.fullmatch(r"\+?[\d\s().\-/]+", bare)) and 6 <= len(checks.digits_of(bare)) <= 15
        )

    return _judge(sum(map(possible, values)) / len(values), "written like telephone numbers")


def _ssn(profile: ColumnProfile) -> Agreement:
    values = profile.thinned(1000)
    shaped = re.compile(r"\d{3}[- ]?\d{2}[- ]?\d{4}|[\dX*]{3}-[\dX*]{2}-\d{4}|\d{4}")
    share = sum(1 for v in values if shaped.fullmatch(v)) / len(values)
    return _judge(share, "written like US social security numbers")


def _zip(profile: ColumnProfile) -> Agreement:
    values = profile.thinned(1000)
    if profile.data_type in _NUMBERS:  # leading zeros were lost on the way
        good = sum(1 for v in values if re.fullmatch(r"\d{3,5}|\d{8,9}", v))
    else:
        good = sum(1 for v in values if re.fullmatch(r"\d{5}(-?\d{4})?|\d{3}(\*\*|XX)?", v))
    return _judge(good / len(values), "shaped like US ZIP codes")


def _age(profile: ColumnProfile) -> Agreement:
    if profile.smallest is not None and profile.largest is not None:
        if profile.data_type in _NUMBERS and profile.smallest >= 0 and profile.largest <= OLDEST:
            return Agreement(True, "all values lie between 0 and the length of a human life")
        if profile.data_type in _TIMES or profile.largest > 10 * OLDEST:
            return Agreement(False, "the values are not numbers of years")
        return _SILENT
    return _judge(profile.share(_AGE_BAND), "numbers or bands of years")


_DAY = r"(?:0[1-9]|[12]\d|3[01])"
_ONE_NUMBER = re.compile(
    rf"(?:18|19|20)\d{{2}}(?:0[1-9]|1[0-2]){_DAY}?|[1-5]\d{{2}}(?:0[1-9]|1[0-2]){_DAY}?"
)
"""YYYYMMDD, YYYYMM, and GYYMMDD or GYYMM with the digit of a Japanese era, as claims have it."""
_MOMENT = re.compile(r"[1-9]\d{8,9}|[1-9]\d{11,12}")
"""Seconds or milliseconds since 1970, for any time since 1973."""
_CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s?(?:[AaPp]\.?[Mm]\.?)?")
_SMALL = re.compile(r"\d{1,2}")


def _date(profile: ColumnProfile) -> Agreement:
    if profile.data_type in _TIMES:
        return Agreement(True, "every value is a date")
    if profile.data_type is DataType.INTEGER:
        years, numbers = profile.share(shapes.YEAR_SHAPE), profile.share(_ONE_NUMBER)
        moments = profile.share(_MOMENT)
        if years >= max(numbers, moments) and years > 0.6:
            return _judge(years, "years")
        if max(numbers, moments) > 0.6:
            return _judge(max(numbers, moments), "dates written as one number")
        # Days and months of the year are small numbers; larger ones are no dates of any kind.
        return _SILENT if profile.share(_SMALL) > 0.6 else _judge(years, "years")
    if profile.data_type is DataType.STRING:
        shapely = (shapes.DATE_SHAPE, shapes.YEAR_SHAPE, _ONE_NUMBER, _CLOCK)
        share = max(*map(profile.share, shapely), shapes.set_share(profile, "MONTH", codes=False))
        return _judge(share, "dates or times", fails=0.1)
    if profile.data_type is DataType.BOOLEAN:
        return Agreement(False, "the values are yes and no, not dates")
    return _SILENT


def _birth(profile: ColumnProfile) -> Agreement:
    date = _date(profile)
    if date.fits and profile.data_type in _TIMES and profile.smallest and profile.largest:
        span = profile.largest - profile.smallest
        if span > 20:
            return Agreement(True, shapes.AS_BIRTHS)
    return date


def _in_set(entity: str, plural: str, most: int) -> _Test:
    def judge(profile: ColumnProfile) -> Agreement:
        if profile.distinct > most and profile.data_type in _NUMBERS | _TIMES:
            return Agreement(False, f"{profile.distinct} different numbers are too many {plural}")
        share = shapes.set_share(profile, entity, codes=True)
        if share >= 0.8:
            return _judge(share, plural)
        if profile.distinct <= most:
            return Agreement(None, f"there are {profile.distinct} different values")
        return Agreement(False, f"there are {profile.distinct} different values, too many")

    return judge


def _name(profile: ColumnProfile) -> Agreement:
    if profile.data_type in _NUMBERS | _TIMES | {DataType.BOOLEAN}:
        return Agreement(False, "the values are numbers or dates, not names")
    if shapes.is_flag(profile):
        return Agreement(False, "the values are yes and no, not names")
    if profile.mean_words > 8:
        return Agreement(False, "the values are longer than names")
    share = profile.share(_NAME)
    return _judge(share, "one or a few words, as names are", fits=0.8, fails=0.2)


def _place(profile: ColumnProfile) -> Agreement:
    if profile.data_type in _TIMES | {DataType.BOOLEAN}:
        return Agreement(False, "the values are not places")
    if profile.data_type is DataType.NUMBER and profile.uniqueness > 0.5:
        return Agreement(False, "the values are measured numbers, not places")
    return _SILENT


def _number(profile: ColumnProfile) -> Agreement:
    if profile.data_type in _NUMBERS:
        return Agreement(True, "the values are numbers")
    if profile.data_type in _TIMES:
        return Agreement(False, "the values are dates, not numbers")
    if profile.is_text:
        if shapes.is_flag(profile) or profile.mean_words > 5:
            return Agreement(False, "the values are words, not numbers")
        share = profile.share(_AMOUNT)
        return _judge(share, "numbers or ranges of numbers", fails=0.0)
    return _SILENT


def _geo(profile: ColumnProfile) -> Agreement:
    if profile.data_type is DataType.NUMBER and profile.smallest is not None:
        inside = profile.smallest >= -180 and (profile.largest or 0) <= 180
        return Agreement(inside, f"the numbers lie {'in' if inside else 'out'}side of ±180 degrees")
    if profile.data_type in _TIMES | {DataType.BOOLEAN}:
        return Agreement(False, "the values are not coordinates")
    return _SILENT


def _text(profile: ColumnProfile) -> Agreement:
    if not profile.is_text:
        return Agreement(False, "the values are not texts")
    if profile.mean_words >= 4 and profile.mean_length >= 20:
        words = round(profile.mean_words)
        return Agreement(True, f"the values are texts of {words} words on average")
    if profile.mean_words < 1.5:
        return Agreement(False, "the values are single words or codes, not running text")
    return _SILENT


def _key(profile: ColumnProfile) -> Agreement:
    if shapes.is_flag(profile) or profile.data_type is DataType.BOOLEAN:
        return Agreement(False, "the values are yes and no, not keys")
    if profile.data_type in _TIMES:
        return Agreement(False, "the values are dates, not keys")
    if profile.data_type is DataType.NUMBER and profile.numeric_share and profile.filled > 20:
        whole = profile.share(re.compile(r"-?\d+"))
        if whole < 0.9:
            return Agreement(False, "the values are decimal numbers, not keys")
    # A UUID may be taken for several words; a key has no blanks.
    blanks = 1 - profile.share(re.compile(r"\S+"))
    if profile.is_text and profile.mean_words > 6 and blanks > 0.5:
        return Agreement(False, "the values are texts, not keys")
    if profile.unique and profile.filled > 1:
        return Agreement(True, "every value is different")
    if profile.one_to_one:
        return Agreement(True, "each subject has one value of its own")
    return _SILENT


def _thing(profile: ColumnProfile) -> Agreement:
    """Judge a thing named without saying "id": it may be a key, or a count, or a text."""
    key = _key(profile)
    if key.fits is not None:
        return key
    if profile.data_type is DataType.STRING and profile.share(checks.UUID) > 0.8:
        return Agreement(True, "the values are universally unique identifiers (UUID)")
    if profile.distinct > 20:
        return Agreement(None, f"there are {profile.distinct} different values")
    return Agreement(None)


def _record(profile: ColumnProfile) -> Agreement:
    """Judge a record, event or order named without saying "id": few words name kinds of them."""
    few = profile.distinct <= 30 and profile.uniqueness < 0.1
    if few and profile.is_text and profile.share(_HAS_DIGIT) < 0.1:
        return Agreement(False, f"there are only {profile.distinct} different words, no keys")
    return _thing(profile)


def _identifier(profile: ColumnProfile) -> Agreement:
    if profile.data_type in _TIMES | {DataType.BOOLEAN} or shapes.is_flag(profile):
        return Agreement(False, "the values are yes and no or dates, not numbers of identity")
    if profile.is_text:
        share = profile.share(_HAS_DIGIT)
        return _judge(share, "texts with digits, as identity numbers are", fails=0.1)
    return _SILENT


def _no_flag(profile: ColumnProfile) -> Agreement:
    if profile.data_type in _TIMES | {DataType.BOOLEAN} or shapes.is_flag(profile):
        return Agreement(False, "the values are yes and no or dates")
    return _SILENT


def _category(profile: ColumnProfile) -> Agreement:
    if profile.data_type in _TIMES:
        return Agreement(False, "the values are dates")
    if profile.is_text and profile.mean_words > 6:
        return Agreement(False, "the values are texts, not categories")
    if profile.distinct <= 50 and profile.uniqueness <= 0.5:
        return Agreement(True, f"there are only {profile.distinct} different values")
    if profile.uniqueness > 0.5 and profile.filled > 20:
        return Agreement(False, "most values occur once, as categories do not")
    return _SILENT


_TESTS: dict[str, _Test] = {
    "PERSON": _name,
    "TITLE": _in_set("TITLE", "forms of address or name suffixes", 30),
    "EMAIL_ADDRESS": _shape(checks.EMAIL.fullmatch, "e-mail addresses"),
    "PHONE_NUMBER": _phone,
    "URL": _shape(re.compile(r"[\w-]+(?:\.[\w-]+)+.*|https?://.*").fullmatch, "web addresses"),
    "IP_ADDRESS": _shape(checks.is_ip, "network addresses"),
    "MAC_ADDRESS": _shape(checks.MAC.fullmatch, "hardware addresses"),
    "STREET_ADDRESS": _no_flag,
    "GEO_COORDINATE": _geo,
    "US_SSN": _ssn,
    "IBAN_CODE": _shape(re.compile(r"[A-Z]{2}\d{2}[A-Z0-9 ]+").fullmatch, "written like IBANs"),
    "DATE_OF_BIRTH": _birth,
    "DATE_OF_DEATH": _date,
    "EVENT_DATE": _date,
    "AGE": _age,
    "SEX": _in_set("SEX", "words or letters for a sex", 10),
    "RACE": _in_set("RACE", "words for a race", 60),
    "ETHNICITY": _in_set("ETHNICITY", "words for an ethnic origin", 60),
    "MARITAL_STATUS": _in_set("MARITAL_STATUS", "words or letters for a marital status", 20),
    "STATE": _in_set("STATE", "names or codes of states", 120),
    "COUNTRY": _in_set("COUNTRY", "names or codes of countries", 260),
    "US_ZIP_CODE": _zip,
    "CITY": _place,
    "COUNTY": _place,
    "LOCATION": _place,
    "POSTAL_CODE": _place,
    "MEASUREMENT": _number,
    "AMOUNT": _number,
    "FREE_TEXT": _text,
    "CATEGORY": _category,
    "UNIT": _category,
    "RECORD_ID": _record,
    "PATIENT_ID": _thing,
    "ENCOUNTER_ID": _thing,
    "ACCOUNT_NUMBER": _thing,
    "PROVIDER_ID": _key,
    "DEVICE_ID": _key,
    "UUID": _key,
    **dict.fromkeys(
        (
            *("US_DRIVER_LICENSE", "US_PASSPORT", "NATIONAL_ID", "MEDICAL_RECORD_NUMBER"),
            *("DRIVER_LICENSE", "PASSPORT"),
            *(
                "CREDIT_CARD",
                "POLICY_NUMBER",
                "VEHICLE_ID",
                "US_NPI",
                "UK_NHS",
                "US_MBI",
                "US_ITIN",
            ),
        ),
        _identifier,
    ),
    **dict.fromkeys(("USERNAME", "OCCUPATION", "EDUCATION", "ORGANIZATION"), _no_flag),
}


def agreement(entity: str, profile: ColumnProfile) -> Agreement:
    """Say whether a column's values can be what its header says.

    Parameters
    ----------
    entity
        What the header says.
    profile
        Of a column with at least one value.

    Returns
    -------
    Agreement
        ``fits`` is None when the values neither confirm nor contradict.
    """
    test = _TESTS.get(entity)
    return test(profile) if test and profile.sample else _SILENT
