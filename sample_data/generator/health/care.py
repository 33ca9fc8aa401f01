"""What happens to the patients: encounters with the medical centre, and their diagnoses.

What lives here: the course of care, readmissions with their planted signal, deaths. What does
not: what is written about it (:mod:`sample_data.generator.health.notes`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date, timedelta

from sample_data.generator.dice import Dice
from sample_data.generator.health.people import FIRST_DAY, LAST_DAY, MIDDLE_DAY, Patient
from sample_data.generator.health.staff import Clinician, attending
from sample_data.generator.health.words import Condition, conditions

CLASSES = {
    "a": "ambulatory",
    "e": "emergency",
    "i": "inpatient",
    "o": "observation",
    "v": "virtual",
}
# Of these groups a patient has at most one: stages or kinds of the same illness.
EXCLUSIVE = (
    ("E11.9", "E11.65", "E10.9"),
    ("N18.30", "N18.4", "N18.6"),
    ("I50.22", "I50.32"),
    ("J45.909", "J45.40"),
    ("F32.A", "F33.1"),
    ("F31.9", "F20.9"),
    ("K50.90", "K51.90"),
    ("C50.911", "C50.912"),
    ("F03.90", "G30.9"),
    ("D64.9", "D50.9"),
    ("E03.9", "E05.00"),
)
MEAN_STAY = {
    "hip fracture": 5.5,
    "sepsis": 6.5,
    "stroke": 5.0,
    "heart failure": 4.8,
    "delivery": 2.2,
    "newborn": 2.4,
    "pregnancy": 2.8,
    "mood": 8.0,
    "psychosis": 11.0,
    "crisis": 6.0,
    "palliative": 5.0,
    "cancer": 5.0,
    "cystic fibrosis": 9.0,
    "appendix": 2.2,
    "joint": 2.4,
}
# Days that must pass before a thing can be the reason for coming again.
PAUSE = {
    "K35.80": 40_000,
    "O80": 300,
    "S72.001A": 40_000,
    "S72.002A": 40_000,
    "Z00.00": 330,
    "Z12.11": 1000,
    "Z12.31": 330,
}
# How many times as often as others these chronic conditions bring a patient in.
FREQUENT = {
    "breast": 5.0,
    "cancer": 8.0,
    "cystic fibrosis": 6.0,
    "hemophilia": 5.0,
    "opioid": 4.0,
    "psychosis": 4.0,
    "rare metabolic": 8.0,
    "rare neurology": 5.0,
    "sickle cell": 5.0,
}
# Departments whose outpatients the family doctor sees.
OFFICE = {"Primary Care", "Pediatrics", "Emergency Medicine", "Hospital Medicine"}
DEADLY = {"sepsis", "stroke", "palliative", "cancer", "heart failure", "pneumonia", "hip fracture"}


@dataclass(slots=True)
class Encounter:
    """A contact of a patient with the medical centre."""

    patient: Patient
    admitted: date
    discharged: date
    kind: str
    """One of `CLASSES`."""
    reasons: list[Condition]
    """The first is the main one."""
    attending: Clinician
    disposition: str
    charge: float
    encounter_id: str = ""
    readmitted: bool | None = None
    """Whether an inpatient stay was followed by another within 30 days; None for other classes."""

    @property
    def stay(self) -> int:
        """Nights."""
        return (self.discharged - self.admitted).days


@dataclass(slots=True)
class History:
    """What is known of a patient's health before an encounter."""

    patient: Patient
    primary_care: Clinician
    chronic: list[Condition] = field(default_factory=list)
    onset: dict[str, date] = field(default_factory=dict)
    """First known day of each chronic condition, by code."""


def _history(seed: int, patient: Patient) -> History:
    dice = Dice(seed, "history", patient.mrn)
    age = patient.age_on(MIDDLE_DAY)
    department = "Pediatrics" if age < 16 else "Primary Care"
    history = History(patient, attending(seed, dice, department))
    # One factor for all conditions of a patient makes them come together, as they do.
    frailty = math.exp(dice.normal(-0.12, 0.55))
    for condition in conditions():
        if condition.kind != "chronic":
            continue
        likely = condition.frequency_at(age, patient.sex) / 1000 * frailty
        held = {c.code for c in history.chronic}
        clash = any(condition.code in group and held & set(group) for group in EXCLUSIVE)
        if dice.chance(likely) and not clash:
            history.chronic.append(condition)
            years = min(age, dice.between(0.3, 3 + age / 5))
            first = max(patient.birth_date, FIRST_DAY - timedelta(days=int(years * 365)))
            history.onset[condition.code] = first + timedelta(days=dice.integer(0, 200))
    return history


