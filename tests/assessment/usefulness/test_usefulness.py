"""All figures together: the ceiling, the bottom, what decides nothing, and words."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.assessment.usefulness import measure_usefulness
from sector_data.assessment.usefulness.columns import measure_column
from sector_data.assessment.usefulness.pairs import chosen_pairs, measure_pair
from sector_data.assessment.usefulness.preparing import varied_columns
from sector_data.sources.tables import Table
from sector_data.spec.evidence.usefulness import UsefulnessFigures, Yardstick
from sector_data.spec.usefulness_tasks import (
    Condition,
    CountQuery,
    RegressionTask,
    SurvivalTask,
    UsefulnessTasks,
)
from tests.assessment.usefulness.people import banded, people, shuffled, take
from tests.assessment.usefulness.trying import trials

TASKS = UsefulnessTasks(
    targets=("ill",),
    subgroups=(("ward", "sex"),),
    counts=(CountQuery(name="old", where=(Condition(column="age", at_least=70),)),),
    survival=(SurvivalTask(duration="days", event="left", group="ill"),),
    regressions=(RegressionTask(outcome="cost", predictors=("age", "ill")),),
)


def yardsticks(figures: Any) -> list[Yardstick]:
    """Return every yardstick in a document."""
    if isinstance(figures, Yardstick):
        return [figures]
    if isinstance(figures, tuple):
        return [found for part in figures for found in yardsticks(part)]
    fields = getattr(type(figures), "model_fields", {})
    return [found for name in fields for found in yardsticks(getattr(figures, name))]


def test_a_copy_is_at_the_ceiling_everywhere() -> None:
    source = people(1_500)
    figures = measure_usefulness(source, source, tasks=TASKS, splits=3)
    found = yardsticks(figures)
    assert len(found) > 70
    for yardstick in found:
        # Halves of equal tables are the same halves: not only close to the floor, but on it.
        assert yardstick.halved == yardstick.floor
        assert yardstick.score in {1, None}
        assert not yardstick.beyond_noise
    assert {c.verdict for c in figures.columns} == {"safe to use"}
    assert {p.verdict for p in figures.pairs} == {"safe to use"}
    assert (figures.column_score, figures.pair_score) == (1, 1)
    assert (figures.pairs_of, len(figures.pairs)) == (28, 28)
    assert (figures.left_out, figures.not_measured, figures.why_not) == ((), {}, None)


def test_shuffled_columns_are_at_the_bottom() -> None:
    source = people(1_500)
    figures = measure_usefulness(source, shuffled(source), tasks=TASKS, splits=3)
    assert {c.verdict for c in figures.columns} == {"safe to use"}
    assert figures.column_score is not None
    assert figures.column_score > 0.99
    assert figures.pair_score is not None
    assert figures.pair_score < 0.15
    for pair in figures.pairs:
        assert pair.strength is not None
        # What depends is not to be used; what never did is as it was.
        if pair.source is not None and abs(pair.source) > 0.3:
            assert pair.verdict == "do not use"
            assert pair.strength.score is not None
            assert pair.strength.score < 0.2


def test_other_people_of_the_same_kind_are_near_the_ceiling() -> None:
    figures = measure_usefulness(people(2_500), people(2_500, seed=77), splits=3)
    assert {c.verdict for c in figures.columns} == {"safe to use"}
    assert {p.verdict for p in figures.pairs} <= {"safe to use", "use with care"}
    assert figures.pair_score is not None
    assert figures.pair_score > 0.85


@settings(max_examples=3)
@given(st.integers(0, 1000))
def test_the_order_of_rows_and_columns_decides_nothing(seed: int) -> None:
    source, release = people(300), banded(people(260, seed=2))
    spelt = banded(source)
    draw = np.random.default_rng(seed)
    names = [spelt.columns[i] for i in draw.permutation(len(spelt.columns))]
    mixed = Table("people", take(spelt, draw.permutation(300)).data.select(names))
    again = Table("people", take(release, draw.permutation(260)).data.select(names[::-1]))
    tasks = TASKS.model_copy(update={"counts": ()})
    first = measure_usefulness(spelt, release, tasks=tasks, splits=2)
    second = measure_usefulness(mixed, again, tasks=tasks, splits=2)
    by_name = {c.column: c for c in second.columns}
    ordered = tuple(by_name[c.column] for c in first.columns)
    assert second.model_copy(update={"columns": ordered}) == first


@settings(max_examples=5)
@given(st.integers(0, 1000))
def test_more_noise_is_never_better(seed: int) -> None:
    source = people(800)
    draw = np.random.default_rng(seed)
    noise = {"age": draw.normal(size=800), "cost": draw.normal(size=800)}
    shifts, scores, links = [], [], []
    for width in (0, 0.1, 0.5, 2, 8):
        data = source.data
        for name, size in (("age", 20), ("cost", 600)):
            numbers = data.column(name).to_numpy() + width * size * noise[name]
            place = data.column_names.index(name)
            # The type stays: whole years, and gaps where there were some.
            column = pa.array(numbers.round(), mask=np.isnan(numbers))
            data = data.set_column(place, name, column.cast(data.schema.field(name).type))
        made = trials(source, Table("people", data), splits=3)
        age = measure_column(made, "age", None).distance
        pair = measure_pair(made, "cost", "ill").strength
        assert age is not None
        assert pair is not None
        assert age.score is not None
        assert pair.score is not None
        shifts.append(age.value)
        scores.append(age.score)
        links.append(pair.score)
    assert shifts == sorted(shifts)
    assert scores == sorted(scores, reverse=True)
    assert links == sorted(links, reverse=True)
    assert links[-1] < 0.3 < links[0]


def test_halves_keep_subjects_together() -> None:
    source = people(200)
    # Ten rows for each subject: between halves by row nothing but copies would be compared.
    many = Table("people", pa.concat_tables([source.data] * 10))
    owners = pa.array([str(i) for i in range(200)] * 10)
    by_row = measure_usefulness(many, many, splits=3, columns=["cost", "days"])
    by_subject = measure_usefulness(
        many,
        many,
        source_subjects=owners,
        release_subjects=owners,
        splits=3,
        columns=["cost", "days"],
    )
    for one, other in zip(by_row.columns, by_subject.columns, strict=True):
        assert one.distance is not None
        assert other.distance is not None
        assert other.distance.floor > 2 * one.distance.floor
    assert by_subject.compared_source == 2_000


def test_of_many_rows_some_subjects_are_drawn() -> None:
    source = people(1_000)
    figures = measure_usefulness(source, source, rows=300, splits=2, columns=["age", "sex"])
    assert (figures.compared_source, figures.compared_release) == (300, 300)
    assert (figures.rows_source, figures.column_score) == (1_000, 1)
    assert figures == measure_usefulness(source, source, rows=300, splits=2, columns=["age", "sex"])
    assert figures != measure_usefulness(
        source, source, rows=300, splits=2, columns=["age", "sex"], seed=1
    )


def test_no_value_of_the_source_is_told() -> None:
    source = people(400)
    names = [f"Zaphod{i} Beeblebrox" for i in range(400)]
    wards = pa.array(["Grottenolm" if i < 60 else "Wurzelsepp" for i in range(400)])
    data = source.data.append_column("name", pa.array(names)).append_column("room", wards)
    data = data.set_column(3, "cost", pa.array([7654321.25 + i for i in range(400)]))
    release = Table("people", data.set_column(9, "room", pa.array(["Wurzelsepp"] * 400)))
    tasks = UsefulnessTasks(
        targets=("room",),
        subgroups=(("room",),),
        regressions=(RegressionTask(outcome="age", predictors=("room", "cost")),),
    )
    figures = measure_usefulness(Table("people", data), release, tasks=tasks, splits=2)
    text = figures.model_dump_json()
    assert UsefulnessFigures.model_validate_json(text) == figures
    for secret in ("Zaphod", "Grottenolm", "76543"):
        assert secret not in text
    rooms = [c for c in figures.regressions[0].coefficients if c.column == "room"]
    assert [(c.level, c.release, c.overlap) for c in rooms] == [(None, None, 0)]
    assert figures.subgroups[0].groups_lost == 1


def test_words_for_pairs_are_no_better_than_the_worse_figure() -> None:
    made = trials(people(900), shuffled(people(900, seed=4), ["days"]))
    order = {"safe to use": 0, "use with care": 1, "do not use": 2}
    for first, second in chosen_pairs(varied_columns(made)):
        pair = measure_pair(made, first, second)
        assert pair.strength is not None
        assert pair.joint is not None
        excess = max(pair.strength.excess, pair.joint.excess)
        if pair.verdict == "safe to use":
            close = [y for y in (pair.strength, pair.joint) if y.beyond_noise and y.value > 0.05]
            assert all(y.excess <= 0.05 for y in close)
        elif pair.verdict in order:
            assert (order[pair.verdict] == 2) == (excess > 0.15)


@pytest.mark.parametrize(
    ("kept", "verdict"), [(0.97, "safe to use"), (0.9, "use with care"), (0.6, "do not use")]
)
def test_words_for_columns_follow_the_distance(kept: float, verdict: str) -> None:
    source = people(6_000)
    draw = np.random.default_rng(6)
    wards = np.array(source.column("ward").to_pylist(), dtype=object)
    wards[draw.random(6_000) > kept] = "unknown"
    data = source.data.set_column(5, "ward", pa.array(wards.tolist(), pa.string()))
    made = trials(source, Table("people", data), splits=3)
    assert measure_column(made, "ward", None).verdict == verdict
