"""Membership inference: figures as defined, leaks found, and intervals that hold without a leak."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score, roc_curve

from sector_data.assessment.membership import closest_records, infer_membership
from sector_data.assessment.membership.curves import area, caught_at
from sector_data.spec.evidence.membership import MembershipFigures
from tests.attacks.populations import changed, people, shuffled, staged, with_column

SCORES = st.lists(st.integers(0, 6), min_size=2, max_size=12)


@given(SCORES, SCORES)
def test_the_area_is_the_chance_of_the_right_order(members: list[int], others: list[int]) -> None:
    value, lower, upper = area(np.array(members, float), np.array(others, float), confidence=0.95)
    pairs = list(itertools.product(members, others))
    assert value == pytest.approx(np.mean([(a > b) + (a == b) / 2 for a, b in pairs]))
    truth = [1] * len(members) + [0] * len(others)
    assert value == pytest.approx(roc_auc_score(truth, [*members, *others]))
    assert 0 <= lower <= value <= upper <= 1


@given(SCORES, SCORES)
def test_the_variance_of_the_area_is_delongs(members: list[int], others: list[int]) -> None:
    value, lower, upper = area(np.array(members, float), np.array(others, float), confidence=0.95)
    wins = np.array([[(a > b) + (a == b) / 2 for b in others] for a in members])
    spread = wins.mean(axis=1).var(ddof=1) / len(members) + wins.mean(axis=0).var(ddof=1) / len(
        others
    )
    if 0 < value < 1:
        assert upper - value == pytest.approx(min(1.959964 * spread**0.5, 1 - value), abs=1e-6)
        assert value - lower == pytest.approx(min(1.959964 * spread**0.5, value), abs=1e-6)


@given(SCORES, SCORES, st.floats(0, 1))
def test_members_caught_are_read_from_the_curve(
    members: list[int], others: list[int], mistaken: float
) -> None:
    truth = [1] * len(members) + [0] * len(others)
    false, true, _ = roc_curve(truth, [*members, *others], drop_intermediate=False)
    # Where the curve rises straight up at `mistaken`, its top and its foot are both on it.
    here = true[false == mistaken]
    caught = caught_at(np.array(members, float), np.array(others, float), mistaken)
    if len(here):
        assert here.min() - 1e-9 <= caught <= here.max() + 1e-9
    else:
        assert caught == pytest.approx(np.interp(mistaken, false, true))


def inferred(
    release: pa.Table, members: pa.Table, control: pa.Table, **more: Any
) -> MembershipFigures:
    return infer_membership(staged(release, members, control, **more))


@settings(deadline=None, max_examples=10)
@given(st.integers(0, 2**16))
def test_nothing_depends_on_the_order_of_rows(seed: int) -> None:
    tables = [people(150, side) for side in range(3)]
    mixed = [shuffled(table, seed + place) for place, table in enumerate(tables)]
    assert inferred(*mixed) == inferred(*tables)


def noisy(table: pa.Table, seed: int) -> pa.Table:
    """Return a table with 5 % noise in numbers and one category of each row swapped."""
    rng = np.random.default_rng(seed)
    for name in ("age", "income", "height"):
        values = table.column(name).to_numpy(zero_copy_only=False).astype(np.float64)
        moved = values + rng.normal(0, 0.05 * np.nanstd(values), len(values))
        table = with_column(table, name, pa.array(moved, from_pandas=True))
    return with_column(table, "job", shuffled(table, seed).column("job"))


def test_leaks_are_found() -> None:
    number = 1_000
    members, control, others = (people(number, side) for side in range(3))
    bootstrap = members.take(np.random.default_rng(0).integers(0, number, number))
    found = inferred(bootstrap, members, control).strongest()
    assert found is not None
    assert found.verdict == "found"
    assert found.caught.share == pytest.approx(1 - np.exp(-1), abs=0.05)  # who was drawn at all
    as_numbers = [changed(t, "age", lambda age: age * 1.0) for t in (members, control)]
    found = inferred(noisy(members, 1), *as_numbers).strongest()
    assert found is not None
    assert found.verdict == "found"
    assert found.auc_lower > 0.6
    copies = pa.concat_tables([others.slice(50), members.slice(0, 50)])
    figures = inferred(copies, members, control)
    found = figures.strongest()
    assert figures.verdict == "found"
    assert found is not None
    assert found.excess.value == pytest.approx(0.05, abs=0.02)
    assert found.excess.lower > 0


def test_one_percent_of_copies_is_found_with_enough_people() -> None:
    for seed in range(3):
        members, control, others = (people(6_000, 3 * seed + side) for side in range(3))
        copies = pa.concat_tables([others.slice(60), members.slice(0, 60)])
        assert inferred(copies, members, control).verdict == "found"


def test_memorised_outliers_are_found_among_the_outliers() -> None:
    # Among all groups of people are 100 as no others are; those of the source are released.
    odd = [
        changed(people(100, 10 + side), "height", lambda height: height + 90) for side in range(3)
    ]
    for place, table in enumerate(odd):
        words = pa.array([f"odd {place} {row}" for row in range(100)])
        odd[place] = with_column(with_column(table, "town", words), "job", words)
    members, control, others = (
        pa.concat_tables([people(2_900, side), odd[side]]) for side in range(3)
    )
    release = pa.concat_tables([others.slice(0, 2_900), odd[0]])
    figures = inferred(release, members, control)
    everybody, outliers = figures.strongest("all"), figures.strongest("outliers")
    assert everybody is not None
    assert outliers is not None
    assert outliers.verdict == "found"
    assert outliers.excess.lower > everybody.excess.upper


def test_subjects_are_told_by_the_row_that_tells_most() -> None:
    number = 400
    rows = [people(3 * number, side) for side in range(3)]
    whose = pa.array(np.repeat(np.arange(number), 3))
    # One row of each member is released, which gives all of the member's rows away.
    release = pa.concat_tables([rows[2].slice(number), rows[0].take(np.arange(number) * 3)])
    figures = inferred(release, rows[0], rows[1], member_subjects=whose, control_subjects=whose)
    found = figures.strongest()
    assert (figures.subjects, figures.members, figures.control) == (number, number, number)
    assert found is not None
    assert found.caught.share == 1.0


def test_keys_and_pseudonyms_are_nothing_that_is_known() -> None:
    members, control, others = (people(300, side) for side in range(3))
    tokens = [pa.array([f"{side}{row:x}" for row in range(300)]) for side in range(2)]
    members, control = (
        with_column(with_column(t, "token", token), "id", np.arange(300))
        for t, token in zip((members, control), tokens, strict=True)
    )
    release = with_column(with_column(others, "token", tokens[0]), "id", np.arange(300)[::-1])
    figures = inferred(release, members, control)
    assert figures.columns == tuple(others.column_names)
    assert figures.verdict == "not found"
    told = infer_membership(staged(release, members, control), names=["token"])
    assert told.columns == ("token",)
    assert told.verdict == "found"
    only = pa.table({"token": tokens[0]})
    assert inferred(only, only, only).columns == ("token",)


def test_what_cannot_be_measured_is_said() -> None:
    members, control = people(200, 1), people(60, 2)
    without = infer_membership(staged(members, members, None))
    assert (without.verdict, without.reason, without.figures) == ("cannot tell", "no-control", ())
    assert without.strongest() is None
    few = infer_membership(staged(members, members, control))
    assert (few.verdict, few.reason) == ("cannot tell", "few-subjects")
    assert few.figures
    alike = pa.table({"a": ["x"] * 200, "b": pa.array([None] * 200, pa.int64())})
    constant = infer_membership(staged(alike, alike, alike))
    assert (constant.verdict, constant.reason) == ("cannot tell", "constant")
    one = infer_membership(staged(members.slice(0, 1), members, people(200, 2)))
    assert one.released_rows == 1
    assert one.figures


def test_distances_to_the_closest_record_are_those_of_the_definition() -> None:
    rng = np.random.default_rng(1)
    tables = [
        pa.table({"x": rng.normal(size=n), "c": pa.array(rng.choice(list("abc"), n))})
        for n in (40, 100, 100)
    ]
    scene = staged(*tables)
    figures = closest_records(scene)
    scale = scene.column("x").scale
    nearest = []
    for table in tables[1:]:
        numbers = np.abs(tables[0]["x"].to_numpy()[:, None] - table["x"].to_numpy()) / scale
        words = tables[0]["c"].to_numpy()[:, None] != table["c"].to_numpy()
        nearest.append(np.sort((np.minimum(numbers, 1) + words) / 2, axis=1)[:, :2])
    assert figures.to_source == pytest.approx(
        np.quantile(nearest[0][:, 0], [0.05, 0.25, 0.5, 0.75, 0.95])
    )
    assert figures.ratio_to_control == pytest.approx(
        float(np.mean(nearest[1][:, 0] / nearest[1][:, 1]))
    )
    assert figures.nearer_to_source is not None
    assert figures.nearer_to_source.share == pytest.approx(
        float(np.mean(nearest[0][:, 0] < nearest[1][:, 0]))
    )


def test_distances_to_the_closest_record_miss_a_part_that_was_copied() -> None:
    members, control, others = (people(2_000, side) for side in range(3))
    copies = pa.concat_tables([others.slice(100), members.slice(0, 100)])
    figures = closest_records(staged(copies, members, control))
    assert figures.nearer_to_source is not None
    assert figures.nearer_to_source.share < 0.55
    assert inferred(copies, members, control).verdict == "found"
    alone = closest_records(staged(copies, members, None))
    assert (alone.to_control, alone.nearer_to_source, alone.reason) == (None, None, "no-control")


@pytest.mark.slow
def test_intervals_cover_nothing_where_nothing_leaks() -> None:
    trials, covered, alarms = 150, 0, 0
    for seed in range(trials):
        figures = inferred(*(people(300, 5_000 + 3 * seed + side) for side in range(3)))
        assert len(figures.figures) == 5  # too few outliers to tell anything
        covered += all(
            figure.excess.lower <= 0 <= figure.excess.upper
            and figure.auc_lower <= 0.5 <= figure.auc_upper
            for figure in figures.figures
        )
        alarms += figures.verdict == "found"
    assert covered >= 0.95 * trials
    assert alarms <= 0.05 * trials


@pytest.mark.slow
def test_outliers_are_no_leak_by_being_outliers() -> None:
    trials, covered = 60, 0
    for seed in range(trials):
        figures = inferred(*(people(1_200, 9_000 + 3 * seed + side) for side in range(3)))
        outliers = [figure for figure in figures.figures if figure.group == "outliers"]
        assert len(outliers) == 5
        covered += all(f.excess.lower <= 0 <= f.excess.upper for f in outliers)
    assert covered >= 0.95 * trials
