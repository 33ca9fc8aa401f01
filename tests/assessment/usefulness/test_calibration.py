"""The scale is right on average: another sample of the same people is at the noise floor."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from sector_data.assessment.usefulness.columns import measure_column
from sector_data.assessment.usefulness.pairs import chosen_pairs, measure_pair
from sector_data.assessment.usefulness.preparing import varied_columns
from sector_data.assessment.usefulness.queries import measure_random_queries
from sector_data.assessment.usefulness.trials import Trials
from tests.assessment.usefulness.people import people, shuffled, take
from tests.assessment.usefulness.trying import trials

TRIALS = 15
ROWS = 600


@pytest.fixture(scope="module")
def fresh() -> list[Trials]:
    """Return sources beside other people of the same kind."""
    return [
        trials(people(ROWS, seed=100 + n), people(ROWS, seed=1_000 + n), splits=4)
        for n in range(TRIALS)
    ]


def ways(made: Trials) -> tuple[float, float]:
    """Return the whole way from useless to the floor over all pairs, and what is gone of it."""
    joints = [measure_pair(made, *pair).joint for pair in chosen_pairs(varied_columns(made))]
    scored = [j for j in joints if j is not None and j.score is not None]
    assert scored
    way = sum((j.useless or 0) - j.floor for j in scored)
    return way, sum((j.useless or 0) - j.halved for j in scored)


def test_pairs_of_other_people_score_1_on_average(fresh: list[Trials]) -> None:
    # Before the cut at 1, so that those above and below it weigh alike.
    scores = [gone / way for way, gone in map(ways, fresh)]
    assert np.mean(scores) == pytest.approx(1, abs=0.04)


def test_distances_of_other_people_are_those_of_halves(fresh: list[Trials]) -> None:
    ratios = []
    for made in fresh:
        for name in made.codings:
            distance = measure_column(made, name, None).distance
            assert distance is not None
            ratios.append(distance.halved / distance.floor)
    assert np.mean(ratios) == pytest.approx(1, abs=0.1)
    queries = [measure_random_queries(m, varied_columns(m)).median_error for m in fresh]
    assert np.mean([q.halved / q.floor for q in queries]) == pytest.approx(1, abs=0.1)


def test_false_alarms_are_rare(fresh: list[Trials]) -> None:
    words: Counter[str] = Counter()
    for made in fresh:
        words.update(measure_column(made, name, None).verdict for name in made.codings)
        pairs = chosen_pairs(varied_columns(made))
        words.update(measure_pair(made, *pair).verdict for pair in pairs)
    assert words["do not use"] == 0
    assert words["safe to use"] > 0.93 * words.total()


def test_a_release_of_any_size_has_the_noise_of_its_size() -> None:
    source = people(3_000)
    small = [trials(source, take(people(300, seed=n), np.arange(300)), splits=4) for n in range(5)]
    large = trials(source, people(3_000, seed=9), splits=4)
    floors = [measure_column(made, "age", None).distance for made in small]
    whole = measure_column(large, "age", None).distance
    assert whole is not None
    for floor in floors:
        assert floor is not None
        assert floor.floor > 1.5 * whole.floor
    scores = [gone / way for way, gone in map(ways, small)]
    assert np.mean(scores) == pytest.approx(1, abs=0.15)


def test_lost_dependence_scores_0_on_average() -> None:
    scores = []
    for seed in range(8):
        source = people(ROWS, seed=seed)
        way, gone = ways(trials(source, shuffled(source, seed=seed + 50), splits=4))
        scores.append(gone / way)
    assert np.mean(scores) == pytest.approx(0, abs=0.06)
