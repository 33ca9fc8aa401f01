"""Who applies for a mortgage, and where.

What lives here: people with their means, and counties. What does not: what they ask for
(:mod:`sample_data.generator.finance_loans.applications`).
"""

from __future__ import annotations

import csv
import math
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sample_data.generator.dice import Dice

HERE = Path(__file__).parent
RACES = {"White": 68, "Black or African American": 17, "Asian": 7, "Race Not Available": 8}
ETHNICITIES = {"Not Hispanic or Latino": 86, "Hispanic or Latino": 7, "Ethnicity Not Available": 7}
WEALTH = {"Black or African American": 0.86, "Asian": 1.12}
"""Means are not spread evenly over groups; what the bank decides looks at means alone."""
TRACTS = 24
"""Census tracts of a county."""


@dataclass(frozen=True, slots=True)
class County:
    """A true county with its main town; houses and incomes in thousands of dollars."""

    fips: str
    state: str
    city: str
    zip: str
    area: str
    weight: float
    house: float
    income: float


@dataclass(frozen=True, slots=True)
class Applicant:
    """Somebody who applies; nobody in particular."""

    number: str
    first: str
    last: str
    sex: str
    age: int
    race: str
    ethnicity: str
    county: County
    tract: int
    street: str
    ssn: str
    phone: str
    email: str
    income: int
    """Thousands of dollars a year."""
    score: int
    """Credit score, 500 to 850."""
    partner: str
    """First name of who applies together with them; empty when alone."""

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first} {self.last}"


@cache
def counties() -> tuple[County, ...]:
    """Return all counties."""
    with (HERE / "counties.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            County(
                row["fips"],
                row["state"],
                row["city"],
                row["zip"],
                row["area"],
                float(row["weight"]),
                float(row["house"]),
                float(row["income"]),
            )
            for row in csv.DictReader(file)
        )


@cache
def words() -> dict[str, Any]:
    """Return names, streets and sentences."""
    return tomllib.loads((HERE / "words.toml").read_text(encoding="utf-8"))


def applicant(seed: int, place: int) -> Applicant:
    """Return the applicant of a place in the register."""
    dice = Dice(seed, "finance-loans", "applicant", place)
    county = dice.weighted(counties(), [c.weight for c in counties()])
    sex = "Female" if dice.chance(0.44) else "Male"
    race = dice.weighted(tuple(RACES), tuple(RACES.values()))
    first = dice.pick(words()["women" if sex == "Female" else "men"].split())
    last = dice.pick(words()["surnames"].split())
    age = min(88, 22 + int(abs(dice.normal(0, 1)) * 14 + dice.integer(0, 20)))
    together = dice.chance(0.42)
    level = county.income * WEALTH.get(race, 1.0) * (1.45 if together else 1.0)
    level *= 0.8 + 0.35 * math.exp(-(((age - 47) / 17) ** 2))
    tract = dice.integer(1, TRACTS)
    # Tracts differ: the first are poor, the last rich.
    level *= 0.75 + 0.5 * tract / TRACTS
    names = "women" if sex == "Male" else "men"
    return Applicant(
        f"A{1_000_000 + place * 6_700_417 % 8_999_993:07d}",
        first,
        last,
        "Sex Not Available" if dice.chance(0.05) else sex,
        age,
        race,
        dice.weighted(tuple(ETHNICITIES), tuple(ETHNICITIES.values())),
        county,
        tract,
        f"{dice.integer(11, 9890)} {dice.pick(words()['streets'].split('|'))}",
        _social_security_number(dice),
        f"({county.area}) 555-01{dice.integer(0, 99):02d}",
        f"{first}.{last}{dice.integer(1, 99)}@example.{dice.pick(('com', 'org', 'net'))}".lower(),
        max(18, round(level * math.exp(dice.normal(0, 0.38)))),
        round(min(850, max(500, dice.normal(705 + (age - 45) * 0.5, 62)))),
        dice.pick(words()[names].split()) if together else "",
    )


def _social_security_number(dice: Dice) -> str:
    """Return a number that was never issued: area 900 to 999, group 01 to 49 (20 CFR 422.103)."""
    return f"{dice.integer(900, 999)}-{dice.integer(1, 49):02d}-{dice.integer(1, 9999):04d}"
