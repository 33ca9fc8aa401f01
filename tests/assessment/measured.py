"""Measurements of a small release with a leak, really made, for tests of what is told of them."""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.assessment.attacks.running import run_attacks
from sector_data.assessment.attacks.scene import Scene
from sector_data.assessment.disclosure import (
    measure_cells,
    measure_differencing,
    measure_disclosure,
)
from sector_data.assessment.disclosure.special_uniques import measure_special_uniques
from sector_data.assessment.disclosure.unicity import measure_unicity
from sector_data.assessment.distributions import compare_distributions
from sector_data.assessment.gating import judge_table
from sector_data.assessment.membership import closest_records, infer_membership
from sector_data.assessment.selftest import self_test
from sector_data.assessment.traces import find_traces
from sector_data.assessment.usefulness import measure_usefulness
from sector_data.sources.tables import Table
from sector_data.spec.evidence.measurements import TableMeasurements
from sector_data.spec.evidence.sdmetrics import SdmetricsReports, SdmetricsScores
from sector_data.spec.gate_profiles import load_gate_profile
from sector_data.spec.usefulness_tasks import (
    Condition,
    CountQuery,
    RegressionTask,
    SurvivalTask,
    UsefulnessTasks,
)

ROWS = 600
KNOWN = ("age", "sex", "place")
SECRETS = ("illness", "cost")
TASKS = UsefulnessTasks(
    targets=("illness",),
    subgroups=(("sex",),),
    counts=(CountQuery(name="older", where=(Condition(column="age", at_least=60),)),),
    survival=(SurvivalTask(duration="days", event="died", group="sex"),),
    regressions=(RegressionTask(outcome="cost", predictors=("age",)),),
)


def people(seed: int) -> pa.Table:
    rng = np.random.default_rng(seed)
    age = rng.integers(20, 90, ROWS)
    illness = np.where(rng.random(ROWS) < age / 120, "heart", "none")
    places = rng.choice(["north", "south", "east"], ROWS)
    return pa.table(
        {
            "age": age,
            "sex": rng.choice(["F", "M"], ROWS),
            "place": pa.array(places, mask=rng.random(ROWS) < 0.05),
            "illness": illness,
            "cost": np.round(age * 10 + rng.normal(0, 80, ROWS), 2),
            "days": rng.exponential(400, ROWS).round(1),
            "died": rng.random(ROWS) < 0.6,
        }
    )


def scene(
    release: pa.Table, members: pa.Table, control: pa.Table | None, *, own_rows: bool = False
) -> Scene:
    return Scene(
        release=Table("people", release),
        members=Table("people", members),
        control=None if control is None else Table("people", control),
        known=KNOWN,
        secrets=SECRETS,
        seed=0,
        released_members=np.arange(members.num_rows) if own_rows else None,
    )


@cache
def leaking() -> TableMeasurements:
    """Return the measurements of a synthetic table that copies a fifth of its source."""
    members, control, others = people(1), people(2), people(3)
    copied = ROWS // 5
    release = pa.concat_tables([members.slice(0, copied), others.slice(copied)])
    staged = scene(release, members, control)
    source, released = Table("people", members), Table("people", release)
    return TableMeasurements(
        table="people",
        before=measure_disclosure(source, KNOWN, sensitive=SECRETS, population_size=5_000),
        after=measure_disclosure(released, KNOWN, sensitive=SECRETS, population_size=5_000),
        special_uniques=measure_special_uniques(released, KNOWN),
        attacks=run_attacks(staged),
        membership=infer_membership(staged),
        closest_records=closest_records(staged),
        self_test=self_test(staged),
        traces=find_traces(staged, made="synthetic"),
        usefulness=measure_usefulness(source, released, tasks=TASKS, splits=2),
        distributions=compare_distributions(source, released, members.column_names),
    )


