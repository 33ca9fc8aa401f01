"""Titles of jobs in five languages.

What lives here: whether a short text is the title of a job, by the titles that Faker keeps per
locale and by nouns that end or begin titles. What does not: kinds of work (``employed``,
``retired``), which are a closed set (:mod:`sector_data.detect.closed_sets`).
"""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module, resources

import yaml

from sector_data.detect.gazetteers.people import folded

_LOCALES = ("en_US", "fr_FR", "de_DE", "de_AT", "fr_CH", "ja_JP")
_WORD = re.compile(r"[^\W\d_]+")
_LONGEST = 60
"""Characters of the longest title: what is longer is a sentence."""


@cache
def occupations() -> frozenset[str]:
    """Return whole titles, folded (:func:`~sector_data.detect.gazetteers.people.folded`)."""
    titles: set[str] = set()
    for locale in _LOCALES:
        provider = import_module(f"faker.providers.job.{locale}").Provider
        titles.update(folded(title) for title in provider.jobs)
    return frozenset(titles)


@cache
def _nouns() -> tuple[frozenset[str], tuple[str, ...]]:
    path = resources.files("sector_data.detect") / "words" / "occupations.yaml"
    document = yaml.safe_load(path.read_text("utf-8"))
    return frozenset(document["nouns"]), tuple(document["endings"])


def is_occupation(value: str) -> bool:
    """Whether a text is the title of a job.

    Examples
    --------
    >>> is_occupation("Senior software engineer"), is_occupation("Anna Baker")
    (True, False)
    """
    if len(value) > _LONGEST:
        return False
    title = folded(value.strip())
    if title in occupations():
        return True
    nouns, endings = _nouns()
    words = _WORD.findall(title)
    return any(word in nouns for word in words) or title.endswith(endings)
