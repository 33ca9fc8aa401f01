"""Free texts of synthetic rows are what the steward wrote, and name nobody of the source."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from sector_data.deidentify.keyring import KeyRing
from sector_data.errors import InputError
from sector_data.pipeline.keying import Keyed
from sector_data.pipeline.synthesis.templating import fill_texts
from sector_data.sources.tables import Table
from sector_data.spec.plan import Plan
from sector_data.spec.synthesis import SynthesisSpec
from sector_data.spec.transforms.values import Drop, RedactText
from sector_data.spec.words import Role
from tests.synthesise.plans import plan_of, table

SOURCE = {
    "notes": table(
        "notes",
        {
            "name": ["Tell Tale", "Anna Novak", "Peter Novak"],
            "text": ["raw words of Tell Tale"] * 3,
            "age": [41, 52, None],
            "ward": ["A {x}", "B", "C"],
        },
    )
}


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_of(
        SOURCE,
        transforms={"notes.text": RedactText(replacement="surrogates"), "notes.name": Drop()},
        roles={"notes.text": Role.FREE_TEXT, "notes.name": Role.DIRECT_IDENTIFIER},
    )


@pytest.fixture
def keyed(tmp_path: Path, plan: Plan) -> Keyed:
    KeyRing.open(tmp_path / "keys.json", create=True).new("default", holder="the tests")
    return Keyed(plan, KeyRing.open(tmp_path / "keys.json").get("default"))


def fill(plan: Plan, keyed: Keyed, *templates: str, path: str = "notes.text") -> Table:
    made = {"notes": Table("notes", SOURCE["notes"].data.select(["age", "ward"]))}
    spec = SynthesisSpec(texts={path: templates})
    tables, record = fill_texts(made, plan, spec, keyed, SOURCE)
    assert record == {"notes": {"text": len(templates)}}
    return tables["notes"]


def test_columns_of_the_row_stand_in_its_text(plan: Plan, keyed: Keyed) -> None:
    made = fill(plan, keyed, "Aged {age}, ward {ward}, {{as it is}}.")
    assert made.columns == ["text", "age", "ward"]
    assert made.column("text").type == pa.string()
    assert made.column("text").to_pylist() == [
        "Aged 41, ward A {x}, {as it is}.",
        "Aged 52, ward B, {as it is}.",
        "Aged , ward C, {as it is}.",
    ]


def test_people_are_invented_and_nobody_of_the_source(plan: Plan, keyed: Keyed) -> None:
    made = fill(plan, keyed, "{PERSON}|{PERSON}|{CITY}|{ORGANIZATION}|{PHONE_NUMBER}")
    rows = [text.split("|") for text in made.column("text").to_pylist()]
    assert all(row[0] == row[1] for row in rows)
    assert len({row[0] for row in rows}) == 3
    text = " ".join(made.column("text").to_pylist())
    assert set(re.findall(r"\w+", text)).isdisjoint(("Tell", "Tale", "Anna", "Peter", "Novak"))
    assert "raw words" not in text
    assert not any("<" in part for row in rows for part in row)


def test_templates_take_turns_and_the_same_seed_gives_the_same_texts(
    plan: Plan, keyed: Keyed
) -> None:
    many = pa.concat_tables([SOURCE["notes"].data.select(["age", "ward"])] * 40)
    spec = SynthesisSpec(texts={"notes.text": ("a {PERSON}", "b {ward}")})

    def once(seed: int) -> list[Any]:
        asked = spec.model_copy(update={"seed": seed})
        tables, _ = fill_texts({"notes": Table("notes", many)}, plan, asked, keyed, SOURCE)
        texts: list[Any] = tables["notes"].column("text").to_pylist()
        return texts

    first = once(0)
    assert {text[0] for text in first} == {"a", "b"}
    assert once(0) == first
    assert once(1) != first


@pytest.mark.parametrize(
    ("template", "path", "told"),
    [
        ("{gone}", "notes.text", "names gone, which the synthetic table does not have"),
        ("{name}", "notes.text", "names name"),
        ("{age", "notes.text", "brace that is not closed"),
        ("x", "notes.name", r"notes\.name, which is no free text"),
        ("x", "notes.ward", r"notes\.ward, which is no free text"),
        ("x", "other.text", r"other\.text, which is no free text"),
    ],
)
def test_templates_that_cannot_be_filled_are_told(
    plan: Plan, keyed: Keyed, template: str, path: str, told: str
) -> None:
    with pytest.raises(InputError, match=told):
        fill(plan, keyed, template, path=path)
