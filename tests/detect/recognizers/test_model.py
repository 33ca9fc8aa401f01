"""What is shown to a language model, and what it is believed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.detect.recognizers.model import ModelFilter, Reader
from sector_data.detect.recognizers.vocabulary import words_of_text

WORDS = words_of_text("en")


def test_only_sentences_that_may_hold_a_name_are_read() -> None:
    reader = Reader(WORDS, {"the", "lungs"})
    text = "Lungs are clear. Seen by Dr. Wong today. The end.\nok then\nCalled Ann."
    read = [sentence for _, sentence in reader.sentences(text)]
    assert read == ["Seen by Dr. Wong today.", "Called Ann."]
    for start, sentence in reader.sentences(text):
        assert text[start : start + len(sentence)] == sentence
    assert [s for _, s in reader.sentences("all lower case by ann")] == ["all lower case by ann"]


@pytest.mark.parametrize(
    ("text", "score", "read"),
    [
        ("She lives in Quabbin now.", 0.5, False),  # found, if not surely, and nothing beside it
        ("She lives in Quabbin Center now.", 0.5, True),  # there may be more of it
        ("She lives in Quabbin Center now.", 0.9, True),  # of what nobody found yet
        ("She lives in Quabbin now.", 0.0, True),
    ],
)
def test_what_was_found_is_not_read_again(text: str, score: float, read: bool) -> None:
    found = [(text.index("Quabbin"), text.index("Quabbin") + 7, score)] if score else []
    assert bool(list(Reader(WORDS, {"she"}).sentences(text, found))) is read


@given(text=st.text("Ab. \n", max_size=40))
def test_sentences_are_parts_of_the_text(text: str) -> None:
    for start, sentence in Reader(WORDS, ()).sentences(text):
        assert text[start : start + len(sentence)] == sentence


@pytest.mark.parametrize(
    ("text", "value", "entity", "kept"),
    [
        ("Alice Wong came", "Alice Wong", "PERSON", "Alice Wong"),
        ("Alice Wong's wife", "Alice Wong's", "PERSON", "Alice Wong"),
        ("Patient John came", "Patient John", "PERSON", "John"),
        ("Crohn's disease", "Crohn", "PERSON", None),
        ("Wilson disease", "Wilson", "PERSON", None),
        ("Lisinopril daily", "Lisinopril", "PERSON", None),
        ("COPD", "COPD", "PERSON", None),
        ("X3 came", "X3", "LOCATION", None),
        ("Alice Wong, MD", "MD", "LOCATION", None),
        ("in Ohio", "Ohio", "LOCATION", "Ohio"),
        ("three weeks", "three weeks", "DATE_TIME", None),
        ("the summer of 1998", "the summer of 1998", "DATE_TIME", "the summer of 1998"),
        ("Acme Corporation", "Acme Corporation", "ORGANIZATION", None),
        ("Acme Hospital", "Acme Hospital", "ORGANIZATION", "Acme Hospital"),
        ("Hospital Medicine", "Hospital Medicine", "ORGANIZATION", None),
        ("ilze", "ilze", "PERSON", "ilze"),
        ("Some ilze", "ilze", "PERSON", None),
    ],
)
def test_what_a_model_is_believed(text: str, value: str, entity: str, kept: str | None) -> None:
    start = text.index(value)
    (*spans,) = ModelFilter(WORDS).keep(text, [(start, start + len(value), entity)])
    assert [text[a:b] for a, b, _ in spans] == ([kept] if kept else [])
