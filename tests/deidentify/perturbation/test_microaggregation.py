"""Microaggregation: every released record is one of k, and little is lost."""

from __future__ import annotations

import math
import random
from collections import defaultdict
from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.deidentify.perturbation import microaggregate
from sector_data.errors import InputError
from tests.anonymise import sdcmicro

Record = tuple[float | None, str | None]
NUMBERS = st.none() | st.integers(-5, 5).map(float) | st.floats(-1e6, 1e6)
RECORDS = st.lists(st.tuples(NUMBERS, st.none() | st.sampled_from("abc")), min_size=1, max_size=40)


def table(records: list[Record]) -> dict[str, pa.Array]:
    return {
        "n": pa.array([n for n, _ in records], pa.float64()),
        "c": pa.array([c for _, c in records], pa.string()),
    }


def rows(columns: dict[str, pa.Array]) -> list[tuple[object, ...]]:
    return list(zip(*(values.to_pylist() for values in columns.values()), strict=True))


@settings(deadline=None, max_examples=100)
@given(RECORDS, st.integers(2, 5), st.booleans(), st.randoms(use_true_random=False))
def test_each_record_is_one_of_k_subjects(
    records: list[Record], k: int, many: bool, rng: random.Random
) -> None:
    people = [rng.randrange(max(len(records) // 2, 1)) if many else i for i in range(len(records))]
    found = rows(microaggregate(table(records), k, subjects=pa.array(people)))
    sharing: dict[tuple[int, object], set[int]] = defaultdict(set)
    for record, subject in zip(found, people, strict=True):
        for place, value in enumerate(record):
            sharing[place, value].add(subject)
    # A gap of one row of a subject that has a value elsewhere stays a gap: look at each value.
    assert all(len(s) >= k for (_, value), s in sharing.items() if value is not None)
    if not many:
        whole: dict[tuple[object, ...], int] = defaultdict(int)
        for record in found:
            whole[record] += 1
        assert all(
            n >= k for record, n in whole.items() if any(value is not None for value in record)
        )
    for before, after in zip(records, found, strict=True):
        assert all(b is not None or a is None for b, a in zip(before, after, strict=True))


@settings(deadline=None, max_examples=80)
@given(st.lists(st.floats(-1e3, 1e3), min_size=5, max_size=40), st.randoms(use_true_random=False))
def test_means_stay_and_the_order_of_rows_does_not_matter(
    numbers: list[float], rng: random.Random
) -> None:
    [found] = microaggregate({"n": pa.array(numbers, pa.float64())}, 3).values()
    assert math.isclose(sum(found.to_pylist()), sum(numbers), rel_tol=1e-9, abs_tol=1e-6)
    order = rng.sample(range(len(numbers)), len(numbers))
    [moved] = microaggregate({"n": pa.array([numbers[i] for i in order], pa.float64())}, 3).values()
    np.testing.assert_allclose(np.sort(moved.to_numpy()), np.sort(found.to_numpy()), atol=1e-9)


def test_as_little_is_lost_as_with_sdcmicro() -> None:
    data = sdcmicro.table("testdata")
    names = ("expend", "income", "savings")
    found = microaggregate(sdcmicro.columns(data, names), 3)
    share = 0.0
    for name in names:
        before = data[name].to_numpy().astype(float)
        share += ((before - found[name].to_numpy()) ** 2).sum() / before.var() / len(before)
    # Recorded: SSE / SST of 0.47 %.
    assert 100 * share / len(names) == pytest.approx(0.47, rel=0.02)


def test_the_types_that_come_out() -> None:
    days = [date(2020, 1, d) for d in (1, 2, 4)]
    columns = {
        "whole": pa.array([1, 2, 4]),
        "day": pa.array(days),
        "flag": pa.array([True, True, False]),
    }
    found = microaggregate(columns, 3)
    assert found["whole"].to_pylist() == [pytest.approx(7 / 3)] * 3
    assert found["day"].to_pylist() == [date(2020, 1, 2)] * 3
    assert found["flag"].to_pylist() == [True] * 3
    assert microaggregate(columns, 3, released=["day"]).keys() == {"day"}


def test_gaps_keep_to_themselves_and_too_few_of_them_vanish() -> None:
    found = microaggregate(
        {"a": pa.array([1.0, 2.0, None, None, 5.0]), "b": pa.array([1.0, 2.0, 3.0, 5.0, None])}, 2
    )
    assert rows(found) == [(1.5, 1.5), (1.5, 1.5), (None, 4.0), (None, 4.0), (None, None)]


def test_what_is_no_number_becomes_a_gap() -> None:
    found = microaggregate({"a": pa.array([1.0, 3.0, math.nan, math.inf])}, 2)
    assert rows(found) == [(2.0,), (2.0,), (None,), (None,)]


def test_mistakes_are_told() -> None:
    with pytest.raises(InputError, match="at least 2"):
        microaggregate({"a": pa.array([1])}, 1)
    with pytest.raises(InputError, match="no column"):
        microaggregate({}, 3)
    with pytest.raises(InputError, match="differ in length"):
        microaggregate({"a": pa.array([1]), "b": pa.array([1, 2])}, 2)
    with pytest.raises(InputError, match="one subject"):
        microaggregate({"a": pa.array([1])}, 2, subjects=pa.array([1, 2]))


def test_tables_without_rows() -> None:
    found = microaggregate({"a": pa.array([], pa.int64()), "b": pa.array([], pa.string())}, 3)
    assert [len(values) for values in found.values()] == [0, 0]
