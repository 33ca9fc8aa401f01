"""k^m-anonymity of set-valued columns, recounted naively."""

from __future__ import annotations

import itertools
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.anonymise.hierarchies import Hierarchy, build
from sector_data.anonymise.itemsets import (
    ItemTable,
    apply_items,
    counting,
    itemsets,
    plan_items,
    smallest_support,
)
from sector_data.errors import InputError, ReleaseRefusedError
from sector_data.spec.hierarchies import PrefixHierarchy

ITEMS = ["A1", "A2", "A3", "B1", "B2", "C1"]
baskets = st.lists(st.none() | st.sets(st.sampled_from(ITEMS)).map(sorted), max_size=12)
people = st.none() | st.lists(st.none() | st.integers(0, 4), min_size=12, max_size=12)


def naive(
    rows: list[list[str] | None], subjects: list[int | None] | None, m: int
) -> Counter[tuple[str, ...]]:
    """Count the subjects of every combination of up to m items."""
    of_subject: dict[object, set[str]] = {}
    for row, items in enumerate(rows):
        who = ("row", row) if subjects is None else subjects[row]
        of_subject.setdefault(who, set()).update(items or [])
    return Counter(
        combination
        for items in of_subject.values()
        for size in range(1, m + 1)
        for combination in itertools.combinations(sorted(items), size)
    )


def table_of(rows: list[list[str] | None], subjects: list[int | None] | None) -> ItemTable:
    return ItemTable.of(
        pa.array(rows, pa.list_(pa.string())),
        subjects=None if subjects is None else pa.array(subjects, pa.int64()),
    )


def hierarchy_of() -> Hierarchy:
    return build(PrefixHierarchy(lengths=(1,)), pa.array(ITEMS), base=Path())


@given(baskets, people, st.integers(1, 3))
def test_supports_are_those_of_a_recount(
    rows: list[list[str] | None], subjects: list[int | None] | None, m: int
) -> None:
    subjects = None if subjects is None else subjects[: len(rows)]
    table, expected = table_of(rows, subjects), naive(rows, subjects, m)
    names = table.domain.to_pylist()
    found = {
        tuple(names[item] for item in members): support
        for sets in itemsets(table, m)
        for members, support in zip(sets.members.tolist(), sets.supports.tolist(), strict=True)
    }
    assert found == expected
    assert smallest_support(table, m) == min(expected.values(), default=None)


@given(baskets, people, st.integers(1, 4), st.integers(1, 3), st.booleans())
def test_what_is_released_is_km_anonymous(
    rows: list[list[str] | None],
    subjects: list[int | None] | None,
    k: int,
    m: int,
    generalised: bool,
) -> None:
    subjects = None if subjects is None else subjects[: len(rows)]
    hierarchy = hierarchy_of() if generalised else None
    table = table_of(rows, subjects)
    plan = plan_items(table, k=k, m=m, hierarchy=hierarchy, suppression_limit=1)
    values = pa.array(rows, pa.list_(pa.string()))
    released = apply_items(values, plan, hierarchy=hierarchy).to_pylist()
    assert all(support >= k for support in naive(released, subjects, m).values())
    assert [row is None for row in released] == [row is None for row in rows]
    assert 0 <= plan.left_out <= plan.loss <= 1
    # The plan lists what is released and nothing else.
    labels = {label for row in released for label in row or []}
    assert {label for _, label in plan.released} == labels
    # A part of the rows is released as it is among all.
    assert apply_items(values[:1], plan, hierarchy=hierarchy).to_pylist() == released[:1]


@given(baskets, st.integers(1, 3))
def test_a_table_that_is_km_anonymous_is_released_as_it_is(
    rows: list[list[str] | None], m: int
) -> None:
    table = table_of(rows, None)
    k = smallest_support(table, m) or 1
    plan = plan_items(table, k=k, m=m, suppression_limit=0)
    assert (plan.loss, plan.left_out) == (0, 0)
    assert apply_items(pa.array(rows, pa.list_(pa.string())), plan).to_pylist() == rows


def test_items_are_generalised_rather_than_lost() -> None:
    rows: list[list[str] | None] = [["A1"], ["A2"], ["A3"], ["B1"], ["B1"], ["B1"]]
    plan = plan_items(table_of(rows, None), k=3, m=2, hierarchy=hierarchy_of())
    assert plan.released == ((0, "B1"), (1, "A"))
    assert plan.left_out == 0


def test_texts_are_split_and_blanks_do_not_count() -> None:
    values = pa.array(["b; a ;b", "a;b", None, ";"])
    table = ItemTable.of(values)
    assert table.domain.to_pylist() == ["a", "b"]
    plan = plan_items(table, k=2, m=2)
    assert apply_items(values, plan).to_pylist() == ["a;b", "a;b", None, ""]


def test_leaving_out_most_items_is_no_success() -> None:
    rows: list[list[str] | None] = [["A1"], ["A2"], ["A3"]]
    with pytest.raises(ReleaseRefusedError, match="would leave out 3 of 3 items"):
        plan_items(table_of(rows, None), k=2, m=1)


def test_no_item_is_nothing_to_check() -> None:
    table = ItemTable.of(pa.nulls(3))
    assert smallest_support(table, 2) is None
    assert plan_items(table, k=2, m=2).released == ()
    assert apply_items(pa.nulls(2), plan_items(table, k=2, m=2)).null_count == 2


def test_too_many_combinations_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "MOST_COMBINATIONS", 10)
    table = table_of([ITEMS], None)
    with pytest.raises(InputError, match="15 combinations of 2 items"):
        smallest_support(table, 2)


def test_thresholds_must_mean_something() -> None:
    table = table_of([["A1"]], None)
    with pytest.raises(InputError, match="at least 1"):
        plan_items(table, k=0, m=2)
    with pytest.raises(InputError, match="one subject for each row"):
        ItemTable.of(pa.array(["a"]), subjects=pa.array([1, 2]))
    rows: list[list[str] | None] = [["A1"], ["A2"]]
    plan = plan_items(table_of(rows, None), k=2, m=1, hierarchy=hierarchy_of())
    with pytest.raises(InputError, match="no hierarchy is given"):
        apply_items(pa.array(["A1"]), plan)
