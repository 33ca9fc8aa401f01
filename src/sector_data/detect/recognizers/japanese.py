"""People, places and institutions in Japanese texts.

What lives here: the finder, and patterns over the kinds of words that tell places and institutions.
What does not: the tagger (:mod:`.japanese_tokens`), people (:mod:`.japanese_people`), and labels,
readings and initials, which need no tags (:mod:`.japanese_letters`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sector_data.detect.recognizers import japanese_letters
from sector_data.detect.recognizers.japanese_people import (
    LIKELY,
    PLAIN,
    WEAK,
    Found,
    People,
    chains,
)
from sector_data.detect.recognizers.japanese_tokens import Tagger, Token, can_tag
from sector_data.detect.recognizers.vocabulary import Finder, Words
from sector_data.spec.findings import Span

ENTITIES = ("PERSON", "LOCATION", "ORGANIZATION", "NRP")
_NATIONAL = ("人", "系", "籍", "国籍", "系人")
_PLACE = re.compile(r"(?:[LC]p{0,2})+|[SPnZ]p{1,2}")
_KATAKANA = re.compile(r"[ァ-ヴー]{2,}")
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
        self._people = People(words)
        self._eponyms = frozenset(words["eponyms"])
        self._dull = frozenset(words["no_names"])
        self._families = frozenset(words["family_names"])
        self._plain = frozenset(words["plain_parts"])
        self._place_nouns = frozenset(words["place_nouns"])
        self._naming = frozenset(words["naming_kinds"])

    def find(self, text: str) -> Iterator[Span]:
        tokens = self._tagger.tokens(text)
        kinds = "".join(token.kind for token in tokens)
        people = [*self._people.find(text, tokens, kinds)]
        found = [
            *people,
            *self._institutions(tokens, kinds),
            *self._places(text, tokens, kinds),
            *self._again(tokens, people),
        ]
        for start, end, entity, score, reason in found:
            yield Span(tokens[start].start, tokens[end - 1].end, entity, score, reason=reason)

    def _places(self, text: str, tokens: Sequence[Token], kinds: str) -> Iterator[Found]:
        inside: set[int] = set()
        for start, end in chains(text, tokens):
            if kinds[end : end + 1] == "p":
                yield Found(start, end + 1, "LOCATION", LIKELY, "a name before a kind of place")
            if not set(kinds[start:end]) <= set("LCK"):
                inside.update(range(start, end))  # "マンチェスター・ユナイテッド" is no city
        for match in _PLACE.finditer(kinds):
            start, end = match.span()
            after = tokens[end].surface if end < len(tokens) else ""
            if start in inside or tokens[start].surface in self._eponyms:
                continue
            if match[0][0] == "Z" and not _KATAKANA.fullmatch(tokens[start].surface):
                continue
            if match[0][0] == "C" and after in _NATIONAL:
                yield Found(start, end + 1, "NRP", PLAIN, "a country and a word for its people")
            elif after not in self._place_nouns and kinds[end : end + 1] != "e":
                yield Found(start, end, "LOCATION", PLAIN, "tagged as a place")

    def _institutions(self, tokens: Sequence[Token], kinds: str) -> Iterator[Found]:
        reason = "a name before a kind of institution"
        for match in _SITE.finditer(kinds):
            start = self._start(tokens, kinds, match.start())
            if start is not None:
                yield Found(start, match.end(), "ORGANIZATION", LIKELY, reason)
        for match in _COMPANY.finditer(kinds):
            named = match.span("x") if match["x"] else match.span("y")
            if any(t.surface not in self._plain for t in tokens[slice(*named)]):
                reason = "beside the mark of a company"
                yield Found(*match.span(), "ORGANIZATION", LIKELY, reason)

    def _start(self, tokens: Sequence[Token], kinds: str, kind: int) -> int | None:
        """Return where the name before a kind of institution starts, if there is one."""
        start = kind
        while start and kind - start < _LONGEST and kinds[start - 1] in _PARTS:
            start -= 1
        for at in range(start, kind):
            if tokens[at].kind in _PROPER or self._names(tokens, at, kind):
                return at
        return kind if kinds[kind] == "I" else None

    def _names(self, tokens: Sequence[Token], at: int, kind: int) -> bool:
        """Whether a common word names an institution: "さくら" in "さくら医院"."""
        token = tokens[at]
        if token.kind not in "NZ" or token.surface in self._plain or token.surface in self._dull:
            return False
        return tokens[kind].surface in self._naming and len(token.surface) > 1

    def _again(self, tokens: Sequence[Token], people: Sequence[Found]) -> Iterator[Found]:
        names = {
            token.surface
            for start, end, _, score, _ in people
            if score >= LIKELY
            for token in tokens[start:end]
            if len(token.surface) > 1
            and (token.kind in "SGP" or (token.kind == "L" and token.surface in self._families))
        }
        reason = "part of a name that stands elsewhere"
        for at, token in enumerate(tokens):
            if token.surface in names and token.kind in "SGPL":
                yield Found(at, at + 1, "PERSON", WEAK, reason)


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
