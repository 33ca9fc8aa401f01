"""Small confidential worlds to release: files in a folder, a pipeline, a key ring."""

from __future__ import annotations

import json
import random
import shutil
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pandas as pd

from sector_data.deidentify.keyring import KeyRing

SAMPLE = Path(__file__).parents[2] / "sample_data" / "health"

HEALTH_PIPELINE = """\
release:
  name: small-health
  title: A slice of a fictional health system
  purpose: test the whole road
  recipient: registered
  licence: CC0-1.0
  contact: data-office@valley-health.example
  languages: [en, fr, ja]
  key: demo
sector: health
source:
  patients: data/patients.csv
  encounters: data/encounters.csv
  diagnoses: data/diagnoses.csv
  notes: data/notes.csv
subject: patients.patient_id
keys: {patients: patient_id, encounters: encounter_id, notes: note_id}
references:
  encounters.patient_id: patients.patient_id
  diagnoses.encounter_id: encounters.encounter_id
  notes.encounter_id: encounters.encounter_id
columns:
  patients.birth_date: {role: quasi-identifier, hierarchy: age}
  patients.sex: {role: quasi-identifier, transform: keep}
  patients.zip: {role: quasi-identifier, hierarchy: us-zip}
  patients.race: drop
  patients.ethnicity: drop
  patients.marital_status: drop
  patients.city: drop
  patients.state: drop
  patients.insurance: drop
  patients.employer: drop
  patients.occupation: drop
  patients.death_date: drop
  patients.height_cm: {role: insensitive, transform: {round: {to: 5}}}
  patients.weight_kg: {role: insensitive, transform: {round: {to: 5}}}
  encounters.admitted: shift-date
  encounters.discharged: shift-date
  encounters.length_of_stay: {role: insensitive, transform: keep}
  encounters.class: {role: insensitive, transform: keep}
  encounters.department: {role: insensitive, transform: keep}
  encounters.attending: {role: direct-identifier, transform: {pseudonym: {domain: clinicians}}}
  encounters.charge_usd: {role: sensitive, transform: {round: {to: 100}}}
  encounters.disposition: {role: sensitive, transform: keep}
  encounters.readmitted_30d: {role: sensitive, transform: keep}
  diagnoses.sequence: {role: insensitive, transform: keep}
  diagnoses.icd10_code: {role: sensitive, transform: keep}
  diagnoses.description: {role: sensitive, transform: keep}
  diagnoses.onset_date: shift-date
  notes.note_type: {role: insensitive, transform: keep}
  notes.written_at: shift-date
  notes.author: {role: direct-identifier, transform: {pseudonym: {domain: clinicians}}}
  notes.text: {role: free-text, language: en, transform: redact-text}
privacy:
  k-anonymity: 5
  l-diversity: {diagnoses.icd10_code: 3}
  suppression-limit: 10%
quality:
  gates: {unique-subjects: "<= 0", rows-kept: ">= 50%"}
"""
"""The pipeline of the health demo with a smaller k, for fewer patients."""

PLAIN_PIPELINE = """\
release: {name: small-visits, key: demo}
source: {people: people.csv, visits: visits.csv}
subject: people.person_id
keys: {people: person_id, visits: visit_id}
references: {visits.person_id: people.person_id}
columns:
  people.surname: drop
  people.sex: quasi-identifier
  people.age: {role: quasi-identifier, hierarchy: age}
  people.zip: {role: quasi-identifier, hierarchy: us-zip}
  visits.day: shift-date
  visits.code: {role: sensitive, transform: keep}
privacy: {k-anonymity: 5, l-diversity: {visits.code: 2}, suppression-limit: 10%}
"""


@dataclass(frozen=True)
class World:
    """A folder with data, a pipeline file and a key ring."""

    folder: Path

    @property
    def pipeline(self) -> Path:
        return self.folder / "pipeline.yaml"

    @property
    def key_ring(self) -> Path:
        return self.folder / "keys.json"

    def edited(self, name: str, *changes: tuple[str, str]) -> Path:
        """Write a copy of the pipeline with texts replaced; each must be there."""
        text = self.pipeline.read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path


