"""People in Japanese texts, by the kinds of their words.

What lives here: patterns over the kinds of the words that tell a person, and the rules against what
a tagger takes for one and is none: diseases, signs and scales named after somebody, common words
that are names, too. What does not: the tagger (:mod:`.japanese_tokens`), places and institutions
(:mod:`.japanese`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sector_data.detect.gazetteers.people import given_names
from sector_data.detect.recognizers.japanese_tokens import Token
from sector_data.detect.recognizers.vocabulary import Words

SURE, LIKELY, PLAIN, WEAK = 0.85, 0.7, 0.55, 0.45
_KANJI = re.compile(r"[一-鿿㐀-䶿豈-﫿々〆ヶノ]+")
_HIRAGANA = re.compile(r"[ぁ-んー]+")
_KATAKANA = re.compile(r"[ァ-ヴーｦ-ﾟ]+")
CHAIN = re.compile(
    r"(?<![A-Za-zァ-ヴーｦ-ﾟ])(?:[ァ-ヴーｦ-ﾟ]{1,20}|[A-Z][A-Za-z]{0,15})"
    r"(?:[・･·‧＝=][ァ-ヴーｦ-ﾟ]{1,20}){1,6}"
)
"""Parts of a foreign name with dots between."""

_FULL = re.compile(r"SB?[GP]+|SBS(?![pifeU])|[Ln]G+|PS")
"""Family name and given name. A place before a given name is a family of the place's name."""
_GUESSED = re.compile(r"(?P<f>[SLn])(?=B?(?P<x>[NZAMGUQSVdpkLPrJ]{1,3}?)(?:[.JBKVCQhr]|$))")
"""A family name and what may be a given name that the dictionary does not know as one."""
_CALLED = re.compile(r"(?:[SGPLXZn]{1,3}|[SLn]B[GNZ]|N)(?=B?h)")
_IN_OFFICE = re.compile(r"[nLZX](?=B?r)")
_OF_KIN = re.compile(r"k[JKB.]{0,2}(?P<x>[SGPnZXLA]{1,3})(?=[.BhJV]|$)")
_JOINED = re.compile(r"[SGPLn](?:K[SGPLNZn]){1,3}e")
_ALONE = re.compile(r"[SGP]+")
_TO_KATAKANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}
_LONGER = frozenset("eifIpcNZUMA")
"""Kinds that make a word before them part of a longer word."""
_LONGEST_GIVEN = 3
_UNKNOWN = re.compile(r"(?<![KNZXUMe])[ZX](?=J)")
_SHORTEST_UNKNOWN = 3
"""Letters of the shortest word in katakana that is taken for a foreign name."""


class Found(NamedTuple):
    """First word, the word behind the last, and what the words between are."""

    start: int
    end: int
    entity: str
    score: float
    reason: str


