"""Differencing of two tables of counts beside plain sets."""

from __future__ import annotations

import random

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.assessment.disclosure.differencing import measure_differencing
from sector_data.errors import InputError
from sector_data.sources.tables import Table
from sector_data.spec.evidence.cells import DifferencingFigures

Row = tuple[str | None, int | None]
ROWS = st.lists(
    st.tuples(st.sampled_from(["x", "y", "z", None]), st.none() | st.integers(0, 15)), max_size=30
)


def measure(first: list[Row], second: list[Row], minimum: int) -> DifferencingFigures:
    tables = [
        Table("t", pa.table({"a": pa.array([r[0] for r in rows], pa.string())}))
        for rows in (first, second)
    ]
    subjects = [pa.array([r[1] for r in rows], pa.int64()) for rows in (first, second)]
    return measure_differencing(
        tables[0],
        tables[1],
        ["a"],
        first_subjects=subjects[0],
        second_subjects=subjects[1],
        minimum=minimum,
    )


@given(ROWS, ROWS, st.integers(1, 5))
def test_cells_are_those_of_plain_sets(first: list[Row], second: list[Row], minimum: int) -> None:
    one, other = ({row for row in rows if row[1] is not None} for rows in (first, second))
    found = measure(first, second, minimum)
    cells = {cell for cell, _ in one | other}
    exposed = uncertain = people = 0
    for cell in cells:
        added = sum(c == cell for c, _ in one - other)
        gone = sum(c == cell for c, _ in other - one)
        if min(added, gone) == 0 and 0 < added + gone < minimum:
            exposed, people = exposed + 1, people + added + gone
        uncertain += 0 < min(added, gone) < minimum
    assert (found.cells, found.exposed, found.uncertain) == (len(cells), exposed, uncertain)
    assert found.exposed_subjects == people
    assert found.only_first == len({w for _, w in one} - {w for _, w in other})
    assert found.only_second == len({w for _, w in other} - {w for _, w in one})
    assert (found.why_not is not None) == (not one and not other)


@given(ROWS, ROWS, st.randoms(use_true_random=False))
def test_order_does_not_matter(first: list[Row], second: list[Row], rng: random.Random) -> None:
    found = measure(first, second, 3)
    assert measure(rng.sample(first, len(first)), rng.sample(second, len(second)), 3) == found
    swapped = measure(second, first, 3)
    assert (swapped.exposed, swapped.only_first) == (found.exposed, found.only_second)


def test_a_table_and_itself_differ_by_nobody() -> None:
    rows: list[Row] = [("x", i) for i in range(20)]
    assert measure(rows, rows, 10).exposed == 0
    assert measure(rows, rows[:-1], 10).exposed_subjects == 1


def test_subjects_of_other_types_are_compared_as_they_are_spelt() -> None:
    data = Table("t", pa.table({"a": ["x", "x"]}))
    found = measure_differencing(
        data, data, ["a"], first_subjects=pa.array([1, 2]), second_subjects=pa.array(["2", "1"])
    )
    assert (found.only_first, found.exposed) == (0, 0)


def test_mistaken_arguments_are_refused() -> None:
    data = Table("t", pa.table({"a": ["x"]}))
    who = pa.array([1])
    with pytest.raises(InputError, match="2 subjects for 1 rows"):
        measure_differencing(
            data, data, ["a"], first_subjects=pa.array([1, 2]), second_subjects=who
        )
    with pytest.raises(InputError, match="minimum"):
        measure_differencing(data, data, ["a"], first_subjects=who, second_subjects=who, minimum=0)
    with pytest.raises(InputError, match="needs a column"):
        measure_differencing(data, data, [], first_subjects=who, second_subjects=who)
    with pytest.raises(InputError, match="no column b"):
        measure_differencing(data, data, ["b"], first_subjects=who, second_subjects=who)
