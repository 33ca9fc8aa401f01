"""Hospitals, schools, homes and the like, which tell where somebody was treated or lives.

What lives here: names with the word for an institution behind them (English, Japanese), before them
(French, Italian) or within them (German); well-known houses; wards that have a name or a number.
What does not: other organisations; a bank or a drug maker in a note says nothing about whose note
it is. "The hospital" and "service de cardiologie" name none in particular.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from sector_data.detect.recognizers.addresses.forms import either
from sector_data.detect.recognizers.english_institutions import english_finder
from sector_data.detect.recognizers.german_institutions import german_finder
from sector_data.detect.recognizers.japanese_tokens import can_tag
from sector_data.detect.recognizers.openers import Openers
from sector_data.detect.recognizers.vocabulary import Finder, Words, any_of
from sector_data.spec.evidence.findings import Span

SCORE, NAMED, WARD, FAMOUS = 0.7, 0.6, 0.5, 0.8
_CAPITAL = r"[^\W\d_a-zß-öø-ÿ]"
_CAP = rf"(?:{_CAPITAL}[\w.'’&-]{{0,30}}|of|the|and|for|&|de|des|du|la)"
_WORD = rf"{_CAPITAL}[\w'’&.-]{{0,30}}"
_KANJI = "\u4e00-\u9fff々ヶケ"


def finder(words: Words) -> Finder:
    """Return the finder of institutions: entity ``ORGANIZATION``.

    Parameters
    ----------
    words
        The word lists of the language.
    """
    main: dict[str, Callable[[Words], Callable[[str], Iterator[Span]]]] = {
        "fr": _kind_first,
        "it": _kind_first,
        "de": german_finder,
        "ja": _japanese,
    }
    tagged = words.language == "ja" and can_tag()
    parts = [] if tagged else [main.get(words.language, _kind_last)(words)]
    if words.language == "en":
        parts.append(english_finder(words))
    named = re.compile(rf"(?<![\w-]){any_of(words['institution_names'])}(?![\w-])", re.IGNORECASE)
    famous = Openers(words["institution_names"])
    wards = re.compile(words.pattern("wards"))

    def find(text: str) -> Iterator[Span]:
        for part in parts:
            yield from part(text)
        for match in famous.matches(named, text):
            if not match[0].islower() or len(match[0].split()) > 2:
                yield _span(match, "", FAMOUS, "a well-known institution")
        for match in wards.finditer(text):
            yield _span(match, "", WARD, "a ward with its name or number")

    return Finder("Organisations", ("ORGANIZATION",), find)


def _span(match: re.Match[str], group: str, score: float, reason: str) -> Span:
    start, end = match.span(group or 0)
    return Span(start, end, "ORGANIZATION", score, reason=reason)


def _kind_last(words: Words) -> Callable[[str], Iterator[Span]]:
    """Return a finder of "Mercy General Hospital" and "University of Somewhere"."""
    kinds = any_of({k for w in words["organisations"] for k in (w.title(), w.upper())})
    some = re.compile(kinds)
    place = rf"(?:the[ \t])?{_CAPITAL}[\w'’-]{{1,30}}(?:[ \t]{_CAPITAL}[\w'’-]{{1,30}})?"
    pattern = re.compile(
        rf"(?<![\w.])(?P<x>{_CAPITAL}[\w'’&-]{{0,30}}\.?(?:[ \t]{_CAP}){{0,4}}[ \t]{kinds}"
        rf"(?:[ \t](?:of|at|for|de|du|des)[ \t]{place})?)\b"
    )
    starts = any_of({s for w in words["institution_starts"] for s in (_title(w), w.upper())})
    first = re.compile(rf"\b{starts}[ \t](?:the[ \t])?{place}")
    plain = re.compile(
        rf"(?<![\w.-])(?P<x>{_CAPITAL}[^\W\d_]{{2,30}}(?:['’]s)?)"
        rf"[ \t]{words.any_of('plain_institutions')}\b"
    )
    general = frozenset(words["no_institutions"])
    dull = general.union(words["clinical"], words["no_names"])

    def find(text: str) -> Iterator[Span]:
        for match in plain.finditer(text):
            if match["x"].lower() not in dull:
                yield _span(match, "", NAMED, "a name and a word for an institution")
        for match in first.finditer(text):
            yield _span(match, "", SCORE, "a word for an institution and a name")
        if not some.search(text):
            return
        for match in pattern.finditer(text):
            name, start = match["x"], match.start("x")
            while name and name.split(maxsplit=1)[0].lower() in general:
                _, _, rest = name.partition(" ")
                start += len(name) - len(rest)
                name = rest
            if " " in name:  # "Community Hospital" names none in particular
                end = match.end("x")
                yield Span(
                    start, end, "ORGANIZATION", SCORE, reason="a name and a word for an institution"
                )

    return find


def _title(phrase: str) -> str:
    return " ".join(w if w in {"of", "the"} else w.title() for w in phrase.split())


def _kind_first(words: Words) -> Callable[[str], Iterator[Span]]:
    """Return a finder of "Hôpital Cochin", "CHU de Nantes", "Casa di cura Villa Igea"."""
    kinds = f"(?i:{either(words['organisations'])})"
    acronyms = either(words["institution_acronyms"])
    tight = [w for w in words["institution_links"] if w[-1] in "'’"]
    loose = [w for w in words["institution_links"] if w[-1] not in "'’"]
    link = rf"(?:(?i:{either(tight)})|(?i:{either(loose)})[ \t])"
    quoted = r"[\"“«][ \t]?[^\"”»\n]{2,40}[\"”»]"
    name = (
        rf"(?:{quoted}|(?P<name>{_WORD})(?:(?:[ \t]|[ \t]?[-–][ \t]?){link}{{0,2}}{_WORD}){{0,5}})"
    )
    start = rf"(?<![\w-])(?:{kinds}|{acronyms})(?:[ \t]\([A-Z-]{{2,6}}\))?[ \t]{{1,2}}"
    pattern = re.compile(rf"{start}{link}{{0,4}}{name}(?:[ \t]\d{{1,2}}(?![\w/.,]))?")
    # No dictionary of names tells "CHU de Nantes" from "la clinique Évolution"; lists of what
    # follows an institution without naming it do.
    general = frozenset(words["no_institutions"])
    lists = ("clinical", "months", "weekdays", "titles")
    dull = general.union(*(words[name] for name in lists))

    def find(text: str) -> Iterator[Span]:
        for match in pattern.finditer(text):
            first = (match["name"] or "x").rstrip(".").lower()
            if first in general or first.split("-")[0] in general:
                continue
            if (match["name"] or "x") == match[0].split()[-1] and first in dull:
                continue
            end = match.end() - (match[0][-1] == ".")
            yield Span(
                match.start(),
                end,
                "ORGANIZATION",
                SCORE,
                reason="a word for an institution and a name",
            )

    return find


def _japanese(words: Words) -> Callable[[str], Iterator[Span]]:
    """Return a finder of "みなと総合病院", "さくらクリニック", for where no tagger is installed."""
    kinds = either(words["organisations"])
    run = rf"(?:[{_KANJI}]|[ァ-ヴーA-Za-zＡ-Ｚ・]|の(?=[{_KANJI}]{{1,4}}{kinds})){{1,16}}?"
    kana = r"(?<![ぁ-ん])[ぁ-ん]{2,5}(?:[\u4e00-\u9fff]{1,3})?"
    pattern = re.compile(rf"(?P<name>{run}|{kana})(?P<kind>(?:{kinds}){{1,3}})(?![長前内])")
    general = sorted({*words["plain_parts"], *words["organisations"]}, key=len, reverse=True)

    def find(text: str) -> Iterator[Span]:
        for match in pattern.finditer(text):
            name = match["name"]
            rest = name
            for word in general:
                rest = rest.replace(word, "")
            if len(rest) >= 2:
                yield _span(match, "", SCORE, "a name and a word for an institution")

    return find
