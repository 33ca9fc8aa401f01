"""Dates in a text, read in every way they can be meant, against one person's dates.

What lives here: the forms in which five languages write a calendar day. What does not: finding
dates that nobody knows (:mod:`sector_data.detect.recognizers.dates`).

A text is read once for all its dates; ``03/04/50`` has four readings (day and month may change
places, and the century is open). A mention counts if one of its readings is a date of the person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import cache
from typing import NamedTuple

from sector_data.detect.known.numerals import days_in_words, kanji_number, years_in_words
from sector_data.detect.known.reading import ReadText, forms, one_edit, word_list
from sector_data.spec.evidence.findings import Span

SURE, LIKELY = 0.95, 0.7
WITHOUT_YEAR = 0.6
"""Score of day and month, and of month and year."""
_DASH = "-\u2010-\u2015\u2212"
_THREE = re.compile(
    rf"(?<![\w,])(?<!\d\.)(\d{{1,4}})([ ]?[{_DASH}/.\\][ ]?|[ ])(\d{{1,2}})\2(\d{{1,4}})"
    r"(?![\d/])(?!\.\d)"
)
_TOGETHER = re.compile(r"(?<![\d.,])(?:\d{8}|\d{6})(?![\d]|[.,]\d)")
_TWO = re.compile(rf"(?<![\w./{_DASH}])(\d{{1,2}})[/.{_DASH}](\d{{4}})(?![\w/])")
_DAY_MONTH = re.compile(r"(?<![\w./-])(\d{1,2})/(\d{1,2})(?![\w/%]|\.\d)")
_DOTTED_DAY_MONTH = re.compile(r"(?<=[a-z]\s)(\d{1,2})\.[ ]?(\d{1,2})\.(?!\d)")
_LEADS = re.compile(r"\b(?:am|vom|zum|seit|bis|ab|den|dem|der|il|dal|al|del)\s$", re.IGNORECASE)
_SCALES = frozenset({5, 10})
"""Ends of scales: "4/5" is a strength and "6/10" a pain."""
_KANJI = "\\d〇零一二三四五六七八九十百千元"
_ERA = "明治|大正|昭和|平成|令和|明|大|昭|平|令|(?<![A-Za-z])[MTSHR]"
_JAPANESE = re.compile(
    rf"(?:({_ERA})\s?)?([{_KANJI}]{{1,6}})\s?年\s?([{_KANJI}]{{1,3}})\s?月"
    rf"(?:\s?([{_KANJI}]{{1,4}})\s?日)?"
)
_JAPANESE_DAY = re.compile(rf"([{_KANJI}]{{1,3}})\s?月\s?([{_KANJI}]{{1,4}})\s?日")
_ERA_FIGURES = re.compile(
    rf"({_ERA})[ .]?(\d{{1,2}}|元)"
    rf"[ ]?[./{_DASH}][ ]?(\d{{1,2}})[ ]?[./{_DASH}][ ]?(\d{{1,2}})(?!\d)"
)
_ISO = re.compile(r"\s*(\d{4})-(\d{2})-(\d{2})(?!\d)")
_LINK = re.compile(r"[ \t\n.,'’°º]{0,3}|[ \t]?[-/][ \t]?")
_MOST_WORDS = 7
"""Words of the longest year: ``mil neuf cent quatre-vingt-dix-neuf`` has seven."""


class Reading(NamedTuple):
    """One way to read a mention; what it does not say is None."""

    year: int | None
    month: int
    day: int | None


class Mention(NamedTuple):
    """A passage that may be a date, and what it may mean."""

    start: int
    end: int
    readings: frozenset[Reading]
    in_figures: bool = False

    def __repr__(self) -> str:
        return f"Mention({self.start}, {self.end})"


class Dates:
    """The dates of one person.

    Parameters
    ----------
    days
        Calendar day to the reason for which it is looked for.
    births
        Those that identify by themselves: also looked for with a typing error, and as month and
        year.
    """

    __slots__ = ("_births", "_days", "_months", "_parts")

    def __init__(self, days: dict[Reading, str], births: Iterable[Reading]) -> None:
        self._days = days
        self._parts = {(r.month, r.day): why for r, why in days.items()}
        self._births = {_figures(r): days[r] for r in births}
        self._months = {(r.year, r.month): days[r] for r in births}

    def __repr__(self) -> str:
        return f"Dates({len(self._days)} days)"

    def __bool__(self) -> bool:
        return bool(self._days)

    def find(self, read: ReadText) -> Iterator[Span]:
        """Find the person's dates in a text: entity ``DATE_TIME``."""
        for mention in mentions(read):
            found = self._meaning(mention)
            if found is not None:
                yield Span(mention.start, mention.end, "DATE_TIME", found[0], reason=found[1])

    def _meaning(self, mention: Mention) -> tuple[float, str] | None:
        readings = sorted(mention.readings, key=str)
        for reading in readings:
            if reading in self._days:
                return SURE, self._days[reading]
        for reading in readings:
            if reading.year is None:
                why = self._parts.get((reading.month, reading.day))
            else:
                why = self._months.get((reading.year, reading.month)) if not reading.day else None
            if why is not None:
                return WITHOUT_YEAR, f"{why}, in part"
        for reading in readings if mention.in_figures else ():
            if reading.year and reading.day:
                written = _figures(reading)
                for figures, why in self._births.items():
                    if one_edit(written, figures):
                        return LIKELY, f"{why}, one figure off"
        return None


