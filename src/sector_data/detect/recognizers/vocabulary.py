"""The words of a language that announce personal data in running text, and the finder type.

What lives here: reading ``words/<language>/*.yaml`` and making patterns of word lists. What does
not: the patterns of each kind of passage; the words of column headers, which stand beside them
(:mod:`sector_data.detect.headers`).

Each file of a language is one topic (``names``, ``dates``, ``addresses`` …); together they are one
set of named lists, so a name is used in one file only. A word of ``ids`` makes what follows it an
identifier; one of ``ids_weak`` only with "number", "#" or ":" between.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

import yaml

from sector_data.spec.evidence.findings import Span
from sector_data.spec.words import Language

HEADERS = "headers.yaml"
"""The file of a language that is about columns."""


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
        Text to spans, in any order, possibly overlapping. A span's ``reason`` says why it was
        found, where that says more than ``reason`` here.
    reason
        Why it finds what it finds, in a few words without any of a text.
    """

    name: str
    entities: tuple[str, ...]
    find: Callable[[str], Iterable[Span]] = field(repr=False)
    reason: str = "the form of the passage"


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
    folder = resources.files("sector_data.detect") / "words" / language
    document: dict[str, Any] = {}
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if path.name != HEADERS:
            document |= yaml.safe_load(path.read_text("utf-8")) or {}
    ids = {k: tuple(v) for k, v in document.pop("ids", {}).items()}
    weak = {k: tuple(v) for k, v in document.pop("ids_weak", {}).items()}
    lists = {k: tuple(v) for k, v in document.items() if isinstance(v, list)}
    patterns = {k: v for k, v in document.items() if isinstance(v, str)}
    return Words(language, lists, patterns, ids, weak)


def ordinary_words(language: Language) -> frozenset[str]:
    """Return words that are also names, in lower case: written so they are left in texts."""
    words = words_of_text(language)
    return frozenset((*words["common_names"], *words["clinical"]))
