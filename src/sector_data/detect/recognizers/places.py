"""Places and institutions that the words before them announce.

What lives here: "lives in Chicopee", "a man from Erving", "works as a clerk at Corner Market". What
does not: street addresses (:mod:`.addresses`), and names that stand without such words, which the
model finds.

The rules want a capital inside a sentence and leave out what the clinical lists know; they are
weaker than the others, and give way to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sector_data.detect.recognizers.vocabulary import Finder, Words
from sector_data.spec.findings import Span

LIKELY, WEAK = 0.55, 0.45
_UP = "A-ZÀ-ÖØ-ÞĀ-Ž"
_WORD = rf"[{_UP}][^\W\d_]+(?:['’-][^\W\d_]+)*"
_LINK = r"(?:of|the|at|on|de|du|des|la|&|and)"


def finder(words: Words) -> Finder:
    """Return the finder of announced places: ``LOCATION`` and ``ORGANIZATION``."""
    dull = frozenset(
        w for name in ("clinical", "months", "weekdays", "no_names", "titles") for w in words[name]
    )
    drug = re.compile(rf"[^\W\d_]{{2,}}{words.pattern('drug_endings')}s?", re.IGNORECASE)
    place = rf"(?P<x>{_WORD}(?:[ \t]{_WORD}){{0,2}})"
    name = rf"(?:the[ \t]|The[ \t])?(?P<x>{_WORD}(?:[ \t](?:{_LINK}[ \t]){{0,2}}{_WORD}){{0,4}})"
    links = words.any_of("work_links")
    patterns = [
        (re.compile(rf"\b(?i:{words.any_of('place_phrases')})[ \t]{place}"), "LOCATION", LIKELY),
        (re.compile(rf"\b{words.any_of('place_hints')}[ \t]{place}"), "LOCATION", WEAK),
        (
            re.compile(
                rf"\b(?i:{words.pattern('work_phrases')})\b[^.;:\n\d]{{0,30}}?"
                rf"[ \t]{links}[ \t]{name}"
            ),
            "ORGANIZATION",
            WEAK,
        ),
    ]

    def find(text: str) -> Iterator[Span]:
        for pattern, entity, score in patterns:
            for match in pattern.finditer(text):
                tokens = [t.lower() for t in re.findall(r"[^\s]+", match["x"])]
                if tokens[0] in dull or any(drug.fullmatch(t) for t in tokens):
                    continue
                if match["x"].isupper() and len(match["x"]) <= 5:
                    continue
                yield Span(match.start("x"), match.end("x"), entity, score)

    return Finder("Places", ("LOCATION", "ORGANIZATION"), find)
