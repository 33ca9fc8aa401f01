"""Dates in text are read as they are written, written again alike, and never guessed."""

from __future__ import annotations

from datetime import date, timedelta

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from sector_data.deidentify.dates import draw_offsets
from sector_data.deidentify.keyed import KeyedHash
from sector_data.deidentify.transforms import transform
from sector_data.sources.eras import era_year, read_era_date, write_era_date
from sector_data.spec.transforms.dates import ShiftDate, TruncateDate, possible_shifts
from tests.deidentify.strategies import SECRET

FORMS = {
    "year-first": ["{y:04}-{m:02}-{d:02}", "{y:04}/{m}/{d}", "{y:04}.{m:02}.{d:02}"],
    "day-first": ["{d:02}/{m:02}/{y:04}", "{d}.{m}.{y:04}", "{d:02}-{m:02}-{y:04}"],
    "month-first": ["{m:02}/{d:02}/{y:04}", "{m}-{d}-{y:04}"],
}
MODERN_DAYS = st.dates(date(1880, 1, 1), date(2100, 1, 1))


def moved(texts: list[str], order: str = "year-first") -> list[str | None]:
    spec = ShiftDate.model_validate({"order": order})
    subjects = pa.array(["p"] * len(texts))
    made: list[str | None] = transform(
        pa.array(texts, pa.string()), spec, secret=SECRET, subjects=subjects
    ).to_pylist()
    return made


def shift_of(subject: str) -> timedelta:
    shifts = possible_shifts(182, ())
    (days,) = draw_offsets(pa.array([subject]), KeyedHash(SECRET), shifts).to_pylist()
    return timedelta(days=days)


@settings(deadline=None)
@given(MODERN_DAYS, st.sampled_from([(o, f) for o, forms in FORMS.items() for f in forms]))
def test_every_form_is_moved_alike_and_stays(day: date, form: tuple[str, str]) -> None:
    order, pattern = form
    after = day + shift_of("p")
    written = pattern.format(y=day.year, m=day.month, d=day.day)
    wide = pattern.format(y=after.year, m=after.month, d=after.day)
    (made,) = moved([written], order)
    # Where nothing told whether zeros lead, they do or do not, but the date is the same.
    assert made is not None
    assert [int(p) for p in made.replace("/", "-").replace(".", "-").split("-")] == [
        int(p) for p in wide.replace("/", "-").replace(".", "-").split("-")
    ]
    years = TruncateDate.model_validate({"to": "year", "order": order})
    assert transform(pa.array([written]), years).to_pylist() == [day.year]


@pytest.mark.parametrize(
    "text",
    [
        "31/01/2020",
        "2020-01",
        "2020",
        "令和0年1月1日",
        "平成31年5月1日",
        "R2.13.1",
        "明治5年1月1日",
    ],
)
def test_what_is_partial_wrong_or_of_unknown_order_stays_invalid(text: str) -> None:
    assert moved([text]) == [None]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("令和2年1月31日", date(2020, 1, 31)),
        ("令和元年5月1日", date(2019, 5, 1)),
        ("平成31年4月30日", date(2019, 4, 30)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("大正15年12月25日", date(1926, 12, 25)),
        ("昭和元年12月25日", date(1926, 12, 25)),
        ("明治45年7月30日", date(1912, 7, 30)),
        ("R2.1.31", date(2020, 1, 31)),
        ("Ｓ６３．１２．０１", date(1988, 12, 1)),
        ("h01/01/08", date(1989, 1, 8)),
    ],
)
def test_eras_are_read_and_printed(text: str, day: date) -> None:
    read = read_era_date(text)
    assert read is not None
    assert read.day == day
    again = write_era_date(day, read)
    assert again is not None
    assert (reread := read_era_date(again)) is not None
    assert reread.day == day


@settings(deadline=None)
@given(MODERN_DAYS, st.booleans())
def test_era_dates_move_as_others_do(day: date, long: bool) -> None:
    like = read_era_date("令和2年1月31日" if long else "R2.1.31")
    assert like is not None
    text = write_era_date(day, like)
    assert text is not None
    (made,) = moved([text])
    assert made is not None
    assert (read := read_era_date(made)) is not None
    assert read.day == day + shift_of("p")


def test_periods_of_eras() -> None:
    values = pa.array([date(2019, 4, 30), date(2019, 5, 1), date(1872, 1, 1)])
    for to, expected in {
        "year": ["平成31年", "令和元年", None],
        "quarter": ["平成31年第2四半期", "令和元年第2四半期", None],
        "month": ["平成31年4月", "令和元年5月", None],
    }.items():
        spec = TruncateDate.model_validate({"to": to, "calendar": "japanese"})
        assert transform(values, spec).to_pylist() == expected
    assert era_year(date(1989, 1, 8)) == "平成元年"


@pytest.mark.parametrize("keep", [("weekday",), ("season",), ("weekday", "season")])
def test_weekday_and_season_stay_if_asked(keep: tuple[str, ...]) -> None:
    spec = ShiftDate.model_validate({"max-days": 1100, "keep": keep})
    subjects = pa.array([str(number) for number in range(300)])
    day = date(2020, 2, 29)
    made = transform(pa.array([day] * 300), spec, secret=SECRET, subjects=subjects).to_pylist()
    assert len(set(made)) >= 10
    assert day not in made
    if "weekday" in keep:
        assert {m.weekday() for m in made} == {day.weekday()}
    if "season" in keep:
        assert all(abs((m - date(m.year, 2, 28)).days) <= 16 for m in made)


def test_shifts_that_can_be_guessed_are_refused() -> None:
    with pytest.raises(ValidationError, match="raise max-days to 35 or more"):
        ShiftDate(max_days=20, keep=("weekday",))
    ShiftDate(max_days=35, keep=("weekday",))
    with pytest.raises(ValidationError, match="keep the season"):
        ShiftDate(keep=("season",))
