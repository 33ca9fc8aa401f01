"""TabularARGN in its own process: same rows for a seed, given columns kept, children of parents."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from sector_data.sources.tables import Table
from sector_data.spec.synthesis import SynthesisSpec
from sector_data.synthesise.columns import Category, Constant, Learnable, encode
from sector_data.synthesise.engines.tabular_argn import TabularArgn
from sector_data.synthesise.making import synthesise
from sector_data.synthesise.protocol import Effort, Task
from tests.synthesise.argn import needs_argn
from tests.synthesise.plans import plan_of, table

needs_argn()
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def columns() -> dict[str, Learnable]:
    rng = np.random.default_rng(1)
    ill = rng.random(600) < 0.5
    found: dict[str, Learnable] = {}
    for name, values in {
        "ill": pa.array(ill),
        "age": pa.array(rng.integers(20, 60, 600) + 30 * ill),
        "pay": pa.array(rng.normal(50, 9, 600), mask=rng.random(600) < 0.2),
    }.items():
        column = encode(values)
        assert not isinstance(column, Constant)
        found[name] = column
    return found


def test_the_same_seed_gives_the_same_rows_and_dependences_are_learnt(
    columns: dict[str, Learnable],
) -> None:
    engine = TabularArgn()
    task = Task(columns, 500, 3, effort=Effort(epochs=20))
    first, again = engine.make(task), engine.make(task)
    for name in columns:
        assert np.array_equal(first[name], again[name], equal_nan=name != "ill")
    age = columns["age"].decode(first["age"]).to_numpy().astype(float)
    ill = first["ill"] == 1
    assert age[ill].mean() - age[~ill].mean() > 15
    assert 0.1 < np.isnan(first["pay"]).mean() < 0.3
    assert engine.versions().keys() >= {"mostlyai-engine", "torch"}


def test_given_columns_stay_and_the_others_follow(columns: dict[str, Learnable]) -> None:
    given = {"ill": np.repeat([0, 1], 150)}
    made = TabularArgn().make(Task(columns, 300, 3, given, Effort(epochs=20)))
    assert np.array_equal(made["ill"], given["ill"])
    age = columns["age"].decode(made["age"]).to_numpy().astype(float)
    assert age[150:].mean() - age[:150].mean() > 15


def test_children_are_drawn_for_parents_in_their_order() -> None:
    rng = np.random.default_rng(4)
    grown = rng.random(150) < 0.5
    counts = np.where(grown, 4, 2)
    owner = np.repeat(np.arange(150), counts)
    place = np.concatenate([np.arange(n) for n in counts])
    tables: dict[str, Table] = {
        "people": table("people", {"id": np.arange(150), "grown": pa.array(grown)}),
        "visits": table("visits", {"person": owner, "place": [f"v{n}" for n in place]}),
    }
    plan = plan_of(tables, keys={"people": "id"}, references={"visits.person": "people.id"})
    spec = SynthesisSpec(engine="tabular-argn", epochs=30)
    made = synthesise(tables, plan, spec, announce=lambda _: None)
    (reference,) = made.record["tables"]["visits"]["structure"]["references"]
    assert reference["orphans"] == 0
    assert reference["children-per-parent-made"] == pytest.approx(3, rel=0.15)
    visits = made.tables["visits"].to_pandas()
    firsts = visits.groupby("person")["place"].first()
    assert (firsts == "v0").mean() > 0.9
    assert isinstance(encode(made.tables["people"].column("grown").combine_chunks()), Category)
