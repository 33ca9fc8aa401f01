"""Rows of a pool serve those that they fit, and as many of them as can."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.sources.tables import Table
from sector_data.spec.synthesis import SynthesisSpec
from sector_data.synthesise.columns import Category, Continuum
from sector_data.synthesise.making import synthesise
from sector_data.synthesise.matching import match
from sector_data.synthesise.protocol import Drawn, Task
from sector_data.synthesise.registry import Choice
from tests.synthesise.plans import plan_of, table

KINDS = pa.array(["breaker", "relay", "switch"])


@given(st.integers(0, 2**31), st.integers(1, 300), st.integers(1, 300))
def test_rows_are_of_the_kind_that_is_wanted_where_there_is_one(
    seed: int, count: int, served: int
) -> None:
    rng = np.random.default_rng(seed)
    pool, wanted = rng.integers(0, 3, count), rng.integers(0, 3, served)
    places = match({"kind": Category(KINDS, pool)}, {"kind": pool}, {"kind": wanted}, seed)
    there = np.isin(wanted, pool)
    assert (pool[places][there] == wanted[there]).all()


def test_rows_that_fit_alike_serve_alike() -> None:
    """Where thousands are equally near, the first few found must not serve all."""
    kinds = np.random.default_rng(1).integers(0, 3, 3000)
    places = match({"kind": Category(KINDS, kinds)}, {"kind": kinds}, {"kind": kinds}, 7)
    assert len(np.unique(places)) > 0.75 * 3000
    assert np.bincount(places).max() < 10


def test_near_numbers_serve_near_numbers() -> None:
    rng = np.random.default_rng(2)
    pool, wanted = rng.random(2000), rng.random(2000)
    places = match({"age": Continuum(0, 1, pool)}, {"age": pool}, {"age": wanted}, 3)
    assert np.abs(pool[places] - wanted).mean() < 0.02


class Resampling:
    """Draws rows that it was given, at random: no shares are lost by the engine."""

    name: ClassVar[str] = "resampling"
    licence: ClassVar[str] = "MIT"
    notice: ClassVar[str] = ""
    limits: ClassVar[tuple[str, ...]] = ()
    conditional: ClassVar[bool] = False

    def versions(self) -> dict[str, str]:
        return {}

    def make(self, task: Task) -> Drawn:
        arrays = {n: c.codes if isinstance(c, Category) else c.units
                  for n, c in task.columns.items()}  # fmt: skip
        rows = len(next(iter(arrays.values())))
        chosen = np.random.default_rng(task.seed).integers(0, rows, task.rows)
        return {name: values[chosen] for name, values in arrays.items()}


@pytest.fixture(scope="module")
def grid() -> dict[str, Table]:
    """Devices of which only the kind is known, with outages of rare and frequent causes."""
    rng = np.random.default_rng(4)
    kind = rng.integers(0, 3, 1200)
    owner = rng.integers(0, 1200, 2000)
    shares = np.array([[0.5, 0.3, 0.12, 0.08], [0.3, 0.5, 0.1, 0.1], [0.25, 0.25, 0.15, 0.35]])
    cause = [rng.choice(["tree", "animal", "ice", "lightning"], p=shares[k]) for k in kind[owner]]
    return {
        "devices": table("devices", {"id": np.arange(1200), "kind": KINDS.take(pa.array(kind))}),
        "outages": table("outages", {"device": owner, "cause": pa.array(map(str, cause))}),
    }


def causes(tables: dict[str, Table], kind: str | None = None) -> dict[str, float]:
    both = tables["outages"].to_pandas().merge(
        tables["devices"].to_pandas(), left_on="device", right_on="id"
    )  # fmt: skip
    chosen = both if kind is None else both[both["kind"] == kind]
    return {str(c): share for c, share in chosen["cause"].value_counts(normalize=True).items()}


def test_children_keep_the_shares_of_their_categories(
    grid: dict[str, Table], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "sector_data.synthesise.making.choose", lambda _: Choice(Resampling(), "test")
    )
    plan = plan_of(grid, keys={"devices": "id"}, references={"outages.device": "devices.id"})
    made = synthesise(grid, plan, SynthesisSpec(), announce=lambda _: None).tables
    assert causes(made) == pytest.approx(causes(grid), abs=0.04)
    for kind in KINDS.to_pylist():
        assert causes(made, kind) == pytest.approx(causes(grid, kind), abs=0.09)
