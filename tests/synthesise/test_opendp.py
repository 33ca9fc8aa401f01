"""OpenDP's engine: what it asks, what it pays, what it joins, and the rows that it draws."""

from __future__ import annotations

import importlib
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.synthesise.engines import opendp_process as process
from sector_data.synthesise.engines.opendp_marginals import Noised, OpenDpMarginals, Question
from tests.synthesise.opendp import needs_opendp

COLUMNS = st.lists(st.sampled_from("abcdefgh"), unique=True, min_size=1, max_size=8)


@given(COLUMNS, st.booleans(), st.data())
def test_the_budget_is_given_out_whole_and_before_any_answer(
    columns: list[str], aimed: bool, data: st.DataObject
) -> None:
    followers = data.draw(st.sets(st.sampled_from(columns), max_size=len(columns) - 1))
    free = [c for c in columns if c not in followers]
    target = data.draw(st.sampled_from(free)) if aimed else None
    asked = process.ask(columns, target, dict.fromkeys(followers, (free[0],)), [])
    assert math.fsum(share for *_, share in asked) == pytest.approx(1)
    kinds = [kind for kind, *_ in asked]
    assert kinds[: len(free)] == ["alone"] * len(free)  # what is joined is known first
    edges = max(0, len(free) - aimed - 1)
    assert kinds[len(kinds) - 2 * edges :] == ["choice", "together"] * edges
    assert kinds.count("target") == (len(free) - 1 if aimed else 0)
    assert kinds.count("dependency") == len(followers)


def test_named_sets_are_counted_and_none_is_chosen() -> None:
    asked = process.ask(["a", "b", "c"], "c", {}, [["a", "b"], ["a", "c"]])
    assert [group for kind, group, _ in asked if kind == "together"] == [("a", "b"), ("a", "c")]
    assert not [kind for kind, *_ in asked if kind == "choice"]


COUNTS = st.lists(st.floats(-50, 500), min_size=2, max_size=12)


@given(COUNTS, st.floats(1, 200))
def test_intervals_are_joined_with_neighbours_until_each_stands_out(
    counts: list[float], least: float
) -> None:
    joined = process.join_neighbours(np, np.array(counts), least)
    values, missing = joined[:-1], joined[-1]
    assert set(np.diff(values)) <= {0, 1}
    sums = np.bincount(values, weights=np.maximum(counts[:-1], 0))
    assert len(sums) <= 2 or (sums >= least * (1 - 1e-9)).all()
    assert missing == (values[-1] + 1 if counts[-1] >= least else 0)


@given(COUNTS, st.floats(1, 200))
def test_rare_categories_become_one(counts: list[float], least: float) -> None:
    joined = process.join_rare(np, np.array(counts), least)
    assert set(joined) == set(range(joined.max() + 1))
    for code in range(joined.max() + 1):
        members = [counts[place] for place in np.flatnonzero(joined[:-1] == code)]
        assert len(members) <= 1 or all(count < least for count in members)


@given(COUNTS, st.floats(1, 200))
def test_no_value_is_expected_less_than_never(counts: list[float], sigma: float) -> None:
    noisy = np.array(counts)
    expected = process.at_least_none(np, noisy, sigma)
    assert (expected > 0).all()
    assert (expected >= noisy - 1e-9).all()
    assert (np.diff(expected[np.argsort(noisy)]) >= -1e-9).all()
    sure = noisy > 6 * sigma  # there the cut at 0 tells nothing
    assert expected[sure] == pytest.approx(noisy[sure], rel=1e-6)


def test_what_is_expected_is_the_mean_of_what_is_not_below_none() -> None:
    drawn = np.random.default_rng(1).normal(-30.0, 60.0, 400_000)
    (expected,) = process.at_least_none(np, np.array([-30.0]), 60.0)
    assert expected == pytest.approx(drawn[drawn >= 0].mean(), rel=0.01)


