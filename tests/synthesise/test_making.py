"""The road from protected tables to synthetic ones, with SDV's engine."""

from __future__ import annotations

import json
import logging
import math
import sys
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from sector_data.errors import InputError, MissingExtraError, SectorDataError
from sector_data.sources.tables import Table
from sector_data.spec.plan import Plan
from sector_data.spec.synthesis import SynthesisSpec
from sector_data.spec.transforms.values import Pseudonym, RedactText
from sector_data.synthesise.making import SynthesisResult, synthesise
from tests.synthesise.plans import plan_of, table

pytest.importorskip("sdv.single_table", reason="the extra 'synthesis' is not installed")


COPULA = SynthesisSpec(engine="gaussian-copula")
ALL = SynthesisSpec(engine="gaussian-copula", fewest_rows=1)


def run(
    tables: Mapping[str, Table], plan: Plan, spec: SynthesisSpec | None = None
) -> tuple[SynthesisResult, list[str]]:
    said: list[str] = []
    return synthesise(tables, plan, spec or COPULA, announce=said.append), said


@pytest.fixture(scope="module")
def hospital() -> dict[str, Table]:
    rng = np.random.default_rng(7)
    people, visits = 400, 1000
    age = rng.integers(0, 90, people)
    ids = [f"p{n:04d}" for n in rng.permutation(people)]
    owner = rng.choice(ids[:300], visits)
    return {
        "patients": table(
            "patients",
            {
                "patient id": ids,
                "age": age,
                "income": np.round(age * 500 + rng.normal(0, 4000, people), 2),
                "sex": rng.choice(["f", "m", "x"], people, p=[0.5, 0.45, 0.05]).tolist(),
                "名前 😀": ["constant"] * people,
                "nothing": pa.nulls(people, pa.float64()),
                "insured": pa.array(rng.random(people) < 0.7),
                "born": [
                    date(1850, 1, 1) + timedelta(days=int(d)) for d in rng.integers(0, 9999, people)
                ],
            },
        ),
        "visits": table(
            "visits",
            {
                "visit_id": list(range(10_000, 10_000 + visits)),
                "patient": [None if n % 10 == 0 else o for n, o in enumerate(owner)],
                "cost": [
                    None if n % 4 == 0 else int(c) * 10
                    for n, c in enumerate(rng.gamma(4, 30, visits))
                ],
                "at": pa.array(
                    [
                        datetime(2020, 1, 1) + timedelta(hours=int(h))
                        for h in rng.integers(0, 9000, visits)
                    ],
                    pa.timestamp("us", "Asia/Tokyo"),
                ),
                "note": ["<PERSON> called"] * visits,
            },
        ),
    }


@pytest.fixture(scope="module")
def plan(hospital: dict[str, Table]) -> Plan:
    return plan_of(
        hospital,
        keys={"patients": "patient id", "visits": "visit_id"},
        references={"visits.patient": "patients.patient id"},
        transforms={
            "patients.patient id": Pseudonym(),
            "visits.patient": Pseudonym(),
            "visits.note": RedactText(),
        },
    )


@pytest.fixture(scope="module")
def made(hospital: dict[str, Table], plan: Plan) -> tuple[SynthesisResult, list[str]]:
    return run(hospital, plan)


Made = tuple[SynthesisResult, list[str]]


def test_types_names_and_rows_are_those_of_the_protected_tables(
    hospital: dict[str, Table], made: Made
) -> None:
    tables = made[0].tables
    assert list(tables) == ["patients", "visits"]
    assert tables["patients"].data.schema == hospital["patients"].data.schema
    kept = [c for c in hospital["visits"].columns if c != "note"]
    assert tables["visits"].data.schema == hospital["visits"].data.select(kept).schema
    assert [t.rows for t in tables.values()] == [t.rows for t in hospital.values()]


