"""Identifiers under headings and in header lines."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.detect.recognizers import tables
from sector_data.detect.recognizers.vocabulary import Finder, words_of_text
from sector_data.spec.words import LANGUAGES, Language

FINDERS: dict[Language, Finder] = {x: tables.finder(words_of_text(x)) for x in LANGUAGES}
_MARK = st.sampled_from([" | ", "\t", ";", "   ", ","])
_NUMBERS = st.lists(st.integers(10**5, 10**9).map(str), min_size=1, max_size=6)


def found(language: Language, text: str) -> set[tuple[str, str]]:
    return {(text[s.start : s.end], s.entity) for s in FINDERS[language].find(text)}


@given(_MARK, _NUMBERS)
@settings(deadline=None)
def test_every_row_below_a_heading_is_read(mark: str, numbers: list[str]) -> None:
    rows = [f"Ward{mark}MRN{mark}Sex", *(f"B{mark}{n}{mark}female" for n in numbers)]
    expected = {(n, "MEDICAL_RECORD_NUMBER") for n in numbers if len(set(n)) > 1}
    assert found("en", "\n".join(rows)) == expected


@given(_MARK, st.lists(st.sampled_from(["Ann Roe", "Okoro", "de Wit, J."]), min_size=1, max_size=6))
@settings(deadline=None)
def test_every_name_below_a_heading_is_read(mark: str, names: list[str]) -> None:
    names = [n for n in names if n[0].isupper() and mark not in n]
    rows = [f"Sex{mark}Consultant{mark}Date", *(f"F{mark}{n}{mark}1/2/24" for n in names)]
    assert found("en", "\n".join(rows)) == {(n, "PERSON") for n in names}


@given(st.sampled_from(LANGUAGES), st.text("MRN|id\t; \n123,名"))
@settings(deadline=None)
def test_findings_lie_in_the_text(language: Language, text: str) -> None:
    for span in FINDERS[language].find(text):
        assert 0 <= span.start < span.end <= len(text)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "en",
            "Name | MRN |\n-----|-----|\nAnn | 45123 |",
            {("45123", "MEDICAL_RECORD_NUMBER"), ("Ann", "PERSON")},
        ),
        (
            "de",
            "Pat.-Nr.\tFall-Nr.\n1234\t5678",
            {("1234", "MEDICAL_RECORD_NUMBER"), ("5678", "ENCOUNTER_ID")},
        ),
        (
            "fr",
            "IPP    NDA    Nom\n80045612    900456123    ROUX",
            {("80045612", "MEDICAL_RECORD_NUMBER"), ("900456123", "ENCOUNTER_ID")},
        ),
        (
            "ja",
            "患者ID,氏名\n00123,山田",
            {("00123", "MEDICAL_RECORD_NUMBER"), ("山田", "PERSON")},
        ),
        (
            "fr",
            "ROUX Anne | F | 10/05/1986 | 9056297471",
            {("9056297471", "MEDICAL_RECORD_NUMBER")},
        ),
    ],
)
def test_tables(language: Language, text: str, expected: set[tuple[str, str]]) -> None:
    assert found(language, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "sodium | 135 | 140\nplatelets | 250000 | 300000",
        "MRN, DOB and address were checked\n1, 2 and 3 were not",
        "Phone | Sex | Date\n0612345678 | F | 10/05/1986",
        "MRN | Sex\n\nAge | 12345",
    ],
)
def test_other_tables_hold_none(text: str) -> None:
    assert found("en", text) == set()
