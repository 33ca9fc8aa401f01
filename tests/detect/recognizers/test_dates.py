"""Dates and ages."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.detect.recognizers import ages, dates
from sector_data.detect.recognizers.vocabulary import words_of_text
from sector_data.detect.text import merge
from sector_data.spec.words import Language

FINDER = dates.finder(words_of_text("en"))


def found(text: str) -> list[str]:
    return [text[s.start : s.end] for s in merge(text, FINDER.find(text))]


FORMATS = (
    "{d.year:04}-{d.month:02}-{d.day:02}",
    "{d.month}/{d.day}/{d.year:04}",
    "{d.day:02}.{d.month:02}.{d.year:04}",
    "{month} {d.day}, {d.year:04}",
    "{d.day} {month} {d.year:04}",
    "{d.day}-{abbreviated}-{d.year:04}",
    "{month} {d.year:04}",
    "{d.month:02}/{d.year:04}",
)
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@given(day=st.dates(dt.date(1850, 1, 1), dt.date(2090, 12, 31)), form=st.sampled_from(FORMATS))
def test_any_day_in_any_usual_form_is_found(day: dt.date, form: str) -> None:
    month = MONTHS[day.month - 1]
    written = form.format(d=day, month=month, abbreviated=month[:3])
    assert found(f"On {written}, she left") == [written]


@pytest.mark.parametrize(
    "passage",
    [
        "Tuesday, March 3rd, 2021",
        "the 3rd of March",
        "twenty-first of June two thousand and five",
        "May 5",
        "1980-07-28 19:49:46",
        "2021-03-04T10:22:01.5Z",
        "8/16",
        "1990s",
        "1990-1995",
        "Thursday",
    ],
)
def test_dates_in_words_and_parts(passage: str) -> None:
    (only,) = found(f"seen {passage} ok")
    assert only in passage
    assert len(only) >= len(passage) - 4


@pytest.mark.parametrize(
    "text",
    [
        "three weeks ago",
        "twice daily for 10 days",
        "strength 4/5",
        "BP 120/80",
        "1.2.10",
        "13/13/2020",
        "45/60/20",
        "sat 98 %",
        "may go",
        "2000 mg",
        "second opinion",
    ],
)
def test_durations_ratios_and_doses_are_no_dates(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("language", "text", "passage"),
    [
        ("fr", "vu le 3 mars 2021", "3 mars 2021"),
        ("fr", "né le 1er août 1950", "1er août 1950"),
        ("de", "am 3. März 2021", "3. März 2021"),
        ("it", "il 3 marzo 2021", "3 marzo 2021"),
        ("ja", "令和3年3月4日に", "令和3年3月4日"),
    ],
)
def test_months_of_other_languages(language: Language, text: str, passage: str) -> None:
    finder = dates.finder(words_of_text(language))
    assert passage in [text[s.start : s.end] for s in finder.find(text)]


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("92-year-old", "92"),
        ("aged 95", "95"),
        ("101 y/o", "101"),
        ("turned 90", "90"),
        ("a nonagenarian", "nonagenarian"),
        ("ninety-four years old", "ninety-four"),
    ],
)
def test_identifying_ages(text: str, age: str) -> None:
    finder = ages.finder(words_of_text("en"))
    assert [text[s.start : s.end] for s in finder.find(text)] == [age]


@pytest.mark.parametrize(
    "text", ["89 years old", "92 mg", "aged 92%", "126 years old", "age unknown"]
)
def test_other_numbers_are_no_identifying_ages(text: str) -> None:
    assert list(ages.finder(words_of_text("en")).find(text)) == []
