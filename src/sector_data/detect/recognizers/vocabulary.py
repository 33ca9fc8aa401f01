"""The words of a language that announce personal data in running text, and the finder type.

What lives here: reading ``words/text.<language>.yaml`` and making patterns of word lists. What does
not: the patterns of each kind of passage.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

import yaml

from sector_data.spec.findings import Span
from sector_data.spec.words import Language


@dataclass(frozen=True)
class Finder:
    """Something that finds passages in one text.

    Attributes
    ----------
    name
        For Presidio's registry.
    entities
        What it can find.
    find
        Text to spans, in any order, possibly overlapping.
    """

    name: str
    entities: tuple[str, ...]
    find: Callable[[str], Iterable[Span]] = field(repr=False)


@dataclass(frozen=True)
class Words:
    """The word lists of one language; a list that its file does not give is empty."""

    language: Language
    lists: dict[str, tuple[str, ...]]
    patterns: dict[str, str]
    ids: dict[str, tuple[str, ...]]
    ids_weak: dict[str, tuple[str, ...]]

    def __getitem__(self, name: str) -> tuple[str, ...]:
        """Return a word list."""
        return self.lists.get(name, ())

    def any_of(self, name: str) -> str:
        """Return a pattern that matches any word of a list; one that matches nothing if empty."""
        return any_of(self[name])

    def pattern(self, name: str) -> str:
        """Return a pattern that the file spells out; one that matches nothing if it does not."""
        return self.patterns.get(name, "(?!)")


def any_of(words: Iterable[str]) -> str:
    """Return a non-capturing pattern for any of the words, the longest first, blanks flexible."""
    escaped = [
        re.escape(w).replace(r"\ ", r"[\s_-]{1,3}")
        for w in sorted(set(words), key=lambda w: (-len(w), w))
    ]
    return f"(?:{'|'.join(escaped)})" if escaped else "(?!)"


@cache
def words_of_text(language: Language) -> Words:
    """Read the words of a language."""
    path = resources.files("sector_data.detect") / "words" / f"text.{language}.yaml"
    document = yaml.safe_load(path.read_text("utf-8"))
    ids = {k: tuple(v) for k, v in document.pop("ids", {}).items()}
    weak = {k: tuple(v) for k, v in document.pop("ids_weak", {}).items()}
    lists = {k: tuple(v) for k, v in document.items() if isinstance(v, list)}
    patterns = {k: v for k, v in document.items() if isinstance(v, str)}
    return Words(language, lists, patterns, ids, weak)


def ordinary_words(language: Language) -> frozenset[str]:
    """Return words that are also names, in lower case: written so they are left in texts."""
    words = words_of_text(language)
    return frozenset((*words["common_names"], *words["clinical"]))
