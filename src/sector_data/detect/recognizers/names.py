"""Names of people that the words around them announce: titles, labels, greetings, credentials.

What lives here: rules that need no language model and work on names no model has seen. What does
not: names that stand alone in running text, which the model finds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sector_data.detect.recognizers.vocabulary import Finder, Words, any_of
from sector_data.spec.findings import Span

SURE, LIKELY = 0.9, 0.7
_UP = r"A-ZÀ-ÖØ-ÞĀ-ŽΑ-ΩА-Я"
_PART = rf"(?:[{_UP}][^\W\d_]*(?:['’-][{_UP}]?[^\W\d_]+)*|[{_UP}]\.)"
_LINK = r"(?:de|del|della|di|da|dos|du|la|le|van|von|der|den|ter|bin|al|el|st\.|y|e)"
NAME = rf"{_PART}\.?(?:[ \t]+(?:{_LINK}[ \t]+){{0,2}}{_PART}){{0,3}}"
"""One to four capitalised words with the small words that stand inside family names."""
_LAST_FIRST = rf"{_PART}(?:[ -]{_PART})?,[ \t]?{_PART}(?:[ \t]{_PART}){{0,2}}"


def finder(words: Words) -> Finder:
    """Return the finder of announced names: entity ``PERSON``."""
    titles = any_of({w for t in words["titles"] for w in (t.title(), t.upper(), t)})
    labels = words.any_of("name_labels")
    phrases = words.any_of("name_phrases")
    greetings = words.any_of("greetings")
    kin = words.any_of("kin")
    credentials = any_of({w for c in words["credentials"] for w in (c.upper(), c.title())})
    patterns = [
        (re.compile(rf"\b{titles}(?:\.|\b)[ \t]*(?:{titles}(?:\.|\b)[ \t]*)*(?P<x>{NAME})"), SURE),
        (re.compile(rf"(?P<x>{_LAST_FIRST}|{NAME}),?[ \t]+{credentials}\b"), SURE),
        (re.compile(rf"(?:^|[\n>|;.(\t ])[ \t]*(?i:{labels})[ \t]*(?:\([^)\n]{{1,20}}\))?[ \t]*[:=][ \t]*(?:{titles}\.?[ \t]+)*(?P<x>{_LAST_FIRST}|{NAME})"), SURE),
        (re.compile(rf"\b(?i:{phrases})[ \t]+(?:{titles}\.?[ \t]+)*(?P<x>{NAME})"), LIKELY),
        (re.compile(rf"(?:^|[\n.!?>\"“][ \t]*)(?i:{greetings}),?[ \t]+(?:{titles}\.?[ \t]+)*(?P<x>{NAME})"), LIKELY),
        (re.compile(rf"\b(?i:(?:his|her|their|my|the|patient's|pt's)[ \t]+(?:\w+[ \t]+)?{kin}),?[ \t]+(?P<x>{NAME})"), LIKELY),
    ]  # fmt: skip
    # Behind an unmistakable label a name may be in any case: to the end of the line, four words.
    any_case = re.compile(
        rf"(?:^|[\n>|;])[ \t]*(?i:patient(?:'s)?[ \t]name|full[ \t]name|last[ \t]name|first[ \t]name|surname|name)[ \t]*[:=][ \t]*"
        rf"(?P<x>[^\W\d_][\w.'’-]*(?:,?[ \t][^\W\d_][\w.'’-]*){{0,3}})(?=[ \t]*(?:$|[\n,;|(]|\d))",
        re.MULTILINE,
    )
    after_name = re.compile(rf"(?i:\b{any_of(('my name is', 'name is'))})[ \t]+(?P<x>[^\W\d_]{{2,}}(?:[ \t][^\W\d_]{{2,}})?)(?=[ \t]*(?:$|[\n,.;!]))")
    skipped = frozenset(words["clinical"]) | {"the", "a", "an", "i", "she", "he", "we", "they", "no", "yes", "not", "none", "unknown", "n", "team", "all", "sir", "madam", "everyone", "you", "in", "on", "at", "this", "that", "it"}

    def find(text: str) -> Iterator[Span]:
        for pattern, score in patterns:
            for match in pattern.finditer(text):
                start, end = match.span("x")
                first = re.split(r"[\s,]", match["x"])[0].lower().rstrip(".")
                if first not in skipped:
                    yield Span(start, end, "PERSON", score)
        for pattern in (any_case, after_name):
            for match in pattern.finditer(text):
                if not skipped & set(re.split(r"[\s,.]+", match["x"].lower())):
                    yield Span(match.start("x"), match.end("x"), "PERSON", LIKELY)

    return Finder("Names", ("PERSON",), find)