class People:
    """The rules for people with the lists of Japanese.

    Parameters
    ----------
    words
        The word lists of Japanese.
    """

    def __init__(self, words: Words) -> None:
        self._eponyms = frozenset(words["eponyms"])
        self._deeds = frozenset(words["deeds"])
        self._dull = frozenset((*words["no_names"], *words["plain_parts"], *words["no_given"]))
        self._families = frozenset((*words["family_names"], *words["short_family_names"]))
        self._given = given_names("ja")
        self._given_ends = frozenset(words["given_endings"])
        self._drug = re.compile(rf"[ァ-ヴー]+{words.any_of('medicine_endings')}")
        self._clinical = frozenset(words["clinical"])

    def find(self, text: str, tokens: Sequence[Token], kinds: str) -> Iterator[Found]:
        """Yield the people among the words of a text."""
        for match in _FULL.finditer(kinds):
            if not whole(tokens, *match.span()):
                continue
            if match[0][0] != "L" or kinds[match.end() : match.end() + 1] not in set("ifp"):
                yield Found(*match.span(), "PERSON", SURE, "a family name and a given name")
        for match in _GUESSED.finditer(kinds):
            if self._may_be_given(tokens, match):
                reason = "a family name and what may be a given name"
                yield Found(match.start(), match.end("x"), "PERSON", PLAIN, reason)
        for match in _CALLED.finditer(kinds):
            if self._callable(tokens, kinds, *match.span()):
                yield Found(*match.span(), "PERSON", SURE, "before a form of address")
        for match in _IN_OFFICE.finditer(kinds):
            if self._in_office(tokens, match.start()):
                yield Found(*match.span(), "PERSON", LIKELY, "before an office or profession")
        for match in _OF_KIN.finditer(kinds):
            if self._single(tokens, kinds, *match.span("x"), sure=True):
                yield Found(*match.span("x"), "PERSON", LIKELY, "behind a word for kin")
        # "木村・竹本分類": all of the names belong to the classification.
        joined = {at for m in _JOINED.finditer(kinds) for at in range(*m.span())}
        for match in _ALONE.finditer(kinds):
            if match.start() not in joined and self._single(
                tokens, kinds, *match.span(), sure=False
            ):
                yield Found(*match.span(), "PERSON", PLAIN, "tagged as a name")
        yield from self._foreign(text, tokens, kinds)
        yield from self._doing(tokens, kinds)

    def _doing(self, tokens: Sequence[Token], kinds: str) -> Iterator[Found]:
        """Find katakana of no dictionary in sentences about what only people do."""
        for match in _UNKNOWN.finditer(kinds):
            at = match.start()
            name = tokens[at].surface
            if len(name) < _SHORTEST_UNKNOWN or not _KATAKANA.fullmatch(name):
                continue
            if name in self._eponyms or self._drug.fullmatch(name) or not whole(tokens, at, at + 1):
                continue
            end = kinds.find(".", at)
            sentence = tokens[at : end if end >= 0 else len(tokens)]
            if any(t.surface in self._deeds for t in sentence):
                yield Found(at, at + 1, "PERSON", WEAK, "an unknown word that does what people do")

    def _may_be_given(self, tokens: Sequence[Token], match: re.Match[str]) -> bool:
        family = tokens[match.start()].surface
        parts = tokens[match.start("x") : match.end("x")]
        given = "".join(t.surface for t in parts)
        if _HIRAGANA.fullmatch(given):
            return given.translate(_TO_KATAKANA) in self._given
        if len(given) > _LONGEST_GIVEN or not _KANJI.fullmatch(given) or given in self._dull:
            return False
        if any(t.surface in self._dull for t in parts if len(t.surface) > 1):
            return False
        if given in self._given and len(given) > 1:
            return True
        if match["x"] == "Z" and match["f"] in "SL" and (match["f"] == "S" or len(family) == 2):
            return match["f"] == "S" or given[-1] in self._given_ends
        if match["f"] != "S" and family not in self._families:
            return False
        unknown = any(t.kind == "Z" for t in parts) or match["x"] in {"MU", "NM", "UM", "QN"}
        return given[-1] in self._given_ends and (unknown or match["f"] == "S")

    def _callable(self, tokens: Sequence[Token], kinds: str, start: int, end: int) -> bool:
        name = "".join(t.surface for t in tokens[start:end])
        after = end + (kinds[end] == "B")
        if tokens[after].surface in {"様", "氏"} and kinds[after + 1 : after + 2] in set("NeZ"):
            return False  # "パーキンソン様症状", "パーキンソン氏病": like, not Mr
        if kinds[start:end] == "N":
            kana = _HIRAGANA.fullmatch(name) and not name.startswith("お") and len(name) > 1
            child = kana and tokens[after].surface in {"ちゃん", "くん"}
            known = name.translate(_TO_KATAKANA) in self._given
            return bool((known or child) and name not in self._dull)
        if kinds[start] in "Sn" and name in self._families:
            return True
        return name not in self._dull and name not in self._clinical

    def _in_office(self, tokens: Sequence[Token], at: int) -> bool:
        name = tokens[at].surface
        if tokens[at].kind == "Z" and _KATAKANA.fullmatch(name) and len(name) > 2:
            office = tokens[at + 1].surface
            return len(office) > 1 and bool(_KANJI.fullmatch(office)) and office not in self._dull
        return name in self._families and name not in self._dull

    def _single(
        self, tokens: Sequence[Token], kinds: str, start: int, end: int, *, sure: bool
    ) -> bool:
        name = "".join(t.surface for t in tokens[start:end])
        after = kinds[end : end + 1]
        foreign = kinds[start:end] == "P" and _KATAKANA.fullmatch(name) and len(name) > 2
        if name in self._eponyms or name in self._dull or name in self._clinical:
            return False
        if not whole(tokens, start, end) or (name[0] in "左右" and name not in self._families):
            return False
        if after in _LONGER and not (foreign and after == "N" and _kanji(tokens[end])):
            return False
        before = kinds[start - 1] if start else "."
        if "K" in (before, after) and _KATAKANA.fullmatch(name):
            return False  # a part of a name with dots, or of what is none
        if sure or after in {"h", "r"}:
            return len(name) > 1 or before in "hrdJKB.kN"
        if before in "NZUQMLCXe" and not tokens[start].start > tokens[start - 1].end:
            return kinds[start] == "S" and before in "N" and len(name) > 1
        if kinds[start:end] == "G" and after == "V":
            return False
        return len(name) > 1 and not _HIRAGANA.fullmatch(name)

    def _foreign(self, text: str, tokens: Sequence[Token], kinds: str) -> Iterator[Found]:
        for start, end in chains(text, tokens):
            parts = tokens[start:end]
            after = kinds[end : end + 1]
            name = "".join(t.surface for t in parts)
            if name in self._eponyms or after in {"e", "i", "f", "I", "p"}:
                continue
            if any(self._drug.fullmatch(t.surface) or t.kind in "if" for t in parts):
                continue
            if any(t.kind in "PSG" for t in parts) or after in {"h", "r"}:
                family = after in {"S", "G", "n"} and _kanji(tokens[end])  # "ジミー・大西"
                yield Found(start, end + family, "PERSON", LIKELY, "parts of a foreign name")
            elif any(t.kind == "Z" for t in parts) and after not in _LONGER:
                yield Found(start, end, "PERSON", WEAK, "parts that may be a foreign name")


def whole(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Return whether words are no part of a longer run of katakana, as of a medicine's name."""
    first, last = tokens[start], tokens[end - 1]
    before = tokens[start - 1].surface[-1] if start else " "
    after = tokens[end].surface[0] if end < len(tokens) else " "
    cut = _KATAKANA.match(before) and _KATAKANA.match(first.surface)
    return not (cut or (_KATAKANA.match(after) and _KATAKANA.match(last.surface[-1])))


def _kanji(token: Token) -> bool:
    return bool(_KANJI.fullmatch(token.surface))


def chains(text: str, tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Yield first word and the word behind the last of what dots join in katakana."""
    at = 0
    for match in CHAIN.finditer(text):
        while at < len(tokens) and tokens[at].start < match.start():
            at += 1
        start = at
        while at < len(tokens) and tokens[at].end <= match.end():
            at += 1
        if at > start and tokens[start].start == match.start():
            yield start, at
