"""Exploring: every point is what a plan with that setting gives, and nothing else is said."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sector_data as sd
from sector_data.errors import ReleaseRefusedError
from sector_data.spec.evidence.exploration import Exploration, ExploredPoint, ExploredTable
from sector_data.spec.pipeline import Pipeline
from sector_data.spec.plan import TablePlan
from sector_data.spec.reading import the_pipeline
from tests.end_to_end.clinic import people, population, world_of
from tests.end_to_end.worlds import World, plain_world

GRID: dict[str, Any] = {"k": [2, 4, 12, 90], "limits": [0.0, 0.02, 0.2]}


def with_privacy(pipeline: Pipeline, **changes: Any) -> Pipeline:
    """Return a pipeline with fields of its privacy section changed; the whole is checked anew."""
    told = pipeline.privacy.model_dump(mode="json", by_alias=False) | changes
    privacy = type(pipeline.privacy).model_validate(told)
    return pipeline.model_copy(update={"privacy": privacy})


def planned(pipeline: Pipeline, table: str) -> TablePlan | ReleaseRefusedError:
    try:
        made = sd.plan(pipeline)
    except ReleaseRefusedError as refused:
        return refused
    return next(t for t in made.tables if t.table == table)


def check_point(point: ExploredPoint, plan: TablePlan | ReleaseRefusedError) -> None:
    if isinstance(plan, ReleaseRefusedError):
        assert not point.passes
        assert point.fix
        assert point.fix in str(plan.fix)
        figures = ("loss", "detail_kept", "cost", "classes", "suppressed_rows", "highest_risk")
        assert [getattr(point, name) for name in figures] == [None] * len(figures)
        return
    found, before, after = plan.protection, plan.before, plan.after
    assert found is not None
    assert before is not None
    assert after is not None
    assert point.passes
    assert point.fix is None
    assert point.models == found.models
    assert point.loss == pytest.approx(found.loss)
    assert point.detail_kept == pytest.approx(1 - found.loss)
    assert point.suppressed_rows == found.suppressed_rows == before.rows - after.rows
    assert point.suppressed_subjects == found.suppressed_subjects
    assert point.classes == after.classes
    assert point.highest_risk == pytest.approx(after.highest_risk)
    assert point.average_risk == pytest.approx(after.average_risk)
    assert point.optimal == found.optimal
    if point.levels is not None:
        own = {part.column: part.level for _, part in found.own}
        assert point.levels == own
        assert point.cost == pytest.approx(found.cost)


def only(explored: Exploration) -> ExploredTable:
    (table,) = explored.tables
    return table


SECTIONS = [
    "{k-anonymity: 4}",
    "{k-anonymity: 3, l-diversity: {people.dx: 3}, suppression-limit: 1%}",
    "{k-anonymity: 3, t-closeness: {people.dx: 0.2}, metric: entropy}",
    "{k-anonymity: 3, p-sensitivity: {people.dx: 2}, alpha-k: {people.dx: 0.8}}",
    "{k-anonymity: 2, average-risk: 0.05, weights: {people.age: 3}}",
    "{k-anonymity: 3, workload: {target: people.dx}, missing: removed}",
    "{k-anonymity: 2, k-map: {k: 9, population: {path: everybody.csv}}}",
    "{k-anonymity: 4, method: local}",
    "{k-anonymity: 4, t-closeness: {people.dx: 0.3}, method: local-overlapping}",
    "{k-anonymity: 4, method: cells}",
    "{k-anonymity: 4, method: cells, missing: wildcard}",
]


@pytest.mark.parametrize("privacy", SECTIONS)
def test_every_point_is_what_a_plan_with_that_setting_gives(privacy: str, tmp_path: Path) -> None:
    world = world_of(tmp_path / "w", privacy, people(rows=150))
    population(world.folder)
    pipeline = the_pipeline(world.pipeline)
    table = only(sd.explore(pipeline, **GRID))

    own = pipeline.privacy
    assert {(p.k, p.suppression_limit) for p in table.points} == {
        (k, limit)
        for k in {*GRID["k"], own.k_anonymity}
        for limit in {*GRID["limits"], own.suppression_limit}
    }
    assert (table.own.k, table.own.suppression_limit) == (own.k_anonymity, own.suppression_limit)
    assert sum(p.own for p in table.points) == 1
    for point in table.points:
        changed = with_privacy(
            pipeline, k_anonymity=point.k, suppression_limit=point.suppression_limit
        )
        check_point(point, planned(changed, "people"))
    check_frontier(table)
    check_advice(table)


@settings(deadline=None, max_examples=12)
@given(
    seed=st.integers(0, 10_000),
    k=st.integers(1, 40),
    limit=st.sampled_from([0.0, 0.01, 0.05, 0.3, 1.0]),
    l=st.none() | st.integers(1, 5),
    t=st.none() | st.floats(0, 1),
)
def test_points_with_other_thresholds_are_what_plans_give(
    seed: int,
    k: int,
    limit: float,
    l: int | None,  # noqa: E741
    t: float | None,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    section = "{k-anonymity: 2, l-diversity: {people.dx: {entropy: 1.5}}}"
    world = world_of(tmp_path_factory.mktemp("w"), section, people(seed, rows=90))
    pipeline = the_pipeline(world.pipeline)
    table = only(
        sd.explore(
            pipeline,
            k=[k],
            limits=[limit],
            l=[] if l is None else [l],
            t=[] if t is None else [t],
        )
    )
    changes: dict[str, Any] = {"k_anonymity": k, "suppression_limit": limit}
    if l is not None:
        changes["l_diversity"] = {"people.dx": {"entropy": 1.5, "distinct": l}}
    if t is not None:
        changes["t_closeness"] = {"people.dx": t}
    (point,) = (p for p in table.points if (p.k, p.suppression_limit, p.l, p.t) == (k, limit, l, t))
    check_point(point, planned(with_privacy(pipeline, **changes), "people"))
    check_frontier(table)
    check_advice(table)


@pytest.mark.parametrize(
    "section",
    [
        "{k-anonymity: 3}",
        "{k-anonymity: 3, average-risk: 0.08, l-diversity: {people.dx: 2}}",
        "{k-anonymity: 3, alpha-k: {people.dx: 0.7}, t-closeness: {people.cost: 0.4}}",
        "{k-anonymity: 3, metric: class-size}",
    ],
)
@settings(deadline=None, max_examples=8)
@given(seed=st.integers(0, 10_000), rows=st.integers(20, 200))
def test_what_follows_from_other_settings_is_what_a_search_finds(
    section: str, seed: int, rows: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    from sector_data.pipeline.exploring.tables import _Looker

    world = world_of(tmp_path_factory.mktemp("w"), section, people(seed, rows))
    asked: dict[str, Any] = {"k": [1, 2, 4, 6, 9, 15], "limits": [0.0, 0.02, 0.07, 0.3], "l": [3]}
    explored = sd.explore(world.pipeline, **asked)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_Looker, "_holds", lambda *_: False)
        searched = sd.explore(world.pipeline, **asked)

    assert explored == searched


def check_frontier(table: ExploredTable) -> None:
    """Compare each point with every other of the same l and t."""
    for points in table.variants():
        there = [p for p in points if p.classes]
        chosen = [p for p in there if p.on_frontier]
        assert bool(chosen) == bool(there)
        assert not any(p.on_frontier for p in points if not p.classes)
        figures = {id(p): (p.highest_risk or 0.0, p.loss or 0.0) for p in there}
        for point in there:
            risk, loss = figures[id(point)]
            beaten = any(
                r <= risk and x <= loss + 1e-12 and (r < risk or x < loss - 1e-12)
                for r, x in figures.values()
            )
            same = [
                p
                for p in there
                if figures[id(p)][0] == risk and math.isclose(figures[id(p)][1], loss)
            ]
            strictest = min(same, key=lambda p: (-p.k, p.suppression_limit))
            assert point.on_frontier == (not beaten and point is strictest)


def world_with_coded_visits(folder: Path) -> World:
    """Make a world in which visits have a quasi-identifier of their own."""
    world = plain_world(folder, people=120, visits=260)
    world.edited(
        "pipeline.yaml",
        ("visits.code: {role: sensitive, transform: keep}", "visits.code: quasi-identifier"),
        ("l-diversity: {visits.code: 2}, ", ""),
    )
    return world


def check_advice(table: ExploredTable) -> None:
    """Compare the own setting with every other of its l and t."""
    own, better, free = table.own, table.better, table.free
    if not own.passes or not own.classes:
        assert free is None
        return

    def gains(point: ExploredPoint) -> tuple[float, float]:
        assert own.highest_risk is not None
        assert own.loss is not None
        return own.highest_risk - (point.highest_risk or 0.0), own.loss - (point.loss or 0.0)

    others = [p for p in table.variants()[0] if p.classes]
    beaten = [p for p in others if min(gains(p)) >= -1e-12 and max(gains(p)) > 1e-9]
    assert (better is None) == (not beaten)
    if better is not None:
        assert better.on_frontier
        assert min(gains(better)) >= -1e-11
        assert free is None
    else:
        assert (free is None) == own.on_frontier
    if free is not None:
        assert gains(free) == pytest.approx((0, 0), abs=1e-11)
        assert (-free.k, free.suppression_limit) < (-own.k, own.suppression_limit)


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> World:
    return world_with_coded_visits(tmp_path_factory.mktemp("events") / "w")


def test_a_table_below_is_counted_with_the_levels_that_the_file_gives_those_above(
    events: World,
) -> None:
    explored = sd.explore(events.pipeline, k=[3], limits=[0.05])
    made = sd.plan(events.pipeline)

    assert [t.table for t in explored.tables] == ["people", "visits"]
    for table in explored.tables:
        plan = next(p for p in made.tables if p.table == table.table)
        check_point(table.own, plan)
        assert plan.protection is not None
        assert table.joined == plan.protection.joined
        assert table.apart_from == ()
        assert table.before == plan.before
    assert explored.tables[1].joined == ("people.sex", "people.age", "people.zip")


def test_one_table_is_explored_as_among_all(events: World) -> None:
    everything = sd.explore(events.pipeline, k=[3], limits=[0.05])
    alone = sd.explore(events.pipeline, k=[3], limits=[0.05], table="visits")

    assert alone.tables == everything.tables[1:]


def test_below_a_refused_table_another_is_counted_by_itself(events: World) -> None:
    strict = [
        ("k-anonymity: 5", "k-anonymity: 80"),
        ("suppression-limit: 10%", "suppression-limit: 0%"),
    ]
    fixed = (
        "people.zip: {role: quasi-identifier, hierarchy: us-zip}",
        "people.zip: {role: quasi-identifier, transform: keep}",
    )
    refused = sd.explore(events.edited("refused.yaml", *strict, fixed), k=[3], limits=[0.05])
    text = events.pipeline.read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.strip().startswith(("people.sex", "people.age", "people.zip")):
            text = text.replace(line, f"{line.split(':')[0]}: drop")
    for old, new in strict:
        text = text.replace(old, new)
    path = events.folder / "alone.yaml"
    path.write_text(text, encoding="utf-8")
    alone = only(sd.explore(path, k=[3], limits=[0.05]))

    first, second = refused.tables
    assert not first.own.passes
    assert (second.apart_from, second.joined) == (("people",), ())
    assert second.points == alone.points


@pytest.mark.parametrize(
    "privacy",
    [
        "{k-anonymity: 90, suppression-limit: 0%}",
        "{k-anonymity: 3, l-diversity: {people.dx: 5}, suppression-limit: 0%}",
        "{k-anonymity: 90, method: local, suppression-limit: 0%}",
        "{k-anonymity: 4, method: cells, suppression-limit: 0%}",
        "{k-anonymity: 3, t-closeness: {people.cost: 0}, suppression-limit: 0%}",
    ],
)
def test_each_smallest_change_passes_as_a_plan(privacy: str, tmp_path: Path) -> None:
    world = world_of(tmp_path / "w", privacy, people(rows=150))
    path = world.edited(
        "fixed.yaml",
        (
            "people.ward: {role: quasi-identifier, hierarchy: flat}",
            "people.ward: {role: quasi-identifier, transform: keep}",
        ),
    )
    pipeline = the_pipeline(path)
    table = only(sd.explore(pipeline, **GRID))

    assert not table.own.passes
    assert table.changes
    keys = {"l-diversity": "l_diversity", "t-closeness": "t_closeness"}
    for change in table.changes:
        assert change.words in str(table.own.fix)
        changes: dict[str, Any]
        if change.what == "suppression-limit":
            assert change.passes > change.asked == pipeline.privacy.suppression_limit
            changes = {"suppression_limit": change.passes}
        elif change.what == "k-anonymity":
            assert change.passes < change.asked == pipeline.privacy.k_anonymity
            changes = {"k_anonymity": int(change.passes)}
        else:
            value = int(change.passes) if change.what == "l-diversity" else change.passes
            changes = {keys[change.what]: {change.column: value}}
        check_point(change.gives, planned(with_privacy(pipeline, **changes), "people"))
