"""Copies are counted as defined, found where planted, and seldom where there are none."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.assessment.traces import find_traces
from sector_data.assessment.traces.copies import find_copies
from sector_data.assessment.traces.sides import Sides
from sector_data.errors import InputError
from sector_data.sources.tables import Table
from sector_data.spec.evidence.traces import Made, TraceFinding
from tests.attacks.populations import changed, people, shuffled, staged, with_column

CELLS = st.tuples(st.sampled_from("ab"), st.one_of(st.none(), st.integers(0, 2)), st.booleans())
ROWS = st.lists(CELLS, min_size=1, max_size=12)


def table(rows: list[Any]) -> pa.Table:
    kinds = (pa.string(), pa.int64(), pa.bool_())
    return pa.table(
        {
            f"c{place}": pa.array([row[place] for row in rows], kind)
            for place, kind in enumerate(kinds)
        }
    )


def found(trace: str, *args: Any, made: Made = "synthetic", **more: Any) -> list[TraceFinding]:
    figures = find_traces(staged(*args, **more), made=made)
    return [f for f in figures.findings if f.trace == trace and f.verdict == "found"]


@given(ROWS, ROWS, st.lists(st.integers(0, 3), min_size=12, max_size=12))
@settings(deadline=None, max_examples=100)
def test_copies_are_those_of_the_definition(
    release: list[Any], members: list[Any], whose: list[int]
) -> None:
    owners = whose[: len(members)]
    scene = staged(table(release), table(members), None, member_subjects=pa.array(owners))
    sides = Sides.of(
        scene.release,
        scene.members,
        None,
        subjects=scene.member_subjects,
        other_subjects=None,
        made="synthetic",
        transforms={},
    )
    kept = [
        place
        for place in range(3)
        if {r[place] for r in release} & {m[place] for m in members} - {None}
    ]
    holders = defaultdict(set)
    for row, owner in zip(members, owners, strict=True):
        holders[tuple(row[place] for place in kept)].add(owner)
    single = {record: next(iter(who)) for record, who in holders.items() if len(who) == 1}
    released = {tuple(row[place] for place in kept) for row in release}
    met = {owner for record, owner in single.items() if record in released}
    exact, _ = find_copies(scene, sides)
    if not kept or not single:
        assert exact.check.why_not in {"nothing-to-compare", "nothing-single"}
        assert exact.findings == ()
    else:
        (finding,) = exact.findings
        assert (finding.count, finding.looked_at) == (len(met), len(set(single.values())))
        assert finding.verdict == ("cannot tell" if met else "not found")


@pytest.mark.parametrize("share", [0.01, 0.05])
def test_planted_copies_are_found(share: float) -> None:
    number = 1_500
    copies = int(number * share)
    for seed in range(3):
        members, control, others = (people(number, 3 * seed + side) for side in range(3))
        release = pa.concat_tables([others.slice(copies), members.slice(0, copies)])
        (finding,) = found("exact-copies", shuffled(release), members, control)
        assert finding.count == copies
        assert finding.by_chance == 0
        assert finding.severity == "serious"


def test_copies_with_a_new_key_or_one_column_changed_are_near() -> None:
    members, control, others = (people(1_000, side) for side in range(3))
    copies = changed(members.slice(0, 50), "age", lambda age: 108 - age)
    release = pa.concat_tables([others.slice(50), copies])
    assert found("exact-copies", release, members, control) == []
    (finding,) = found("near-copies", release, members, control)
    assert finding.method == "one column changed"
    assert finding.count >= 48  # a few are 54 and stay so
    numbered = [with_column(t, "id", np.arange(t.num_rows)) for t in (members, control)]
    release = with_column(shuffled(members), "id", np.arange(1_000))
    (finding,) = found("exact-copies", release, *numbered)
    assert finding.count == 1_000


def test_numbers_moved_a_little_are_near() -> None:
    members, control, others = (people(1_000, side).drop(["seen"]) for side in range(3))
    rng = np.random.default_rng(0)
    copies = members.slice(0, 60)
    for name, noise in (("income", 30.0), ("height", 0.1), ("age", 0.3)):
        moves = rng.normal(0, noise, len(copies))
        copies = with_column(copies, name, copies.column(name).to_numpy() + moves)
    tables = [
        changed(t, "age", lambda age: age * 1.0) for t in (others.slice(60), members, control)
    ]
    release = pa.concat_tables([tables[0], copies])
    methods = {f.method: f.count for f in found("near-copies", release, *tables[1:])}
    assert 50 <= methods["numbers moved"] <= 61


def test_rows_of_an_anonymised_release_are_expected_to_be_those_of_the_source() -> None:
    members, control = people(500, 1), people(500, 2)
    (finding,) = found("exact-copies", members, members, control, made="anonymised")
    assert (finding.share, finding.severity) == (1.0, "expected")


def test_without_a_control_or_with_few_people_nobody_can_tell() -> None:
    members, others = people(300, 1), people(300, 2)
    release = pa.concat_tables([others, members.slice(0, 9)])
    for control in (None, people(50, 3)):
        figures = find_traces(staged(release, members, control), made="synthetic")
        check = figures.checks[0]
        assert check.verdict == "cannot tell"
        assert check.why_not == ("no-control" if control is None else "few-subjects")
        assert [f.count for f in figures.untold if f.trace == "exact-copies"] == [9]
    # No value is met, and so there is nothing to compare with anybody's.
    apart, source = (table.select(["height", "seen"]) for table in (others, members))
    innocent = find_traces(staged(apart, source, None), made="synthetic")
    (check,) = (check for check in innocent.checks if check.trace == "single-values")
    assert (check.verdict, check.why_not) == ("not found", None)


def test_tables_in_which_nobody_is_alone_say_so() -> None:
    alike = pa.table({"a": ["x"] * 200, "b": pa.array([None] * 200, pa.int64())})
    figures = find_traces(staged(alike, alike, alike), made="synthetic")
    reasons = {check.trace: check.why_not for check in figures.checks}
    assert reasons["exact-copies"] == reasons["single-values"] == "nothing-single"
    assert figures.findings == ()


def test_other_rows_before_the_transforms_are_refused() -> None:
    members = people(50, 1)
    with pytest.raises(InputError, match="other rows than the scene"):
        find_traces(
            staged(members, members, None),
            made="anonymised",
            source=Table("people", people(51, 1)),
        )


def coarse(table: pa.Table) -> pa.Table:
    """Return people as they are often recorded, so that others may have a record, too."""
    rounded = changed(table.drop(["income", "seen"]), "height", lambda h: np.round(h / 10) * 10)
    return changed(rounded, "age", lambda age: age // 10 * 10)


@pytest.mark.slow
def test_other_people_seldom_look_like_a_leak() -> None:
    alarms = covered = 0
    trials = 120
    for seed in range(trials):
        release, members, control = (coarse(people(400, 1_000 + 3 * seed + s)) for s in range(3))
        figures = find_traces(staged(release, members, control), made="synthetic")
        alarms += bool(figures.serious)
        copies = [f for f in figures.findings if f.trace in {"exact-copies", "near-copies"}]
        assert len(copies) == 3
        assert all(finding.excess is not None for finding in copies)
        covered += all(f.excess.lower <= 0 <= f.excess.upper for f in copies if f.excess)
    assert alarms <= 0.05 * trials
    assert covered >= 0.95 * trials
