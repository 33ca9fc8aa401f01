"""What announces a name, and what the finders of names never do."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.detect.recognizers import german, italian
from sector_data.detect.recognizers.people_rules import Sequences
from sector_data.detect.recognizers.people_words import Lexicon, Reading
from sector_data.detect.recognizers.vocabulary import Finder, words_of_text

FINDERS = [german.finder(words_of_text("de")), italian.finder(words_of_text("it"))]
PIECES = ["Dr. ", "Herr", " ", "\n", "Sig.ra ", "Name: ", "Rossi", "Müller, ", "geb. 1", "nato a "]
PIECES += ["Mit freundlichen Grüßen\n", "Saluti,", "von ", "A. ", "*", "x", "'", "l'", "-"]


@pytest.mark.parametrize("finder", FINDERS, ids=lambda f: f.name)
@settings(deadline=None, max_examples=80)
@given(text=st.lists(st.sampled_from(PIECES), max_size=20).map("".join) | st.text(max_size=60))
def test_findings_are_names_inside_the_text(finder: Finder, text: str) -> None:
    spans = list(finder.find(text))
    assert spans == list(finder.find(text))
    for span in spans:
        assert 0 <= span.start < span.end <= len(text)
        assert any(c.isalpha() for c in text[span.start : span.end])
        assert span.entity == "PERSON"
        assert span.reason
        assert 0.4 <= span.score <= 1.0


@pytest.mark.parametrize("finder", FINDERS, ids=lambda f: f.name)
@pytest.mark.parametrize("piece", [*PIECES, "Herr ", "Sig. ", "a", "A ", "gez. A\n", "Anna-", "1"])
def test_long_texts_of_one_kind_are_read_in_time(finder: Finder, piece: str) -> None:
    start = time.process_time()
    list(finder.find(piece * (30_000 // len(piece))))
    assert time.process_time() - start < 3


@pytest.mark.parametrize(
    ("text", "phrase", "end"),
    [
        ("Dott.ssa Rossi", "dott.ssa", 2),
        ("dott. ssa", "dott.ssa", 2),
        ("dott dott.ssa", "dott.ssa", 0),
        ("I ... A. Meier", "i. a", 0),
        ("I. A. Meier", "i. a", 2),
        ("dott\nssa", "dott.ssa", 0),
    ],
)
def test_phrases_are_found_whatever_their_punctuation(text: str, phrase: str, end: int) -> None:
    lexicon = Lexicon(words_of_text("it"), ())
    reading = Reading(text, lexicon, genitive=False)
    assert Sequences([phrase]).end(reading, 0) == end
