"""Bounds in the lattice: never above the true loss, whatever was learnt."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.anonymise.dimensions import encode
from sector_data.anonymise.lattice import Lattice
from sector_data.anonymise.loss import factors_at, loss_of_product
from sector_data.anonymise.tables import ClassTable, base_table, roll_up, suppressed_at
from tests.anonymise.reference import Problem, outcome, problems


@settings(deadline=None, max_examples=80)
@given(problems(), st.data())
def test_what_a_node_suppresses_bounds_all_below_it(problem: Problem, data: st.DataObject) -> None:
    encoded = [
        encode(values, hierarchy, range(hierarchy.levels))
        for values, hierarchy in zip(
            problem.columns.values(), problem.hierarchies.values(), strict=True
        )
    ]
    dimensions = [dimension for dimension, _ in encoded]
    codes, rows, _ = base_table(dimensions, [c for _, c in encoded], problem.rows)
    plain = Problem(problem.columns, problem.hierarchies, problem.k, 1.0)
    table = ClassTable((0,) * len(dimensions), codes, rows, problem.k, ())

    lattice = Lattice([1 + d.mean_loss for d in dimensions])
    node = tuple(data.draw(st.integers(0, len(d.levels) - 1)) for d in dimensions)
    source = roll_up(table, tuple(data.draw(st.integers(0, p)) for p in node), dimensions)
    short = suppressed_at(source, node, dimensions)
    factors = factors_at(source, node, short, dimensions, float(problem.rows))
    exact = loss_of_product(float(np.prod([f[-1] for f in factors])), len(dimensions))
    levels = tuple(d.levels[p] for d, p in zip(dimensions, node, strict=True))
    assert abs(exact - outcome(plain, levels).loss) < 1e-9

    lattice.raise_below(node, factors)
    for below in itertools.product(*(range(len(d.levels)) for d in dimensions)):
        levels = tuple(d.levels[p] for d, p in zip(dimensions, below, strict=True))
        product = (1 + outcome(plain, levels).loss) ** len(dimensions)
        open_nodes = lattice.positions[lattice.open_nodes(product + 1e-9)]
        assert below in {tuple(p) for p in open_nodes.tolist()}


def test_closing() -> None:
    lattice = Lattice([np.array([1.0, 1.5, 2.0]), np.array([1.2]), np.array([1.0, 2.0])])
    assert lattice.positions[lattice.open_nodes(np.inf)].tolist() == [
        [0, 0, 0],
        [0, 0, 1],
        [1, 0, 0],
        [1, 0, 1],
        [2, 0, 0],
        [2, 0, 1],
    ]
    lattice.close((2, 0, 1))
    lattice.close_below((1, 0, 0))
    left = lattice.open_nodes(10.0)
    assert lattice.positions[left].tolist() == [[0, 0, 1], [1, 0, 1], [2, 0, 0]]
    assert lattice.open_nodes(2.5, left).tolist() == [1, 4]


def test_a_lattice_of_one_node() -> None:
    lattice = Lattice([np.array([1.5])])
    assert len(lattice.open_nodes(1.5)) == 1
    lattice.raise_below((0,), [np.array([1.7])])
    assert len(lattice.open_nodes(1.6)) == 0
    lattice.close((0,))
    assert len(lattice.open_nodes(10.0)) == 0
    empty = Lattice([])
    assert empty.positions.shape == (1, 0)
    empty.close_below(())
    assert len(empty.open_nodes(10.0)) == 0
