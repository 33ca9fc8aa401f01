"""Records are cut where Python's and Arrow's readers cut them."""

from __future__ import annotations

import csv
import io

import pyarrow as pa
import pyarrow.csv as arrow_csv
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sector_data.sources.records import QuotingError, is_plainly_quoted, read_records

TEXTS = st.text('a"",;\n\r ', max_size=30)


def lines_of(text: str) -> io.StringIO:
    return io.StringIO(text, newline="")


def fields_of(text: str, delimiter: str = ",") -> list[list[str]] | None:
    try:
        return [record.fields for record in read_records(lines_of(text), delimiter)]
    except QuotingError:
        return None


@settings(deadline=None, max_examples=150)
@given(text=TEXTS)
@example(text='a,"b""c"\r\n"two\nlines",\n')
@example(text='"a"b\n')
@example(text='5" pipe,"open')
def test_agrees_with_the_standard_library(text: str) -> None:
    try:
        expected = [row or [""] for row in csv.reader(lines_of(text), strict=True)]
    except csv.Error:
        assert fields_of(text) is None
    else:
        assert fields_of(text) == expected


@settings(deadline=None, max_examples=150)
@given(text=TEXTS, block=st.sampled_from([64, 1 << 20]))
def test_agrees_with_arrow_where_marks_are_right(text: str, block: int) -> None:
    records = fields_of("h,i\n" + text)
    if records is None or any(len(record) != 2 for record in records):
        return
    data = arrow_csv.read_csv(
        io.BytesIO(f"h,i\n{text}".encode()),
        arrow_csv.ReadOptions(column_names=["h", "i"], skip_rows=1, block_size=block),
        arrow_csv.ParseOptions(newlines_in_values=True),
        arrow_csv.ConvertOptions(column_types={"h": pa.string(), "i": pa.string()}),
    )
    assert [[row["h"], row["i"]] for row in data.to_pylist()] == records[1:]


@settings(deadline=None, max_examples=150)
@given(text=TEXTS, size=st.integers(1, 9))
@example(text='"', size=1)
@example(text='a,"b"', size=1)
def test_fast_check_never_passes_what_the_slow_one_refuses(text: str, size: int) -> None:
    content = text.encode()
    pieces = [content[start : start + size] for start in range(0, len(content), size)]
    verdict = is_plainly_quoted(pieces, ",")
    assert verdict == is_plainly_quoted([content], ",")
    if verdict:
        assert fields_of(text) is not None


@settings(deadline=None)
@given(rows=st.lists(st.lists(st.text('a",\n', max_size=5), min_size=1, max_size=3), max_size=4))
def test_fast_check_passes_what_a_writer_writes(rows: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    assert is_plainly_quoted([text.getvalue().encode()], ",")


def test_lines_are_counted_within_quotes() -> None:
    records = list(read_records(lines_of('a,b\r\n"1\n\n2",3\r4,5'), ","))
    assert [(record.line, record.end) for record in records] == [(1, 1), (2, 4), (5, 5)]


@pytest.mark.parametrize(
    ("text", "line", "is_open"),
    [('a\n"b\n\nc\n', 2, True), ('a\n"b\n"c\n', 3, False), ('a,"', 1, True)],
)
def test_breaks_are_located(text: str, line: int, is_open: bool) -> None:
    with pytest.raises(QuotingError) as caught:
        list(read_records(lines_of(text), ","))
    assert (caught.value.line, caught.value.is_open) == (line, is_open)
