"""Everything of the region that was made from one seed.

What lives here: people, care and notes put together. What does not: the tables that tell of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from sample_data.generator.health import notes
from sample_data.generator.health.care import Encounter, History, course, number_encounters
from sample_data.generator.health.people import Patient, population


@dataclass(frozen=True, slots=True)
class Region:
    """Everything that was made from one seed."""

    patients: list[Patient]
    encounters: list[Encounter]
    histories: dict[str, History]
    notes: list[notes.Note]


def region(seed: int, patients: int) -> Region:
    """Return the people of a register, their care and their notes."""
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
