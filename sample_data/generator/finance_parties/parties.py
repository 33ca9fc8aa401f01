"""The holders of cards and accounts: private people and firms of four countries.

What lives here: drawing a person or a firm. What does not: their numbers
(:mod:`sample_data.generator.finance_parties.numbers`) and what they do.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from sample_data.generator.dice import Dice

WORDS = Path(__file__).with_name("countries.toml")
TODAY = date(2025, 12, 31)
AGES = (20, 30, 40, 50, 60, 70, 80, 92)
AGE_WEIGHTS = (16, 18, 17, 19, 16, 10, 4)


@dataclass(frozen=True, slots=True)
class Town:
    """A town with the postcode of its centre; `weight` says how many people live there."""

    postcode: str
    name: str
    weight: float


@dataclass(frozen=True, slots=True)
class Country:
    """What people and firms of a country are called, and where they live."""

    code: str
    weight: float
    language: str
    women: tuple[str, ...]
    men: tuple[str, ...]
    surnames: tuple[str, ...]
    streets: tuple[str, ...]
    towns: tuple[Town, ...]
    trades: tuple[str, ...]
    stems: tuple[str, ...]
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Address:
    """Where a letter reaches somebody, as the country writes it."""

    street: str
    postcode: str
    town: str

    @property
    def line(self) -> str:
        """The address in one line."""
        return f"{self.street}, {self.postcode} {self.town}"


@dataclass(frozen=True, slots=True)
class Person:
    """A private person; nobody in particular."""

    country: Country
    first: str
    last: str
    sex: str
    birth_date: date
    address: Address

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first} {self.last}"

    @property
    def age(self) -> int:
        """Full years on the last day of the data."""
        before = (TODAY.month, TODAY.day) < (self.birth_date.month, self.birth_date.day)
        return TODAY.year - self.birth_date.year - before


@dataclass(frozen=True, slots=True)
class Firm:
    """A company; none in particular."""

    country: Country
    name: str
    address: Address


@cache
def countries() -> dict[str, Country]:
    """Return the four countries by their code of two letters (ISO 3166-1)."""
    read = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    return {code: _country(code, said) for code, said in read.items()}


def _country(code: str, said: dict[str, str]) -> Country:
    def names(key: str) -> tuple[str, ...]:
        return tuple(name.replace("_", " ") for name in said[key].split())

    def phrases(key: str) -> tuple[str, ...]:
        return tuple(said[key].split("|"))

    towns = (part.split(":") for part in said["towns"].split())
    return Country(
        code,
        float(said["weight"]),
        said["language"],
        names("women"),
        names("men"),
        names("surnames"),
        phrases("streets"),
        tuple(Town(post, name.replace("_", " "), float(weight)) for post, name, weight in towns),
        phrases("trades"),
        phrases("stems"),
        phrases("forms"),
    )


def address(dice: Dice, country: Country) -> Address:
    """Return an address in an invented street of a true town."""
    town = dice.weighted(country.towns, [t.weight for t in country.towns])
    street, number = dice.pick(country.streets), dice.integer(1, 148)
    if country.code == "GB":
        # A district is true; what follows it was drawn.
        inward = f"{dice.integer(1, 9)}{dice.pick('ABDEFGHJLN')}{dice.pick('PQRSTUWXYZ')}"
        return Address(f"{number} {street}", f"{town.postcode} {inward}", town.name)
    if country.code == "FR":
        return Address(f"{number} {street}", town.postcode, town.name)
    return Address(f"{street} {number}", town.postcode, town.name)


def person(dice: Dice, country: Country) -> Person:
    """Return somebody of 20 to 91 years."""
    sex = "F" if dice.chance(0.51) else "M"
    band = dice.weighted(range(len(AGE_WEIGHTS)), AGE_WEIGHTS)
    age = AGES[band] + dice.share() * (AGES[band + 1] - AGES[band])
    return Person(
        country,
        dice.pick(country.women if sex == "F" else country.men),
        dice.pick(country.surnames),
        sex,
        TODAY - timedelta(days=int(age * 365.25)),
        address(dice, country),
    )


def firm(dice: Dice, country: Country) -> Firm:
    """Return a company, such as ``Bäckerei Falkenried GmbH``."""
    trade, stem, form = (
        dice.pick(country.trades),
        dice.pick(country.stems),
        dice.pick(country.forms),
    )
    name = f"{stem} {trade} {form}" if country.code == "GB" else f"{trade} {stem} {form}"
    return Firm(country, name, address(dice, country))


def any_country(dice: Dice, codes: tuple[str, ...]) -> Country:
    """Return one of some countries, as likely as its weight says."""
    among = [countries()[code] for code in codes]
    return dice.weighted(among, [country.weight for country in among])
