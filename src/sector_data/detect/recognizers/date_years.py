"""Years that stand alone, decades, seasons and quarters.

What lives here: four figures that a word, a bracket or their place in a list make a year. What does
not: years behind a month (:mod:`.date_words`, :mod:`.date_figures`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from sector_data.detect.known.numerals import years_in_words
from sector_data.detect.recognizers.folding import trie
from sector_data.detect.recognizers.vocabulary import Words
from sector_data.spec.evidence.findings import Span

LIKELY, WEAK = 0.6, 0.45
_NUMBER = re.compile(
    r"(?<![a-z0-9_.,:/#$€£+-])(?<![.,:]\s)(?:1[89]\d{2}|20[0-4]\d)(?![a-z0-9_+]|[.,:/]\d)"
)
_ANY = re.compile(
    r"(?<![a-z0-9_.,/#$€£+])(?<!\d-)(?P<y>1[89]\d{2}|20[0-4]\d|(?<!\d)'\d{2})(?![a-z0-9_+]|[.,:]\d|/\d{3})"
)
_RANGE = re.compile(
    r"(?<![a-z0-9_.,/:#$€£-])(?P<a>1[89]\d{2}|20\d{2})\s?(?P<s>[-/])\s?(?P<b>1[89]\d{2}|20\d{2}|\d{2})"
    r"(?![a-z0-9_/-]|[.,:]\d)"
)
_LATEST = 2049
_ITEM = re.compile(r"(?:^|\n|(?<=[\s:;])[-*•·>] )[ \t]*(?:[-*•·>]|\d{1,2}[.)])?[ \t]*$")
_CLOSES = re.compile(r"[ \t]*(?:[,;(.)\]]|\n|$)|[ \t]?[:-][ \t]")
_GOES_ON = re.compile(r" [a-z]")
_WORD = re.compile(r"(?<![a-z0-9_'.-])[^\W\d_]{3,}(?:-[^\W\d_]+)*[.,]?\s$")


SPELT = re.compile(
    r"(?<![a-z])(?:nineteen|twenty|two[ -]thousand|deux[ -]mille|mill?e?[ -]neuf"
    r"|dix[ -]neuf[ -]cent|neunzehnhundert|zweitausend|duemila|millenovecento)"
)
"""How the years of the last and this century begin in words."""
_NUMBER_WORDS = re.compile(r"(?:[a-z]{1,60}[\s-]){0,7}[a-z]{1,60}")
"""Words that a year has at most: "mille neuf cent quatre vingt dix neuf"."""


def spelt_year(text: str, start: int) -> int:
    """Return where the year in words ends that begins at ``start`` of a folded text, or 0."""
    match = _NUMBER_WORDS.match(text, start)
    tokens = list(re.finditer(r"[a-z]+", match[0])) if match else []
    for last in range(len(tokens), 0, -1):
        if "".join(t[0] for t in tokens[:last]) in years_in_words():
            return start + tokens[last - 1].end()
    return 0


def finder(words: Words) -> Callable[[str, str], Iterator[Span]]:
    """Return what finds years in a folded text, given also as it was written."""
    edge = r"(?<![^\W\d_])"
    joined = rf"(?:1[89]\d\d|20\d\d)\s?(?:{trie(words['and_words'])}|[-,/])\s?"
    before = re.compile(rf"(?:{edge}{trie(words['before_year'])}[.:]?\s{{0,2}}|\*\s?)$")
    again = re.compile(rf"{joined}$")
    against = re.compile(rf"{edge}{trie(words['no_year_before'])}[.:]?\s{{0,2}}#?$")
    unit = re.compile(rf"\s?(?:-\s?)?(?:{trie(words['not_years'])}(?![^\W\d_])|[%°$€£¥])")
    decades = re.compile(words.pattern("decades"))
    seasons = re.compile(
        rf"{edge}(?:{trie(words['seasons'])}|q[1-4]|t[1-4]|[1-4]\.\s?quartal|kw\s?\d{{1,2}})"
        rf"[\s/,-]{{1,2}}(?:{trie(words['year_of'])}\s?)?"
        r"(?P<y>(?:1[89]|20)\d{2}(?:/\d{2,4})?|'\d{2})(?![a-z0-9_]|[.,]\d)"
    )
    holidays = re.compile(
        rf"{edge}{trie(words['holidays'])}(?![a-z0-9])(?:,?\s(?P<y>(?:1[89]|20)\d\d)(?!\d))?"
    )

    def alone(text: str, written: str, match: re.Match[str]) -> float:
        start, end = match.span()
        left = text[max(0, start - 32) : start]
        if unit.match(text, end) or against.search(left):
            return 0.0
        if before.search(left) or again.search(left):
            return LIKELY
        if match["y"][0] == "'" or not _NUMBER.match(text, start):
            return 0.0
        if left.endswith("(") and text[end : end + 1] in {")", ",", ";", ":"}:
            return LIKELY
        closes = _CLOSES.match(text, end) or _GOES_ON.match(written, end)
        if _ITEM.search(left) and (closes or text[end : end + 2].strip().isalpha()):
            capital = written[end : end + 2].strip()[:1].isupper()
            return 0.0 if capital and not closes and words.language in {"de", "fr", "it"} else WEAK
        word = _WORD.search(left)
        if not word or not closes:
            return 0.0
        # "BNP 1980" is a value, "Long Lane 1903" a house: elsewhere nouns have no capital.
        said = written[start - len(word[0]) : start].strip(" ,.")
        noun = said[0].isupper() and words.language != "de"
        return 0.0 if said.isupper() or noun else WEAK

    def find(text: str, written: str) -> Iterator[Span]:
        for match in seasons.finditer(text):
            yield Span(*match.span(), "DATE_TIME", LIKELY, "", "season or quarter of a year")
        for match in holidays.finditer(text):
            yield Span(*match.span(), "DATE_TIME", LIKELY, "", "day with a name of its own")
        for match in decades.finditer(text):
            yield Span(match.start("x"), match.end("x"), "DATE_TIME", LIKELY, "", "decade")
        for match in SPELT.finditer(text):
            end = spelt_year(text, match.start())
            left = text[max(0, match.start() - 32) : match.start()]
            if end and before.search(left) and not unit.match(text, end):
                yield Span(match.start(), end, "DATE_TIME", LIKELY, "", "year in words")
        for match in _RANGE.finditer(text):
            a, b = match["a"], match["b"]
            left = text[max(0, match.start() - 32) : match.start()]
            last = int(b) if len(b) == 4 else int(a[:2] + b)
            ordered = int(a) < last <= _LATEST and (match["s"] == "-" or last == int(a) + 1)
            if ordered and not unit.match(text, match.end()) and not against.search(left):
                yield Span(*match.span(), "DATE_TIME", LIKELY, "", "from year to year")
        for match in _ANY.finditer(text):
            score = alone(text, written, match)
            if score:
                reason = "year behind its word" if score > WEAK else "year in its place"
                yield Span(*match.span(), "DATE_TIME", score, "", reason)

    return find