def test_references_lead_to_fresh_unique_keys(hospital: dict[str, Table], made: Made) -> None:
    patients = made[0].tables["patients"].column("patient id").to_pylist()
    referred = made[0].tables["visits"].column("patient")
    assert len(set(patients)) == 400
    assert not set(patients) & set(hospital["patients"].column("patient id").to_pylist())
    assert set(referred.drop_null().to_pylist()) <= set(patients)
    assert referred.null_count == 100
    assert made[0].tables["visits"].column("visit_id").to_pylist() == list(range(1, 1001))


def test_children_per_parent_are_like_those_learnt(hospital: dict[str, Table], made: Made) -> None:
    def spread(tables: Mapping[str, Table]) -> tuple[int, float]:
        counts = tables["visits"].column("patient").drop_null().value_counts().field("counts")
        return len(counts), pc.stddev(counts).as_py()

    assert spread(made[0].tables) == pytest.approx(spread(hospital), rel=0.05)


def test_categories_and_bounds_are_kept(hospital: dict[str, Table], made: Made) -> None:
    for name, each in made[0].tables.items():
        for column in each.columns:
            if column in {"patient id", "visit_id", "patient"}:
                continue
            before, after = hospital[name].column(column), each.column(column)
            if each.data.schema.field(column).type in (pa.string(), pa.bool_()):
                assert set(after.to_pylist()) <= set(before.to_pylist())
            elif before.null_count < len(before):
                low, high = (pc.min_max(before).as_py()[word] for word in ("min", "max"))
                inside = [low <= v <= high for v in after.to_pylist() if v is not None]
                assert all(inside)
    patients, visits = made[0].tables["patients"], made[0].tables["visits"]
    assert patients.column("名前 😀").to_pylist() == ["constant"] * 400
    assert patients.column("nothing").null_count == 400
    assert all(c is None or c % 10 == 0 for c in visits.column("cost").to_pylist())
    assert all(a.minute == a.second == 0 for a in visits.column("at").to_pylist())
    assert all(round(i, 2) == i for i in patients.column("income").to_pylist())


def test_distributions_and_dependences_are_learnt(hospital: dict[str, Table], made: Made) -> None:
    def share(each: Table, column: str, value: object) -> float:
        return sum(bool(v == value) for v in each.column(column).to_pylist()) / each.rows

    before, after = hospital["patients"], made[0].tables["patients"]
    for column, value in (("sex", "f"), ("sex", "x"), ("insured", True)):
        assert share(after, column, value) == pytest.approx(share(before, column, value), abs=0.08)
    correlation = np.corrcoef(after.column("age").to_numpy(), after.column("income").to_numpy())
    assert correlation[0, 1] > 0.8
    cost_missing = made[0].tables["visits"].column("cost").null_count / 1000
    assert cost_missing == pytest.approx(0.25, abs=0.08)


def test_the_same_seed_gives_the_same_rows_and_another_gives_others(
    hospital: dict[str, Table], plan: Plan, made: Made
) -> None:
    again, _ = run(hospital, plan)
    other, _ = run(hospital, plan, COPULA.model_copy(update={"seed": 1}))
    for name in hospital:
        assert again.tables[name].data.equals(made[0].tables[name].data)
        assert not other.tables[name].data.equals(made[0].tables[name].data)


def test_the_record_tells_how_and_holds_no_value(made: Made) -> None:
    record, said = made[0].record, made[1]
    assert record["licence"] == "BUSL-1.1"
    assert "Business Source License" in record["notice"]
    assert said[:2] == ["engine: gaussian-copula (the pipeline file names it)", record["notice"]]
    assert record["versions"].keys() >= {"sdv", "rdt", "copulas"}
    told = record["tables"]["visits"]
    distance = told["structure"]["references"][0].pop("distance-of-distributions")
    assert 0 <= distance < 0.1
    series = told["structure"].pop("sequences")
    assert series["lengths-at-10-50-90-percent-and-mean"]["made"] == [0.0, 2.0, 5.0, 2.25]
    assert series["autocorrelation-at-lag-1-2-3"].keys() == {"cost"}
    assert told == {
        "rows-learnt": 1000,
        "rows-made": 1000,
        "keys": ["visit_id", "patient"],
        "columns-learnt": ["cost", "at"],
        "columns-left-out": {"note": "free text is not learnt"},
        "rare-values-changed": {"cost": 8, "at": 8},
        "structure": {
            "rules": [],
            "references": [
                {
                    "reference": "visits.patient → patients.patient id",
                    "orphans": 0,
                    "children-per-parent-learnt": 2.25,
                    "children-per-parent-made": 2.25,
                }
            ],
        },
    }
    assert "visits.note is not in the synthetic table: free text is not learnt" in said
    assert json.loads(json.dumps(record)) == record
    assert "constant" not in json.dumps(record) + "".join(said)


