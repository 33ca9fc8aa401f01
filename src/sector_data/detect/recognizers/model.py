"""What a language model says of names and places, and what to believe of it.

What lives here: its labels, the letter case it is shown, the sentences it reads, and the rules
against its usual mistakes in clinical text, where drugs and diseases look like people. What does
not: running it (:mod:`sector_data.detect.engine`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sector_data.detect.gazetteers.people import given_names
from sector_data.detect.recognizers import dates
from sector_data.detect.recognizers.casing import Casing, one_case
from sector_data.detect.recognizers.known_names import KnownNames, eponymous
from sector_data.detect.recognizers.vocabulary import Words, any_of
from sector_data.detect.shapes import value_sets

LABELS = {
    "PERSON": "PERSON",
    "PER": "PERSON",
    "GPE": "LOCATION",
    "LOC": "LOCATION",
    "FAC": "LOCATION",
    "NORP": "NRP",
    "ORG": "ORGANIZATION",
    "DATE": "DATE_TIME",
}
"""Labels of spaCy's pipelines (OntoNotes, and the four of WikiNER) and what they are to us."""

_NOT_IN_NAMES = re.compile(r"['’]s\s|[\"“”:;<>()\[\]]")
"""What a model takes into a name and is none of it."""
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_SMALL = re.compile(r"[ \t](?P<x>[a-z]+)\b")
_BEGINS = re.compile(r"(?:\A|[.!?]\s|\n|:\s)[\s\"“(]?\Z")
_ARTICLE = re.compile(r"\b(?:an?|another|each|every|no|per)[ \t]\Z", re.IGNORECASE)
_NUMBER = re.compile(r"[ \t]\d")
_PREFIX = re.compile(r"(?:ex|co|non|anti|pro|self)-[^\W\d_]*[ \t]*", re.IGNORECASE)
_SOMEWHERE = re.compile(r"\b(?:in|from|at|near|to|into|via|around|outside)[ \t]\Z")
_TRIM = " \t\r\n.,;:!?\"'’`()[]{}<>|*_-–—/\\"


_BREAK = re.compile(
    r"\n\s*|(?<=[^\W\d_]{3}[.!?])[\"'”’)]?\s+(?=[\"'“‘(]?[^\W\d_a-zß-öø-ÿ])|(?<=\d[.!?])\s+(?=[A-Z][a-z])"
)


EXPLAINS = 0.6
"""Score from which what a rule found need not be read by the model, whatever stands beside it."""
_ABBREVIATION = 5
"""Capitals in a row up to which a word is taken for an abbreviation."""
_TITLE_GAP = 3
"""Characters from the end of a title to what stands behind it: "Dr. A"."""
_LONG = 8
"""Letters from which an ending such as "-itis" or "-statin" tells a term; few names are so long."""


