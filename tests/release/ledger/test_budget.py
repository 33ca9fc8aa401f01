"""Sums of privacy budgets against their definitions."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, date, datetime

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.release.ledger.budget import budget_lines, total
from sector_data.release.ledger.sketches import Sketch, marks_of
from sector_data.spec.ledger import KeptRelease, KeptTable, Spent
from sector_data.spec.words import Recipient

EPSILONS = st.lists(st.floats(0, 10), min_size=1, max_size=8)


@given(EPSILONS)
def test_epsilons_add_up(epsilons: list[float]) -> None:
    spent, delta = total([Spent(epsilon=e, delta=1e-9) for e in epsilons], 1e-5)

    assert spent == pytest.approx(sum(epsilons))
    assert delta == pytest.approx(len(epsilons) * 1e-9)


@given(st.lists(st.floats(1e-6, 2), min_size=1, max_size=8), st.floats(1e-12, 0.1))
def test_rhos_add_up_before_they_are_turned_into_an_epsilon(
    rhos: list[float], delta: float
) -> None:
    """Bun and Steinke 2016, proposition 1.3, of the sum; several conversions would cost more."""
    epsilon, deltas = total([Spent(rho=rho) for rho in rhos], delta)

    rho = sum(rhos)
    assert epsilon == pytest.approx(rho + 2 * math.sqrt(rho * math.log(1 / delta)))
    assert deltas == pytest.approx(delta)
    apart = sum(total([Spent(rho=r)], delta)[0] for r in rhos)
    assert epsilon <= apart * (1 + 1e-9)


def test_a_known_conversion() -> None:
    """rho = 0.1 at delta = 1e-6: 0.1 + 2 sqrt(0.1 ln 10^6) = 2.4508 by hand."""
    assert total([Spent(rho=0.1)], 1e-6)[0] == pytest.approx(2.45079, abs=1e-4)


def test_rho_without_delta_has_no_epsilon() -> None:
    assert total([Spent(rho=0.1)], 0)[0] == math.inf


def kept(
    name: str, subjects: int, spent: Spent | None, withdrawn: str | None = None
) -> KeptRelease:
    return KeptRelease(
        digest=name.ljust(64, "0"),
        name=name,
        version="1.0.0",
        recipient=Recipient.PUBLIC,
        made_on=date(2025, 6, 15),
        recorded=datetime(2025, 6, 15, tzinfo=UTC),
        key="k",
        plan_digest="p",
        population="",
        tables=(KeptTable(table="t", unit="subject t.id", rows=subjects, subjects=subjects),),
        spent=spent,
        withdrawn=withdrawn,
    )


def sketches_of(people: Mapping[str, range]) -> Mapping[str, Mapping[str, Sketch]]:
    return {
        name: {"t": Sketch.of(marks_of(pa.array([str(n) for n in numbers]), bytes(32)))}
        for name, numbers in people.items()
    }


def test_only_releases_of_the_same_subjects_add_up() -> None:
    people = {"a": range(100), "b": range(500, 900), "c": range(90, 120), "d": range(600, 601)}
    sketches = sketches_of(people)
    releases = [kept(name, len(of), Spent(epsilon=1, delta=1e-6)) for name, of in people.items()]

    lines = budget_lines(releases, lambda r: sketches[r.name], 1e-5)

    assert [(line.releases, line.subjects, line.epsilon) for line in lines] == [
        (("a00000000000", "c00000000000"), 100, 2),
        (("b00000000000", "d00000000000"), 400, 2),
    ]


def test_a_release_that_joins_two_groups_makes_them_one() -> None:
    people = {"a": range(10), "b": range(10, 20), "c": range(5, 15)}
    sketches = sketches_of(people)
    releases = [kept(name, 10, Spent(epsilon=0.5)) for name in people]

    (line,) = budget_lines(releases, lambda r: sketches[r.name], 1e-5)

    assert line.epsilon == 1.5
    assert len(line.releases) == 3


def test_releases_without_a_budget_and_withdrawn_ones_do_not_count() -> None:
    sketches = sketches_of({"a": range(10), "b": range(10), "c": range(10)})
    releases = [
        kept("a", 10, None),
        kept("b", 10, Spent(epsilon=1)),
        kept("c", 10, Spent(epsilon=1), withdrawn="given to nobody"),
    ]

    (line,) = budget_lines(releases, lambda r: sketches[r.name], 1e-5)

    assert (line.epsilon, line.releases) == (1, ("b00000000000",))
