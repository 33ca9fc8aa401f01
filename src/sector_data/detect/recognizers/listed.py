"""Names of people in running text that the lists of names know, and what stands beside them.

What lives here: runs of capitalised words with a known name among them, initials between two words,
single given names, and the deeds that only people do. What does not: names that a title or a label
announces (:mod:`.names`), and the judgement of single words (:mod:`.known_names`).

English only: a language that writes its nouns with capitals, or names in another script, wants
rules of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sector_data.detect.recognizers.known_names import KnownNames, eponymous
from sector_data.detect.recognizers.openers import Openers
from sector_data.detect.recognizers.vocabulary import Words, any_of
from sector_data.spec.evidence.findings import Span

FULL, PARTLY, ALONE, WEAK = 0.75, 0.55, 0.5, 0.45
"""Scores: a given and a family name; one of them known; a given name alone; a family name alone."""
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+){0,4}")
_CAPITAL = re.compile(rf"(?<![^\W\d_])(?<![^\W\d_]['’-])(?![a-zß-öø-ÿ]){_WORD.pattern}")
"""Where a run may begin: most words have small letters, and are passed over."""
_PARTICLES = frozenset(
    ("de", "del", "della", "di", "da", "dos", "du", "la", "le", "los", "van", "von", "der")
) | {"den", "ten", "ter", "bin", "ibn", "al", "el", "y", "af", "av", "zu", "vom", "st", "das"}
_GENITIVE = re.compile(r"['’]s?$")
_MONTHS_AS_NAMES = frozenset({"april", "may", "june"})
"""Months that are middle names, behind a given name."""
_LONGEST = 5
"""Words of the longest name that is put together."""
_STARTS = re.compile(r"(?:\A|[.!?:;>•*]|\n)[\s\"'“‘(\[*•>-]{0,4}\Z")
_CAP = r"[A-ZÀ-ÖØ-Þ][^\W\d_]{1,20}"
_LAST_FIRST = re.compile(
    rf"(?<![^\W\d] )(?<![,'’-] )(?<![\w'’-])(?P<last>{_CAP}(?:['’ -]{_CAP}){{0,2}}), "
    rf"(?P<first>{_CAP}(?:-{_CAP})?)(?: [A-Z]\b\.?)?(?![\w'’]|(?:,| and| or| &) [A-ZÀ-ÖØ-Þ])"
)
_AGED = re.compile(
    rf"(?<![\w'’-])(?P<x>{_CAP})(?:[ \t]\(\d{{1,3}}\)|,?[ \t]\(?\d{{1,3}}[ -]?(?:y/?o|yrs?|[MF]\b))"
)
_SMALL_LAST_FIRST = re.compile(
    r"(?<![\w,'’-] )(?<![\w'’@-])(?P<last>[a-z][a-z'’-]{2,20}), (?P<first>[a-z]{3,20})(?![\w'’@-])"
)
_ADDRESSEE = re.compile(
    r"(?:\A|\n)[> \t]{0,4}(?P<x>[A-ZÀ-ÖØ-Þ][^\W\d_]{1,20}(?:['’-][^\W\d_]{1,20})?"
    r"(?:[ \t](?:[A-Z]\.?|[A-ZÀ-ÖØ-Þ]?[^\W\d_]{1,20}(?:['’-][^\W\d_]{1,20})?)){1,3})[ \t]{0,4}\n"
    r"(?:[> \t]{0,4}\n){0,2}[> \t]{0,4}\d{1,6}[ \t][^\W\d_]"
)
_KIN_NAME = 4
"""Letters of the shortest name in small letters that a word for kin announces."""
_SHORT_CAPITALS = 4
"""Capitals up to which a single word is an abbreviation, whatever the lists say."""


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    word: str
    first: bool
    """Whether it begins a sentence or a line, where every word has its capital."""

    @property
    def initial(self) -> bool:
        return len(self.word) == 1


class Listed:
    """Finds names by the lists.

    Parameters
    ----------
    words
        The word lists of the language.
    """

    def __init__(self, words: Words) -> None:
        self._names = KnownNames(words)
        self._titles = frozenset(words["titles"])
        self._no_company = re.compile(
            rf"[ \t,]{{1,2}}{any_of((*words['company_forms'], *words['after_no_name']))}\b(?!-)"
        )
        self._kin = re.compile(
            rf"(?<![\w'’-])(?i:{words.any_of('kin')})[ \t]"
            rf"(?P<x>[a-zß-öø-ÿ]{{{_KIN_NAME},20}})(?![\w'’-])"
        )
        self._number_next = re.compile(r"[ \t]{1,2}\d")
        # "12 Elm Tree" is a house, "68M Tom Ash" a man of 68.
        self._number_before = re.compile(
            r"(?<!\w)(?!\d{1,3}[ -]?(?:y/?o)?[ -]?[MFmf]\b)\d[\w/-]{0,6}[ \t]{1,2}\Z"
        )
        self._thing = eponymous(words)
        name = r"(?P<x>[A-ZÀ-ÖØ-ÞĀ-Ž][^\W\d_]+(?:['’-][^\W\d_]+){0,3})"
        item = r"[A-ZÀ-ÖØ-ÞĀ-Ž][^\W\d_]{1,30}(?:['’-][^\W\d_]{1,30}){0,2}"
        self._series = re.compile(
            rf"(?<![\w.'’-] ){item}(?:, {item}){{0,9}},? (?:and|&) {item}"
            r"(?![ \t]?[A-ZÀ-Þ\d]|[-'’]\w)"
        )
        self._item = re.compile(item)
        self._doers = re.compile(
            rf"\b(?P<x>{item}(?:[ \t][A-Z]\.?)?(?:[ \t]{item})?)[ \t](?P<verb>[a-z]+)"
        )
        self._deed = re.compile(rf"{words.any_of('person_verbs')}\b")
        self._deed_firsts = frozenset(re.split(r"\W", v)[0] for v in words["person_verbs"])
        self._deed_verbs = Openers(words["person_verbs"])
        people = (*words["occupations"], *words["care_roles"])
        self._verbs, self._occupations = (
            Openers(words["verbs_of_persons"]),
            Openers(people),
        )
        self._verb = re.compile(
            rf"\b{words.any_of('verbs_of_persons')}[ \t]{name}(?![ \t]?[A-ZÀ-Þ\d])"
        )
        self._addressing = Openers(words["addressing"])
        self._addressed = re.compile(rf"(?:\A|[\n.!?\"“] ?){name}, {words.any_of('addressing')}\b")
        self._owner = re.compile(
            rf"\b{name}['’]s[ \t](?:\w{{1,12}}[ \t])?{words.any_of('belongings')}\b"
        )
        self._care = frozenset(words["care_roles"])
        self._occupation = re.compile(
            rf"\b(?P<role>(?i:{any_of(people)}))[ \t]{name}(?:[ \t](?:[A-Z]\.?[ \t])?"
            r"(?P<y>[A-ZÀ-ÖØ-ÞĀ-Ž][^\W\d_]+(?:['’-][^\W\d_]+){0,3}))?"
        )

    def find(self, text: str) -> Iterator[Span]:
        """Find names.

        Parameters
        ----------
        text
            In the letter case of print.
        """
        for run in self._runs(text):
            yield from self._named(text, run)
        yield from self._small(text)
        yield from self._doing(text)
        yield from self._in_series(text)
        yield from self._above_address(text)

    def _runs(self, text: str) -> Iterator[list[_Token]]:
        """Yield the runs of capitalised words, particles inside them included."""
        run: list[_Token] = []
        links: list[_Token] = []
        at = 0
        reached = 0
        while match := (_WORD if run else _CAPITAL).search(text, reached):
            word, reached = match[0], match.end()
            if not run and not word[0].isupper():
                continue
            word = _GENITIVE.sub("", word)
            first = bool(_STARTS.search(text[max(0, match.start() - 6) : match.start()]))
            token = _Token(match.start(), match.start() + len(word), word, first)
            between = text[at : match.start()]
            joined = between in {" ", ". ", "  "} and (between != ". " or self._dotted(run))
            at = match.end() if word == match[0] else -1
            if not (joined and run):
                yield from (run,) if run else ()
                run, links = [], []
            if word[0].isupper() and self._belongs(word, run):
                run += [*links, token]
                links = []
            elif run and word.lower() in _PARTICLES and len(links) < 2:
                links.append(token)
            elif run:
                yield run
                run, links = [], []
            if at == -1:
                at = match.end()
                yield from (run,) if run else ()
                run, links = [], []
        if run:
            yield run

    def _belongs(self, word: str, run: Sequence[_Token]) -> bool:
        """Whether a capitalised word can be part of the name that the words before begin."""
        names = self._names
        if not names.dull(word) and not names.common(word):
            return True
        behind = bool(run) and names.sure_given(run[-1].word) and not word.isupper()
        if word.lower() in _MONTHS_AS_NAMES and behind:
            return True
        return behind and not names.never(word) and not names.place(run[-1].word)

    def _dotted(self, run: Sequence[_Token]) -> bool:
        return bool(run) and (run[-1].initial or run[-1].word.lower() in {"st", "jr"})

    def _named(self, text: str, run: list[_Token]) -> Iterator[Span]:
        run = self._trimmed(run)
        if not run:
            return
        end = run[-1].end
        if self._no_company.match(text, end) or self._thing.match(text, end):
            return
        before = text[max(0, run[0].start - 12) : run[0].start]
        in_front = self._number_before.search(before) is not None
        behind = self._number_next.match(text, end) is not None
        if len(run) == 1:
            if not in_front and not behind:
                yield from self._single(run[0])
            return
        if in_front and re.match(r"[^\n]{0,12}\d", text[end : end + 14]):
            return  # a house
        score, reason = self._score(run)
        if score:
            yield Span(run[0].start, end, "PERSON", score, reason=reason)
        elif len(run) <= _LONGEST:
            for token in run:
                if self._names.sure_given(token.word) and not self._names.place(token.word):
                    yield from self._single(token)

    def _trimmed(self, run: list[_Token]) -> list[_Token]:
        """Take off the words at the ends that are no part of a name."""
        names = self._names
        while run and run[0].word.lower() in self._titles:
            run = run[1:]
        # "When Mary Smith": the words before the first given name are not hers.
        if run and run[0].first and not (names.given(run[0].word) or names.family(run[0].word)):
            firsts = [i for i, t in enumerate(run) if names.sure_given(t.word)]
            if firsts and firsts[0] and not run[firsts[0] - 1].initial:
                run = run[firsts[0] :]
        return run[:_LONGEST]

    def _score(self, run: Sequence[_Token]) -> tuple[float, str]:
        names = self._names
        head, tail = run[0].word, run[-1].word
        initials = [t for t in run[1:-1] if t.initial]
        if all(t.initial for t in run) or tail[0].islower() or run[-1].initial:
            return 0.0, ""
        if run[0].initial:
            if names.ordinary(tail) or names.eponym(tail):
                return 0.0, ""
            known = names.family(tail)
            return (PARTLY, "an initial and a family name") if known else (WEAK, "an initial")
        ordinary = [t for t in run if names.ordinary(t.word) or names.eponym(t.word)]
        if names.given(head) and names.family(tail) and len(ordinary) < len(run):
            return FULL, "a given name and a family name of the lists"
        if names.family(head) and names.given(tail) and not ordinary:
            return FULL, "a family name and a given name of the lists"
        if initials and not names.eponym(head) and not names.place(head):
            return PARTLY, "an initial between two names"
        if names.sure_given(head):
            return PARTLY, "a given name of the lists before another word"
        if ordinary or names.place(head) or names.place(tail):
            return 0.0, ""
        if names.sure(head):
            return PARTLY, "a family name of the lists before another word"
        if names.sure(tail):
            return PARTLY, "a name of the lists behind another word"
        return 0.0, ""

    def _single(self, token: _Token) -> Iterator[Span]:
        names, word = self._names, token.word
        short = len(word) < 3 or (word.isupper() and len(word) <= _SHORT_CAPITALS)
        if short or names.coded(word):
            return
        if names.sure_given(word):
            yield Span(token.start, token.end, "PERSON", ALONE, reason="a given name of the lists")
        elif names.sure(word) and not token.first:
            yield Span(token.start, token.end, "PERSON", WEAK, reason="a family name of the lists")

    def _small(self, text: str) -> Iterator[Span]:
        """Find names in small letters behind kin or side by side, where capitals are elsewhere."""
        if not self._names.given_in_small(text):
            return
        for both in _SMALL_LAST_FIRST.finditer(text):
            free = self._names.family(both["last"]) and not self._names.common(both["last"])
            if free and self._names.sure_given(both["first"]):
                yield Span(*both.span(), "PERSON", PARTLY, reason="a family name, comma")
        for match in self._kin.finditer(text):
            if len(match["x"]) >= _KIN_NAME and self._names.sure_given(match["x"]):
                yield Span(*match.span("x"), "PERSON", PARTLY, reason="a given name behind kin")
        last: re.Match[str] | None = None
        for match in _WORD.finditer(text):
            word = match[0]
            if not word.islower() or len(word) < 3:
                last = last if len(word) == 1 and last is not None else None
                continue
            if (
                last is not None
                and 0 < match.start() - last.end() <= 3
                and not text[last.end() : match.start()].strip(" abcdefghijklmnopqrstuvwxyz.")
                and self._names.sure_given(last[0])
                and self._names.sure(word)
            ):
                yield Span(
                    last.start(), match.end(), "PERSON", PARTLY, reason="two names of the lists"
                )
            last = match

    def _doing(self, text: str) -> Iterator[Span]:
        for match in self._deeds(text):
            parts = [w for w in match["x"].split() if len(w.strip(".")) > 1]
            if all(self._possible(p, capitals=len(parts) > 1) for p in parts):
                yield Span(
                    match.start("x"), match.end("x"), "PERSON", WEAK, reason="what people do"
                )
        for match in _AGED.finditer(text):
            if self._names.given(match["x"]) and not self._names.never(match["x"]):
                yield Span(*match.span("x"), "PERSON", WEAK, reason="a name and an age")
        for match in _LAST_FIRST.finditer(text):
            last, first = match["last"], match["first"]
            if self._names.sure_given(first) and self._family_first(last):
                yield Span(
                    match.start(), match.end(), "PERSON", PARTLY, reason="a family name, comma"
                )
        for match in self._occupations.matches(self._occupation, text):
            if not self._possible(match["x"]):
                continue
            whole = match["y"] and not self._names.dull(match["y"])
            end = match.end("y") if whole else match.end("x")
            known = whole or self._names.family(match["x"]) or self._names.given(match["x"])
            known = known or match["role"].lower() in self._care
            if known and not self._no_company.match(text, end):
                yield Span(match.start("x"), end, "PERSON", PARTLY, reason="behind an occupation")

    def _deeds(self, text: str) -> Iterator[re.Match[str]]:
        """Match names beside what only people do."""
        if text in self._deed_verbs:
            for match in self._doers.finditer(text):
                if match["verb"] in self._deed_firsts and self._deed.match(
                    text, match.start("verb")
                ):
                    yield match
        yield from self._verbs.matches(self._verb, text)
        if text in self._addressing:
            yield from self._addressed.finditer(text)
        if "'s" in text or "’s" in text:
            yield from self._owner.finditer(text)

    def _in_series(self, text: str) -> Iterator[Span]:
        """Find who is named together with somebody: "Efua, Mary and Ilze"."""
        for match in self._series.finditer(text):
            items = list(self._item.finditer(text, match.start(), match.end()))
            sure = any(self._names.sure(i[0]) for i in items)
            if sure and all(self._possible(i[0]) for i in items):
                for item in items:
                    yield Span(
                        item.start(), item.end(), "PERSON", WEAK, reason="named with somebody"
                    )

    def _above_address(self, text: str) -> Iterator[Span]:
        """Find the addressee: a line of two to four capitalised words above one with a number."""
        for match in _ADDRESSEE.finditer(text):
            words = match["x"].split()
            if any(self._names.dull(w) for w in words) or self._no_company.search(f" {match['x']}"):
                continue
            if self._names.sure(words[0]) or self._names.sure(words[-1]):
                yield Span(
                    match.start("x"), match.end("x"), "PERSON", FULL, reason="above an address"
                )
            elif not any(self._names.place(w) for w in words):
                yield Span(
                    match.start("x"), match.end("x"), "PERSON", WEAK, reason="above an address"
                )

    def _family_first(self, last: str) -> bool:
        names = self._names
        parts = re.split(r"[ -]", last)
        known = any(names.family(p) for p in parts) or not any(names.common(p) for p in parts)
        return known and not any(names.never(p) or names.place(p) for p in parts)

    def _possible(self, word: str, *, capitals: bool = False) -> bool:
        """Whether a word that nothing but its surroundings makes a name can be one."""
        names = self._names
        if (
            len(word) < 3
            or (word.isupper() and not capitals)
            or names.dull(word)
            or names.place(word)
        ):
            return False
        if names.given(word) or names.family(word):
            return True
        return not names.ordinary(word) and not names.common(word)