class Reader:
    """Chooses which sentences of a text are worth a model's time, and reads them in pieces.

    Notes repeat sentences ("Lungs are clear."), many sentences hold no word with a capital but
    their first, and in many others the rules have found each word that has one: none of them has
    to be read twice, or at all.

    Parameters
    ----------
    words
        The word lists of the language.
    starters
        Words that begin sentences and are no names, besides the clinical ones.
    """

    def __init__(self, words: Words, starters: Iterable[str]) -> None:
        self._titles = frozenset(words["titles"])
        self._dull = frozenset(starters) | frozenset(words["clinical"]) | self._titles
        self._given = given_names(words.language)
        self._places, self._term = _known_places(), _terms(words)
        self._names = KnownNames(words) if words["name_places"] else None
        self._unspaced = words.language == "ja"

    def sentences(
        self, text: str, explained: Iterable[tuple[int, int, float]] = ()
    ) -> Iterator[tuple[int, str]]:
        """Yield (offset, sentence) for the sentences that may hold a name.

        Parameters
        ----------
        text
            Of any length.
        explained
            Start, end and score of passages that were found by other means. What is sure asks for
            no model, and what is not sure only if more capitals stand beside it.
        """
        start = 0
        capitals = not text.islower()
        known = bytearray(len(text))
        for a, b, score in sorted(explained, key=lambda passage: passage[2]):
            known[a:b] = (b"\2" if score >= EXPLAINS else b"\1") * (b - a)
        for match in _BREAK.finditer(text):
            if "\n" not in match[0] and self._abbreviated(text, match.start()):
                continue
            yield from self._worth(start, text[start : match.start()], known, capitals=capitals)
            start = match.end()
        yield from self._worth(start, text[start:], known, capitals=capitals)

    def _abbreviated(self, text: str, end: int) -> bool:
        word = re.split(r"\s", text[max(0, end - 12) : end])[-1]
        return word.rstrip(".").lower() in self._titles

    def _worth(
        self, start: int, sentence: str, known: bytearray, *, capitals: bool
    ) -> Iterator[tuple[int, str]]:
        # A text without any capital is by somebody who writes names so, too: all of it is read.
        if self._unspaced or not capitals:
            if any(c.isalpha() for c in sentence):
                yield start, sentence
            return
        opened = False  # by a word that is no name, whose capital says nothing of the next
        for number, match in enumerate(_TOKEN.finditer(sentence)):
            word = match[0]
            if number == 0:
                opened = self._plain(word)
            sure = known[start + match.start()]
            if word.islower() or len(word) == 1 or sure > 1:
                continue
            alone = not _leads(match) and (not _follows(match) or (number == 1 and opened))
            if sure and alone:
                continue
            behind = start + match.end()
            if word.lower() in self._titles:
                if number == 0 or any(known[behind : behind + _TITLE_GAP]):
                    continue  # whose title it is was found
            elif word.lower() in self._dull:
                if word.lower() not in self._given or not _leads(match):
                    continue
            elif alone and self._idle(word, first=number == 0):
                continue
            yield start, sentence
            return

    def _idle(self, word: str, *, first: bool) -> bool:
        """Whether a word that stands apart from others with capitals would not be believed."""
        low = word.lower()
        if word.isupper():
            return len(word) <= _ABBREVIATION and word.isascii() and low not in self._places
        if self._term.fullmatch(word):
            return True
        names = self._names
        if names is None:
            return False
        named_after = names.eponym(word) and not names.family(word)
        return names.coded(word) or named_after or (first and names.common(word))

    def _plain(self, word: str) -> bool:
        names = self._names
        return word.lower() in self._dull or (names is not None and names.common(word))


_TOKEN = re.compile(r"[^\W\d_]+")


def _leads(match: re.Match[str]) -> bool:
    """Whether a word stands before one with a capital."""
    beside = match.string[match.end() : match.end() + 2]
    return beside[:1] in {" ", "-"} and beside[1:].isupper()


def _follows(match: re.Match[str]) -> bool:
    """Whether a word stands behind one with a capital, or behind an initial."""
    before = match.string[: match.start()]
    if before[-1:] == "." and before[-2:-1].isupper():
        return True
    return (
        before[-1:] in {" ", "-"}
        and (before.rstrip(" -.").split(" ")[-1:] or [""])[0][:1].isupper()
    )


def _terms(words: Words) -> re.Pattern[str]:
    """Match a word with the form of a drug, a disease or an operation."""
    return re.compile(rf"[^\W\d_]{{2,}}{words.pattern('drug_endings')}s?", re.IGNORECASE)


def _known_places() -> frozenset[str]:
    """Return names and codes of states and countries, in lower case."""
    return frozenset().union(*value_sets()["STATE"], *value_sets()["COUNTRY"])


