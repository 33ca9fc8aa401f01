"""Dates written in figures alone.

What lives here: days, months with a year and days with a month, in every order and with every sign
between, undivided figures, and the boxes of forms. What does not: months in words
(:mod:`.date_words`), years alone (:mod:`.date_years`), Japanese signs (:mod:`.date_japanese`).

Two numbers with a stroke or a point between are dates, strengths of pain, blood pressures, doses,
decimals or sections. They count as a date when a word before says so, or when no other reading is
usual in the language: the word lists hold what speaks for and against.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sector_data.detect.recognizers.clocks import attached
from sector_data.detect.recognizers.folding import trie
from sector_data.detect.recognizers.vocabulary import Words
from sector_data.spec.evidence.findings import Span

SURE, LIKELY, WEAK = 0.85, 0.6, 0.45
YEAR = r"(?:1[89]\d{2}|20\d{2})"
_SIGN = r" ?[-/.|] ?"
_ALONE = r"(?=\d)(?<!\d)(?<!\d[.,:/])"
_FULL = re.compile(
    rf"{_ALONE}(?:(?P<y>{YEAR})(?P<s>{_SIGN})(?P<m>\d{{1,2}})(?P=s)(?P<d>\d{{1,2}})"
    rf"|(?P<a>\d{{1,2}})(?P<t>{_SIGN})(?P<b>\d{{1,2}})"
    rf"(?:(?:{_SIGN}|\.\.)(?P<c>{YEAR})|(?P=t)(?P<n>\d{{2}})))(?!\d)"
)
_SPACED = re.compile(
    rf"(?=\d)(?<!\d )(?<![\d.,:/-])(?P<a>0?[1-9]|[12]\d|3[01])[ .](?P<b>0?[1-9]|1[0-2])[ .]"
    rf"(?P<c>{YEAR})(?!\d|[ .]\d(?!\d?\s?[:h]))"
)
_SHORT_YEAR_FIRST = re.compile(rf"{_ALONE}(?<!-)\d{{2}}/(?P<m>\d{{1,2}})/(?P<d>\d{{1,2}})(?![\d/])")
_MONTH_YEAR = re.compile(
    rf"(?=\d)(?<![a-z0-9_-])(?<![a-z0-9_][.,:/])(?:(?P<m>0?[1-9]|1[0-2])(?P<s> ?/ ?|\.|-){YEAR}"
    rf"|{YEAR}[/-](?:0[1-9]|1[0-2]))(?!\d|[./-]\d)"
)
_PAIR = re.compile(
    r"(?=\d)(?<![a-z0-9_.,:/+-])(?<![<>=~*] )(?<![<>=~])"
    r"(?P<a>\d{1,2})(?P<s> ?/ ?|\. ?|-)(?P<b>\d{1,2})(?P<dot>\.)?(?![a-z0-9_/+]|[.,:]\d)"
)
_MONTHS = re.compile(
    r"(?=\d)(?<![a-z0-9_.,:/-])(?:(?P<a>0?[1-9]|1[0-2])/(?P<b>\d{2})\s?-\s?(?P<c>0?[1-9]|1[0-2])/(?P<d>\d{2})"
    r"|(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-2])/\d{2})(?![a-z0-9_/])"
)
"""From one month of a year to another: 10/63-12/63, 01-12/64."""
_UNDIVIDED = re.compile(
    r"(?=\d)(?<![a-z0-9_.,:/-])(?:(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    r"|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d{2})(?![a-z0-9_/-]|[.,]\d)"
)
_BOXES = re.compile(r"(?=\d)(?<!\d)(?<!\d )\d(?: \d){7,25}(?!\d| \d(?!\d))")
_SPACED_MONTH = re.compile(
    rf"(?=\d)(?<![a-z0-9_.,:/-])(?<!\d )(?:0[1-9]|1[0-2]) {YEAR}(?![a-z0-9_/]|[ .]\d)"
)
_FIRST_DAY = re.compile(r"(?<![a-z0-9_.,/])(?:0?[1-9]|[12]\d|3[01])(?:\.? ?-|\. ?/) ?$")
"""The day on which a range begins whose month stands at its end: 12.-15.3.2020."""
_DOSE = 31
"""The largest last figure with which three figures may be a dose or another day."""
_MONTHS_OF_YEAR = 12
_ALWAYS = (24, 7)
"""Day and night."""
_CLOSES = re.compile(r"\s?(?:[()\n;.-]|$)")
_DENOMINATORS = frozenset({5, 10, 12, 15, 20, 24, 30, 36, 40, 50, 60, 80, 90, 100})
_CLOCK_NEXT = re.compile(r" (?:[01]\d|2[0-3])[0-5]\d(?![\w/-])")
"""A clock of four figures behind a day: "2/2 0900"."""
_BEFORE, _AFTER = 24, 16
"""Characters that are looked at on either side."""


def is_day(day: int, month: int) -> bool:
    """Whether there is such a day in some year's calendar, as far as 31 and 12 go."""
    return 1 <= day <= 31 and 1 <= month <= 12