def _class(dice: Dice, age: int, chronic: int) -> str:
    if age < 18:
        weights = [70, 24, 4, 0.5, 3]
    else:
        weights = [58, 18, 5 + age * 0.22 + 2.2 * chronic, 3, 8 if age < 70 else 4]
    return dice.weighted("aeiov", weights)


def _too_soon(condition: Condition, earlier: list[Encounter], day: date) -> bool:
    for encounter in earlier:
        since = (day - encounter.discharged).days
        codes = {r.code for r in encounter.reasons}
        if condition.code in codes and since < PAUSE.get(condition.code, 0):
            return True
        if condition.kind == "pregnancy" and "O80" in codes and since < PAUSE["O80"]:
            return True
    return False


def _main_reason(
    dice: Dice, history: History, earlier: list[Encounter], kind: str, day: date
) -> Condition | None:
    """Draw why someone comes; None when nothing fits the class."""
    age, sex = history.patient.age_on(day), history.patient.sex
    options, weights = [], []
    for condition in conditions():
        if kind not in condition.classes or condition.kind in {"newborn", "status"}:
            continue
        if _too_soon(condition, earlier, day):
            continue
        if condition.kind == "chronic":
            if condition not in history.chronic:
                continue
            weight = (70.0 if kind in "av" else 8.0) * FREQUENT.get(condition.family, 1.0)
        elif condition.kind == "pregnancy":
            # The frequency is that at 25; `ages` alone says when it ends.
            weight = condition.frequency_at(25, sex) if 17 <= age <= 44 else 0.0
        else:
            weight = condition.frequency_at(age, sex)
        if weight > 0:
            options.append(condition)
            weights.append(weight)
    return dice.weighted(options, weights) if options else None


def _status(history: History) -> list[Condition]:
    """Return the Z codes that go with what a patient has."""
    families = {c.family for c in history.chronic}
    codes = {c.code for c in history.chronic}
    wanted = set()
    if "arrhythmia" in families:
        wanted.add("Z79.01")
    if "M17.11" in codes and history.patient.age_on(MIDDLE_DAY) > 62:
        wanted.add("Z96.651")
    return [c for c in conditions() if c.code in wanted]


def _reasons(dice: Dice, history: History, main: Condition, kind: str) -> list[Condition]:
    reasons = [main]
    if main.family in {"cancer", "breast"} and kind == "a" and dice.chance(0.45):
        reasons = [next(c for c in conditions() if c.code == "Z51.11"), main]
    limit = 4 if kind == "i" else 3
    share = 0.62 if kind == "i" else 0.36 if kind in "ao" else 0.25
    for other in dice.shuffled(history.chronic + _status(history)):
        same = other.family == main.family and other.code[:3] == main.code[:3]
        if other not in reasons and not same and len(reasons) < limit and dice.chance(share):
            reasons.append(other)
    return reasons


def _stay(dice: Dice, main: Condition, age: int, count: int) -> int:
    mean = MEAN_STAY.get(main.family, 3.4) * (0.8 + age / 260) * (0.85 + 0.08 * count)
    return max(1, min(34, round(mean * math.exp(dice.normal(-0.14, 0.52)))))


def readmission_probability(age: int, diagnoses: int, stay: int) -> float:
    """Return the planted probability of another inpatient stay within 30 days."""
    if age < 2:
        return 0.01
    score = -5.15 + 0.026 * age + 0.42 * (diagnoses - 1) + 0.11 * min(stay, 14)
    return 1 / (1 + math.exp(-score))


def _disposition(dice: Dice, kind: str, main: Condition, age: int, stay: int) -> str:
    if kind in "av":
        return ""
    if kind == "e":
        return dice.weighted(("Home", "Left against medical advice", "Transferred"), (94, 3, 3))
    deadly = 0.10 if main.family in DEADLY else 0.006
    if age > 55 and dice.chance(deadly * (0.4 + age / 130)):
        return "Expired"
    if main.family == "palliative":
        return dice.weighted(("Hospice", "Home"), (80, 20))
    frail = max(0.0, (age - 60) * 1.5) + 3 * stay if age >= 50 else 0.0
    return dice.weighted(
        (
            "Home",
            "Home with services",
            "Skilled nursing facility",
            "Rehabilitation facility",
            "Left against medical advice",
        ),
        (70, frail * 0.8, frail * 0.6, frail * 0.35, 1.2),
    )


def _charge(dice: Dice, kind: str, stay: int, count: int) -> float:
    base = {"a": 260.0, "v": 140.0, "e": 2100.0, "o": 5200.0, "i": 7200.0 + 3100.0 * stay}[kind]
    return round(base * (0.9 + 0.06 * count) * math.exp(dice.normal(0, 0.34)), 2)