def test_rows_as_many_as_wanted_and_other_tables_as_they_were(
    hospital: dict[str, Table], plan: Plan
) -> None:
    result, _ = run(
        hospital, plan, COPULA.model_copy(update={"tables": ("visits",), "rows": {"visits": 37}})
    )
    assert result.tables["patients"] is hospital["patients"]
    assert result.tables["visits"].rows == 37
    patients = set(hospital["patients"].column("patient id").to_pylist())
    assert set(result.tables["visits"].column("patient").drop_null().to_pylist()) <= patients


ODD: dict[str, dict[str, Any]] = {
    "one row": {"a": [1], "b": ["x"]},
    "two rows": {"a": [1, 2], "b": ["x", None], "c": [0.5, None]},
    "no rows": {"a": pa.array([], pa.int64()), "b": pa.array([], pa.string())},
    "all missing": {"a": pa.nulls(5, pa.string()), "b": pa.nulls(5, pa.timestamp("us"))},
    "one column": {"a": list(range(50))},
    "columns that agree": {"a": list(range(50)), "b": list(range(50)), "c": ["u", "v"] * 25},
    "odd names": {"c0": ["x", "y"] * 9, "😀 .value": [True, False] * 9, "": ["p", "q"] * 9},
    "huge numbers": {
        "a": [(-1) ** n * (2**63 - 1 - n) for n in range(40)],
        "b": [(-1) ** n * 1.7e308 / (n + 1) for n in range(40)],
        "c": [math.nan, math.inf] * 20,
    },
    "all different": {"a": [f"code {n}" for n in range(300)]},
}


@pytest.mark.parametrize("columns", ODD.values(), ids=ODD.keys())
def test_odd_tables_survive(columns: dict[str, Any]) -> None:
    tables = {"odd table": table("odd table", columns)}
    # The pipeline's names are stricter than those of tables.
    plan = plan_of({"t": tables["odd table"]})
    plan = plan.model_copy(
        update={"tables": (plan.tables[0].model_copy(update={"table": "odd table"}),)}
    )
    result, _ = run(tables, plan, ALL)
    after = result.tables["odd table"].data
    assert after.schema == tables["odd table"].data.schema
    assert after.num_rows == tables["odd table"].rows
    for column in after.column_names:
        if pa.types.is_string(after.schema.field(column).type):
            known = set(tables["odd table"].column(column).to_pylist())
            assert set(after.column(column).to_pylist()) <= known


