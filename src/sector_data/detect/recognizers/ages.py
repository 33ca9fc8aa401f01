"""Ages in running text.

What lives here: "92-year-old", "aged 92", "nonagenarian". What does not: dates of birth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sector_data.detect.recognizers.vocabulary import Finder, Words
from sector_data.spec.findings import Span

IDENTIFYING = 90
"""Years from which an age by itself may tell who somebody is (45 CFR 164.514(b)(2)(i)(C))."""
OLDEST = 125
SURE = 0.85


def finder(words: Words, *, youngest: int = IDENTIFYING) -> Finder:
    """Return the finder of ages from ``youngest`` years up: entity ``AGE``."""
    follows = words.pattern("age_after")
    after = re.compile(rf"(?<![\w.,/-])(?P<x>\d{{1,3}})(?:{follows})", re.IGNORECASE)
    no_dose = rf"(?![\d/%:,.-]*\d|\s?{words.any_of('no_age_after')})"
    before = re.compile(
        rf"(?:{words.pattern('age_before')})(?P<x>\d{{1,3}}){no_dose}\b", re.IGNORECASE
    )
    spelt = re.compile(rf"\b(?P<x>{words.pattern('age_number_words')})(?:{follows})", re.IGNORECASE)
    whole = re.compile(rf"\b(?P<x>{words.pattern('age_words')})\b", re.IGNORECASE)

    def find(text: str) -> Iterator[Span]:
        for pattern in (after, before):
            for match in pattern.finditer(text):
                if youngest <= int(match["x"]) <= OLDEST:
                    yield Span(match.start("x"), match.end("x"), "AGE", SURE)
        for pattern in (spelt, whole):
            for match in pattern.finditer(text):
                yield Span(match.start("x"), match.end("x"), "AGE", SURE)

    return Finder("Ages", ("AGE",), find)
