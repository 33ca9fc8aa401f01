"""Survival curves and tests agree with statsmodels; what cannot be followed is said."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.assessment.usefulness.survival import (
    curve_distance,
    kaplan_meier,
    log_rank,
    mean_distance,
)
from sector_data.sources.tables import Table
from sector_data.spec.evidence.usefulness import SurvivalFigures
from sector_data.spec.usefulness_tasks import SurvivalTask, UsefulnessTasks
from tests.assessment.usefulness import cohort
from tests.assessment.usefulness.people import people, shuffled
from tests.assessment.usefulness.trying import declared

FOLLOWED = st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=1, max_size=50)


def measure(source: Table, release: Table, **task: str) -> SurvivalFigures:
    tasks = UsefulnessTasks(survival=(SurvivalTask.model_validate(task),))
    return declared(source, release, tasks).survival[0]


def test_kaplan_meier() -> None:
    curve = kaplan_meier(cohort.DURATIONS, cohort.EVENTS)
    assert curve.times.tolist() == list(cohort.KAPLAN_MEIER)
    assert curve.survival == pytest.approx(list(cohort.KAPLAN_MEIER.values()), abs=1e-11)


def test_log_rank() -> None:
    followed = cohort.DURATIONS, cohort.EVENTS
    assert log_rank(*followed, cohort.GROUP) == pytest.approx(cohort.LOG_RANK)
    assert log_rank(*followed, np.arange(60) % 3) == pytest.approx(cohort.LOG_RANK_OF_THREE)
    assert log_rank(*followed, np.zeros(60, dtype=np.int64)) is None
    assert log_rank(cohort.DURATIONS, np.zeros(60, dtype=np.bool_), cohort.GROUP) is None


@given(FOLLOWED)
def test_without_censoring_the_curve_is_the_share_that_is_left(
    rows: list[tuple[int, bool]],
) -> None:
    times = np.array([time for time, _ in rows], dtype=np.float64)
    curve = kaplan_meier(times, np.ones(len(times), dtype=np.bool_))
    grid = np.arange(-1.0, 11)
    assert curve.at(grid) == pytest.approx([(times > at).mean() for at in grid])
    assert curve.mean(curve.end) == pytest.approx(times.mean())


@given(FOLLOWED, FOLLOWED)
def test_distances_are_symmetric_shares(
    first: list[tuple[int, bool]], second: list[tuple[int, bool]]
) -> None:
    one, two = (
        kaplan_meier(np.array([t for t, _ in rows], float), np.array([e for _, e in rows]))
        for rows in (first, second)
    )
    for distance in (curve_distance, mean_distance):
        assert distance(one, one) == 0
        assert distance(one, two) == pytest.approx(distance(two, one))
        assert 0 <= distance(one, two) <= 1


def test_groups_that_were_mixed_up_are_seen() -> None:
    source = people(3_000)
    mixed = shuffled(source, ["ill"])
    same = measure(source, source, duration="days", event="left", group="ill")
    lost = measure(source, mixed, duration="days", event="left", group="ill")
    assert same.curve is not None
    assert lost.curve is not None
    assert (same.curve.value, same.curve.score) == (0, 1)
    assert lost.curve.score is not None
    assert lost.curve.score < 0.1
    # All together the curve is what it was.
    assert lost.log_rank == same.log_rank == pytest.approx(1)
    assert same.group_p_release == same.group_p_source
    assert lost.group_p_source is not None
    assert lost.group_p_source < 1e-20
    assert lost.group_p_release is not None
    assert lost.group_p_release > 1e-3
    assert same.hazards is not None
    assert same.hazards.kind == "cox"
    (ratio,) = same.hazards.coefficients
    assert (ratio.overlap, ratio.same_sign) == (1, True)
    assert ratio.level in {"true", "false"}
    assert lost.hazards is not None
    assert lost.hazards.coefficients[0].overlap == 0


def test_all_together_without_groups() -> None:
    source = people(1_000)
    figures = measure(source, source, duration="days", event="left")
    assert figures.curve is not None
    assert (figures.curve.value, figures.curve.useless) == (0, None)
    assert figures.hazards is None


@pytest.mark.parametrize(
    ("duration", "event", "reason"),
    [
        ("days", "ward", "no-event-column"),
        ("days", "age", "no-event-column"),
        ("sex", "left", "no-number"),
        ("days", "never", "no-events"),
        ("days", "flag", None),
    ],
)
def test_what_cannot_be_followed(duration: str, event: str, reason: str | None) -> None:
    source = people(300)
    data = source.data.append_column("never", pa.array([0] * 300))
    data = data.append_column("flag", pa.array([1, 0, None] * 100))
    table = Table("people", data)
    figures = measure(table, table, duration=duration, event=event)
    assert (figures.why_not and figures.why_not.reason) == reason
    assert (figures.curve is None) == (reason is not None)
