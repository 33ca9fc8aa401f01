"""The tables of the model, row by row.

What lives here: persons, visits, conditions, drugs, measurements, notes and whom and what they
refer to. What does not: what happened (:mod:`sample_data.generator.health.region`,
:mod:`sample_data.generator.health_omop.clinical`).

Source: OMOP CDM 5.4, OHDSI/CommonDataModel, inst/csv/OMOP_CDMv5.4_Field_Level.csv. The columns
`*_source_value` hold what stood in the hospital's system, identifiers and typing errors included.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cached_property

from sample_data.generator.check_digits import luhn_digit
from sample_data.generator.dice import Dice
from sample_data.generator.health.care import Encounter
from sample_data.generator.health.region import Region
from sample_data.generator.health.staff import Clinician, clinicians
from sample_data.generator.health_omop.clinical import concepts, measure, prescribe
from sample_data.generator.sample import Marked, Table

Cells = dict[str, object]

EHR, PROBLEM_LIST, PRESCRIPTION, LABORATORY, NOTE = 32817, 32840, 32838, 32856, 32831
PRIMARY, SECONDARY = 32902, 32908
UTF_8, ENGLISH, UNITED_STATES = 32678, 4180186, 42046186
NPI_PREFIX = "80840"
"""Of US health identifiers (45 CFR 162.406); the check digit counts it."""


class Model:
    """A region as the tables of the model tell it."""

    def __init__(self, seed: int, region: Region) -> None:
        self.seed = seed
        self.region = region
        self.persons = {p.patient_id: 100_001 + n for n, p in enumerate(region.patients)}
        self.visits = {e.encounter_id: 31_846_201 + n for n, e in enumerate(region.encounters)}

    @cached_property
    def places(self) -> dict[tuple[str, str], int]:
        """Each address with its number."""
        found = dict.fromkeys((p.street, p.place.zip) for p in self.region.patients)
        return {address: 20_001 + number for number, address in enumerate(found)}

    @cached_property
    def staff(self) -> dict[Clinician, int]:
        """Each clinician with their number."""
        everybody = [c for group in clinicians(self.seed).values() for c in group]
        return {clinician: 501 + number for number, clinician in enumerate(everybody)}

    @cached_property
    def wards(self) -> dict[str, int]:
        """Each department with its number."""
        return {name: 11 + number for number, name in enumerate(clinicians(self.seed))}

    def dice(self, *name: object) -> Dice:
        """Return a stream of draws for one thing."""
        return Dice(self.seed, "omop", *name)

    def location(self) -> Iterator[Cells]:
        """Yield the addresses."""
        towns = {place.zip: place for place in (p.place for p in self.region.patients)}
        for (street, code), number in self.places.items():
            yield {
                "location_id": number,
                "address_1": street,
                "city": towns[code].city,
                "state": towns[code].state,
                "zip": code,
                "location_source_value": f"{street}, {towns[code].city}".upper(),
                "country_concept_id": UNITED_STATES,
                "country_source_value": "US",
            }

    def care_site(self) -> Iterator[Cells]:
        """Yield the departments."""
        for name, number in self.wards.items():
            yield {
                "care_site_id": number,
                "care_site_name": name,
                "place_of_service_concept_id": concepts()["visits"]["ambulatory"],
                "care_site_source_value": name[:4].upper(),
            }

    def provider(self) -> Iterator[Cells]:
        """Yield the clinicians; their numbers begin with 9, as no number does that was given."""
        for clinician, number in self.staff.items():
            digits = f"9{self.dice('npi', number).integer(0, 99_999_999):08d}"
            yield {
                "provider_id": number,
                "provider_name": f"{clinician.full_name}, {clinician.degree}",
                "npi": digits + luhn_digit(NPI_PREFIX + digits),
                "specialty_concept_id": 0,
                "care_site_id": self.wards[clinician.department],
                "provider_source_value": f"{clinician.last_name}{clinician.first_name[0]}".upper(),
                "specialty_source_value": clinician.department,
            }

    def person(self) -> Iterator[Cells]:
        """Yield the patients; some sites tell no more of a birth than month or year."""
        told = concepts()
        for p in self.region.patients:
            dice = self.dice("person", p.patient_id)
            born, sex = p.birth_date, "" if dice.chance(0.01) else p.sex
            exact = dice.share()
            yield {
                "person_id": self.persons[p.patient_id],
                "gender_concept_id": told["sexes"].get(sex, 0),
                "year_of_birth": born.year,
                "month_of_birth": born.month if exact > 0.03 else "",
                "day_of_birth": born.day if exact > 0.06 else "",
                "birth_datetime": f"{born}T00:00:00" if exact > 0.25 else "",
                "race_concept_id": told["races"].get(p.race, 0),
                "ethnicity_concept_id": told["ethnicities"].get(p.ethnicity, 0),
                "location_id": self.places[p.street, p.place.zip],
                "person_source_value": p.mrn,
                "gender_source_value": dice.pick((sex, sex, sex.lower())),
                "race_source_value": p.race,
                "ethnicity_source_value": p.ethnicity,
            }

    def observation_period(self) -> Iterator[Cells]:
        """Yield from when to when each patient was seen."""
        ends: dict[str, tuple[date, date]] = {}
        for e in self.region.encounters:
            first, last = ends.get(e.patient.patient_id, (e.admitted, e.discharged))
            span = (min(first, e.admitted), max(last, e.discharged))
            ends[e.patient.patient_id] = span
        for number, (patient, (first, last)) in enumerate(sorted(ends.items())):
            yield {
                "observation_period_id": 71_493_801 + number,
                "person_id": self.persons[patient],
                "observation_period_start_date": first,
                "observation_period_end_date": last,
                "period_type_concept_id": EHR,
            }

    def visit_occurrence(self) -> Iterator[Cells]:
        """Yield the encounters, each with the one before it."""
        told = concepts()
        before: dict[str, int] = {}
        for e in self.region.encounters:
            number = self.visits[e.encounter_id]
            yield {
                "visit_occurrence_id": number,
                "person_id": self.persons[e.patient.patient_id],
                "visit_concept_id": told["visits"][e.kind],
                "visit_start_date": e.admitted,
                "visit_end_date": e.discharged,
                "visit_type_concept_id": EHR,
                "provider_id": self.staff[e.attending],
                "care_site_id": self.wards[e.attending.department],
                "visit_source_value": e.encounter_id,
                "discharged_to_concept_id": told["discharges"].get(e.disposition, 0),
                "discharged_to_source_value": e.disposition,
                "preceding_visit_occurrence_id": before.get(e.patient.patient_id, ""),
            }
            before[e.patient.patient_id] = number

    def condition_occurrence(self) -> Iterator[Cells]:
        """Yield the diagnoses; their codes are typed in with and without point, in either case."""
        number = 51_627_301
        for e in self.region.encounters:
            dice = self.dice("conditions", e.encounter_id)
            for place, reason in enumerate(e.reasons):
                spelt = dice.weighted(
                    (reason.code, reason.code.replace(".", ""), f"{reason.code.lower()} "),
                    (8, 1, 1),
                )
                yield {
                    "condition_occurrence_id": number,
                    **self._at(e),
                    "condition_concept_id": concepts()["conditions"].get(reason.code, 0),
                    "condition_start_date": e.admitted,
                    "condition_end_date": e.discharged if reason.kind == "acute" else "",
                    "condition_type_concept_id": PROBLEM_LIST if reason.kind == "chronic" else EHR,
                    "condition_status_concept_id": SECONDARY if place else PRIMARY,
                    "condition_source_value": spelt,
                    "condition_source_concept_id": 0,
                }
                number += 1

    def drug_exposure(self) -> Iterator[Cells]:
        """Yield the prescriptions."""
        number = 62_734_401
        for e in self.region.encounters:
            dice = self.dice("drugs", e.encounter_id)
            for drug in prescribe(dice, e):
                yield {
                    "drug_exposure_id": number,
                    **self._at(e),
                    "drug_concept_id": drug.concept,
                    "drug_exposure_start_date": e.discharged,
                    "drug_exposure_end_date": e.discharged + timedelta(days=drug.days - 1),
                    "drug_type_concept_id": PRESCRIPTION,
                    "refills": drug.refills,
                    "quantity": drug.quantity,
                    "days_supply": "" if dice.chance(0.08) else drug.days,
                    "lot_number": f"L{dice.integer(10_000, 99_999)}" if dice.chance(0.1) else "",
                    "drug_source_value": drug.name if dice.chance(0.7) else drug.name.upper(),
                    "drug_source_concept_id": 0,
                }
                number += 1

    def measurement(self) -> Iterator[Cells]:
        """Yield what was measured; one in fifty was loaded twice."""
        number = 83_915_501
        for e in self.region.encounters:
            dice = self.dice("measurements", e.encounter_id)
            history = self.region.histories[e.patient.patient_id]
            for value in measure(dice, e, history):
                told = concepts()["measurements"][value.kind]
                laboratory = value.kind in {"hba1c", "creatinine", "ldl"}
                for _ in range(2 if dice.chance(0.02) else 1):
                    yield {
                        "measurement_id": number,
                        **self._at(e),
                        "measurement_concept_id": told["concept"],
                        "measurement_date": e.admitted,
                        "measurement_type_concept_id": LABORATORY if laboratory else EHR,
                        "value_as_number": value.number,
                        "unit_concept_id": value.unit,
                        "range_low": told["range"][0],
                        "range_high": told["range"][1],
                        "measurement_source_value": told["source"],
                        "unit_source_value": value.unit_text,
                    }
                    number += 1

    def note(self) -> Iterator[Cells]:
        """Yield summaries of discharge and notes of triage."""
        classes = concepts()["note_classes"]
        for number, note in enumerate(self.region.notes):
            if note.note_type in classes:
                yield {
                    "note_id": 91_284_601 + number,
                    **self._at(note.encounter),
                    "note_date": note.written_at.date(),
                    "note_datetime": note.written_at.isoformat(),
                    "note_type_concept_id": NOTE,
                    "note_class_concept_id": classes[note.note_type],
                    "note_title": note.note_type.capitalize(),
                    "note_text": Marked(note.text, note.spans),
                    "encoding_concept_id": UTF_8,
                    "language_concept_id": ENGLISH,
                    "provider_id": self.staff[note.author],
                    "note_source_value": note.encounter.encounter_id,
                }

    def death(self) -> Iterator[Cells]:
        """Yield the deaths, with the main reason of the last encounter."""
        last: dict[str, Encounter] = {e.patient.patient_id: e for e in self.region.encounters}
        for p in self.region.patients:
            if p.death_date is not None:
                cause = last[p.patient_id].reasons[0].code
                yield {
                    "person_id": self.persons[p.patient_id],
                    "death_date": p.death_date,
                    "death_type_concept_id": EHR,
                    "cause_concept_id": concepts()["conditions"].get(cause, 0),
                    "cause_source_value": cause,
                }

    def _at(self, encounter: Encounter) -> Cells:
        """Return what every event of an encounter refers to."""
        return {
            "person_id": self.persons[encounter.patient.patient_id],
            "provider_id": self.staff[encounter.attending],
            "visit_occurrence_id": self.visits[encounter.encounter_id],
        }


def tables(seed: int, region: Region, columns: Mapping[str, Iterable[str]]) -> dict[str, Table]:
    """Return the tables with the columns that the description gives them."""
    model = Model(seed, region)
    return {
        name: Table(tuple(known), _rows(getattr(model, name)(), tuple(known)))
        for name, known in columns.items()
    }


def _rows(rows: Iterable[Cells], columns: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield rows as texts; a cell that a row does not tell of is empty."""
    for row in rows:
        yield tuple(_text(row.get(column, "")) for column in columns)


def _text(cell: object) -> str:
    return cell if isinstance(cell, str) else str(cell)
