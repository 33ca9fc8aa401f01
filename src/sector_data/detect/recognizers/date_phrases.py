"""Dates that a phrase tells: "last Wednesday night", "mid July", "until the 23rd", "by Thurs".

What lives here: words that point weekdays, months and feasts at a day ("last", "early", "the day
before"), abbreviated weekdays, and days of the month without one. What does not: the dates
themselves (:mod:`.date_words`, :mod:`.date_figures`), and durations.

A phrase is found whole, with its date in it: hiding "Wednesday" of "last Wednesday night" leaves
the week and the hour in sight.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from sector_data.detect.recognizers.folding import trie
from sector_data.detect.recognizers.vocabulary import Words
from sector_data.spec.findings import Span

LIKELY, WEAK = 0.6, 0.45
_BEFORE = 20
"""Characters before a weekday in which a word speaks for a date, or for a habit."""
_ORDINAL = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)"
_COUNT = r"(?:\d{1,2}|an?|one|two|three|four|five|six|few|several|couple of|the)"
_CLEAR = 4
"""Letters from which an abbreviated weekday is no other word, even in small letters: "thurs"."""


def finder(words: Words) -> Callable[[str, str], Iterator[Span]]:
    """Return what finds phrases of dates in a folded text, given also as it was written."""
    if not words["date_leads"]:
        return lambda _text, _written: iter(())
    edge, end = r"(?<![a-z0-9'-])", r"(?![a-z0-9_']|-[a-z])"
    leads, parts = trie(words["date_leads"]), trie(words["day_parts"])
    weekday = trie(words["weekdays"])
    month = trie((*words["full_months"], *words["months"]))
    feast = trie((*words["holidays"], *words["feasts"]))
    doubtful = frozenset(words["doubtful_months"])
    weekdays = re.compile(
        rf"{edge}(?:(?P<lead>{leads})[ -])?(?:{weekday})(?:[ ](?P<part>{parts}))?{end}"
    )
    months = re.compile(
        rf"{edge}(?:the )?(?:{trie(words['month_leads'])})[ -](?:of )?(?P<x>{month}){end}"
    )
    feasts = re.compile(
        rf"{edge}(?:(?:(?:{_COUNT} )?(?:{trie(words['spans_of_days'])}) (?:before|after|of|"
        rf"following|prior to)|last|this|next) (?:{feast}|{weekday})"
        rf"|(?:{trie(words['before_end'])}|at|around|over|on) (?P<x>{feast})){end}"
        r"(?! disease| factor)"
    )
    seasons = re.compile(
        rf"{edge}(?:the )?(?:{trie(words['seasons_of_year'])}|{month}) of "
        rf"(?:(?:last|this|the same|that|the previous|next) year|(?:19|20)\d\d){end}"
    )
    ordinals = re.compile(
        rf"(?<=[a-z]) (?P<x>the {_ORDINAL})(?= ?(?:[.,;:)\n]|\Z)| (?:at|for|with|by|but|so|when)\b)"
    )
    # "on the 2nd", and not "in the 95th": what is measured is in a percentile.
    day = re.compile(rf"(?<![a-z])(?:{trie((*words['before_date'], *words['before_end']))})$")
    abbreviated = re.compile(
        rf"(?<![a-z0-9'/-])(?P<x>{trie(words['weekday_abbreviations'])})(?![a-z'/-])"
        rf"(?P<dot>\.?)(?P<day>,? (?:the )?(?:\d{{1,2}}[/.-]\d{{1,2}}(?:[/.-]\d{{2,4}})?|{_ORDINAL}"
        rf"|\d{{1,2}} {month}|{month} \d{{1,2}}))?(?![a-z0-9/%]|\.\d)(?:[ ](?:{parts}))?"
    )
    said = re.compile(
        rf"(?<![a-z])(?:{trie((*words['before_date'], *words['before_end'], *words['date_leads']))}"
        r"|for|@|visit|and) ?:? ?$"
    )
    often = re.compile(rf"(?<![a-z]){trie(words['frequency'])} $")
    value = re.compile(r" ?[\d<>=]")  # "Sat 98 %"

    def of_weekdays(text: str, written: str) -> Iterator[Span]:
        for match in weekdays.finditer(text):
            if not (match["lead"] or match["part"]):
                continue
            if not often.search(text[max(0, match.start() - _BEFORE) : match.start()]):
                yield _span(match, LIKELY, "day of the week and what points at it")
        for match in abbreviated.finditer(text):
            left = text[max(0, match.start() - _BEFORE) : match.start()]
            start = match.start("x")
            clear = len(match["x"]) >= _CLEAR
            shown = written[start].isupper() and not written[start : match.end("x")].isupper()
            if match["day"] and (shown or clear):
                yield _span(match, LIKELY, "day of the week and its date")
            elif (clear or (shown and not value.match(text, match.end()))) and said.search(left):
                yield Span(start, match.end("x"), "DATE_TIME", WEAK, "", "day of the week")

    def find(text: str, written: str) -> Iterator[Span]:
        yield from of_weekdays(text, written)
        for match in months.finditer(text):
            if match["x"] not in doubtful or written[match.start("x")].isupper():
                yield _span(match, LIKELY, "month and what points at it")
        for match in feasts.finditer(text):
            start, stop = match.span("x" if match["x"] else 0)
            yield Span(start, stop, "DATE_TIME", LIKELY, "", "feast, or a day counted from one")
        for match in seasons.finditer(text):
            yield _span(match, LIKELY, "part of a year")
        for match in ordinals.finditer(text):
            if day.search(text[max(0, match.start() - _BEFORE) : match.start()]):
                yield Span(*match.span("x"), "DATE_TIME", LIKELY, "", "numbered day of a month")

    return find


def _span(match: re.Match[str], score: float, reason: str) -> Span:
    return Span(match.start(), match.end(), "DATE_TIME", score, "", reason)
