"""Places that a list knows, and places and employers that the words before them announce.

What lives here: names of cities, regions and countries in running text; "lives in Chicopee", "a man
from Erving", "Neudorf, den 3. Mai", "works as a clerk at Corner Market". What does not: street
addresses (:mod:`.addresses`), the lists themselves (:mod:`sector_data.detect.gazetteers.places`).

Names want a capital. A name that is also a word or a name of people wants a word for a place before
it; one behind a title or a given name is a person's; one before "virus" or "classification" is
nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from sector_data.detect.gazetteers.people import given_names
from sector_data.detect.gazetteers.places import ambiguous_place_names, place_names
from sector_data.detect.recognizers.addresses.forms import PLACE_LIKE
from sector_data.detect.recognizers.known_names import KnownNames
from sector_data.detect.recognizers.openers import Openers
from sector_data.detect.recognizers.vocabulary import Finder, Words
from sector_data.detect.shapes import value_sets
from sector_data.spec.evidence.findings import Span

SURE, LIKELY, LISTED, WEAK = 0.75, 0.55, 0.5, 0.45
_CAPITAL = r"[^\W\d_a-zß-öø-ÿ]"
_WORD = rf"{_CAPITAL}[^\W\d_]+(?:['’-][^\W\d_]+)*"
_LINK = r"(?:of|the|at|on|de|du|des|la|&|and)"
_TOKEN = re.compile(r"[^\W\d_](?:[^\W\d_]|['’-](?=[^\W\d_])){0,40}")
_GAPS = frozenset({" ", "-", ". ", "\u00a0"})
_LONGEST = 4
"""Words of a listed name."""
_CAPITALS = 5
"""Letters from which a lone word in capitals is rather a name than an abbreviation."""
_CREDENTIALS = frozenset({"MD", "PA", "MA", "DO", "RN", "ND", "MS", "CO", "IN", "OR", "ME", "OK"})
"""Abbreviations of states that also stand behind names of people, or are words."""
_JAPANESE = re.compile(r"[\u4e00-\u9fff々ヶケ]+|[ァ-ヴー]+(?:[・＝][ァ-ヴー]+)*")
_NOT_BEFORE = re.compile(r"人|語|系|製|式|産|風|料理|大学|銀行|新聞|病院|医院|高校|高等学校|駅")
_SUFFIX = re.compile(
    r"(?<![\u4e00-\u9fff々ヶ])(?P<x>[\u4e00-\u9fff々ヶ]{2,4}[市町村])(?=[にでのはをがへとも、。\s内出在]|$)"
)


def finder(words: Words) -> Finder:
    """Return the finder of places and of announced employers.

    Parameters
    ----------
    words
        The word lists of the language.

    Returns
    -------
    Finder
        Of ``LOCATION`` and ``ORGANIZATION``.
    """
    parts = (
        [_listed_japanese(words)] if words.language == "ja" else [_announced(words), _listed(words)]
    )

    def find(text: str) -> Iterator[Span]:
        for part in parts:
            yield from part(text)

    return Finder("Places", ("LOCATION", "ORGANIZATION"), find)


def _dull(words: Words) -> frozenset[str]:
    lists = ("clinical", "months", "weekdays", "no_names", "titles", "no_places", "eponyms")
    return frozenset(w for name in lists for w in words[name])


def _announced(words: Words) -> Callable[[str], Iterator[Span]]:
    """Return a finder of names that the words before them announce."""
    dull = _dull(words)
    drug = re.compile(rf"[^\W\d_]{{2,}}{words.pattern('drug_endings')}s?", re.IGNORECASE)
    place = rf"(?P<x>{_WORD}(?:[ \t]{_WORD}){{0,2}})"
    name = rf"(?:the[ \t]|The[ \t])?(?P<x>{_WORD}(?:[ \t](?:{_LINK}[ \t]){{0,2}}{_WORD}){{0,4}})"
    born = (
        rf"(?<!\w)(?i:{words.any_of('birth_words')})(?!\w)[^;\n]{{0,30}}?\d[^;\n]{{0,12}}?"
        rf"[ \t](?:{words.any_of('birth_links')})[ \t]{place}"
    )
    dated = (
        rf"(?m:^)[ \t]{{0,40}}{place},[ \t]{{1,2}}{words.any_of('letter_dates')}"
        r"[ \t]\d{1,2}[./ \t]"
    )
    patterns = [
        (
            rf"\b(?i:{words.any_of('place_phrases')})[ \t]{place}",
            "LOCATION",
            LIKELY,
            "behind words for living somewhere",
        ),
        (rf"\b{words.any_of('place_hints')}[ \t]{place}", "LOCATION", WEAK, "behind a preposition"),
        (born, "LOCATION", SURE, "behind a birth and its date"),
        (dated, "LOCATION", SURE, "before the date of a letter"),
        (
            rf"\b(?i:{words.pattern('work_phrases')})\b[^.;:\n\d]{{0,30}}?"
            rf"[ \t]{words.any_of('work_links')}[ \t]{name}",
            "ORGANIZATION",
            WEAK,
            "behind words for working somewhere",
        ),
    ]
    compiled = [(re.compile(p), entity, score, reason) for p, entity, score, reason in patterns]
    openers = Openers(words["place_phrases"])
    nouns = words.language == "de"
    things = re.compile(rf"(?:['’]s)?[ \t-]{{1,2}}(?i:{words.any_of('place_nouns')})\b")
    known = place_names(words.language) | ambiguous_place_names(words.language)

    def find(text: str) -> Iterator[Span]:
        for number, (pattern, entity, score, reason) in enumerate(compiled):
            found = pattern.finditer(text) if number else openers.matches(pattern, text)
            for match in found:
                value = match["x"]
                if nouns:  # German writes every noun with a capital: "wohnt in Trennung"
                    value = _german(value, known)
                tokens = [re.sub(r"['’]s\Z", "", t.lower()) for t in value.split()]
                if not tokens or (score < SURE and tokens[0] in dull):
                    continue
                if any(drug.fullmatch(t) for t in tokens):
                    continue
                if value.isupper() and len(value) <= 5:
                    continue
                start = match.start("x")
                if score < LIKELY and things.match(text, start + len(value)):
                    continue  # "different from Atlanta classification"
                yield Span(start, start + len(value), entity, score, reason=reason)

    return find


def _german(value: str, known: frozenset[str]) -> str:
    """Return as much of a value as is a place in German, or an empty string."""
    parts = value.split(" ")
    for count in range(len(parts), 0, -1):
        name = " ".join(parts[:count])
        if name.casefold() in known or PLACE_LIKE.search(name):
            return name
    return ""


def _listed(words: Words) -> Callable[[str], Iterator[Span]]:
    """Return a finder of names that a list knows."""
    language = words.language
    safe = frozenset(n.replace("-", " ") for n in place_names(language))
    doubtful = frozenset(n.replace("-", " ") for n in ambiguous_place_names(language))
    dull = _dull(words)
    given = given_names(language)
    titles = frozenset(words["titles"])
    regions = frozenset(n.replace("-", " ") for n in (*words["regions"], *words["countries"]))
    links = re.compile(
        rf"(?<![\w'’-])(?i:{words.any_of('place_links')}|{words.any_of('place_phrases')})[ \t]$"
    )
    things = f"{words.any_of('place_nouns')}|{words.any_of('eponym_nouns')}"
    nouns = re.compile(rf"(?:['’]s)?[ \t-]{{1,2}}(?i:{things})\b")
    nouns_before = re.compile(rf"(?i:{words.any_of('place_nouns_before')})[ \t]$")
    states = frozenset(code.upper() for code in value_sets()["STATE"][1])
    initial = re.compile(r"(?<![^\W\d_])[^\W\d_]\.[ \t]?$")
    state = re.compile(r"(?:,[ \t]{0,2}|[ \t])(?P<x>[A-Z]{2})(?![\w-])")

    def believed(text: str, start: int, end: int, name: str) -> float:
        value = text[start:end]
        if nouns.match(text, end) or nouns_before.search(text, max(0, start - 40), start):
            return 0.0
        if initial.search(text, max(0, start - 5), start):
            return 0.0  # "J. M. Lyon"
        before = _TOKEN.findall(text[max(0, start - 25) : start])
        adjacent = text[max(0, start - 2) : start]
        last = before[-1] if before and adjacent[-1:] == " " else ""
        if (
            last
            and adjacent != "  "
            and (
                (last.lower() in titles and not last.islower())
                or (last[0].isupper() and last.casefold() in given and last.casefold() not in safe)
            )
        ):
            return 0.0
        announced = links.search(text, max(0, start - 30), start)
        code = state.match(text, end) if language == "en" else None
        if code and code["x"] in states and (code["x"] not in _CREDENTIALS or name in safe):
            return LIKELY
        least = _CAPITALS - bool(announced)
        if value.isupper() and " " not in value and len(value) < least and name not in regions:
            return 0.0
        if name in safe:
            return LIKELY if announced or " " in value else LISTED
        return WEAK if announced else 0.0

    known = KnownNames(words)
    small = re.compile(
        rf"(?<![\w'’-])(?:{words.any_of('place_links')}|{words.any_of('place_phrases')}|from)[ \t]"
        r"(?P<x>[a-z]{4,20}(?:[ -][a-z]{4,20})?)(?![\w'’-])"
    )

    def in_small(text: str) -> Iterator[Span]:
        for match in small.finditer(text):
            both, one = match["x"], re.split(r"[ -]", match["x"], maxsplit=1)[0]
            for name in dict.fromkeys((both.replace("-", " "), one)):
                end = match.start("x") + len(name)
                free = not known.common(name) and not known.given(name) and name not in dull
                if name in safe and len(name) >= _CAPITALS and free and not nouns.match(text, end):
                    yield Span(match.start("x"), end, "LOCATION", WEAK, reason="a place, in small")
                    break

    def find(text: str) -> Iterator[Span]:
        if language == "en":
            yield from in_small(text)
        tokens = [m.span() for m in _TOKEN.finditer(text)]
        skip = 0
        for number, (start, _) in enumerate(tokens):
            if number < skip or not text[start].isupper():
                continue
            for last in range(_furthest(text, tokens, number), number - 1, -1):
                end = tokens[last][1]
                if end - start > 60:
                    continue
                name = text[start:end].casefold().replace("’", "'").replace("-", " ")
                if name in dull or (name not in safe and name not in doubtful):
                    continue
                if score := believed(text, start, end, name):
                    yield Span(start, end, "LOCATION", score, reason="a name of a place")
                    skip = last + 1
                    code = state.match(text, end) if language == "en" else None
                    if code and code["x"] in states:
                        yield Span(
                            *code.span("x"), "LOCATION", score, reason="a state, abbreviated"
                        )
                break

    return find


def _furthest(text: str, tokens: list[tuple[int, int]], first: int) -> int:
    """Return the last word of a name, with a blank, a hyphen or a full stop between its words."""
    last, most = first, min(first + _LONGEST, len(tokens)) - 1
    while last < most and text[tokens[last][1] : tokens[last + 1][0]] in _GAPS:
        last += 1
    return last


def _listed_japanese(words: Words) -> Callable[[str], Iterator[Span]]:
    """Return a finder of listed names in texts without blanks."""
    known = place_names("ja")
    none = frozenset(words["no_places"])
    longest = max(map(len, known))

    def find(text: str) -> Iterator[Span]:
        for run in _JAPANESE.finditer(text):
            start, end = run.span()
            if "ァ" <= run[0][0] <= "ー":
                if run[0] in known and len(run[0]) >= 3 and not _NOT_BEFORE.match(text, end):
                    yield Span(start, end, "LOCATION", LISTED, reason="a name of a place")
                continue
            at = start
            for stop in range(min(end, at + longest), at + 1, -1):
                if text[at:stop] in known and not _NOT_BEFORE.match(text, stop):
                    yield Span(at, stop, "LOCATION", LISTED, reason="a name of a place")
                    break
        for match in _SUFFIX.finditer(text):
            if match["x"] not in none and not match["x"].endswith(tuple(none)):
                yield Span(
                    *match.span("x"), "LOCATION", WEAK, reason="the ending of a place's name"
                )

    return find
