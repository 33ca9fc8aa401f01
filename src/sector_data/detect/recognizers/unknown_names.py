"""Words with a capital that nothing explains: names that no list, no model and no rule knows.

What lives here: what is left of a sentence's capitals when ordinary words, clinical terms, trade
names, eponyms and abbreviations are taken away. What does not: names that a list knows
(:mod:`.listed`) or words announce (:mod:`.names`).

English writes names with a capital inside a sentence, and hardly anything else: a word that is in
no dictionary and has one is a name of a person, a place or a house, whichever. No list holds all
names, but lists do hold nearly all other words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sector_data.detect.recognizers.known_names import KnownNames, eponymous
from sector_data.detect.recognizers.vocabulary import Words
from sector_data.spec.evidence.findings import Span

INSIDE = 0.42
"""Score: the weakest of all names, so that whatever else was found names the passage."""
_SHORTEST = 4
"""Letters of the shortest word that counts."""
_CAP = r"[A-ZÀ-ÖØ-ÞĀ-Ž][^\W\d_A-Z]{1,20}"
_WORD = re.compile(
    r"[A-ZÀ-ÖØ-ÞĀ-Ž](?<![\w@#./&'’+-].)"  # behind the letter: it is looked for quickly
    rf"(?:[a-z]?['’]{_CAP}|[^\W\d_A-Z]{{1,20}})(?:(?:['’-]|(?<=Mc)|(?<=Mac)){_CAP}){{0,3}}"
    r"(?![\w@/&+]|['’-]\w{2}|\.\w)"
)
_RUN = re.compile(
    r"[A-Z](?<![\w@#./&'’+-].)[a-z]{1,20}"
    r"(?:[ \t](?:of[ \t]|and[ \t]|&[ \t])?[A-Z][a-z]{1,20}){1,4}(?![\w@/-])"
)
"""Words with capitals side by side, which make a name of ordinary words: "Gulf Coast Marine"."""
_BEGINS = re.compile(r"(?:\A|[.!?:;>•*|)\n\t]|\s{2}|-)[\s\"'“‘(\[*•>-]{0,4}\Z")
_NEAR = 8
"""Characters before a word that tell whether it begins a sentence."""
_COUNTED = re.compile(r"(?:\d|%|#|\b(?:an?|per|each|every|no|x))[ \t]\Z", re.IGNORECASE)
_MEASURED = re.compile(r"(?:['’]s)?[ \t]?(?:[-+:=<>]?[ \t]?\d|[:=])")
_TOLD = (
    ("PERSON", re.compile(r"\b(?:by|per|with)[ \t]\Z")),
    ("LOCATION", re.compile(r"\b(?:in|near|outside)[ \t]\Z")),
)
"""What the word before a name says of it; where it says nothing, a firm or a house has the name:
those of people and places are in the lists."""


class UnknownNames:
    """Finds capitals that nothing explains.

    Parameters
    ----------
    words
        The word lists of English.
    """

    def __init__(self, words: Words) -> None:
        self._names = KnownNames(words)
        self._thing = eponymous(words)
        lists = ("clinical", "trade_names", "months", "weekdays", "function_words", "no_names")
        announcing = ("titles", "credentials", "kin")
        self._clinic = frozenset(w for name in (*lists, *announcing) for w in words[name])
        self._titles = frozenset((*words["titles"], *words["credentials"], *words["kin"]))

    def find(self, text: str) -> Iterator[Span]:
        """Find them.

        Parameters
        ----------
        text
            In the letter case of print.

        Yields
        ------
        Span
            Of the kind that the word before tells, ``ORGANIZATION`` where it tells none.
        """
        for match in _WORD.finditer(text):
            before = text[max(0, match.start() - _NEAR) : match.start()]
            if len(match[0]) < _SHORTEST or _BEGINS.search(before) or _COUNTED.search(before):
                continue
            end = match.end()
            if _MEASURED.match(text, end) or self._thing.match(text, end):
                continue
            if self._unexplained(match[0]):
                told = (entity for entity, pattern in _TOLD if pattern.search(before))
                entity = next(told, "ORGANIZATION")
                yield Span(match.start(), end, entity, INSIDE, reason="a capital without a word")

        yield from self._runs(text)

    def _runs(self, text: str) -> Iterator[Span]:
        """Find names of ordinary words, in sentences that give no other word a capital."""
        for match in _RUN.finditer(text):
            before = text[max(0, match.start() - _NEAR) : match.start()]
            if _BEGINS.search(before) or _COUNTED.search(before) or not before[-2:-1].islower():
                continue
            if _MEASURED.match(text, match.end()) or self._thing.match(text, match.end()):
                continue
            words = [w for w in match[0].split() if w[0].isupper()]
            if not any(self._clinical(w) for w in words):
                yield Span(*match.span(), "ORGANIZATION", INSIDE, reason="capitals side by side")

    def _clinical(self, word: str) -> bool:
        names = self._names
        # People's names have rules of their own.
        return word.lower() in self._clinic or names.eponym(word) or names.sure(word)

    def _unexplained(self, word: str) -> bool:
        names = self._names
        if names.coded(word) or self._explained(word):
            return False
        parts = re.split(r"['’-]", word)
        return len(parts) == 1 or not any(self._explained(part) for part in parts if len(part) > 2)

    def _explained(self, word: str) -> bool:
        names, low = self._names, word.lower()
        listed = names.dull(word) or names.common(word) or names.ordinary(word)
        return listed or names.eponym(word) or names.eponym(f"{word}s") or low in self._titles
