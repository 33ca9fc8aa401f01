"""People of whom one is at the edge of everything, in a pipeline that measures all there is."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from tests.end_to_end.worlds import World, make_keys

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
