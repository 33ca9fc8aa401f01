"""What is learnt, what is made anew, what is left out."""

from __future__ import annotations

import pytest

from sector_data.errors import InputError
from sector_data.sources.tables import Table
from sector_data.spec.plan import Plan
from sector_data.spec.synthesis import SynthesisSpec
from sector_data.spec.transforms.values import Mask, Pseudonym, RedactText
from sector_data.spec.words import Role
from sector_data.synthesise.layout import lay_out
from tests.synthesise.plans import plan_of, table


@pytest.fixture
def tables() -> dict[str, Table]:
    return {
        "people": table("people", {"id": ["p"], "phone": ["*"], "sex": ["f"]}),
        "notes": table(
            "notes", {"id": ["n"], "person": ["p"], "by": ["d"], "ward": ["w"], "free text": ["…"]}
        ),
    }


@pytest.fixture
def plan(tables: dict[str, Table]) -> Plan:
    return plan_of(
        tables,
        keys={"people": "id", "notes": "id"},
        references={"notes.person": "people.id", "notes.ward": "wards.id"},
        transforms={
            "people.id": Pseudonym(),
            "people.phone": Mask(),
            "notes.by": Pseudonym(),
            "notes.free text": RedactText(),
        },
        roles={"people.phone": Role.DIRECT_IDENTIFIER, "people.id": Role.DIRECT_IDENTIFIER},
    )


def test_keys_are_made_identifiers_and_text_left_out_the_rest_learnt(
    tables: dict[str, Table], plan: Plan
) -> None:
    layout = lay_out(tables, plan, SynthesisSpec())
    assert layout.tables["people"].keys == ("id",)
    assert layout.tables["people"].learnt == ("sex",)
    assert layout.tables["people"].left_out.keys() == {"phone"}
    assert layout.tables["notes"].keys == ("id", "person")
    assert layout.tables["notes"].learnt == ()
    assert layout.tables["notes"].left_out == {
        "by": "it identifies those who were learnt from",
        "ward": "it refers to a column that is not released",
        "free text": "free text is not learnt",
    }
    assert layout.identifying == {"people.id", "notes.id"}


def test_only_the_chosen_tables(tables: dict[str, Table], plan: Plan) -> None:
    assert list(lay_out(tables, plan, SynthesisSpec(tables=("notes",))).tables) == ["notes"]


def test_a_table_that_keeps_its_rows_cannot_refer_to_synthetic_ones(
    tables: dict[str, Table], plan: Plan
) -> None:
    with pytest.raises(InputError, match=r"notes\.person refers to people\.id") as caught:
        lay_out(tables, plan, SynthesisSpec(tables=("people",)))
    assert caught.value.fix == "Add notes to synthesise.tables."


def test_a_table_that_is_not_there_is_named(tables: dict[str, Table], plan: Plan) -> None:
    with pytest.raises(InputError, match="no table visits to synthesise"):
        lay_out(tables, plan, SynthesisSpec(tables=("visits", "notes")))


def test_a_table_of_which_nothing_would_be_left_is_refused(tables: dict[str, Table]) -> None:
    only = {"notes": table("notes", {"free text": ["…"]})}
    plan = plan_of(only, transforms={"notes.free text": RedactText()})
    with pytest.raises(InputError, match="No column of notes"):
        lay_out(only, plan, SynthesisSpec())