def _figures(reading: Reading) -> str:
    return f"{reading.year or 0:04d}{reading.month:02d}{reading.day or 0:02d}"


def days_of(value: object) -> set[Reading]:
    """Return the days that a value of a column can mean; none if it is no date.

    Parameters
    ----------
    value
        A date, a time stamp, or a text in any form that :func:`mentions` reads.
    """
    if isinstance(value, datetime | date):
        return {Reading(value.year, value.month, value.day)}
    if not isinstance(value, str):
        return set()
    if iso := _ISO.match(value):
        return {reading for reading in _dated(iso[1], iso[2], iso[3]) if _complete(reading)}
    if len(value) > 60:
        return set()
    return {r for mention in mentions(ReadText(value)) for r in mention.readings if _complete(r)}


def _complete(reading: Reading) -> bool:
    return (
        bool(reading.year and reading.day)
        and 1 <= reading.month <= 12
        and 1 <= (reading.day or 0) <= 31
    )


def mentions(read: ReadText) -> Iterator[Mention]:
    """Yield whatever a text may mean as a date, possibly overlapping."""
    text = read.text
    for match in _THREE.finditer(text):
        first, second, third = match[1], match[3], match[4]
        if match[2] == " " and len(first) < 4 and len(third) < 4:
            continue
        yield _mention(match, _dated(first, second, third))
    for match in _TOGETHER.finditer(text):
        yield _mention(match, _undivided(match[0]))
    for match in _TWO.finditer(text):
        yield _mention(match, {Reading(int(match[2]), int(match[1]), None)})
    for match in _DAY_MONTH.finditer(text):
        one, two = int(match[1]), int(match[2])
        if two not in _SCALES or one > two:
            yield _mention(match, {Reading(None, one, two), Reading(None, two, one)})
    for match in _DOTTED_DAY_MONTH.finditer(text):
        if _LEADS.search(text, max(0, match.start() - 5), match.start()):
            yield _mention(match, {Reading(None, int(match[2]), int(match[1]))})
    if not text.isascii():
        for match in _JAPANESE.finditer(text):
            yield _mention(match, _japanese(match[1], match[2], match[3], match[4]))
        for match in _JAPANESE_DAY.finditer(text):
            month, day = kanji_number(match[1]), kanji_number(match[2])
            if month and day:
                yield _mention(match, {Reading(None, month, day)})
    for match in _ERA_FIGURES.finditer(text):
        yield _mention(match, _japanese(match[1], match[2], match[3], match[4]))
    yield from _in_words(read)


def _mention(match: re.Match[str], readings: set[Reading]) -> Mention:
    return Mention(match.start(), match.end(), frozenset(readings), in_figures=True)


def _years(written: str) -> tuple[int, ...]:
    if len(written) == 4:
        return (int(written),)
    return (1900 + int(written), 2000 + int(written)) if len(written) <= 2 else ()


def _dated(first: str, second: str, third: str) -> set[Reading]:
    """Return the readings of three figures: year first or last, day and month in either order."""
    one, two, three = int(first), int(second), int(third)
    found: set[Reading] = set()
    if len(first) != 3 and len(third) <= 2:
        for year in _years(first):
            found.add(Reading(year, two, three))
            found.add(Reading(year, three, two))
    if len(first) <= 2:
        for year in _years(third):
            found.add(Reading(year, one, two))
            found.add(Reading(year, two, one))
    return found


def _undivided(figures: str) -> set[Reading]:
    if len(figures) == 8:
        cuts = ((0, 4, 6), (4, 0, 2), (4, 2, 0))
        return {
            Reading(int(figures[y : y + 4]), int(figures[m : m + 2]), int(figures[d : d + 2]))
            for y, m, d in cuts
        }
    cuts = ((0, 2, 4), (4, 0, 2), (4, 2, 0))
    return {
        Reading(year, int(figures[m : m + 2]), int(figures[d : d + 2]))
        for y, m, d in cuts
        for year in _years(figures[y : y + 2])
    }


