"""Surrogates agree over texts and tables of a subject, and none is a value of the source."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

import sector_data as sd
from sector_data.deidentify.keyring import KeyRing
from sector_data.errors import SpecificationError
from sector_data.release.loading import Release
from sector_data.spec.transforms.values import RedactText, Reversible
from sector_data.spec.words import Technique

PEOPLE = 40
GIVEN = ("Anna", "Colby", "Fiona", "Rajesh", "Mei", "Gudrun", "Calogero", "Aisha")
FAMILY = ("Rossi", "Holt", "Curran", "Venkataraman", "Kowalski", "Okafor", "Lindqvist", "Moreau")
DAY = date(2020, 1, 1)

PIPELINE = """\
release: {name: hidden}
source: {patients: patients.csv, notes: notes.csv}
subject: patients.patient_id
keys: {patients: patient_id, notes: note_id}
references: {notes.patient_id: patients.patient_id}
columns:
  patients.first:
    role: direct-identifier
    entity: PERSON
    transform: &hide {redact-text: {replacement: surrogates}}
  patients.last: {role: direct-identifier, entity: PERSON, transform: *hide}
  patients.mrn: {role: direct-identifier, entity: MEDICAL_RECORD_NUMBER, transform: pseudonym}
  patients.sex: {role: quasi-identifier, transform: keep}
  patients.phone: drop
  notes.written: shift-date
  notes.text: {role: free-text, language: en, transform: *hide}
privacy: {k-anonymity: 2}
"""


def first(n: int) -> str:
    return GIVEN[n % len(GIVEN)]


def last(n: int) -> str:
    return FAMILY[(n * 3 + n // 8) % len(FAMILY)]


class World:
    """Patients and two notes of each, with names, dates, telephone and record numbers in them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ring = folder / "keys.json"
        KeyRing.open(self.ring, create=True).new("default", holder=None)
        people = range(PEOPLE)
        self.patients = pd.DataFrame(
            {
                "patient_id": [f"P{10_000 + 7 * n}" for n in people],
                "mrn": [f"{55_000_000 + 7919 * n}" for n in people],
                "first": [first(n) for n in people],
                "last": [last(n) for n in people],
                "sex": ["F" if n % 2 else "M" for n in people],
                "phone": [f"413-555-{2000 + n}" for n in people],
            }
        )
        notes = []
        for n in people:
            for visit in range(2):
                day = DAY + timedelta(n * 3 + visit * 30)
                after = day + timedelta(14)
                notes.append(
                    {
                        "note_id": 100_000 + 2 * n + visit,
                        "patient_id": f"P{10_000 + 7 * n}",
                        "written": day,
                        "text": f"{first(n)} {last(n)} (MRN {55_000_000 + 7919 * n}) was seen on "
                        f"{day:%B} {day.day}, {day.year}. Patient {last(n)} called from "
                        f"413-555-{2000 + n}. Follow-up on {after:%m/%d/%Y}.",
                    }
                )
        self.notes = pd.DataFrame(notes)
        self.patients.to_csv(folder / "patients.csv", index=False)
        self.notes.to_csv(folder / "notes.csv", index=False)
        self.pipeline = folder / "p.yaml"
        self.pipeline.write_text(PIPELINE, encoding="utf-8")

    def released(self, name: str) -> Release:
        sd.run(self.pipeline, output=self.folder / name, key_ring=self.ring)
        return sd.load(self.folder / name)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("hidden"))


@pytest.fixture(scope="module")
def release(world: World) -> Release:
    return world.released("out")


NOTE = re.compile(
    r"(?P<first>[\w'-]+) (?P<last>[\w'-]+) \(MRN (?P<mrn>\w+)\) was seen on "
    r"(?P<seen>\w+ \d+, \d{4})\. Patient (?P<again>[\w'-]+) called from "
    r"(?P<phone>[\d-]+)\. Follow-up on (?P<after>[\d/]+)\."
)


def parts(release: Release) -> pd.DataFrame:
    """Return what stands where in the released notes; every note must have kept its form."""
    notes = release["notes"]
    found = [NOTE.fullmatch(text) for text in notes["text"]]
    assert all(found)
    told = pd.DataFrame([m.groupdict() for m in found if m], index=notes.index)
    return notes.join(told)


