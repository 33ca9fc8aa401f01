"""The households: where they live, what they heat and drive with, which tariff they have.

What lives here: drawing a household. What does not: its load
(:mod:`sample_data.generator.infrastructure_meters.loads`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sample_data.generator.dice import Dice
from sample_data.generator.finance_parties.numbers import telephone
from sample_data.generator.finance_parties.parties import Person, countries, person

NAME = "infrastructure-meters"
TOWNS = {
    "Sheffield": 30,
    "Leeds": 24,
    "Nottingham": 19,
    "Bristol": 14,
    "Norwich": 8,
    "Exeter": 5,
}
"""Where the supplier has customers, and how many of a hundred."""
DWELLINGS = {"flat": 28, "terrace": 32, "semi-detached": 26, "detached": 14}
AREAS = {"flat": 0.75, "terrace": 0.95, "semi-detached": 1.1, "detached": 1.45}
"""How many times the usual is used in each."""
SIZES = (1, 2, 3, 4, 5, 6)
SIZE_WEIGHTS = {
    "flat": (46, 34, 12, 6, 2, 0),
    "terrace": (28, 33, 18, 14, 5, 2),
    "semi-detached": (20, 35, 19, 18, 6, 2),
    "detached": (13, 38, 18, 21, 8, 2),
}
FIRST_METER, LAST_METER = date(2016, 3, 1), date(2024, 11, 30)


@dataclass(frozen=True, slots=True)
class Household:
    """A place with a meter and who lives there."""

    meter: str
    mpan: str
    person: Person
    phone: str
    town: str
    substation: str
    feeder: str
    dwelling: str
    size: int
    heating: str
    vehicle: bool
    panels: float
    """Peak power of the panels on the roof in kW; 0 without."""
    tariff: str
    installed: date
    level: float
    """How many times the usual of its kind is used."""
    at_home: bool
    """Whether somebody is there by day."""


def supply_number(dice: Dice) -> str:
    """Return a British supply number (MPAN core) with its check digit.

    Nobody reserves any; the distributor's part is true, the number of the place begins with 0000.
    """
    body = f"{dice.pick(('14', '15', '22', '23'))}0000{int(dice.share() * 10**6):06d}"
    primes = (3, 5, 7, 13, 17, 19, 23, 29, 31, 37, 41, 43)
    return f"{body}{sum(int(d) * p for d, p in zip(body, primes, strict=True)) % 11 % 10}"


def households(seed: int, size: int) -> Iterator[Household]:
    """Return so many households, in no order that means anything."""
    for place in range(size):
        yield _household(seed, place)


def _household(seed: int, place: int) -> Household:
    dice = Dice(seed, NAME, "household", place)
    who = person(dice, countries()["GB"])
    town = dice.weighted(tuple(TOWNS), tuple(TOWNS.values()))
    dwelling = dice.weighted(tuple(DWELLINGS), tuple(DWELLINGS.values()))
    size = dice.weighted(SIZES, SIZE_WEIGHTS[dwelling])
    means = math.exp(dice.normal(0, 0.3)) * (1.25 if dwelling == "detached" else 1)
    heating = _heating(dice, dwelling, means)
    vehicle = dwelling != "flat" and dice.chance(min(0.5, 0.13 * means**2))
    panels = round(dice.between(2, 6), 1) if dwelling != "flat" and dice.chance(0.1) else 0.0
    # Steps of a number that has no divisor in common with the range visit every place once.
    serial = 1_000_000 + place * 5_640_391 % 8_999_993
    substation = dice.integer(1, 3)
    return Household(
        meter=f"M{serial}",
        mpan=supply_number(dice),
        person=who,
        phone=telephone(dice, "GB"),
        town=town,
        substation=f"{town} {('North', 'South', 'Park')[substation - 1]} 33/11 kV",
        feeder=f"{town[:3].upper()}-{substation}{dice.integer(1, 4):02d}",
        dwelling=dwelling,
        size=size,
        heating=heating,
        vehicle=vehicle,
        panels=panels,
        tariff=_tariff(dice, heating, vehicle=vehicle),
        installed=dice.day(FIRST_METER, LAST_METER),
        level=means * AREAS[dwelling] * math.exp(dice.normal(0, 0.22)),
        at_home=who.age >= 66 or dice.chance(0.3),
    )


def _heating(dice: Dice, dwelling: str, means: float) -> str:
    if dice.chance(0.3 if dwelling == "flat" else 0.05):
        return "storage"
    return "heat pump" if dwelling != "flat" and dice.chance(0.09 * means) else "gas"


def _tariff(dice: Dice, heating: str, *, vehicle: bool) -> str:
    """Return a tariff: cheap nights for who heats or drives with them, mostly."""
    if heating == "storage":
        return "night" if dice.chance(0.9) else "single"
    if vehicle and dice.chance(0.6):
        return "night"
    return "peak" if dice.chance(0.14) else "single"
