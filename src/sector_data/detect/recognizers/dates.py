"""Dates that name a calendar day, month or year, in figures and in words.

What lives here: formats. What does not: durations and frequencies ("three weeks", "daily"), which
point at nobody and are not looked for; nor ages (:mod:`.ages`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sector_data.detect.recognizers.vocabulary import Finder, Words, any_of
from sector_data.spec.findings import Span

SURE, LIKELY = 0.85, 0.6
_YEAR = r"(?:1[89]\d{2}|20\d{2})"
_CLOCK = (
    r"(?:(?:\s*,?\s*(?:at|@|um|à|alle)?\s*|T)\d{1,2}[:h]\d{2}(?::\d{2}(?:\.\d+)?)?"
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
    r"(?:(?:明治|大正|昭和|平成|令和|[MTSHR])(?:\d{1,2}|元)|\d{4})(?:年\d{1,2}月(?:\d{1,2}日)?|年)"
    r"|\d{1,2}月\d{1,2}日"
)

DAY_OR_YEAR = re.compile(
    rf"\b{_YEAR}\b|\b\d{{1,4}}[-/.]\d{{1,2}}[-/.]\d{{1,4}}\b|\b(?:19|20)\d0'?s\b|\b(?:January|February|March|April"
    r"|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday"
    r"|Saturday|Sunday)\b",
)
"""What a phrase must hold to be a date and no duration."""


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
    plain = words.any_of("plain_months")
    day = rf"(?:[0-2]?\d|3[01])(?:st|nd|rd|th|er|\.)?|{words.any_of('ordinals')}"
    of = rf"(?:\s+{words.any_of('day_of')})?" if words["day_of"] else ""
    year = rf"(?:,?\s+(?:of\s+)?(?:{_YEAR}|'\d{{2}}|{words.pattern('year_words')}))"
    weekday = rf"(?:{days}\.?,?\s+(?:the\s+)?)?"
    fixed = [
        (rf"\b{weekday}(?:{day}){of}[\s-]+{months}\b\.?(?:{year}|-\d{{2,4}})?{_CLOCK}", SURE),
        (rf"\b{weekday}{months}\.?\s+(?:the\s+)?(?:{day})(?![\d:/%.]\d|\d|\s?(?:mg|ml|%|-))\b{year}?{_CLOCK}", SURE),
        (rf"\b{months}\.?,?[\s/-]+(?:of\s+)?{_YEAR}\b", SURE),
        (rf"\b(?:early|mid|late|in|since|last|next|this|by|until|of|en|im|nel|a|from|through|to)[\s-]+{plain}\b", LIKELY),
        (rf"\b{days}\b", LIKELY),
        (rf"(?<![\d/])(?:(?:19|20)\d0'?s|{_YEAR}\s?[-–]\s?(?:{_YEAR}|\d{{2}}))(?![\d/-])", LIKELY),
    ]
    patterns: list[tuple[re.Pattern[str], str | int, float]] = [
        (re.compile(pattern, re.IGNORECASE), 0, score) for pattern, score in fixed
    ]
    short = rf"\b{words.any_of('before_date')}\s+(?P<x>(?:0?[1-9]|1[0-2])[/](?:[0-2]?\d|3[01]))(?![\d/]|\s*(?:of|strength|pain|scale|points))"
    alone = rf"\b{words.any_of('before_year')}\s+(?P<x>{_YEAR})(?!\s?(?:mg|ml|mcg|units|cc|calories|k?cal|patients|steps)|[\d,:/-])\b"
    for pattern in (short, alone):
        patterns.append((re.compile(pattern, re.IGNORECASE), "x", LIKELY))
    return patterns


def finder(words: Words) -> Finder:
    """Return the finder of dates: entity ``DATE_TIME``."""
    patterns = _patterns(words)
    # A text without a digit or a month or weekday name cannot hold a date; most sentences end here.
    hint = re.compile(
        rf"\d|{any_of((*words['months'], *words['weekdays']))}", re.IGNORECASE
    )

    def find(text: str) -> Iterator[Span]:
        if not hint.search(text):
            return
        for match in _FIGURES.finditer(text):
            if _plausible(match):
                yield Span(match.start(), match.end(), "DATE_TIME", SURE)
        for pattern, group, score in (
            (_MONTH_YEAR, 0, LIKELY), (_JAPANESE, 0, SURE), *patterns
        ):
            for match in pattern.finditer(text):
                yield Span(match.start(group), match.end(group), "DATE_TIME", score)

    return Finder("Dates", ("DATE_TIME",), find)
