"""One person's dates, in every form of five languages."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.detect.known.dates import Dates, Reading, days_of
from sector_data.detect.known.reading import ReadText
from tests.detect.known.looking import covered, knowing

BORN = knowing({"born": ("DATE_OF_BIRTH", "1950-03-14")})


@pytest.mark.parametrize(
    "written",
    [
        "1950-03-14",
        "03/14/1950",
        "14/03/1950",
        "14.3.50",
        "14. 3. 1950",
        "3-14-50",
        "50/3/14",
        "1950/3/14",
        "14 03 1950",
        "19500314",
        "14031950",
        "140350",
        "March 14, 1950",
        "march 14th 1950",
        "14th of March, 1950",
        "14-MAR-1950",
        "14MAR50",
        "Mar. 14 '50",
        "fourteenth of March nineteen fifty",
        "March fourteenth, nineteen fifty",
        "14 mars 1950",
        "quatorze mars mil neuf cent cinquante",
        "14. März 1950",
        "14. Maerz 1950",
        "vierzehnter März neunzehnhundertfünfzig",
        "14 marzo 1950",
        "quattordici marzo millenovecentocinquanta",
        "昭和25年3月14日",
        "昭和２５年３月１４日",
        "昭和二十五年三月十四日",
        "一九五〇年三月十四日",
        "S25.3.14",
        "昭25/3/14",
        "1950年3月14日",
        "50年3月14日",
        "March 14",
        "3/14",
        "3月14日",
        "March 1950",
        "03/1950",
        "昭和25年3月",
    ],
)
def test_a_birth_date_is_found_however_it_is_written(written: str) -> None:
    assert covered(BORN, f"It says {written}, as ever.") == [written]


@pytest.mark.parametrize("written", ["03/14/1951", "03/15/1950", "03/41/1950", "14.08.1950"])
def test_a_birth_date_is_found_with_one_wrong_figure(written: str) -> None:
    assert covered(BORN, f"born {written}") == [written]


@pytest.mark.parametrize(
    "text",
    [
        "on 03/25/1951 and in March 1951, April 14, 14 April 1950",
        "strength 5/5, pain 6/10, ratio 3.14, BP 140/50, 1950 calories",
        "mars 2020, le 15 mars, am 14.4. und um 14.3 Grad",
        "昭和26年3月15日、平成25年3月15日",
        "call 1950-0314 or 03151951",
        "may march on 14 of them",
        "",
    ],
)
def test_other_dates_and_figures_are_left(text: str) -> None:
    assert covered(BORN, text) == []


def test_event_dates_are_found_exactly_and_by_day_and_month_only() -> None:
    seen = knowing({"admitted": ("EVENT_DATE", "2023-03-04")})
    assert covered(seen, "on 3/4/23, March 4 and 3/4; am 4.3. entlassen") == [
        "3/4/23",
        "March 4",
        "3/4",
        "4.3.",
    ]
    assert covered(seen, "3/5/2023, March 2023, strength 3/5, 10/3/2024") == []


def test_a_day_in_front_of_a_month_in_another_language_is_none() -> None:
    seen = knowing({"admitted": ("EVENT_DATE", "2023-08-02")})
    assert covered(seen, "scan due August 8, 2023") == []


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (date(1950, 3, 14), {(1950, 3, 14)}),
        (datetime(1950, 3, 14, 8, 30), {(1950, 3, 14)}),
        ("1950-03-14T08:30:00", {(1950, 3, 14), (1950, 14, 3)} - {(1950, 14, 3)}),
        ("14.03.1950", {(1950, 3, 14)}),
        ("03/04/1950", {(1950, 3, 4), (1950, 4, 3)}),
        ("昭和25年3月14日", {(1950, 3, 14)}),
        ("unknown", set()),
        (None, set()),
        (17, set()),
        ("x" * 500, set()),
    ],
)
def test_days_of_a_value(value: object, expected: set[tuple[int, int, int]]) -> None:
    assert days_of(value) == {Reading(*day) for day in expected}


@given(day=st.dates(date(1900, 1, 1), date(2060, 1, 1)))
@settings(deadline=None, max_examples=100)
def test_numeric_forms_of_any_day_are_read(day: date) -> None:
    known = Dates({Reading(day.year, day.month, day.day): "why"}, ())
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%m/%d/%y", "%d-%b-%Y", "%B %d, %Y", "%Y%m%d"):
        text = f"on {day.strftime(form)} at noon"
        spans = list(known.find(ReadText(text)))
        assert max(s.score for s in spans) == 0.95
        assert min(s.start for s in spans) == 3
        assert max(s.end for s in spans) == len(text) - len(" at noon")
    assert repr(known) == "Dates(1 days)"
