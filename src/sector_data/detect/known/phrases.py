"""Places, organisations, electronic addresses and other words of one person.

What lives here: runs of words, and street addresses with their short forms and parts. What does
not: names of people (:mod:`.names`), Japanese addresses (:mod:`.japanese`).
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from sector_data.detect.known.reading import (
    ReadText,
    fold,
    forms,
    spellings,
    word_list,
    words_in,
)
from sector_data.spec.evidence.findings import Span

WHOLE, PART = 0.9, 0.75
_GAP = 3
_ELECTRONIC_GAP = 9
"""Characters between the parts of a disguised address: ``jane.roe (at) example dot org``."""
_ELECTRONIC = frozenset({"EMAIL_ADDRESS", "URL", "USERNAME"})
_DISGUISES = frozenset({"at", "dot", "arobase", "punkt", "point", "punto", "chiocciola", "ad"})
_LEAST_LETTERS = 4
"""Letters of the shortest part of a street that is looked for beside its number."""
_LONG_WORD = 6
"""Letters of a word that is looked for in lower case as well."""


class _Phrase(NamedTuple):
    words: tuple[str, ...]
    entity: str
    why: str
    score: float
    needs_capital: bool
    number: str
    """House number that may stand beside it; empty if there is none."""
    needs_number: bool


class Phrases:
    """The runs of words of one person; fill it with :meth:`add`.

    Parameters
    ----------
    ordinary
        Words that are no names, folded: looked for with a capital only.
    """

    __slots__ = ("_by_first", "_electronic", "_ordinary", "_regions")

    def __init__(self, ordinary: Container[str]) -> None:
        self._by_first: dict[str, list[_Phrase]] = {}
        self._electronic: dict[str, list[_Phrase]] = {}
        self._ordinary = ordinary
        self._regions: set[str] = set()

    def __repr__(self) -> str:
        return f"Phrases({sum(map(len, self._by_first.values()))} phrases)"

    def __bool__(self) -> bool:
        return bool(self._by_first or self._electronic)

    def add(self, value: str, entity: str, why: str) -> None:
        """Take a value of a column that is no name of a person and no number."""
        words = [canonical(fold(word)) for word in words_in(value)]
        if not words or sum(map(len, words)) < 3:
            return
        if entity == "STREET_ADDRESS":
            self._add_street(value, why)
        elif entity in _ELECTRONIC:
            self._add_electronic([fold(word) for word in words_in(value)], entity, why)
        else:
            self._add_words(value, entity, why)

    def add_region(self, value: str) -> None:
        """Take a state or province, which is found only behind a place of the person."""
        self._regions.add(canonical(fold(value.strip())))

    def _add_words(self, value: str, entity: str, why: str) -> None:
        """Take a place or an organisation, in each spelling and without the form of a company."""
        written = list(words_in(value))
        for words in {tuple(map(_plain, written)), tuple(map(_written_out, written))}:
            single = len(words) == 1
            careful = single and (len(words[0]) < _LONG_WORD or words[0] in self._ordinary)
            self._keep(_Phrase(words, entity, why, WHOLE, careful, "", needs_number=False))
            short = _without_form(words)
            if entity == "ORGANIZATION" and len(short) < len(words) and sum(map(len, short)) > 3:
                self._keep(_Phrase(short, entity, why, PART, True, "", needs_number=False))

    def _add_electronic(self, words: Sequence[str], entity: str, why: str) -> None:
        whole = _Phrase(tuple(words), entity, why, WHOLE, False, "", needs_number=False)
        self._electronic.setdefault(words[0], []).append(whole)

    def _add_street(self, value: str, why: str) -> None:
        entity = "STREET_ADDRESS"
        words = tuple(canonical(fold(word)) for word in words_in(value))
        self._keep(_Phrase(words, entity, why, WHOLE, False, "", needs_number=False))
        core, number = _street(value)
        why = f"{why}, in part"
        for street in {tuple(map(_plain, core)), tuple(map(_written_out, core))} - {()}:
            told = tuple(w for w in street if w not in word_list("street_kinds"))
            compound = len(street) == 1 and street[0].endswith(_compound_endings())
            lone = compound or (len(street) > 1 and bool(told))
            careful = all(len(w) < _LONG_WORD or w in self._ordinary for w in told)
            if lone or number:
                self._keep(_Phrase(street, entity, why, PART, careful, number, not lone))
            if number and len(street) > 1:
                # "281 Montague", "Via Verdi 12" for Via Giuseppe Verdi 12
                for part in {told, told[-1:]}:
                    if sum(map(len, part)) >= _LEAST_LETTERS:
                        self._keep(_Phrase(part, entity, why, PART, True, number, True))

    def _keep(self, phrase: _Phrase) -> None:
        kept = self._by_first.setdefault(phrase.words[0], [])
        if phrase not in kept:
            kept.append(phrase)

    def find(self, read: ReadText) -> Iterator[Span]:
        """Find the person's places, organisations and addresses in a text."""
        if self._by_first:
            keys = list(map(canonical, read.keys))
            for at, key in enumerate(keys):
                for phrase in self._by_first.get(key, ()):
                    if self._stands(read, keys, at, phrase):
                        span = self._span(read, keys, at, phrase)
                        if span is not None:
                            yield span
        if self._electronic:
            for at, key in enumerate(read.keys):
                for phrase in self._electronic.get(key, ()):
                    end = _electronic_end(read, at, phrase)
                    if end is not None:
                        start = read.starts[at]
                        yield Span(start, end, phrase.entity, phrase.score, reason=phrase.why)

    def _span(self, read: ReadText, keys: list[str], first: int, phrase: _Phrase) -> Span | None:
        """Return the phrase with the house number beside it; None if it needs one and has none."""
        start, last = first, first + len(phrase.words) - 1
        if phrase.number:
            small = word_list("number_additions")
            before, after = first - 1, last + 1
            apart = before - 1 if before > 0 and keys[before] in small else before  # 12 bis, rue …
            if before >= 0 and keys[before] == phrase.number and _close(read, before, first):
                start = before
            elif after < len(keys) and keys[after] == phrase.number and _close(read, last, after):
                last = after
                behind = after + 1
                if behind < len(keys) and keys[behind] in small and not read.gap(after, behind):
                    last = behind
            elif apart >= 0 and keys[apart] == phrase.number and _close(read, apart, first):
                start = apart
            elif phrase.needs_number:
                return None
        region = last + 1
        if phrase.entity == "LOCATION" and region < len(keys) and keys[region] in self._regions:
            last = region if _close(read, last, region) else last
        score = WHOLE if last - start >= len(phrase.words) else phrase.score
        return Span(read.starts[start], read.ends[last], phrase.entity, score, reason=phrase.why)

    @staticmethod
    def _stands(read: ReadText, keys: list[str], at: int, phrase: _Phrase) -> bool:
        last = at + len(phrase.words) - 1
        if tuple(keys[at : last + 1]) != phrase.words or not _close(read, at, last):
            return False
        return not phrase.needs_capital or read.has_capital(at) or phrase.words[0].isdigit()


