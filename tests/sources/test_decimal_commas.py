"""Numbers with decimal commas are numbers where the steward says so, and nothing else changes."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sector_data as sd
from sector_data.sources import spilling
from sector_data.sources.decimal_commas import has_decimal_commas, with_points
from sector_data.sources.reading import read_table, read_undeclared
from sector_data.spec.pipeline import SourceSpec


def texts(*values: str | None) -> pa.Table:
    return pa.table({"x": pa.array(values, pa.string())})


def spelt(*values: str | None) -> list[str | None]:
    plain: list[str | None] = with_points(texts(*values)).column("x").to_pylist()
    return plain


@given(
    st.lists(st.decimals(-(10**9), 10**9, places=2), min_size=1, max_size=9),
    st.sampled_from([".", "'", "’", " ", "\u00a0", "\u202f", ""]),
)
def test_what_was_written_with_commas_is_the_same_number(
    numbers: list[Decimal], group: str
) -> None:
    written = [
        f"{number:,}".replace(",", "\0").replace(".", ",").replace("\0", group)
        for number in numbers
    ]
    assert spelt(*written) == [str(number) for number in numbers]
    assert has_decimal_commas(texts(*written))


@pytest.mark.parametrize(
    "values",
    [
        ("01103", "20001"),  # codes
        ("1.5", "2.25"),  # numbers with points
        ("12", "13", None),  # whole numbers
        ("1,5", "much"),  # a word
        ("01,5", "1,5"),  # a leading zero
        ("01.02.2023", "12.11.2024"),  # dates
        ("1,5,6",),  # a list
        ("192.168.1.20", "10.0.0.1"),  # addresses
        (None, None),
        (),
    ],
)
def test_other_columns_are_as_they_were(values: tuple[str | None, ...]) -> None:
    assert spelt(*values) == list(values)


def test_commas_between_thousands_are_not_taken_for_decimal_ones() -> None:
    assert not has_decimal_commas(texts("1,234", "12,345"))
    assert has_decimal_commas(texts("1,234", "12,3"))
    assert spelt("1.234", "12.345") == ["1234", "12345"]  # the steward has said what a comma is


def test_pieces_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    table = pa.table({"x": ["1,5", "2.000,25", None] * 40, "y": ["a", "b", "1,5"] * 40})
    whole = with_points(table)
    monkeypatch.setattr(spilling, "_PIECE_BYTES", 16)
    monkeypatch.setattr(spilling, "_ROWS", 7)
    assert with_points(table).to_pydict() == whole.to_pydict()


def test_a_file_is_read_with_numbers_and_drafted_so(tmp_path: Path) -> None:
    path = tmp_path / "fälle.csv"
    rows = [f"P{n};{n // 7}.{n % 900 + 100},5;0{n % 10}103" for n in range(70, 140)]
    path.write_text("\n".join(["fall;kosten;plz", *rows]), encoding="utf-8")
    plain = read_table("f", SourceSpec(path=path.name), tmp_path)
    assert pa.types.is_string(plain.column("kosten").type)

    table, decimal = read_undeclared("f", path)
    assert decimal == ","
    assert table.column("kosten").to_pylist()[:2] == [10_170.5, 10_171.5]
    assert pa.types.is_string(table.column("plz").type)

    draft = sd.init([path], target=tmp_path / "pipeline.yaml")
    assert "decimal: ','}" in draft.text
