"""Equivalence classes against plain counting."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.anonymise.classes import (
    EquivalenceClasses,
    SensitiveColumn,
    cells_of,
    codes_of,
    group_keys,
    pack,
)
from sector_data.anonymise.hierarchies import canonical_text
from sector_data.errors import InputError
from tests.anonymise.reference import Problem, classes_of, distinct_values, problems


@settings(deadline=None, max_examples=100)
@given(problems())
def test_classes_are_those_of_plain_counting(problem: Problem) -> None:
    texts = [canonical_text(values).to_pylist() for values in problem.columns.values()]
    expected = list(classes_of(texts, problem.rows).values())
    classes = EquivalenceClasses.of(
        list(problem.columns.values()), problem.rows, subjects=problem.subjects
    )
    subjects = None if problem.subjects is None else problem.subjects.to_pylist()
    people = list(range(problem.rows)) if subjects is None else subjects
    assert classes.count == len(expected)
    for rows in expected:
        (number,) = set(classes.of_row[rows].tolist())
        assert classes.rows[number] == len(rows)
        assert classes.subjects[number] == len({people[row] for row in rows})
        for column in problem.sensitive.values():
            diversity = classes.diversity(column)
            assert diversity[number] == distinct_values(rows, column, subjects)
    smallest = [
        min(
            len({people[r] for r in rows})
            for rows in expected
            if person in (people[r] for r in rows)
        )
        for person in set(people)
    ]
    assert sorted(classes.smallest_of_subject().tolist()) == sorted(smallest)


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.integers(2, 2**40), min_size=1, max_size=12),
    st.integers(0, 300),
    st.integers(0, 2**32 - 1),
)
def test_keys_never_overflow(sizes: list[int], rows: int, seed: int) -> None:
    generator = np.random.default_rng(seed)
    # Few distinct codes a column, far apart, so that combinations repeat.
    columns = [generator.choice(generator.integers(0, s, 3), rows) for s in sizes]
    keys, space = pack(zip(columns, sizes, strict=True), rows)
    assert np.all((keys >= 0) & (keys < space))
    rows_of_key: dict[int, set[tuple[int, ...]]] = {}
    for row, key in enumerate(keys.tolist()):
        rows_of_key.setdefault(key, set()).add(tuple(int(c[row]) for c in columns))
    combinations = set(zip(*(c.tolist() for c in columns), strict=True))
    assert all(len(found) == 1 for found in rows_of_key.values())
    assert len(rows_of_key) == len(combinations)


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 3000), st.integers(1, 3000), st.integers(0, 2**32 - 1))
def test_hashed_cells_tell_keys_apart(length: int, kinds: int, seed: int) -> None:
    generator = np.random.default_rng(seed)
    space = 2**61
    keys = generator.choice(generator.integers(0, space, kinds), length)
    cells, bound = cells_of(keys, space)
    assert np.all((cells >= 0) & (cells < bound)) or not length
    distinct = len(np.unique(keys))
    assert len(np.unique(cells)) == len(set(zip(keys.tolist(), cells.tolist(), strict=True)))
    assert len(np.unique(cells)) == distinct
    groups, count = group_keys(keys, space)
    assert count == distinct
    assert set(groups.tolist()) == set(range(count))


def test_codes_of_odd_columns() -> None:
    assert codes_of(pa.nulls(3))[1] == 1
    codes, size = codes_of(pa.chunked_array([["a"], [None, "a"]], pa.string()))
    assert codes.tolist() == [0, 1, 0]
    assert size == 2
    nan = codes_of(pa.array([float("nan"), 1.0, float("nan")]))[0]
    assert nan[0] == nan[2] != nan[1]


def test_no_column_and_no_row() -> None:
    one = EquivalenceClasses.of([], 3)
    assert (one.count, one.rows.tolist()) == (1, [3])
    none = EquivalenceClasses.of([pa.nulls(0, pa.string())], 0, subjects=pa.nulls(0, pa.int64()))
    assert none.count == 0
    assert none.smallest_of_subject().tolist() == []
    assert none.diversity(SensitiveColumn(pa.nulls(0, pa.string()))).tolist() == []


def test_subjects_are_joined_whatever_type_they_were_read_as() -> None:
    classes = EquivalenceClasses.of([pa.array(["x", "x", "y"])], 3, subjects=pa.array([1, 2, 3]))
    visits = SensitiveColumn(pa.array(["flu", "gout", "flu"]), subjects=pa.array(["1", "2", "4"]))
    assert sorted(classes.diversity(visits).tolist()) == [0, 2]


def test_sensitive_columns_must_fit() -> None:
    classes = EquivalenceClasses.of([pa.array(["x", "y"])], 2)
    with pytest.raises(InputError, match="3 values for 2 rows"):
        classes.diversity(SensitiveColumn(pa.array(["a", "b", "c"])))
    with pytest.raises(InputError, match="needs the subject"):
        classes.diversity(SensitiveColumn(pa.array(["a"]), subjects=pa.array([1])))