@cache
def lucky() -> TableMeasurements:
    """Return the measurements of a release of other people, which tells nothing of its source, with
    households, events and survey weights."""
    members, control, others = people(1), people(2), people(4)
    staged = scene(others, members, control)
    source, released = Table("people", members), Table("people", others)
    households = pa.array([f"h{place // 2}" for place in range(ROWS)])
    visits = Table(
        "people",
        pa.table({"day": np.arange(4 * ROWS) * 7 % 11, "ward": np.arange(4 * ROWS) * 5 % 13}),
    )
    nobody = source.data.slice(0, 0)
    return TableMeasurements(
        table="people",
        after=measure_disclosure(
            Table("people", released.data.append_column("one", pa.array(["x"] * ROWS))),
            (*KNOWN, "one"),
            weights=pa.array([8.0] * ROWS),
            household=households,
        ),
        special_uniques=measure_special_uniques(released, ("sex",)),
        unicity=measure_unicity(visits, ["day", "ward"], pa.array(np.arange(4 * ROWS) // 4)),
        cells=measure_cells(source, ["age", "sex"], value="cost"),
        differencing=measure_differencing(
            source,
            Table("people", members.slice(0, ROWS - 3)),
            ["sex"],
            first_subjects=pa.array(np.arange(ROWS)),
            second_subjects=pa.array(np.arange(ROWS - 3)),
        ),
        attacks=run_attacks(staged, attacks=("linkability",)),
        membership=infer_membership(staged),
        self_test=self_test(scene(others, members.slice(0, 150), control.slice(0, 150))),
        traces=find_traces(staged, made="synthetic").model_copy(update={"findings": ()}),
        usefulness=measure_usefulness(source, Table("people", nobody)),
    )


@cache
def unprotected() -> TableMeasurements:
    """Return the attacks on a table that is released as it is."""
    members = people(1)
    staged = scene(members, members, people(2), own_rows=True)
    few = scene(members, members.slice(0, 90), people(2).slice(0, 90))
    rare = members.column("place").combine_chunks().fill_null("nowhere")
    told = Table("people", pa.table({"place": rare, "row": np.arange(ROWS)}))
    words = told.data.set_column(1, "row", told.column("row").cast(pa.string()))
    less = Table("people", words.filter(pc.not_equal(rare, "east")))
    return TableMeasurements(
        table="people",
        after=measure_disclosure(Table("people", members), KNOWN),
        attacks=run_attacks(staged),
        membership=infer_membership(few),
        traces=find_traces(staged, made="anonymised"),
        unicity=measure_unicity(told, ["place"], pa.array(np.arange(ROWS)), known=[1]),
        cells=measure_cells(told, ["place"], minimum=1),
        differencing=measure_differencing(
            told,
            told,
            ["place"],
            first_subjects=pa.array(np.arange(ROWS)),
            second_subjects=pa.array(np.arange(ROWS)),
        ),
        usefulness=measure_usefulness(
            told, less, tasks=UsefulnessTasks(subgroups=(("place",),)), splits=2
        ),
        distributions=compare_distributions(told, less, ["place"]),
    )


@cache
def without_control() -> TableMeasurements:
    """Return the measurements of the same table where nobody was set aside."""
    full = leaking()
    members = people(1)
    staged = scene(members, members, None)
    traces = find_traces(staged, made="synthetic")
    doubts = tuple(finding for finding in traces.findings if finding.verdict == "cannot tell")
    assert doubts
    return full.model_copy(
        update={
            "attacks": run_attacks(staged),
            "membership": None,
            "closest_records": None,
            "self_test": None,
            "traces": traces.model_copy(update={"findings": doubts}),
        }
    )


def gated() -> list[TableMeasurements]:
    """Return tables that the gate for open data refuses, cannot assess, and lets pass."""
    profile = load_gate_profile("open")
    scores = SdmetricsScores(quality=0.9, column_shapes=0.95, pair_trends=None, validity=1.0)
    reports = SdmetricsReports(
        version="0", rows=ROWS, release=scores, ceiling=None, columns={"age": 0.95}
    )
    refused = judge_table(profile, leaking(), broken_rules=0)
    untold = judge_table(profile, without_control())
    assert (refused.verdict, untold.verdict) == ("refuses", "not assessed")
    passed = refused.model_copy(update={"verdict": "passes"})
    undecided = untold.model_copy(update={"reason": "lines"})
    tables = (leaking(), without_control(), leaking(), without_control())
    gates = (refused, untold, passed, undecided)
    return [
        table.model_copy(update={"gate": gate, "sdmetrics": reports})
        for table, gate in zip(tables, gates, strict=True)
    ]
