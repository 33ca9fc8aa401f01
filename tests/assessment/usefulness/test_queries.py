"""Counts: random, declared, and of groups."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa
import pytest
from pydantic import ValidationError

from sector_data.assessment.usefulness.queries import measure_random_queries, rows_that_meet
from sector_data.errors import InputError
from sector_data.sources.tables import Table
from sector_data.spec.evidence.usefulness import NamedCount, SubgroupFigures
from sector_data.spec.usefulness_tasks import Condition, CountQuery, UsefulnessTasks
from tests.assessment.usefulness.people import banded, people, shuffled, take
from tests.assessment.usefulness.trying import declared, trials

TABLE = Table(
    "t",
    pa.table(
        {
            "n": pa.array([1, 2, None, 4]),
            "x": pa.array([0.5, None, float("nan"), 2.0]),
            "s": pa.array(["a", "b", None, "[1, 2)"]),
            "b": pa.array([True, False, None, True]),
            "d": pa.array([0, 1, None, 400], pa.int32()).cast(pa.date32()),
        }
    ),
)


@pytest.mark.parametrize(
    ("where", "met"),
    [
        ({"column": "n", "values": [1, 4]}, [1, 0, 0, 1]),
        ({"column": "n", "at-least": 2}, [0, 1, 0, 1]),
        ({"column": "n", "at-least": 1, "below": 2.5}, [1, 1, 0, 0]),
        ({"column": "x", "below": 1}, [1, 0, 0, 0]),
        ({"column": "x", "values": [0.5]}, [1, 0, 0, 0]),
        ({"column": "s", "values": ["a", "[1, 2)"]}, [1, 0, 0, 1]),
        ({"column": "b", "values": [True]}, [1, 0, 0, 1]),
        ({"column": "d", "at-least": "1970-01-02"}, [0, 1, 0, 1]),
        ({"column": "d", "below": dt.date(1970, 1, 2)}, [1, 0, 0, 0]),
    ],
)
def test_conditions(where: dict[str, object], met: list[int]) -> None:
    query = CountQuery(name="q", where=(Condition.model_validate(where),))
    assert rows_that_meet(TABLE, query).astype(int).tolist() == met


@pytest.mark.parametrize(
    "where",
    [
        {"column": "d", "below": 3},
        {"column": "n", "below": dt.date(1970, 1, 2)},
        {"column": "b", "at-least": dt.date(1970, 1, 2)},
    ],
)
def test_bounds_of_another_kind_are_refused(where: dict[str, object]) -> None:
    query = CountQuery(name="q", where=(Condition.model_validate(where),))
    with pytest.raises(InputError, match="bounds of the count q do not fit"):
        rows_that_meet(TABLE, query)


@pytest.mark.parametrize("where", [{"column": "n"}, {"column": "n", "values": [1], "below": 2}])
def test_a_condition_has_values_or_bounds(where: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match="either values, or a bound"):
        Condition.model_validate(where)


def test_counts_have_names_of_their_own() -> None:
    count = CountQuery(name="q", where=(Condition(column="n", values=(1,)),))
    with pytest.raises(ValidationError, match="same name"):
        UsefulnessTasks(counts=(count, count))


def count(source: Table, release: Table, **where: object) -> NamedCount:
    condition = Condition.model_validate(where)
    tasks = UsefulnessTasks(counts=(CountQuery(name="q", where=(condition,)),))
    return declared(source, release, tasks).named_counts[0]


def test_a_declared_count_is_compared_as_a_share() -> None:
    source = people(1_000)
    old = source.column("age").to_numpy() >= 80
    # Of those who are 80 and more half are gone.
    kept = ~old | (np.cumsum(old) % 2 == 0)
    figures = count(source, take(source, np.flatnonzero(kept)), **{"column": "age", "at-least": 80})
    released = old[kept].mean()
    assert figures.release == pytest.approx(released)
    assert figures.error is not None
    assert figures.error.value == pytest.approx(1 - released / old.mean())


@pytest.mark.parametrize(
    ("where", "reason"),
    [
        ({"column": "ward", "values": ["nowhere"]}, "few-such-rows"),
        ({"column": "ward", "at-least": 3}, "bounds-of-texts"),
    ],
)
def test_counts_that_are_not_told(where: dict[str, object], reason: str) -> None:
    source = people(300)
    figures = count(source, source, **where)
    assert figures.why_not is not None
    assert (figures.why_not.reason, figures.release, figures.error) == (reason, None, None)


def test_bounds_on_labels_are_not_counted() -> None:
    spelt = banded(people(300))
    figures = count(spelt, spelt, **{"column": "age", "at-least": 60})
    assert figures.why_not is not None
    assert figures.why_not.reason == "bounds-of-texts"


def groups(source: Table, release: Table, *columns: str) -> SubgroupFigures:
    tasks = UsefulnessTasks(subgroups=(columns,))
    return declared(source, release, tasks).subgroups[0]


def test_groups_that_are_gone_are_counted() -> None:
    source = people(2_000)
    wards = np.array(source.column("ward").to_pylist(), dtype=object)
    gone = take(source, np.flatnonzero(wards != "eye"))
    figures = groups(source, gone, "ward")
    assert (figures.groups_source, figures.groups_lost) == (5, 1)
    assert figures.largest_change == 1
    assert figures.distance is not None
    # All others take up the share of those who are gone.
    assert figures.distance.value == pytest.approx((wards == "eye").mean())


def test_groups_of_two_columns_show_dependence() -> None:
    source = people(2_000)
    same, torn = (groups(source, r, "ill", "ward") for r in (source, shuffled(source)))
    assert same.distance is not None
    assert torn.distance is not None
    assert (same.distance.value, same.distance.score, same.largest_change) == (0, 1, 0)
    assert torn.distance.score is not None
    assert torn.distance.score < 0.05


def test_random_queries_go_wrong_where_dependence_is_lost() -> None:
    source = people(2_000)
    same, torn = (
        measure_random_queries(trials(source, release), sorted(source.columns))
        for release in (source, shuffled(source))
    )
    assert same.queries == 300
    assert (same.median_error.value, same.high_error.value, same.high_error.score) == (0, 0, 1)
    assert torn.high_error.value > 0.5
    assert torn.high_error.score is not None
    assert torn.high_error.score < 0.2
