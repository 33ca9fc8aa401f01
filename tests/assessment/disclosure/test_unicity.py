"""Unicity beside plain sets, and what is known of made populations."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.assessment.disclosure.unicity import measure_unicity
from sector_data.errors import InputError
from sector_data.sources.tables import Table
from sector_data.spec.evidence.uniqueness import Unicity

Event = tuple[int | None, str | None, int | None]


def measure(
    events: Sequence[Event], known: Sequence[int] = (1, 2, 3), *, drawn: int = 10_000, seed: int = 0
) -> Unicity:
    data = pa.table(
        {
            "place": pa.array([e[1] for e in events], pa.string()),
            "hour": pa.array([e[2] for e in events], pa.int64()),
        }
    )
    subjects = pa.array([e[0] for e in events], pa.int64())
    return measure_unicity(
        Table("t", data), ["place", "hour"], subjects, known=known, drawn=drawn, seed=seed
    )


@st.composite
def events(draw: st.DrawFn) -> list[Event]:
    """Return events of 100 subjects or more, all with the same number of different ones."""
    many = draw(st.integers(1, 3))
    rng = random.Random(draw(st.integers(0, 10**6)))
    kinds = [(place, hour) for place in "abcdefgh" for hour in range(draw(st.integers(1, 6)))]
    return [(subject, *kind) for subject in range(110) for kind in rng.sample(kinds, min(many, 8))]


@settings(max_examples=25)
@given(events())
def test_with_all_events_known_unicity_is_that_of_whole_traces(known: list[Event]) -> None:
    traces: dict[int | None, set[tuple[object, object]]] = {}
    for subject, place, hour in known:
        traces.setdefault(subject, set()).add((place, hour))
    most = max(map(len, traces.values()))
    unique = sum(
        not any(mine <= theirs for who, theirs in traces.items() if who != subject)
        for subject, mine in traces.items()
    )
    point = measure(known, [most]).points[0]
    assert point.share == pytest.approx(unique / len(traces))
    assert point.drawn == point.eligible == len(traces)


@settings(max_examples=25)
@given(events(), st.randoms(use_true_random=False), st.integers(0, 3))
def test_order_of_rows_does_not_matter(known: list[Event], rng: random.Random, seed: int) -> None:
    shuffled = rng.sample(known, len(known))
    twice = shuffled + shuffled[: len(shuffled) // 2]  # the same event again tells nothing more
    found = measure(known, seed=seed, drawn=60)
    assert measure(twice, seed=seed, drawn=60).points == found.points


@settings(max_examples=25)
@given(events(), st.integers(0, 3))
def test_more_known_events_never_make_fewer_unique(known: list[Event], seed: int) -> None:
    shares = [p.share for p in measure(known, seed=seed).points if p.share is not None]
    assert shares == sorted(shares)


def test_one_known_event_is_the_share_of_unique_events() -> None:
    # Each subject has two events that nobody shares and two that all do: a half on the mean.
    known: list[Event] = []
    for subject in range(3_000):
        known += [(subject, "all", 1), (subject, "all", 2)]
        known += [(subject, f"own {subject}", 1), (subject, f"own {subject}", 2)]
    one, two, three = measure(known).points
    assert one.share == pytest.approx(1 / 2, abs=0.04)
    assert two.share == pytest.approx(5 / 6, abs=0.04)
    assert three.share == 1
    assert one.low is not None
    assert one.high is not None
    assert one.low < 1 / 2 < one.high
    other = measure(known, seed=1).points[0]
    assert other.share != one.share


def test_a_sample_is_within_its_interval() -> None:
    rng = np.random.default_rng(0)
    known: list[Event] = [
        (subject, str(place), 0)
        for subject in range(5_000)
        for place in rng.geometric(0.004, 4).tolist()
    ]
    every = measure(known, [2]).points[0]
    inside = 0
    for seed in range(20):
        some = measure(known, [2], drawn=300, seed=seed).points[0]
        assert some.drawn <= 300
        assert some.low is not None
        assert some.high is not None
        assert every.share is not None
        inside += some.low <= every.share <= some.high
    assert inside >= 17


def test_missing_values_and_subjects() -> None:
    known: list[Event] = [(subject, str(subject), 1) for subject in range(200)]
    gaps: list[Event] = [(None, "x", 1), (7, None, None)]
    whole, some = measure(known), measure([*known, *gaps])
    assert (whole.subjects, whole.kinds, whole.points) == (some.subjects, some.kinds, some.points)
    assert measure([*known, (7, "x", None)]).kinds == whole.kinds + 1


def test_what_cannot_be_measured_says_so() -> None:
    few = measure([(subject, "x", subject) for subject in range(99)])
    assert few.points[0].why_not is not None
    assert few.points[0].why_not.reason == "few-events"
    assert few.points[0].share is None
    one = measure([(subject, "x", subject) for subject in range(150)])
    assert one.points[0].share == 1
    assert one.points[1].why_not is not None
    nobody = measure([])
    assert nobody.why_not is not None
    assert (nobody.subjects, nobody.median_events) == (0, None)
    constant = measure([(subject, "x", 1) for subject in range(150)])
    assert constant.points[0].share == 0


def test_mistaken_arguments_are_refused() -> None:
    data = Table("t", pa.table({"a": ["x"]}))
    who = pa.array([1])
    with pytest.raises(InputError, match="no column b"):
        measure_unicity(data, ["b"], who)
    with pytest.raises(InputError, match="known of an event"):
        measure_unicity(data, [], who)
    with pytest.raises(InputError, match="2 subjects for 1 rows"):
        measure_unicity(data, ["a"], pa.array([1, 2]))
    with pytest.raises(InputError, match="at least 1"):
        measure_unicity(data, ["a"], who, known=[0])


def test_no_value_of_the_table_is_told() -> None:
    found = measure([(4_242_424_242, "Zebedee", i) for i in range(5)])
    told = json.dumps(found.model_dump(mode="json"))
    assert "Zebedee" not in told
    assert "4242424242" not in told
