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
from sector_data.detect.recognizers.openers import Openers
from sector_data.detect.recognizers.vocabulary import Words
from sector_data.spec.evidence.findings import Span

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
        rf"(?<=[a-z]) (?P<x>(?:the )?{_ORDINAL})"
        r"(?= ?(?:[.,;:)\n]|\Z)| (?:at|for|with|by|but|so|when)\b)"
    )
    # "on the 2nd", and not "in the 95th": what is measured is in a percentile.
    day = re.compile(rf"(?<![a-z])(?:{trie((*words['before_date'], *words['before_end']))})$")
    abbreviated = re.compile(
        rf"(?<![a-z0-9'/-])(?P<x>{trie(words['weekday_abbreviations'])})(?![a-z'/-])"
        rf"(?P<dot>\.?)(?P<day>,? (?:the )?(?:\d{{1,2}}[/.-]\d{{1,2}}(?:[/.-]\d{{2,4}})?|{_ORDINAL}"
        rf"|\d{{1,2}} {month}|{month} \d{{1,2}}))?(?![a-z0-9/%]|\.\d)(?:[ ](?:{parts}))?"
        rf"(?P<more>(?:,|/|-| and| or| &) ?(?:{trie(words['weekday_abbreviations'])})"
        r"(?![a-z0-9'/-]))?"
    )
    said = re.compile(
        rf"(?<![a-z])(?:{trie((*words['before_date'], *words['before_end'], *words['date_leads']))}"
        r"|for|@|visit|and) ?:? ?$"
    )
    part_of_day = re.compile(
        rf"{edge}(?:the )?(?:{parts}|day|week|weekend) of (?:the )?"
        rf"(?:(?:{weekday}|{month}){end}|\d{{1,2}}(?:[/.-]\d|st|nd|rd|th))"
    )
    numbered = re.compile(rf"{edge}the {_ORDINAL} (?:day )?(?:of )?(?:{month}){end}")
    number = trie(words["spoken_numbers"])
    spoken = re.compile(
        rf"{edge}(?:{trie(words['spoken_date_labels'])})(?: is| was)? "
        rf"(?P<x>(?:(?:{number})[ -]){{2,6}}(?:{number})){end}"
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
                stop = match.end("more" if match["more"] else "x")
                yield Span(start, stop, "DATE_TIME", WEAK, "", "day of the week")

    some_day = Openers((*words["weekdays"], *words["weekday_abbreviations"]))
    some_month = Openers((*words["full_months"], *words["months"]))
    feasts_named = (*words["holidays"], *words["feasts"])
    some_feast = Openers(max(re.findall(r"[a-z]+", f), key=len) for f in feasts_named)
    some_label = Openers(words["spoken_date_labels"])
    spelt = Openers(w for w in words["spoken_numbers"] if len(w) > len("one"))
    year = re.compile(r"of (?:last|this|that|the (?:same|previous)|next|(?:19|20)\d\d)")
    ordinal = re.compile(r"\d(?:st|nd|rd|th)")

    def find(text: str, written: str) -> Iterator[Span]:
        dated = written in some_day
        if dated:
            yield from of_weekdays(text, written)
        if written in some_month:
            yield from of_months(text, written)
        for match in feasts.finditer(text) if written in some_feast or dated else ():
            start, stop = match.span("x" if match["x"] else 0)
            yield Span(start, stop, "DATE_TIME", LIKELY, "", "feast, or a day counted from one")
        for match in seasons.finditer(text) if year.search(text) else ():
            yield _span(match, LIKELY, "part of a year")
        for match in spoken.finditer(text) if written in some_label and written in spelt else ():
            yield Span(*match.span("x"), "DATE_TIME", LIKELY, "", "a date that is spelt out")
        for match in ordinals.finditer(text) if ordinal.search(text) else ():
            if day.search(text[max(0, match.start() - _BEFORE) : match.start()]):
                yield Span(*match.span("x"), "DATE_TIME", LIKELY, "", "numbered day of a month")

    def of_months(text: str, written: str) -> Iterator[Span]:
        for match in months.finditer(text):
            if match["x"] not in doubtful or written[match.start("x")].isupper():
                yield _span(match, LIKELY, "month and what points at it")
        for match in part_of_day.finditer(text):
            yield _span(match, LIKELY, "part of a day")
        for match in numbered.finditer(text):
            yield _span(match, LIKELY, "numbered day of its month")

    return find


def _span(match: re.Match[str], score: float, reason: str) -> Span:
    return Span(match.start(), match.end(), "DATE_TIME", score, "", reason)
