"""People, places and institutions in Japanese texts.

What lives here: patterns over the kinds of the words, as the tagger gives them, and the rules
against what it takes for a name and is none: diseases, signs and scales named after somebody, words
that are family names, too. What does not: the tagger (:mod:`.japanese_tokens`), and labels,
readings and initials, which need none (:mod:`.japanese_letters`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

from sector_data.detect.recognizers import japanese_letters
from sector_data.detect.recognizers.japanese_tokens import Tagger, Token, can_tag
from sector_data.detect.recognizers.vocabulary import Finder, Words
from sector_data.spec.findings import Span

SURE, LIKELY, PLAIN, WEAK = 0.85, 0.7, 0.55, 0.45
ENTITIES = ("PERSON", "LOCATION", "ORGANIZATION", "NRP")
_KATAKANA = re.compile(r"[ァ-ヴーｦ-ﾟ]+")
_KANJI = re.compile(r"[一-鿿㐀-䶿豈-﫿々〆ヶノ]+")
_HIRAGANA = re.compile(r"[ぁ-んー]+")
_NATIONAL = ("人", "系", "籍", "国籍", "系人")

_FULL = re.compile(r"SB?[GP]+|SBS(?![pifeU])|LG+|n[G]|[n]BG+")
"""Family name and given name. A place before a given name is a family of the place's name."""
_GUESSED = re.compile(r"SB?[NZA](?![NZUGSLifpeA])")
"""A family name and what may be a given name that the dictionary does not know as one."""
_CHAIN = re.compile(r"[SGPLCXZN]+(?:K[SGPLCXZNAV]{1,3}){1,5}")
"""Parts of a foreign name with dots between."""
_CALLED = re.compile(r"(?:[SGPLXZn]{1,3}|[SLn]B[GNZ])(?=B?h)")
_IN_OFFICE = re.compile(r"[nL](?=B?r)")
_OF_KIN = re.compile(r"k[JKB.]{0,2}(?P<x>[SGPnZXLA]{1,3})(?=[.BhJ]|$)")
_ALONE = re.compile(r"[SGP]+")
_PLACE = re.compile(r"(?:[LC]p{0,2})+|[SPn]p{1,2}")
_SITE = re.compile(r"[ifI](?:[NU]{0,3}[if])*")
_COMPANY = re.compile(r"c(?P<x>B?[SLCXGPZNnUMKA]{1,5})|(?P<y>[SLCXGPZNnUMKAI]{1,5})c")
_PARTS = "SLCXGPZNnUMQKAdpe"
_LONGEST = 7
"""Words that the name of an institution has at most, before its kind."""
_PROPER = frozenset("SLCXGPn")


