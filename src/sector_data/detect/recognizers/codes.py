"""Numbers of records that nothing announces: long codes of letters and figures, and spoken figures.

What lives here: "H00448817", "IMG-55801-22", a number of seven figures or more that is no amount,
and figures that a dictation spells ("four four one nine two zero"). What does not: numbers behind a
label (:mod:`.labelled`) or beside a name (:mod:`.numbers`), telephone numbers
(:mod:`.telephones`), and identifiers with check digits (:mod:`.catalogue`).

Codes of terminologies, registers of trials and the literature are long as well: they follow their
own label ("SNOMED", "NCT", "doi") and are left alone, as are amounts before a unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sector_data.detect.recognizers.folding import fold, trie
from sector_data.detect.recognizers.vocabulary import Finder, Words
from sector_data.spec.evidence.findings import Span

CODE, BARE, SPOKEN = 0.5, 0.45, 0.5
_CODE = re.compile(
    r"(?<![\w./@&?=+-])(?<![\d,]\s)(?:[A-Z]{1,5}[-/]?\d{5,12}[A-Z]{0,3}|[A-Z]{1,3}\d{2}-\d{4,8}"
    r"|[A-Z]{2,5}(?:-[A-Z]{0,2}\d{1,8}[A-Z]?){2,3}|\d{2,6}-[A-Z]{1,3}-\d{2,6}"
    r"|[A-Z]{1,3}\d{1,3}[A-Z]{1,3}-?\d{3,8}|\d{1,6}[A-Z]{1,3}\d{5,9})(?![\w@/-]|\.\d)"
)
_BARE = re.compile(r"(?<![\w.,:/@&?=$€£¥#+-])(?<!\d )\d{7,12}(?![\w@%/-]|[.,:]\d| \d)")
_FEWEST = 5
"""Figures of the shortest code."""
_NEAR = 28
"""Characters before a code in which the name of a terminology makes it nobody's."""
_ROUND = "0000"
"""End of an amount rather than of a number that counts records."""
_SPELT = 5
"""Figures of the shortest number that is spelt out."""


def finder(words: Words) -> Finder:
    """Return the finder of numbers that nothing announces: entity ``RECORD_ID``.

    Parameters
    ----------
    words
        The word lists of the language; figures are spelt in those that list ``spoken_figures``.
    """
    public = re.compile(rf"(?<![a-z]){trie(words['public_codes'])}(?![a-z])[^a-z]{{0,8}}$")
    unit = re.compile(rf"\s?(?:{trie((*words['not_years'], *words['no_ids_after']))}(?![a-z]))")
    spoken = trie(words["spoken_figures"])
    spelt = re.compile(
        rf"(?<![a-z-])(?:(?:{spoken})[ ,-]{{1,2}}){{{_SPELT - 1},19}}(?:{spoken})(?![a-z-])"
    )

    def written(text: str, folded: str) -> Iterator[Span]:
        for pattern, score in ((_CODE, CODE), (_BARE, BARE)):
            for match in pattern.finditer(text):
                figures = sum(c.isdigit() for c in match[0])
                if figures < _FEWEST or match[0].endswith(_ROUND):
                    continue
                start, end = match.span()
                known = public.search(folded, max(0, start - _NEAR), start)
                if not known and not public.match(match[0].lower()) and not unit.match(folded, end):
                    yield Span(start, end, "RECORD_ID", score, "", "a long code")

    def find(text: str) -> Iterator[Span]:
        folded = fold(text)
        if any(c.isdigit() for c in text):
            yield from written(text, folded)
        for match in spelt.finditer(folded) if words["spoken_figures"] else ():
            yield Span(*match.span(), "RECORD_ID", SPOKEN, "", "figures that are spelt out")

    return Finder("Codes", ("RECORD_ID",), find)
