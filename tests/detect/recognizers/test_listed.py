"""Names in running text that lists of names know, and what stands beside them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.detect.recognizers.known_names import KnownNames, eponymous
from sector_data.detect.recognizers.listed import Listed
from sector_data.detect.recognizers.vocabulary import words_of_text

WORDS = words_of_text("en")
LISTED = Listed(WORDS)
KNOWN = KnownNames(WORDS)


def found(text: str) -> set[str]:
    return {text[s.start : s.end] for s in LISTED.find(text)}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Yesterday Fatima Haddad called", "Fatima Haddad"),
        ("we saw Qorvix Okafor there", "Qorvix Okafor"),
        ("with Patricia Zyxelby today", "Patricia Zyxelby"),
        ("by Ernesto de la Cruz and", "Ernesto de la Cruz"),
        ("by Okonkwo Chidi again", "Okonkwo Chidi"),
        ("and Zyxel B. Qorvix came", "Zyxel B. Qorvix"),
        ("near J. Smith again", "J. Smith"),
        ("then Nicole left", "Nicole"),
        ("then Okafor left", "Okafor"),
        ("GIOVANNI ROSSI came", "GIOVANNI ROSSI"),
        ("we met Jean-Pierre there", "Jean-Pierre"),
        ("Sean O'Malley came", "Sean O'Malley"),
        ("it was McAllister who", "McAllister"),
        ("Mark Rogers came", "Mark Rogers"),
        ("please ask patricia okafor for It", "patricia okafor"),
        ("Zyxelby said that", "Zyxelby"),
        ("she married Zyxelby last year", "Zyxelby"),
        ("it was Zyxelby's husband", "Zyxelby"),
        ("the singer Zyxel Qorvix left", "Zyxel Qorvix"),
        ("Efua, Mary and Zyxel came", "Zyxel"),
        ("Zyxel Miller\n12 Elm Street", "Zyxel Miller"),
        ("Zyxel, can you help", "Zyxel"),
    ],
)
def test_names_in_running_text(text: str, name: str) -> None:
    assert name in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "She may mark the will with a rose.",
        "Hope is in the grace of May.",
        "Rose to standing, will walk.",
        "He flew to Austin and Florence.",
        "the Miller Group and Nelson Inc. agreed",
        "at 12 Miller Street",
        "Miller 12 was chosen",
        "Wilson disease and Parkinson's disease",
        "the Beck Depression Inventory",
        "Cranial nerves II-XII and X-ray",
        "SEEN FOR ALI AND RAY",
        "the patient said that",
        "Guilty Pleasures and Long Nights",
    ],
)
def test_words_and_things_that_look_like_names(text: str) -> None:
    assert found(text) == set()


@given(
    text=st.lists(
        st.sampled_from(("Mary", "Smith", "de", "la", "J.", "and", ",", "\n", "12", "'s", "X-")),
        max_size=14,
    ).map(" ".join)
)
@settings(deadline=None, max_examples=80)
def test_passages_lie_in_the_text_and_hold_letters(text: str) -> None:
    for span in LISTED.find(text):
        assert 0 <= span.start < span.end <= len(text)
        assert any(c.isalpha() for c in text[span.start : span.end])
        assert span.reason


@given(word=st.sampled_from(("Smith", "Zuzana", "okafor", "ROSSI", "Živković", "O'Brien")))
def test_a_name_is_known_in_any_case(word: str) -> None:
    assert KNOWN.sure(word) == KNOWN.sure(word.lower()) == KNOWN.sure(word.upper())


@pytest.mark.parametrize(
    "word", ["Lindqvist", "Karapetyan", "Jónsdóttir", "Hrdličková", "Rashidov"]
)
def test_family_names_are_known_by_their_form(word: str) -> None:
    assert KNOWN.shaped(word)


@pytest.mark.parametrize("word", ["reason", "lesson", "variants", "hygiene", "invariant", "person"])
def test_words_have_no_form_of_names(word: str) -> None:
    assert not KNOWN.shaped(word)


@pytest.mark.parametrize(
    ("behind", "thing"),
    [
        ("'s disease", True),
        (" and Yahr stage 2", True),
        (" Depression Inventory", True),
        ("'s hand", False),
        (" came with her", False),
    ],
)
def test_things_are_called_after_people(behind: str, thing: bool) -> None:
    assert bool(eponymous(WORDS).match(behind)) == thing


@pytest.mark.parametrize(
    "unit", ["A", "a ", "A ", "Mary ", "Mary, ", "Mary-", "A. ", "\n", "1", ".", "'", "Smith and "]
)
def test_hostile_texts_take_no_time(unit: str) -> None:
    text = (unit * 100_000)[:100_000]
    start = time.process_time()
    for _ in LISTED.find(text):
        pass
    assert time.process_time() - start < 3
