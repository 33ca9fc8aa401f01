"""Children are drawn for their parents: as many, and like those of parents that are like them."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pytest

from sector_data.sources.tables import Table
from sector_data.spec.plan import Plan
from sector_data.spec.synthesis import SynthesisSpec
from sector_data.synthesise.making import SynthesisResult, synthesise
from sector_data.synthesise.protocol import ChildTask, Drawn, Task
from sector_data.synthesise.registry import Choice
from tests.synthesise.plans import plan_of, table


@pytest.fixture(scope="module")
def clinic() -> dict[str, Table]:
    """Old patients have more encounters, and dearer ones; long encounters have more readings."""
    rng = np.random.default_rng(5)
    old = rng.random(600) < 0.4
    visits = np.where(old, rng.poisson(6, 600), rng.poisson(2, 600))
    owner = np.repeat(np.arange(600), visits)
    days = np.where(old[owner], rng.poisson(9, len(owner)), rng.poisson(2, len(owner)))
    encounter = np.repeat(np.arange(len(owner)), np.minimum(days, 12))
    return {
        "readings": table(
            "readings",
            {
                "encounter": encounter,
                "value": np.round(days[encounter] * 5 + rng.normal(0, 3, len(encounter))),
            },
        ),
        "encounters": table(
            "encounters", {"id": np.arange(len(owner)), "patient": owner, "days": days}
        ),
        "patients": table(
            "patients",
            {"id": np.arange(600), "age": np.where(old, rng.integers(60, 95, 600),
                                                   rng.integers(18, 60, 600))},
        ),
    }  # fmt: skip


@pytest.fixture(scope="module")
def plan(clinic: dict[str, Table]) -> Plan:
    return plan_of(
        clinic,
        keys={"patients": "id", "encounters": "id"},
        references={
            "readings.encounter": "encounters.id",
            "encounters.patient": "patients.id",
        },
    )


def joined(tables: dict[str, Table]) -> tuple[float, float]:
    """Return how age goes with the number of encounters, and with their days."""
    patients, encounters = tables["patients"].to_pandas(), tables["encounters"].to_pandas()
    counts = encounters["patient"].value_counts()
    patients["visits"] = patients["id"].map(counts).fillna(0).astype(float)
    both = encounters.merge(patients, left_on="patient", right_on="id")
    return (
        float(patients["age"].astype(float).corr(patients["visits"])),
        float(both["age"].astype(float).corr(both["days"].astype(float))),
    )


def check_structure(result: SynthesisResult) -> None:
    for name in ("encounters", "readings"):
        (reference,) = result.record["tables"][name]["structure"]["references"]
        assert reference["orphans"] == 0
        assert reference["children-per-parent-made"] == pytest.approx(
            reference["children-per-parent-learnt"], rel=0.05
        )


def test_children_go_with_their_parents_through_the_copula(
    clinic: dict[str, Table], plan: Plan
) -> None:
    pytest.importorskip("sdv.single_table", reason="the extra 'synthesis' is not installed")
    spec = SynthesisSpec(engine="gaussian-copula")
    result = synthesise(clinic, plan, spec, announce=lambda _: None)
    check_structure(result)
    assert (
        result.record["tables"]["encounters"]["structure"]["references"][0][
            "distance-of-distributions"
        ]
        < 0.1
    )
    before, after = joined(clinic), joined(result.tables)
    assert after[0] > 0.6 * before[0] > 0.3
    assert after[1] > 0.6 * before[1] > 0.3


class Sequences:
    """Gives the parents' own rows to them again, in order: the best that an engine can do."""

    name: ClassVar[str] = "sequences"
    licence: ClassVar[str] = "MIT"
    notice: ClassVar[str] = ""
    limits: ClassVar[tuple[str, ...]] = ()
    conditional: ClassVar[bool] = False

    def versions(self) -> dict[str, str]:
        return {}

    def make(self, task: Task) -> Drawn:
        chosen = np.arange(task.rows) % len(_raw(task.columns["age"]))
        return {name: _raw(column)[chosen] for name, column in task.columns.items()}

    def make_children(self, task: ChildTask) -> tuple[npt.NDArray[np.int64], Drawn]:
        assert (np.diff(task.owners) >= 0).all()
        assert all(len(values) == task.given_rows for values in task.given.values())
        known = task.owners < task.given_rows
        drawn = {name: _raw(column)[known] for name, column in task.columns.items()}
        return task.owners[known], drawn


def _raw(column: object) -> npt.NDArray[np.float64]:
    values: npt.NDArray[np.float64] = getattr(
        column, "codes" if hasattr(column, "codes") else "units"
    )
    return values


def test_an_engine_of_sequences_is_given_rows_in_the_order_of_their_parents(
    clinic: dict[str, Table], plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "sector_data.synthesise.making.choose", lambda _: Choice(Sequences(), "test")
    )
    spec = SynthesisSpec(fewest_rows=1)
    result = synthesise(clinic, plan, spec, announce=lambda _: None)
    check_structure(result)
    assert joined(result.tables) == pytest.approx(joined(clinic))
    # Asked for fewer, parents lose their last rows.
    fewer = synthesise(
        clinic,
        plan,
        SynthesisSpec(fewest_rows=1, rows={"encounters": 1500, "readings": 4000}),
        announce=lambda _: None,
    )
    assert {name: each.rows for name, each in fewer.tables.items()} == {
        "patients": 600, "encounters": 1500, "readings": 4000,
    }  # fmt: skip


def test_rows_without_a_parent_keep_their_share(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "sector_data.synthesise.making.choose", lambda _: Choice(Sequences(), "test")
    )
    tables = {
        "p": table("p", {"id": list(range(50)), "age": list(range(50))}),
        "v": table(
            "v",
            {
                "p": pa.array([None if n % 5 == 0 else n % 50 for n in range(500)], pa.int64()),
                "n": list(range(500)),
            },
        ),
    }
    plan = plan_of(tables, keys={"p": "id"}, references={"v.p": "p.id"})
    result = synthesise(tables, plan, SynthesisSpec(fewest_rows=1), announce=lambda _: None)
    assert result.tables["v"].column("p").null_count == 100
    assert result.tables["v"].rows == 500
