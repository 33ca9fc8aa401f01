"""A table that is checked piece by piece gives what it gives when it is checked at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow as pa
import pytest
from hypothesis import given, settings

from sector_data.sources.tables import Table
from sector_data.validate.pieces import is_by_row, pieces_of
from sector_data.validate.results import ExpectationResult
from sector_data.validate.running import check_suites
from tests.validate.test_running import all_of, document, odd_tables
from tests.validate.worlds import no_identifiers


@contextmanager
def pieces(rows: int) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sector_data.validate.pieces.PIECE", rows)
        yield


def checked(table: Table) -> list[ExpectationResult]:
    documents = all_of(table.columns)
    return check_suites({"t": table}, {"t": documents}, find_identifiers=no_identifiers)


@settings(max_examples=6, deadline=None)
@given(table=odd_tables())
def test_pieces_give_the_same_as_the_whole(table: Table) -> None:
    whole = checked(table)
    for rows in (1, 2):
        with pieces(rows):
            assert checked(table) == whole


def test_a_piece_that_fails_fails_the_table() -> None:
    table = Table("t", pa.table({"c": ["a", "a", "a", None, "b", "a"]}))
    documents = [
        document("expect_column_values_to_be_in_set", "c", value_set=["a"]),
        document("expect_column_values_to_not_be_null", "c"),
        document("expect_column_values_to_match_regex", "c", regex="^[ab]$"),
    ]
    with pieces(2):
        one, two, three = check_suites(
            {"t": table}, {"t": documents}, find_identifiers=no_identifiers
        )
    assert (one.passed, one.rows, one.missing, one.unexpected) == (False, 6, 1, 1)
    assert (two.passed, two.rows, two.unexpected) == (False, 6, 1)
    assert three.passed


def test_what_counts_over_rows_is_checked_at_once() -> None:
    assert is_by_row(document("expect_column_values_to_not_be_null", "c"))
    assert not is_by_row(document("expect_column_values_to_not_be_null", "c", mostly=0.5))
    assert not is_by_row(document("expect_column_values_to_be_unique", "c"))


def test_pieces_hold_the_columns_that_are_asked_for() -> None:
    table = Table("t", pa.table({"a": range(5), "b": range(5), "c": range(5)}))
    with pieces(2):
        found = list(pieces_of(table, {"c", "a"}))
    assert [piece.columns for piece in found] == [["a", "c"]] * 3
    assert [piece.rows for piece in found] == [2, 2, 1]


def test_texts_are_searched_for_identifiers_where_they_lie() -> None:
    """Not in the copy that the engine has, which takes as much memory again."""
    table = Table("t", pa.table({"c": ["a", "b", None, "c", "b"]}))
    searched: list[pa.Array | pa.ChunkedArray] = []

    def found(values: pa.Array | pa.ChunkedArray) -> dict[str, int]:
        searched.append(values)
        return {"EMAIL_ADDRESS": 2}

    documents = [document("expect_column_values_to_hold_no_identifier", "c")]
    with pieces(2):
        (result,) = check_suites({"t": table}, {"t": documents}, find_identifiers=found)
    assert searched == [table.column("c")]
    assert (result.passed, result.unexpected) == (False, 2)
