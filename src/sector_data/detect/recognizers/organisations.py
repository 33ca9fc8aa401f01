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
_UP = "A-ZÀ-ÖØ-Þ"
_CAP = rf"(?:[{_UP}][\w.'’&-]{{0,30}}|of|the|and|for|&|de|des|du|la)"


def finder(words: Words) -> Finder:
    """Return the finder of care institutions: entity ``ORGANIZATION``."""
    kinds = any_of({k for w in words["organisations"] for k in (w.title(), w.upper())})
    some = re.compile(kinds)
    place = rf"(?:the[ \t])?[{_UP}][\w'’-]{{1,30}}(?:[ \t][{_UP}][\w'’-]{{1,30}})?"
    pattern = re.compile(
        rf"(?<![\w.])(?P<x>[{_UP}][\w'’&-]{{0,30}}\.?(?:[ \t]{_CAP}){{0,4}}[ \t]{kinds}"
        rf"(?:[ \t](?:of|at|for|de|du|des)[ \t]{place})?)\b"
    )
    general = frozenset(words["no_institutions"])

    def find(text: str) -> Iterator[Span]:
        if not some.search(text):
            return
        for match in pattern.finditer(text):
            name, start = match["x"], match.start("x")
            while name and name.split(maxsplit=1)[0].lower() in general:
                _, _, rest = name.partition(" ")
                start += len(name) - len(rest)
                name = rest
            if " " in name:  # "Community Hospital" names none in particular
                yield Span(start, match.end("x"), "ORGANIZATION", SCORE)

    return Finder("Organisations", ("ORGANIZATION",), find)
