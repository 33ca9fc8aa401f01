"""The tables as they are written: columns, gaps, and what each column is.

What lives here: the layout of the files and their ground truth. What does not: how the facts came
about.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sample_data.generator import notes
from sample_data.generator.care import Encounter, History, course, number_encounters
from sample_data.generator.dice import Dice
from sample_data.generator.people import Patient, population

SEED = 2025
PATIENTS = 2000

DIRECT, QUASI, SENSITIVE = "direct-identifier", "quasi-identifier", "sensitive"
FREE_TEXT, OTHER = "free-text", "insensitive"

# table -> column -> (role, entity of the values or "")
COLUMNS: dict[str, dict[str, tuple[str, str]]] = {
    "patients": {
        "patient_id": (DIRECT, "PATIENT_ID"),
        "mrn": (DIRECT, "MEDICAL_RECORD_NUMBER"),
        "first_name": (DIRECT, "PERSON"),
        "last_name": (DIRECT, "PERSON"),
        "birth_date": (QUASI, "DATE_OF_BIRTH"),
        "sex": (QUASI, "SEX"),
        "race": (QUASI, "RACE"),
        "ethnicity": (QUASI, "ETHNICITY"),
        "marital_status": (QUASI, "MARITAL_STATUS"),
        "street_address": (DIRECT, "STREET_ADDRESS"),
        "city": (QUASI, "CITY"),
        "state": (QUASI, "STATE"),
        "zip": (QUASI, "US_ZIP_CODE"),
        "phone": (DIRECT, "PHONE_NUMBER"),
        "email": (DIRECT, "EMAIL_ADDRESS"),
        "ssn": (DIRECT, "US_SSN"),
        "insurance": (QUASI, ""),
        "employer": (QUASI, "ORGANIZATION"),
        "occupation": (QUASI, "OCCUPATION"),
        "height_cm": (SENSITIVE, "MEASUREMENT"),
        "weight_kg": (SENSITIVE, "MEASUREMENT"),
        "death_date": (QUASI, "DATE_OF_DEATH"),
    },
    "encounters": {
        "encounter_id": (DIRECT, "ENCOUNTER_ID"),
        "patient_id": (DIRECT, "PATIENT_ID"),
        "admitted": (QUASI, "EVENT_DATE"),
        "discharged": (QUASI, "EVENT_DATE"),
        "length_of_stay": (OTHER, ""),
        "class": (OTHER, ""),
        "department": (OTHER, ""),
        "attending": (DIRECT, "PERSON"),
        "charge_usd": (SENSITIVE, "AMOUNT"),
        "disposition": (SENSITIVE, ""),
        "readmitted_30d": (SENSITIVE, ""),
    },
    "diagnoses": {
        "encounter_id": (DIRECT, "ENCOUNTER_ID"),
        "sequence": (OTHER, ""),
        "icd10_code": (SENSITIVE, "DIAGNOSIS_CODE"),
        "description": (SENSITIVE, "DIAGNOSIS"),
        "onset_date": (QUASI, "EVENT_DATE"),
    },
    "notes": {
        "note_id": (DIRECT, "RECORD_ID"),
        "encounter_id": (DIRECT, "ENCOUNTER_ID"),
        "note_type": (OTHER, ""),
        "written_at": (QUASI, "EVENT_DATE"),
        "author": (DIRECT, "PERSON"),
        "text": (FREE_TEXT, "FREE_TEXT"),
    },
}
KEYS = {"patients": "patient_id", "encounters": "encounter_id", "notes": "note_id"}
REFERENCES = {
    "encounters.patient_id": "patients.patient_id",
    "diagnoses.encounter_id": "encounters.encounter_id",
    "notes.encounter_id": "encounters.encounter_id",
}
SUBJECT = "patients.patient_id"


@dataclass(frozen=True, slots=True)
class Region:
    """Everything that was made from one seed."""

    patients: list[Patient]
    encounters: list[Encounter]
    histories: dict[str, History]
    notes: list[notes.Note]


def make(seed: int = SEED, patients: int = PATIENTS) -> Region:
    """Make people, their care and their notes."""
    people = population(seed, patients)
    encounters: list[Encounter] = []
    histories = {}
    for patient in people:
        histories[patient.patient_id], own = course(seed, patient)
        encounters += own
    encounters = number_encounters(encounters)
    written = [
        note
        for encounter in encounters
        for note in notes.write(seed, encounter, histories[encounter.patient.patient_id])
    ]
    return Region(people, encounters, histories, written)


def _phone(seed: int, patient: Patient) -> str:
    dice, digits = Dice(seed, "phone", patient.mrn), patient.phone
    if dice.chance(0.04):
        return ""
    if dice.chance(0.06):
        return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}"
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"


def _measure(dice: Dice, value: float, gap: float, pattern: str) -> str:
    return "" if dice.chance(gap) else format(value, pattern)


def _patient_rows(seed: int, patients: Iterable[Patient]) -> Iterable[tuple[str, ...]]:
    for p in patients:
        dice = Dice(seed, "gaps", p.mrn)
        yield (
            p.patient_id,
            p.mrn,
            p.first_name,
            p.last_name,
            p.birth_date.isoformat(),
            "" if dice.chance(0.004) else p.sex,
            p.race,
            p.ethnicity,
            "" if dice.chance(0.06) else p.marital_status,
            p.street,
            p.place.city,
            p.place.state,
            "" if dice.chance(0.005) else p.place.zip,
            _phone(seed, p),
            p.email,
            p.ssn,
            "" if dice.chance(0.02) else p.insurance,
            p.employer,
            "" if dice.chance(0.05) else p.occupation,
            _measure(dice, p.height_cm, 0.11, ".0f"),
            _measure(dice, p.weight_kg, 0.07, ".1f"),
            p.death_date.isoformat() if p.death_date else "",
        )


def _encounter_rows(encounters: Iterable[Encounter]) -> Iterable[tuple[str, ...]]:
    for e in encounters:
        yield (
            e.encounter_id,
            e.patient.patient_id,
            e.admitted.isoformat(),
            e.discharged.isoformat(),
            str(e.stay),
            e.kind,
            e.attending.department,
            f"{e.attending.full_name}, {e.attending.degree}",
            f"{e.charge:.2f}",
            e.disposition,
            "" if e.readmitted is None else str(e.readmitted).lower(),
        )


def _diagnosis_rows(seed: int, region: Region) -> Iterable[tuple[str, ...]]:
    for e in region.encounters:
        onset = region.histories[e.patient.patient_id].onset
        dice = Dice(seed, "onset", e.encounter_id)
        for number, reason in enumerate(e.reasons, start=1):
            first = onset.get(reason.code)
            if reason.kind == "acute" and number == 1 and dice.chance(0.5):
                first = e.admitted
            known = first is not None and first <= e.admitted and dice.chance(0.85)
            day = first.isoformat() if first is not None and known else ""
            yield (e.encounter_id, str(number), reason.code, reason.description, day)


def _note_rows(written: Iterable[notes.Note]) -> Iterable[tuple[str, ...]]:
    for number, note in enumerate(written):
        yield (
            f"N{700_001 + number}",
            note.encounter.encounter_id,
            note.note_type,
            note.written_at.isoformat(),
            f"{note.author.full_name}, {note.author.degree}",
            note.text,
        )


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return buffer.getvalue()


def _planted(written: Iterable[notes.Note]) -> str:
    lines = []
    for number, note in enumerate(written):
        spans = [{"start": s.start, "end": s.end, "entity": s.entity} for s in note.spans]
        record = {"note_id": f"N{700_001 + number}", "spans": spans}
        lines.append(json.dumps(record, separators=(",", ":")) + "\n")
    return "".join(lines)


def _truth_of_columns() -> str:
    lines = [
        "# What every column is: the answers that detection is scored against.",
        f"subject: {SUBJECT}",
        "keys:",
        *(f"  {table}: {column}" for table, column in KEYS.items()),
        "references:",
        *(f"  {referring}: {referred}" for referring, referred in REFERENCES.items()),
        "columns:",
    ]
    for table, columns in COLUMNS.items():
        for column, (role, entity) in columns.items():
            lines.append(f"  {table}.{column}: {{role: {role}, entity: {entity or 'null'}}}")
    return "\n".join(lines) + "\n"


def files(seed: int = SEED, patients: int = PATIENTS) -> dict[str, str]:
    """Return the content of every file, by its path below the output folder.

    Parameters
    ----------
    seed
        The same seed gives the same files, byte for byte.
    patients
        Size of the register; the other tables follow.
    """
    region = make(seed, patients)
    header = {table: list(columns) for table, columns in COLUMNS.items()}
    return {
        "patients.csv": _csv(header["patients"], _patient_rows(seed, region.patients)),
        "encounters.csv": _csv(header["encounters"], _encounter_rows(region.encounters)),
        "diagnoses.csv": _csv(header["diagnoses"], _diagnosis_rows(seed, region)),
        "notes.csv": _csv(header["notes"], _note_rows(region.notes)),
        "ground_truth/columns.yaml": _truth_of_columns(),
        "ground_truth/notes.jsonl": _planted(region.notes),
    }
