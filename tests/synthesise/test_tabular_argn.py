"""TabularARGN in its own process: same rows for a seed, given columns, children, stored models."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from sector_data.sources.tables import Table
from sector_data.spec.synthesis import SynthesisSpec
from sector_data.synthesise.columns import Constant, Learnable, encode
from sector_data.synthesise.engines.tabular_argn import TabularArgn
from sector_data.synthesise.making import synthesise
from sector_data.synthesise.protocol import Drawn, Effort, Task
from tests.synthesise.argn import argn
from tests.synthesise.plans import plan_of, table

__all__ = ["argn"]

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("argn")]

ROWS = 2_400
"""So many that one fit is enough."""


@pytest.fixture(scope="module")
def columns() -> dict[str, Learnable]:
    rng = np.random.default_rng(1)
    ill = rng.random(ROWS) < 0.5
    found: dict[str, Learnable] = {}
    for name, values in {
        "age": pa.array(rng.integers(20, 60, ROWS) + 30 * ill),
        "pay": pa.array(rng.normal(50, 9, ROWS), mask=rng.random(ROWS) < 0.2),
        "ill": pa.array(ill),
    }.items():
        column = encode(values)
        assert not isinstance(column, Constant)
        found[name] = column
    return found


def gap(columns: dict[str, Learnable], made: Drawn) -> float:
    """Return by how much the ill are older."""
    age = columns["age"].decode(made["age"]).to_numpy().astype(float)
    ill = made["ill"] == 1
    return float(age[ill].mean() - age[~ill].mean())


def test_the_same_seed_gives_the_same_rows_and_dependences_are_learnt(
    columns: dict[str, Learnable],
) -> None:
    engine = TabularArgn()
    said: list[str] = []
    task = Task(columns, 500, 3, effort=Effort(epochs=6), announce=said.append)
    first, again = engine.make(task), engine.make(task)
    for name in columns:
        assert np.array_equal(first[name], again[name], equal_nan=name != "ill")
    assert gap(columns, first) > 10
    assert 0.1 < np.isnan(first["pay"]).mean() < 0.3
    assert engine.versions().keys() >= {"mostlyai-engine", "torch"}
    assert any("of at most 6, about" in line for line in said)


def test_given_columns_stay_and_the_others_follow(columns: dict[str, Learnable]) -> None:
    given = {"ill": np.repeat([0, 1], 150)}
    made = TabularArgn().make(Task(columns, 300, 3, given, Effort(epochs=6)))
    assert np.array_equal(made["ill"], given["ill"])
    assert gap(columns, made) > 10


def test_a_kept_model_gives_the_same_rows_again_and_any_column_may_be_given(
    columns: dict[str, Learnable],
) -> None:
    kept: list[bytes] = []
    effort = Effort(epochs=6)
    first = TabularArgn().make(Task(columns, 300, 3, effort=effort, keep=kept.append))
    again = TabularArgn().make(Task(columns, 300, 3, effort=effort, model=kept[0]))
    for name in columns:
        assert np.array_equal(first[name], again[name], equal_nan=name != "ill")
    given = {"ill": np.repeat([0, 1], 150)}
    made = TabularArgn().make(Task(columns, 300, 4, given, effort, model=kept[0]))
    assert np.array_equal(made["ill"], given["ill"])
    assert gap(columns, made) > 4


def test_children_are_drawn_for_parents_in_their_order() -> None:
    rng = np.random.default_rng(4)
    grown = rng.random(700) < 0.5
    counts = np.where(grown, 4, 2)
    owner = np.repeat(np.arange(700), counts)
    place = np.concatenate([np.arange(n) for n in counts])
    tables: dict[str, Table] = {
        "people": table("people", {"id": np.arange(700), "grown": pa.array(grown)}),
        "visits": table("visits", {"person": owner, "place": [f"v{n}" for n in place]}),
    }
    plan = plan_of(tables, keys={"people": "id"}, references={"visits.person": "people.id"})
    spec = SynthesisSpec(engine="tabular-argn", epochs=6)
    made = synthesise(tables, plan, spec, announce=lambda _: None)
    (reference,) = made.record["tables"]["visits"]["structure"]["references"]
    assert reference["orphans"] == 0
    assert reference["distance-of-distributions"] < 0.05
    visits = made.tables["visits"].to_pandas()
    assert (visits.groupby("person")["place"].first() == "v0").mean() > 0.8
    people = made.tables["people"].to_pandas().set_index("id")["grown"].astype(bool)
    numbers = visits["person"].value_counts().reindex(people.index, fill_value=0)
    assert numbers[people].mean() > numbers[~people].mean() + 1
