"""What all forms of addresses share: signs, numbers, words.

What lives here: pieces of patterns. What does not: patterns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

SURE, LIKELY, WEAK = 0.9, 0.7, 0.5
CAPITAL = r"[^\W\d_a-zß-öø-ÿ]"
"""A letter that is no small one of Latin."""
CAP_WORD = rf"{CAPITAL}[\w.'’-]{{0,30}}"
PLACE_WORD = rf"{CAPITAL}[\w'’-]{{1,30}}"
PLACE_LIKE = re.compile(
    r"(?i:^(?:bad|sankt|st\.|saint|sainte|ste|san|sant|santa|klein|groß|gross|neu|alt|ober|unter"
    r"|nieder|castell?o?|monte|villa|villers|château|mont)(?:[ -]|['’])\w"
    r"|[ -](?:sur|sous|lès|lez|les|en|am|an der|im|bei|ob|vor|di|del|della|nel|sul)[ -]\w"
    r"|(?:heim|hausen|dorf|burg|berg|stadt|stedt|feld|bach|ingen|hofen|kirchen|furt|brück|brücken|rode|leben|weiler|wald|tal|thal|ville|court|mont"
    r"|ach|haven|büttel|münde|moos|wil)$)"
)
"""How places are named in German, French and Italian, where no list has them."""


class Street(NamedTuple):
    """A street with its house number, or a part of an address that is as telling."""

    start: int
    end: int
    score: float
    reason: str


def either(words: Iterable[str]) -> str:
    """Return a pattern for any of the words, the longest first; one that fails if there is none."""
    listed = sorted(set(words), key=lambda w: (-len(w), w))
    return f"(?:{'|'.join(map(re.escape, listed))})" if listed else "(?!)"


def whole_words(words: Iterable[str]) -> str:
    """Return a pattern for any of the words with nothing of a word before or behind."""
    listed = list(words)
    dotted = [w for w in listed if w.endswith((".", "/"))]
    plain = [w for w in listed if not w.endswith((".", "/"))]
    return rf"(?<![\w'’-])(?:{either(dotted)}|{either(plain)}(?![\w'’-]))"
