"""Finished tables are checked, put right and counted, whatever the engine made."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.errors import SectorDataError
from sector_data.sources.tables import Table
from sector_data.spec.synthesis import SynthesisSpec
from sector_data.synthesise.layout import Layout, lay_out
from sector_data.synthesise.relating import relations_of
from sector_data.synthesise.rules import Rules
from sector_data.synthesise.structure import StructureReport, put_right
from tests.synthesise.plans import plan_of, table

DAYS = [date(2020, 1, day) for day in (1, 5, 9, 2, 3, 8)]


def world() -> dict[str, Table]:
    return {
        "people": table("people", {"id": ["a", "b"], "sex": ["f", "m"]}),
        "visits": table(
            "visits",
            {
                "person": ["a", "a", "a", "b", "b", "b"],
                "day": pa.array(DAYS, pa.date32()),
                "code": ["x", "y", "x", "y", "x", "x"],
                "title": ["X", "Y", "X", "Y", "X", "X"],
                "low": [1, 2, 3, 4, 5, 6],
                "high": [1, 3, 3, 5, 5, 9],
            },
        ),
    }


RULES = {
    "people": Rules(),
    "visits": Rules((("title", ("code",)),), (), (("low", "high"),)),
}


def laid_out(tables: dict[str, Table]) -> Layout:
    plan = plan_of(tables, keys={"people": "id"}, references={"visits.person": "people.id"})
    return lay_out(tables, plan, SynthesisSpec())


def check(made: dict[str, Table]) -> tuple[dict[str, Table], StructureReport]:
    learnt = world()
    layout = laid_out(learnt)
    return put_right(learnt, made, layout, RULES, relations_of(learnt, layout), seed=1)


def changed(**columns: Any) -> dict[str, Table]:
    made = world()
    visits = {**made["visits"].data.to_pydict(), **columns}
    data = pa.table(visits).cast(made["visits"].data.schema)
    return {**made, "visits": Table("visits", data)}


def test_rows_that_break_a_rule_are_replaced_by_whole_rows_that_break_none() -> None:
    made, report = check(changed(title=["Y", "Y", "X", "Y", "X", "X"], low=[1, 2, 3, 4, 5, 10]))
    visits = made["visits"].data.to_pylist()
    assert all(row["title"] == row["code"].upper() and row["low"] <= row["high"] for row in visits)
    known = world()["visits"].data.select(["code", "low", "high"]).to_pylist()
    assert all({k: row[k] for k in ("code", "low", "high")} in known for row in visits)
    counts = {k["rule"]: (k["repaired"], k["broken"]) for k in report.of("visits")["rules"]}
    assert counts["code → title"] == (1, 0)
    assert counts["low ≤ high"] == (1, 0)
    assert next(report.lines()) == "visits: code → title: 1 rows put right"


def test_events_of_a_parent_rise_as_they_did() -> None:
    made, report = check(changed(day=[DAYS[2], DAYS[0], DAYS[1], *DAYS[3:]]))
    assert made["visits"].column("day").to_pylist() == DAYS
    # Whole rows move, so that what belongs together stays together.
    assert made["visits"].column("low").to_pylist() == [2, 3, 1, 4, 5, 6]
    assert {"rule": "day rises within each person", "rows": 6, "repaired": 1, "broken": 0} in (
        report.of("visits")["rules"]
    )


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 9)), min_size=6, max_size=6))
def test_several_dates_of_a_parent_rise_and_stay_in_order(days: list[tuple[int, int]]) -> None:
    def visits(rows: list[tuple[int, int]]) -> Table:
        starts = [date(2020, 1, 1) + timedelta(days=start) for start, _ in rows]
        ends = [s + timedelta(days=d) for s, (_, d) in zip(starts, rows, strict=True)]
        return table("visits", {"person": list("aaabbb"), "start": starts, "end": ends})

    people = table("people", {"id": ["a", "b"], "sex": ["f", "m"]})
    learnt = {"people": people, "visits": visits([(1, 1), (2, 1), (5, 2)] * 2)}
    made = {"people": people, "visits": visits(days)}
    layout = laid_out(learnt)
    rules = {"people": Rules(), "visits": Rules(orderings=(("start", "end"),))}
    right, report = put_right(
        learnt, made, layout, rules, relations_of(learnt, layout), followed={}, seed=1
    )
    frame = right["visits"].data.to_pandas()
    for column in ("start", "end"):
        rises = frame.groupby("person")[column].apply(lambda dates: dates.is_monotonic_increasing)
        assert rises.all()
        assert sorted(frame[column]) == sorted(made["visits"].column(column).to_pylist())
    assert (frame["start"] <= frame["end"]).all()
    assert all(rule["broken"] == 0 for rule in report.of("visits")["rules"])


def test_what_is_sound_stays_as_it_is() -> None:
    made, report = check(world())
    assert all(made[name].data.equals(each.data) for name, each in world().items())
    assert list(report.lines()) == []
    (reference,) = report.of("visits")["references"]
    assert reference["orphans"] == 0
    assert reference["children-per-parent-made"] == 3
    assert reference["distance-of-distributions"] == 0


def test_where_every_row_breaks_a_rule_it_is_said() -> None:
    _, report = check(changed(low=list(np.arange(6) + 100)))
    assert "visits: low ≤ high: 0 rows put right, 6 still break it" in list(report.lines())


def test_keys_that_are_not_unique_and_references_that_lead_nowhere_are_faults() -> None:
    with pytest.raises(SectorDataError, match=r"leads to no row of people\.id"):
        check(changed(person=["a", "a", "a", "b", "b", "nobody"]))
    twice = {**world(), "people": table("people", {"id": ["a", "a"], "sex": ["f", "m"]})}
    with pytest.raises(SectorDataError, match=r"people\.id of synthetic rows is not unique"):
        check(twice)
