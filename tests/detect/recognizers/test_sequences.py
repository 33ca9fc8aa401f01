"""Phrases as sequences of words."""

from __future__ import annotations

import pytest

from sector_data.detect.recognizers.people_words import Lexicon, Reading
from sector_data.detect.recognizers.sequences import Sequences, whole_word
from sector_data.detect.recognizers.vocabulary import words_of_text

LEXICON = Lexicon(words_of_text("it"), ())


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
    assert Sequences([phrase]).end(Reading(text, LEXICON, genitive=False), 0) == end


def test_the_longest_phrase_wins() -> None:
    sequences = Sequences(["medico", "medico di base", "medico di"])
    assert sequences.openers == {"medico"}
    assert sequences.end(Reading("medico di base", LEXICON, genitive=False), 0) == 3


def test_a_word_is_taken_out_of_what_italian_writes_together() -> None:
    assert whole_word("dell'avvocato") == "avvocato"
    assert whole_word("avvocato") == "avvocato"
    assert whole_word("d'") == "d'"
