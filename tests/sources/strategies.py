"""Tables as hypothesis draws them: all types, odd names, odd values."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from sector_data.sources.tables import Table

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
ODD_TEXTS = st.one_of(
    TEXTS,
    st.sampled_from(["", " ", '"', '""', "a,b", "two\nlines", "two\r\nlines", "\r", "\n", "007"]),
    st.sampled_from(["😀", "日本 太郎", "NA", "null", "\ufeffmark", "=1+1", "O'Brien", '5" pipe']),
    st.sampled_from(["a;b|c\td", "-", "\\", "1/2/2020", "1e5"]),
)
NAMES = st.one_of(TEXTS, st.sampled_from(["é", "two words", "a,b", 'q"', "x\ny", "日付"])).filter(
    lambda name: bool(name.strip())
)
FLOATS = st.floats(allow_nan=False)
DATES = st.dates()
TIMES = st.datetimes()
# pandas crashes when it prints datetimes of named zones before 1677; zones begin later anyway.
ZONED_TIMES = st.datetimes(dt.datetime(1902, 1, 1), dt.datetime(2400, 1, 1))

KINDS: dict[str, tuple[pa.DataType, SearchStrategy[object], SearchStrategy[object]]] = {
    # type, any value, a value from which reading must find the type
    "string": (pa.string(), ODD_TEXTS, ODD_TEXTS.map("x".__add__)),
    "int64": (
        pa.int64(),
        st.integers(-(10**15) + 1, 10**15 - 1),
        st.integers(-(10**15) + 1, 10**15 - 1),
    ),
    "float64": (pa.float64(), FLOATS, st.floats(allow_nan=False, allow_infinity=False)),
    "bool": (pa.bool_(), st.booleans(), st.booleans()),
    "date32": (pa.date32(), DATES, DATES),
    "local": (pa.timestamp("us"), TIMES, TIMES),
    "utc": (pa.timestamp("us", "UTC"), TIMES, TIMES),
    "offset": (pa.timestamp("us", "-03:30"), ZONED_TIMES, ZONED_TIMES),
}


@st.composite
def tables(draw: DrawFn, *, min_rows: int = 1) -> Table:
    """Draw a table whose columns each hold at least one value that shows their type."""
    rows = draw(st.integers(min_rows, 6))
    names = draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))
    columns = []
    for _ in names:
        kind, values, telling = KINDS[draw(st.sampled_from(sorted(KINDS)))]
        column = draw(st.lists(st.none() | values, min_size=rows, max_size=rows))
        if rows:
            column[draw(st.integers(0, rows - 1))] = draw(telling)
        columns.append(pa.array(column, kind))
    return Table("drawn", pa.table(columns, names=names))
