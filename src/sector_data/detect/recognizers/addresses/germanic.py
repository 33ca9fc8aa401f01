"""Streets as they are written in German and its kin: one word with its ending, then the number.

What lives here: "Hauptstraße 5a", "Friesische Str. 21 a", "Storgatan 4", "Straße des 17. Juni 135",
"Am Hasenstall 3" where a postal code follows. What does not: what stands behind them
(:mod:`.joining`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from sector_data.detect.recognizers.addresses.forms import (
    CAP_WORD,
    CAPITAL,
    LIKELY,
    SURE,
    Street,
    either,
)
from sector_data.detect.recognizers.openers import Openers
from sector_data.detect.recognizers.vocabulary import Words, words_of_text
from sector_data.spec.words import LANGUAGES

HOUSE = (
    r"\d{1,4}(?:\s?[a-zA-Z](?![\w.]))?(?:\s?[-–+]\s?\d{1,4}(?:\s?[a-zA-Z](?![\w.]))?)?"
    r"(?:/\d{1,3}[A-Za-z]?){0,3}(?![\w%]|[.,]\d)"
)
_WORD_NUMBER = re.compile(
    rf"(?<![\w-])(?P<word>[^\W\d_][\w'’.-]{{1,40}}),?[ \t]{{1,3}}(?P<n>{HOUSE})"
)
_ADJECTIVES = re.compile(
    rf"(?:{CAP_WORD}[ \t-]{{1,2}}(?:(?:von|van|der|de|den)[ \t]){{0,2}}){{1,3}}$"
)
_CODE_AHEAD = (
    rf"(?=[ \t]*[,;/·|-]?\s{{1,4}}(?:[A-Z]{{1,3}}[-–\s])?"
    rf"(?!(?:19|20)\d\d\b)\d{{4,5}}[ \t]{{1,3}}{CAPITAL})"
)
_CODE = re.compile(rf"\d{{4}}[ \t]{{1,3}}{CAPITAL}")
_OPENED_OF = Openers(("Straße", "Strasse", "Platz", "Allee", "Brücke"))
_OF = re.compile(
    r"\b(?:Straße|Strasse|Platz|Allee|Brücke)\s(?:des|der|am|an der|zum|zur|vom)\s"
    rf"(?:(?:{CAP_WORD}|\d{{1,2}}\.)\s){{1,3}}{HOUSE}"
)


def street_finder(words: Words) -> Callable[[str], Iterator[Street]]:
    """Return a finder of such streets; endings like "ring" are German words' in German only."""
    lists = [words_of_text(some) for some in LANGUAGES]
    strong = tuple(
        sorted({w for ws in lists for w in ws["street_endings"]} | {*words["street_endings_own"]})
    )
    weak = tuple(sorted({w for ws in lists for w in ws["street_endings_weak"]}))
    after = frozenset(w for ws in lists for w in ws["streets_after"])
    no_streets = frozenset(w for ws in lists for w in ws["no_streets"])
    openings = either(
        {v for ws in lists for w in ws["street_openings"] for v in (w, w.capitalize(), w.upper())}
    )
    code_ahead = re.compile(_CODE_AHEAD)
    opened = re.compile(
        rf"(?<!\w){openings}[ \t](?:{CAP_WORD}[ \t]){{0,2}}{CAP_WORD}"
        rf"(?:,?[ \t]{{1,2}}{HOUSE}|(?=[ \t]*[,\n])){_CODE_AHEAD}"
    )
    structural = re.compile(
        rf"(?<![^\s,;:(>])(?:{CAP_WORD}[ \t]){{0,3}}{CAP_WORD},?[ \t]{{1,2}}{HOUSE}{_CODE_AHEAD}"
    )

    def find(text: str) -> Iterator[Street]:
        for match in _WORD_NUMBER.finditer(text):
            word = match["word"].lower()
            start = match.start()
            alone = word.rstrip(".") in {"straße", "strasse", "str"} or word in after
            if alone or word in strong:
                names = _ADJECTIVES.search(text, max(0, start - 70), start)
                if not names or word == "st":
                    continue
                start = names.start()
            elif not word.endswith(strong) or word in no_streets or not word[0].isalpha():
                if not (word.endswith(weak) and code_ahead.match(text, match.end())):
                    continue
            elif not match["word"][0].isupper() and not word.endswith(("straße", "strasse")):
                continue
            yield Street(start, match.end(), SURE, "a word for a street and a house number")
        for match in _OPENED_OF.matches(_OF, text):
            yield Street(*match.span(), SURE, "a word for a street and a house number")
        for pattern in (opened, structural) if _CODE.search(text) else ():
            for match in pattern.finditer(text):
                yield Street(*match.span(), LIKELY, "before a postal code and a place")

    return find
