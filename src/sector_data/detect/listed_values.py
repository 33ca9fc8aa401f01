"""Values of a column that stand on lists: names of people and places, titles of jobs.

What lives here: the shares of distinct values that are such names, and what that proves. What does
not: the lists (:mod:`sector_data.detect.gazetteers`), closed sets such as sexes or states
(:mod:`sector_data.detect.shapes`).

No list holds all names, and many words are names besides: a list proves something when most values
of a column stand on it, and more than on the other list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from sector_data.detect.gazetteers.occupations import is_occupation
from sector_data.detect.gazetteers.people import (
    family_names,
    family_names_anywhere,
    folded,
    given_names,
    given_names_anywhere,
)
from sector_data.detect.gazetteers.places import ambiguous_place_names, place_names
from sector_data.detect.profiles import ColumnProfile
from sector_data.detect.shapes import Likeness, of_values
from sector_data.spec.words import LANGUAGES

FEWEST = 5
"""Distinct values below which lists prove nothing."""
PEOPLE, PLACES = 0.6, 0.6
"""Share of the distinct values that have to be on a list. Of the surnames of a country, the lists
have about two thirds (weighted by how frequent they are); a list of products has a tenth."""
WORK = 0.6
"""Share of the distinct values that have to be titles of jobs."""
SURE, LIKELY = 0.8, 0.6
LONGEST = 5
"""Words of the longest name: "María del Carmen García López" has five."""
_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_PARTICLES = frozenset(
    {"de", "da", "di", "del", "della", "la", "le", "van", "von", "der", "den", "dos", "y", "bin"}
    | {"el", "al", "mr", "mrs", "ms", "dr", "jr", "sr", "ii", "iii", "iv", "st"}
)
_KANA_NAME = re.compile(
    r"[\u30a0-\u30ff\uff66-\uff9f]{2,10}[ \u3000][\u30a0-\u30ff\uff66-\uff9f]{2,10}"
)
_KANJI = re.compile(r"[\u3005\u3400-\u9fff\u3040-\u30ff]")


@cache
def _people() -> frozenset[str]:
    return given_names_anywhere() | family_names_anywhere()


@cache
def _japanese_surnames() -> tuple[str, ...]:
    return tuple(sorted(n for n in family_names("ja") if _KANJI.match(n)))


@cache
def _japanese_given() -> frozenset[str]:
    return frozenset(n for n in given_names("ja") if _KANJI.match(n))


@cache
def _places() -> frozenset[str]:
    every = (place_names(language) | ambiguous_place_names(language) for language in LANGUAGES)
    return frozenset().union(*every)


def _is_person(value: str) -> bool:
    """Tell whether a value is made of words that are names of people.

    Digits grown to a name ("Smith322", as generators write them) are looked past.
    """
    if _KANJI.match(value):
        bare = value.replace("\u3000", "").replace(" ", "")
        return bare in _japanese_given() or bare.startswith(_japanese_surnames())
    words = [folded(token) for token in _TOKEN.findall(re.sub(r"\d+\b", "", value))]
    # Particles and initials tell neither way.
    words = [word for word in words if len(word) > 1 and word not in _PARTICLES]
    known = sum(word in _people() for word in words)
    return 0 < len(words) <= LONGEST and known * 2 >= len(words)


def _is_place(value: str) -> bool:
    return value.casefold().strip(" .") in _places()


def listed_likenesses(profile: ColumnProfile) -> Iterator[Likeness]:
    """Yield what lists of names say of a text column.

    Parameters
    ----------
    profile
        Of any column; only texts of a few words are looked up.
    """
    if not profile.is_text or profile.distinct < FEWEST or profile.mean_words > LONGEST:
        return
    values = profile.thinned(1000)
    if (kana := _share(values, _KANA_NAME.fullmatch)) >= PEOPLE:
        yield Likeness("PERSON", kana, SURE, of_values(kana, "two words in kana, as names are"))
        return
    work = _share(values, is_occupation)
    if work >= WORK:
        yield Likeness("OCCUPATION", work, LIKELY, of_values(work, "titles of jobs"))
        return
    people, places = _share(values, _is_person), _share(values, _is_place)
    if people >= PEOPLE and people >= places:
        sure = SURE if people >= 0.8 and profile.distinct >= 4 * FEWEST else LIKELY
        yield Likeness("PERSON", people, sure, of_values(people, "on lists of names of people"))
    elif places >= PLACES:
        sure = SURE if places >= 0.8 and profile.distinct >= 2 * FEWEST else LIKELY
        yield Likeness("CITY", places, sure, of_values(places, "on lists of places"))


def _share(values: Sequence[str], test: Callable[[str], object]) -> float:
    return sum(1 for value in values if test(value)) / len(values) if values else 0.0
