"""Ages in running text.

What lives here: "92-year-old", "aged 92", "92歳", "zweiundneunzigjährig", "nonagenarian". What does
not: dates of birth (:mod:`.dates`); durations ("for 10 years", "depuis 10 ans", "5-year survival"),
which the words around a number tell from ages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from sector_data.detect.known import numerals
from sector_data.detect.recognizers.folding import fold, trie
from sector_data.detect.recognizers.vocabulary import Finder, Words
from sector_data.spec.evidence.findings import Span
from sector_data.spec.words import Language

IDENTIFYING = 90
"""Years from which an age by itself may tell who somebody is (45 CFR 164.514(b)(2)(i)(C))."""
OLDEST = 125
SURE, LIKELY = 0.85, 0.6
_NUMBER = r"(?<![a-z0-9_.,/:+])(?<!\d-)(?P<x>\d{1,3})"
_LEFT, _RIGHT = 40, 24
"""Characters that are looked at on either side of a number of years."""
_WORDS = re.compile(r"[a-z]+")
_JAPANESE = re.compile(
    r"(?P<x>(?P<n>(?<![\d.])\d{1,3}|[〇一二三四五六七八九十百]{1,4})\s?[歳才](?:代(?:前半|後半)?)?"
    r"(?:と?\s?\d{1,2}\s?[かヶケカヵ]月)?)(?!以上|以下|未満|超|まで|以降|から)"
    r"|(?P<d>(?<![\d.年])[1-9]0代)(?=の?(?:男|女|前半|後半|半ば|患者|、))"
    r"|(?:年齢|享年|満年齢)\s?[:は]?\s?(?P<a>(?P<m>\d{1,3}))(?![\d.歳才])"
    r"|生後(?P<b>\d{1,3}(?:日|週|[かヶケカヵ]月)|[一二三四五六七八九十]{1,2}[かヶケカヵ]月)"
)
_HEADER = re.compile(
    r"(?:^|\n|\b(?:a|an|is|this|pt|patient)\s|\()(?P<x>\d{1,3})\s?/?\s?[mf](?![a-z0-9])"
    r"(?=\s(?:with|w/|who|p/w|fell|found|from|came|lives|living|present|c/o|s/p|h/o|here|admitted|found|brought|hx|pmh)"
    r"|,|\)(?!\s(?:cath|foley|sheath|tube|drain|french)))"
    r"|(?<![a-z0-9/])[mf]/(?P<y>\d{2,3})(?![\d/%]|\.\d)"
)
"""How clinical notes begin: "72M with", "(34F)", "M/72"."""


_HUNDREDS: dict[Language, tuple[str, ...]] = {
    "en": ("onehundred", "onehundredand", "ahundred", "ahundredand"),
    "fr": ("cent",),
    "de": ("hundert", "einhundert", "hundertund"),
    "it": ("cento",),
}
_ROOTS: dict[Language, tuple[str, ...]] = {
    "en": ("ninet", "hundred"),
    "fr": ("vingt", "nonant", "cent"),
    "de": ("neunzig", "hundert"),
    "it": ("novant", "cent"),
}
"""What numbers in words from 90 up have in them."""
_OLD = re.compile(r"(?<!\d)(?:9\d|1[0-2]\d)(?!\d)")
"""Figures from 90 up, without which no age in figures is looked for."""
_APPOSED = re.compile(r"[A-Z][a-z]+ [A-Z][a-z]+, (?P<x>\d{2})(?=, )")
"""English reports: "Jane Roe, 34, of Leeds"."""
_NAMED = re.compile(r"(?P<n>[A-Z][a-z'’-]{2,30}),? \(?(?P<x>9\d|1[01]\d)(?:\)|(?=, [a-z(]))")
"""Notes: "Mr. Roe, 94, fell"; a word of medicine before the number makes it a value."""


@cache
def _spelt(language: Language) -> dict[str, int]:
    """Return numbers up to :data:`OLDEST` in the letters of a language, without blanks."""
    single = {"en": numerals.english, "de": numerals.german, "it": numerals.italian}.get(language)
    found: dict[str, int] = {}
    for number in range(1, 100):
        spelt = {single(number)} if single else numerals.french(number)
        for word in spelt:
            found[word] = number
            if number + 100 <= OLDEST:
                found |= {hundred + word: number + 100 for hundred in _HUNDREDS[language]}
    return found | dict.fromkeys(_HUNDREDS[language], 100)


def finder(words: Words, *, youngest: int = IDENTIFYING) -> Finder:
    """Return the finder of ages.

    Parameters
    ----------
    words
        The word lists of the language.
    youngest
        Years from which ages are reported; 0 reports all, also those in months and weeks.

    Returns
    -------
    Finder
        Entity ``AGE``: the number, without the words around it.
    """
    if words.language == "ja":
        return Finder("Ages", ("AGE",), lambda text: _japanese(fold(text), youngest))
    sure, maybe = _by_unit(words)
    roots = _ROOTS[words.language]
    before = re.compile(
        rf"(?<![a-z0-9]){trie(words['age_before'])}\.?\s{{0,2}}[:=]?\s{{0,2}}(?P<x>\d{{1,3}})"
        rf"(?![a-z0-9/%:+-]|[.,]\d|\s?(?:{trie(words['no_age_after'])}(?![a-z])|[%°]))"
    )
    told = re.compile(
        rf"(?<![a-z]){trie(words['age_told'])}\s(?P<x>\d{{1,3}})"
        rf"(?=\s?(?:[;!?)\n]|[.,](?!\d)|$)|\s{trie(words['age_told_after'])}(?![a-z]))"
    )
    whole = re.compile(
        rf"(?<![a-z])(?P<x>{words.pattern('age_words')}"
        + (rf"|{words.pattern('age_words_younger')}" if youngest < IDENTIFYING else "")
        + r")(?![a-z])"
    )
    decade = re.compile(words.pattern("age_decades"))
    hint = re.compile(rf"\d|{words.pattern('age_hint')}")
    clinical = frozenset((*words["clinical"], *words["months"], *words["no_names"]))

    def find(text: str) -> Iterator[Span]:
        folded = fold(text)
        if not hint.search(folded):
            return
        figures = youngest < IDENTIFYING or _OLD.search(folded) is not None
        spoken = youngest < IDENTIFYING or any(root in folded for root in roots)
        for way in (sure, maybe):
            yield from way(folded, youngest, figures, spoken)
        for pattern, score, reason in (
            (before, SURE, "behind a word for age"),
            (told, LIKELY, "said of a person"),
            (decade, LIKELY, "somebody's decade"),
        ):
            for match in pattern.finditer(folded) if figures else ():
                if youngest <= int(re.sub(r"\D", "", match["x"])) <= OLDEST:
                    yield Span(*match.span("x"), "AGE", score, "", reason)
        for match in whole.finditer(folded):
            yield Span(*match.span("x"), "AGE", SURE, "", "a word for an age")
        for match in _HEADER.finditer(folded) if figures else ():
            named = "x" if match["x"] else "y"
            capital = text[match.start() : match.end()].upper() == text[match.start() : match.end()]
            if (named == "x" or capital) and youngest <= int(match[named]) <= OLDEST:
                yield Span(*match.span(named), "AGE", LIKELY, "", "age and sex")

        if words.language == "en" and figures:
            for match in _APPOSED.finditer(text):
                if youngest <= int(match["x"]):
                    yield Span(*match.span("x"), "AGE", LIKELY, "", "behind a name")
            for match in _NAMED.finditer(text):
                if match["n"].lower() not in clinical:
                    yield Span(*match.span("x"), "AGE", LIKELY, "", "behind a name")

    return Finder("Ages", ("AGE",), find)


_Passages = Callable[[str, int, bool, bool], Iterator[Span]]


def _by_unit(words: Words) -> tuple[_Passages, _Passages]:
    """Return what finds numbers before a unit that makes an age, and before one that may."""
    strong, weak = words.pattern("age_after"), words.pattern("age_unit")
    figures = re.compile(rf"{_NUMBER}(?:{strong})")
    possible = re.compile(rf"{_NUMBER}(?:{weak})")
    said = re.compile(rf"(?<=[a-z])(?P<u>{strong})")
    said_possible = re.compile(rf"(?<=[a-z])(?P<u>{weak})")
    against = re.compile(rf"(?<![a-z]){trie(words['no_age_before'])}\s{{1,2}}$")
    behind = re.compile(rf"[\s,-]{{0,2}}{trie(words['no_age_behind'])}")
    announced = re.compile(rf"(?<![a-z]){trie((*words['age_before'], *words['age_with']))}\s?$")
    loose = words.language in {"fr", "it"}
    spelt = _spelt(words.language)

    def clear(text: str, start: int, end: int) -> bool:
        left = text[max(0, start - _LEFT) : start]
        duration = against.search(left) and not announced.search(left)
        return not duration and not behind.match(text, end, end + _RIGHT)

    def sure(text: str, youngest: int, in_figures: bool, in_words: bool) -> Iterator[Span]:
        for match in figures.finditer(text) if in_figures else ():
            young = match.groupdict().get("young") is not None
            years = 0 if young else int(match["x"])
            if youngest <= years <= OLDEST and not behind.match(text, match.end()):
                yield Span(*match.span("x"), "AGE", SURE, "", "before a word for age")
        for match in said.finditer(text) if in_words else ():
            start, value = _number_before(text, match.start(), spelt)
            if value and youngest <= value and not behind.match(text, match.end()):
                end = match.start()
                yield Span(start, end, "AGE", SURE, "", "number in words before a word for age")

    def maybe(text: str, youngest: int, in_figures: bool, in_words: bool) -> Iterator[Span]:
        for match in possible.finditer(text) if in_figures else ():
            start, end = match.span()
            left = text[max(0, start - _LEFT) : start]
            framed = left.endswith(("(", ", ", "- ")) and text[end : end + 1] in {")", ",", ";"}
            if not (loose or framed or announced.search(left)) or not clear(text, start, end):
                continue
            if youngest <= int(match["x"]) <= OLDEST:
                yield Span(*match.span("x"), "AGE", LIKELY, "", "number of years of a person")
        for match in said_possible.finditer(text) if in_words else ():
            start, value = _number_before(text, match.start(), spelt)
            if not value or not (loose or announced.search(text[max(0, start - _LEFT) : start])):
                continue
            if value >= youngest and clear(text, start, match.end()):
                yield Span(start, match.start(), "AGE", LIKELY, "", "number of years in words")

    return sure, maybe


def _number_before(text: str, end: int, spelt: dict[str, int]) -> tuple[int, int]:
    """Return where the number in words begins that ends at ``end``, and its value, or zeros."""
    offset = max(0, end - 48)
    tokens = list(_WORDS.finditer(text, offset, end))[-6:]
    for first in range(len(tokens)):
        joined = "".join(t[0] for t in tokens[first:])
        for ending in ("", "e", "i", "a", "o"):
            value = spelt.get(joined + ending, 0)
            if value and (not ending or len(joined) > 3):
                return tokens[first].start(), value
    return 0, 0


def _japanese(text: str, youngest: int) -> Iterator[Span]:
    for match in _JAPANESE.finditer(text):
        named = next(name for name in ("x", "d", "a", "b") if match[name])
        written = {"x": match["n"], "d": (match["d"] or "")[:2], "a": match["m"], "b": "0"}[named]
        value = numerals.kanji_number(written)
        if value is not None and youngest <= value <= OLDEST:
            yield Span(*match.span(named), "AGE", SURE, "", "number of years of a person")
