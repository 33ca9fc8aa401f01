"""A text cut into words, with the forms that words are compared in.

What lives here: folding of case, accents, widths and letters that stand for two; cutting. What does
not: what the words mean.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import resources
from typing import Any

import yaml

CJK = "\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f"
"""Ideographs and kana, as the inside of a character class."""
_MARKS = "\u0300-\u036f"
_TOKEN = re.compile(rf"[^\W\d_{CJK}](?:[^\W\d_{CJK}]|[{_MARKS}])*|\d+")
_ASCII_TOKEN = re.compile(r"[A-Za-z]+|[0-9]+")
_WIDE = re.compile("[\u3000\uff00-\uffef]")
_SOUND_MARKS = "\uff9e\uff9f"
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
_TWO_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_ONE_LETTER = re.compile(r"([aou])e")


@cache
def forms() -> dict[str, Any]:
    """Return the lists of ``words/forms.yaml``."""
    path = resources.files("sector_data.detect") / "words" / "forms.yaml"
    document: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return document


@cache
def word_list(name: str) -> frozenset[str]:
    """Return one list of ``words/forms.yaml`` as a set."""
    return frozenset(str(word) for word in forms()[name])


@lru_cache(maxsize=1 << 15)
def fold(word: str) -> str:
    """Return a word in lower case without accents: ``Müller`` and ``MULLER`` are ``muller``."""
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return plain.translate(_LETTERS)


def spellings(word: str) -> set[str]:
    """Return the folded forms that a word of a column may have in a text.

    ``Müller`` gives ``muller`` and ``mueller``; ``Mueller`` gives both as well.
    """
    plain = fold(word)
    composed = unicodedata.normalize("NFC", word.casefold())
    written_out = fold(composed.translate(_TWO_LETTERS))
    found = {plain, written_out}
    if len(plain) > 4:
        found.add(_ONE_LETTER.sub(r"\1", plain))
    return found


class ReadText:
    """A text as the searches see it.

    Attributes
    ----------
    text
        With full-width letters and digits made narrow and half-width kana made wide.
    keys, starts, ends
        Folded words and runs of digits, and where they stand in `text`; no Japanese, which has no
        words.
    is_plain
        Whether there is no capital in it.
    """

    __slots__ = ("_ends", "_starts", "ends", "is_plain", "keys", "starts", "text")

    def __init__(self, text: str) -> None:
        self._starts: list[int] | None = None
        self._ends: list[int] | None = None
        self.text = self._narrow(text) if _WIDE.search(text) else text
        token = _ASCII_TOKEN if self.text.isascii() else _TOKEN
        self.is_plain = self.text == self.text.lower()
        self.keys: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        for match in token.finditer(self.text):
            self.keys.append(fold(match[0]))
            self.starts.append(match.start())
            self.ends.append(match.end())

    def __repr__(self) -> str:
        return f"ReadText({len(self.keys)} words)"

    def _narrow(self, text: str) -> str:
        made: list[str] = []
        self._starts, self._ends = [], []
        for at, sign in enumerate(text):
            if sign in _SOUND_MARKS and made:
                joined = unicodedata.normalize("NFKC", made[-1] + sign)
                if len(joined) == 1:
                    made[-1] = joined
                    self._ends[-1] = at + 1
                    continue
            narrow = unicodedata.normalize("NFKC", sign)
            made.append(narrow if len(narrow) == 1 and _WIDE.match(sign) else sign)
            self._starts.append(at)
            self._ends.append(at + 1)
        return "".join(made)

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return where a passage of `text` stands in the text that was given."""
        if self._starts is None or self._ends is None:
            return start, end
        return self._starts[start], self._ends[end - 1]

    def gap(self, left: int, right: int) -> str:
        """Return what stands between two words."""
        return self.text[self.ends[left] : self.starts[right]]

    def has_capital(self, at: int) -> bool:
        """Whether a word has a capital, or its script has none."""
        return not self.text[self.starts[at] : self.ends[at]].islower()

    def is_upper(self, at: int) -> bool:
        """Whether a word of two letters or more is all capitals."""
        return (
            self.ends[at] - self.starts[at] > 1
            and self.text[self.starts[at] : self.ends[at]].isupper()
        )


def words_in(value: str) -> Iterator[str]:
    """Yield the words and runs of digits of a value, as written; no Japanese."""
    for match in _TOKEN.finditer(unicodedata.normalize("NFKC", value)):
        yield match[0]


def one_edit(one: str, other: str) -> bool:
    """Whether one letter changed, more or less, or two neighbours swapped, separates two words.

    This is a Damerau-Levenshtein distance (optimal string alignment) of exactly one.
    """
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    if len(one) > len(other):
        one, other = other, one
    start = 0
    while start < len(one) and one[start] == other[start]:
        start += 1
    if len(one) < len(other):
        return one[start:] == other[start + 1 :]
    if one[start + 1 :] == other[start + 1 :]:
        return True
    return (
        one[start : start + 2] == other[start : start + 2][::-1]
        and one[start + 2 :] == other[start + 2 :]
    )
