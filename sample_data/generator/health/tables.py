"""The tables as they are written, with their gaps.

What lives here: the rows of each. What does not: how the facts came about
(:mod:`sample_data.generator.health.region`), what the columns mean (``description.toml``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sample_data.generator.dice import Dice
from sample_data.generator.health import notes
from sample_data.generator.health.care import Encounter
from sample_data.generator.health.people import Patient
from sample_data.generator.health.region import Region, region
from sample_data.generator.sample import Marked, Table


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
            Marked(note.text, note.spans),
        )


def tables(seed: int, size: int, columns: Mapping[str, Iterable[str]]) -> dict[str, Table]:
    """Return the tables of a region, with the columns that the description gives them."""
    made = region(seed, size)
    rows = {
        "patients": _patient_rows(seed, made.patients),
        "encounters": _encounter_rows(made.encounters),
        "diagnoses": _diagnosis_rows(seed, made),
        "notes": _note_rows(made.notes),
    }
    return {table: Table(tuple(columns[table]), rows[table]) for table in rows}
