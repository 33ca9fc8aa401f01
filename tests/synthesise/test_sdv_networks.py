"""SDV's networks: numbers are spread as those learnt, whatever the network drew."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from sector_data.synthesise.columns import Category, Grid, Learnable, encode
from sector_data.synthesise.protocol import Effort, Task

pytest.importorskip("sdv")

ROWS = 600
RNG = np.random.default_rng(4)
GAINS = np.where(RNG.random(ROWS) < 0.6, 0, RNG.gamma(2, 400, ROWS).astype(np.int64))
MISSING = RNG.random(ROWS) < 0.25


@pytest.fixture(scope="module")
def drawn() -> dict[str, np.ndarray]:
    """Return what a network draws that has hardly learnt anything."""
    from sector_data.synthesise.engines.sdv_networks import Tvae

    columns: dict[str, Learnable] = {}
    for name, values in {
        "gain": pa.array(GAINS),
        "hours": pa.array(RNG.normal(40, 9, ROWS).round(1), mask=MISSING),
        "kind": pa.array(RNG.choice(["a", "b", "c"], ROWS)),
    }.items():
        column = encode(values)
        assert isinstance(column, Category | Grid)
        columns[name] = column
    task = Task(columns, ROWS, seed=3, effort=Effort(epochs=1))
    made = Tvae().make(task)
    assert made.keys() == columns.keys()
    return {name: columns[name].decode(made[name]).to_numpy(False) for name in columns}


def test_a_frequent_number_is_as_frequent(drawn: dict[str, np.ndarray]) -> None:
    assert (drawn["gain"] == 0).mean() == pytest.approx((GAINS == 0).mean(), abs=0.01)


def test_numbers_have_the_quantiles_of_those_learnt(drawn: dict[str, np.ndarray]) -> None:
    at = np.linspace(0.62, 0.98, 10)
    assert np.quantile(drawn["gain"], at) == pytest.approx(np.quantile(GAINS, at), rel=0.1)


def test_as_many_are_missing(drawn: dict[str, np.ndarray]) -> None:
    assert np.isnan(drawn["hours"]).mean() == pytest.approx(MISSING.mean(), abs=0.01)
