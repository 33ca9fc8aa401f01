"""Cell rules beside their definitions, and secondary disclosure beside linear algebra."""

from __future__ import annotations

import json
import random
from collections import defaultdict

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.assessment.disclosure.cells import measure_cells
from sector_data.errors import InputError
from sector_data.sources.tables import Table
from sector_data.spec.evidence.cells import CellFigures

Row = tuple[str, str, int | None, int]
ROWS = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        st.sampled_from("xyz"),
        st.none() | st.integers(-5, 60),
        st.integers(0, 8),
    ),
    min_size=1,
    max_size=30,
)


def table(rows: list[Row]) -> Table:
    return Table(
        "t",
        pa.table(
            {
                "a": [row[0] for row in rows],
                "b": [row[1] for row in rows],
                "v": pa.array([row[2] for row in rows], pa.int64()),
            }
        ),
    )


def found(rows: list[Row], **settings: object) -> CellFigures:
    subjects = pa.array([row[3] for row in rows])
    return measure_cells(table(rows), ["a", "b"], subjects=subjects, **settings)  # type: ignore[arg-type]


@given(ROWS, st.integers(1, 4), st.integers(1, 3), st.sampled_from([0.5, 0.75, 0.9]))
def test_rules_are_those_of_the_handbook(rows: list[Row], minimum: int, n: int, k: float) -> None:
    cells: dict[tuple[str, str], dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for a, b, value, who in rows:
        if value is not None:
            cells[a, b][who] += value
    broken: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for cell, given_by in cells.items():
        amounts = sorted(map(abs, given_by.values()), reverse=True)
        total = sum(amounts)
        if len(amounts) < minimum:
            broken["minimum-frequency"].add(cell)
        if sum(amounts[:n]) > k * total:
            broken["dominance"].add(cell)
        if total - sum(amounts[:2]) < 0.2 * amounts[0]:
            broken["p-percent"].add(cell)
    figures = found(rows, value="v", minimum=minimum, dominance=(n, k), p=0.2)
    assert figures.cells == len(cells)
    assert figures.sensitive == len(set().union(*broken.values()))
    for rule in figures.rules:
        assert rule.cells == len(broken[rule.rule])
        who_in = {who for cell in broken[rule.rule] for who in cells[cell]}
        assert rule.subjects == len(who_in)


@given(ROWS, st.integers(2, 6), st.randoms(use_true_random=False))
def test_figures_do_not_depend_on_the_order_of_rows(
    rows: list[Row], minimum: int, rng: random.Random
) -> None:
    shuffled = rng.sample(rows, len(rows))
    assert found(rows, minimum=minimum) == found(shuffled, minimum=minimum)


@given(st.lists(st.lists(st.integers(0, 6), min_size=3, max_size=3), min_size=1, max_size=4))
def test_recoverable_cells_follow_from_the_totals(grid: list[list[int]]) -> None:
    counts = np.array(grid)
    rows = [(f"r{i}", f"c{j}") for (i, j), many in np.ndenumerate(counts) for _ in range(many)]
    columns = {
        name: pa.array([row[place] for row in rows], pa.string()) for place, name in enumerate("ab")
    }
    data = Table("t", pa.table(columns))
    figures = measure_cells(data, ["a", "b"], minimum=4)
    suppressed = (counts > 0) & (counts < 4)
    assert figures.sensitive == suppressed.sum()
    # A cell is determined when no other filling of the suppressed ones has the same totals.
    places = np.argwhere(suppressed)
    sums = [[float(i == row) for i, _ in places] for row in range(counts.shape[0])]
    sums += [[float(j == column) for _, j in places] for column in range(counts.shape[1])]
    matrix = np.array(sums).reshape(len(sums), len(places))
    determined = 0
    for place in range(len(places)):
        unit = np.eye(len(places))[place]
        both = np.vstack([matrix, unit])
        determined += bool(np.linalg.matrix_rank(both) == np.linalg.matrix_rank(matrix))
    assert figures.recoverable == determined


def test_a_single_gap_in_a_line_is_no_protection() -> None:
    rows: list[Row] = [("a", "x", 1, i) for i in range(20)]
    rows += [("a", "y", 1, 100), ("b", "x", 1, 101), ("b", "y", 1, 102)]
    rows += [("b", "y", 1, 200 + i) for i in range(30)]
    figures = found(rows, minimum=5)
    assert (figures.sensitive, figures.recoverable, figures.pairs) == (2, 2, 0)
    rows += [("b", "z", 1, 103), ("b", "z", 1, 104)]
    # Two gaps in the line of b: the one of x is known by its own line, and with it the other.
    assert found(rows, minimum=5).recoverable == 3


def test_two_gaps_protect_against_strangers_but_not_against_one_another() -> None:
    rows: list[Row] = [
        (a, b, 1, 100 * i + 10 * j) for i, a in enumerate("ab") for j, b in enumerate("xy")
    ]
    figures = found(rows, minimum=5)
    assert (figures.sensitive, figures.recoverable, figures.pairs) == (4, 0, 4)


def test_a_line_in_one_cell_tells_where_everybody_is() -> None:
    rows: list[Row] = [("a", "x", 1, i) for i in range(20)]
    rows += [("b", b, 1, 100 + i) for i in range(20) for b in "xy"]
    assert found(rows).concentrated == 2  # everybody of a is in x, everybody of y in b


def test_counts_have_no_large_contributor() -> None:
    figures = found([("a", "x", 5, 1)] * 3)
    assert figures.subjects == 1
    for rule in figures.rules[1:]:
        assert rule.cells is None
        assert rule.why_not is not None
        assert rule.why_not.reason == "counts-only"


def test_tables_without_rows_or_values_say_so() -> None:
    empty = measure_cells(Table("t", table([("a", "x", 1, 1)]).data.slice(1)), ["a"])
    assert empty.why_not is not None
    nothing = found([("a", "x", None, 1)], value="v")
    assert nothing.why_not is not None
    assert nothing.cells == 0


def test_mistaken_arguments_are_refused() -> None:
    data = table([("a", "x", 1, 1)])
    for by, settings, message in (
        ([], {}, "needs a column"),
        (["w"], {}, "no column w"),
        (["a"], {"value": "b"}, "holds no numbers"),
        (["a"], {"minimum": 0}, "minimum frequency"),
        (["a"], {"dominance": (0, 0.5)}, "Dominance"),
        (["a"], {"p": 0.0}, "p %"),
    ):
        with pytest.raises(InputError, match=message):
            measure_cells(data, by, **settings)
    infinite = Table("t", pa.table({"a": ["x"], "v": [float("inf")]}))
    with pytest.raises(InputError, match="not finite"):
        measure_cells(infinite, ["a"], value="v")


def test_no_value_of_the_table_is_told() -> None:
    figures = found([("Zebedee", "x", 424_242, 1)], value="v")
    told = json.dumps(figures.model_dump(mode="json"))
    assert "Zebedee" not in told
    assert "424242" not in told