def _either(a: int, b: int) -> bool:
    return is_day(a, b) or is_day(b, a)


def _padded(figures: str) -> bool:
    return len(figures) == 2


@dataclass(frozen=True)
class _Around:
    """Patterns of the words around figures that speak for a date or against one."""

    day: re.Pattern[str]
    span: re.Pattern[str]
    month: re.Pattern[str]
    against: re.Pattern[str]
    after: re.Pattern[str]
    followed: re.Pattern[str]


def _around(words: Words) -> _Around:
    spoken = words.language != "ja"
    edge = r"(?<![a-z0-9])" if spoken else ""
    right = r"(?![^\W\d_])" if spoken else ""
    gap = r"\.?\)?\s{0,2}[:(,*]?\s{0,2}$"

    def before(*names: str) -> re.Pattern[str]:
        listed = [w for name in names for w in words[name]]
        return re.compile(rf"{edge}{trie(listed)}{gap}")

    units = trie((*words["no_date_after"], *words["not_years"]))
    return _Around(
        before("before_date", "weekdays", "weekday_abbreviations"),
        before("before_end"),
        before("before_date", "before_end", "before_year", "around_month"),
        before("no_date_before"),
        re.compile(rf"\s{{0,2}}(?:{units}{right}|[%°$€£¥‰])"),
        re.compile(rf"\s?{trie(words['after_date'])}"),
    )


