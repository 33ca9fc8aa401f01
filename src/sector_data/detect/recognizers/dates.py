"""Dates that name a calendar day, month or year, in figures and in words.

What lives here: formats. What does not: durations and frequencies ("three weeks", "daily"), which
point at nobody and are not looked for; nor ages (:mod:`.ages`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sector_data.detect.recognizers.vocabulary import Finder, Words, any_of
from sector_data.spec.findings import Span

SURE, LIKELY, WEAK = 0.85, 0.6, 0.45
_YEAR = r"(?:1[89]\d{2}|20\d{2})"
_CLOCK = (
    r"(?:(?:\s{0,3},?\s{0,3}(?:at|@|um|à|alle)?\s{0,3}|T)\d{1,2}[:h]\d{2}(?::\d{2}(?:\.\d{1,9})?)?"
    r"(?:\s?[ap]\.?m\b\.?)?(?:\s?(?:Z\b|[+-]\d{2}:?\d{2}\b))?)?"
)
_FIGURES = re.compile(
    rf"(?<![\w./-])(?:(?P<y>{_YEAR})(?P<s>[-/.])(?P<m>\d{{1,2}})(?P=s)(?P<d>\d{{1,2}})"
    rf"|(?P<a>\d{{1,2}})(?P<t>[-/.])(?P<b>\d{{1,2}})(?P=t)(?P<c>{_YEAR}|\d{{2}}))"
    rf"(?!\d)(?![-/]\d)(?!\.\d){_CLOCK}",
    re.IGNORECASE,
)
_MONTH_YEAR = re.compile(rf"(?<![\d/.-])(?:0?[1-9]|1[0-2])/{_YEAR}(?![\d/])")
_JAPANESE = re.compile(
    r"(?:(?:明治|大正|昭和|平成|令和|[MTSHR])(?:\d{1,2}|元)|\d{4})"
    r"(?:年\d{1,2}月(?:\d{1,2}日)?|年)|\d{1,2}月\d{1,2}日"
)
_DECADE_OR_SPAN = re.compile(
    rf"(?<![\d/])(?:(?:19|20)\d0'?s|{_YEAR}\s?[-–]\s?(?:{_YEAR}|\d{{2}}))(?![\d/-])"
)


def anchor(words: Words) -> re.Pattern[str]:
    """Return what a phrase must hold to be a date and no duration: a year, month or weekday."""
    names = any_of((*words["plain_months"], *words["weekdays"]))
    return re.compile(rf"\b(?:{_YEAR}|(?:19|20)\d0'?s|{names})\b", re.IGNORECASE)


def _plausible(match: re.Match[str]) -> bool:
    """Whether the figures can be a day and a month, in whichever order."""
    if match["y"]:
        return 1 <= int(match["m"]) <= 12 and 1 <= int(match["d"]) <= 31
    first, second = int(match["a"]), int(match["b"])
    if not (1 <= min(first, second) <= 12 and 1 <= max(first, second) <= 31):
        return False
    # "1.2.10" is as likely a section or a version: dots want two digits each, or a full year.
    dotted = match["t"] == "." and len(match["c"]) == 2
    return not dotted or (len(match["a"]) == 2 and len(match["b"]) == 2)


def _patterns(words: Words) -> list[tuple[re.Pattern[str], str | int, float]]:
    months, days = words.any_of("months"), words.any_of("weekdays")
    day = rf"(?:[0-2]?\d|3[01])(?:st|nd|rd|th|er|\.)?|{words.any_of('ordinals')}"
    of = rf"(?:\s+{words.any_of('day_of')})?" if words["day_of"] else ""
    year = rf"(?:,?\s+(?:of\s+)?(?:{_YEAR}|'\d{{2}}|{words.pattern('year_words')}))"
    weekday = rf"(?:{days}\.?,?\s+(?:the\s+)?)?"
    no_dose = r"(?![\d:/%.]\d|\d|\s?(?:mg|ml|%|-))\b"
    figures = r"(?:0?[1-9]|1[0-2])/(?:[0-2]?\d|3[01])"
    no_ratio = rf"(?![\d/]|\s{{0,2}}{words.any_of('no_date_after')}\b)"
    no_amount = rf"(?![\d,:/-]|\s?{words.any_of('not_years')}\b)\b"
    raw: list[tuple[str, str | int, float]] = [
        # 3 March 2021 · third of March · Tuesday, the 3rd of March
        (rf"\b{weekday}(?:{day}){of}[\s-]+{months}\b\.?(?:{year}|-\d{{2,4}})?{_CLOCK}", 0, SURE),
        # March 3rd, 2021
        (rf"\b{weekday}{months}\.?\s+(?:the\s+)?(?:{day}){no_dose}{year}?{_CLOCK}", 0, SURE),
        # March 2021
        (rf"\b{months}\.?,?[\s/-]+(?:of\s+)?{_YEAR}\b", 0, SURE),
        # in January; months that are words or names ("may", "march", "august") are left out
        (rf"\b{words.any_of('around_month')}[\s-]+{words.any_of('plain_months')}\b", 0, LIKELY),
        (rf"\b{days}\b(?:,?[ \t]{{1,3}}{figures}(?![\d/]))?", 0, LIKELY),
        # 8/16 alone: a day above ten, because "4/5" and "6/10" are strengths and pains
        (
            rf"(?<![\w./-])(?P<x>(?:0?[1-9]|1[0-2])/(?:1[1-9]|2\d|3[01])){no_ratio}(?![\w%])",
            "x",
            WEAK,
        ),
        # on 3/14, and not "strength 4/5"
        (rf"\b{words.any_of('before_date')}\s+(?P<x>{figures}){no_ratio}", "x", LIKELY),
        # in 1998
        (rf"\b{words.any_of('before_year')}\s+(?P<x>{_YEAR}){no_amount}", "x", LIKELY),
    ]
    return [(re.compile(p, re.IGNORECASE), group, score) for p, group, score in raw]


def finder(words: Words) -> Finder:
    """Return the finder of dates: entity ``DATE_TIME``."""
    patterns = [
        (_MONTH_YEAR, 0, LIKELY),
        (_JAPANESE, 0, SURE),
        (_DECADE_OR_SPAN, 0, LIKELY),
        *_patterns(words),
    ]
    # Without a digit or the name of a month or weekday there is no date; most sentences end here.
    hint = re.compile(rf"\d|{any_of((*words['months'], *words['weekdays']))}", re.IGNORECASE)

    def find(text: str) -> Iterator[Span]:
        if not hint.search(text):
            return
        for match in _FIGURES.finditer(text):
            if _plausible(match):
                yield Span(match.start(), match.end(), "DATE_TIME", SURE)
        for pattern, group, score in patterns:
            for match in pattern.finditer(text):
                yield Span(match.start(group), match.end(group), "DATE_TIME", score)

    return Finder("Dates", ("DATE_TIME",), find)
