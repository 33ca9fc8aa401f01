"""Suites for synthetic tables: what still holds of rows that belong to nobody."""

from __future__ import annotations

from typing import Any

from sector_data.spec.synthesis import SynthesisSpec
from sector_data.spec.transforms.values import (
    Drop,
    Keep,
    Mask,
    Pseudonym,
    RedactText,
)
from sector_data.spec.words import Role
from sector_data.validate.suites import build_suites
from tests.validate.test_suites import (
    ANONYMOUS,
    COLUMNS,
    IN_SET,
    NO_IDENTIFIER,
    PSEUDONYMS,
    ROWS,
    ROWS_BETWEEN,
    TYPE,
    UNIQUE,
    of,
)
from tests.validate.worlds import (
    PATIENTS,
    column_plan,
    plan,
    plan_of,
    protection,
    released,
    table_plan,
)


def test_synthetic_rows_are_not_held_to_what_only_subjects_have() -> None:
    spec = SynthesisSpec(tables=("patients",), rows={"patients": 500})
    suite = build_suites(plan(synthesise=spec), released())["patients"]
    names = {d.expectation for d in suite}
    assert of(suite, ROWS)[0].arguments == {"value": 500}
    free = build_suites(plan(synthesise=SynthesisSpec()), released())["patients"]
    assert of(free, ROWS)[0].arguments == {"value": PATIENTS}
    assert ANONYMOUS not in names
    assert {COLUMNS, TYPE, UNIQUE, PSEUDONYMS, IN_SET, NO_IDENTIFIER} <= names


def test_synthetic_rows_have_no_text_and_no_identifier_that_links_nothing() -> None:
    table = table_plan(
        "t",
        [
            column_plan("t", "id", Pseudonym()),
            column_plan("t", "ward", Pseudonym()),
            column_plan("t", "gone", Pseudonym()),
            column_plan("t", "badge", Pseudonym()),
            column_plan("t", "phone", Mask(), role=Role.DIRECT_IDENTIFIER),
            column_plan("t", "note", RedactText()),
            column_plan("t", "remark", Keep(), role=Role.FREE_TEXT),
            column_plan("t", "sex", Keep()),
        ],
    )
    wards = table_plan(
        "wards", [column_plan("wards", "id", Pseudonym()), column_plan("wards", "old", Drop())]
    )
    links = {"t.ward": "wards.id", "t.gone": "wards.old"}

    def columns(**synthesise: Any) -> list[str]:
        made = plan_of([table, wards], keys={"t": "id"}, references=links, **synthesise)
        (found,) = of(build_suites(made, {})["t"], COLUMNS)
        return list(found.arguments["column_list"])

    assert columns() == [c.column for c in table.columns]
    assert columns(synthesise=SynthesisSpec()) == ["id", "ward", "sex"]


def test_synthetic_rows_that_need_a_parent_each_may_be_fewer() -> None:
    parents = table_plan("parents", [column_plan("parents", "id", Pseudonym())])
    table = table_plan("t", [column_plan("t", "id", Pseudonym())])
    made = plan_of(
        [parents, table],
        keys={"t": "id", "parents": "id"},
        references={"t.id": "parents.id"},
        synthesise=SynthesisSpec(rows={"t": 90}),
    )
    suites = build_suites(made, {})
    assert of(suites["t"], ROWS_BETWEEN)[0].arguments == {"min_value": 1, "max_value": 90}
    assert of(suites["parents"], ROWS)[0].arguments == {"value": PATIENTS}


def test_subjects_are_not_followed_through_synthetic_rows() -> None:
    made = plan(synthesise=SynthesisSpec(tables=("encounters",)))
    notes = made.tables[2].model_copy(update={"protection": protection({"text": 0}, [("x",)])})
    made = made.model_copy(update={"tables": (*made.tables[:2], notes)})
    assert of(build_suites(made, {})["notes"], ANONYMOUS)[0].arguments["subject"] == []