def finder(words: Words) -> Callable[[str], Iterator[Span]]:
    """Return what finds dates in figures in a folded text (:func:`.folding.fold`)."""
    around = _around(words)
    language = words.language
    day_first = language in {"de", "fr", "it"}

    def full(text: str) -> Iterator[Span]:
        last = -1
        for match in _FULL.finditer(text):
            start, end = match.span()
            joined = text[start - 1 : start] == "-" and text[max(0, start - 2)].isdigit()
            first = _FIRST_DAY.search(text[max(0, start - 5) : start]) if start else None
            if joined and last != start - 1 and not first:
                continue
            if not _is_full(text, match) or around.after.match(text, end):
                continue
            score = SURE
            if match["n"]:
                announced = around.day.search(text[max(0, start - _BEFORE) : start])
                score = _short_year(match, bool(announced))
                opens = not text[text.rfind("\n", 0, start) + 1 : start].strip()
                section = around.against.search(text[max(0, start - _BEFORE) : start])
                if section or (opens and score < LIKELY):
                    continue
            if not score:
                continue
            begin = start - len(first[0]) if first else start
            last = end
            yield Span(begin, attached(text, end), "DATE_TIME", score, "", "day, month and year")
        for match in _SPACED.finditer(text):
            yield _found(text, match, LIKELY, "day, month and year")

    def _short_year(match: re.Match[str], announced: bool) -> float:
        a, sign, b, year = match["a"], match["t"].strip(), match["b"], int(match["n"])
        padded = _padded(a) and _padded(b)
        if announced:
            return SURE
        if " " in match["t"] and not padded:
            return 0.0
        if sign == ".":
            # "1.2.10" is as likely a section or a version: elsewhere it wants two digits each.
            return SURE if padded else WEAK if day_first else 0.0
        if sign == "-":
            # "10-10-10" is a dose for morning, noon and evening.
            if padded and (year > _MONTHS_OF_YEAR or "0" in (a[0], b[0])):
                return SURE
            least = _MONTHS_OF_YEAR if language == "en" else _DOSE
            return WEAK if year > least else 0.0
        return SURE

    def pair(text: str, match: re.Match[str]) -> float:
        left = text[max(0, match.start() - _BEFORE) : match.start()]
        if around.against.search(left) or around.after.match(text, match.end()):
            return 0.0
        announced = bool(around.day.search(left))
        if match["s"] == "-":  # "2-3 weeks", "12-15" are ranges
            both = announced and _padded(match["a"]) and _padded(match["b"])
            zero = "0" in {match["a"][0], match["b"][0]}
            english = language == "en" and is_day(int(match["b"]), int(match["a"]))
            ends = text[match.end() : match.end() + 1] != "-"
            return LIKELY if both and zero and english and ends else 0.0
        if "." in match["s"]:
            return _dotted(text, match, announced)
        return _stroke(text, match, left, announced)

    def _dotted(text: str, match: re.Match[str], announced: bool) -> float:
        a, b = match["a"], match["b"]
        if not day_first or not is_day(int(a), int(b)):
            return 0.0
        if not match["dot"]:
            spaced = " " in match["s"]
            return LIKELY if announced and not spaced and (_padded(b) or language == "de") else 0.0
        if announced:
            return SURE
        goes_on = re.match(r"\s?(?:-|bis\b|u\.|und\b|/)", text[match.end() : match.end() + 5])
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        both = _padded(a) and _padded(b)
        if language != "de" or not (both or goes_on or (int(a) > 12 and line.strip())):
            return 0.0
        # "Hb 13.1." is a value: figures behind an abbreviation want an announcement.
        value = re.search(r"(?<![^\W\d_])[^\W\d_]{1,4}\+?\s?[:=]?\s?$", line)
        return 0.0 if value and not both else LIKELY

    def _stroke(text: str, match: re.Match[str], left: str, announced: bool) -> float:
        one, two = match["a"], match["b"]
        a, b = int(one), int(two)
        padded = _padded(one) and _padded(two)
        if " " in match["s"] and not padded:
            return 0.0
        scale = a <= b and (b in {5, 10} or (a < b <= 4 and len(one) == len(two) == 1))
        bounds = around.span.search(left)
        if (announced or (bounds and not scale)) and _either(a, b):
            return LIKELY
        if language == "ja":
            followed = around.followed.match(text, match.end())
            return LIKELY if is_day(b, a) and followed else 0.0
        if language == "en":
            month_first = 1 <= a <= 12 and 11 <= b <= 31
            zero = one[0] == "0" or two[0] == "0"
            # A score or a share of something has the smaller figure first.
            falls = a > b and _either(a, b) and (a, b) != _ALWAYS
            clocked = _CLOCK_NEXT.match(text, match.end()) is not None and _either(a, b)
            return (
                WEAK
                if month_first or falls or clocked or (padded and zero and _either(a, b))
                else 0.0
            )
        if is_day(a, b):
            # Systolic and diastolic pressure in cmHg go to 24/13: they have no leading zero.
            return WEAK if two[0] == "0" or (one[0] == "0" and b > 10) or a > 24 else 0.0
        if not 1 <= a <= 12 or b < 13:
            return 0.0
        if around.month.search(left):
            return LIKELY
        set_off = left.endswith(("(", ", ")) and _CLOSES.match(text, match.end())
        return WEAK if one[0] == "0" or (set_off and b not in _DENOMINATORS) else 0.0

    def find(text: str) -> Iterator[Span]:
        yield from full(text)
        for match in _MONTH_YEAR.finditer(text):
            dotted = match["s"] == "." and not _padded(match["m"])
            left = text[max(0, match.start() - _BEFORE) : match.start()]
            if around.after.match(text, match.end()) or around.against.search(left):
                continue
            if not dotted or around.month.search(left):
                yield _found(text, match, LIKELY, "month and year")
        for match in _SPACED_MONTH.finditer(text):
            if around.month.search(text[max(0, match.start() - _BEFORE) : match.start()]):
                yield _found(text, match, LIKELY, "month and year")
        for match in _MONTHS.finditer(text):
            same = match["b"] and match["b"] == match["d"] and int(match["b"]) in {5, 10}
            if not same and not around.after.match(text, match.end()):
                yield _found(text, match, LIKELY, "from month to month")
        for match in _PAIR.finditer(text):
            score = pair(text, match)
            if score:
                yield from _day(text, match, score)
        if language == "ja":
            for match in _SHORT_YEAR_FIRST.finditer(text):
                if is_day(int(match["d"]), int(match["m"])):
                    yield _found(text, match, LIKELY, "year, month and day")
        for match in _UNDIVIDED.finditer(text):
            left = text[max(0, match.start() - _BEFORE) : match.start()]
            score = 0.75 if around.day.search(left) else WEAK
            yield _found(text, match, score, "eight figures of a day")
        for match in _BOXES.finditer(text):
            # Boxes of a number may stand before those of the day.
            if _UNDIVIDED.fullmatch(match[0][-15:].replace(" ", "")):
                yield Span(
                    match.end() - 15, match.end(), "DATE_TIME", LIKELY, "", "eight boxes of a day"
                )

    return find


def _day(text: str, match: re.Match[str], score: float) -> Iterator[Span]:
    start = match.start()
    first = _FIRST_DAY.search(text[max(0, start - 5) : start])
    end = match.end()
    if match["dot"] and ("/" in match["s"]):
        end -= 1
    begin = start - len(first[0]) if first else start
    yield Span(begin, attached(text, end), "DATE_TIME", score, "", "day and month")


def _found(text: str, match: re.Match[str], score: float, reason: str) -> Span:
    return Span(match.start(), attached(text, match.end()), "DATE_TIME", score, "", reason)


def _is_full(text: str, match: re.Match[str]) -> bool:
    """Whether the figures can be a day of a year, and no part of a longer number."""
    sign = (match["s"] or match["t"]).strip()
    following = text[match.end() : match.end() + 2]
    if following[:1] in {".", "/", sign} and following[1:].isdigit():
        return False
    if match["y"]:
        return is_day(int(match["d"]), int(match["m"]))
    return _either(int(match["a"]), int(match["b"]))
