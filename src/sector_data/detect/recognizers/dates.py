"""Dates that name a calendar day, month or year, in figures and in words.

What lives here: the finder that brings the forms together. What does not: the forms, in
:mod:`.date_figures`, :mod:`.date_words`, :mod:`.date_phrases`, :mod:`.date_years`,
:mod:`.date_japanese` and :mod:`.clocks`; durations and frequencies ("three weeks", "daily"), which
point at nobody and are not looked for; nor ages (:mod:`.ages`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sector_data.detect.recognizers import (
    clocks,
    date_figures,
    date_japanese,
    date_phrases,
    date_words,
    date_years,
)
from sector_data.detect.recognizers.folding import fold, trie
from sector_data.detect.recognizers.vocabulary import Finder, Words, any_of
from sector_data.spec.evidence.findings import Span


def anchor(words: Words) -> re.Pattern[str]:
    """Return what a phrase must hold to be a date and no duration: a year, month or weekday."""
    names = any_of((*words["plain_months"], *words["weekdays"]))
    edges = r"\b" if words.language != "ja" else ""
    months = rf"|{names}" if names != "(?!)" else ""
    return re.compile(
        rf"{edges}(?:{date_figures.YEAR}|(?:19|20)\d0'?s{months}){edges}", re.IGNORECASE
    )


def finder(words: Words) -> Finder:
    """Return the finder of dates: entity ``DATE_TIME``."""
    figures = date_figures.finder(words)
    in_words = date_words.finder(words)
    in_phrases = date_phrases.finder(words)
    years = date_years.finder(words)
    times = clocks.finder(words)
    abbreviated = words["weekday_abbreviations"] if words["date_leads"] else ()
    named = trie((*words["months"], *words["weekdays"], *abbreviated))
    # Without a digit or the name of a month or weekday there is no date; most sentences end here.
    holidays = trie((*words["holidays"], *words["feasts"]))
    hint = re.compile(
        rf"\d|(?<![a-z])(?:{named}|{holidays})|[年月日時曜]|{date_years.SPELT.pattern}"
        r"|(?:last|this|same|previous|next) year\b"
    )
    japanese = re.compile(r"[年月日時曜]")
    digit = re.compile(r"[0-9]")
    letters = re.compile(rf"(?<![a-z])(?:{named})|\d(?:st|nd|rd|th)\b")

    def find(text: str) -> Iterator[Span]:
        folded = fold(text)
        if not hint.search(folded):
            return
        yield from years(folded, text)
        if digit.search(folded):
            yield from figures(folded)
            yield from times(folded)
        if letters.search(folded):
            yield from in_words(folded, text)
        yield from in_phrases(folded, text)
        if words.language == "ja" or japanese.search(folded):
            yield from date_japanese.passages(folded)

    return Finder("Dates", ("DATE_TIME",), find)
