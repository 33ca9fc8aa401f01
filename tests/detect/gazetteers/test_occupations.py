"""Titles of jobs."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.detect.gazetteers.occupations import is_occupation, occupations


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_text_can_be_asked(text: str) -> None:
    assert is_occupation(text) in {True, False}


def test_every_short_title_is_one() -> None:
    assert all(is_occupation(title.upper()) for title in occupations() if len(title) <= 60)


@pytest.mark.parametrize(
    "title",
    [
        "Registered nurse",
        "Infirmière",
        "Krankenschwester",
        "Impiegata comunale",
        "看護師",
        "会社員",
    ],
)
def test_titles_of_five_languages(title: str) -> None:
    assert is_occupation(title)


@pytest.mark.parametrize(
    "text",
    ["Anna Baker", "Jürgen Koch", "Paris", "aspirin", "内科", "山田太郎", "savings"],
)
def test_what_is_no_title(text: str) -> None:
    assert not is_occupation(text)
