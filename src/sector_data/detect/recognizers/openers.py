"""Where the words that a pattern begins with stand in a text.

What lives here: trying a pattern only at the words that it can begin with, and telling whether a
text holds any of them at all. What does not: the patterns.

A regular expression with hundreds of alternatives tries them at every letter. The words of a text
are counted once for all patterns, and most texts hold none of a pattern's words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

_WORD = re.compile(r"[^\W\d_]+")
_UNSPACED = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff]")
"""Scripts without blanks, whose words cannot be told apart."""
_TEXTS = 8
"""Texts whose words are kept: all finders read one text, then the next."""


@lru_cache(maxsize=_TEXTS)
def _places(text: str) -> Mapping[str, list[int]]:
    """Return the words of a text in lower case, with the places where they begin."""
    places: dict[str, list[int]] = {}
    for match in _WORD.finditer(text):
        places.setdefault(match[0].lower(), []).append(match.start())
    return places


def words_in(text: str) -> Mapping[str, list[int]]:
    """Return the words of a text in lower case, with the places where they begin."""
    return _places(text)


class Openers:
    """Knows the first words of phrases.

    Parameters
    ----------
    phrases
        As word lists have them, in any letter case. A word is letters in a row.
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        firsts = [_WORD.search(phrase) for phrase in phrases]
        words = [m[0].lower() if m and m.start() == 0 else "" for m in firsts]
        self._anywhere = any(not word or _UNSPACED.search(word) for word in words)
        self._words = frozenset(words)

    def __contains__(self, text: str) -> bool:
        """Tell whether a text holds any of the words, in any letter case."""
        return self._anywhere or not self._words.isdisjoint(_places(text))

    def matches(self, pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
        """Yield what ``pattern.finditer`` would, for a pattern that begins with such a word.

        Parameters
        ----------
        pattern
            Begins with one of the phrases; before it only what has no width.
        text
            Any text.
        """
        if self._anywhere:
            yield from pattern.finditer(text)
            return
        places = _places(text)
        reached = 0
        for start in sorted(at for word in self._words.intersection(places) for at in places[word]):
            match = pattern.match(text, start) if start >= reached else None
            if match:
                reached = match.end()
                yield match
