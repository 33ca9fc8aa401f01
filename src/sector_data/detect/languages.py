"""Which language a text is in.

What lives here: telling the five languages of the package apart by their small words and their
letters. What does not: other languages, which are told as none.

The small words of a language make up a third of what is written in it (Zipf, *Human Behavior and
the Principle of Least Effort*, 1949; the method is Ingle's, 1976): twenty words suffice.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache

from sector_data.detect.recognizers.vocabulary import words_of_text
from sector_data.spec.words import LANGUAGES, Language

ENOUGH = 3
"""Small words that a language needs before it is told."""
LEAD = 1.5
"""How many times more of them than of the next language's."""
KANA = 0.05
"""Share of kana among the letters from which a text is Japanese; Chinese has none."""
_WORD = re.compile(r"[^\W\d_]+")
_KANA = re.compile(r"[\u3040-\u30ff\uff66-\uff9f]")
_LETTER = re.compile(r"[^\W\d_]")


@cache
def _languages_by_word() -> dict[str, tuple[Language, ...]]:
    found: dict[str, tuple[Language, ...]] = {}
    for language in LANGUAGES:
        for word in words_of_text(language)["function_words"]:
            found[word] = (*found.get(word, ()), language)
    return found


def guess_language(texts: Iterable[str], most: int = 200) -> Language | None:
    """Return the language that texts are in, or None when it cannot be told.

    Parameters
    ----------
    texts
        Taken to be in one language; the first ``most`` are looked at, each up to 2,000 characters.
    most
        Texts to look at.
    """
    known = _languages_by_word()
    counts: Counter[Language] = Counter()
    letters = kana = 0
    for number, text in enumerate(texts):
        if number >= most:
            break
        head = text[:2000]
        letters += len(_LETTER.findall(head))
        kana += len(_KANA.findall(head))
        for word in _WORD.findall(head.lower()):
            for language in known.get(word, ()):
                # A word of two languages speaks for both, half as loudly.
                counts[language] += 2 if len(known[word]) == 1 else 1
    if letters and kana >= KANA * letters:
        return "ja"
    ranked = [*counts.most_common(2), ("", 0), ("", 0)]
    (first, most_of), (_, next_most) = ranked[0], ranked[1]
    if most_of < 2 * ENOUGH or most_of < LEAD * next_most:
        return None
    return next(language for language in LANGUAGES if language == first)
