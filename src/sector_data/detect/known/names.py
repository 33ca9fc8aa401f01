"""Names of the people that belong to one person's records, however written.

What lives here: parts, order, initials, particles, errors of typing, in scripts with words. What
does not: Japanese names (:mod:`.japanese`); names in no column
(:mod:`sector_data.detect.recognizers.names`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field

from sector_data.detect.known.reading import (
    ReadText,
    fold,
    one_edit,
    spellings,
    word_list,
    words_in,
)
from sector_data.spec.evidence.findings import Span

WHOLE, PART, MISTYPED, INITIALS = 0.95, 0.85, 0.7, 0.5
SHORT = 3
"""Letters up to which a part of a name is looked for with a capital only."""
ERRORS_FROM = 5
"""Letters from which on a part of a name is looked for with an error."""
MOST_SUSPECTS = 400
"""Parts of names that are looked for with an error; a subject with more is no person."""
_ABBREVIATED = 2
"""Letters up to which a dot belongs to the word."""
_LINK = re.compile(r"[ \t\u00a0]{1,3}|[ \t]?\n[ \t]{0,3}|[ \t]?,[ \t]{0,2}|[.'’‘`·-]{1,2}[ \t]?|")
_DOTTED = re.compile(
    r"(?<![\w.])[^\W\d_]\.(?:[ -]?[^\W\d_]\.){1,3}|(?<![\w.])[^\W\d_]\.[^\W\d_](?!\w)"
)


@dataclass(slots=True, repr=False)
class Person:
    """One name: the words of all columns of a row that make it up."""

    why: str
    words: list[str] = field(default_factory=list)
    """As written."""


@dataclass(slots=True, repr=False)
class _Mark:
    """What a word of a text is: which people it may name, and how sure that is."""

    people: frozenset[int]
    key: str
    sure: bool
    mistyped: bool = False
    initial: bool = False


class Names:
    """The names of one person and of those around; fill it with :meth:`add`.

    Parameters
    ----------
    ordinary
        Words that are also names, folded: looked for with a capital only.
    """

    __slots__ = ("_heads", "_initials", "_ordinary", "_people", "_single", "_suspects", "_tails")

    def __init__(self, ordinary: Container[str]) -> None:
        self._ordinary = ordinary
        self._people: list[Person] = []
        self._single: dict[str, set[int]] = {}
        self._initials: list[Counter[str]] = []
        self._heads: dict[str, list[str]] = {}
        self._tails: dict[str, list[str]] = {}
        self._suspects = 0

    def __repr__(self) -> str:
        return f"Names({len(self._people)} people)"

    def __bool__(self) -> bool:
        return bool(self._single)

    def add(self, values: Sequence[str], why: str) -> None:
        """Take one name: the values of the columns that make it up, such as given and family."""
        number = len(self._people)
        initials: Counter[str] = Counter()
        person = Person(why)
        for value in values:
            words = name_words(value)
            small = word_list("particles")
            told = [w for w in words if fold(w) not in small or _is_initial(w)] or words
            for first in range(len(words) - 1):  # "van der Berg" is "Vanderberg" as well
                self._single_word("".join(words[first:]), number)
            for word in told:
                person.words.append(word)
                initials[fold(word)[0]] += 1
                self._single_word(word, number)
        if person.words:
            self._people.append(person)
            self._initials.append(initials)

    def _single_word(self, word: str, number: int) -> None:
        for key in spellings(word):
            if len(key) < 2:
                continue
            known = key in self._single
            self._single.setdefault(key, set()).add(number)
            if len(key) >= ERRORS_FROM and not known and self._suspects < MOST_SUSPECTS:
                # One error spares the first two letters or the last two.
                self._heads.setdefault(key[:2], []).append(key)
                self._tails.setdefault(key[-2:], []).append(key)
                self._suspects += 1

    def find(self, read: ReadText, usual: Container[str] | None) -> Iterator[Span]:
        """Find the names in a text: entity ``PERSON``.

        Parameters
        ----------
        read
            The text.
        usual
            Words that the texts hold in lower case, folded: no misspelt names. None if that is not
            known; then only words with a capital are taken for misspelt ones.
        """
        marks = self._marks(read, usual)
        self._mark_short_errors(read, marks)
        self._mark_initials(read, marks)
        yield from self._chains(read, marks)
        if "." in read.text:
            yield from self._lone_initials(read)

    def _marks(self, read: ReadText, usual: Container[str] | None) -> dict[int, _Mark]:
        marks: dict[int, _Mark] = {}
        looked: dict[str, str | None] = {}
        count = len(read.keys)
        for at, key in enumerate(read.keys):
            people = self._single.get(key)
            if people is None and at + 1 < count and read.starts[at + 1] - read.ends[at] == 1:
                joined = self._single.get(key + read.keys[at + 1])
                if joined is not None and read.keys[at + 1] not in self._single:
                    both = frozenset(joined)
                    marks[at] = _Mark(both, key, sure=True)
                    marks[at + 1] = _Mark(both, read.keys[at + 1], sure=True)
                    continue
            if people is not None:
                sure = self._is_sure(read, at, key, usual)
                marks[at] = _Mark(frozenset(people), key, sure=sure)
                continue
            if at in marks or len(key) < ERRORS_FROM - 1 or not key.isalpha():
                continue
            if key not in looked:
                looked[key] = self._meant(key, usual)
            meant = looked[key]
            if meant is not None and (usual is not None or read.has_capital(at)):
                marks[at] = _Mark(frozenset(self._single[meant]), meant, sure=True, mistyped=True)
        return marks

    def _is_sure(self, read: ReadText, at: int, key: str, usual: Container[str] | None) -> bool:
        """Whether a part of a name that is short, or a word as well, is the name here."""
        if len(key) > SHORT and key not in self._ordinary:
            return True
        if at > 0 and read.keys[at - 1] in word_list("announcers"):
            return True
        if not read.has_capital(at):
            # Who writes all in lower case writes names so too.
            plain = usual is not None and len(key) > SHORT and key not in usual
            return plain and read.is_plain
        loud = (at > 0 and read.is_upper(at - 1)) or (
            at + 1 < len(read.keys) and read.is_upper(at + 1)
        )
        return not (read.is_upper(at) and loud)

    def _meant(self, key: str, usual: Container[str] | None) -> str | None:
        """Return the part of a name that a word is one error away from."""
        if key in self._ordinary or (usual is not None and key in usual):
            return None
        word: str
        for word in (*self._heads.get(key[:2], ()), *self._tails.get(key[-2:], ())):
            if one_edit(key, word):
                return word
        return None

    def _mark_short_errors(self, read: ReadText, marks: dict[int, _Mark]) -> None:
        """Mark misspelt short words, which count only beside another part of the same name."""
        for at in [at for at, mark in marks.items() if mark.sure]:
            for beside in (at - 1, at + 1):
                if beside in marks or not 0 <= beside < len(read.keys):
                    continue
                key = read.keys[beside]
                if not SHORT <= len(key) < ERRORS_FROM or not read.has_capital(beside):
                    continue
                people = frozenset(
                    p
                    for p in marks[at].people
                    if any(one_edit(key, fold(w)) for w in self._people[p].words if len(w) >= SHORT)
                )
                if people and key not in self._ordinary:
                    marks[beside] = _Mark(people, key, sure=False, mistyped=True)

    def _mark_initials(self, read: ReadText, marks: dict[int, _Mark]) -> None:
        """Mark the single capitals beside a marked word that begin other words of the name."""
        small = word_list("particles")
        for at in list(marks):
            first = marks[at].key[0]
            for step in (-1, 1):
                beside = at + step
                while 0 <= beside < len(read.keys) and beside not in marks:
                    people = self._abbreviated(read, beside, first, marks[at].people)
                    if people:
                        key = read.keys[beside]
                        marks[beside] = _Mark(people, key, sure=False, initial=True)
                    elif read.keys[beside] not in small:
                        break
                    beside += step

    def _abbreviated(
        self, read: ReadText, at: int, beside: str, people: frozenset[int]
    ) -> frozenset[int]:
        """Return those people whose other words than `beside` a word may be the initials of."""
        key = read.keys[at]
        if len(key) > 2 or not read.text[read.starts[at] : read.ends[at]].isupper():
            return frozenset()
        return frozenset(
            p
            for p in people
            if not Counter(key + beside if beside in self._initials[p] else key) - self._initials[p]
        )

    def _chains(self, read: ReadText, marks: dict[int, _Mark]) -> Iterator[Span]:
        """Join the marked words of one name that stand side by side."""
        order = sorted(marks)
        at = 0
        while at < len(order):
            chain = [order[at]]
            people = marks[order[at]].people
            while at + 1 < len(order) and self._linked(read, chain[-1], order[at + 1]):
                common = people & marks[order[at + 1]].people
                if not common:
                    break
                people = common
                at += 1
                chain.append(order[at])
            at += 1
            span = self._span(read, chain, people, marks)
            if span is not None:
                yield span

    def _linked(self, read: ReadText, left: int, right: int) -> bool:
        if right - left > 4:
            return False
        small = word_list("particles")
        for at in range(left, right):
            gap = read.gap(at, at + 1)
            if not _LINK.fullmatch(gap):
                return False
            if gap[:1] == "." and len(read.keys[at]) > _ABBREVIATED:  # a sentence ends
                return False
            if at > left and read.keys[at] not in small:
                return False
        return True

    def _span(
        self, read: ReadText, chain: list[int], people: frozenset[int], marks: dict[int, _Mark]
    ) -> Span | None:
        for end in (0, -1):  # "will Ann Will come": the first is a word
            while len(chain) > 1 and _is_repeated(chain, end, marks):
                chain.pop(end)
        parts = {marks[i].key for i in chain if not marks[i].initial}
        if not any(marks[i].sure for i in chain) and len(parts) < 2:
            return None
        start, end = read.starts[chain[0]], read.ends[chain[-1]]
        if marks[chain[-1]].initial and read.text[end : end + 1] == ".":
            end += 1
        why = self._people[min(people)].why
        mistyped = [i for i in chain if marks[i].mistyped]
        score = WHOLE if len(parts) > 1 else MISTYPED if mistyped else PART
        return Span(
            start, end, "PERSON", score, reason=f"{why}, one letter off" if mistyped else why
        )

    def _lone_initials(self, read: ReadText) -> Iterator[Span]:
        """Find "J.S.": two capitals or more with dots, each of another word of one name."""
        for match in _DOTTED.finditer(read.text):
            letters = [c for c in match[0] if c.isalpha()]
            if not all(c.isupper() for c in letters):
                continue
            needed = Counter(fold(c)[0] for c in letters)
            for number, initials in enumerate(self._initials):
                if not needed - initials:
                    why = f"{self._people[number].why}, initials"
                    yield Span(match.start(), match.end(), "PERSON", INITIALS, reason=why)
                    break


def _is_repeated(chain: list[int], end: int, marks: dict[int, _Mark]) -> bool:
    """Whether the word at an end of a chain is doubtful and stands in it surely as well."""
    doubtful = marks[chain[end]]
    return not doubtful.sure and any(marks[i].sure and marks[i].key == doubtful.key for i in chain)


def _is_initial(word: str) -> bool:
    return len(word) == 1 and word.isupper()


def name_words(value: str) -> list[str]:
    """Return the words of a name as written, without titles and degrees."""
    titles = word_list("name_titles")
    head, comma, tail = value.rpartition(",")
    if comma and all(fold(word) in word_list("degrees") for word in words_in(tail)):
        value = head
    told = [word for word in words_in(value) if not word.isdigit()]
    while len(told) > 1 and fold(told[0]) in titles:
        told = told[1:]
    while len(told) > 1 and fold(told[-1]) in titles:
        told = told[:-1]
    return told
