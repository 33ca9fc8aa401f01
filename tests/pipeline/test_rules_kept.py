"""Declared rules are counted in the rows that go out, by the rows alone."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.pipeline.synthesis.rules_kept import broken_rows
from sector_data.sources.tables import Table
from sector_data.spec.pipeline import Pipeline

SMALL = st.integers(0, 3) | st.none()
ROWS = st.lists(st.tuples(SMALL, SMALL, SMALL), min_size=1, max_size=30)


def pipeline(**more: Any) -> Pipeline:
    made = {"synthesise": {}} | more
    return Pipeline.model_validate(
        {"release": {"name": "r"}, "source": {"t": {"path": "t"}, "u": {"path": "u"}}} | made,
        by_name=True,
    )


def rows(name: str = "t", **columns: list[Any]) -> Table:
    return Table(name, pa.table({c: pa.array(v, pa.int64()) for c, v in columns.items()}))


def count(made: Table, learnt: Table | None = None, **declared: Any) -> int | None:
    return broken_rows(
        "t", {"t": made}, pipeline(**declared), learnt=None if learnt is None else {"t": learnt}
    )


def abc(values: list[tuple[Any, ...]]) -> Table:
    a, b, c = (list(column) for column in zip(*values, strict=True))
    return rows(a=a, b=b, c=c)


@given(ROWS, ROWS)
def test_combinations_are_those_that_were_learnt(
    made: list[tuple[Any, ...]], learnt: list[tuple[Any, ...]]
) -> None:
    rule: dict[str, Any] = {"synthesise": {"combinations": [["t.a", "t.b"]]}}
    known = {row[:2] for row in learnt}
    assert count(abc(made), abc(learnt), **rule) == sum(row[:2] not in known for row in made)
    # An audit has only the release, of which every combination is one.
    assert count(abc(made), **rule) is None


@given(ROWS)
def test_a_dependency_is_counted_within_the_release(made: list[tuple[Any, ...]]) -> None:
    rule: dict[str, Any] = {"synthesise": {"dependencies": {"t.c": ["t.a", "t.b"]}}}
    beside: dict[Any, set[Any]] = {}
    for *owners, value in made:
        beside.setdefault(tuple(owners), set()).add(value)
    expected = sum(len(beside[row[:2]]) > 1 for row in made)
    assert count(abc(made), **rule) == expected
    assert count(abc(made), abc(made), **rule) == 0


@given(ROWS)
def test_orderings_rise_where_both_values_are_there(made: list[tuple[Any, ...]]) -> None:
    def falls(row: tuple[Any, ...]) -> bool:
        there = [value for value in row if value is not None]
        return there != sorted(there)

    rule: dict[str, Any] = {"synthesise": {"orderings": [["t.a", "t.b", "t.c"]]}}
    assert count(abc(made), **rule) == sum(map(falls, made))


@given(st.lists(SMALL, min_size=1, max_size=12), st.lists(st.integers(0, 3), max_size=12))
def test_keys_are_there_once_and_references_lead_somewhere(
    children: list[int | None], parents: list[int]
) -> None:
    declared = pipeline(keys={"u": "id"}, references={"t.of": "u.id"})
    tables = {"t": rows(of=children), "u": rows("u", id=parents)}
    lost = sum(child is not None and child not in parents for child in children)
    assert broken_rows("t", tables, declared) == lost
    assert broken_rows("u", tables, declared) == len(parents) - len(set(parents))


def test_a_row_that_breaks_two_rules_counts_once() -> None:
    made = rows(a=[2, 1], b=[1, 2], c=[0, 0])
    rule: dict[str, Any] = {"synthesise": {"orderings": [["t.a", "t.b"], ["t.a", "t.c"]]}}
    assert count(made, **rule) == 2


@pytest.mark.parametrize(
    "declared",
    [{}, {"keys": {"t": "gone"}}, {"synthesise": {"orderings": [["t.a", "t.gone"]]}}],
)
def test_nothing_is_claimed_of_what_is_not_declared_or_not_released(
    declared: dict[str, Any],
) -> None:
    assert count(rows(a=[1]), **declared) is None