def _encounter(
    seed: int, dice: Dice, history: History, *, kind: str, day: date, main: Condition
) -> Encounter:
    patient = history.patient
    age = patient.age_on(day)
    reasons = _reasons(dice, history, main, kind)
    stay = _stay(dice, main, age, len(reasons)) if kind == "i" else int(kind == "o")
    if kind == "e":
        stay = int(dice.chance(0.22))
    department = {"e": "Emergency Medicine", "o": "Hospital Medicine"}.get(kind, main.department)
    if kind in "av" and department in OFFICE:
        doctor = history.primary_care
    else:
        young = age < 16 and department in {"Primary Care", "Hospital Medicine"}
        doctor = attending(seed, dice, "Pediatrics" if young else department)
    return Encounter(
        patient,
        day,
        day + timedelta(days=stay),
        CLASSES[kind],
        reasons,
        doctor,
        _disposition(dice, kind, main, age, stay),
        _charge(dice, kind, stay, len(reasons)),
    )


def _birth(seed: int, dice: Dice, history: History) -> Encounter:
    born = history.patient.birth_date
    newborn = [c for c in conditions() if c.kind == "newborn"]
    encounter = _encounter(seed, dice, history, kind="i", day=born, main=newborn[0])
    encounter.reasons = newborn[: 1 + int(dice.chance(0.25))]
    encounter.disposition = "Home"
    return encounter


def course(seed: int, patient: Patient) -> tuple[History, list[Encounter]]:
    """Return a patient's history and encounters, in order of time; sets the death date if any."""
    history = _history(seed, patient)
    dice = Dice(seed, "care", patient.mrn)
    age, chronic = patient.age_on(MIDDLE_DAY), len(history.chronic)
    mean = 0.75 + 0.011 * max(age, 0) + 0.28 * min(chronic, 7) + (1.2 if age < 3 else 0)
    wish = 1 + min(15, dice.poisson(mean * math.exp(dice.normal(-0.08, 0.4))))
    start = max(FIRST_DAY, patient.birth_date)
    encounters: list[Encounter] = []
    if patient.birth_date >= FIRST_DAY:
        encounters.append(_birth(seed, dice, history))
        start = encounters[0].discharged + timedelta(days=2)
    days = sorted(dice.day(start, LAST_DAY - timedelta(days=6)) for _ in range(wish))
    for wished in days:
        free = encounters[-1].discharged + timedelta(days=2) if encounters else wished
        day = max(wished, free)
        kind = _class(dice, patient.age_on(day), chronic)
        if kind in "av" and day.weekday() > 4:
            day += timedelta(days=7 - day.weekday())  # offices open on Monday
        while day <= LAST_DAY - timedelta(days=3) and patient.death_date is None:
            main = _main_reason(dice, history, encounters, kind, day)
            if main is None:
                kind = "a"
                continue
            encounter = _encounter(seed, dice, history, kind=kind, day=day, main=main)
            encounters.append(encounter)
            if encounter.disposition == "Expired":
                patient.death_date = encounter.discharged
            likely = readmission_probability(
                patient.age_on(day), len(encounter.reasons), encounter.stay
            )
            routine = main.family in {"delivery", "pregnancy", "joint"}
            if kind != "i" or not dice.chance(likely * (0.3 if routine else 1.0)):
                break
            day = encounter.discharged + timedelta(days=1 + int(28 * dice.share() ** 1.4))
    _close(dice, patient, encounters)
    return history, encounters


def _close(dice: Dice, patient: Patient, encounters: list[Encounter]) -> None:
    """Let the last stay end within the years observed; draw deaths elsewhere; set the flags."""
    last = encounters[-1]
    last.discharged = min(last.discharged, LAST_DAY)
    if patient.death_date is not None:
        patient.death_date = last.discharged
    hospice = last.disposition == "Hospice"
    age = patient.age_on(last.discharged)
    likely = 0.9 if hospice else 0.0 if age < 60 else 0.0035 * math.exp(0.065 * (age - 60))
    if patient.death_date is None and dice.chance(min(likely, 0.9)):
        died = last.discharged + timedelta(days=dice.integer(2, 40 if hospice else 400))
        patient.death_date = died if died <= LAST_DAY else None
    stays = [e for e in encounters if e.kind == "inpatient"]
    for stay in stays:
        following = [
            e for e in stays if 0 < (e.admitted - stay.discharged).days <= 30 and e is not stay
        ]
        stay.readmitted = bool(following)


def number_encounters(encounters: list[Encounter]) -> list[Encounter]:
    """Return the encounters of all patients in order of time, each with its number."""
    ordered = sorted(encounters, key=lambda e: (e.admitted, e.patient.patient_id))
    for place, encounter in enumerate(ordered):
        encounter.encounter_id = f"E{3_100_000 + place:07d}"
    return ordered
