"""What is prescribed and measured at the visits, by illness, age and season.

What lives here: draws of drugs and measurements, with what goes wrong when they are typed in. What
does not: the tables that tell of them (:mod:`sample_data.generator.health_omop.tables`).
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from sample_data.generator.dice import Dice
from sample_data.generator.health.care import Encounter, History

POUND = 8739
KILOGRAMS_PER_POUND = 0.45359237
DIABETES, KIDNEYS = "E1", "N18"
LIPIDS = {"E78.5", "I25.10"}
CREATININE = {"N18.30": 1.7, "N18.4": 2.9, "N18.6": 6.2, "N17.9": 2.2, "E11.22": 1.5}


@dataclass(frozen=True, slots=True)
class Drug:
    """A prescription."""

    name: str
    concept: int
    days: int
    quantity: int
    refills: int


@dataclass(frozen=True, slots=True)
class Value:
    """A measured value as it was typed in."""

    kind: str
    number: str
    unit: int
    unit_text: str


@cache
def concepts() -> dict[str, Any]:
    """Return the concepts, drugs and measurements of ``concepts.toml``."""
    text = Path(__file__).with_name("concepts.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _drugs_for(code: str) -> tuple[dict[str, Any], ...]:
    return tuple(group for group in concepts()["drugs"] if code in group["codes"])


def prescribe(dice: Dice, encounter: Encounter) -> Iterator[Drug]:
    """Yield what is prescribed at an encounter, each drug once."""
    given: set[int] = set()
    for reason in encounter.reasons:
        for group in _drugs_for(reason.code):
            option = dice.pick(group["options"])
            if dice.chance(group["share"]) and option["concept"] not in given:
                given.add(option["concept"])
                days = group["days"]
                refills = dice.integer(0, 3) if days >= 28 else 0
                yield Drug(
                    option["name"], option["concept"], days, days * dice.pick((1, 2)), refills
                )


def winter(day: date) -> float:
    """Return how much of winter a day has: 1 in the middle of January, -1 in that of July."""
    return math.cos(2 * math.pi * (day.timetuple().tm_yday - 15) / 365.25)


def measure(dice: Dice, encounter: Encounter, history: History) -> Iterator[Value]:
    """Yield what is measured at an encounter.

    Pressure rises with age, weight and in winter (Modesti et al., Journal of Hypertension 31 (8),
    2013), HbA1c with diabetes, creatinine with the stage of kidney disease.
    """
    if encounter.kind == "virtual":
        return
    patient, day = encounter.patient, encounter.admitted
    age = patient.age_on(day)
    codes = {reason.code for reason in encounter.reasons}
    codes |= {chronic.code for chronic in history.chronic}
    bmi = patient.weight_kg / max(patient.height_cm / 100, 0.4) ** 2
    if age >= 10 and dice.chance(0.55):
        own = Dice("pressure", patient.mrn).normal(0, 7)
        raised = 14 if "I10" in codes else 0
        systolic = 104 + 0.3 * age + raised + 0.4 * (bmi - 26) + 4 * winter(day) + own
        systolic += dice.normal(0, 6)
        yield _typed(dice, "systolic", f"{systolic:.0f}")
        yield _typed(dice, "diastolic", f"{0.42 * systolic + 22 + dice.normal(0, 5):.0f}")
    if dice.chance(0.4):
        yield _weight(dice, patient.weight_kg * (1 + dice.normal(0, 0.02)))
    if dice.chance(0.12):
        yield _typed(dice, "height", f"{patient.height_cm:.0f}")
    diabetic = any(code.startswith(DIABETES) for code in codes)
    if dice.chance(0.5 if diabetic else 0.04):
        level = 5.4 + 1.5 * diabetic + 1.6 * ("E11.65" in codes) + dice.normal(0, 0.45)
        yield _typed(dice, "hba1c", f"{max(level, 4.2):.1f}")
    if dice.chance(0.6 if any(c.startswith(KIDNEYS) for c in codes) else 0.12) and age >= 18:
        usual = max((CREATININE[code] for code in codes if code in CREATININE), default=0.9)
        yield _typed(dice, "creatinine", f"{usual * math.exp(dice.normal(0, 0.16)):.2f}")
    if dice.chance(0.3 if codes & LIPIDS else 0.03) and age >= 18:
        yield _typed(
            dice, "ldl", f"{max(112 + 26 * bool(codes & LIPIDS) + dice.normal(0, 24), 40):.0f}"
        )


def _typed(dice: Dice, kind: str, number: str) -> Value:
    """Return a value with the unit as somebody wrote it; rarely a decimal point has slipped."""
    told = concepts()["measurements"][kind]
    if dice.chance(0.003):
        number = f"{float(number) / 10:.2f}"
    return Value(kind, number, told["unit"], dice.pick(told["spellings"]))


def _weight(dice: Dice, kilograms: float) -> Value:
    if dice.chance(0.05):
        return Value(
            "weight", f"{kilograms / KILOGRAMS_PER_POUND:.0f}", POUND, dice.pick(("lb", "lbs"))
        )
    return _typed(dice, "weight", f"{kilograms:.1f}")
