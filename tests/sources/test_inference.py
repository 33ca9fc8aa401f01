"""Types are found only where every value fits, so that nothing is lost."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sector_data.sources.inference import infer_type, infer_types
from sector_data.sources.rendering import render_column


def infer(*values: str | None, missing: tuple[str, ...] = ("",)) -> pa.ChunkedArray:
    return infer_type(pa.chunked_array([pa.array(values, pa.string())]), missing)


UTC = dt.UTC
DATE = dt.date(2020, 12, 31)
TIME = dt.datetime(2020, 1, 2, 3, 4, 5)

TYPED: list[tuple[pa.DataType, list[str | None], list[object]]] = [
    (pa.bool_(), ["true", None, "FALSE", "True"], [True, None, False, True]),
    (pa.int64(), ["0", "-7", "999999999999999"], [0, -7, 999999999999999]),
    (pa.float64(), ["1", "2.50", ".5", "-0.25"], [1.0, 2.5, 0.5, -0.25]),
    (pa.float64(), ["1e-05", "1.5E7", "1E+16", "2"], [1e-05, 1.5e7, 1e16, 2.0]),
    (pa.float64(), ["0.10000000000000001", "0.30000000000000004"], [0.1, 0.1 + 0.2]),
    (pa.float64(), ["INF", "-INF", "1"], [float("inf"), float("-inf"), 1.0]),
    (pa.date32(), ["2020-12-31", "0001-01-01"], [DATE, dt.date.min]),
    (pa.date32(), ["9999-12-31"], [dt.date.max]),
    (pa.date32(), ["31.12.2020"], [DATE]),
    (pa.date32(), ["2020/12/31", "2020/1/5"], [DATE, dt.date(2020, 1, 5)]),
    (pa.date32(), ["31/12/2020", "1/2/2020"], [DATE, dt.date(2020, 2, 1)]),
    (pa.date32(), ["12/31/2020", "1/2/2020"], [DATE, dt.date(2020, 1, 2)]),
    (pa.date32(), ["01/01/2020", "2/2/2020"], [dt.date(2020, 1, 1), dt.date(2020, 2, 2)]),
    (
        pa.timestamp("us"),
        ["2020-01-02T03:04:05", "2020-01-02 03:04"],
        [TIME, TIME.replace(second=0)],
    ),
    (pa.timestamp("us"), ["2020-01-02T03:04:05.1234560"], [TIME.replace(microsecond=123456)]),
    (pa.timestamp("us", "UTC"), ["2020-01-02T03:04:05Z"], [TIME.replace(tzinfo=UTC)]),
    (
        pa.timestamp("us", "+02:00"),
        ["2020-01-02T03:04:05+0200", "2020-01-02 03:04:05+02"],
        [TIME.replace(tzinfo=dt.timezone(dt.timedelta(hours=2)))] * 2,
    ),
    (
        pa.timestamp("us", "UTC"),
        ["2020-01-02T03:04:05+02:00", "2020-01-02T03:04:05-00:00"],
        [TIME.replace(hour=1, tzinfo=UTC), TIME.replace(tzinfo=UTC)],
    ),
]


@pytest.mark.parametrize(("kind", "texts", "values"), TYPED)
def test_types(kind: pa.DataType, texts: list[str | None], values: list[object]) -> None:
    column = infer(*texts)
    assert column.type == kind
    assert column.to_pylist() == values


@pytest.mark.parametrize(
    "texts",
    [
        ["01103", "20001"],
        ["+1"],
        ["1", " 2"],
        ["1 000"],
        ["1,5"],
        ["1234567890123456"],
        ["99999999999999999999"],
        ["1_000"],
        ["0x1F"],
        ["١"],
        ["1\n"],
        ["00.5", "1.5"],
        ["5."],
        ["12e5", "45e6"],
        ["1E5"],
        ["1234567890123456.5"],
        ["999999999999999.99"],
        ["0.1000000000000000055511151231257827"],
        ["1e-400"],
        ["1.5e400"],
        ["1.23456e-320"],
        ["INF"],
        ["NaN", "1.5"],
        ["inf", "1.5"],
        ["true", "0"],
        ["yes", "no"],
        ["2020-02-30"],
        ["0000-01-01"],
        ["2020-1-5"],
        ["1/2/2020"],
        ["13/13/2020"],
        ["31/12/2020", "12/31/2020"],
        ["31.2.2020"],
        ["31.12.20"],
        ["2020-12-31", "31.12.2020"],
        ["2020-12-31", "2020-12-31T00:00:00"],
        ["2020-01-02T03:04:05Z", "2020-01-02T03:04:05"],
        ["2020-01-02T03:04:05.1234567"],
        ["2020-01-02T24:00:00"],
        ["2020-01-02T23:59:60"],
        ["2020-01-02T03:04:05+99:99"],
        ["0001-01-01T00:00:00+01:00"],
        ["9999-12-31T23:59:59-01:00"],
        ["0000-01-01T00:00:00"],
        ["12", "x"],
        ["", ""],
    ],
    ids=repr,
)
def test_what_does_not_fit_stays_the_text_that_it_was(texts: list[str]) -> None:
    column = infer(*texts)
    assert column.type == pa.string()
    assert column.to_pylist() == texts


@settings(deadline=None)
@given(st.lists(st.none() | st.text(max_size=5)))
def test_no_text_is_ever_changed_unless_all_are_typed(texts: list[str | None]) -> None:
    column = infer(*texts)
    assert len(column) == len(texts)
    if column.type == pa.string():
        assert column.to_pylist() == texts


@settings(deadline=None, max_examples=150)
@given(st.decimals(allow_nan=False, allow_infinity=False).map(str))
def test_numbers_keep_every_digit(text: str) -> None:
    column = infer(text)
    if column.type == pa.int64():
        assert str(column[0]) == text
    elif column.type == pa.float64():
        digits = len(Decimal(text).as_tuple().digits)
        double = column[0].as_py()
        assert Decimal(text) in (Decimal(repr(double)), Decimal(format(double, f".{digits}g")))
    else:
        assert column.to_pylist() == [text]


@settings(deadline=None)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_floats_as_python_prints_them(values: list[float]) -> None:
    column = infer(*map(repr, values))
    # Without an exponent Python prints up to 16 digits before the point; those stay texts.
    if all(abs(value) < 1e15 or abs(value) >= 1e16 for value in values):
        assert column.to_pylist() == values
    else:
        assert column.to_pylist() == list(map(repr, values))


@pytest.mark.parametrize(
    ("texts", "missing", "expected"),
    [
        (["", "1", None], ("",), [None, 1, None]),
        (["1", "", "2", "1"], ("",), [1, None, 2, 1]),
        (["NA", "2020-01-01", ""], ("", "NA"), [None, dt.date(2020, 1, 1), None]),
        (["NA", "Namibia"], ("", "NA"), ["NA", "Namibia"]),
        (["", "1"], (), ["", "1"]),
        (["", "x", None], ("",), ["", "x", None]),
        (["-", "x1"], ("-",), ["-", "x1"]),
    ],
)
def test_quoted_missing_texts(
    texts: list[str | None], missing: tuple[str, ...], expected: list[object]
) -> None:
    assert infer(*texts, missing=missing).to_pylist() == expected


@pytest.mark.parametrize("values", [[], [None], [None] * 600])
def test_columns_without_values_stay_strings(values: list[None]) -> None:
    column = infer(*values)
    assert column.type == pa.string()
    assert column.to_pylist() == values


@pytest.mark.parametrize("late", ["x", "1.5", "01", "", None])
def test_the_last_value_counts_as_much_as_the_first(late: str | None) -> None:
    texts = [str(number) for number in range(3000)]
    column = infer(*texts, late)
    kinds = {"1.5": pa.float64(), "": pa.int64(), None: pa.int64()}
    assert column.type == kinds.get(late, pa.string())


def test_a_late_text_beside_quoted_missing_ones_keeps_all_texts() -> None:
    texts = ["", *(str(number) for number in range(3000)), "x"]
    assert infer(*texts).to_pylist() == texts


def test_types_are_found_over_all_chunks() -> None:
    column = infer_type(pa.chunked_array([["1", "2"], [], ["2", None], ["3"]], pa.string()))
    assert column.to_pylist() == [1, 2, 2, None, 3]


def test_columns_are_independent() -> None:
    data = pa.table({"a": ["1", "2"], "b": ["01", "2"], "c d": ["true", None]})
    typed = infer_types(data)
    assert typed.schema.types == [pa.int64(), pa.string(), pa.bool_()]
    assert typed.column_names == data.column_names


@settings(deadline=None)
@given(st.lists(st.datetimes(), min_size=1))
def test_datetimes_as_python_prints_them(values: list[dt.datetime]) -> None:
    assert infer(*(value.isoformat() for value in values)).to_pylist() == values
    assert infer(*(value.isoformat(" ") for value in values)).to_pylist() == values


@settings(deadline=None)
@given(st.lists(st.floats(allow_nan=False), min_size=1))
def test_rendered_numbers_are_never_integers(values: list[float]) -> None:
    texts = render_column(pa.chunked_array([pa.array(values, pa.float64())])).to_pylist()
    assert not any(text.lstrip("-").isdigit() for text in texts)
    assert [float(text) for text in texts] == values


MIXED = [text for _, texts, _ in TYPED for text in texts] + ["INF", "x", "13/01/2020", "1/13/2020"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(st.sampled_from(MIXED), max_size=4)
    | st.sampled_from(TYPED).flatmap(lambda of: st.lists(st.sampled_from(of[1]), max_size=8)),
    missing=st.sampled_from([("",), ("", "x"), ("INF", "1")]),
)
def test_columns_that_are_read_in_pieces_are_those_read_at_once(
    texts: list[str | None], missing: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = infer(*texts, missing=missing)
    monkeypatch.setattr("sector_data.sources.inference._PIECE", 2)
    monkeypatch.setattr("sector_data.sources.inference._SAMPLE", 1)
    pieces = infer(*texts, missing=missing)
    monkeypatch.undo()
    assert pieces.type == whole.type
    assert pieces.to_pylist() == whole.to_pylist()


def test_columns_of_a_large_table_are_in_memory_no_more_than_a_table_may_be(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each of many columns may be small."""
    monkeypatch.setattr("sector_data.sources.spilling.LARGE", 1 << 20)
    monkeypatch.setattr("sector_data.sources.inference._PIECE", 1000)
    texts = pa.array(map(str, range(10_000)))
    data = pa.table([texts] * 100, names=[f"c{number}" for number in range(100)])
    before = pa.total_allocated_bytes()
    typed = infer_types(data)
    assert typed.nbytes >= 8_000_000
    assert pa.total_allocated_bytes() - before < 1_500_000
    assert typed.column("c99").to_pylist() == [*range(10_000)]
