"""Transforms that undo one another are refused when the plan is made, with rule and remedy."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import sector_data as sd
from sector_data.errors import SpecificationError
from sector_data.spec.plan import Plan

ROWS = 40
PANS = [f"4{number:014d}" for number in range(ROWS)]


def luhn(payload: str) -> str:
    total = sum(
        sum(divmod(int(digit) * (2 - place % 2), 10))
        for place, digit in enumerate(reversed(payload))
    )
    return payload + str(-total % 10)


def frames() -> dict[str, pd.DataFrame]:
    people = [f"P{number:03d}" for number in range(ROWS)]
    days = [date(2015 + number % 6, 1 + number % 12, 5) for number in range(ROWS)]
    return {
        "people": pd.DataFrame(
            {
                "id": people,
                "card": [luhn(pan) for pan in PANS],
                "card_hash": [hashlib.sha256(p.encode()).hexdigest() for p in people],
                "seen": [day.isoformat() for day in days],
                "seen_year": [day.year for day in days],
                "latitude": [48.0 + number / 100 for number in range(ROWS)],
                "longitude": [2.0 + number / 100 for number in range(ROWS)],
                "job": ["nurse"] * 38 + ["poet", "clown"],
            }
        ),
        "sales": pd.DataFrame({"person": people, "pan": [luhn(pan) for pan in PANS]}),
    }


def planned(folder: Path, **columns: str) -> Plan:
    for name, frame in frames().items():
        frame.to_csv(folder / f"{name}.csv", index=False)
    said = {
        "people.card": "drop", "people.card_hash": "drop", "people.seen": "drop",
        "people.seen_year": "{role: insensitive, transform: keep}", "people.latitude": "drop",
        "people.longitude": "drop", "people.job": "{role: insensitive}", "sales.pan": "drop",
    }  # fmt: skip
    said |= {name.replace("__", "."): value for name, value in columns.items()}
    lines = "\n".join(f"  {name}: {value}" for name, value in said.items())
    pipeline = folder / "pipeline.yaml"
    pipeline.write_text(
        "release: {name: r}\nsource: {people: people.csv, sales: sales.csv}\n"
        "subject: people.id\nreferences: {sales.person: people.id}\nkeys: {people: id}\n"
        "privacy: {k-anonymity: 1}\n"
        f"columns:\n{lines}\n",
        encoding="utf-8",
    )
    return sd.plan(pipeline)


@pytest.mark.parametrize(
    ("columns", "said", "remedy"),
    [
        (
            {"people__card": "truncate-pan", "sales__pan": "{transform: pseudonym}"},
            "PCI SSC FAQ 1308",
            "same transform",
        ),
        (
            {
                "people__card": "truncate-pan",
                "sales__pan": "{transform: {truncate-pan: {first: 8}}}",
            },
            "PCI DSS 3.5.1",
            "same transform",
        ),
        (
            {"people__card_hash": "{role: insensitive, transform: keep}"},
            "plain hashes of people.id",
            "Make it a pseudonym",
        ),
        ({"people__seen": "shift-date"}, "true year of seen, which is shifted", "Drop it"),
        (
            {"people__id": "{transform: {pseudonym: {length: 6, alphabet: digits, prefix: P}}}"},
            "so short a token can be guessed",
            "",
        ),
        (
            {"people__id": "{transform: {pseudonym: {length: 7, alphabet: digits}}}"},
            "too few for 40 different values",
            "Make the length 9 or more",
        ),
        (
            {"people__id": "surrogate", "sales__person": "pseudonym"},
            "could no longer be joined",
            "Say it of the key only",
        ),
        (
            {
                "people__latitude": "{transform: {geohash: {longitude: longitude}}}",
                "people__longitude": "{role: insensitive, transform: keep}",
            },
            "longitude of a geohash",
            "Drop it",
        ),
        (
            {"people__latitude": "{transform: {geohash: {longitude: nowhere}}}"},
            "not in the table",
            "Name the column",
        ),
    ],
)
def test_refused(columns: dict[str, str], said: str, remedy: str, tmp_path: Path) -> None:
    with pytest.raises(SpecificationError) as caught:
        planned(tmp_path, **columns)
    told = str(caught.value)
    assert said in told
    assert remedy in told
    assert "P00" not in told
    assert PANS[1] not in told


def test_what_does_not_undo_itself_is_planned(tmp_path: Path) -> None:
    plan = planned(
        tmp_path,
        people__card="truncate-pan",
        sales__pan="truncate-pan",
        people__seen="{transform: {truncate-date: {to: year}}}",
        people__latitude="{transform: {geohash: {longitude: longitude}}}",
        people__id="surrogate",
    )
    kinds = {f"{t.table}.{c.column}": c.transform.kind for t in plan.tables for c in t.columns}
    assert kinds["people.id"] == kinds["sales.person"] == "surrogate"


def test_a_plan_names_frequent_categories_and_no_rare_one(tmp_path: Path) -> None:
    plan = planned(
        tmp_path, people__job="{role: insensitive, transform: {join-rare: {at-least: 5}}}"
    )
    text = plan.to_json()
    assert "nurse" in text
    assert "poet" not in text
    assert "clown" not in text
