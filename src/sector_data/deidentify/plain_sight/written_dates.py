"""Dates in running text moved by days, and written as they were.

What lives here: the reading of a passage that is a date or a part of one, and its writing. What
does not: finding it, and dates that fill a column (:mod:`sector_data.sources.date_texts`).

Moved are full dates in figures and words, those of Japanese eras, a day and a month without a year,
a month or a year alone (from its middle), and a weekday. What is not understood to the last figure
and word is not guessed at: the passage then has no surrogate. Lengths of time ("3 weeks") and times
of day stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache

from sector_data.deidentify.plain_sight.calendar_words import (
    is_spell,
    month_like,
    says_nothing,
    weekday_like,
    words_of,
)
from sector_data.deidentify.plain_sight.drawing import plain
from sector_data.sources.eras import read_era_date, write_era_date
from sector_data.spec.transforms.dates import DateOrder
from sector_data.spec.words import Language

_NO_YEAR, _LEAP = 2001, 2000
_YOUNGEST = 40
"""Years of two figures up to it are those of this century."""
_SIGN = r"[-/.\u2010-\u2015]"
_ERA = re.compile(
    r"(?:令和|平成|昭和|大正|明治|(?<![A-Za-z])[RHSTM])\.?\s?(?:元|\d{1,2})"
    r"(?:年\s?\d{1,2}月\s?\d{1,2}日|[./-]\d{1,2}[./-]\d{1,2})(?!\d)"
)
_CLOCK = re.compile(
    r"T?(?<![\d/.-])\d{1,2}(?:[:h]\d{2}(?::\d{2})?(?:[.,]\d+)?(?:\s?[ap]\.?\s?m\b\.?)?"
    r"(?:Z|[+-]\d{2}:?\d{2})?(?!\d)"
    r"|\s?(?:uhr|heures?|h\b|[ap]\.?\s?m\b\.?|o'clock|時(?:\d{1,2}分)?))",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(
    rf"(?<!\d)(\d{{4}})({_SIGN}|年)\s?(\d{{1,2}})({_SIGN}|月)\s?(\d{{1,2}})(?=日|\D|T|$)"
)
_TOGETHER = re.compile(r"(?<!\d)((?:19|20)\d{2})(0[1-9]|1[0-2])([0-3]\d)(?!\d)")
_THREE = re.compile(rf"(?<!\d)(\d{{1,2}})({_SIGN}\s?|\s)(\d{{1,2}})\2(\d{{4}}|\d{{2}})(?!\d)")
_YEAR_MONTH = re.compile(rf"(?<!\d)(\d{{4}})({_SIGN}|年)\s?(\d{{1,2}})(?=月|\D|$)")
_MONTH_YEAR = re.compile(rf"(?<!\d)(\d{{1,2}})({_SIGN})(\d{{4}})(?!\d)")
_MONTH_DAY = re.compile(r"(?<!\d)(\d{1,2})(月\s?)(\d{1,2})(?=日)")
_TWO = re.compile(rf"(?<!\d)(\d{{1,2}})({_SIGN})(\d{{1,2}})(?!\d|\.?\s*[^\W\d_])")
_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d{2}(?!\d)")
_ORDINAL = re.compile(r"(\d{1,2})(st|nd|rd|th|er|e|º|°)", re.IGNORECASE)

Part = tuple[re.Match[str], str]
Taken = Callable[[str], bool]
Reader = Callable[[str, int, int, Taken], Part | None]


def moved(
    passage: str,
    days: int,
    language: Language,
    order: DateOrder,
    taken: Taken = lambda _: False,
) -> str | None:
    """Return a passage with its date moved; None where it is not understood.

    Parameters
    ----------
    passage
        A date, or a part of one, with the words and the time of day around it.
    days
        By how many.
    language
        Of the text.
    order
        Of figures such as 03/04/2020. Where only the other order gives a date, that is it.
    taken
        Tells words that must not come out: a month that is also somebody's name is written short,
        or has no surrogate.
    """
    readers = _readers(language, order)
    pieces: list[str] = []
    rest: list[str] = []
    at = done = 0
    changed = False
    while at < len(passage):
        part = next(
            (p for reader in readers if (p := reader(passage, at, days, taken)) is not None), None
        )
        if part is None:
            at += 1
            continue
        match, written = part
        pieces += [passage[done : match.start()], written]
        rest.append(passage[done : match.start()])
        changed = changed or written != match[0] or not _CLOCK.fullmatch(match[0])
        at = done = max(match.end(), at + 1)
    pieces.append(passage[done:])
    rest.append(passage[done:])
    left = " ".join(rest)
    clear = says_nothing(left) and not any(c.isdigit() for c in left)
    if not changed:
        # A time of day alone tells no day.
        return passage if is_spell(passage) or (clear and len(pieces) > 1) else None
    return "".join(pieces) if clear else None


@cache
def _readers(language: Language, order: DateOrder) -> tuple[Reader, ...]:
    return (
        _era,
        _clock,
        _year_first,
        _together,
        lambda t, at, days, _: _three(t, at, days, order),
        *_in_words(language),
        _year_month,
        _month_year,
        _month_day,
        lambda t, at, days, _: _two(t, at, days, order),
        _year,
    )


def _date(year: int, month: int, day: int, days: int) -> date | None:
    try:
        return date(year, month, day) + timedelta(days)
    except (ValueError, OverflowError):
        return None


def _as_wide(number: int, model: str) -> str:
    """Write a number of one or two figures; where the model has two, it tells nothing."""
    return str(number) if len(model) == 1 else f"{number:02d}"


def _era(text: str, at: int, days: int, _: Taken) -> Part | None:
    match = _ERA.match(text, at)
    read = read_era_date(match[0]) if match else None
    if match is None or read is None:
        return None
    try:
        written = write_era_date(read.day + timedelta(days), read)
    except OverflowError:
        return None
    return (match, written) if written else None


def _clock(text: str, at: int, days: int, _: Taken) -> Part | None:  # noqa: ARG001  # a clock does not move
    match = _CLOCK.match(text, at)
    return (match, match[0]) if match else None


def _year_first(text: str, at: int, days: int, _: Taken) -> Part | None:
    match = _YEAR_FIRST.match(text, at)
    day = match and _date(int(match[1]), int(match[3]), int(match[5]), days)
    if not match or not day:
        return None
    month, number = _as_wide(day.month, match[3]), _as_wide(day.day, match[5])
    return match, match[0].replace(match[0], f"{day.year:04d}{match[2]}{month}{match[4]}{number}")


def _together(text: str, at: int, days: int, _: Taken) -> Part | None:
    match = _TOGETHER.match(text, at)
    day = match and _date(int(match[1]), int(match[2]), int(match[3]), days)
    return (match, f"{day:%Y%m%d}") if match and day else None


def _three(text: str, at: int, days: int, order: DateOrder) -> Part | None:
    match = _THREE.match(text, at)
    if not match:
        return None
    short = len(match[4]) == 2
    year = _whole_year(match[4])
    first = order != "month-first"
    for day_first in (first, not first):
        number, month = (match[1], match[3]) if day_first else (match[3], match[1])
        day = _date(year, int(month), int(number), days)
        if day is not None:
            new = f"{day.year % 100:02d}" if short else f"{day.year:04d}"
            one, other = (day.day, day.month) if day_first else (day.month, day.day)
            return (
                match,
                f"{_as_wide(one, match[1])}{match[2]}{_as_wide(other, match[3])}{match[2]}{new}",
            )
    return None


def _whole_year(figures: str) -> int:
    year = int(figures)
    if len(figures) == 4:
        return year
    return year + (2000 if year <= _YOUNGEST else 1900)


def _year_month(text: str, at: int, days: int, _: Taken) -> Part | None:
    match = _YEAR_MONTH.match(text, at)
    day = match and _date(int(match[1]), int(match[3]), 15, days)
    if not match or not day:
        return None
    return match, f"{day.year:04d}{match[2]}{_as_wide(day.month, match[3])}"


def _month_year(text: str, at: int, days: int, _: Taken) -> Part | None:
    match = _MONTH_YEAR.match(text, at)
    day = match and _date(int(match[3]), int(match[1]), 15, days)
    if not match or not day:
        return None
    return match, f"{_as_wide(day.month, match[1])}{match[2]}{day.year:04d}"


def _without_year(month: int, day: int, days: int) -> date | None:
    return _date(_LEAP if (month, day) == (2, 29) else _NO_YEAR, month, day, days)


def _month_day(text: str, at: int, days: int, _: Taken) -> Part | None:
    match = _MONTH_DAY.match(text, at)
    day = match and _without_year(int(match[1]), int(match[3]), days)
    if not match or not day:
        return None
    return match, f"{_as_wide(day.month, match[1])}{match[2]}{_as_wide(day.day, match[3])}"


def _two(text: str, at: int, days: int, order: DateOrder) -> Part | None:
    match = _TWO.match(text, at)
    if not match:
        return None
    first = order == "day-first"
    for day_first in (first, not first):
        number, month = (match[1], match[3]) if day_first else (match[3], match[1])
        day = _without_year(int(month), int(number), days)
        if day is not None:
            one, other = (day.day, day.month) if day_first else (day.month, day.day)
            return match, f"{_as_wide(one, match[1])}{match[2]}{_as_wide(other, match[3])}"
    return None


def _year(text: str, at: int, days: int, _: Taken) -> Part | None:
    match = _YEAR.match(text, at)
    day = match and _date(int(match[0]), 7, 2, days)
    return (match, f"{day.year:04d}") if match and day else None


def _in_words(language: Language) -> Iterator[Reader]:
    languages: tuple[Language, ...] = (language,) if language == "en" else (language, "en")
    for one in languages:
        months = rf"(?<![^\W\d_])(?P<month>{_any(words_of(one).months)})(?![^\W\d_])"
        suffix = r"(?P<suffix>\.|st|nd|rd|th|er|[º°])?"
        of = r"(?:of|de|di|d')"
        year = rf"(?P<before>\.?,?[\s-]*(?:(?:{of}|del|des)\s+)?)(?P<year>'?\d{{4}}|'\d{{2}})(?!\d)"
        day = rf"(?<!\d)(?P<day>\d{{1,2}}){suffix}(?P<gap>[\s-]*(?:{of}\s+)?)"
        after = rf"(?P<gap>\.?[\s-]+(?:the\s)?)(?P<day>\d{{1,2}})(?!\d|[:h]\d){suffix}"
        for pattern in (
            rf"{day}{months}(?:{year})?",
            rf"{months}{after}(?:{year})?",
            rf"{months}(?:{year})?",
        ):
            yield _word_reader(re.compile(pattern, re.IGNORECASE), one)
        if words_of(one).weekdays:
            weekday = re.compile(
                rf"(?<![^\W\d_])(?:{_any(words_of(one).weekdays)})(?![^\W\d_])"
                if one != "ja"
                else _any(words_of(one).weekdays),
                re.IGNORECASE,
            )
            yield _weekday_reader(weekday, one)


def _any(words: dict[str, tuple[int, int]]) -> str:
    # Accents may be missing in the text; the passage is compared as it stands and without them.
    spelt = {_spelt(word) for word in words}
    return "|".join(sorted(spelt, key=lambda w: (-len(w), w)))


def _spelt(word: str) -> str:
    accents = {"e": "[eéèêë]", "u": "[uûüù]", "a": "[aäàâ]", "i": "[iìî]"}
    return "".join(accents.get(c, re.escape(c)) for c in word)


def _word_reader(pattern: re.Pattern[str], language: Language) -> Reader:
    def read(text: str, at: int, days: int, taken: Taken) -> Part | None:
        match = pattern.match(text, at)
        if match is None:
            return None
        parts = match.groupdict()
        month, line = words_of(language).months[plain(parts["month"])]
        year = parts.get("year")
        number = parts.get("day")
        whole = _whole_year(year.lstrip("'")) if year else None
        if whole is not None:
            moved_to = _date(whole, month, int(number or 15), days)
        else:
            moved_to = _without_year(month, int(number or 15), days)
        if moved_to is None:
            return None
        month_names = (month_like(moved_to.month, one, language) for one in (line, 1, 2))
        name = next((n for n in month_names if not taken(n)), None)
        if name is None:
            return None
        words = {
            "month": _cased(name, parts["month"]),
            "day": None if number is None else _day_like(moved_to.day, number),
            "suffix": _suffix(moved_to.day, parts.get("suffix")),
            "year": None if year is None else _year_like(moved_to.year, year),
        }
        return match, _rewritten(match, words)

    return read


def _rewritten(match: re.Match[str], words: dict[str, str | None]) -> str:
    """Return a match with some of its groups replaced."""
    groups = sorted(
        (match.start(name), match.end(name), word)
        for name, word in words.items()
        if word is not None and name in match.re.groupindex and match[name] is not None
    )
    pieces: list[str] = []
    at = match.start()
    for start, end, word in groups:
        pieces += [match.string[at:start], word]
        at = end
    return "".join([*pieces, match.string[at : match.end()]])


def _day_like(day: int, model: str) -> str:
    return f"{day:02d}" if model[0] == "0" else str(day)


def _year_like(year: int, model: str) -> str:
    return f"'{year % 100:02d}" if len(model) == 3 else f"{year:04d}"


def _suffix(day: int, model: str | None) -> str | None:
    if model is None or model.lower() not in ("st", "nd", "rd", "th", "er"):
        return model
    if model.lower() == "er":
        return "er" if day == 1 else ""
    teens = day in (11, 12, 13)
    return "th" if teens else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def _weekday_reader(pattern: re.Pattern[str], language: Language) -> Reader:
    def read(text: str, at: int, days: int, _: Taken) -> Part | None:
        match = pattern.match(text, at)
        if match is None:
            return None
        number, line = words_of(language).weekdays[plain(match[0])]
        return match, _cased(weekday_like((number + days) % 7, line, language), match[0])

    return read


def _cased(word: str, model: str) -> str:
    if model.isupper():
        return word.upper()
    return word.lower() if model.islower() else word[0].upper() + word[1:]
