"""Evidence is disclosure-checked itself: nothing of the source's edges stands in any file.

A world is released and measured by all there is, in which every extreme, every rare category and
every example is a value that nothing else brings about. What is not among the released data may not
be anywhere else in the bundle, Data Docs and the papers included.
"""

from __future__ import annotations

import json
import random
import re
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

import sector_data as sd
from sector_data.validate.adapter import SHOWN
from tests.end_to_end.test_bundle import texts_of
from tests.end_to_end.worlds import World, make_keys

pytestmark = pytest.mark.slow

PIPELINE = """\
release: {name: edges, key: demo, licence: CC0-1.0, purpose: test what evidence tells}
source: {people: people.csv, visits: visits.csv}
subject: people.person_id
keys: {people: person_id, visits: visit_id}
references: {visits.person_id: people.person_id}
columns:
  people.person_id: pseudonym
  people.born: {role: quasi-identifier, hierarchy: age}
  people.region: {role: quasi-identifier, transform: keep}
  people.job: {role: insensitive, transform: {join-rare: {at-least: 5}}}
  people.income: {role: sensitive, transform: {top-bottom: {bottom: 20000, top: 70000}}}
  people.weight: {role: insensitive, transform: {round: {to: 5}}}
  people.shoe: drop
  visits.visit_id: pseudonym
  visits.person_id: pseudonym
  visits.day: shift-date
  visits.cost: {role: sensitive, transform: {microaggregate: {k: 5}}}
  visits.note: {role: free-text, language: en, transform: redact-text}
privacy: {k-anonymity: 5, suppression-limit: 20%}
assess: {control: 0.3, target: people.income}
documentation:
  motivation.funding: The health authority.
  collection.ethics: {en: Approved., ja: 承認済み。}
"""
PEOPLE = 400

EDGES = {
    "oldest": ("1899-02-27", "27.02.1899", "02/27/1899"),
    "least income": ("1283.17", "1,283.17", "1283", "1,283"),
    "greatest income": ("9871234.56", "9,871,234.56", "9871234", "9,871,234", "9.87e"),
    "lightest": ("31.73", "31,73"),
    "heaviest": ("233.91", "233,91"),
    "rare job": ("lighthouse",),
    "rare region": ("faraway",),
    "least shoe": ("21.35",),
    "greatest shoe": ("59.65",),
    "first day": ("1987-02-11", "11.02.1987", "02/11/1987"),
    "last day": ("2071-10-29", "29.10.2071"),
    "least cost": ("3.0717", "3.07"),
    "greatest cost": ("88123.45", "88,123.45", "88123"),
    "name in a note": ("Quibbleworth",),
}
"""What is at the edge of a column of the source, as it could be spelt."""


def edge_world(folder: Path) -> World:
    """Make people of whom one is at the edge of everything."""
    rng = random.Random(5)
    folder.mkdir(parents=True)
    numbers = range(1, PEOPLE + 1)
    people: dict[str, list[object]] = {
        "person_id": [f"P{number:05}" for number in numbers],
        "born": [f"{rng.randrange(1950, 2004)}-0{rng.randrange(1, 9)}-14" for _ in numbers],
        "region": [rng.choice(("north", "south")) for _ in numbers],
        "job": [rng.choice(("miller", "roofer", "baker")) for _ in numbers],
        "income": [round(rng.uniform(22_000, 66_000), 2) for _ in numbers],
        "weight": [round(rng.uniform(50, 110), 2) for _ in numbers],
        "shoe": [float(rng.randrange(36, 46)) for _ in numbers],
    }
    for name, value in {"born": "1899-02-27", "region": "faraway", "job": "lighthouse"}.items():
        people[name][0] = value
    for name, (greatest, least) in {
        "income": (9871234.56, 1283.17),
        "weight": (233.91, 31.73),
        "shoe": (59.65, 21.35),
    }.items():
        people[name][:2] = [greatest, least]
    days = [date(2023, 1, 1) + timedelta(rng.randrange(700)) for _ in range(2 * PEOPLE)]
    visits: dict[str, list[object]] = {
        "visit_id": [f"V{number:05}" for number in range(2 * PEOPLE)],
        "person_id": [f"P{1 + number // 2:05}" for number in range(2 * PEOPLE)],
        "day": ["1987-02-11", "2071-10-29", *(day.isoformat() for day in days[2:])],
        "cost": [3.0717, 88123.45, *(round(rng.uniform(100, 900), 2) for _ in days[2:])],
        "note": ["Mr Quibbleworth was seen.", *["Seen and sent home."] * (len(days) - 1)],
    }
    pd.DataFrame(people).to_csv(folder / "people.csv", index=False)
    pd.DataFrame(visits).to_csv(folder / "visits.csv", index=False)
    (folder / "pipeline.yaml").write_text(PIPELINE, encoding="utf-8")
    make_keys(folder, "demo")
    return World(folder)


@pytest.fixture(scope="module")
def edges(tmp_path_factory: pytest.TempPathFactory) -> Path:
    world = edge_world(tmp_path_factory.mktemp("edges") / "world")
    return sd.run(world.pipeline, output=world.folder / "out", key_ring=world.key_ring).bundle


def holds(text: str, spelling: str) -> bool:
    """Return whether a text holds a value that is not a part of a longer one."""
    before = r"(?<!\d)(?<!\d\.)" if spelling[0].isdigit() else r"(?<!\w)"
    after = r"(?![\d])" if spelling[-1].isdigit() else ""
    return re.search(before + re.escape(spelling) + after, text, re.IGNORECASE) is not None


@pytest.mark.parametrize("edge", EDGES)
def test_no_file_of_a_bundle_holds_an_edge_of_the_source(edge: str, edges: Path) -> None:
    files = texts_of(edges)
    assert {"evidence/assessment.json", "evidence/data-docs/index.html"} <= files.keys()
    found = [
        (path, spelling)
        for path, text in files.items()
        for spelling in EDGES[edge]
        if holds(text, spelling)
    ]
    assert found == []


def test_the_search_would_find_them(edges: Path) -> None:
    """The source holds every edge, and what is released of categories is found where it lies."""
    source = "".join(path.read_text("utf-8") for path in edges.parent.glob("*.csv"))
    for edge, spellings in EDGES.items():
        assert any(holds(source, spelling) for spelling in spellings), edge
    assert holds(texts_of(edges)["data/people.csv"], "miller")


def test_validation_counts_and_shows_no_value(edges: Path) -> None:
    """Great Expectations counts; what it saw of values stays with it."""
    document = json.loads((edges / "evidence/validation.json").read_text("utf-8"))
    results = document["results"]
    assert results
    for found in results:
        assert all(
            value is None or type(value) in (int, float) for value in found["result"].values()
        )
        if "observed_value" in found["result"]:
            assert found["expectation_config"]["type"] in SHOWN
    for path, text in texts_of(edges).items():
        if path.startswith("evidence/data-docs/"):
            assert "Sampled Unexpected Values" not in text, path


def test_distributions_tell_only_what_enough_people_share(edges: Path) -> None:
    document = json.loads((edges / "evidence/assessment.json").read_text("utf-8"))
    shown = [part for table in document["tables"] for part in table["distributions"]]
    assert shown
    for part in shown:
        assert part["fewest"] >= 5
        for share in part["shares"]:
            for side in ("before", "after"):
                assert share[side] == 0 or share[side] * PEOPLE >= part["fewest"] * 0.69, part
