"""No text makes a recogniser slow.

A regular expression that backtracks takes minutes where others take milliseconds, so that a limit
far above what an honest one needs on a busy machine still tells the two apart.
"""

from __future__ import annotations

import random
import time
from functools import cache

import pytest

from sector_data.detect.engine import finders
from sector_data.detect.recognizers.vocabulary import Finder
from sector_data.detect.text import TextDetector
from sector_data.spec.words import LANGUAGES, Language

LENGTH = 20_000
LIMIT = 4.0
"""Seconds of one core for one recogniser and one text of :data:`LENGTH` characters."""
DRAW = random.Random(11)


def _soup(alphabet: str) -> str:
    return "".join(DRAW.choices(alphabet, k=LENGTH))


def _again(piece: str) -> str:
    return (piece * (LENGTH // len(piece) + 1))[:LENGTH]


TEXTS = {
    "digits": _again("0123456789"),
    "one digit": _again("1"),
    "grouped digits": _again("12 34-56.78/"),
    "ones and blanks": _again("1 "),
    "blanks": _again(" "),
    "tabs and lines": _again("\t\n \r"),
    "capitals": _again("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    "capital words": _again("Ab Cde Fgh-Ijk "),
    "initials": _again("J. "),
    "one word": _again("a"),
    "apostrophes": _again("O'Brien-d’Arc'"),
    "street words": _again("12 rue de la Via Straße Road "),
    "titles": _again("Dr. Prof. Herr Mme Sig. "),
    "labels": _again("Name: MRN: Tel.: Adresse: 氏名："),
    "at signs": _again("a.b@c."),
    "slashes": _again("http://a/b?c="),
    "brackets": _again("([{<(((("),
    "hyphens": _again("-–—_"),
    "commas": _again("A, B, "),
    "colons and hex": _again("a1:b2:c3:"),
    "kanji": _again("山田太郎東京都千代田区"),
    "kana": _again("ヤマダタロウ・"),
    "wide digits": _again("１２３－４５年６月"),
    "figures": _soup("0123456789 .,-/():"),
    "letters and figures": _soup("ABCabc012 \n.-/#:"),
    "anything": _soup("Aaé1 .,;:-/()@#年山ｱ１\n\t'’"),
}


@cache
def every_finder(language: Language) -> dict[str, Finder]:
    return {finder.name: finder for finder in finders(language, all_ages=True)}


@pytest.mark.parametrize("kind", TEXTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_recogniser_ends_soon(language: Language, kind: str) -> None:
    text = TEXTS[kind]
    for name, finder in every_finder(language).items():
        begun = time.process_time()
        for span in finder.find(text):
            assert 0 <= span.start < span.end <= len(text), name
            assert 0 < span.score <= 1, name
            assert span.entity in finder.entities, name
        assert time.process_time() - begun < LIMIT, f"{name} on {kind}"


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_long_note_is_read_whole(language: Language) -> None:
    """A megabyte, with something to find at its very end."""
    filler = {
        "ja": "本日は経過良好である。\n",
        "de": "Der Befund ist unauffällig.\n",
        "fr": "Le bilan est sans particularité.\n",
        "it": "Il quadro è stabile.\n",
        "en": "There is nothing to report.\n",
    }[language]
    text = _again(filler)[:20_000] * 50 + "\njane.doe@example.org"
    spans = TextDetector(language).find([text])[0]
    assert text[spans[-1].start : spans[-1].end] == "jane.doe@example.org"
