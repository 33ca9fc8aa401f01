"""Who each row is about: references are followed, dead ends have no subject."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.errors import InputError
from sector_data.pipeline.planning.cascade import (
    Mask,
    dangling_references,
    protection_order,
    rows_with_parents,
)
from sector_data.pipeline.subjects import subject_paths, subjects_of_rows
from sector_data.sources.tables import Table
from sector_data.spec.pipeline import Pipeline, ReleaseSpec, SourceSpec


def pipeline(**changes: object) -> Pipeline:
    source = {
        name: SourceSpec(path=f"{name}.csv") for name in ("notes", "visits", "people", "wards")
    }
    settings: dict[str, object] = {
        "release": ReleaseSpec(name="test"),
        "source": source,
        "subject": "people.id",
        "references": {
            "notes.visit": "visits.id",
            "visits.person": "people.id",
            "visits.ward": "wards.id",
        },
    }
    return Pipeline.model_validate(settings | changes)


def tables() -> dict[str, Table]:
    return {
        "people": Table("people", pa.table({"id": [1, 2, 3]})),
        "visits": Table(
            "visits",
            pa.table(
                {
                    "id": ["a", "b", "c", "d"],
                    "person": ["1", "1", "3", "9"],
                    "ward": ["w", None, "w", "x"],
                }
            ),
        ),
        "notes": Table("notes", pa.table({"visit": ["a", "c", "zz", None, "b"]})),
        "wards": Table("wards", pa.table({"id": ["w", "v"]})),
    }


def listed(subjects: pa.Array | None) -> list[str | None]:
    assert subjects is not None
    values: list[str | None] = subjects.to_pylist()
    return values


def test_paths_lead_over_references_to_the_subject() -> None:
    assert subject_paths(pipeline()) == {
        "people": ("people.id",),
        "visits": ("visits.person",),
        "notes": ("notes.visit", "visits.person"),
        "wards": None,
    }


def test_without_a_subject_no_table_has_a_path() -> None:
    assert set(subject_paths(pipeline(subject=None)).values()) == {None}


def test_subjects_are_followed_as_text_and_end_in_null_where_the_way_ends() -> None:
    found = subjects_of_rows(tables(), pipeline())
    assert listed(found["people"]) == ["1", "2", "3"]
    assert listed(found["visits"]) == ["1", "1", "3", "9"]
    assert listed(found["notes"]) == ["1", "3", None, None, "1"]
    assert found["wards"] is None


def test_a_reference_to_another_key_than_the_subject_finds_the_subject() -> None:
    found = subjects_of_rows(
        {
            "people": Table("people", pa.table({"id": ["p", "q"], "mrn": [7, 8]})),
            "visits": Table("visits", pa.table({"mrn": [8, 8, 7]})),
        },
        Pipeline(
            release=ReleaseSpec(name="test"),
            source={"people": SourceSpec(path="p.csv"), "visits": SourceSpec(path="v.csv")},
            subject="people.id",
            references={"visits.mrn": "people.mrn"},
        ),
    )
    assert listed(found["visits"]) == ["q", "q", "p"]


def test_a_key_that_is_not_unique_is_refused_by_name_only() -> None:
    doubled = tables() | {
        "visits": Table("visits", pa.table({"id": ["a", "a"], "person": ["1", "2"]}))
    }
    with pytest.raises(InputError, match=r"visits\.id") as caught:
        subjects_of_rows(doubled, pipeline())
    assert "'a'" not in str(caught.value)


def test_tables_are_protected_from_the_subject_outwards() -> None:
    assert protection_order(pipeline()) == ["people", "visits", "notes", "wards"]


def test_rows_go_with_the_row_that_leads_to_their_subject() -> None:
    every = tables()
    kept = {"people": rows_with_parents(every["people"], every, {}, pipeline())}
    kept["people"][0] = False
    kept["visits"] = rows_with_parents(every["visits"], every, kept, pipeline())
    assert kept["visits"].tolist() == [False, False, True, False]
    kept["notes"] = rows_with_parents(every["notes"], every, kept, pipeline())
    assert kept["notes"].tolist() == [False, True, False, False, False]


def test_other_references_that_lead_nowhere_are_told() -> None:
    every = tables()
    lost = dangling_references(every["visits"], every, {}, pipeline())
    assert {name: mask.tolist() for name, mask in lost.items()} == {
        "ward": [False, False, False, True]
    }


@given(
    people=st.lists(st.integers(0, 8), unique=True, max_size=8),
    visits=st.lists(st.tuples(st.integers(0, 9), st.one_of(st.none(), st.integers(0, 12)))),
    notes=st.lists(st.one_of(st.none(), st.integers(0, 12))),
)
def test_no_orphan_is_ever_left(
    people: list[int], visits: list[tuple[int, int | None]], notes: list[int | None]
) -> None:
    by_id = dict(visits)
    every = {
        "people": Table("people", pa.table({"id": pa.array(people, pa.int64())})),
        "visits": Table(
            "visits",
            pa.table(
                {
                    "id": pa.array(list(by_id), pa.int64()),
                    "person": pa.array(list(by_id.values()), pa.int64()),
                    "ward": pa.nulls(len(by_id), pa.string()),
                }
            ),
        ),
        "notes": Table("notes", pa.table({"visit": pa.array(notes, pa.int64())})),
        "wards": Table("wards", pa.table({"id": pa.array([], pa.string())})),
    }
    kept: dict[str, Mask] = {}
    for name in protection_order(pipeline()):
        kept[name] = rows_with_parents(every[name], every, kept, pipeline())
    left_people = set(people)
    left_visits = {v for v, p in by_id.items() if p in left_people}
    assert kept["visits"].tolist() == [v in left_visits for v in by_id]
    assert kept["notes"].tolist() == [n in left_visits for n in notes]


@given(st.permutations(["transfers.payer", "transfers.payee", "people.partner"]))
def test_the_order_in_which_references_are_declared_decides_nothing(order: list[str]) -> None:
    """A plan as a file keeps none, and its audit must follow the same path."""
    twice = pipeline(
        source={name: SourceSpec(path=f"{name}.csv") for name in ("transfers", "people")},
        references=dict.fromkeys(order, "people.id"),
    )
    assert subject_paths(twice) == {"people": ("people.id",), "transfers": ("transfers.payee",)}
