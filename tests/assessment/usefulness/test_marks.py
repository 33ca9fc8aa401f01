"""Draws hang on what rows hold."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from sector_data.assessment.usefulness.marks import draw, drawn_rows
from sector_data.sources.tables import Table

ROWS = st.lists(
    st.tuples(
        st.one_of(st.none(), st.integers(0, 2)),
        st.one_of(st.none(), st.sampled_from([0.0, -0.0, 1.5, float("nan")])),
        st.sampled_from(["", "é", "b"]),
        st.booleans(),
        st.sampled_from(["p", "q", "r", None]),
    ),
    min_size=1,
    max_size=30,
)


def table(rows: list[tuple[Any, ...]]) -> tuple[Table, pa.Array]:
    whole, real, text, flag, subjects = zip(*rows, strict=True)
    data = pa.table(
        {
            "whole": pa.array(whole, pa.int64()),
            "real": pa.array(real, pa.float64()),
            "text": pa.array(text, pa.string()),
            "flag": pa.array(flag, pa.bool_()),
            "when": pa.array([1 if w is None else w for w in whole], pa.int32()).cast(pa.date32()),
        }
    )
    return Table("t", data), pa.array(subjects, pa.string())


def spelt(rows: list[tuple[Any, ...]], chosen: np.ndarray) -> list[str]:
    return [str(tuple(0.0 if v == 0 else v for v in rows[i][:4])) for i in chosen]


@given(ROWS, st.randoms(use_true_random=False), st.integers(1, 40), st.booleans())
def test_the_order_of_rows_and_columns_decides_nothing(
    rows: list[tuple[Any, ...]], random: Any, most: int, by_subject: bool
) -> None:
    other = rows[:]
    random.shuffle(other)
    (first, owners), (second, theirs) = table(rows), table(other)
    names = list(first.columns)
    a = drawn_rows(first, names, subjects=owners if by_subject else None, seed=3, rows=most)
    random.shuffle(names)
    b = drawn_rows(second, names, subjects=theirs if by_subject else None, seed=3, rows=most)
    assert spelt(rows, a[0]) == spelt(other, b[0])
    assert a[1].tolist() == b[1].tolist()


@given(ROWS, st.integers(1, 40), st.integers(0, 5))
def test_subjects_are_drawn_whole(rows: list[tuple[Any, ...]], most: int, seed: int) -> None:
    data, subjects = table(rows)
    chosen, marks, codes = drawn_rows(data, data.columns, subjects=subjects, seed=seed, rows=most)
    assert len(chosen) <= most
    assert len(set(chosen.tolist())) == len(chosen)
    owners = subjects.to_pylist()
    drawn = [owners[i] for i in chosen]
    for owner in dict.fromkeys(drawn[: len(drawn) if len(set(drawn)) > 1 else 0]):
        assert drawn.count(owner) == owners.count(owner)
    # Rows of a subject stand together, under one mark and one number that nobody else has.
    assert len(dict.fromkeys(drawn)) == 1 + sum(a != b for a, b in pairwise(drawn))
    assert len({*zip(drawn, marks.tolist(), codes.tolist(), strict=True)}) == len(set(drawn))
    assert len(set(marks.tolist())) == len(set(drawn))


def test_equal_rows_have_marks_of_their_own_and_other_values_other_marks() -> None:
    same = Table("t", pa.table({"a": ["x"] * 500, "b": [1] * 500}))
    _, marks, _ = drawn_rows(same, ["a", "b"], subjects=None, seed=0, rows=500)
    assert len(set(marks.tolist())) == 500
    swapped = Table("t", pa.table({"a": pa.array([1, 2]), "b": pa.array([2, 1])}))
    _, marks, _ = drawn_rows(swapped, ["a", "b"], subjects=None, seed=0, rows=2)
    assert len(set(marks.tolist())) == 2


def test_draws_are_even_and_independent() -> None:
    marks = np.arange(100_000, dtype=np.uint64)
    first, second = (draw(marks, 0, "half", n) >> np.uint64(63) for n in (0, 1))
    for shares in (first.mean(), second.mean(), (first == second).mean()):
        assert abs(shares - 0.5) < 0.01
    assert draw(marks, 1).tolist() != draw(marks, 2).tolist()
