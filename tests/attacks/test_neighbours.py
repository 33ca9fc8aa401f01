"""Distances between records of a scene."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from sector_data.assessment.attacks.neighbours import nearest, records_of
from sector_data.assessment.attacks.scene import Scene
from sector_data.sources.tables import Table


def scene(release: dict[str, Any], members: dict[str, Any]) -> Scene:
    first = Table("release", pa.table(release))
    return Scene(first, Table("people", pa.table(members)), None, (), (), seed=1)


def test_a_distance_is_the_mean_of_what_columns_differ_by() -> None:
    numbers = [*range(101)]
    made = scene(
        {"size": numbers, "colour": ["red"] * 100 + ["blue"]},
        {"size": [9, None], "colour": ["blue", "red"]},
    )
    people, release = records_of(made, "members"), records_of(made, "release")
    distances, indices = nearest(people, release, neighbours=101)
    # Numbers are divided by the range of the middle nine tenths, 90.
    by_record = np.empty_like(distances)
    np.put_along_axis(by_record, indices, distances, axis=1)
    assert by_record[0, 9] == pytest.approx((0 + 1) / 2)
    assert by_record[0, 100] == pytest.approx((1 + 0) / 2)
    assert by_record[0, 54] == pytest.approx((45 / 90 + 1) / 2)
    assert by_record[1, 3] == pytest.approx((1 + 0) / 2)


def test_dates_are_numbers() -> None:
    days = [datetime.date(2025, 1, 1) + datetime.timedelta(days=i) for i in range(90)]
    made = scene({"day": days}, {"day": [days[3], days[40]]})
    _, indices = nearest(records_of(made, "members"), records_of(made, "release"))
    assert indices.ravel().tolist() == [3, 40]


def test_a_row_can_be_passed_over() -> None:
    made = scene({"size": [1, 2, 4]}, {"size": [1]})
    release = records_of(made, "release")
    _, indices = nearest(release, release, exclude=np.arange(3))
    assert indices.ravel().tolist() == [1, 0, 1]


def test_rows_and_columns_can_be_chosen() -> None:
    made = scene({"a": [1, 2], "b": ["x", "y"], "c": [1.5, 2.5]}, {"a": [1], "b": ["x"], "c": [0]})
    chosen = records_of(made, "release", ("b", "a"), rows=np.array([1, 0, 1]))
    assert len(chosen) == 3
    assert chosen.columns == 2
    assert chosen.numbers.ravel().tolist() == pytest.approx([2 / 0.9, 1 / 0.9, 2 / 0.9])
    assert chosen.take(np.array([2])).labels.tolist() == [[2]]


def test_other_columns_are_refused() -> None:
    made = scene({"a": [1, 2], "b": ["x", "y"]}, {"a": [1], "b": ["x"]})
    with pytest.raises(ValueError, match="different columns"):
        nearest(records_of(made, "members", ("a",)), records_of(made, "release"))
