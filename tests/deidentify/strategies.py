"""Columns, transforms and keys for property tests."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pyarrow as pa
from hypothesis import strategies as st

from sector_data.spec.transforms.values import (
    Keep,
    Mask,
    Pseudonym,
    Round,
    ShiftDate,
    TopBottom,
    TransformSpec,
    TruncateDate,
    Zip3,
)

SECRET = bytes(range(32))

TEXTS = st.text(max_size=12) | st.sampled_from(
    [
        "",
        " ",
        "é",
        "e\u0301",
        "Ωmega-1",
        "山田 太郎",
        "😀",
        "👨‍👩‍👧",
        "a",
        "42",
        "null",
        "2020-01-31",
    ]
)
INTEGERS = st.integers(-(2**63), 2**63 - 1) | st.integers(-50, 50)
FLOATS = st.floats() | st.integers(-50, 50).map(float)
DATES = st.dates(date(1, 1, 1), date(9999, 12, 31))
DATETIMES = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31))
ISO_TEXTS = (
    DATES.map(str)
    | DATETIMES.map(datetime.isoformat)
    | st.sampled_from(
        ["1899-02-28", "2021-02-30", "2020-1-1", "yesterday", "", "0000-01-01", "2020-01-31T10:00Z"]
    )
)


def column(values: st.SearchStrategy[Any], arrow_type: pa.DataType) -> st.SearchStrategy[pa.Array]:
    """Columns of a type with nulls, among them empty, one-row and all-null ones."""
    return st.lists(st.none() | values, max_size=12).map(lambda v: pa.array(v, arrow_type))


TEXT_COLUMNS = column(TEXTS, pa.string())
INTEGER_COLUMNS = column(INTEGERS, pa.int64())
FLOAT_COLUMNS = column(FLOATS, pa.float64())
NUMBER_COLUMNS = INTEGER_COLUMNS | FLOAT_COLUMNS
BOOLEAN_COLUMNS = column(st.booleans(), pa.bool_())
DATE_COLUMNS = column(DATES, pa.date32())
DATETIME_COLUMNS = column(DATETIMES, pa.timestamp("us"))
ISO_TEXT_COLUMNS = column(ISO_TEXTS, pa.string())
WHEN_COLUMNS = DATE_COLUMNS | DATETIME_COLUMNS | ISO_TEXT_COLUMNS
ANY_COLUMNS = TEXT_COLUMNS | NUMBER_COLUMNS | BOOLEAN_COLUMNS | WHEN_COLUMNS

SUBJECTS = st.none() | st.sampled_from(["p1", "p2", "山田", ""])


@st.composite
def jobs(draw: st.DrawFn) -> tuple[pa.Array, TransformSpec, pa.Array]:
    """Draw a column, a transform that suits it, and the subject of each row."""
    pairs: list[tuple[st.SearchStrategy[pa.Array], st.SearchStrategy[TransformSpec]]] = [
        (ANY_COLUMNS, st.just(Keep())),
        (ANY_COLUMNS, st.builds(Pseudonym, length=st.integers(12, 52), prefix=st.just("P-"))),
        (
            ANY_COLUMNS,
            st.builds(Mask, keep_first=st.integers(0, 2), keep_last=st.integers(0, 2)),
        ),
        (WHEN_COLUMNS, st.builds(ShiftDate, max_days=st.integers(1, 3660))),
        (
            WHEN_COLUMNS,
            st.builds(TruncateDate, to=st.sampled_from(["week", "month", "quarter", "year"])),
        ),
        (NUMBER_COLUMNS, st.builds(Round, to=st.sampled_from([0.1, 0.25, 1.0, 7.0, 10.0, 1e6]))),
        (NUMBER_COLUMNS, st.builds(TopBottom, top=st.just(20.0), bottom=st.just(-3.5))),
        (TEXT_COLUMNS | NUMBER_COLUMNS, st.just(Zip3())),
    ]
    columns, specs = draw(st.sampled_from(pairs))
    values = draw(columns)
    size = len(values)
    subjects = pa.array(draw(st.lists(SUBJECTS, min_size=size, max_size=size)), pa.string())
    return values, draw(specs), subjects
