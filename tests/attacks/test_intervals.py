"""Intervals of shares and of excesses: what others give, and how often they cover the truth."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.assessment.attacks.intervals import excess, judge, rate
from sector_data.spec.evidence.attacks import Excess

COUNTS = st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(COUNTS)
def test_a_share_lies_in_its_interval(count: tuple[int, int]) -> None:
    found = rate(*count)
    assert 0 <= found.lower <= found.share <= found.upper <= 1
    opposite = rate(count[1] - count[0], count[1])
    assert opposite.upper == pytest.approx(1 - found.lower)


@pytest.mark.parametrize(
    ("count", "interval"),
    [
        # Newcombe 1998, Statistics in Medicine 17(8), table I, method 3.
        ((81, 263), (0.2553, 0.3662)),
        ((15, 148), (0.0624, 0.1605)),
        ((0, 20), (0.0000, 0.1611)),
        ((1, 29), (0.0061, 0.1718)),
    ],
)
def test_shares_have_the_published_intervals(
    count: tuple[int, int], interval: tuple[float, float]
) -> None:
    found = rate(*count)
    assert (found.lower, found.upper) == pytest.approx(interval, abs=5e-5)


@given(COUNTS, COUNTS)
def test_an_excess_lies_in_its_interval(main: tuple[int, int], control: tuple[int, int]) -> None:
    found = excess(rate(*main), rate(*control))
    if control[0] == control[1]:
        assert found is None
        return
    assert found is not None
    assert -1 <= found.lower <= found.value <= found.upper <= 1
    share, guessed = main[0] / main[1], control[0] / control[1]
    assert found.value == pytest.approx(max((share - guessed) / (1 - guessed), -1))


@given(COUNTS)
def test_the_same_shares_exceed_nothing(count: tuple[int, int]) -> None:
    found = excess(rate(*count), rate(*count))
    if found is not None:
        assert found.value == pytest.approx(0)
        assert found.lower <= 0 <= found.upper


@cache
def cached(one: int, other: int, attempts: int) -> Excess | None:
    return excess(rate(one, attempts), rate(other, attempts))


@pytest.mark.parametrize(
    ("main", "control"), [(0.1, 0.1), (0.02, 0.02), (0.5, 0.3), (0.9, 0.6), (0.97, 0.96), (0.01, 0)]
)
@pytest.mark.parametrize("attempts", [100, 600])
def test_intervals_cover_the_true_excess(main: float, control: float, attempts: int) -> None:
    rng = np.random.default_rng(17)
    truth = (main - control) / (1 - control)
    trials = 1500
    covered = 0
    for one, other in zip(
        rng.binomial(attempts, main, trials), rng.binomial(attempts, control, trials), strict=True
    ):
        found = cached(int(one), int(other), attempts)
        # A control that never fails leaves nothing to be said.
        covered += found is None or found.lower <= truth <= found.upper
    # 1,500 trials of an event of 95 % stray by less than 0.017, three standard deviations.
    assert covered / trials >= 0.933


def test_what_an_interval_tells() -> None:
    def said(lower: float, upper: float) -> tuple[str, str | None]:
        return judge(Excess(value=(lower + upper) / 2, lower=lower, upper=upper), None)

    assert said(0.01, 0.3) == ("found", None)
    assert said(-0.01, 0.05) == ("not found", None)
    assert said(-0.2, 0.2) == ("cannot tell", "wide-interval")
    assert judge(None, None) == ("cannot tell", "always-guessed")
    certain = Excess(value=0.5, lower=0.4, upper=0.6)
    assert judge(certain, "few-subjects") == ("cannot tell", "few-subjects")