def test_names_agree_over_texts_and_tables(release: Release) -> None:
    told = parts(release).merge(release["patients"], on="patient_id", suffixes=("", "_table"))
    assert len(told) == 2 * PEOPLE
    assert (told["first"] == told["first_table"]).all()
    assert (told["last"] == told["last_table"]).all()
    assert (told["again"] == told["last"]).all()
    assert (told["mrn"] == told["mrn_table"]).all()


def test_dates_in_texts_move_with_those_in_tables(release: Release) -> None:
    told = parts(release)
    seen = pd.to_datetime(told["seen"], format="%B %d, %Y")
    after = pd.to_datetime(told["after"], format="%m/%d/%Y")
    assert (seen == pd.to_datetime(told["written"])).all()
    assert ((after - seen) == timedelta(14)).all()
    apart = seen.groupby(told["patient_id"]).agg(lambda days: days.max() - days.min())
    assert (apart == timedelta(30)).all()
    assert not set(seen.dt.date) <= {DAY + timedelta(n) for n in range(0, 150)}


def test_no_surrogate_is_a_value_of_the_source(world: World, release: Release) -> None:
    told = parts(release)
    for column, source in (
        ("first", GIVEN),
        ("last", FAMILY),
        ("phone", set(world.patients["phone"])),
        ("mrn", set(world.patients["mrn"])),
    ):
        assert not set(told[column]) & set(source)


def test_the_same_again_with_the_same_key_and_others_with_another(
    world: World, release: Release, tmp_path: Path
) -> None:
    again = world.released("again")
    assert (again["notes"]["text"] == release["notes"]["text"]).all()
    other = World(tmp_path).released("out")
    assert not set(parts(other)["mrn"]) & set(parts(release)["mrn"])
    assert set(other["notes"]["text"]).isdisjoint(release["notes"]["text"])


def test_an_auditor_is_told_where_surrogates_stand(world: World, release: Release) -> None:
    assert release is not None
    claims = sd.audit(world.folder / "out").claims
    told = {c.subject: c for c in claims}["identifiers in notes"]
    assert told.verdict == "holds"
    assert "notes.text" in told.sentence or "text" in told.sentence
    assert all(c.verdict != "does not hold" for c in claims)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("patients.phone: drop", "patients.patient_id: {transform: *hide}", "not one-to-one"),
        (
            "notes.written: shift-date",
            "notes.written: shift-date\n  notes.note_id: drop\n  patients.born: "
            "{transform: {shift-date: {max-days: 30}}}",
            "could not agree",
        ),
        ("{redact-text: {replacement: surrogates}}", "{redact-text: {order: day-first}}", "order"),
    ],
)
def test_what_surrogates_cannot_do_is_refused_when_planned(
    old: str, new: str, said: str, tmp_path: Path
) -> None:
    world = World(tmp_path)
    frame = world.patients.assign(born=[DAY + timedelta(n) for n in range(PEOPLE)])
    frame.to_csv(tmp_path / "patients.csv", index=False)
    text = PIPELINE.replace("  patients.phone: drop\n", "  patients.phone: drop\n")
    assert old in text
    world.pipeline.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(SpecificationError, match=said):
        sd.plan(world.pipeline)


def test_a_form_that_is_used_up_is_refused_when_planned(tmp_path: Path) -> None:
    world = World(tmp_path)
    pins = world.patients.assign(pin=[f"{n % 8:01d}" for n in range(PEOPLE)])
    pins.to_csv(tmp_path / "patients.csv", index=False)
    extra = "  patients.pin: {role: direct-identifier, entity: RECORD_ID, transform: *hide}\n"
    world.pipeline.write_text(
        PIPELINE.replace("  patients.phone: drop\n", "  patients.phone: drop\n" + extra),
        encoding="utf-8",
    )
    with pytest.raises(SpecificationError, match="exhausted"):
        sd.plan(world.pipeline)


def test_surrogates_say_what_they_are() -> None:
    nature = RedactText(replacement="surrogates").nature
    assert nature.technique is Technique.PSEUDONYMIZATION
    assert nature.keyed
    assert nature.reversible is Reversible.KEY_HOLDER
    assert RedactText().nature.technique is Technique.MASKING
