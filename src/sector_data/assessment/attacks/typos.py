"""Spellings that one slip of the pen apart are the same word.

What lives here: which words of two lists are alike. What does not: what follows from that
(:mod:`sector_data.assessment.attacks.comparing`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

SHORTEST = 4
"""Shorter words are too often one letter from another word."""

_BETWEEN = str.maketrans("", "", " -'’.")


def alike(words: Iterable[str], others: Sequence[str]) -> dict[str, list[str]]:
    """Return for each word the others that are nearly spelt like it, the same word left out.

    Two words are alike when they are equal, or become equal when one letter is left out of one or
    both, upper and lower case being the same: a letter too many, too few, another one, two swapped
    (Garbe's symmetric deletes, the case of one). Only words of letters count: a slip in a number or
    an interval is another number.

    Returns
    -------
    dict
        Words without any such other are not in it; the others are in their order.
    """
    by_variant: dict[str, set[int]] = defaultdict(set)
    for place, other in enumerate(others):
        for variant in _variants(other):
            by_variant[variant].add(place)
    found = {}
    for word in words:
        places = {p for variant in _variants(word) for p in by_variant.get(variant, ())}
        near = [others[place] for place in sorted(places) if others[place] != word]
        if near:
            found[word] = near
    return found


def _variants(word: str) -> set[str]:
    letters = word.casefold().translate(_BETWEEN)
    if len(letters) < SHORTEST or not letters.isalpha():
        return set()
    return {letters, *(letters[:i] + letters[i + 1 :] for i in range(len(letters)))}
