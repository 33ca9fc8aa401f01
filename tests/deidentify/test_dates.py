"""Shifted dates keep intervals; truncated dates keep their period and no more."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

import pyarrow as pa
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sector_data.deidentify.dates import draw_offsets
from sector_data.deidentify.keyed import KeyedHash
from sector_data.deidentify.transforms import transform
from sector_data.errors import InputError
from sector_data.spec.transforms.dates import possible_shifts
from sector_data.spec.transforms.values import ShiftDate, TruncateDate
from tests.deidentify.strategies import DATES, DATETIMES, SECRET, WHEN_COLUMNS

MIDDLE_DATES = st.dates(date(20, 1, 1), date(9980, 1, 1))
PERIODS = ("week", "month", "quarter", "year")


def shifted(values: pa.Array, subjects: pa.Array, max_days: int = 182) -> pa.Array:
    return transform(values, ShiftDate(max_days=max_days), secret=SECRET, subjects=subjects)


def truncated(values: pa.Array, to: str) -> list[object]:
    result: list[object] = transform(values, TruncateDate.model_validate({"to": to})).to_pylist()
    return result


@settings(deadline=None)
@given(st.lists(MIDDLE_DATES, min_size=1, max_size=6), st.text(max_size=5), st.integers(1, 3660))
def test_intervals_within_a_subject_are_exact(
    dates: list[date], subject: str, max_days: int
) -> None:
    result = shifted(
        pa.array(dates, pa.date32()), pa.array([subject] * len(dates)), max_days
    ).to_pylist()
    moves = {after - before for before, after in zip(dates, result, strict=True)}
    assert len(moves) == 1
    (move,) = moves
    assert 1 <= abs(move.days) <= max_days


@settings(deadline=None)
@given(
    MIDDLE_DATES,
    st.times(),
    st.sampled_from(["T", " "]),
    st.sampled_from(["", "Z", "+02:30", "-0330"]),
)
def test_of_the_clock_stays_what_was_asked(day: date, clock: time, between: str, zone: str) -> None:
    def moved(values: pa.Array, time_of_day: str) -> object:
        spec = ShiftDate.model_validate({"time-of-day": time_of_day})
        subject = pa.array(["p"])
        (value,) = transform(values, spec, secret=SECRET, subjects=subject).to_pylist()
        return value

    moment = pa.array([datetime.combine(day, clock)], pa.timestamp("us"))
    there = moved(moment, "exact")
    assert isinstance(there, datetime)
    begun = there.replace(minute=0, second=0, microsecond=0)
    assert moved(moment, "hour") == begun
    assert moved(moment, "none") == begun.replace(hour=0)
    seconds = pa.array([f"{day}{between}{clock}{zone}"])
    assert moved(seconds, "hour") == f"{there.date()}{between}{clock.hour:02d}:00:00{zone}"
    assert moved(seconds, "none") == str(there.date())
    minutes = pa.array([f"{day}{between}{clock:%H:%M}{zone}"])
    assert moved(minutes, "hour") == f"{there.date()}{between}{clock.hour:02d}:00{zone}"
    assert moved(pa.array([str(day)]), "hour") == str(there.date())


def test_an_hour_is_that_of_the_time_zone() -> None:
    moment = pa.array([datetime(2020, 5, 1, 12, 10, tzinfo=UTC)], pa.timestamp("us", "+05:30"))
    spec = ShiftDate.model_validate({"time-of-day": "hour"})
    (moved,) = transform(moment, spec, secret=SECRET, subjects=pa.array(["p"])).to_pylist()
    assert moved.strftime("%H:%M") == "17:00"


@settings(deadline=None)
@given(MIDDLE_DATES, st.times(), st.sampled_from(["T", " "]))
def test_a_subject_is_moved_alike_in_every_type(day: date, clock: object, between: str) -> None:
    moment = datetime.fromisoformat(f"{day}T{clock}")
    subject = pa.array(["p"])
    (moved,) = shifted(pa.array([day], pa.date32()), subject).to_pylist()
    (instant,) = shifted(pa.array([moment], pa.timestamp("us")), subject).to_pylist()
    assert instant == datetime.combine(moved, moment.time())
    assert shifted(pa.array([str(day)]), subject).to_pylist() == [str(moved)]
    text = f"{day}{between}{clock}"
    assert shifted(pa.array([text]), subject).to_pylist() == [f"{moved}{between}{clock}"]


def test_subjects_are_the_same_as_numbers_and_as_text() -> None:
    dates = pa.array([date(2020, 1, 31)] * 2)
    as_numbers = shifted(dates, pa.array([1, 2]))
    assert as_numbers == shifted(dates, pa.array(["1", "2"]))


@pytest.mark.parametrize("max_days", [1, 3, 182])
def test_offsets_are_even_over_the_range_without_zero(max_days: int) -> None:
    subjects = 400 * max_days
    offsets = draw_offsets(
        pa.array([str(n) for n in range(subjects)]),
        KeyedHash(SECRET),
        possible_shifts(max_days, ()),
    ).to_pylist()
    counts = Counter(offsets)
    assert sorted(counts) == [n for n in range(-max_days, max_days + 1) if n]
    # Chi-squared with 2 * max_days - 1 degrees of freedom: 5 standard deviations above the mean.
    cells = 2 * max_days
    chi_squared = sum((count - 200) ** 2 / 200 for count in counts.values())
    assert chi_squared < cells - 1 + 5 * (2 * cells) ** 0.5


def test_known_answer() -> None:
    subjects = pa.array(["1", None, "山田"])
    offsets = draw_offsets(subjects, KeyedHash(SECRET), possible_shifts(182, ()))
    assert offsets.to_pylist() == [126, None, -73]


def test_a_row_without_subject_or_date_becomes_null() -> None:
    dates = pa.array([date(2020, 1, 1), None, date(2020, 1, 1)])
    result = shifted(dates, pa.array(["p", "p", None])).to_pylist()
    assert [value is None for value in result] == [False, True, True]


@pytest.mark.parametrize("edge", [date(1, 1, 1), date(9999, 12, 31)], ids=["first day", "last day"])
def test_dates_that_would_leave_the_calendar_become_null(edge: date) -> None:
    subjects = pa.array([str(n) for n in range(40)])
    for values in (
        pa.array([edge] * 40, pa.date32()),
        pa.array([datetime(edge.year, edge.month, edge.day)] * 40, pa.timestamp("us")),
        pa.array([str(edge)] * 40),
    ):
        offsets = draw_offsets(subjects, KeyedHash(SECRET), possible_shifts(182, ())).to_pylist()
        expected = [(n > 0) == (edge.year == 1) for n in offsets]
        assert shifted(values, subjects).is_valid().to_pylist() == expected


@pytest.mark.parametrize("raw", [-(2**63), -(10**18), 9 * 10**18, 2**63 - 1])
def test_timestamps_outside_the_calendar_become_null(raw: int) -> None:
    values = pa.array([raw], pa.int64()).view(pa.timestamp("us", "UTC"))
    assert shifted(values, pa.array(["p"])).to_pylist() == [None]
    assert truncated(values, "month") == [None]


@pytest.mark.parametrize(
    "text",
    [
        "31/01/2020",
        "2020-02-30",
        "2021-02-29",
        "1900-02-29",
        "2020-00-10",
        "2020-13-01",
        "2020-1-1",
        "20200131",
        " 2020-01-31",
        "2020-01-31 ",
        "2020-01-31T25:00",
        "2020-01-31T10",
        "2020-W05-5",
        "0000-01-01",
        "２０２０-01-31",
        "yesterday",
        "",
        "😀",
    ],
    ids=repr,
)
def test_what_is_no_date_is_not_guessed(text: str) -> None:
    values = pa.array([text])
    assert shifted(values, pa.array(["p"])).to_pylist() == [None]
    assert truncated(values, "month") == [None]


@pytest.mark.parametrize("time", ["T10:00", " 23:59:59", "T10:00:00.123456789Z", "T10:00+0530"])
def test_the_time_of_day_stays_in_text(time: str) -> None:
    (result,) = shifted(pa.array(["1899-12-31" + time]), pa.array(["p"])).to_pylist()
    assert result.endswith(time)
    assert truncated(pa.array(["1899-12-31" + time]), "week") == ["1899-W52"]


def test_shifting_needs_subjects_that_correspond() -> None:
    dates = pa.array([date(2020, 1, 1)])
    with pytest.raises(InputError, match="not linked to the subject"):
        transform(dates, ShiftDate(), secret=SECRET)
    with pytest.raises(InputError, match="1 dates and 2 subjects"):
        shifted(dates, pa.array(["a", "b"]))


def test_time_zones_stay_and_instants_move_by_whole_days() -> None:
    moment = datetime(2020, 3, 7, 12, tzinfo=UTC)
    values = pa.array([moment], pa.timestamp("us", "America/Toronto"))
    result = shifted(values, pa.array(["p"]))
    assert result.type == values.type
    assert (result.to_pylist()[0] - moment) % timedelta(days=1) == timedelta(0)


@settings(deadline=None)
@given(DATES)
def test_periods_are_those_of_the_standard_library(day: date) -> None:
    values = pa.array([day], pa.date32())
    year, week, _ = day.isocalendar()
    assert truncated(values, "year") == [day.year]
    assert truncated(values, "quarter") == [f"{day.year:04d}-Q{(day.month + 2) // 3}"]
    assert truncated(values, "month") == [f"{day.year:04d}-{day.month:02d}"]
    assert truncated(values, "week") == [f"{year:04d}-W{week:02d}"]


@settings(deadline=None)
@given(DATETIMES, st.sampled_from(PERIODS))
def test_dates_timestamps_and_text_are_cut_alike(moment: datetime, to: str) -> None:
    as_date = truncated(pa.array([moment.date()], pa.date32()), to)
    assert truncated(pa.array([moment], pa.timestamp("us")), to) == as_date
    assert truncated(pa.array([moment.isoformat()]), to) == as_date


@settings(deadline=None)
@given(DATES, DATES, st.sampled_from(PERIODS))
def test_periods_keep_the_order_of_dates(one: date, other: date, to: str) -> None:
    assume(one <= other)
    first, second = truncated(pa.array([one, other], pa.date32()), to)
    assert str(first).zfill(4) <= str(second).zfill(4)


def test_a_timestamp_is_cut_in_its_own_time_zone() -> None:
    values = pa.array([datetime(2020, 1, 1, 2, tzinfo=UTC)], pa.timestamp("us", "America/Toronto"))
    assert truncated(values, "year") == [2019]


def test_an_unknown_time_zone_is_said_so() -> None:
    values = pa.array([0], pa.timestamp("us", "Mars/Olympus"))
    with pytest.raises(InputError, match="time zone"):
        truncated(values, "year")


@pytest.mark.parametrize("to", PERIODS)
@pytest.mark.parametrize("arrow_type", [pa.date32(), pa.timestamp("us"), pa.string()], ids=str)
def test_types_do_not_depend_on_there_being_rows(to: str, arrow_type: pa.DataType) -> None:
    for values in (pa.array([], arrow_type), pa.array([None], arrow_type)):
        result = transform(values, TruncateDate.model_validate({"to": to}))
        assert result.type == (pa.int64() if to == "year" else pa.string())
        assert shifted(values, pa.array(["p"] * len(values), pa.string())).type == arrow_type


@settings(deadline=None)
@given(WHEN_COLUMNS, st.data())
def test_a_dictionary_of_subjects_moves_dates_as_their_texts_do(
    values: pa.Array, data: st.DataObject
) -> None:
    whose = data.draw(
        st.lists(
            st.none() | st.sampled_from(["a", "b", "c"]), min_size=len(values), max_size=len(values)
        )
    )
    subjects = pa.array(whose, pa.string())
    plain = transform(values, ShiftDate(), secret=SECRET, subjects=subjects)
    for other in (
        subjects.dictionary_encode(),
        pa.chunked_array([subjects.slice(0, 1), subjects.slice(1)]).dictionary_encode(),
    ):
        assert transform(values, ShiftDate(), secret=SECRET, subjects=other) == plain
    half = len(values) // 2
    later = transform(values.slice(half), ShiftDate(), secret=SECRET, subjects=subjects.slice(half))
    assert later == plain.slice(half)
