"""What a language model says of names and places, and what to believe of it.

What lives here: its labels, the letter case it is shown, and the rules against its usual mistakes in
clinical text, where drugs, diseases and eponyms look like people. What does not: running it
(:mod:`sector_data.detect.engine`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sector_data.detect.recognizers.dates import DAY_OR_YEAR
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

_CAPITALS = re.compile(r"[^\W\d_a-zß-öø-ÿ]{2,}(?:['’-][^\W\d_a-zß-öø-ÿ]+)*")
_RUN = re.compile(rf"{_CAPITALS.pattern}(?:[ \t]+(?:[A-Z]\.[ \t]+)?{_CAPITALS.pattern})+")
_TRIM = " \t\r\n.,;:!?\"'’`()[]{}<>|*_-–—/\\"


def _title(match: re.Match[str]) -> str:
    word = match[0]
    titled = word[0] + word[1:].lower()
    return titled if len(titled) == len(word) else word


def recase(text: str) -> str:
    """Write runs of words in capitals with one capital each, as the model has learnt names.

    The text keeps its length, so that places in one are places in the other.
    """
    if not _RUN.search(text):
        return text
    return _RUN.sub(lambda run: _CAPITALS.sub(_title, run[0]), text)


class ModelFilter:
    """Trims and rejects what a model found in one language.

    Parameters
    ----------
    words
        The word lists of the language.
    """

    def __init__(self, words: Words) -> None:
        self._clinical = frozenset(words["clinical"]) | frozenset(words["months"])
        self._eponyms = frozenset(words["eponyms"])
        self._titles = frozenset(words["titles"])
        self._places = frozenset().union(*value_sets()["STATE"], *value_sets()["COUNTRY"])
        self._nouns = re.compile(rf"(?:['’]?s)?[ \t-]+{words.any_of('eponym_nouns')}\b", re.IGNORECASE)
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
        for start, end, entity in found:
            for a, b in _lines(text, start, end):
                a, b = self._trim(text, a, b, entity)  # noqa: PLW2901  # the trimmed piece
                if b > a and self._believed(text, a, b, entity):
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
        return plain in self._clinical or plain in self._titles or not plain

    def _believed(self, text: str, start: int, end: int, entity: str) -> bool:
        value = text[start:end]
        if entity == "DATE_TIME":
            return bool(DAY_OR_YEAR.search(value))
        if entity == "ORGANIZATION":
            return bool(self._care.search(value)) and value[0].isupper() and " " in value
        tokens = [t.strip(_TRIM).lower() for t in value.split()]
        if any(c.isdigit() for c in value) and entity == "PERSON":
            return False
        if not any(c.isupper() or "\u3040" <= c <= "\u9fff" for c in value):
            return False
        if all(t in self._clinical or t in self._eponyms for t in tokens):
            return False
        if entity == "NRP":
            return True
        if self._nouns.match(text, end):
            return False
        if len(tokens) > 1:
            return True
        return self._single(value, tokens[0], entity)

    def _single(self, value: str, token: str, entity: str) -> bool:
        if len(value) < 2:
            return False
        known_place = entity == "LOCATION" and token in self._places
        if value.isupper() and len(value) <= 5 and not known_place and value.isascii():
            return False  # an abbreviation
        return not self._drug.fullmatch(value)


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for line in text[start:end].split("\n"):
        if line.strip():
            yield at, at + len(line)
        at += len(line) + 1
