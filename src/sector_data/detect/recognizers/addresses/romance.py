"""Streets as they are written in French, Italian and their kin: word for the street, then name.

What lives here: "12 bis, rue de la Paix", "Via Roma, 3", "RUE DU BAC 5", with the number before or
behind, in capitals or not. What does not: what stands behind them (:mod:`.joining`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from sector_data.detect.recognizers.addresses.forms import (
    CAPITAL,
    LIKELY,
    SURE,
    Street,
    either,
    whole_words,
)
from sector_data.detect.recognizers.openers import Openers
from sector_data.detect.recognizers.vocabulary import words_of_text
from sector_data.spec.words import LANGUAGES, Language

_HOUSE = (
    r"(?<![\d.,/-])\d{1,4}(?:\s?[-/]\s?\d{1,4})?"
    r"(?:\s?(?:bis|ter|quater|BIS|TER|QUATER|[A-Ha-h])(?![\w'’]))?"
)
_BEHIND = (
    r"(?:,?\s?(?:n(?:um(?:ero|éro)?)?[.°ºro]{0,2}\s?)?\d{1,4}(?![\d%]|[ \t]\d{3}\b)"
    r"(?!\s?(?:mg|ml|cm|mm|km|ans|anni)\b)"
    r"(?:\s?[/-]\s?\d{1,4}|\s?/\s?[A-Za-z]{1,3}(?!\w)|\s?(?:bis|ter|[A-Za-z])(?![\w'’]))?"
    r"|,?\s[sS]\.?[nN]\.?[cC]?\.?(?![\w]))"
)
_DATE = (
    r"(?:\d{1,2}|[IVX]{1,5}|1°|1er)\s(?:[Gg]ennaio|[Ff]ebbraio|[Mm]arzo|[Aa]prile|[Mm]aggio|[Gg]iugno"
    r"|[Ll]uglio|[Aa]gosto|[Ss]ettembre|[Oo]ttobre|[Nn]ovembre|[Dd]icembre|[Jj]anvier|[Ff]évrier"
    r"|[Mm]ars|[Aa]vril|[Mm]ai|[Jj]uin|[Jj]uillet|[Aa]oût|[Ss]eptembre|[Oo]ctobre|[Nn]ovembre"
    r"|[Dd]écembre)"
)
"""Streets named after a day: "Via 4 Novembre", "rue du 11 Novembre"."""
_ON_DAY = re.compile(r"(?i)[ \t](?:le|il)[ \t]\d")
"""A day on which something was: "la Cour le 23 octobre 2007"; streets are called "du" or "4"."""
_ALSO_WORDS = {"strada", "str.", "place", "pl.", "route", "largo", "corso", "ch.", "imp.", "all."}
"""What may be a street with a number, and is too much else without one."""
_IN_A_DOMAIN = re.compile(r"\w\.[a-z]$")
"""What begins with the end of a domain: "luca@example.ch. Die 63"."""
_LOW_STOP = (
    r"(?!(?:et|est|a|qui|que|avec|pour|par|dans|il|elle|le|la|non|si|ha|è|con|per|che|tel|né|née)"
    r"\b)"
)


def street_finder(language: Language) -> Callable[[str], Iterator[Street]]:
    """Return a finder of such streets; ``language`` is the one the text is written in."""
    lists = [words_of_text(some) for some in LANGUAGES]
    strong = {w for ws in lists for w in ws["streets_before"]}
    words = words_of_text(language)
    own = set(words["streets_before"])
    weak = {w for ws in lists for w in ws["streets_before_weak"]}
    links = {w for ws in lists for w in ws["street_links"]}
    numbers = either({w for ws in lists for w in ws["number_words"]})
    link = (
        rf"(?:(?i:{either(w for w in links if w[-1] in chr(39) + '’')})"
        rf"|(?i:{either(w for w in links if w[-1] not in chr(39) + '’')})[ \t])"
    )
    word = rf"(?:{_DATE}|{CAPITAL}[\w.'’-]{{0,30}})"
    named = rf"{link}{{0,3}}{word}(?:(?:[ \t]|[ \t]?-[ \t]?){link}{{0,2}}{word}){{0,5}}"
    low = rf"{link}{{0,2}}{_LOW_STOP}[^\W\d_][\w'’-]{{2,20}}"
    small = rf"{_LOW_STOP}{low}(?:[ \t]{low}){{0,3}}?"
    any_type = rf"(?i:{whole_words(strong | weak)})"
    strong_type = rf"(?i:{whole_words(strong)})"
    before = re.compile(
        rf"(?:{_HOUSE}|(?<!\w)(?i:{numbers})),?[ \t]{{1,2}}{any_type}[ \t]{{1,2}}{named}{_BEHIND}?"
    )
    before_small = re.compile(
        rf"(?:{_HOUSE}|(?<!\w)(?i:{numbers})),?[ \t]{{1,2}}{strong_type}[ \t]{{1,2}}{small}"
        r"(?=\s*(?:$|[,.;:\n(]|\d{2}\s?\d{3}\b))"
    )
    behind = re.compile(rf"{any_type}[ \t]{{0,2}}{named}{_BEHIND}")
    bare = re.compile(rf"(?i:{whole_words(own - _ALSO_WORDS)})[ \t]{{1,2}}{named}")

    opened_by, bare_by = Openers(strong | weak), Openers(own - _ALSO_WORDS)
    by_way_of = re.compile(
        r"via[ \t]" if language != "it" else rf"via[ \t](?i:{either(words['no_streets'])})\b"
    )

    def find(text: str) -> Iterator[Street]:
        if text not in opened_by:
            return
        for pattern in (before, before_small):
            for match in pattern.finditer(text):
                yield Street(*match.span(), SURE, "a house number and a word for a street")
        for openers, pattern, reason, score in (
            (opened_by, behind, "a word for a street and a house number", SURE),
            (bare_by, bare, "a word for a street and a name", LIKELY),
        ):
            for match in openers.matches(pattern, text):
                if _IN_A_DOMAIN.search(text, max(0, match.start() - 2), match.start() + 1):
                    continue
                if not by_way_of.match(match[0]) and not _ON_DAY.search(match[0]):
                    yield Street(*match.span(), score, reason)

    return find
