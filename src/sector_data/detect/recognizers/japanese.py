"""People, places and institutions in Japanese texts.

What lives here: the finder, and patterns over the kinds of words that tell places and institutions.
What does not: the tagger (:mod:`.japanese_tokens`), people (:mod:`.japanese_people`), and labels,
readings and initials, which need no tags (:mod:`.japanese_letters`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from sector_data.detect.recognizers import japanese_letters
from sector_data.detect.recognizers.japanese_people import (
    LIKELY,
    PLAIN,
    Found,
    People,
    chains,
    whole,
)
from sector_data.detect.recognizers.japanese_tokens import Tagger, Token, can_tag
from sector_data.detect.recognizers.vocabulary import Finder, Words
from sector_data.spec.evidence.findings import Span

ENTITIES = ("PERSON", "LOCATION", "ORGANIZATION", "NRP")
AGAIN = 0.6
"""Score of a part of a name that stands elsewhere: above that of a place of the same letters."""
_ROAD = re.compile(r"(?:国道|県道|府道|都道|道道|州道|市道)\s?[0-9０-９]{1,4}号線?")
_NATIONAL = ("人", "系", "籍", "国籍", "系人")
_PLACE = re.compile(r"(?:[LC]p{0,2})+|[SPnZ]p{1,2}")
_KATAKANA = re.compile(r"[ァ-ヴー]{2,}")
_KANA = re.compile(r"[ぁ-んァ-ヴー]{3,}")
_SITE = re.compile(r"[ifI](?:[NU]{0,3}[if])*")
_COMPANY = re.compile(r"c(?P<x>B?[SLCXGPZNnUMKA]{1,5})|(?P<y>[SLCXGPZNnUMKAI]{1,5})c")
_CARE = re.compile(r"c[cBSLCXGPZNnUMKAQdi]{1,8}[ifI]")
"""The body that runs an institution, and the institution: "医療法人社団 慈恵会 須磨病院"."""
_PARTS = "SLCXGPZNnUMQKAdpe"
_LONGEST = 7
"""Words that the name of an institution has at most, before its kind."""
_PROPER = frozenset("SLCXGPn")
_OWNERS = frozenset(
    {"国立", "公立", "市立", "県立", "都立", "府立", "道立", "町立", "村立", "区立", "私立"}
)


class _Rules:
    """The rules with the lists of a language."""

    def __init__(self, words: Words) -> None:
        self._tagger = Tagger(words)
        self._people = People(words)
        self._eponyms = frozenset(words["eponyms"])
        self._no_places = self._eponyms | frozenset(words["clinical"])
        self._dull = frozenset(words["no_names"])
        self._families = frozenset(words["family_names"])
        self._plain = frozenset(words["plain_parts"])
        self._nationalities = frozenset(words["nationalities"])
        self._place_nouns = frozenset(words["place_nouns"])
        self._common = self._plain | self._dull
        self._naming = frozenset(words["naming_kinds"])
        self._before = frozenset(words["kinds_before"])

    def find(self, text: str) -> Iterator[Span]:
        tokens = self._tagger.tokens(text)
        kinds = "".join(token.kind for token in tokens)
        institutions = [*self._institutions(tokens, kinds)]
        named = {at for start, end, *_ in institutions for at in range(start, end)}
        people = [
            person
            for person in self._people.find(text, tokens, kinds)
            if not named.issuperset(range(person.start, person.end))
        ]
        found = [
            *people,
            *institutions,
            *self._places(text, tokens, kinds),
            *self._again(tokens, people),
        ]
        for match in _ROAD.finditer(text):
            yield Span(*match.span(), "LOCATION", PLAIN, reason="a road with its number")
        for start, end, entity, score, reason in found:
            yield Span(tokens[start].start, tokens[end - 1].end, entity, score, reason=reason)

    def _places(self, text: str, tokens: Sequence[Token], kinds: str) -> Iterator[Found]:
        inside: set[int] = set()
        for start, end in chains(text, tokens):
            if kinds[end : end + 1] == "p":
                yield Found(start, end + 1, "LOCATION", LIKELY, "a name before a kind of place")
            if not set(kinds[start:end]) <= set("LCK"):
                inside.update(range(start, end))  # "マンチェスター・ユナイテッド" is no city
        for at, token in enumerate(tokens):
            if token.kind == "N" and token.surface in self._nationalities:
                yield Found(at, at + 1, "NRP", PLAIN, "a nationality")
        for match in _PLACE.finditer(kinds):
            start, end = match.span()
            after = tokens[end].surface if end < len(tokens) else ""
            if start in inside or tokens[start].surface in self._no_places:
                continue
            if not whole(tokens, start, end):
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
            start = self._start(tokens, kinds, match.start(), match.end())
            if start is not None:
                if start > 1 and tokens[start - 1].surface == "立":
                    start -= 2  # "市立札幌病院"
                if start and tokens[start - 1].surface == "聖":
                    start -= 1  # "聖ヨハネ病院"
                end = match.end() + self._follows(tokens, match.end())
                yield Found(start, end, "ORGANIZATION", LIKELY, reason)
        for match in _CARE.finditer(kinds):
            yield Found(*match.span(), "ORGANIZATION", LIKELY, "beside the mark of a company")
        for match in _COMPANY.finditer(kinds):
            named = match.span("x") if match["x"] else match.span("y")
            if any(t.surface not in self._plain for t in tokens[slice(*named)]):
                reason = "beside the mark of a company"
                yield Found(*match.span(), "ORGANIZATION", LIKELY, reason)

    def _start(self, tokens: Sequence[Token], kinds: str, kind: int, end: int) -> int | None:
        """Return where the name before a kind of institution starts, if there is one."""
        start = kind
        while start and kind - start < _LONGEST and kinds[start - 1] in _PARTS:
            start -= 1
        naming = any(t.surface in self._naming for t in tokens[kind:end])
        for at in range(start, kind):
            token = tokens[at]
            if token.surface in _OWNERS and (kind - at > 1 or kinds[kind] == "I"):
                return at
            if token.surface in self._common or token.surface in self._eponyms:
                continue
            if token.kind in _PROPER or (naming and token.kind in "NZ" and len(token.surface) > 1):
                return at
        inside = tokens[kind + 1 : end - 1]
        if kinds[kind] == "I" or (
            tokens[end - 1].surface in self._naming
            and any(t.surface not in self._common and len(t.surface) > 1 for t in inside)
        ):
            return kind
        if not self._follows(tokens, end):
            return None
        while kind > start and tokens[kind - 1].surface in self._plain:
            kind -= 1
        return kind

    def _follows(self, tokens: Sequence[Token], end: int) -> bool:
        """Whether a name follows the kind: "訪問看護ステーションひまわり"."""
        if end >= len(tokens) or tokens[end - 1].surface not in self._before:
            return False
        token = tokens[end]
        return token.kind in "NZXGSP" and bool(_KANA.fullmatch(token.surface))

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
                yield Found(at, at + 1, "PERSON", AGAIN, reason)


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


def shares(values: Sequence[str], words: Words) -> dict[str, float]:
    """Return the share of short values that are one entity as a whole, by their tags.

    Parameters
    ----------
    values
        A sample of the distinct values of a column.
    words
        The word lists of Japanese.

    Returns
    -------
    dict
        Entity to share in [0, 1]; empty without a tagger or without values.
    """
    if not values or not can_tag():
        return {}
    rules = _Rules(words)
    counts: Counter[str] = Counter()
    for value in values:
        shown = value.strip()
        whole_value = {s.entity for s in rules.find(shown) if s.end - s.start >= 0.6 * len(shown)}
        counts.update(whole_value)
    return {entity: count / len(values) for entity, count in sorted(counts.items())}
