"""Long codes that nothing announces, and figures that are spelt out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.detect.recognizers import codes
from sector_data.detect.recognizers.vocabulary import words_of_text
from tests.detect.recognizers.sentences import found, hostile_texts, slowest

FINDER = codes.finder(words_of_text("en"))
FIGURES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@settings(deadline=None)
@given(st.from_regex(r"[QWXZ]{1,3}-?[1-9][0-9]{5,8}[1-9]", fullmatch=True))
def test_letters_before_many_figures_are_a_code(code: str) -> None:
    assert found(FINDER, f"Photos stored under {code}, please keep.") == [code]


@settings(deadline=None)
@given(st.lists(st.sampled_from(FIGURES), min_size=5, max_size=12), st.sampled_from([" ", ", "]))
def test_five_spelt_figures_and_more_are_a_number(figures: list[str], joint: str) -> None:
    number = joint.join(figures)
    assert found(FINDER, f"the record is {number}, period") == [number]


@pytest.mark.parametrize(
    "text",
    [
        "SNOMED CT 73211009, LOINC 2345-7, PMID: 31452104, NCT01234567, doi 10.1056/NEJM1234567",
        "viral load 1200000 copies, 2500000 IU penicillin, $4500123, 245,000 platelets",
        "T4N1M0, HLA-B27, CD4 350, SARS-CoV-2, S72.001A, E11.65, PD-L1, 5F-ADB, AMG-510",
        "weighs one to two pounds, five of six, grade three, call 617-555-0123, at 10:30:15",
        "see https://example.org/A1234567 or a.b1234567@example.org",
    ],
)
def test_public_codes_and_amounts_are_left_alone(text: str) -> None:
    assert found(FINDER, text) == []


def test_hostile_lines_take_no_time() -> None:
    texts = hostile_texts(20_000, "one ", "A1", "AB-12", "1234567", "A-1-")
    assert slowest(FINDER, texts) < 1.0
