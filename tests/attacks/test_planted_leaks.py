"""Leaks that were planted are found by the attacks that should see them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from sector_data.assessment.attacks import run_attacks
from sector_data.assessment.attacks.neighbours import nearest, records_of
from sector_data.spec.evidence.attacks import Attack, AttackFigure, Verdict
from tests.attacks.releases import noised, population, rows, scene, with_copies

PEOPLE = 4000

Make = Callable[[pa.Table, pa.Table, np.random.Generator], pa.Table]


def innocent(members: pa.Table, others: pa.Table, rng: np.random.Generator) -> pa.Table:
    return others


def copied(members: pa.Table, others: pa.Table, rng: np.random.Generator) -> pa.Table:
    return rows(members, rng.integers(0, len(members), len(members)))


def blurred(members: pa.Table, others: pa.Table, rng: np.random.Generator) -> pa.Table:
    return noised(members, rng)


def with_outliers(members: pa.Table, others: pa.Table, rng: np.random.Generator) -> pa.Table:
    """Memorise the twentieth of members who are farthest from everybody else."""
    made = scene(others, members, None)
    distances, _ = nearest(records_of(made, "members"), records_of(made, "release"))
    farthest = np.argsort(-distances[:, 0])[: len(members) // 20]
    return pa.concat_tables([others.slice(len(farthest)), rows(members, farthest)])


RELEASES: dict[str, Make] = {
    "innocent": innocent,
    "all copied": copied,
    "blurred": blurred,
    "5 % copied": with_copies(0.05),
    "1 % copied": with_copies(0.01),
    "5 % outliers": with_outliers,
}


@cache
def figures(name: str, attack: Attack) -> tuple[AttackFigure, ...]:
    rng = np.random.default_rng(2)
    members, control, others = (population(PEOPLE, rng) for _ in range(3))
    release = RELEASES[name](members, others, rng)
    return run_attacks(scene(release, members, control, 5), attacks=(attack,)).figures


def figure(name: str, attack: Attack, **wanted: Any) -> AttackFigure:
    (found,) = [
        f
        for f in figures(name, attack)
        if all(getattr(f, key) == value for key, value in wanted.items())
    ]
    return found


@pytest.mark.parametrize(
    ("release", "verdict"),
    [
        ("innocent", "not found"),
        ("all copied", "found"),
        ("blurred", "found"),
        ("5 % copied", "found"),
        ("1 % copied", "found"),
        ("5 % outliers", "found"),
    ],
)
def test_singling_out(release: str, verdict: Verdict) -> None:
    assert figure(release, "singling-out", method="several-columns").verdict == verdict


@pytest.mark.parametrize(
    ("release", "verdict"),
    [
        ("innocent", "not found"),
        ("all copied", "found"),
        ("blurred", "found"),
        ("5 % copied", "found"),
        ("1 % copied", "found"),
        ("5 % outliers", "found"),
    ],
)
def test_linkability(release: str, verdict: Verdict) -> None:
    assert figure(release, "linkability").verdict == verdict


@pytest.mark.parametrize(
    ("release", "verdict"),
    [
        ("innocent", "not found"),
        ("all copied", "found"),
        ("blurred", "found"),
        ("5 % copied", "found"),
        ("5 % outliers", "found"),
    ],
)
def test_inference(release: str, verdict: Verdict) -> None:
    assert figure(release, "inference", secret="income", method="nearest").verdict == verdict


def test_more_copies_gain_more() -> None:
    gained = [
        figure(name, "singling-out", method="several-columns").excess
        for name in ("innocent", "1 % copied", "5 % copied", "all copied")
    ]
    values = [excess.value for excess in gained if excess is not None]
    # Whoever is copied is singled out, and nobody else.
    assert values == pytest.approx([0, 0.01, 0.05, 1], abs=0.01)


def test_the_worst_figure_of_an_attack_is_the_one_that_gains_most() -> None:
    rng = np.random.default_rng(9)
    members, control = population(300, rng), population(300, rng)
    found = run_attacks(scene(members, members, control))
    worst = found.worst("inference")
    assert worst is not None
    assert worst.excess is not None
    assert all(
        f.excess.value <= worst.excess.value
        for f in found.figures
        if f.attack == "inference" and f.excess is not None
    )
    assert found.worst("record-linkage") is None


def test_a_subgroup_that_is_given_away_is_told_apart() -> None:
    rng = np.random.default_rng(3)
    members, control, others = (population(3000, rng) for _ in range(3))
    women = [np.asarray(t["sex"]) == "f" for t in (members, others)]
    release = pa.concat_tables(
        [rows(members, np.flatnonzero(women[0])), rows(others, np.flatnonzero(~women[1]))]
    )
    found = run_attacks(scene(release, members, control), attacks=("inference",)).figures
    (nearest_one,) = [f for f in found if f.secret == "income" and f.method == "nearest"]
    by_column = {s.column: s for s in nearest_one.subgroups}
    # Towns are too small.
    assert set(by_column) == {"age", "sex", "region", "job", "height", "weight"}
    assert by_column["sex"].verdict == "found"
    assert nearest_one.excess is not None
    assert by_column["sex"].excess.value > 1.5 * nearest_one.excess.value
    assert by_column["sex"].share_of_subjects == pytest.approx(0.5, abs=0.05)
