"""Identifying power of columns and of their combinations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.assessment import identifying
from sector_data.assessment.identifying import identifying_power
from sector_data.errors import InputError
from sector_data.sources.tables import Table

COLUMNS = ("a", "b", "c", "d")
CELL = st.sampled_from(["x", "y", "z", None])
ROWS = st.lists(st.tuples(CELL, CELL, CELL, CELL), min_size=1, max_size=12)


def table(rows: Sequence[tuple[str | None, ...]]) -> Table:
    data = {name: pa.array([row[i] for row in rows], pa.string()) for i, name in enumerate(COLUMNS)}
    return Table("t", pa.table(data))


@settings(deadline=None, max_examples=60)
@given(ROWS)
def test_figures_agree_with_their_definitions(rows: list[tuple[str | None, ...]]) -> None:
    power = identifying_power(table(rows), COLUMNS)
    n = len(rows)
    for one in (*power.single, *power.combinations):
        places = [COLUMNS.index(c) for c in one.columns]
        keys = [tuple(row[p] for p in places) for row in rows]
        sizes = Counter(keys)
        assert one.distinct == len(sizes)
        assert one.distinctness == pytest.approx(len(sizes) / n)
        assert one.alone == pytest.approx(sum(s == 1 for s in sizes.values()) / n)
        pairs = list(combinations(range(n), 2))
        apart = sum(keys[i] != keys[j] for i, j in pairs)
        assert one.separation == pytest.approx(apart / len(pairs) if pairs else 0.0)


@settings(deadline=None, max_examples=60)
@given(ROWS)
def test_unique_combinations_are_unique_and_minimal(rows: list[tuple[str | None, ...]]) -> None:
    found = {frozenset(c) for c in identifying_power(table(rows), COLUMNS, largest=4).unique}

    def is_key(columns: frozenset[str]) -> bool:
        keys = {tuple(row[COLUMNS.index(c)] for c in sorted(columns)) for row in rows}
        return len(rows) > 1 and len(keys) == len(rows)

    every = [frozenset(c) for size in range(1, 5) for c in combinations(COLUMNS, size)]
    minimal = {s for s in every if is_key(s) and not any(o < s and is_key(o) for o in every)}
    assert found == minimal


def test_the_quasi_identifiers_that_follow() -> None:
    # Alone, neither a nor b tells anybody; together they tell everybody. d is the same for all.
    rows = [(a, b, "x", "k") for a in "pqrstuvwxy" for b in "0123456789"]
    power = identifying_power(table(rows), COLUMNS)
    assert power.unique == (("a", "b"),)
    assert power.quasi_identifiers == ("a", "b")
    assert [p.columns for p in power.single][-1] == ("d",)
    assert power.combinations[0].columns == ("a", "b")


def test_subjects_count_once() -> None:
    rows = [("x", "1", "q", "k")] * 5 + [("y", "1", "q", "k")]
    subjects = pa.array(["s"] * 5 + ["t"])
    power = identifying_power(table(rows), ["a"], subjects=subjects)
    assert (power.subjects, power.counted_by_subject) == (2, True)
    assert power.single[0].alone == 1.0
    assert identifying_power(table(rows), ["a"]).single[0].alone == pytest.approx(1 / 6)


@settings(deadline=None, max_examples=60)
@given(ROWS, st.data())
def test_subjects_with_several_rows_are_counted_by_what_one_row_tells(
    rows: list[tuple[str | None, ...]], data: st.DataObject
) -> None:
    of = st.sampled_from(["s", "t", "u", None])
    owners = data.draw(st.lists(of, min_size=len(rows), max_size=len(rows)))
    power = identifying_power(table(rows), COLUMNS, subjects=pa.array(owners, pa.string()))
    people = {o for o in owners if o is not None}
    assert (power.subjects, power.counted_by_subject) == (len(people), True)
    for one in (*power.single, *power.combinations):
        places = [COLUMNS.index(c) for c in one.columns]
        facts = {
            (owner, tuple(row[p] for p in places))
            for owner, row in zip(owners, rows, strict=True)
            if owner is not None
        }
        sizes = Counter(known for _, known in facts)
        alone = {owner for owner, known in facts if sizes[known] == 1}
        assert one.alone == pytest.approx(len(alone) / max(len(people), 1))
        assert one.distinctness == pytest.approx(len(sizes) / max(len(facts), 1))
        pairs = [(a, b) for a, b in combinations(sorted(facts, key=repr), 2) if a[0] != b[0]]
        apart = sum(a[1] != b[1] for a, b in pairs)
        assert one.separation == pytest.approx(apart / len(pairs) if pairs else 0.0)


def test_many_subjects_are_sampled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identifying, "SUBJECTS", 40)
    rows = [(str(n), str(n % 7), str(n % 3), "k") for n in range(100)]
    power = identifying_power(table(rows), COLUMNS)
    assert (power.subjects, power.sampled) == (100, 40)
    assert power.single[0].distinct == 100  # of all, not of the sample
    assert power == identifying_power(table(rows), COLUMNS)
    owners = pa.array([n // 2 for n in range(100)])
    power = identifying_power(table(rows), COLUMNS, subjects=owners)
    assert (power.subjects, power.sampled) == (50, 20)  # whole subjects, two rows each


def test_too_many_columns_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identifying, "COLUMNS", 2)
    rows = [(str(n), str(n % 7), str(n % 3), "k") for n in range(20)]
    assert identifying_power(table(rows), COLUMNS).left_out == ("c",)


def test_empty_and_missing() -> None:
    empty = identifying_power(table([]), COLUMNS)
    assert (empty.subjects, empty.unique, empty.quasi_identifiers) == (0, (), ())
    with pytest.raises(InputError, match="'nope'"):
        identifying_power(table([("x", "y", "z", "k")]), ["nope"])
