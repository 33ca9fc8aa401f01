"""Numbers that coincide by chance are told from identifiers that repeat."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.release.leaks.numbers import Coincidences, NumberColumn
from sector_data.release.leaks.secrets import secrets_of


def compare(values: list[str], identifiers: list[str]) -> Coincidences:
    """Compare a column, given in two portions, with identifiers."""
    column = NumberColumn(secrets_of({"p.mrn": pa.array(identifiers, pa.string())}).numbers)
    for part in (values[: len(values) // 2], values[len(values) // 2 :]):
        column.add(pa.array(part, pa.string()), np.ones(len(part), np.int64), None)
    return next(column.verdicts(), (0, Coincidences(0, 0)))[1]


def test_one_coincidence_of_long_numbers_is_a_leak() -> None:
    assert compare(["6175550123", "12"], ["6175550123"]) == Coincidences(1, 0)


def test_nothing_in_common_is_nothing() -> None:
    assert compare(["6175550123"], ["6175550124"]) == Coincidences(0, 0)
    assert compare([], ["6175550124"]) == Coincidences(0, 0)


def test_as_many_as_chance_brings_are_excused() -> None:
    identifiers = [str(n) for n in range(10_000, 100_000, 3)]
    values = [str(n) for n in range(10_000, 20_000, 7)]
    result = compare(values, identifiers)
    assert result.hits == 0
    assert result.excused > 100


def test_more_than_chance_brings_are_a_leak() -> None:
    identifiers = [str(n) for n in range(10_000, 100_000, 30)]
    assert compare([*identifiers[:5], "99999", "77777"], identifiers).hits == 5


def test_dense_identifiers_are_told_by_repetition() -> None:
    identifiers = [str(n) for n in range(10_000, 12_000)]
    assert compare(identifiers[:100], identifiers).hits == 100
    others = [str(n) for n in range(30_000, 31_000)]
    assert compare([*identifiers[:100], *others], identifiers).hits == 0


def test_rows_are_counted_and_categories_excused() -> None:
    values = ["6175550123", "6175550124"]
    column = NumberColumn(secrets_of({"p.mrn": pa.array(values)}).numbers)
    for rows in (np.array([7, 0]), np.array([2, 3])):
        column.add(pa.array(values), rows, np.array([True, False]))
    assert list(column.verdicts()) == [(0, Coincidences(4, 9))]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.from_regex(r"\A-?[0-9]{1,12}(\.[0-9]{1,4})?([eE][+-]?[0-9]{1,2})?\Z"), unique=True),
    st.lists(st.integers(10_000, 10**12).map(str), unique=True),
)
def test_every_coincidence_is_counted_once(values: list[str], identifiers: list[str]) -> None:
    result = compare(values, identifiers)
    assert 0 <= result.hits + result.excused <= len(values)
    assert result.hits == 0 or result.excused == 0
