"""A confidential world with identifiers planted in tables, notes, JSON and FHIR narratives."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from sector_data.deidentify.keyring import KeyRing

PEOPLE, VISITS, TRANSFERS = 48, 2, 120
DAY = date(2021, 3, 1)
GIVEN = ("Anna", "Colby", "Fiona", "Gudrun", "Calogero", "Mireille", "Thaddeus", "Ottavia")
PARTS = ("bran", "dov", "fil", "gren", "hax", "jor", "kel", "mov", "nud", "pry", "quor", "zeb")
CODES = ("E11", "I10", "J45")

PIPELINE = """\
release: {{{release}}}
source:
  patients: patients.csv
  visits: visits.csv
  notes: notes.csv
  resources: resources.csv
  transfers: transfers.csv
subject: patients.patient_id
keys: {{patients: patient_id, visits: visit_id, notes: note_id, resources: resource_id}}
references:
  visits.patient_id: patients.patient_id
  notes.visit_id: visits.visit_id
  resources.patient_id: patients.patient_id
columns:
  patients.first:
    role: direct-identifier
    entity: PERSON
    transform: &hide {{redact-text: {{replacement: surrogates}}}}
  patients.last: {{role: direct-identifier, entity: PERSON, transform: *hide}}
  patients.mrn: {{role: direct-identifier, transform: {{surrogate: {{prefix: M-}}}}}}
  patients.ssn: drop
  patients.phone: drop
  patients.email: drop
  patients.sex: {{role: quasi-identifier, transform: keep}}
  visits.admitted: shift-date
  visits.discharged: shift-date
  visits.code: {{role: sensitive, transform: keep}}
  notes.text: {{role: free-text, language: en, transform: *hide}}
  resources.body: nested
  resources.body.id: {{transform: &key {{pseudonym: {{domain: patients.patient_id}}}}}}
  resources.body.name.family: {{role: direct-identifier, entity: PERSON, transform: *hide}}
  resources.body.telecom.value: drop
  resources.body.period.start: shift-date
  resources.body.period.end: shift-date
  resources.body.text.div: {{role: free-text, language: en, transform: *hide}}
  transfers.sender: {{role: direct-identifier, transform: {{pseudonym: {{domain: accounts}}}}}}
  transfers.receiver: {{role: direct-identifier, transform: {{pseudonym: {{domain: accounts}}}}}}
  transfers.cents: {{role: insensitive, transform: keep}}
privacy: {{k-anonymity: 2}}
"""


@dataclass(frozen=True)
class Planted:
    """The world, and everything in it that must not come out.

    Attributes
    ----------
    words
        Names, as single words.
    numbers
        Keys, record numbers, telephone numbers, addresses and accounts.
    """

    folder: Path
    tables: dict[str, pd.DataFrame]
    words: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)

    @property
    def ring(self) -> Path:
        return self.folder / "ring" / "keys.json"

    def pipeline(self, release: str) -> Path:
        path = self.folder / "pipeline.yaml"
        path.write_text(PIPELINE.format(release=release), encoding="utf-8")
        return path


def plant(folder: Path) -> Planted:
    """Write the tables, and a key ring."""
    rng = random.Random(11)
    people = [_person(n, rng) for n in range(PEOPLE)]
    visits: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    resources: list[dict[str, Any]] = []
    for n, person in enumerate(people):
        for visit in range(VISITS):
            number = 700_000 + VISITS * n + visit
            start = DAY + timedelta(5 * n + 40 * visit)
            end = start + timedelta(2 + n % 6)
            visits.append(
                {
                    "visit_id": f"V{number}",
                    "patient_id": person["patient_id"],
                    "admitted": start,
                    "discharged": end,
                    "code": CODES[(n + visit) % 3],
                }
            )
            notes.append(
                {
                    "note_id": f"N{number}",
                    "visit_id": f"V{number}",
                    "text": _note(person, start, end),
                }
            )
            resources.append(
                {
                    "resource_id": f"R{number}",
                    "patient_id": person["patient_id"],
                    "body": json.dumps(_resource(person, start, end)),
                }
            )
    accounts = [f"{80_000_000 + 7919 * n}" for n in range(30)]
    transfers = [
        {"sender": one, "receiver": other, "cents": 100 + 13 * n}
        for n in range(TRANSFERS)
        for one, other in [rng.sample(accounts, 2)]
    ]
    tables = {
        "patients": pd.DataFrame(people),
        "visits": pd.DataFrame(visits),
        "notes": pd.DataFrame(notes),
        "resources": pd.DataFrame(resources),
        "transfers": pd.DataFrame(transfers),
    }
    for name, frame in tables.items():
        frame.to_csv(folder / f"{name}.csv", index=False)
    world = Planted(folder, tables)
    world.words.update(p[w] for p in people for w in ("first", "last"))
    keys = ("patient_id", "mrn", "ssn", "phone", "email")
    world.numbers.update(str(p[w]) for p in people for w in keys)
    world.numbers.update(accounts)
    world.numbers.update(
        row[w] for rows, w in ((visits, "visit_id"), (notes, "note_id")) for row in rows
    )
    world.numbers.update(row["resource_id"] for row in resources)
    KeyRing.open(world.ring, create=True).new("default", holder="the tests")
    return world


def _person(n: int, rng: random.Random) -> dict[str, Any]:
    last = "".join(rng.sample(PARTS, 3)).capitalize()
    return {
        "patient_id": f"P{10_000 + 7 * n}",
        "mrn": f"{55_000_000 + 7919 * n}",
        "first": GIVEN[n % len(GIVEN)],
        "last": last,
        "sex": "FM"[n % 2],
        "phone": f"413-557-{2000 + n}",
        "email": f"{GIVEN[n % len(GIVEN)].lower()}.{last.lower()}@valley-mail.org",
        "ssn": f"219-{20 + n}-{3000 + n}",
    }


def _note(person: dict[str, Any], start: date, end: date) -> str:
    first, last = person["first"], person["last"]
    return (
        f"{first} {last} (MRN {person['mrn']}, {person['patient_id']}) was admitted on "
        f"{start:%B} {start.day}, {start.year} and discharged {end:%m/%d/%Y}. "
        f"Patient {last.upper()} can be reached at {person['phone']} or {person['email']}. "
        f"SSN {person['ssn']}."
    )


def _resource(person: dict[str, Any], start: date, end: date) -> dict[str, Any]:
    first, last = person["first"], person["last"]
    return {
        "resourceType": "Patient",
        "id": person["patient_id"],
        "name": [{"use": "official", "family": last, "given": [first]}],
        "telecom": [{"system": "phone", "value": person["phone"]}],
        "period": {"start": str(start), "end": str(end)},
        "text": {
            "status": "generated",
            "div": f'<div xmlns="http://www.w3.org/1999/xhtml" title="{last}"><p><b>{first}</b> '
            f"<i>{last}</i>, {person['patient_id']} &amp; {person['phone']}</p><p>Admitted "
            f"{start:%B} {start.day}, {start.year}</p><!-- {person['ssn']} --></div>",
        },
    }
