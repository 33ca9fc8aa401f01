"""Given names and family names of the countries of a language.

What lives here: the lists, taken from Faker, which keeps them per locale from registers of
births and telephone books. What does not: telling a name from the word that it also is
("Rose", "Hoffnung"): that takes the text around it (:mod:`sector_data.detect.recognizers.names`).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from typing import Any

from sector_data.spec.words import Language

_LOCALES: dict[Language, tuple[str, ...]] = {
    "en": ("en_US", "en_GB", "en_IE", "en_NZ", "en_IN"),
    "fr": ("fr_FR", "fr_CA", "fr_CH", "fr_BE"),
    "de": ("de_DE", "de_AT", "de_CH"),
    "it": ("it_IT",),
    "ja": ("ja_JP",),
}


@cache
def given_names(language: Language) -> frozenset[str]:
    """Return given names, case-folded; of Japanese ones the kanji, kana and romaji."""
    return _collect(language, "first")


@cache
def family_names(language: Language) -> frozenset[str]:
    """Return family names, case-folded; of Japanese ones the kanji, kana and romaji."""
    return _collect(language, "last")


def _collect(language: Language, which: str) -> frozenset[str]:
    kinds = (f"{which}_names", f"{which}_kana_names", f"{which}_romanized_names")
    found: set[str] = set()
    for locale in _LOCALES[language]:
        provider: Any = import_module(f"faker.providers.person.{locale}").Provider
        for kind in kinds:
            names: Iterable[str] = getattr(provider, kind, ())
            found.update(name.casefold() for name in names)
    return frozenset(found)