def _close(read: ReadText, first: int, last: int) -> bool:
    return all(read.starts[i + 1] - read.ends[i] <= _GAP for i in range(first, last))


def _electronic_end(read: ReadText, first: int, phrase: _Phrase) -> int | None:
    """Return where a written-out address ends, with "at" and "dot" allowed between its words."""
    at = first
    for word in phrase.words[1:]:
        here = at
        at += 1
        if at < len(read.keys) and read.keys[at] in _DISGUISES and read.keys[at] != word:
            at += 1
        if at >= len(read.keys) or read.keys[at] != word:
            return None
        between = read.starts[at] - read.ends[here]
        if between > _ELECTRONIC_GAP or "\n\n" in read.gap(here, at):
            return None
    return read.ends[at]


def _without_form(words: tuple[str, ...]) -> tuple[str, ...]:
    end = len(words)
    while end > 1 and words[end - 1] in word_list("company_forms"):
        end -= 1
    return words[:end]


def _street(value: str) -> tuple[list[str], str]:
    """Return the words of the street, as written, and the house number of an address."""
    line = value.split("\n", maxsplit=1)[0]
    parts = [list(words_in(part)) for part in line.split(",")]
    small = word_list("number_additions")
    lead = next((p for p in parts if any(w.isalpha() and fold(w) not in small for w in p)), [])
    words = lead
    number = ""
    if words and words[0].isdigit():
        number, words = words[0], words[1:]
        if len(words) > 2 and fold(words[0]) in small:
            words = words[1:]
    core: list[str] = []
    for at, word in enumerate(words):
        if core and fold(word) in word_list("address_ends"):
            break
        if word.isdigit() and at > 0 and not number:
            number = word
            break
        if word.isdigit() and core:
            break
        core.append(word)
    if not number:
        number = next((w for part in parts for w in part if w.isdigit()), "")
    return core, number


@cache
def _canonical_words() -> dict[str, str]:
    return {word: short for short, words in forms()["streets"].items() for word in words}


@cache
def _endings() -> tuple[tuple[str, str], ...]:
    return tuple((str(long), str(short)) for long, short in forms()["street_endings"].items())


def _plain(word: str) -> str:
    return canonical(fold(word))


def _written_out(word: str) -> str:
    """Return a word with its umlauts as two letters."""
    return canonical(max(spellings(word), key=lambda form: (len(form), form)))


@cache
def _compound_endings() -> tuple[str, ...]:
    """Return what a street of one word ends in: Hauptstr., Lindenweg."""
    return (*(short for _, short in _endings()), "weg", "allee", "gasse", "platz")


@lru_cache(maxsize=1 << 15)
def canonical(key: str) -> str:
    """Return the form in which a word of an address is compared: ``street`` and ``st`` alike."""
    known = _canonical_words().get(key)
    if known is not None:
        return known
    for long, short in _endings():
        if key.endswith(long) and len(key) > len(long) + 2:
            return key[: -len(long)] + short
    return key
