"""Hospitals, clinics and the like, which tell where somebody was treated.

What lives here: names that end in, or begin with, the word for an institution. What does not: other
organisations; a bank or a drug maker in a note says nothing about whose note it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sector_data.detect.recognizers.vocabulary import Finder, Words, any_of
from sector_data.spec.findings import Span

SCORE = 0.7
_CAP = r"(?:[A-ZÀ-ÖØ-Þ][\w.'’&-]*|of|the|and|for|&|de|des|du|la)"


def finder(words: Words) -> Finder:
    """Return the finder of care institutions: entity ``ORGANIZATION``."""
    kinds = any_of({k for w in words["organisations"] for k in (w.title(), w.upper())})
    pattern = re.compile(
        rf"(?<![\w.])(?P<x>(?:[A-ZÀ-ÖØ-Þ][\w'’&-]*\.?)(?:[ \t]{_CAP}){{0,4}}[ \t]{kinds}"
        rf"(?:[ \t](?:of|at|for|de|du|des)[ \t](?:the[ \t])?[A-ZÀ-ÖØ-Þ][\w'’-]+(?:[ \t][A-ZÀ-ÖØ-Þ][\w'’-]+)?)?)\b"
    )
    plain = re.compile(r"(?:the|our|this|her|his|general|local|mobile|free|retail|same|another|outpatient|inpatient|hospital|day|discharge|community|psychiatric|private|public)", re.I)
    some = re.compile(kinds)

    def find(text: str) -> Iterator[Span]:
        if not some.search(text):
            return
        for match in pattern.finditer(text):
            name = match["x"]
            head = name.split()[0]
            start = match.start("x")
            if plain.fullmatch(head):
                if len(name.split()) <= 2:
                    continue
                start += len(head) + 1
            yield Span(start, match.end("x"), "ORGANIZATION", SCORE)

    return Finder("Organisations", ("ORGANIZATION",), find)
