"""Odd tables: every type, missing values everywhere, one row, nothing alike; always an answer."""

from __future__ import annotations

import math
from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sector_data.assessment.attacks.scene import Scene
from sector_data.assessment.membership import closest_records, infer_membership
from sector_data.assessment.selftest import self_test
from sector_data.assessment.traces import find_traces
from sector_data.spec.evidence.traces import TraceFigures
from tests.attacks.populations import people, staged

KINDS: dict[str, tuple[pa.DataType, st.SearchStrategy[Any]]] = {
    "text": (pa.string(), st.sampled_from(["", "a", "[1, 2)", "x1", "x2", "é"])),
    "whole": (pa.int64(), st.sampled_from([0, 1, -(2**63), 2**63 - 1, 7])),
    "number": (pa.float64(), st.sampled_from([0.0, -0.0, 0.5, math.nan, math.inf, -1e300])),
    "flag": (pa.bool_(), st.booleans()),
    "day": (pa.date32(), st.dates(date(1, 1, 1), date(9999, 12, 31))),
    "moment": (pa.timestamp("us"), st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31))),
}


@st.composite
def tables(draw: st.DrawFn) -> tuple[pa.Table, ...]:
    names = draw(st.lists(st.sampled_from(list(KINDS)), min_size=1, max_size=6, unique=True))
    made = []
    for _ in range(3):
        rows = draw(st.integers(1, 8))
        columns = {}
        for name in names:
            kind, values = KINDS[name]
            cells = draw(st.lists(st.none() | values, min_size=rows, max_size=rows))
            columns[name] = pa.array(cells, kind)
        made.append(pa.table(columns))
    return tuple(made)


def everything(scene: Scene, **more: Any) -> TraceFigures:
    for figures in (infer_membership(scene), closest_records(scene), self_test(scene)):
        assert type(figures).model_validate_json(figures.model_dump_json()) == figures
    traces = find_traces(scene, made="synthetic", **more)
    assert TraceFigures.model_validate_json(traces.model_dump_json()) == traces
    assert len(traces.checks) == 10
    for finding in traces.findings:
        assert 0 <= finding.count <= finding.looked_at or finding.trace == "pseudonyms"
        assert 0 <= finding.share <= 1
        assert finding.sentence
    return traces


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(tables(), st.booleans())
@pytest.mark.filterwarnings("error")
def test_every_table_has_an_answer(made: tuple[pa.Table, ...], with_control: bool) -> None:
    release, members, control = made
    scene = staged(release, members, control if with_control else None)
    traces = everything(
        scene, documents={"a.json": '{"day": ["0001-01-01", 1e300, null]}', "b": ""}
    )
    assert all(finding.verdict != "found" for finding in traces.findings if finding.excess)


def test_columns_that_are_not_in_all_tables_are_passed_over() -> None:
    members, control = people(150, 1), people(150, 2)
    scene = staged(members, members, control)
    traces = everything(
        scene,
        released=scene.release,
        source=type(scene.release)("people", members.append_column("own", members.column("town"))),
    )
    assert {f.trace for f in traces.findings if f.verdict == "found"} >= {"exact-copies"}


def test_no_value_of_the_source_is_told() -> None:
    members, control = people(300, 1), people(300, 2)
    towns = set(members.column("town").to_pylist()) | set(members.column("job").to_pylist())
    numbers = {repr(v) for v in members.column("income").to_pylist() if v is not None}
    traces = everything(
        staged(members, members, control), documents={"a": " ".join(sorted(towns - {None}))}
    )
    told = traces.model_dump_json() + " ".join(f.sentence for f in traces.findings)
    assert traces.serious
    assert not [value for value in (towns | numbers) - {None} if f"{value}" in told]
