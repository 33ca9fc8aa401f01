"""Names of cities, regions and countries, by language.

What lives here: the lists, and which of their names are something else besides. What does not:
telling whether a passage means the place (:mod:`sector_data.detect.recognizers.places`); making the
data file (``scripts/make_places.py``).

Cities come from GeoNames (CC BY 4.0), countries from Faker, and what a language calls regions and
foreign cities from its own lists (``words/<language>/places.yaml``).
"""

from __future__ import annotations

import gzip
import unicodedata
from functools import cache
from importlib import import_module, resources
from typing import Any, NamedTuple

from sector_data.detect.gazetteers.ordinary import ordinary_english
from sector_data.detect.recognizers.vocabulary import words_of_text
from sector_data.spec.words import Language

_COUNTRIES: dict[Language, str] = {
    "en": "en_US",
    "fr": "fr_FR",
    "de": "de_DE",
    "it": "it_IT",
    "ja": "ja_JP",
}


class _Names(NamedTuple):
    safe: frozenset[str]
    ambiguous: frozenset[str]


def place_names(language: Language) -> frozenset[str]:
    """Return names that are places wherever they stand with a capital, case-folded.

    Cities of the world from 15,000 inhabitants; of the countries of our languages from 5,000;
    regions; countries.
    """
    return _names(language).safe


def ambiguous_place_names(language: Language) -> frozenset[str]:
    """Return names of places that are also words or names of people ("Essen", "Bath"), folded.

    They are places only where the words around them say so.
    """
    return _names(language).ambiguous


@cache
def _names(language: Language) -> _Names:
    words = words_of_text(language)
    doubtful = frozenset(words["ambiguous_places"])
    listed = {n.casefold() for name in ("regions", "cities", "countries") for n in words[name]}
    listed |= _countries(language)
    safe, ambiguous = _cities(language)
    safe = (safe | listed) - doubtful
    return _Names(safe, (ambiguous | doubtful) - safe)


def _countries(language: Language) -> set[str]:
    provider: Any = import_module(f"faker.providers.address.{_COUNTRIES[language]}").Provider
    names: tuple[str, ...] = provider.countries
    # "Cocos (Îles)", "Réunion (La)", "Korea, Republic of" are entries of a register, not names.
    return {n.casefold() for n in names if not {"(", ","} & set(n) and not n.isupper()}


def _without_accents(name: str) -> str:
    """Return a name as those write it whose keyboards have no accents ("Montreal")."""
    if name.isascii() or name >= "\u2e80":  # kana lose their sound with their marks
        return name
    decomposed = unicodedata.normalize("NFD", name)
    return unicodedata.normalize(
        "NFC", "".join(c for c in decomposed if not unicodedata.combining(c))
    )


@cache
def _cities(language: Language) -> _Names:
    data = resources.files("sector_data.detect") / "gazetteers" / "places.txt.gz"
    text = gzip.decompress(data.read_bytes()).decode()
    latin, _, japanese = text.partition("[ja]\n")
    safe: set[str] = set()
    ambiguous: set[str] = set()
    for line in (japanese if language == "ja" else latin).splitlines():
        if line and not line.startswith("#"):
            name, _, marked = line.partition("\t")
            kind = ambiguous if language in marked.split() else safe
            kind.add(name)
            bare = _without_accents(name)
            if bare not in ordinary_english():  # "Colón" is a town, "colon" a bowel
                kind.add(bare)
    return _Names(frozenset(safe), frozenset(ambiguous))