def test_nothing_is_printed_or_logged(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    tables = {
        "t": table(
            "t",
            {"a": [f"tell-tale {n % 30}" for n in range(90)], "b": [90210 + n for n in range(90)]},
        )
    }
    run(tables, plan_of(tables), ALL)
    output = capfd.readouterr()
    assert output.out == output.err == ""
    assert "tell-tale" not in caplog.text
    assert "902" not in caplog.text


def test_the_tables_that_come_in_are_left_alone(hospital: dict[str, Table], plan: Plan) -> None:
    before = {name: each.data.to_pydict() for name, each in hospital.items()}
    run(hospital, plan)
    assert {name: each.data.to_pydict() for name, each in hospital.items()} == before


def test_without_sdv_the_extra_is_named(
    hospital: dict[str, Table], plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sdv.single_table", None)
    with pytest.raises(MissingExtraError) as caught:
        run(hospital, plan)
    assert caught.value.fix == "pip install 'sector-data[synthesis]'"


def test_a_fault_of_the_engine_names_the_table_and_no_value(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from sdv.single_table import GaussianCopulaSynthesizer

    def fail(*arguments: object, **words: object) -> None:
        raise ValueError("tell-tale")

    monkeypatch.setattr(GaussianCopulaSynthesizer, "fit", fail)
    tables = {"t": table("t", {"a": ["x", "y"]})}
    with pytest.raises(SectorDataError, match=r"cannot learn t \(ValueError\)") as caught:
        run(tables, plan_of(tables), ALL)
    assert "tell-tale" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_rows_that_the_engine_withholds_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    import pandas as pd
    from sdv.single_table import GaussianCopulaSynthesizer

    def sample(self: object, num_rows: int) -> dict[str, pd.DataFrame]:
        return {"t": pd.DataFrame({"c0": [0]})}

    monkeypatch.setattr(GaussianCopulaSynthesizer, "sample", sample)
    tables = {"t": table("t", {"a": ["x", "y"]})}
    with pytest.raises(SectorDataError, match="made 1 rows instead of 2"):
        run(tables, plan_of(tables), ALL)


def test_a_column_that_nobody_shares_is_refused_in_words() -> None:
    tables = {"t": table("t", {"a": ["x", "y"] * 20, "b": [f"tell-tale {n}" for n in range(40)]})}
    with pytest.raises(InputError, match=r"No value of t\.b is held by 5") as caught:
        run(tables, plan_of(tables))
    assert "fewest-rows" in str(caught.value.fix)
    assert "tell-tale" not in str(caught.value)


def test_declared_rules_hold_in_every_row() -> None:
    rng = np.random.default_rng(2)
    codes = rng.integers(0, 9, 300)
    start = rng.integers(0, 300, 300)
    day = date(2024, 1, 1)
    tables = {
        "t": table(
            "t",
            {
                "code": codes * 1000,
                "title": [f"title {code}" for code in codes],
                "town": [f"town {code % 4}" for code in codes],
                "region": [f"region {code % 2}" for code in codes],
                "start": [day + timedelta(days=int(n)) for n in start],
                "stop": [
                    day + timedelta(days=int(n + g)) for n, g in zip(start, codes, strict=True)
                ],
            },
        )
    }
    spec = SynthesisSpec(
        engine="gaussian-copula",
        dependencies={"t.title": "t.code"},
        combinations=(("t.town", "t.region"),),
        orderings=(("t.start", "t.stop"),),
    )
    result, _ = run(tables, plan_of(tables), spec)
    made = result.tables["t"].data.to_pylist()
    assert all(row["title"] == f"title {row['code'] // 1000}" for row in made)
    assert all(int(row["town"][-1]) % 2 == int(row["region"][-1]) for row in made)
    assert all(row["start"] <= row["stop"] for row in made)
    rules = result.record["tables"]["t"]["structure"]["rules"]
    assert [rule["broken"] for rule in rules] == [0, 0, 0]
    assert result.tables["t"].columns == tables["t"].columns


def test_a_rare_class_is_balanced() -> None:
    rng = np.random.default_rng(3)
    ill = rng.random(2000) < 0.05
    tables = {
        "t": table("t", {"ill": pa.array(ill), "score": np.round(rng.normal(ill * 3.0, 1), 2)})
    }
    spec = COPULA.model_copy(update={"shares": {"t.ill": {"true": 0.5}}})
    frame = run(tables, plan_of(tables), spec)[0].tables["t"].to_pandas()
    sick = frame["ill"].astype(bool)
    assert sick.mean() == pytest.approx(0.5, abs=0.05)
    assert frame["score"][sick].mean() > frame["score"][~sick].mean() + 1