class _Rules:
    """The rules with the lists of a language."""

    def __init__(self, words: Words) -> None:
        self._tagger = Tagger(words)
        self._eponyms = frozenset(words["eponyms"])
        self._dull = frozenset(words["no_names"])
        self._plain = frozenset(words["plain_parts"])
        self._place_nouns = frozenset(words["place_nouns"])
        self._naming = frozenset(words["naming_kinds"])

    def find(self, text: str) -> Iterator[Span]:
        tokens = self._tagger.tokens(text)
        kinds = "".join(token.kind for token in tokens)
        at = partial(_span, tokens)
        people = [*self._people(tokens, kinds)]
        yield from (at(*found) for found in people)
        yield from (at(*found) for found in self._institutions(tokens, kinds))
        yield from (at(*found) for found in self._places(tokens, kinds))
        yield from self._again(tokens, people)

    def _people(self, tokens: Sequence[Token], kinds: str) -> Iterator[_Found]:
        for match in _FULL.finditer(kinds):
            yield *match.span(), "PERSON", SURE, "a family name and a given name"
        for match in _GUESSED.finditer(kinds):
            if self._given(tokens, *match.span()):
                yield *match.span(), "PERSON", PLAIN, "a family name and what may be a given name"
        for match in _CHAIN.finditer(kinds):
            if self._foreign(tokens, kinds, *match.span()):
                yield *match.span(), "PERSON", LIKELY, "parts of a foreign name"
        for match in _CALLED.finditer(kinds):
            if self._callable(tokens, kinds, *match.span()):
                yield *match.span(), "PERSON", SURE, "before a form of address"
        for match in _IN_OFFICE.finditer(kinds):
            if kinds[match.start()] == "n" or kinds[match.end()] == "r":
                yield *match.span(), "PERSON", LIKELY, "before an office or profession"
        for match in _OF_KIN.finditer(kinds):
            if self._single(tokens, kinds, *match.span("x"), sure=True):
                yield *match.span("x"), "PERSON", LIKELY, "behind a word for kin"
        for match in _ALONE.finditer(kinds):
            if self._single(tokens, kinds, *match.span(), sure=False):
                yield *match.span(), "PERSON", PLAIN, "tagged as a name"

    def _given(self, tokens: Sequence[Token], start: int, end: int) -> bool:
        name = tokens[end - 1].surface
        return bool(_KANJI.fullmatch(name)) and len(name) <= 3 and name not in self._dull

    def _foreign(self, tokens: Sequence[Token], kinds: str, start: int, end: int) -> bool:
        parts = tokens[start:end]
        name = "".join(t.surface for t in parts)
        known = any(t.kind in "PSG" for t in parts)
        called = end < len(kinds) and kinds[end] in "hr"
        if name in self._eponyms or (end < len(kinds) and kinds[end] in "eif"):
            return False
        return known or called

    def _callable(self, tokens: Sequence[Token], kinds: str, start: int, end: int) -> bool:
        name = "".join(t.surface for t in tokens[start:end])
        after = end + (kinds[end] == "B")
        if tokens[after].surface == "様" and kinds[after + 1 : after + 2] in {"N", "e", "Z"}:
            return False  # "パーキンソン様症状": like, not Mr
        return name not in self._dull

    def _single(
        self, tokens: Sequence[Token], kinds: str, start: int, end: int, *, sure: bool
    ) -> bool:
        name = "".join(t.surface for t in tokens[start:end])
        after = kinds[end : end + 1]
        if name in self._eponyms or name in self._dull:
            return False
        if after and after in "eifIpNZUMA":
            return False  # part of a longer word
        before = kinds[start - 1] if start else "."
        if sure or (after and after in "hr"):
            return True
        if before in "NZUQMLCX":
            return False
        return len(name) > 1 and not _HIRAGANA.fullmatch(name)

    def _places(self, tokens: Sequence[Token], kinds: str) -> Iterator[_Found]:
        for match in _PLACE.finditer(kinds):
            start, end = match.span()
            after = tokens[end].surface if end < len(tokens) else ""
            if match[0][0] == "C" and after in _NATIONAL:
                yield start, end + 1, "NRP", PLAIN, "a country and a word for its people"
            elif after in self._place_nouns or kinds[end : end + 1] == "e":
                continue
            elif tokens[start].surface not in self._eponyms:
                yield start, end, "LOCATION", PLAIN, "tagged as a place"

    def _institutions(self, tokens: Sequence[Token], kinds: str) -> Iterator[_Found]:
        for match in _SITE.finditer(kinds):
            start = self._start(tokens, kinds, match.start())
            if start is None:
                continue
            yield start, match.end(), "ORGANIZATION", LIKELY, "a name before a kind of institution"
        for match in _COMPANY.finditer(kinds):
            yield *match.span(), "ORGANIZATION", LIKELY, "beside the mark of a company"

    def _start(self, tokens: Sequence[Token], kinds: str, kind: int) -> int | None:
        """Return where the name before a kind of institution starts, if there is one."""
        start = kind
        while start and kind - start < _LONGEST and kinds[start - 1] in _PARTS:
            start -= 1
        named = kinds[kind] == "I"
        while start < kind and not named:
            token = tokens[start]
            if token.kind in _PROPER or self._names(tokens, start, kind):
                return start
            start += 1
        return start if named else None

    def _names(self, tokens: Sequence[Token], at: int, kind: int) -> bool:
        """Whether a common word names an institution: "さくら" in "さくら医院"."""
        token = tokens[at]
        if token.kind not in "NZ" or token.surface in self._plain or token.surface in self._dull:
            return False
        return tokens[kind].surface in self._naming and len(token.surface) > 1

    def _again(self, tokens: Sequence[Token], people: Sequence[_Found]) -> Iterator[Span]:
        names = {
            token.surface
            for start, end, _, score, _ in people
            if score >= LIKELY
            for token in tokens[start:end]
            if token.kind in "SGP" and len(token.surface) > 1
        }
        for token in tokens:
            if token.surface in names and token.kind in "SGPLN":
                reason = "part of a name that stands elsewhere"
                yield Span(token.start, token.end, "PERSON", WEAK, reason=reason)


_Found = tuple[int, int, str, float, str]
"""First word, the word behind the last, entity, score, reason."""


def _span(
    tokens: Sequence[Token], start: int, end: int, entity: str, score: float, reason: str
) -> Span:
    return Span(tokens[start].start, tokens[end - 1].end, entity, score, reason=reason)


def finder(words: Words) -> Finder:
    """Return the finder of Japanese names, places and institutions.

    Parameters
    ----------
    words
        The word lists of Japanese.

    Returns
    -------
    Finder
        With a tagger installed it reads every word; without one it finds what labels, forms of
        address and readings tell.
    """
    rules = _Rules(words) if can_tag() else None
    letters = japanese_letters.finder(words, tagged=rules is not None)

    def find(text: str) -> Iterator[Span]:
        yield from letters.find(text)
        if rules is not None:
            yield from rules.find(text)

    return Finder("Japanese", ENTITIES, find)
