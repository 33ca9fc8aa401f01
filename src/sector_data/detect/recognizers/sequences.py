"""Phrases of word lists, found in a text word by word.

What lives here: finding phrases whatever their case, their dots and their dashes, at a speed that
does not depend on how many there are. What does not: the text's words
(:mod:`.people_words`), and what a phrase announces (:mod:`.people_rules`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from sector_data.detect.recognizers.people_words import WORD, Reading

_INSIDE = re.compile(r"[ \t.,/'’-]{0,3}")
_ELIDED = re.compile(r"(?:l|dell|all|dall|nell|sull|un|d|quell)['’](?=.)")


def whole_word(low: str) -> str:
    """Return a word without the small word that Italian writes together with it."""
    return _ELIDED.sub("", low) if "'" in low or "’" in low else low


class Sequences:
    """Finds phrases as sequences of words, whatever their case and punctuation.

    Parameters
    ----------
    phrases
        As they are written; "dott.ssa" is the sequence of "dott" and "ssa".

    Attributes
    ----------
    openers
        The words that they begin with.
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_first: dict[str, list[tuple[str, ...]]] = {}
        """First words, with the phrases that begin with them, the longest first."""
        for phrase in sorted(phrases, key=lambda p: (-len(p), p)):
            words = tuple(m[0].casefold() for m in WORD.finditer(phrase))
            if words:
                self._by_first.setdefault(words[0], []).append(words)
        for phrases_of_word in self._by_first.values():
            phrases_of_word.sort(key=len, reverse=True)
        self.openers = frozenset(self._by_first)

    def end(self, reading: Reading, at: int) -> int:
        """Return the number behind the longest phrase that begins at a word, or that number."""
        words = reading.words
        low = words[at].low
        for phrase in self._by_first.get(whole_word(low), ()):
            end = at + len(phrase)
            if end <= len(words) and all(
                words[at + i].low == phrase[i] and _INSIDE.fullmatch(reading.gap(at + i - 1))
                for i in range(1, len(phrase))
            ):
                return end
        return at
