"""Passages with marked names, and how well a finder does on them.

What lives here: reading the marks, and the shares of names found and of passages touched. What does
not: the passages (:mod:`.german_sentences` and its likes).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from sector_data.detect.recognizers.names import again
from sector_data.detect.recognizers.vocabulary import Finder, words_of_text
from sector_data.spec.evidence.findings import Span
from sector_data.spec.words import Language

Case = Callable[[str], str]
CASES: tuple[Case, ...] = (str, str.upper, str.lower)
COVERED = 0.9
"""Share of the letters of a name that must be found."""


def unmarked(passage: str) -> tuple[str, list[tuple[int, int]]]:
    """Take the braces off a passage; return where the names stand."""
    text = ""
    names = []
    # Capitals of "ß" are two letters: written so at once, no letter case moves anything.
    for number, part in enumerate(re.split(r"[{}]", passage.replace("ß", "ss"))):
        if number % 2:
            names.append((len(text), len(text) + len(part)))
        text += part
    return text, names


def people(finder: Finder, language: Language, text: str) -> list[Span]:
    """Find the names of a text, and their parts wherever else they stand in it."""
    words = words_of_text(language)
    dull = frozenset((*words["common_names"], *words["clinical"], *words["no_names"]))
    spans = [s for s in finder.find(text) if s.entity == "PERSON"]
    return [*spans, *again(text, spans, dull)]


def recall(finder: Finder, language: Language, passages: Sequence[str], case: Case) -> float:
    """Return the share of marked names of which nearly all letters are found."""
    names = found = 0
    for passage in passages:
        text, places = unmarked(passage)
        text = case(text)
        covered = {i for s in people(finder, language, text) for i in range(s.start, s.end)}
        for start, end in places:
            letters = [i for i in range(start, end) if text[i].isalnum()]
            names += 1
            found += sum(i in covered for i in letters) >= COVERED * len(letters)
    return found / names


def touched(finder: Finder, language: Language, passages: Sequence[str], case: Case) -> float:
    """Return the share of passages in which any name is found."""
    hits = [bool(people(finder, language, case(unmarked(p)[0]))) for p in passages]
    return sum(hits) / len(hits)
