"""Dates in texts move by days and stay in their form; what is not understood is not guessed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.deidentify.plain_sight.calendar_words import month_like, weekday_like, words_of
from sector_data.deidentify.plain_sight.drawing import plain
from sector_data.deidentify.plain_sight.replacing import ORDERS
from sector_data.deidentify.plain_sight.written_dates import moved
from sector_data.sources.eras import read_era_date
from sector_data.spec.words import Language

DAYS = st.dates(date(1951, 1, 1), date(2029, 12, 31))
SHIFTS = st.integers(-182, 182).filter(bool)
WESTERN = st.sampled_from(("en", "fr", "de", "it"))


@given(DAYS, SHIFTS)
def test_figures_move_and_keep_their_form(day: date, shift: int) -> None:
    other = day + timedelta(shift)
    for form, language in (
        ("%Y-%m-%d", "en"),
        ("%Y/%m/%d", "ja"),
        ("%m/%d/%Y", "en"),
        ("%d.%m.%Y", "de"),
        ("%d/%m/%Y", "fr"),
        ("%d-%m-%Y", "it"),
        ("%Y%m%d", "en"),
        ("%Y年%m月%d日", "ja"),
        ("%Y-%m-%dT10:30:00", "en"),
        ("%d.%m.%Y um 10:30 Uhr", "de"),
        ("%m/%d/%Y at 3:15 pm", "en"),
    ):
        told: Language = language  # type: ignore[assignment]
        assert moved(day.strftime(form), shift, told, ORDERS[told]) == other.strftime(form)


@given(DAYS, SHIFTS, WESTERN)
def test_words_move_and_keep_their_form(day: date, shift: int, language: Language) -> None:
    other = day + timedelta(shift)
    for line in (0, 1):
        before, after = (month_like(d.month, line, language) for d in (day, other))
        if words_of(language).months[plain(before)][1] != line:
            continue  # a word that is short by nature: "mai"
        week, next_week = (weekday_like(d.weekday(), 0, language) for d in (day, other))
        for form in ("{d} {m} {y}", "{w} {d} {m} {y}", "{w}, {d} {m} {y}"):
            text = form.format(d=day.day, m=before, y=day.year, w=week)
            wanted = form.format(d=other.day, m=after, y=other.year, w=next_week)
            assert moved(text, shift, language, ORDERS[language]) == wanted


@given(DAYS, SHIFTS)
def test_dates_of_eras_stay_dates_of_eras(day: date, shift: int) -> None:
    era_year = day.year - (2018 if day >= date(2019, 5, 1) else 1988)
    if day < date(1989, 1, 9):
        return
    name = "令和" if day >= date(2019, 5, 1) else "平成"
    text = f"{name}{'元' if era_year == 1 else era_year}年{day.month}月{day.day}日"
    made = moved(text, shift, "ja", "year-first")
    assert made is not None
    read = read_era_date(made)
    assert read is not None
    assert read.day == day + timedelta(shift)


@given(DAYS, st.integers(0, 400), SHIFTS)
def test_intervals_in_texts_stay(day: date, later: int, shift: int) -> None:
    texts = [f"{d:%B} {d.day}, {d.year}" for d in (day, day + timedelta(later))]
    made = [moved(text, shift, "en", "month-first") or "" for text in texts]
    read = [_read(m) for m in made]
    assert read[1] - read[0] == timedelta(later)


def _read(text: str) -> date:
    month, day, year = text.replace(",", "").split()
    return date(int(year), words_of("en").months[month.lower()][0], int(day))


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("en", "March 3rd, 2020", "June 11th, 2020"),
        ("en", "the 3rd of May", "the 11th of August"),
        ("en", "MARCH 2020", "JUNE 2020"),
        ("en", "Mar. 3", "Jun. 11"),
        ("en", "3/14", "6/22"),
        ("en", "12/31/19", "04/09/20"),
        ("en", "25/12/2020", "04/04/2021"),
        ("en", "Monday", "Wednesday"),
        ("en", "October 2019", "January 2020"),
        ("fr", "le 1er février 2020", "le 11 mai 2020"),
        ("fr", "12 aout", "20 novembre"),
        ("de", "Anfang", None),
        ("en", "DOB 08/11/1940", "DOB 11/19/1940"),
        ("en", "12:30 pm", "12:30 pm"),
        ("de", "um 10 Uhr", "um 10 Uhr"),
        ("ja", "3月14日", "6月22日"),
        ("ja", "2020年3月", "2020年6月"),
        ("ja", "月曜日", "水曜日"),
    ],
)
def test_parts_of_dates_move_too(language: Language, text: str, wanted: str | None) -> None:
    assert moved(text, 100, language, ORDERS[language]) == wanted


@pytest.mark.parametrize(
    "text",
    ["3 weeks ago", "for two days", "yesterday", "last month", "vor 3 Tagen", "il y a 2 ans"],
)
def test_lengths_of_time_stay(text: str) -> None:
    assert moved(text, 100, "en", "month-first") == text


@pytest.mark.parametrize(
    "text",
    [
        "Christmas 2020",
        "3 to 5 March 2020",
        "3-5 March 2020",
        "13/13/2020",
        "February 30, 2020",
        "the 3rd",
        "Easter Monday",
    ],
)
def test_what_is_not_understood_is_not_guessed(text: str) -> None:
    assert moved(text, 100, "en", "month-first") is None


@given(st.text(max_size=30), SHIFTS, st.sampled_from(tuple(ORDERS)))
def test_any_text_is_moved_or_refused(text: str, shift: int, language: Language) -> None:
    made = moved(text, shift, language, ORDERS[language])
    assert made is None or isinstance(made, str)
