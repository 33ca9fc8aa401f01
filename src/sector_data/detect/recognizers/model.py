"""What a language model says of names and places, and what to believe of it.

What lives here: its labels, the letter case it is shown, the sentences it reads, and the rules
against its usual mistakes in clinical text, where drugs and diseases look like people. What does
not: running it (:mod:`sector_data.detect.engine`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sector_data.detect.recognizers import dates
from sector_data.detect.recognizers.vocabulary import Words
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

_CAPITAL = r"[^\W\d_a-zß-öø-ÿ]"
_CAPITALS = re.compile(rf"{_CAPITAL}{{2,}}(?:['’-]{_CAPITAL}+)*|{_CAPITAL}['’-]{_CAPITAL}{{2,}}")
_RUN = re.compile(rf"(?:{_CAPITALS.pattern})(?:[ \t]+(?:[A-Z]\.[ \t]+)?(?:{_CAPITALS.pattern}))+")
_RULE = re.compile(r"[^\w\s]{20,}")
_TRIM = " \t\r\n.,;:!?\"'’`()[]{}<>|*_-–—/\\"


def _title(match: re.Match[str]) -> str:
    word = match[0]
    titled = word[0] + word[1:].lower()
    return titled if len(titled) == len(word) else word


def recase(text: str) -> str:
    """Write runs of words in capitals with one capital each, as the model has learnt names.

    Ruled lines ("-----") become blanks: a tokeniser takes them apart sign by sign, which takes
    minutes for a page of them. The text keeps its length, so that places in one are places in the
    other.
    """
    ruled = _RULE.sub(lambda line: " " * len(line[0]), text)
    return _RUN.sub(lambda run: _CAPITALS.sub(_title, run[0]), ruled)


_BREAK = re.compile(
    r"\n\s*|(?<=[^\W\d_]{3}[.!?])[\"'”’)]?\s+(?=[\"'“‘(]?[^\W\d_a-zß-öø-ÿ])|(?<=\d[.!?])\s+(?=[A-Z][a-z])"
)


_ABBREVIATION = 5
"""Capitals in a row up to which a word is taken for an abbreviation."""
_LONG = 8
"""Letters from which an ending such as "-itis" or "-statin" tells a term; few names are so long."""


class Reader:
    """Chooses which sentences of a text are worth a model's time, and reads them in pieces.

    Notes repeat sentences ("Lungs are clear.") and many sentences hold no word with a capital but
    their first: neither has to be read twice, or at all. What is found in a sentence then depends
    on that sentence alone.

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
        self._unspaced = words.language == "ja"

    def sentences(self, text: str) -> Iterator[tuple[int, str]]:
        """Yield (offset, sentence) for the sentences that may hold a name."""
        start = 0
        capitals = any(c.isupper() for c in text)
        for match in _BREAK.finditer(text):
            if "\n" not in match[0] and self._abbreviated(text, match.start()):
                continue
            yield from self._worth(start, text[start : match.start()], capitals=capitals)
            start = match.end()
        yield from self._worth(start, text[start:], capitals=capitals)

    def _abbreviated(self, text: str, end: int) -> bool:
        word = re.split(r"\s", text[max(0, end - 12) : end])[-1]
        return word.rstrip(".").lower() in self._titles

    def _worth(self, start: int, sentence: str, *, capitals: bool) -> Iterator[tuple[int, str]]:
        # A text without any capital is by somebody who writes names so, too: all of it is read.
        if self._unspaced or not capitals:
            if any(c.isalpha() for c in sentence):
                yield start, sentence
            return
        for number, match in enumerate(_TOKEN.finditer(sentence)):
            word = match[0]
            if word.islower() or (word.isupper() and len(word) <= 1):
                continue
            if word.lower() in self._dull and (number == 0 or word.lower() not in self._titles):
                continue
            yield start, sentence
            return


_TOKEN = re.compile(r"[^\W\d_]+")


class ModelFilter:
    """Trims and rejects what a model found in one language.

    Parameters
    ----------
    words
        The word lists of the language.
    """

    def __init__(self, words: Words) -> None:
        lists = ("clinical", "months", "no_names", "kin")
        self._clinical = frozenset(w for name in lists for w in words[name])
        self._eponyms = frozenset(words["eponyms"])
        self._titles = frozenset(words["titles"])
        self._credentials = frozenset(w.upper() for w in words["credentials"])
        self._anchor = dates.anchor(words)
        self._places = frozenset().union(*value_sets()["STATE"], *value_sets()["COUNTRY"])
        self._nouns = re.compile(
            rf"(?:['’]?s)?[ \t-]+{words.any_of('eponym_nouns')}\b", re.IGNORECASE
        )
        self._drug = re.compile(rf"[^\W\d_]{{2,}}{words.pattern('drug_endings')}s?", re.IGNORECASE)
        self._care = re.compile(rf"\b{words.any_of('organisations')}\b", re.IGNORECASE)

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
        capitals = any(c.isupper() for c in text)
        for start, end, entity in found:
            for a, b in _lines(text, start, end):
                a, b = self._trim(text, a, b, entity)  # noqa: PLW2901  # the trimmed piece
                if b > a and self._believed(text, a, b, entity, capitals=capitals):
                    yield a, b, entity

    def _trim(self, text: str, start: int, end: int, entity: str) -> tuple[int, int]:
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
        while words and self._dull(words[-1][0]):
            words.pop()
        if not words:
            return start, start
        return start + words[0].start(), start + words[-1].end()

    def _dull(self, word: str) -> bool:
        plain = word.strip(_TRIM).lower()
        ending = len(plain) >= _LONG and bool(self._drug.fullmatch(plain))
        return not plain or plain in self._clinical or plain in self._titles or ending

    def _believed(self, text: str, start: int, end: int, entity: str, *, capitals: bool) -> bool:
        value = text[start:end]
        if entity == "DATE_TIME":
            return bool(self._anchor.search(value))
        if entity == "ORGANIZATION":
            named = any(t.lower() not in self._clinical for t in value.split())
            return named and bool(self._care.search(value)) and value[0].isupper() and " " in value
        tokens = [t.strip(_TRIM).lower() for t in value.split()]
        if any(c.isdigit() for c in value) and entity == "PERSON":
            return False
        if capitals and not any(c.isupper() or "\u3040" <= c <= "\u9fff" for c in value):
            return False
        if all(t in self._clinical or t in self._eponyms for t in tokens):
            return False
        if self._nouns.match(text, end) or (entity == "LOCATION" and value in self._credentials):
            return False
        if entity == "NRP":
            return not (
                value.isupper() and len(value) <= _ABBREVIATION
            ) and not self._drug.fullmatch(value)
        if len(tokens) > 1:
            return True
        return self._single(value, tokens[0], entity)

    def _single(self, value: str, token: str, entity: str) -> bool:
        if len(value) < 2 or any(c.isdigit() for c in value):
            return False
        known_place = entity == "LOCATION" and token in self._places
        if value.isupper() and len(value) <= _ABBREVIATION and not known_place and value.isascii():
            return False  # an abbreviation
        return not self._drug.fullmatch(value)


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for line in text[start:end].split("\n"):
        if line.strip():
            yield at, at + len(line)
        at += len(line) + 1
