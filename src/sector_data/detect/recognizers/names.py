"""Names of people that the words around them announce: titles, labels, greetings, credentials.

What lives here: rules that need no language model and work on names no model has seen. What does
not: names that stand alone in running text, which the model finds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from sector_data.detect.recognizers.casing import Casing, one_case
from sector_data.detect.recognizers.known_names import KnownNames
from sector_data.detect.recognizers.listed import Listed
from sector_data.detect.recognizers.openers import Openers
from sector_data.detect.recognizers.unknown_names import UnknownNames
from sector_data.detect.recognizers.vocabulary import Finder, Words, any_of
from sector_data.spec.evidence.findings import Span

SURE, LIKELY = 0.9, 0.7
WEAK_INITIALS = 0.45
"""Initials of staff: a service ("drawn by RT") signs so as well."""
AGAIN = 0.55
"""Score of a part of a name that stands elsewhere in the same text."""
_SHORTEST_PART = 3
"""Letters of the shortest part of a name that is looked for again: "Li" and "Jo" are words."""
_NAME_PART = re.compile(r"[^\W\d_](?:[^\W\d_]|['’-](?=[^\W\d_]))+")
_UP = r"A-ZÀ-ÖØ-ÞĀ-ŽΑ-ΩА-Я"
_LETTERS = r"[^\W\d_]{0,30}"
_INITIAL = rf"[{_UP}]\.(?=\s|[{_UP}])"
_PART = rf"(?:{_INITIAL}|[{_UP}]{_LETTERS}(?:['’-][{_UP}]?[^\W\d_]{{1,30}}){{0,3}}|[{_UP}]\.)"
_LINK = r"(?:de|del|della|di|da|dos|du|la|le|van|von|der|den|ter|bin|al|el|st\.|y|e)"
NAME = rf"{_PART}\.?(?:[ \t]{{1,4}}(?:{_LINK}[ \t]{{1,4}}){{0,2}}{_PART}){{0,3}}"
"""One to four capitalised words with the small words that stand inside family names."""
_LAST_FIRST = (
    rf"(?:{_LINK}[ ]){{0,2}}{_PART}(?:[ -](?:{_LINK}[ ]){{0,2}}{_PART}){{0,2}}"
    rf",[ \t]?{_PART}(?:[ \t]{_PART}){{0,2}}"
)
_TWO = rf"{_PART}[ \t](?:{_LINK}[ \t]){{0,2}}{_PART}(?:[ \t]{_PART}){{0,2}}(?!\w)"
_ID_NEXT = (
    r"(?:[|,(#-][ \t]{0,2}){0,3}"
    r"(?:(?i:mrn|dob|id|ssn|acct|chart)\b|\d{4}-?\d{2,6}\b|\d{1,2}[/-]\d{1,2}[/-]\d{2})"
)
"""An identifier or a date of birth, as the header line of a record has it behind the name."""
_X = rf"(?P<x>{NAME})"
_END = r"(?=[ \t]{0,4}(?:$|[\n,.;!|(]|\d|[ \t](?:[A-Z][\w.]{1,12}[ \t]){0,2}[A-Z][\w.]{1,12}:))"
"""The end of a line or field, or the label of the next: "Name: ash, tom  Sex: m"."""


_CAPITALISED = rf"(?:[{_UP}]\.[ ]?)?[{_UP}][^\W\d_A-Z]{{2,30}}(?:[ \t-][{_UP}][^\W\d_A-Z]{{2,30}})?"
_LISTED = frozenset({"en"})
"""Languages in which lists of names tell a name in running text: see :mod:`.listed`."""


class _Rule(NamedTuple):
    """Names that a pattern finds beside words that announce them."""

    pattern: re.Pattern[str]
    score: float
    reason: str
    wanted: Openers | None
    """Words of which a text has to hold one."""
    opens: bool
    """Whether the pattern begins with them."""

    def matches(self, text: str) -> Iterator[re.Match[str]]:
        """Yield what the pattern matches."""
        if self.wanted is None:
            return self.pattern.finditer(text)
        if self.opens:
            return self.wanted.matches(self.pattern, text)
        return self.pattern.finditer(text) if text in self.wanted else iter(())


def _announced(words: Words) -> list[_Rule]:
    titles = any_of({w for t in words["titles"] for w in (t.title(), t.upper(), t)})
    some_titles = rf"(?:{titles}(?:\.|\b)[ \t]{{0,4}})"
    labels, phrases = words.any_of("name_labels"), words.any_of("name_phrases")
    greetings, kin = words.any_of("greetings"), words.any_of("kin")
    written = {w for c in words["credentials"] for w in (c.upper(), c.title())}
    credentials = any_of(written.union(words["mixed_credentials"]))
    whose = ("his", "her", "their", "my", "the", "our", "patient's", "pt's")
    ours = any_of(whose)
    patterns: list[tuple[str, float, str, Iterable[str], bool]] = [
        # Dr. Jane Smith · Mr. and Mrs. apart
        (
            rf"\b{titles}(?:\.|\b)[ \t]{{0,4}}{some_titles}*{_X}",
            SURE,
            "behind a title",
            words["titles"],
            True,
        ),
        # Jane Smith, MD · Smith, Jane RN
        (
            rf"(?<![\w'’-])(?P<x>{_LAST_FIRST}|{NAME}),?[ \t]{{1,4}}{credentials}\b",
            SURE,
            "before a credential",
            words["credentials"],
            False,
        ),
        # Attending: Jane Smith · Patient (new): SMITH, JANE
        (
            rf"(?<![^\n>|;.,({{\[\"'*_\t ])(?i:{labels})[\"'*_]?[ \t]{{0,4}}"
            r"(?:\([^)\n]{1,20}\))?[ \t]{0,4}[:=][ \t\"'*_]{0,4}"
            rf"{some_titles}*(?P<x>{_LAST_FIRST}|{NAME})",
            SURE,
            "behind a label",
            words["name_labels"],
            True,
        ),
        # RN Jane Smith · FY1 Smith
        (
            rf"\b{any_of(words['staff_letters'])}[ \t]{{1,2}}(?P<x>{_CAPITALISED})",
            LIKELY,
            "behind the letters of a profession",
            words["staff_letters"],
            True,
        ),
        # 68M Jane Smith, as a hand-over begins
        (
            rf"(?:^|[\n.;:][ ]?)\d{{1,3}}[ -]?(?:y/?o|yrs?)?[ -]?[MFmf][ \t]{{1,2}}(?P<x>{_TWO})",
            LIKELY,
            "behind an age and a sex",
            (),
            False,
        ),
        # Jane Smith, 38, as a query or an admission begins
        (
            rf"(?:^|[\n.?!][ \t]?)(?P<x>{_TWO}),[ \t](?:aged?[ \t])?"
            r"\d{1,3}(?=,|[ -]?(?:y|F\b|M\b))",
            LIKELY,
            "before an age",
            (),
            False,
        ),
        # my name is Jane · signed by Jane
        (
            rf"\b(?i:{phrases})[ \t]{{1,4}}{some_titles}*{_X}",
            LIKELY,
            "behind a phrase of naming",
            words["name_phrases"],
            True,
        ),
        # What is your name? Jane
        (
            rf"(?i:\bname)\?[ \t\n]{{1,4}}(?:\w{{1,20}}:[ \t]{{0,4}})?{_X}{_END}",
            LIKELY,
            "an answer to the question for a name",
            ("name",),
            True,
        ),
        # Dear Jane, · Hi Jane
        (
            rf"(?:^|[\n.!?>\"“][ \t]{{0,4}})(?i:{greetings})[,!]?[ \t]{{1,4}}{some_titles}*{_X}",
            LIKELY,
            "behind a greeting",
            words["greetings"],
            False,
        ),
        # her husband John
        (
            rf"\b(?i:{ours}[ \t]{{1,4}}(?:\w{{1,20}}[ \t]{{1,4}})?{kin}),?[ \t]{{1,4}}{_X}",
            LIKELY,
            "behind a word for kin",
            whose,
            True,
        ),
        # a name in brackets behind "brother"
        (
            rf"\b(?i:{kin})[ \t]?\([ \t]?{_X}[ \t]?[),]",
            LIKELY,
            "in brackets behind a word for kin",
            words["kin"],
            True,
        ),
        # Smith, Jane  MRN 123456 · JANE SMITH (123456) · Jane Smith | 4/9/23
        (
            rf"(?:^|\n)[ \t]{{0,4}}(?P<x>{_LAST_FIRST}|{_TWO})(?=[ \t]{{0,4}}{_ID_NEXT})",
            SURE,
            "before an identifier, as in a header line",
            (),
            False,
        ),
        # the signature: "- JANE SMITH" at the end
        (
            rf"\n[ \t]{{0,4}}(?:[-–—]{{1,3}}|/s/)[ \t]{{0,4}}(?P<x>{_TWO})[ \t.]{{0,4}}\s{{0,9}}\Z",
            SURE,
            "a signature",
            (),
            False,
        ),
        # Name Doe, Jane · given by JD
        (
            rf"\b(?i:name)[ \t]{{1,4}}(?:is[ \t])?(?P<x>{_LAST_FIRST})",
            LIKELY,
            "behind a word for a name",
            ("name",),
            True,
        ),
        (
            rf"\b(?i:{words.any_of('signing_verbs')})(?:[ \t:][^\n;]{{0,24}}\d)?[ \t]by[ \t]"
            r"(?P<x>[A-Z]{2,3}|(?<=\d[ ]by[ ])[a-z]{2,3}|[a-z]{3}|[a-z]{2,3}[/-][a-z]{2,3})"
            r"(?=[ \t]?(?:[.,;)\n]|\Z)|[ \t](?:at|on|in)\b)",
            WEAK_INITIALS,
            "initials of who did something",
            words["signing_verbs"],
            True,
        ),
        # whom a letter is about, behind "RE:"
        (
            rf"(?:^|[\n.])[ \t]{{0,4}}(?i:re|subject)[ \t]?:[ \t]{{0,4}}(?P<x>{_LAST_FIRST})",
            SURE,
            "behind a subject line",
            ("re", "subject"),
            False,
        ),
    ]
    return [
        _Rule(re.compile(pattern), score, reason, Openers(wanted) if wanted else None, opens)
        for pattern, score, reason, wanted, opens in patterns
    ]


def _in_any_case(words: Words) -> list[_Rule]:
    """Rules for names behind an unmistakable label, whatever their capitals: four words."""
    labels, titles = words["sure_name_labels"], words["plain_titles"]
    word = r"[^\W\d_][\w.'’-]{0,30}"
    patterns = (
        (
            rf"(?:^|[\n>|;])[ \t]{{0,4}}(?i:{any_of(labels)})[ \t]{{0,4}}[:=][ \t]{{0,4}}"
            rf"(?P<x>{word}(?:,?[ \t]{word}){{0,3}}){_END}",
            labels,
            False,
        ),
        (
            rf"(?i:\b{any_of(labels)}[ \t]is)[ \t]{{1,4}}"
            rf"(?P<x>[^\W\d_]{{2,30}}(?:[ \t][^\W\d_]{{2,30}})?){_END}",
            labels,
            True,
        ),
        # dr. alice wong, as hurried writers have it; "ms" and "mr" without a dot are illnesses
        (
            rf"\b(?i:{any_of(titles)})\.[ \t]{{1,4}}"
            rf"(?P<x>[a-zß-öø-ÿ]{{2,30}}(?:[ \t][a-zß-öø-ÿ]{{2,30}})?)\b",
            titles,
            True,
        ),
        (
            rf"\b(?i:{any_of(words['spoken_titles'])})[ \t]{{1,4}}"
            rf"(?P<x>[a-zß-öø-ÿ]{{3,30}})\b(?![ \t]?[:/-])",
            words["spoken_titles"],
            True,
        ),
        (
            rf"(?:^|[\n>|;.,(])[ \t]{{0,4}}(?i:{words.any_of('initials_labels')})"
            r"[ \t]?[:=][ \t]{0,3}"
            r"(?P<x>[A-Z]{2,3}(?:/[A-Za-z]{2,3})?|[a-z]{2,3}(?:/[a-z]{2,3})?)"
            r"(?=[ \t]{0,3}(?:[\n,.;|)]|$))",
            words["initials_labels"],
            False,
        ),
    )
    return [
        _Rule(re.compile(pattern), LIKELY, "behind a label or title", Openers(wanted), opens)
        for pattern, wanted, opens in patterns
    ]


def finder(words: Words) -> Finder:
    """Return the finder of names of people, and in English of names of an unknown kind."""
    announced = _announced(words)
    in_any_case = _in_any_case(words)
    dull = frozenset((*words["clinical"], *words["no_names"]))
    printed = _printer(words)
    by_lists: list[Listed | UnknownNames] = []
    if words.language in _LISTED:
        by_lists = [Listed(words), UnknownNames(words)]
    common = KnownNames(words).common

    def find(text: str) -> Iterator[Span]:
        shown = printed(text)
        for rule in announced:
            for match in rule.matches(shown):
                alone = " " not in match["x"] and rule.score < SURE
                if not (alone and common(match["x"])):
                    yield from _name(match, rule, dull, common)
        for rule in in_any_case:
            for match in rule.matches(text):
                yield from _name(match, rule, dull, common)
        for lists in by_lists:
            yield from lists.find(shown)

    entities = ("PERSON", "ORGANIZATION", "LOCATION") if by_lists else ("PERSON",)
    return Finder("Names", entities, find)


def _printer(words: Words) -> Callable[[str], str]:
    """Return what writes a text in one letter case as print would have it, and no other."""
    if not words["name_words"]:
        return lambda text: text
    casing = Casing(words)
    return lambda text: casing.of(text) if one_case(text) else text


def _name(
    match: re.Match[str],
    rule: _Rule,
    dull: frozenset[str],
    common: Callable[[str], bool],
) -> Iterator[Span]:
    length = _cut(match["x"], dull, common)
    if length > 1:  # "I" and "A" are no names
        start = match.start("x")
        yield Span(start, start + length, "PERSON", rule.score, reason=rule.reason)


def _cut(name: str, dull: frozenset[str], common: Callable[[str], bool]) -> int:
    """Return the length of what is a name: up to the first word that is none."""
    end = 0
    for match in re.finditer(r"[^\s,]+", name):
        word = match[0]
        plain = word.strip(".")
        if len(plain) > 1 and (plain.lower() in dull or (plain.islower() and common(plain))):
            break
        # The dot of an initial belongs to the name, that of a sentence does not.
        kept = len(word) == 2 or word.lower() in {"st.", "jr.", "sr."}
        stripped = re.sub(r"['’]s\Z", "", word.rstrip("."))
        end = match.end() if kept else match.start() + len(stripped)
        if not kept and stripped != word:
            break
    return end


def again(text: str, spans: Iterable[Span], dull: frozenset[str]) -> Iterator[Span]:
    """Find the parts of a text's names wherever else they stand in it, in any case but lower."""
    parts: dict[str, float] = {}
    for span in spans:
        if span.entity != "PERSON":
            continue
        for match in _NAME_PART.finditer(text, span.start, span.end):
            part = match[0].casefold()
            if len(part) >= _SHORTEST_PART and part not in dull:
                parts[part] = max(parts.get(part, 0.0), min(AGAIN, span.score))
    if not parts:
        return
    for match in _NAME_PART.finditer(text):
        word = match[0].removesuffix("'s").removesuffix("’s")
        score = parts.get(word.casefold())
        if score is not None and not word.islower():
            end = match.start() + len(word)
            yield Span(match.start(), end, "PERSON", score, reason="a name found elsewhere")
