"""Japanese text as a row of tagged words.

What lives here: SudachiPy's tags, made into one letter a word, so that a passage can be told by a
pattern of letters. What does not: the patterns (:mod:`.japanese`), and what needs no tags
(:mod:`.japanese_letters`).

The tagger alone is three hundred times as fast as a language model that names entities, and it
tells family names, given names, places and countries apart. It comes with GiNZA, or with spaCy's
own Japanese models; without it there are no words, and patterns of characters do what they can.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from typing import Any, NamedTuple

from sector_data.detect.recognizers.vocabulary import Words

CHUNK = 8_000
"""Characters that are tagged at once: the tagger takes no more than 49,149 bytes."""
_TAGS = {
    "姓": "S",
    "名": "G",
    "人名": "P",
    "国": "C",
    "地名": "L",
    "固有名詞": "X",
    "数詞": "M",
    "接尾辞": "U",
    "接頭辞": "Q",
    "名詞": "N",
    "形状詞": "A",
    "助詞": "J",
    "空白": "B",
    "記号": "N",
    "補助記号": ".",
}
"""Of the tags of a word the one that tells most, to the letter of the word's kind."""
_JOINTS = frozenset("・･·‧＝=゠")
_INSIDE = frozenset("ヶケノ之")
"""Letters inside names, which the tagger takes for particles: "みどりヶ丘"."""
_READING = re.compile(r"[（(].*$", re.DOTALL)
_HOUSES = ("病院", "医院", "診療所", "クリニック", "医療センター")


class Token(NamedTuple):
    """One word: ``text[start:end]``, its letters without a reading in brackets, and its kind.

    Kinds: S family name, G given name, P other name of a person, C country, L place, X other
    proper noun, N noun, Z noun that no dictionary has, M number, U ending, Q prefix, A adjectival
    noun, J particle, B blank, K a dot between the parts of a foreign name, "." other punctuation,
    V all else. By the lists: h honorific, r role, k kin, n a noun that is also a family name, i
    kind of institution, f kind of site, I name of an institution, c mark of a company, p kind of
    place, e noun behind an eponym, d what is no name.
    """

    start: int
    end: int
    surface: str
    kind: str


def can_tag() -> bool:
    """Return whether the tagger and a dictionary of it are installed."""
    return bool(find_spec("sudachipy") and find_spec("sudachidict_core"))


@cache
def _tagger() -> Any:
    from sudachipy import Dictionary, SplitMode

    return Dictionary(dict="core").create(SplitMode.C)


def _letter(tags: tuple[str, ...], surface: str, *, unknown: bool) -> str:
    if surface in _JOINTS:
        return "K"
    told = next((_TAGS[t] for t in reversed(tags[:4]) if t in _TAGS), "V")
    return "Z" if unknown and told == "N" else told


class Tagger:
    """Tags texts with the words of the lists in mind.

    Parameters
    ----------
    words
        The word lists of Japanese.
    """

    def __init__(self, words: Words) -> None:
        names = (*words["short_family_names"], *words["family_names"])
        # Later lists win: "橋" behind a name is a bridge before it is a family.
        lists = {
            "d": words["no_names"],
            "n": [n for n in names if n not in set(words["no_names"])],
            "e": words["eponym_nouns"],
            "p": words["place_kinds"],
            "f": words["site_kinds"],
            "i": words["institution_kinds"],
            "c": words["company_marks"],
            "k": words["kin"],
            "r": words["roles"],
            "h": words["honorifics"],
        }
        self._kinds = {word: kind for kind, listed in lists.items() for word in listed}
        institutions = {*words["institution_kinds"], *words["company_marks"]}
        self._endings = {
            "L": tuple(sorted(institutions)),
            "X": tuple(sorted(institutions | {*words["site_kinds"]})),
        }
        self._known: dict[int, str] = {}

    def tokens(self, text: str) -> list[Token]:
        """Return the words of a text, in order."""
        found: list[Token] = []
        for at, chunk in _chunks(text):
            for token in self._chunk(at, chunk):
                last = found[-1] if found else token
                if token.surface == "長" and self._kinds.get(last.surface + "長") == "r":
                    surface = last.surface + token.surface  # "部" and "長" of "高橋部長"
                    found[-1] = Token(last.start, token.end, surface, "r")
                else:
                    found.append(token)
        return found

    def _chunk(self, at: int, chunk: str) -> Iterator[Token]:
        for morpheme in _tagger().tokenize(chunk):
            surface = morpheme.surface()
            unknown = morpheme.is_oov()
            number = morpheme.part_of_speech_id() * 2 + unknown
            letter = "K" if surface in _JOINTS else self._known.get(number)
            if letter is None:
                letter = _letter(morpheme.part_of_speech(), surface, unknown=unknown)
                self._known[number] = letter
            if "（" in surface or "(" in surface:
                surface = _READING.sub("", surface) or surface
            start, end = at + morpheme.begin(), at + morpheme.end()
            yield Token(start, end, surface, self._kind(surface, letter))

    def _kind(self, surface: str, letter: str) -> str:
        if surface in _INSIDE:
            return "N"
        if letter in "NZUAVXLQ":
            kind = self._kinds.get(surface)
            if kind and (letter != "V" or kind == "h") and (letter != "X" or kind in "if"):
                return kind if letter != "L" or kind in "ifp" else letter
            if letter == "N" and len(surface) > 2 and surface.endswith(_HOUSES):
                return "i"  # "中央病院" and "市民病院" are one word to the tagger
            if letter in "XL" and len(surface) > 2 and surface.endswith(self._endings[letter]):
                return "I"
        return letter


def _chunks(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    while len(text) - at > CHUNK:
        window = text[at : at + CHUNK]
        cut = max(window.rfind("\n"), window.rfind("。")) + 1 or CHUNK
        yield at, text[at : at + cut]
        at += cut
    yield at, text[at:]
