"""Full-width writing, folded in place."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sector_data.detect.recognizers.width import folded


@given(text=st.text(max_size=60))
def test_places_stay_where_they_are(text: str) -> None:
    assert len(folded(text)) == len(text)
    assert folded(folded(text)) == folded(text)


@given(text=st.text(st.characters(max_codepoint=127), max_size=60))
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert folded(text) == text


def test_digits_letters_hyphens_and_blanks_become_narrow() -> None:
    assert folded("１２３４－５６７８　ＡＢ：ｃ") == "1234-5678 AB:c"
    assert folded("03\u00a012‑34") == "03 12-34"


def test_a_long_vowel_is_a_hyphen_between_digits_only() -> None:
    assert folded("１２ー３４ データ 5ー") == "12-34 データ 5ー"


def test_letters_keep_case_and_accents() -> None:
    assert folded("Éric Straße") == "Éric Straße"