def test_what_follows_is_what_stands_beside_it_most() -> None:
    drawn: dict[str, Any] = {"a": np.array([0, 1, 1, 0]), "b": np.array([1, 1, 0, 0])}
    counted = {
        # The last of each is the missing value.
        ("a", "b", "c"): np.array([[[9.0, 1, 0, 3], [0, 7, 2, 9]], [[1, 1, 5, 0], [6, 0, 0, 0]]]),
        ("c", "d"): np.array([[0.0, 1, 0], [1, 0, 2], [0, 1, 0], [0, 0, 0]]),
    }
    noise = dict.fromkeys(counted, 0.1)
    process.follow(drawn, {"d": ("c",), "c": ("a", "b")}, counted, noise)
    assert drawn["c"].tolist() == [1, 0, 2, 0]
    assert drawn["d"].tolist() == [0, 1, 1, 1]


def test_what_noise_hides_follows_from_what_nothing_else_does() -> None:
    drawn: dict[str, Any] = {"a": np.array([0, 1, 2])}
    counted: dict[tuple[str, ...], Any] = {
        ("a", "b"): np.array([[90.0, 1, 4, 0], [2, 80, 3, 0], [9, 6, 5, 0]])
    }
    process.follow(drawn, {"b": ("a",)}, counted, {("a", "b"): 5.0})
    assert drawn["b"].tolist() == [0, 1, 2]
    # Of two that would take the same value it goes to the larger count.
    counted["a", "b"] = np.array([[90.0, 1, 4, 0], [2, 9, 12, 0], [3, 8, 14, 0]])
    process.follow(drawn, {"b": ("a",)}, counted, {("a", "b"): 5.0})
    assert drawn["b"].tolist() == [0, 1, 2]


def draw(
    columns: dict[str, Any],
    *,
    target: str | None = None,
    dependencies: dict[str, tuple[str, ...]] | None = None,
) -> Noised:
    return OpenDpMarginals().draw(
        {name: np.asarray(codes, np.int64) for name, codes in columns.items()},
        Question(
            {name: int(np.max(codes)) + 1 for name, codes in columns.items()},
            frozenset(),
            target,
            dependencies or {},
            [],
        ),
        4000,
        contributions=1,
        epsilon=20.0,
        delta=1e-9,
        seed=5,
    )


@pytest.fixture(scope="module")
def drawn() -> tuple[dict[str, Any], Noised]:
    """Rows of which some columns go together, some go with the target, one stands alone."""
    needs_opendp()
    rng = np.random.default_rng(2)
    n = 6000
    ill = (rng.random(n) < 0.4).astype(int)
    columns: dict[str, Any] = {
        "ill": ill,
        "age": np.where(rng.random(n) < 0.7, ill + 1, rng.integers(0, 4, n)),
        "sex": rng.integers(0, 2, n),
        "coin": rng.integers(0, 2, n),
        "rare": np.where(rng.random(n) < 0.1, -1, rng.integers(0, 3, n)),
    }
    columns["job"] = np.where(rng.random(n) < 0.8, columns["sex"], rng.integers(0, 2, n))
    columns["title"] = np.array([2, 0, 1, 3])[columns["age"]]
    return columns, draw(columns, target="ill", dependencies={"title": ("age",)})


def test_pairs_that_tell_most_are_chosen(drawn: tuple[dict[str, Any], Noised]) -> None:
    _, noised = drawn
    assert len(noised.chosen) == 4  # a tree of five columns
    assert {"sex", "job"} <= set(noised.chosen[0])


def test_what_is_paid_is_what_was_asked_for(drawn: tuple[dict[str, Any], Noised]) -> None:
    _, noised = drawn
    assert 19.99 < noised.epsilon <= 20.0
    assert math.fsum(1 / (2 * sigma**2) for sigma in noised.deviations.values()) == pytest.approx(
        noised.rho * (1 - process.SHARES["choice"]), rel=1e-2
    )