def _japanese(era: str | None, year: str, month: str, day: str | None) -> set[Reading]:
    y, m = kanji_number(year), kanji_number(month)
    d = kanji_number(day) if day else None
    if y is None or m is None or (day and d is None):
        return set()
    if era:
        return {Reading(forms()["eras"][era] + y, m, d)}
    return {Reading(full, m, d) for full in (_years(f"{y:02d}"))}


@cache
def _months() -> dict[str, int]:
    return {word: number for number, words in forms()["months"].items() for word in words}


def _in_words(read: ReadText) -> Iterator[Mention]:
    """Yield the dates whose month is a word: the words around it are its day and its year."""
    months = _months()
    for at, key in enumerate(read.keys):
        month = months.get(key)
        if month is None:
            continue
        before = _day_before(read, at)
        after = _day_after(read, at)
        in_words = before is not None and not read.keys[before[0]].isdigit()
        if in_words and after and read.keys[after[0]].isdigit():
            before = None  # "due August 8" is no second of August in Italian
        if before:
            yield from _with_year(read, before[0], at, month, before[1])
        if after:
            yield from _with_year(read, at, after[0], month, after[1])
        if not before and not after:
            yield from _with_year(read, at, at, month, None)


def _with_year(
    read: ReadText, left: int, right: int, month: int, day: int | None
) -> Iterator[Mention]:
    """Yield a day and month, and both with the year that may stand behind them."""
    if day is not None:
        part = frozenset({Reading(None, month, day)})
        yield Mention(read.starts[left], read.ends[right], part)
    year = _year_after(read, right)
    if year is not None:
        whole = frozenset(Reading(y, month, day) for y in year[1])
        yield Mention(read.starts[left], read.ends[year[0]], whole)


def _linked(read: ReadText, left: int, right: int) -> bool:
    return _LINK.fullmatch(read.gap(left, right)) is not None


def _day_before(read: ReadText, month: int) -> tuple[int, int] | None:
    """Return the first word of the day that stands before a month, and the day."""
    links, endings = word_list("date_links"), word_list("ordinal_endings")
    at = month - 1
    steps = 0
    while at >= 0 and steps < 3 and _linked(read, at, at + 1):
        key = read.keys[at]
        if key.isdigit():
            return (at, int(key)) if len(key) <= 2 and 1 <= int(key) <= 31 else None
        if key not in links and key not in endings:
            break
        at, steps = at - 1, steps + 1
    if at < 0 or not _linked(read, at, at + 1):
        return None
    days = days_in_words()
    joined = ""
    best: tuple[int, int] | None = None
    for first in range(at, max(-1, at - 3), -1):
        joined = read.keys[first] + joined
        if joined in days:
            best = (first, days[joined])
        if first == 0 or not _linked(read, first - 1, first):
            break
    return best


def _day_after(read: ReadText, month: int) -> tuple[int, int] | None:
    """Return the last word of the day that stands behind a month, and the day."""
    at = _skip(read, month)
    if at is None:
        return None
    key = read.keys[at]
    if key.isdigit():
        if len(key) > 2 or not 1 <= int(key) <= 31:
            return None
        behind = at + 1
        ended = (
            behind < len(read.keys)
            and read.ends[at] == read.starts[behind]
            and read.keys[behind] in word_list("ordinal_endings")
        )
        return (behind if ended else at), int(key)
    return _longest(read, at, days_in_words(), 3)


def _year_after(read: ReadText, last: int) -> tuple[int, tuple[int, ...]] | None:
    """Return the last word of the year that stands behind a day or month, and what it can be."""
    at = _skip(read, last)
    if at is None:
        return None
    key = read.keys[at]
    if key.isdigit():
        full = len(key) == 4 and 1800 <= int(key) < 2200
        return (at, _years(key)) if full or len(key) == 2 else None
    found = _longest(read, at, years_in_words(), _MOST_WORDS)
    return (found[0], (found[1],)) if found else None


def _skip(read: ReadText, last: int) -> int | None:
    """Return the next word that is no link, if nothing but links and blanks lies between."""
    links = word_list("date_links")
    for at in range(last + 1, min(last + 4, len(read.keys))):
        if not _linked(read, at - 1, at):
            return None
        if read.keys[at] not in links:
            return at
    return None


def _longest(
    read: ReadText, first: int, known: dict[str, int], most: int
) -> tuple[int, int] | None:
    joined = ""
    best: tuple[int, int] | None = None
    for at in range(first, min(first + most, len(read.keys))):
        if at > first and not _linked(read, at - 1, at):
            break
        joined += read.keys[at]
        if joined in known:
            best = (at, known[joined])
    return best
