"""Texts in one letter case, written as print would have them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.detect.recognizers.casing import Casing, one_case
from sector_data.detect.recognizers.vocabulary import words_of_text

CASING = Casing(words_of_text("en"))
FRENCH = Casing(words_of_text("fr"))


@given(text=st.text(max_size=60))
def test_letter_case_is_changed_and_nothing_moves(text: str) -> None:
    for casing in (CASING, FRENCH):
        changed = casing.of(text)
        assert len(changed) == len(text)
        assert [c.isspace() for c in changed[:10]] == [c.isspace() for c in text[:10]]


@given(text=st.text("ab \n.ÀÉ", min_size=1, max_size=40))
def test_small_letters_and_capitals_look_the_same_in_print(text: str) -> None:
    if len([c for c in text if c.isalpha()]) >= 12:
        assert CASING.of(text.lower()) == CASING.of(text.upper())


def test_runs_of_capitals_get_one_capital_each() -> None:
    assert CASING.of("seen by JOHN O'NEIL and MRI") == "seen by John O'neil and MRI"
    assert CASING.of("see HTN, COPD; DM") == "see HTN, COPD; DM"
    assert CASING.of("a B " + "-" * 30 + " b") == "a B " + " " * 30 + " b"


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("SEEN BY PATRICIA MILLER ON MONDAY", "Seen by Patricia Miller on Monday"),
        ("her son is mark o'brien now", "Her son is Mark O'Brien now"),
        ("dr. zyxel will see you", "Dr. Zyxel will see you"),
        ("dr. will see you", "Dr. will see you"),
        ("my name is qaptrix", "My name is Qaptrix"),
        ("her daughter qaptrix waits. ask for zyxel", "Her daughter Qaptrix waits. Ask for Zyxel"),
        ("his mother works, her son is visiting", "His mother works, her son is visiting"),
        ("ASSISTANT: QAPTRIX", "Assistant: Qaptrix"),
        ("codey m ross came. i left", "Codey M Ross came. I left"),
        ("he may have a will of iron", "He may have a will of iron"),
    ],
)
def test_names_get_their_capitals_by_lists_titles_and_phrases(text: str, printed: str) -> None:
    assert CASING.of(text) == printed


def test_a_few_capital_letters_are_an_abbreviation_and_not_a_habit() -> None:
    assert not one_case("COPD")
    assert one_case("no capitals")
    assert one_case("SEEN IN CLINIC, 5 mg OF IT")
    assert not one_case("Seen in clinic")
