"""Declared rules hold in every row, whatever is drawn."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.errors import InputError
from sector_data.spec.synthesis import SynthesisSpec
from sector_data.synthesise.rules import Folded, Rules, falling_rows, rules_of, unseen
from tests.synthesise.plans import table

CODES = st.lists(st.integers(0, 6), min_size=1, max_size=40)


def shuffled(folded: Folded, seed: int) -> dict[str, pa.Array]:
    """Draw each learnt column by itself: the worst that an engine can do."""
    rng = np.random.default_rng(seed)
    return {
        name: values.take(pa.array(rng.integers(0, len(values), len(values))))
        for name, values in folded.columns.items()
    }


def arrays(columns: dict[str, pa.Array], *names: str) -> list[pa.Array]:
    return [columns[name] for name in names]


@settings(deadline=None)
@given(CODES, st.integers(0, 9))
def test_what_others_determine_follows_them(codes: list[int], seed: int) -> None:
    columns: dict[str, list[Any]] = {
        "code": [None if c == 6 else f"c{c}" for c in codes],
        "title": [None if c == 5 else f"title {c}" for c in codes],
        "chapter": [c % 2 for c in codes],
        "free": list(range(len(codes))),
    }
    source = table("t", columns)
    rules = Rules((("title", ("code",)), ("chapter", ("title",))))
    folded = Folded(source, list(columns), rules)
    assert list(folded.columns) == ["code", "free"]
    assert folded.codes == {"code"}
    made = folded.unfold(shuffled(folded, seed))
    for pair in (("code", "title"), ("title", "chapter")):
        known = [source.column(name).combine_chunks() for name in pair]
        assert not unseen(arrays(made, *pair), known).any()


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=40))
def test_only_combinations_that_appear_are_made(pairs: list[tuple[int, int]]) -> None:
    columns: dict[str, list[Any]] = {
        "town": [f"{a}" if a else None for a, _ in pairs],
        "region": [b for _, b in pairs],
        "grade": [a * 10 + b for a, b in pairs],
    }
    source = table("t", columns)
    spec = SynthesisSpec(dependencies={"t.grade": ("t.town", "t.region")})
    rules = rules_of("t", list(columns), spec)
    assert rules.combinations == (("town", "region"),)
    folded = Folded(source, list(columns), rules)
    made = folded.unfold(shuffled(folded, 1))
    known = [source.column(name).combine_chunks() for name in columns]
    assert not unseen(arrays(made, *columns), known).any()


DAYS = st.integers(0, 400).map(lambda days: date(2020, 1, 1) + timedelta(days=days))


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(DAYS, st.integers(0, 9), st.none() | st.integers(0, 9)), min_size=1, max_size=40
    )
)
def test_columns_rise_and_stay_within_their_bounds(rows: list[tuple[date, int, Any]]) -> None:
    columns: dict[str, list[Any]] = {
        "start": [start for start, _, _ in rows],
        "stop": [start + timedelta(days=gap) for start, gap, _ in rows],
        "paid": [
            None if more is None else start + timedelta(days=gap + more)
            for start, gap, more in rows
        ],
    }
    source = table("t", {n: pa.array(values, pa.date32()) for n, values in columns.items()})
    folded = Folded(source, list(columns), Rules(orderings=(("start", "stop", "paid"),)))
    made = folded.unfold(shuffled(folded, 2))
    assert falling_rows(arrays(made, *columns)) == 0
    latest = max(day for values in columns.values() for day in values if day is not None)
    for name in columns:
        assert made[name].type == pa.date32()
        assert all(day is None or day <= latest for day in made[name].to_pylist())


def test_a_rule_that_does_not_hold_is_told_with_its_rows_and_no_value() -> None:
    source = table(
        "t", {"code": ["tell"] * 3 + ["tale"], "title": ["x", "y", "u", "z"], "n": [3, 2, 1, 0]}
    )
    with pytest.raises(InputError, match="1 of 2 values have more than one") as caught:
        Folded(source, source.columns, Rules((("title", ("code",)),)))
    assert "tell" not in str(caught.value)
    falling = table("t", {"a": [1, 2, 3], "b": [3, 2, 1]})
    with pytest.raises(InputError, match="a ≤ b does not hold in 1 of 3 protected rows"):
        Folded(falling, ["a", "b"], Rules(orderings=(("a", "b"),)))


def test_a_rule_about_a_column_that_is_not_learnt_is_refused() -> None:
    spec = SynthesisSpec(orderings=(("t.a", "t.gone"),))
    with pytest.raises(InputError, match=r"names t\.gone, which is not learnt"):
        rules_of("t", ["a", "b"], spec)
    assert rules_of("other", ["a", "b"], spec) == Rules()


def test_sets_that_share_a_column_are_one() -> None:
    spec = SynthesisSpec(combinations=(("t.a", "t.b"), ("t.c", "t.d"), ("t.d", "t.a")))
    assert rules_of("t", ["a", "b", "c", "d"], spec).combinations == (("a", "b", "c", "d"),)


def test_two_determinants_of_which_one_is_determined_meet_as_they_appear() -> None:
    rows = [("p", "x"), ("q", "y")] * 4
    columns: dict[str, list[Any]] = {
        "a": [i % 3 for i in range(8)],
        "x": [x for x, _ in rows],
        "b": [y for _, y in rows],
        "d": [f"{i % 3}{y}" for i, (_, y) in enumerate(rows)],
    }
    spec = SynthesisSpec(dependencies={"t.d": ("t.a", "t.b"), "t.b": "t.x"})
    rules = rules_of("t", list(columns), spec)
    source = table("t", columns)
    made = Folded(source, list(columns), rules).unfold(
        shuffled(Folded(source, list(columns), rules), 3)
    )
    assert made["d"].null_count == 0
