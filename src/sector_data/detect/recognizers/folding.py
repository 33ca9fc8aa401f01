"""One form for the many ways in which a label is typed, letter by letter.

What lives here: small letters without accents, ASCII digits for full-width ones, one kind of dash,
apostrophe and blank; and patterns of word lists written in that form. What does not: the words.

A folded text has the length of the text, so that a place in one is the same place in the other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_DASHES = "‐‑‒–—―−－"
_BREAKS = "\n\v\f\r\x85\u2028\u2029"
_APOSTROPHES = "’‘´`ʼ＇"


class _Folds(dict[int, str]):
    """Folds of single characters, learnt as they are met."""

    def __missing__(self, code: int) -> str:
        folded = _fold(chr(code))
        self[code] = folded
        return folded


def _fold(character: str) -> str:
    if character in _DASHES:
        return "-"
    if character in _APOSTROPHES:
        return "'"
    if character.isspace():
        return {"\t": "\t"}.get(character, "\n" if character in _BREAKS else " ")
    wide = unicodedata.normalize("NFKC", character)
    plain = wide if len(wide) == 1 else character
    base = unicodedata.normalize("NFD", plain)[0]
    plain = base if base.isascii() else plain
    lower = plain.lower()
    return lower if len(lower) == 1 else plain


_FOLDS = _Folds()


def fold(text: str) -> str:
    """Fold a text, character by character.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    str
        As long as the text.
    """
    return text.translate(_FOLDS)


def trie(words: Iterable[str]) -> str:
    """Return a pattern that matches any of the words in a folded text, and of several the longest.

    Common beginnings are written once: a text is read at a speed that hardly depends on how many
    words there are. A blank or hyphen in a word stands for up to two blanks, hyphens or underlines,
    or for none between letters and a hyphen.

    Parameters
    ----------
    words
        In any form; they are folded.

    Returns
    -------
    str
        A non-capturing group; it matches nothing when there are no words.
    """
    root = _Node()
    for word in {fold(w).strip() for w in words} - {""}:
        node = root
        for character in _GAP.sub(lambda gap: "-" if "-" in gap[0] else " ", word):
            node = node.setdefault(character, _Node())
        node[""] = _Node()
    return _pattern(root) if root else "(?!)"


class _Node(dict[str, "_Node"]):
    """What may follow a beginning: the next characters, and "" where a word ends."""


_GAP = re.compile(r"[\s-]+")
_FLEXIBLE = {" ": r"[\s_-]{1,2}", "-": r"[\s_-]{0,2}", ".": r"\.?", "'": r"['\s]?"}


def _pattern(node: _Node) -> str:
    # The empty end sorts first and stands last, so that the longest word wins.
    branches = [
        _FLEXIBLE.get(character, re.escape(character)) + _pattern(following) if character else ""
        for character, following in sorted(node.items(), reverse=True)
    ]
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
