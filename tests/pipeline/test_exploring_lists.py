"""What may be explored: lists, tables and thresholds; what is refused, and the result's forms."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import sector_data as sd
from sector_data.errors import InputError, SpecificationError
from sector_data.spec.evidence.exploration import Exploration, ExploredPoint
from tests.end_to_end.clinic import people, world_of
from tests.end_to_end.worlds import World, plain_world
from tests.pipeline.test_exploring import only, world_with_coded_visits


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> World:
    return world_with_coded_visits(tmp_path_factory.mktemp("events") / "w")


def test_k_goes_up_to_the_subjects_and_lists_are_sorted(tmp_path: Path) -> None:
    world = world_of(tmp_path / "w", "{k-anonymity: 4}", people(rows=12))
    usual = only(sd.explore(world.pipeline, limits=[0.3, 0.1, 0.3]))

    assert sorted({p.k for p in usual.points}) == [2, 3, 4, 5, 10, 11]
    assert [p.suppression_limit for p in usual.points[:3]] == [0.05, 0.1, 0.3]


def test_what_profile_and_recipient_ask_for_is_the_own_k(tmp_path: Path) -> None:
    world = world_of(tmp_path / "w", "{profile: ontario-ipc-medium, k-anonymity: 4}")
    explored = sd.explore(world.pipeline, k=[5], limits=[0.05])
    assert (only(explored).own.k, explored.least_k) == (15, 15)

    path = world.edited("open.yaml", ("{profile: ontario-ipc-medium, k-anonymity: 4}", "{}"))
    explored = sd.explore(path, k=[5], limits=[0.05])
    assert (only(explored).own.k, explored.least_k) == (11, None)


def test_more_values_than_a_class_can_have_is_no_setting(tmp_path: Path) -> None:
    world = world_of(tmp_path / "w", "{k-anonymity: 4, p-sensitivity: {people.dx: 3}}")
    table = only(sd.explore(world.pipeline, k=[2], limits=[0.05]))

    told = {p.k: p.passes for p in table.points}
    assert told == {2: False, 4: True}
    assert "p" in str(table.points[0].fix)


def test_a_frame_has_every_point_and_figure(events: World) -> None:
    explored = sd.explore(events.pipeline, k=[3, 70], limits=[0.0])
    frame = explored.to_frame()
    points = [(t.table, p) for t in explored.tables for p in t.points]

    assert len(frame) == len(points)
    for (table, point), row in zip(points, frame.to_dict("records"), strict=True):
        assert row["table"] == table
        assert row["levels"] == "; ".join(f"{c}={n}" for c, n in (point.levels or {}).items())
        assert row["models"] == "; ".join(point.models)
        for name in set(ExploredPoint.model_fields) - {"levels", "models"}:
            value = getattr(point, name)
            assert pd.isna(row[name]) if value is None else row[name] == value, name


def test_the_result_is_read_back_from_its_json(events: World) -> None:
    explored = sd.explore(events.pipeline, k=[3], limits=[0.0])
    assert Exploration.model_validate_json(explored.model_dump_json()) == explored
    assert "own" in json.loads(explored.model_dump_json())["tables"][0]["points"][0]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"k": []}, "list of k is empty"),
        ({"limits": []}, "list of the suppression limit is empty"),
        ({"k": [0]}, "at least 1"),
        ({"k": [2.5]}, "whole numbers"),
        ({"k": [True]}, "whole numbers"),
        ({"l": [-1]}, "at least 1"),
        ({"limits": [1.2]}, "from 0 to 1"),
        ({"limits": [float("nan")]}, "from 0 to 1"),
        ({"t": [-0.1]}, "from 0 to 1"),
        ({"k": range(1, 1000)}, "more than 2,000 settings"),
        ({"table": "poeple"}, "Did you mean people"),
        ({"table": "zzz"}, "Its tables are people"),
    ],
)
def test_bad_lists_are_one_clear_error(asked: dict[str, Any], said: str, tmp_path: Path) -> None:
    world = world_of(tmp_path / "w", "{k-anonymity: 4}", people(rows=20))
    with pytest.raises(InputError) as error:
        sd.explore(world.pipeline, **asked)
    assert said in str(error.value)
    assert error.value.fix


def test_without_quasi_identifiers_there_is_nothing_to_explore(tmp_path: Path) -> None:
    world = plain_world(tmp_path / "w", people=30, visits=40)
    with pytest.raises(InputError, match="visits has no quasi-identifiers"):
        sd.explore(world.pipeline, table="visits")
    text = world.pipeline.read_text(encoding="utf-8")
    for column in (
        "sex: quasi-identifier",
        "age: {role: quasi-identifier, hierarchy: age}",
        "zip: {role: quasi-identifier, hierarchy: us-zip}",
    ):
        text = text.replace(column, f"{column.partition(':')[0]}: drop")
    path = world.folder / "plain.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="No table has quasi-identifiers"):
        sd.explore(path)
    assert sd.explore(world.pipeline, k=[2], limits=[0]).without_quasi_identifiers == ("visits",)


@pytest.mark.parametrize(
    ("privacy", "columns"),
    [
        ("{k-anonymity: 4, t-closeness: {people.cost: 0.9}}", ["people.cost"]),
        ("{k-anonymity: 4}", ["people.dx", "people.cost", "people.items"]),
    ],
)
def test_l_is_asked_of_the_columns_of_the_models_or_of_all_that_are_sensitive(
    privacy: str, columns: list[str], tmp_path: Path
) -> None:
    world = world_of(tmp_path / "w", privacy)
    table = only(sd.explore(world.pipeline, k=[4], limits=[0.05], l=[2]))

    (point,) = (p for p in table.points if p.l == 2)
    asked = [m.removeprefix("2-diversity of ") for m in point.models if "diversity" in m]
    assert asked == columns


@pytest.mark.parametrize(
    ("privacy", "said"),
    [
        ("{k-anonymity: 4}", "names no sensitive column"),
        ("{k-anonymity: 4, method: cells}", "cells"),
    ],
)
def test_l_and_t_need_a_sensitive_column_and_a_method_that_keeps_them(
    privacy: str, said: str, tmp_path: Path
) -> None:
    world = world_of(tmp_path / "w", privacy, people(rows=20))
    text = world.pipeline.read_text(encoding="utf-8")
    if "cells" not in privacy:
        text = text.replace("role: sensitive", "role: insensitive")
    world.pipeline.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        sd.explore(world.pipeline, l=[2])


def test_mistakes_of_the_pipeline_have_their_line(tmp_path: Path) -> None:
    world = world_of(tmp_path / "w", "{k-anonymity: 4}", people(rows=20))
    path = world.edited("odd.yaml", ("people.sex:", "people.sexx:"))
    with pytest.raises(SpecificationError) as error:
        sd.explore(path)
    assert error.value.problems[0].line is not None


def test_an_encoding_is_made_once_for_all_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sector_data.anonymise.encoding import EncodedTable

    made: list[int] = []
    plain = EncodedTable.of

    def counted(**arguments: Any) -> EncodedTable:
        made.append(1)
        return plain(**arguments)

    monkeypatch.setattr(EncodedTable, "of", counted)
    world = world_of(tmp_path / "w", "{k-anonymity: 4}")
    explored = sd.explore(world.pipeline, l=[2, 3], t=[0.2])
    assert len(only(explored).points) > 100
    assert len(made) == 1
