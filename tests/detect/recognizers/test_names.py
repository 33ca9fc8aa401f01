"""Names that the words around them announce, and what a model is believed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.detect.recognizers import names
from sector_data.detect.recognizers.model import ModelFilter, Reader, recase
from sector_data.detect.recognizers.vocabulary import words_of_text

WORDS = words_of_text("en")
FINDER = names.finder(WORDS)


def found(text: str) -> set[str]:
    return {text[s.start : s.end] for s in FINDER.find(text)}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Mr. and Mrs. Wong", "Wong"),
        ("Dr. J. R. O'Neill-Smythe Jr.", "J. R. O'Neill-Smythe Jr"),
        ("seen by Ludwig van Beethoven, MD", "Ludwig van Beethoven"),
        ("Attending: WONG, ALICE", "WONG, ALICE"),
        ("Patient (new): Alice Wong", "Alice Wong"),
        ("my name is alice", "alice"),
        ("What is your last name? Wong", "Wong"),
        ("Dear Alice,", "Alice"),
        ("her kid Mario.", "Mario"),
        ("brother (Félix) came", "Félix"),
        ("Carter, David  MRN 25261066", "Carter, David"),
        ("JADWIGA NOWAK (01708460)", "JADWIGA NOWAK"),
        ("RE: DE LA CRUZ, MARÍA", "DE LA CRUZ, MARÍA"),
        ("better.\n- CLIVE BAILEY\n", "CLIVE BAILEY"),
        ("dr. alice wong", "alice wong"),
    ],
)
def test_announced_names(text: str, name: str) -> None:
    assert name in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Patient: stable",
        "Name: unknown",
        "Dr. will see her",
        "Dear Sir,",
        "this is it",
        "mr. is",
        "Member ID 123456",
    ],
)
def test_announcements_of_nobody(text: str) -> None:
    assert found(text) == set()


@given(text=st.text(max_size=60))
def test_letter_case_is_changed_and_nothing_moves(text: str) -> None:
    changed = recase(text)
    assert len(changed) == len(text)
    assert [c.isspace() for c in changed[:10]] == [c.isspace() for c in text[:10]]


def test_runs_of_capitals_get_one_capital_each() -> None:
    assert recase("seen by JOHN O'NEIL and MRI") == "seen by John O'neil and MRI"
    assert recase("HTN, COPD; DM") == "HTN, COPD; DM"
    assert recase("a " + "-" * 30 + " b") == "a " + " " * 30 + " b"


def test_only_sentences_that_may_hold_a_name_are_read() -> None:
    reader = Reader(WORDS, {"the", "lungs"})
    text = "Lungs are clear. Seen by Dr. Wong today. The end.\nok then\nCalled Ann."
    read = [sentence for _, sentence in reader.sentences(text)]
    assert read == ["Seen by Dr. Wong today.", "Called Ann."]
    for start, sentence in reader.sentences(text):
        assert text[start : start + len(sentence)] == sentence
    assert [s for _, s in reader.sentences("all lower case by ann")] == ["all lower case by ann"]


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
        ("word", "word", "PERSON", "word"),
        ("Some word", "word", "PERSON", None),
    ],
)
def test_what_a_model_is_believed(text: str, value: str, entity: str, kept: str | None) -> None:
    start = text.index(value)
    (*spans,) = ModelFilter(WORDS).keep(text, [(start, start + len(value), entity)])
    assert [text[a:b] for a, b, _ in spans] == ([kept] if kept else [])
