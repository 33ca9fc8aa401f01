"""Dates whose month or weekday is a word.

What lives here: days, months and years around the name of a month, in figures and in words; months
and weekdays alone. What does not: the words, which each language lists.

Months that are words of their own ("may", "march", Italian "set") count in small letters only when
a year, an ordinal or an article stands with them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sector_data.detect.recognizers.clocks import attached
from sector_data.detect.recognizers.date_years import spelt_year
from sector_data.detect.recognizers.folding import fold, trie
from sector_data.detect.recognizers.vocabulary import Words
from sector_data.spec.evidence.findings import Span

SURE, LIKELY, WEAK = 0.85, 0.6, 0.45
_FIGURES = r"(?:0?[1-9]|[12]\d|3[01])(?!\d)"
_SUFFIX = r"(?:\s?(?:st|nd|rd|th|er|eme|e|ter|ten|te|°|º)\b|[.°º])"
_LONG_YEAR = r"(?:1[5-9]|20)\d{2}(?![\d%])"
_BEFORE = 48
"""Characters before a month in which its day and weekday stand."""


@dataclass(frozen=True)
class _Patterns:
    left: re.Pattern[str]
    other_day: re.Pattern[str]
    year: re.Pattern[str]
    day_after: re.Pattern[str]
    around: re.Pattern[str]
    article: re.Pattern[str]
    weekday: re.Pattern[str]


def _patterns(words: Words) -> _Patterns:
    days = rf"(?:{trie((*words['weekdays'], *words['weekday_abbreviations']))}[.,]{{0,2}}\s{{1,2}})"
    article = rf"(?:(?:{trie(words['day_articles'])})\s{{1,2}}|l')"
    of = rf"(?:{trie(words['day_of'])}\s{{1,2}})"
    day = rf"(?P<day>{_FIGURES}|{trie(words['day_words'])})"
    edge = r"(?<![a-z0-9])(?<!\d[.,:/])"
    left = (
        rf"(?<![a-z])(?:{days}{article}?)?{edge}"
        rf"(?:{_FIGURES}{_SUFFIX}?\s?[-/&]\s?)?{day}(?P<suffix>{_SUFFIX})?"
        rf"(?:\s{{1,3}}(?P<of>{of})?|[-/.]|(?<=\.)|(?<=\d))$"
    )
    joined = trie(words["and_words"])
    year_of = rf"(?:(?:{trie(words['year_of'])})\s{{1,2}})"
    return _Patterns(
        re.compile(left),
        re.compile(rf"{edge}(?P<x>{_FIGURES}){_SUFFIX}?\s{{1,2}}{joined}\s{{1,2}}{article}?$"),
        re.compile(
            rf"\.?(?:,?\s{{1,2}}{year_of}?|[-/.,])?(?:(?P<y>{_LONG_YEAR})"
            r"|'\d{2}(?!\d)|(?P<short>\d{2})(?=\s{0,2}(?:[.,;)\]]|\n|$|(?:a\s|um\s)?\d{1,2}[:h])))"
            rf"|\.?,?\s{{1,2}}{year_of}?(?P<spelt>[a-z])"
        ),
        re.compile(
            rf"\.?[\s-]{{1,2}}(?:the\s)?(?P<day>{_FIGURES}|{trie(words['day_words'])})"
            rf"(?P<suffix>st|nd|rd|th)?(?:\s?(?:-|to|and|&)\s?{_FIGURES}(?:st|nd|rd|th)?)?"
            r"(?![\w%/]|[.:]\d|-\d(?!\d{3}))"
        ),
        re.compile(rf"(?<![a-z]){trie(words['around_month'])}[\s-]{{1,2}}(?:{article})?$"),
        re.compile(rf"(?<![a-z]){trie((*words['before_date'], *words['day_articles']))}\s$"),
        re.compile(rf"(?<![a-z])(?:{days}{article}?|(?<!\d)(?:19|20)\d\d[\s-])$"),
    )


def finder(words: Words) -> Callable[[str, str], Iterator[Span]]:
    """Return what finds dates in words in a folded text, given also as it was written."""
    find = _patterns(words)
    months = re.compile(rf"(?<![a-z])(?:{trie(words['months'])})(?![a-z]|')")
    weekdays = re.compile(rf"(?<![a-z])(?:{trie(words['weekdays'])})(?![a-z0-9_]|'(?!s\b))")
    names = trie((*words["weekdays"], *words["weekday_abbreviations"]))
    numbered = re.compile(
        rf"(?<![a-z]){names}[.,]{{0,2}}\s{{1,2}}(?:the\s)?(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)\b"
        r"|(?<=\b(?:on|by)\sthe\s)(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)"
        r"(?=\s?(?:[.,;)]|\Z|at\s\d|for\s))"
    )
    ordinal = re.compile(r"\d(?:st|nd|rd|th)\b")
    often = re.compile(rf"(?<![a-z]){trie(words['frequency'])}\s{{1,2}}$")
    plain = frozenset(fold(w) for w in words["bare_months"])
    full = frozenset(fold(w) for w in words["full_months"])
    doubtful = frozenset(fold(w) for w in words["doubtful_months"])
    units = re.compile(rf"\s?(?:{trie(words['not_years'])}(?![a-z])|[%°])")
    month_first = words.language in {"en", "ja"}

    def year_after(text: str, end: int) -> int:
        match = find.year.match(text, end)
        if not match:
            return end
        if not match["spelt"]:
            return end if units.match(text, match.end()) else match.end()
        return spelt_year(text, match.start("spelt")) or end

    def one(text: str, written: str, match: re.Match[str]) -> Iterator[Span]:
        start, end = match.span()
        month = match[0]
        clear = month not in doubtful or written[start].isupper()
        offset = max(0, start - _BEFORE)
        before = text[offset:start]
        left = find.left.search(before)
        if left:
            until = year_after(text, end)
            begin = offset + left.start()
            said = left["of"] or left["suffix"] or not left["day"].isdigit()
            grown = begin < start and before[-1].isdigit()
            announced = said or grown or find.article.search(text[max(0, begin - 12) : begin])
            if clear or until > end or announced:
                yield _span(text, begin, until, SURE, "day and month")
                other = find.other_day.search(text[max(0, begin - 16) : begin])
                if other:
                    at = max(0, begin - 16)
                    yield Span(
                        at + other.start("x"),
                        at + other.end("x"),
                        "DATE_TIME",
                        LIKELY,
                        "",
                        "first day of a range",
                    )
                return
        if month_first:
            day = find.day_after.match(text, end)
            if day and not units.match(text, day.end()):
                until = year_after(text, day.end())
                if clear or until > day.end() or day["suffix"]:
                    earlier = find.weekday.search(before)
                    begin = offset + earlier.start() if earlier else start
                    yield _span(text, begin, until, SURE, "month and day")
                    return
        yield from alone(text, match, clear=clear)

    def alone(text: str, match: re.Match[str], *, clear: bool) -> Iterator[Span]:
        start, end = match.span()
        until = year_after(text, end)
        if until > end:
            yield Span(start, until, "DATE_TIME", SURE, "", "month and year")
        elif match[0] in full and find.around.search(text[max(0, start - 28) : start]):
            yield Span(start, end, "DATE_TIME", LIKELY, "", "month behind its word")
        elif match[0] in plain and clear:
            yield Span(start, end, "DATE_TIME", WEAK, "", "month")

    def passages(text: str, written: str) -> Iterator[Span]:
        for match in months.finditer(text):
            yield from one(text, written, match)
        if month_first and ordinal.search(text):
            for match in numbered.finditer(text):
                yield Span(*match.span(), "DATE_TIME", LIKELY, "", "numbered day of a month")
        for match in weekdays.finditer(text):
            if not often.search(text[max(0, match.start() - 14) : match.start()]):
                yield Span(*match.span(), "DATE_TIME", LIKELY, "", "day of the week")

    return passages


def _span(text: str, start: int, end: int, score: float, reason: str) -> Span:
    return Span(start, attached(text, end), "DATE_TIME", score, "", reason)