def make_keys(folder: Path, *names: str) -> None:
    """Make a key ring with keys of these names, the same in every run: what is drawn with them
    (who is set aside, the order of rows) decides what attacks find on few people."""
    ring = KeyRing.open(folder / "keys.json", create=True)
    for name in names:
        drawn = SimpleNamespace(token_bytes=random.Random(name).randbytes)
        with patch("sector_data.deidentify.keyring.secrets", drawn):
            ring.new(name, holder="the tests")


def health_world(folder: Path, *, patients: int = 300, notes: int = 120, seed: int = 7) -> World:
    """Take a slice of the sample data: some patients, all that hangs on them, some notes."""
    rng = random.Random(seed)
    tables = {
        name: pd.read_csv(SAMPLE / f"{name}.csv", dtype=str, keep_default_na=False)
        for name in ("patients", "encounters", "diagnoses", "notes")
    }
    chosen = set(rng.sample(sorted(tables["patients"]["patient_id"]), patients))
    people = tables["patients"][tables["patients"]["patient_id"].isin(chosen)]
    encounters = tables["encounters"][tables["encounters"]["patient_id"].isin(chosen)]
    ids = set(encounters["encounter_id"])
    diagnoses = tables["diagnoses"][tables["diagnoses"]["encounter_id"].isin(ids)]
    texts = tables["notes"][tables["notes"]["encounter_id"].isin(ids)].head(notes)
    data = folder / "data"
    data.mkdir(parents=True)
    for name, frame in (
        ("patients", people),
        ("encounters", encounters),
        ("diagnoses", diagnoses),
        ("notes", texts),
    ):
        frame.to_csv(data / f"{name}.csv", index=False)
    world = World(folder)
    world.pipeline.write_text(HEALTH_PIPELINE, encoding="utf-8")
    make_keys(folder, "demo", "other")
    return world


def planted(world: World, *entities: str) -> list[str]:
    """Return the passages that the sample data's makers planted in the world's notes."""
    notes = pd.read_csv(world.folder / "data" / "notes.csv", dtype=str, keep_default_na=False)
    texts = dict(zip(notes["note_id"], notes["text"], strict=True))
    passages: list[str] = []
    truth = (SAMPLE / "ground_truth" / "notes.jsonl").read_text(encoding="utf-8")
    for line in truth.splitlines():
        note = json.loads(line)
        if note["note_id"] not in texts:
            continue
        text = texts[note["note_id"]]
        passages += [
            text[span["start"] : span["end"]]
            for span in note["spans"]
            if span["entity"] in entities
        ]
    return passages


SYLLABLES = ("bra", "dov", "fil", "gru", "hax", "jor", "kel", "mov", "nud", "pry", "quo", "zeb")


def plain_tables(*, people: int = 200, visits: int = 450, seed: int = 3) -> dict[str, Any]:
    """Make people with surnames of four syllables, and what happened to them; no free text."""
    rng = random.Random(seed)
    ids = [f"P{10_000 + 7 * i}" for i in range(people)]
    surnames = ["".join(rng.choices(SYLLABLES, k=4)).capitalize() for _ in ids]
    first = date(2023, 1, 1)
    return {
        "people": pd.DataFrame(
            {
                "person_id": ids,
                "surname": surnames,
                "sex": rng.choices("FM", k=people),
                "age": [rng.randrange(95) for _ in ids],
                "zip": [f"0{rng.choice('12')}{rng.randrange(100, 130)}" for _ in ids],
            }
        ),
        "visits": pd.DataFrame(
            {
                "visit_id": [f"V{500_000 + 3 * i}" for i in range(visits)],
                "person_id": rng.choices(ids, k=visits),
                "day": [first + timedelta(days=rng.randrange(700)) for _ in range(visits)],
                "code": rng.choices(("E11", "I10", "J45", "C50"), k=visits),
            }
        ),
    }


def plain_world(folder: Path, **sizes: int) -> World:
    """Make a world without free text, so that no language model is needed."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in plain_tables(**sizes).items():
        frame.to_csv(folder / f"{name}.csv", index=False)
    world = World(folder)
    world.pipeline.write_text(PLAIN_PIPELINE, encoding="utf-8")
    make_keys(folder, "demo", "other")
    return world


def copy_of(bundle: Path, folder: Path) -> Path:
    """Copy a bundle so that it can be damaged."""
    return Path(shutil.copytree(bundle, folder / "copy"))
