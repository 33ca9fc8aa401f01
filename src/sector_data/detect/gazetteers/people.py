"""Given names and family names: those of the countries of a language, and those of the world.

What lives here: the lists, taken from Faker, which keeps them per locale from registers of
births and telephone books, and one form for all spellings of a name. What does not: telling a name
from the word that it also is ("Rose", "Hoffnung"): that takes the text around it
(:mod:`sector_data.detect.recognizers.listed`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
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
_EVERYWHERE = (
    *("az_AZ", "bg_BG", "cs_CZ", "da_DK", "de_AT", "de_CH", "de_DE", "de_LI", "de_LU", "el_GR"),
    *("en", "en_GB", "en_IE", "en_IN", "en_KE", "en_NG", "en_NZ", "en_PK", "en_TH", "en_US"),
    *("es_AR", "es_CA", "es_CL", "es_CO", "es_ES", "es_MX", "et_EE", "fi_FI", "fr_BE", "fr_CA"),
    *("fr_CH", "fr_DZ", "fr_FR", "ga_IE", "ha_NG", "hr_HR", "hu_HU", "id_ID", "ig_NG", "is_IS"),
    *("it_IT", "ja_JP", "lt_LT", "lv_LV", "mk_MK", "nl_BE", "nl_NL", "no_NO", "pl_PL", "pt_BR"),
    *("pt_PT", "ro_RO", "ru_RU", "sk_SK", "sl_SI", "sv_SE", "tr_TR", "tw_GH", "uk_UA", "uz_UZ"),
    *("vi_VN", "yo_NG", "zh_CN", "zh_TW", "zu_ZA"),
)
"""Locales whose names are written in Latin, Cyrillic or Greek letters, or romanised by Faker."""
_FIRST = ("first_names", "first_names_male", "first_names_female", "first_romanized_names")
_LAST = (
    *("last_names", "last_names_male", "last_names_female", "last_romanized_names"),
    *("male_last_names", "female_last_names", "unisex_last_names"),
)
_SHORTEST = 2
_ROMAN = str.maketrans(
    dict(zip("абвгдезийклмнопрстуфыэѓѕјљњќґієї", "abvgdeziyklmnoprstufyegzjlnkgiei", strict=True))
    | {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": ""}
    | {"ю": "yu", "я": "ya", "џ": "dz"}
    | dict(zip("αβγδεζηικλμνξοπρσςτυφω", "avgdeziiklmnxoprsstyfo", strict=True))
    | {"θ": "th", "χ": "ch", "ψ": "ps"}
    | {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ə": "a"}
)
"""Cyrillic by the BGN/PCGN romanisation without its marks, Greek by ISO 843 as passports have it,
and the Latin letters that have no accent to take off."""


@cache
def given_names(language: Language) -> frozenset[str]:
    """Return given names, case-folded; of Japanese ones the kanji, kana and romaji."""
    return _collect(language, "first")


@cache
def family_names(language: Language) -> frozenset[str]:
    """Return family names, case-folded; of Japanese ones the kanji, kana and romaji."""
    return _collect(language, "last")


def folded(name: str) -> str:
    """Return a name in small Latin letters without accents, as :func:`names_anywhere` has them.

    Examples
    --------
    >>> folded("ŽIVKOVIĆ")
    'zivkovic'
    """
    if name.isascii():
        return name.lower()
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c)).translate(_ROMAN)


@cache
def given_names_anywhere() -> frozenset[str]:
    """Return single words that are given names somewhere in the world, :func:`folded`."""
    return frozenset(_words(_FIRST))


@cache
def family_names_anywhere() -> frozenset[str]:
    """Return single words that are family names somewhere in the world, :func:`folded`."""
    return frozenset(_words(_LAST))


def _words(kinds: Iterable[str]) -> Iterator[str]:
    for locale in _EVERYWHERE:
        provider: Any = import_module(f"faker.providers.person.{locale}").Provider
        for kind in kinds:
            names = getattr(provider, kind, ())
            for name in () if isinstance(names, property) else names:
                # "De la Cruz" and "Mary-Ann": the parts stand for themselves in texts.
                for part in name.replace("-", " ").split():
                    word = folded(part)
                    if len(word) >= _SHORTEST and word.isalpha() and word.isascii():
                        yield word


def _collect(language: Language, which: str) -> frozenset[str]:
    kinds = (f"{which}_names", f"{which}_kana_names", f"{which}_romanized_names")
    found: set[str] = set()
    for locale in _LOCALES[language]:
        provider: Any = import_module(f"faker.providers.person.{locale}").Provider
        for kind in kinds:
            names: Iterable[str] = getattr(provider, kind, ())
            found.update(name.casefold() for name in names)
    return frozenset(found)
