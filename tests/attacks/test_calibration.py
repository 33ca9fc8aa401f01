"""What leaks nothing by construction is found innocent as often as intervals promise.

A trial draws people of one population, a release that was made without looking at who is a member,
and attacks it. The excess of an attack is then nothing, and its 95 % interval holds 0 in 19 trials
of 20. Sampling the trials lets a count stray: of n trials 0.05 n are due to miss it, and three
standard deviations more, 0.65 sqrt(n), are allowed.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pytest

from sector_data.assessment.attacks import run_attacks
from sector_data.assessment.attacks.linkage import attack_linkage
from tests.attacks.releases import population, rows, scene, shuffled_columns

PEOPLE = 250

Tables = tuple[pa.Table, pa.Table, pa.Table]


def most_misses(trials: int) -> float:
    return 0.05 * trials + 0.65 * math.sqrt(trials)


def others(rng: np.random.Generator) -> Tables:
    """Release other people."""
    first, second, third = (population(PEOPLE, rng) for _ in range(3))
    return first, second, third


def shuffled(rng: np.random.Generator) -> Tables:
    """Release the members' columns, each shuffled by itself."""
    members = population(PEOPLE, rng)
    return shuffled_columns(members, rng), members, population(PEOPLE, rng)


@pytest.mark.slow
@pytest.mark.parametrize(("make", "trials"), [(others, 160), (shuffled, 60)])
def test_what_leaks_nothing_is_found_innocent(
    make: Callable[[np.random.Generator], Tables], trials: int
) -> None:
    missed: Counter[tuple[str, str, str | None]] = Counter()
    tried: Counter[tuple[str, str, str | None]] = Counter()
    for seed in range(trials):
        release, members, control = make(np.random.default_rng([seed, 4]))
        found = run_attacks(scene(release, members, control, seed), number=PEOPLE)
        for figure in found.figures:
            if figure.excess is not None:
                which = (figure.attack, figure.method, figure.secret)
                tried[which] += 1
                missed[which] += not figure.excess.lower <= 0 <= figure.excess.upper
    # Singling out, linkability, and two secrets guessed in two ways.
    assert len(tried) == 6
    assert set(tried.values()) == {trials}
    assert max(missed.values()) <= most_misses(trials)
    # All together they miss no more often than they may.
    assert sum(missed.values()) / sum(tried.values()) <= 0.06


@pytest.mark.slow
def test_links_to_rows_that_tell_nothing_are_right_by_chance() -> None:
    missed, tried = 0, 0
    for seed in range(40):
        rng = np.random.default_rng([seed, 5])
        members, control = population(PEOPLE, rng), population(PEOPLE, rng)
        # Each row holds what is known of somebody else.
        made = scene(
            rows(members, rng.permutation(PEOPLE)),
            members,
            control,
            seed,
            released_members=np.arange(PEOPLE),
        )
        for figure in attack_linkage(made):
            assert figure.excess is not None
            tried += 1
            missed += not figure.excess.lower <= 0 <= figure.excess.upper
    assert tried == 120
    assert missed <= most_misses(tried)
