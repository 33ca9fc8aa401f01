"""How encounters become claims: services, money, decisions, and what goes wrong on the way.

What lives here: a claim with its lines. What does not: the encounters
(:mod:`sample_data.generator.health.region`), the tables (:mod:`.tables`).

Codes of services are HCPCS: level II, and numbers of level I without their texts.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sample_data.generator.dice import Dice
from sample_data.generator.health.care import Encounter
from sample_data.generator.health.people import FIRST_DAY, LAST_DAY, Patient

PLACES = {"ambulatory": "11", "virtual": "10", "emergency": "23", "inpatient": "21"}
"""CMS place of service codes; observation is billed as 22."""
VISITS = {
    "ambulatory": (("99213", 128.0), ("99214", 184.0), ("99203", 160.0)),
    "virtual": (("99442", 76.0), ("G2012", 22.0)),
    "emergency": (("99283", 410.0), ("99284", 690.0), ("99285", 1040.0)),
    "observation": (("G0378", 1900.0),),
    "inpatient": (("99223", 310.0),),
}
EXTRAS = (
    ("36415", 12.0),
    ("80053", 38.0),
    ("85025", 29.0),
    ("93000", 64.0),
    ("71046", 118.0),
    ("J1885", 21.0),
    ("A4550", 16.0),
    ("G0444", 31.0),
)
BED, DRUGS, LABORATORY = "0120", "0250", "0300"
"""Revenue codes of a ward's bed, of pharmacy, of the laboratory."""
DAY_IN_BED = 2850.0
VACCINE = (("90686", 34.0), ("G0008", 26.0))
SHARE = {"Commercial": 0.2, "Medicare": 0.12, "Medicaid": 0.0, "Self-pay": 1.0, "": 0.2}
"""What a member of a plan pays of what is allowed."""


@dataclass(frozen=True, slots=True)
class Line:
    """A service of a claim; amounts in US dollars."""

    code: str
    revenue: str
    modifier: str
    units: int
    charge: float
    paid: float


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim; amounts in US dollars."""

    patient: Patient
    encounter: Encounter | None
    """None where the member only had a vaccine."""
    first: date
    last: date
    place: str
    diagnoses: tuple[str, ...]
    lines: tuple[Line, ...]
    status: str
    in_network: bool
    charge: float
    allowed: float
    paid: float


def claims_of(dice: Dice, encounter: Encounter) -> Iterator[Claim]:
    """Yield the claim of an encounter; one in forty is handed in again as it is."""
    claim = _claim(dice, encounter)
    yield claim
    if dice.chance(0.025):
        yield claim


def denial_probability(amount: float, *, in_network: bool, diagnosed: bool, plan: str) -> float:
    """Return how likely a claim is denied: what a model can learn of it."""
    score = -3.6 + 1.5 * (not in_network) + 2.2 * (not diagnosed) + 0.28 * math.log10(amount + 1)
    return 1 / (1 + math.exp(-score - 0.5 * (plan == "Medicaid")))


def _claim(dice: Dice, encounter: Encounter) -> Claim:
    patient, kind = encounter.patient, encounter.kind
    services = [(dice.pick(VISITS[kind]), "", 1)]
    services += [(extra, LABORATORY, 1) for extra in EXTRAS if dice.chance(0.14)]
    if kind == "inpatient":
        services.append((("", DAY_IN_BED), BED, max(encounter.stay, 1)))
        services.append((("", 240.0 + 95.0 * encounter.stay), DRUGS, 1))
    codes = tuple(reason.code for reason in encounter.reasons[:5])
    if dice.chance(0.015):
        codes = ()
    return _settled(
        dice,
        patient,
        encounter,
        (encounter.admitted, encounter.discharged),
        PLACES.get(kind, "22"),
        codes,
        services,
    )


def vaccinations(dice: Dice, patient: Patient) -> Iterator[Claim]:
    """Yield claims for vaccines against influenza: in autumn, of old and ill people more often."""
    for year in range(FIRST_DAY.year, LAST_DAY.year + 1):
        day = date(year, 9, 5) + timedelta(days=int(95 * dice.share() ** 1.6))
        age = patient.age_on(day)
        gone = patient.death_date is not None and patient.death_date <= day
        if not gone and age >= 1 and dice.chance(0.22 + 0.005 * min(age, 80)):
            services = [(service, "", 1) for service in VACCINE]
            yield _settled(dice, patient, None, (day, day), "01", ("Z23",), services)


def _settled(
    dice: Dice,
    patient: Patient,
    encounter: Encounter | None,
    days: tuple[date, date],
    place: str,
    codes: tuple[str, ...],
    services: list[tuple[tuple[str, float], str, int]],
) -> Claim:
    """Return a claim with what was decided on it."""
    in_network = not dice.chance(0.12)
    agreed = 0.62 if in_network else 0.4
    charges = [
        round(price * units * math.exp(dice.normal(0, 0.18)), 2)
        for (_, price), _, units in services
    ]
    total = round(math.fsum(charges), 2)
    likely = denial_probability(
        total, in_network=in_network, diagnosed=bool(codes), plan=patient.insurance
    )
    status = "denied" if dice.chance(likely) else "pending" if dice.chance(0.02) else "paid"
    owed = 1 - SHARE.get(patient.insurance, 0.2) if status == "paid" else 0.0
    lines = tuple(
        Line(
            code,
            revenue,
            dice.weighted(("", "25", "59"), (88, 8, 4)) if code else "",
            units,
            charge,
            round(charge * agreed * owed, 2),
        )
        for ((code, _), revenue, units), charge in zip(services, charges, strict=True)
    )
    paid = round(math.fsum(line.paid for line in lines), 2)
    return Claim(
        patient,
        encounter,
        *days,
        place,
        codes,
        lines,
        status,
        in_network,
        total,
        round(total * agreed, 2),
        paid,
    )