def test_rows_have_the_shares_of_what_was_counted(drawn: tuple[dict[str, Any], Noised]) -> None:
    columns, noised = drawn
    for one, other in (("age", "ill"), ("sex", "job"), ("coin", "ill"), ("rare", "ill")):
        real, made = (
            np.histogram2d(rows[one], rows[other], bins=[np.arange(-1.5, 4), np.arange(-1.5, 4)])[0]
            for rows in (columns, noised.codes)
        )
        assert np.abs(real / real.sum() - made / made.sum()).sum() < 0.06, (one, other)


def test_columns_that_are_independent_stay_so(drawn: tuple[dict[str, Any], Noised]) -> None:
    # Drawn in one order within the same target they would be told from each other.
    _, noised = drawn
    for one, other in (("coin", "sex"), ("coin", "age"), ("rare", "job")):
        for ill in (0, 1):
            there = noised.codes["ill"] == ill
            seen = np.corrcoef(noised.codes[one][there], noised.codes[other][there])[0, 1]
            assert abs(seen) < 0.1, (one, other)


def test_what_is_determined_follows_in_every_row(drawn: tuple[dict[str, Any], Noised]) -> None:
    _, noised = drawn
    told = noised.codes["age"] >= 0
    title = np.array([2, 0, 1, 3])[noised.codes["age"][told]]
    assert (noised.codes["title"][told] == title).all()


@pytest.mark.parametrize("contributions", [1, 5])
def test_noise_grows_with_what_a_subject_contributes(contributions: int) -> None:
    words = {"epsilon": 1.0, "delta": 1e-9, "contributions": contributions}
    rows = in_process().Rows({"a": np.zeros(9, int)}, {"a": 2}, words, [1.0])
    assert rows.scale(0) == pytest.approx(contributions / math.sqrt(2 * rows.rho))


def in_process() -> Any:
    needs_opendp()
    if importlib.util.find_spec("opendp") is None:
        pytest.skip("OpenDP is in another environment")
    return importlib.import_module("sector_data.synthesise.engines.opendp_rows")


@settings(max_examples=10, deadline=None)
@given(st.floats(0.05, 30), st.floats(1e-12, 1e-3))
def test_the_budget_is_what_the_accountant_gives_back(epsilon: float, delta: float) -> None:
    rows = in_process()
    dp = importlib.import_module("opendp.prelude")
    dp.enable_features("contrib")
    rho = rows.largest_rho(dp, epsilon, delta)
    simple = (math.sqrt(math.log(1 / delta) + epsilon) - math.sqrt(math.log(1 / delta))) ** 2
    assert rho >= simple * (1 - 1e-9)  # the tighter bound gives no less (Bun and Steinke 2016)
    assert rows.epsilon_of(dp, rho, delta) <= epsilon


@pytest.fixture(scope="module")
def behind() -> Any:
    words = {"epsilon": 1.0, "delta": 1e-9, "contributions": 1}
    return in_process().Rows({"a": np.zeros(9, int)}, {"a": 4, "b": 4}, words, [0.5, 0.5])


@given(data=st.data())
def test_a_row_changes_counts_and_scores_by_no_more_than_is_said(
    behind: Any, data: st.DataObject
) -> None:
    codes = {
        name: np.array(data.draw(st.lists(st.integers(0, 3), min_size=6, max_size=6)))
        for name in "ab"
    }
    less = {name: values[:-1] for name, values in codes.items()}
    joined = {"a": np.array(data.draw(st.permutations([0, 0, 1, 2])))}
    expected = np.array(data.draw(st.lists(st.floats(0, 9), min_size=12, max_size=12)))
    expected = expected.reshape(3, 4)
    for group in (("a",), ("a", "b")):
        before, after = (behind._exact(each, group, joined) for each in (codes, less))
        assert np.abs(before - after).sum() == 1
    there, gone = (behind.distance(c, ("a", "b"), joined, expected) for c in (codes, less))
    assert abs(there - gone) <= 1 + 1e-9


def test_more_than_was_paid_for_is_refused(behind: Any) -> None:
    behind.count(("a",), {})
    behind.count(("a",), {})
    with pytest.raises(Exception, match=r"."):
        behind.count(("a",), {})
