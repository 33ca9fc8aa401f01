"""Columns of JSON are planned part by part, and what nobody knows is left out."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import sector_data as sd
from sector_data.deidentify.keyring import KeyRing
from sector_data.errors import SpecificationError
from sector_data.spec.plan import ColumnPlan, Plan
from sector_data.spec.words import Role

PEOPLE = 40
DAY = date(2020, 1, 1)
PIPELINE = """\
release: {{name: nested{policy}
source: {{people: people.csv, messages: messages.csv}}
subject: people.id
keys: {{people: id, messages: message}}
references: {{messages.person: people.id}}
columns:
  people.sex: {{role: quasi-identifier, transform: keep}}
{columns}
privacy: {{k-anonymity: 2}}
"""
NAMED = """\
  messages.body: nested
  messages.body.patient.id: {transform: {pseudonym: {domain: people.id}}}
  messages.body.seen.start: shift-date
  messages.body.seen.end: shift-date
  messages.body.result: {role: sensitive, transform: keep}
"""


def body(n: int) -> dict[str, Any]:
    day = DAY + timedelta(3 * n)
    return {
        "kind": "visit",
        "patient": {"id": f"P{10_000 + 7 * n}", "name": [{"family": f"Zvq{n:03d}"}]},
        "born": f"{1950 + n}-03-04",
        "seen": {"start": str(day), "end": str(day + timedelta(9))},
        "result": [n % 5, (n * 7) % 5],
        **({"Anna Rossi": "05-11"} if n == 3 else {}),
    }


def over_years(n: int) -> dict[str, Any]:
    day = DAY + timedelta(90 * n)
    return {**body(n), "seen": {"start": str(day), "end": str(day + timedelta(9))}}


class World:
    def __init__(self, folder: Path, change: Callable[[int], Any] = body) -> None:
        self.folder = folder
        self.ring = folder / "keys.json"
        KeyRing.open(self.ring, create=True).new("default", holder=None)
        ids = [f"P{10_000 + 7 * n}" for n in range(PEOPLE)]
        pd.DataFrame({"id": ids, "sex": ["F", "M"] * (PEOPLE // 2)}).to_csv(
            folder / "people.csv", index=False
        )
        bodies = [change(n) for n in range(PEOPLE)]
        texts = [b if isinstance(b, str) else json.dumps(b) for b in bodies]
        pd.DataFrame(
            {"message": range(500_000, 500_000 + PEOPLE), "person": ids, "body": texts}
        ).to_csv(folder / "messages.csv", index=False)

    def plan(self, columns: str = "", policy: str = "}") -> Plan:
        path = self.folder / "p.yaml"
        path.write_text(PIPELINE.format(columns=columns, policy=policy), encoding="utf-8")
        return sd.plan(path)


def column(plan: Plan) -> ColumnPlan:
    return next(c for t in plan.tables for c in t.columns if c.column == "body")


def test_parts_are_found_decided_and_released(tmp_path: Path) -> None:
    world = World(tmp_path)
    plan = world.plan(NAMED)
    parts = {p.column.removeprefix("body."): p for p in column(plan).parts}
    assert parts["kind"].transform.kind == "keep"
    assert parts["patient.name.family"].transform.kind == "drop"
    assert parts["born"].transform.kind == "drop"
    assert not any("Anna" in name for name in parts)
    assert "Anna" not in plan.to_json()
    sd.apply(plan, output=tmp_path / "out", key_ring=world.ring)
    release = sd.load(tmp_path / "out")
    seen = 0
    for _, row in release["messages"].iterrows():
        made = json.loads(row["body"])
        assert set(made) == {"kind", "patient", "seen", "result"}
        assert made["patient"] == {"id": row["person"]}
        start, end = (date.fromisoformat(made["seen"][w]) for w in ("start", "end"))
        assert end - start == timedelta(9)
        seen += start not in {DAY + timedelta(3 * n) for n in range(PEOPLE)}
        assert len(made["result"]) == 2
    assert seen > 0
    files = [f.read_bytes() for f in (tmp_path / "out").rglob("*") if f.is_file()]
    assert not any(b"Zvq0" in raw or b"Anna" in raw for raw in files)
    described = json.loads((tmp_path / "out" / "datapackage.json").read_text("utf-8"))
    fields = {f["name"]: f for r in described["resources"] for f in r["schema"]["fields"]}
    told = {p["path"]: p for p in fields["body"]["sectorData:parts"]}
    assert told["body.patient.id"]["technique"] == "pseudonymization"
    assert told["body.patient.id"]["reversible"] == "by the key's holder"
    assert all(c.verdict != "does not hold" for c in sd.audit(tmp_path / "out").claims)


def test_json_is_taken_apart_unasked(tmp_path: Path) -> None:
    plan = World(tmp_path).plan()
    found = column(plan)
    assert found.transform.kind == "nested"
    assert found.role is Role.FREE_TEXT
    released = {p.column for p in found.parts if p.transform.kind != "drop"}
    assert not released & {"body.patient.id", "body.patient.name.family", "body.born"}


def test_a_column_of_which_nothing_can_be_released_is_dropped(tmp_path: Path) -> None:
    plan = World(tmp_path, lambda n: {"name": [f"Anna Zvq{n}"]}).plan()
    found = column(plan)
    assert found.transform.kind == "drop"
    assert found.parts == ()


@pytest.mark.parametrize(
    ("change", "columns", "said"),
    [
        (lambda n: f"no json {n}", "  messages.body: nested", "hold no JSON"),
        (
            lambda n: {f"k{n}x{m}": m for m in range(20)},
            "  messages.body: nested",
            "more than names can be",
        ),
        (body, "  messages.body: nested\n  messages.body.patient.ids: drop", "no document"),
        (body, "  messages.body: drop\n  messages.body.patient.id: drop", "not taken apart"),
        (
            body,
            "  messages.body: nested\n  messages.body.born: {transform: {generalise: {level: 1}}}",
            "not done inside documents",
        ),
        (
            body,
            "  messages.body: nested\n  messages.body.kind: shift-date\n"
            "  messages.body.result: shift-date",
            "Shifting needs dates",
        ),
        (
            body,
            "  messages.body: nested\n"
            "  messages.body.patient.id: {role: direct-identifier, transform: keep}",
            "would release a direct identifier",
        ),
        (
            over_years,
            "  messages.body: nested\n  messages.body.seen.start: shift-date\n"
            "  messages.body.seen.end: {role: insensitive, transform: {truncate-date: {to: year}}}",
            "true year of body.seen.start",
        ),
        (
            body,
            "  messages.body: nested\n"
            "  messages.body.result: {role: direct-identifier, transform: "
            '{surrogate: {alphabet: "01", length: 20}}}\n'
            "  messages.body.patient.id: {transform: {pseudonym: {alphabet: digits, length: 7}}}",
            "are too few for 40",
        ),
    ],
)
def test_what_cannot_be_done_is_refused_when_planned(
    change: Callable[[int], Any], columns: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(SpecificationError, match=said):
        World(tmp_path, change).plan(columns)


def test_a_policy_pack_binds_parts(tmp_path: Path) -> None:
    world = World(tmp_path)
    with pytest.raises(SpecificationError, match="hipaa-safe-harbor") as refused:
        world.plan(
            "  messages.body: nested\n"
            "  messages.body.born: {role: quasi-identifier, entity: DATE_OF_BIRTH, "
            "transform: keep}",
            "}\npolicy: hipaa-safe-harbor",
        )
    assert "messages.body.born" in str(refused.value)
