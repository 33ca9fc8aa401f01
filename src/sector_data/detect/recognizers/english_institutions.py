"""Hospitals, practices, homes and wards as English notes name them without the word "hospital".

What lives here: "Lakeside General", "Elm Tree Imaging", "St. Mary's", "Heron Ward", what stands
behind "at" and is no ordinary word, and hospitals in small letters. What does not: names with a
full word for an institution (:mod:`.organisations`), employers (:mod:`.places`).

A short word for an institution ("Imaging", "Regional") also heads departments and plans: so the
words before it must hold one that is no ordinary word, or be two, or stand behind "at" or "from".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from sector_data.detect.recognizers.known_names import KnownNames
from sector_data.detect.recognizers.openers import Openers
from sector_data.detect.recognizers.vocabulary import Words, any_of
from sector_data.spec.evidence.findings import Span

NAMED, PLAIN, PLACED = 0.6, 0.55, 0.45
"""Scores: with a word for an institution; in small letters; by nothing but "at" before it."""
_WORD = (
    r"(?:(?:St|Mt|Ft)\.?[ \t])?[A-ZÀ-ÖØ-Þ][^\W\d_]{1,20}(?:['’-][^\W\d_]{1,20})?(?:['’](?=[ \t]))?"
)
_JOINED = r"[ \t](?:(?:of|the|and|&|de|del|la)[ \t]){0,2}"
_SAINT = re.compile(
    r"(?<![\w-])(?:(?:St|Saint|ST|SAINT)\.?[ \t][A-Z][^\W\d_]{2,20}(?:['’][sS]|[sS]['’])"
    r"|(?<=\b(?i:at|to|in)[ \t])(?:St|Saint|ST|SAINT)\.?[ \t][A-Z][^\W\d_]{2,20})"
    r"(?:[ \t][A-Z][\w'’]{1,20}){0,3}(?![\w'’])"
    r"(?![ \t]+(?i:wort|fire|dance|disease|encephalitis|day)\b)"
)
_TO = re.compile(
    r"(?:\A|[^\w])(?i:at|from|to|in|on|via|near|attends|attended|attending)[ \t]"
    r"(?:(?i:the)[ \t])?\Z"
)
_FLOOR = re.compile(r"(?<=\s)\d{1,2}[NSEWABCD](?![\w/-]|\.\d)")
"""A floor and its wing, where a word for where stands before it: "moved from 4W"."""
_STATION = re.compile(r"[A-Z]\w{1,6}[ -](?:\d{1,3}[A-Za-z]?|[A-Z]\d{0,2})(?![\w%/-]|\.\d)")
_CONNECTS = frozenset({"of", "the", "and", "&", "de", "del", "la"})
_SHORT = 4
"""Letters up to which a lone word in capitals is an abbreviation."""


def english_finder(words: Words) -> Callable[[str], Iterator[Span]]:
    """Return a finder of institutions that short words or their place in a sentence tell.

    Parameters
    ----------
    words
        The word lists of English.
    """
    known = KnownNames(words)
    kinds = any_of({k for w in words["short_institutions"] for k in (w.title(), w.upper(), w)})
    headed = re.compile(
        rf"(?<![\w.'’-])(?P<x>{_WORD}(?:{_JOINED}{_WORD}){{0,3}})[ \t]{kinds}"
        r"(?:[ \t](?:Hospital|Clinic|Center|Centre|Institute|School|Group|Associates|Partners))?"
        r"(?![\w'’-])"
    )
    headwords = Openers(words["short_institutions"])
    at = re.compile(
        rf"(?<![\w-])(?:at|At|AT)[ \t](?:(?:the|The|THE)[ \t])?"
        rf"(?P<x>{_WORD}(?:{_JOINED}{_WORD}){{0,3}})(?![\w'’-]|[ \t]\d)"
    )
    small = re.compile(
        rf"(?<![\w-])(?:at|from|to|in|by)[ \t](?:the[ \t])?"
        rf"(?P<x>(?P<own>(?:[a-z'’.]{{2,20}}[ \t]){{1,3}}?){words.any_of('small_institutions')})"
        r"(?![\w'’-])"
    )
    house = re.compile(
        rf"(?<=\b(?:at|to|in|of|by)[ \t])(?P<x>The[ \t]{_WORD}(?:[ \t]{_WORD}){{0,2}})(?![\w'’-])"
        rf"|(?<=\bfrom[ \t])(?P<y>The[ \t]{_WORD}(?:[ \t]{_WORD}){{0,2}})(?![\w'’-])"
    )
    branch = re.compile(
        rf"(?<![\w.'’-])(?P<x>{_WORD}(?:[ \t]{_WORD})?[ \t](?:of|on|at)[ \t]"
        rf"(?:the[ \t])?{_WORD}(?:[ \t]{_WORD})?)(?![\w'’-])"
    )
    label = re.compile(
        rf"(?<![\w'’-])(?i:{words.any_of('institution_labels')})[\"']?"
        r"[ \t]{0,3}[:=][ \t\"']{0,4}"
        rf"(?P<x>(?:The[ \t])?{_WORD}(?:{_JOINED}{_WORD}){{0,4}})"
    )
    labels = Openers(words["institution_labels"])
    field = re.compile(
        rf"(?<![\w'’-])(?i:{words.any_of('place_labels')})[\"']?[ \t]{{0,3}}[:=][ \t\"']{{0,4}}"
        rf"(?P<x>{_WORD}(?:[ \t]{_WORD}){{0,2}}(?:, {_WORD}(?:[ \t]{_WORD})?)?)"
    )
    fields = Openers(words["place_labels"])
    saint = re.compile(
        r"(?<![\w'’-])(?:at|to|from|in)[ \t](?P<x>(?:st|saint)\.?[ \t]"
        r"(?P<name>[a-z]{3,15}?)(?:['’]?s)?)(?![\w'’-])"
    )
    stations = Openers(words["stations"])
    saints = Openers(("st", "saint"))
    firms = re.compile(rf"(?<![\w'’@./-])(?i:{words.any_of('firms')})(?![\w'’@/-])")
    firm = Openers(words["firms"])
    general = frozenset(words["no_institutions"]).union(words["plain_wards"])
    weekdays = frozenset((*words["weekdays"], *words["months"], *words["titles"]))

    landscape = frozenset(words["landscape"])

    def dull(word: str) -> bool:
        low = re.sub(r"['’]s?\Z", "", word.lower())
        if low in landscape:
            return False
        return low in general or low in weekdays or known.never(low) or known.eponym(low)

    def telling(names: Sequence[str]) -> bool:
        return any(not known.common(n) and not known.ordinary(n) for n in names)

    def with_kind(text: str) -> Iterator[Span]:
        for match in headed.finditer(text):
            parts = list(re.finditer(r"[^ \t]+", match["x"]))
            first = max((i + 1 for i, p in enumerate(parts) if dull(p[0])), default=0)
            if not dull(parts[0][0]) and telling([parts[0][0]]):
                first = 0  # "Chinle Comprehensive": what begins with a name belongs to it
            while first < len(parts) and parts[first][0].lower() in _CONNECTS:
                first += 1
            if first == len(parts):
                continue
            start = match.start("x") + parts[first].start()
            names = [p[0] for p in parts[first:] if p[0].lower() not in _CONNECTS]
            placed = _TO.search(text[max(0, start - 10) : start]) is not None
            if telling(names) or len(names) > 1 or placed:
                yield _span(start, match.end(), NAMED, "a name and a short word for an institution")

    def placed(text: str) -> Iterator[Span]:
        for match in at.finditer(text):
            names = [w for w in match["x"].split() if w not in _CONNECTS]
            if any(dull(n) for n in names) or (len(names) == 1 and not telling(names)):
                continue
            if all(n.isupper() and len(n) <= _SHORT for n in names) or known.coded(names[0]):
                continue
            yield _span(match.start("x"), match.end("x"), PLACED, "a name behind a word for where")

    def named(text: str) -> Iterator[Span]:
        for match in house.finditer(text) if " The " in text else ():
            group = "x" if match["x"] else "y"
            if not all(dull(n) for n in match[group].split()[1:]):
                yield _span(*match.span(group), PLACED, "a house behind a word for where")
        for match in branch.finditer(text):
            if not _TO.search(text[max(0, match.start() - 10) : match.start()]):
                continue
            first, *_, last = match["x"].split()
            if not (dull(first) or dull(last) or known.coded(first)):
                yield _span(*match.span("x"), PLACED, "a house and where it is")
        for match in labels.matches(label, text):
            if not all(dull(n) for n in match["x"].split()):
                yield _span(*match.span("x"), NAMED, "behind a label for institutions")
        for match in stations.matches(_STATION, text):
            yield _span(*match.span(), PLACED, "a station with its number")
        for match in _FLOOR.finditer(text):
            if _TO.search(text[max(0, match.start() - 10) : match.start()]):
                yield _span(*match.span(), PLACED, "a floor and its wing")
        for match in fields.matches(field, text):
            start, end = match.span("x")
            yield Span(start, end, "LOCATION", NAMED, reason="behind a label for places")
        for match in saint.finditer(text) if text in saints else ():
            if known.given(match["name"]):
                yield _span(*match.span("x"), PLAIN, "a saint whom a house is called after")
        for match in firm.matches(firms, text):
            yield _span(*match.span(), PLAIN, "a firm that everybody knows")

    def in_small(text: str) -> Iterator[Span]:
        for match in small.finditer(text):
            own = match["own"].split()
            first = max((i + 1 for i, n in enumerate(own) if dull(n)), default=0)
            if first < len(own) and telling(own[first:]):
                start = match.start("x") + sum(len(n) + 1 for n in own[:first])
                yield _span(start, match.end("x"), PLAIN, "an institution in small letters")

    def find(text: str) -> Iterator[Span]:
        if text in headwords:
            yield from with_kind(text)
        for match in _SAINT.finditer(text):
            yield _span(match.start(), match.end(), NAMED, "a saint whom a house is called after")
        yield from placed(text)
        yield from named(text)
        yield from in_small(text)

    return find


def _span(start: int, end: int, score: float, reason: str) -> Span:
    return Span(start, end, "ORGANIZATION", score, reason=reason)
