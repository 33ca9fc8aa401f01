"""Delimited files are laid out in many ways; all are found out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sector_data.errors import SourceError
from sector_data.sources import delimited
from sector_data.sources.delimited import find_layout, read_delimited

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write_file(content: str | bytes, name: str = "people.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write_file


def read(
    path: Path,
    missing: tuple[str, ...] = ("",),
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> pa.Table:
    layout = find_layout(path, encoding=encoding, delimiter=delimiter)
    return read_delimited(path, layout, missing=missing)


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b\n1,2\n", ","),
        ("a;b\n1,5;2\n", ";"),
        ("a\tb\n1\t2\n", "\t"),
        ("a|b\n1|2\n", "|"),
        ("a\n1\n", ","),
        ("a\n1;2\n", ","),
        ("name;address, city\nx;y, z\nv;w\n", ";"),
        ('"a,b";c\n"1,2,3";4\n', ";"),
        ('a;"b\n,c,d,e"\n1;2\n', ";"),
        ("\n\na;b\n1;2\n", ";"),
        ("a;b,c\n", ","),
    ],
)
def test_delimiter_is_found(write: Write, text: str, delimiter: str) -> None:
    assert find_layout(write(text)).delimiter == delimiter


def test_tsv_is_cut_at_tabs(write: Write) -> None:
    assert read(write("a,b\tc\n1,2\t3\n", "people.tsv")).to_pydict() == {"a,b": ["1,2"], "c": ["3"]}


def test_named_delimiter_is_not_questioned(write: Write) -> None:
    path = write("a,b;c\n1,2;3\n")
    assert read(path, delimiter=",").column_names == ["a", "b;c"]
    assert read(path, delimiter=";").column_names == ["a,b", "c"]
    assert read(write("a~b\n1~2\n"), delimiter="~").to_pydict() == {"a": ["1"], "b": ["2"]}


@pytest.mark.parametrize("delimiter", ['"', "\n", "\r", "é", "、"])
def test_delimiters_that_cannot_be(write: Write, delimiter: str) -> None:
    with pytest.raises(SourceError, match="cannot be a delimiter"):
        find_layout(write("a,b\n1,2\n"), delimiter=delimiter)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", [True, False])
def test_line_ends(write: Write, end: str, *, last: bool) -> None:
    text = end.join(["a,b", "1,x", '"2","y\n\rz"']) + (end if last else "")
    assert read(write(text)).to_pydict() == {"a": ["1", "2"], "b": ["x", "y\n\rz"]}


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp932", "iso2022_jp"]
)
def test_every_encoding_gives_the_same_texts(write: Write, codec: str) -> None:
    text = '氏名,住所\n佐藤 太郎,"東京都,\n新宿区"\n鈴木 花子,\n'
    named = codec if codec == "iso2022_jp" else None
    assert read(write(text.encode(codec)), encoding=named).to_pydict() == {
        "氏名": ["佐藤 太郎", "鈴木 花子"],
        "住所": ["東京都,\n新宿区", None],
    }


def test_missing_texts(write: Write) -> None:
    path = write('a,b\nNA,"NA"\n,""\n-,x\n')
    assert read(path, missing=("", "NA")).to_pydict() == {
        "a": [None, None, "-"],
        "b": ["NA", "", "x"],
    }
    assert read(path, missing=()).to_pydict() == {"a": ["NA", "", "-"], "b": ["NA", "", "x"]}


def test_empty_lines(write: Write) -> None:
    assert read(write("a,b\n\n1,2\n\n\n3,4\n\n")).to_pydict() == {"a": ["1", "3"], "b": ["2", "4"]}
    # In one column an empty line is the only way to write a missing value.
    assert read(write("a\n1\n\n2\n")).to_pydict() == {"a": ["1", None, "2"]}


def test_marks_within_plain_fields_are_text(write: Write) -> None:
    assert read(write('a,b\n5" pipe,6"\n')).to_pydict() == {"a": ['5" pipe'], "b": ['6"']}


def test_header_over_lines_and_with_odd_names(write: Write) -> None:
    path = write('"first\nname", b ,"c,d","e""f"\n1,2,3,4\n')
    assert find_layout(path).header_lines == 2
    assert read(path).column_names == ["first\nname", " b ", "c,d", 'e"f']


def test_many_columns_and_a_long_header(write: Write) -> None:
    names = [f"measurement number {place}" for place in range(60_000)]
    path = write(",".join(names) + "\n" + ",".join("1" for _ in names) + "\n")
    assert read(path).shape == (1, 60_000)


def test_fields_longer_than_a_block(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "_BLOCK", 1 << 10)
    long = "word, " * 200_000
    assert read(write(f'a,b\n1,"{long}"\n2,x\n')).column("b").to_pylist() == [long, "x"]


@pytest.mark.parametrize("block", [64, 1 << 20])
def test_ragged_rows(write: Write, monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    monkeypatch.setattr(delimited, "_BLOCK", block)
    path = write('a,b\n1,"x\n\ny"\n\n2,3\n1,2,3\n')
    with pytest.raises(SourceError, match=r"people.csv: line 7 has 3 fields, the header has 2"):
        read(path)
    with pytest.raises(
        SourceError, match=r"line 3 has 1 field, the header has 3 \(delimiter: tab\)"
    ):
        read(write("a\tb\tc\n1\t2\t3\n1\n"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('a,b\n1,"x\n2,y\n3,z\n', "line 2 is never closed"),
        ('a,"b\n1,2\n', "line 1 is never closed"),
        ('a,b\n1,x\n2,"y" z\n', "line 3 has text behind"),
        ('a,b\n1,"two "words" here"\n', "line 2 has text behind"),
        ('"a" ,b\n1,2\n', "line 1 has text behind"),
    ],
)
def test_marks_out_of_place(write: Write, text: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        read(write(text))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "file is empty"),
        ("\n", "file is empty"),
        ("\n\r\n\n", "file is empty"),
        ("\ufeff", "file is empty"),
        ("a,b", "has a header but no rows"),
        ("a,b\n", "has a header but no rows"),
        ("a,b\n\n\n", "has a header but no rows"),
        ("a", "has a header but no rows"),
        ("a,b,a,b,a\n", r"'a' \(columns 1, 3, 5\); 'b' \(columns 2, 4\)"),
        ("a,,b, \n", "columns 2, 4 of 4 have no name"),
        ("a,b,\n1,2,\n", "column 3 of 3 has no name"),
        (",a\n1,2\n", "column 1 of 2 has no name"),
    ],
)
def test_headers_that_do_not_make_a_table(write: Write, text: str, message: str) -> None:
    with pytest.raises(SourceError, match=message) as caught:
        read(write(text))
    assert "people.csv" in caught.value.message
    assert caught.value.fix


@settings(
    deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(content=st.binary(max_size=60) | st.text('ab",;\n\r\t', max_size=40).map(str.encode))
def test_any_bytes_are_a_table_or_an_error_with_a_fix(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(content)
    fixes: list[str | None] = []
    data = None
    try:
        data = read(path)
    except SourceError as error:
        fixes.append(error.fix)
    assert all(fixes)
    assert bool(fixes) == (data is None)
    if data is not None:
        assert data.num_rows > 0
        assert set(data.schema.types) == {pa.string()}