class ModelFilter:
    """Trims and rejects what a model found in one language.

    Parameters
    ----------
    words
        The word lists of the language.
    """

    def __init__(self, words: Words) -> None:
        lists = ("clinical", "trade_names", "months", "no_names", "function_words", "kin")
        self._clinical = frozenset(w for name in lists for w in words[name])
        self._no_person = self._clinical | frozenset(words["no_person_words"])
        self._eponyms = frozenset(words["eponyms"])
        self._titles = frozenset(words["titles"])
        self._credentials = frozenset(w.upper() for w in words["credentials"])
        self._anchor = dates.anchor(words)
        self._places = _known_places()
        self._institutions = frozenset(words["institution_nouns"])
        self._nationalities = frozenset(words["nationalities"])
        self._nouns = eponymous(words)
        self._drug = _terms(words)
        self._care = re.compile(rf"\b{words.any_of('organisations')}\b", re.IGNORECASE)
        forms, nouns = words["company_forms"], words["after_no_name"]
        self._company = re.compile(rf"[ \t,]{{1,2}}{any_of(forms)}(?![\w-])")
        self._thing = re.compile(rf"[ \t,]{{1,2}}{any_of((*forms, *nouns))}(?![\w-])")
        self._verbs = frozenset(v.split(" ", 1)[0] for v in words["person_verbs"])
        self._casing = Casing(words)
        # Without a list of places that are names as well, the lists of names say too much.
        self._names = KnownNames(words) if words["name_places"] else None

    def keep(
        self, text: str, found: Iterable[tuple[int, int, str]]
    ) -> Iterator[tuple[int, int, str]]:
        """Yield what is believed, with borders trimmed.

        Parameters
        ----------
        text
            As the source has it.
        found
            Start, end and entity of what the model found.
        """
        entities = list(found)
        if not entities:
            return
        shown = self._casing.of(text) if one_case(text) else text
        capitals = any(c.isupper() for c in shown)
        for start, end, entity in entities:
            for line in _lines(shown, start, end):
                a, b = self._trim(shown, *line, entity)
                if b > a and self._believed(shown, a, b, entity, capitals=capitals):
                    yield a, b, self._renamed(shown, a, b, entity)

    def _renamed(self, text: str, start: int, end: int, entity: str) -> str:
        """Return what the lists of names and the word before make of an entity."""
        if self._names is None or entity not in {"PERSON", "LOCATION", "NRP"}:
            return entity
        if self._institution(text[start:end]):
            return "ORGANIZATION"
        tokens = re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", text[start:end])
        somewhere = bool(_SOMEWHERE.search(text[max(0, start - 8) : start]))
        if not tokens:
            return entity
        if all(t.lower().removesuffix("s") in self._nationalities for t in tokens):
            return "NRP"
        if len(tokens) == 1 and self._names.place(tokens[0]) and entity == "PERSON":
            return "PERSON" if self._names.given(tokens[0]) else "LOCATION"
        known = self._names.sure(tokens[0]) or self._names.sure(tokens[-1])
        if entity == "PERSON":
            return "LOCATION" if somewhere and len(tokens) == 1 and not known else "PERSON"
        if len(tokens) == 1:
            given = self._names.sure_given(tokens[0])
            return "PERSON" if known and (given or not somewhere) else entity
        full = self._names.sure_given(tokens[0]) and self._names.family(tokens[-1])
        return "PERSON" if full and not somewhere else entity

    def _trim(self, text: str, start: int, end: int, entity: str) -> tuple[int, int]:
        first = _FIRST_WORD.match(text, start, end)
        named = first and self._names is not None and self._names.sure(first[0])
        if entity == "PERSON" or named:
            end = start + len(_NOT_IN_NAMES.split(text[start:end], maxsplit=1)[0])
            prefix = _PREFIX.match(text, start, end)
            start = prefix.end() if prefix else start
        while start < end and text[start] in _TRIM:
            start += 1
        while end > start and text[end - 1] in _TRIM:
            end -= 1
        if text[start:end].lower().endswith(("'s", "’s")):
            end -= 2
        if entity != "PERSON":
            return start, end
        words = list(re.finditer(r"\S+", text[start:end]))
        while words and self._dull(words[0][0]):
            words.pop(0)
        capitals = bool(words) and words[0][0][0].isupper()
        while words and (self._dull(words[-1][0]) or (capitals and words[-1][0].islower())):
            words.pop()
        if not words:
            return start, start
        return start + words[0].start(), start + words[-1].end()

    def _dull(self, word: str) -> bool:
        plain = word.strip(_TRIM).lower()
        ending = len(plain) >= _LONG and bool(self._drug.fullmatch(plain))
        common = self._names is not None and self._names.common(plain)
        return not plain or plain in self._clinical or plain in self._titles or ending or common

    def _believed(self, text: str, start: int, end: int, entity: str, *, capitals: bool) -> bool:
        value = text[start:end]
        if entity == "DATE_TIME":
            return bool(self._anchor.search(value))
        if entity == "ORGANIZATION":
            named = any(t.lower() not in self._clinical for t in value.split())
            return named and bool(self._care.search(value)) and value[0].isupper() and " " in value
        tokens = [t.strip(_TRIM).lower() for t in value.split()]
        if entity == "PERSON" and (len(value) < 2 or any(c.isdigit() or c in "@/_" for c in value)):
            return False
        if self._named_after(text, start, end, entity):
            return self._institution(value)
        if capitals and not any(c.isupper() or "\u3040" <= c <= "\u9fff" for c in value):
            return False
        dull = self._no_person if entity == "PERSON" else self._clinical
        if all(t in dull or t in self._eponyms for t in tokens):
            return False
        if self._nouns.match(text, end) or (entity == "LOCATION" and value in self._credentials):
            return False
        if entity == "NRP" and self._nationalities:
            return value.lower().removesuffix("s") in self._nationalities
        if entity == "NRP":
            return not (
                value.isupper() and len(value) <= _ABBREVIATION
            ) and not self._drug.fullmatch(value)
        if len(tokens) > 1:
            return True
        used = entity == "PERSON" and self._used(text, start, end)
        return self._single(value, tokens[0], entity) and not used

    def _used(self, text: str, start: int, end: int) -> bool:
        """Whether a word is used as one: "Bill the insurer" at the beginning of a sentence."""
        if self._names is None:
            return False
        word = text[start:end]
        if not self._names.sure(word):
            article = _ARTICLE.search(text[max(0, start - 8) : start])
            if article or _NUMBER.match(text, end):
                return True  # "a Hemovac", "Prevnar 20"
        if not self._names.ordinary(word):
            return False
        following = _SMALL.match(text, end)
        return (
            _BEGINS.search(text[max(0, start - 3) : start]) is not None
            and following is not None
            and following["x"] not in self._verbs
            and (self._names.common(following["x"]) or self._names.function_word(following["x"]))
        )

    def _named_after(self, text: str, start: int, end: int, entity: str) -> bool:
        """Whether a company, a street or the like is named, whatever it is named after."""
        thing = self._thing if entity == "PERSON" else self._company
        last = re.search(r"[ \t,]{1,2}[^\s,]+\Z", text[start:end])
        inside = last is not None and thing.fullmatch(last[0]) is not None
        return inside or thing.match(text, end) is not None

    def _institution(self, value: str) -> bool:
        """Whether a name ends in the word for an institution: that tells where somebody was."""
        return " " in value and value.rsplit(maxsplit=1)[-1].lower() in self._institutions

    def _single(self, value: str, token: str, entity: str) -> bool:
        if len(value) < 2 or any(c.isdigit() for c in value):
            return False
        known_place = entity == "LOCATION" and token in self._places
        if value.isupper() and len(value) <= _ABBREVIATION and not known_place and value.isascii():
            return False  # an abbreviation
        if self._names is not None and self._names.coded(value):
            return False  # "DTaP"
        return not self._drug.fullmatch(value)


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for line in text[start:end].split("\n"):
        if line.strip():
            yield at, at + len(line)
        at += len(line) + 1
