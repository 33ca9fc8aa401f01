"""Institutions that short words, or their place in a sentence, tell."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.detect.recognizers.english_institutions import english_finder
from sector_data.detect.recognizers.vocabulary import words_of_text

FIND = english_finder(words_of_text("en"))


def found(text: str) -> list[str]:
    return [text[s.start : s.end] for s in FIND(text)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("MRI from Fernbrook Imaging was read.", "Fernbrook Imaging"),
        ("Seen by Larchmont Pediatrics in May.", "Larchmont Pediatrics"),
        ("TRANSFERRED TO MOSS CREEK REGIONAL TODAY", "MOSS CREEK REGIONAL"),
        ("Moved to Heron Ward overnight.", "Heron Ward"),
        ("St. Swithun's accepted her.", "St. Swithun's"),
        ("Chemotherapy at Brackenhurst on Monday.", "Brackenhurst"),
        ("transferred to fernbrook general last night", "fernbrook general"),
        ("he came from larchmont nursing home", "larchmont nursing home"),
        ("referral to Larchmont Dental Institute", "Larchmont Dental Institute"),
        ("She attends Green Oaks Preschool.", "Green Oaks Preschool"),
    ],
)
def test_institutions_are_found(text: str, name: str) -> None:
    assert name in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Moved to the Stroke Ward and then to General Surgery.",
        "Referred to Behavioral Health and Physical Therapy.",
        "Seen at Baseline, at Rest and at Discharge.",
        "Tender at McBurney's point, murmur at Erb's point.",
        "St. John's wort was stopped.",
        "Orders: CT Imaging, Diagnostic Radiology, Cardiac Rehab.",
        "at ICU, at L4-L5, at T2, at 14:30",
        "discharged to the hospital ward, back in general good health, seen in clinic",
        "Presented at Tumor Board. Lives at home.",
    ],
)
def test_departments_and_parts_of_the_body_are_not(text: str) -> None:
    assert found(text) == []


@given(
    st.lists(
        st.sampled_from(
            ("at", "St.", "Heron", "Ward", "the", "GENERAL", "general", "x's", "\n", "é")
        ),
        max_size=12,
    )
)
@settings(deadline=None, max_examples=80)
def test_any_words_give_spans_within_them(words: list[str]) -> None:
    text = " ".join(words)
    for span in FIND(text):
        assert 0 <= span.start < span.end <= len(text)
        assert text[span.start : span.end] == text[span.start : span.end].strip()
