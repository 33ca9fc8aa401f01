"""The lattice: which nodes are open, and at what bound."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.anonymise.lattice import Lattice

FACTORS = st.lists(
    st.lists(st.floats(0.5, 4.0), min_size=1, max_size=3).map(np.array), min_size=1, max_size=3
)


@given(FACTORS, st.booleans())
def test_bounds_are_products_or_sums_of_the_factors(factors: list[np.ndarray], sums: bool) -> None:
    lattice = Lattice(factors, sums=sums)
    every = list(itertools.product(*(range(len(f)) for f in factors)))
    assert [tuple(p) for p in lattice.positions.tolist()] == every
    for node in every:
        terms = [float(f[p]) for f, p in zip(factors, node, strict=True)]
        assert lattice.bound(node) == pytest.approx(sum(terms) if sums else math.prod(terms))


def test_closing_and_raising() -> None:
    lattice = Lattice([np.array([1.0, 1.5, 2.0]), np.array([1.2]), np.array([1.0, 2.0])])
    assert len(lattice.open_nodes(np.inf)) == 6
    lattice.close((2, 0, 1))
    lattice.close_below((1, 0, 0))
    left = lattice.open_nodes(10.0)
    assert lattice.positions[left].tolist() == [[0, 0, 1], [1, 0, 1], [2, 0, 0]]
    assert lattice.open_nodes(2.5, left).tolist() == [1, 4]
    lattice.raise_above((1, 0, 1), 7.0)
    assert lattice.bound((1, 0, 1)) == 7.0
    assert lattice.bound((0, 0, 1)) == pytest.approx(2.4)


def test_a_lattice_of_one_node() -> None:
    lattice = Lattice([np.array([1.5])])
    assert len(lattice.open_nodes(1.5)) == 1
    lattice.raise_below((0,), [np.array([1.7])])
    assert len(lattice.open_nodes(1.6)) == 0
    lattice.close((0,))
    assert len(lattice.open_nodes(np.inf)) == 0
    empty = Lattice([])
    assert empty.positions.shape == (1, 0)
    empty.close_below(())
    assert len(empty.open_nodes(10.0)) == 0
