"""The shops: merchant categories, and merchants in every town.

What lives here: what is bought where, for how much and when. What does not: who buys
(:mod:`sample_data.generator.finance_cards.holders`).
"""

from __future__ import annotations

import csv
import math
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sample_data.generator.dice import Dice

CATEGORIES = Path(__file__).with_name("categories.csv")
SUBSCRIBED = ("4899", "4900")
"""Paid every month, the same shop and nearly the same sum."""
AWAY = ("5411", "5812", "5814", "4111", "5651", "6011", "7011")
"""What travellers buy."""
ABROAD = {
    "AT": ("Wien", "Salzburg", "Innsbruck"),
    "BE": ("Bruxelles", "Gent", "Liège"),
    "CH": ("Zürich", "Genève", "Lugano"),
    "ES": ("Barcelona", "Palma", "Sevilla"),
    "GB": ("London", "Edinburgh"),
    "GR": ("Athina", "Chania"),
    "PT": ("Lisboa", "Porto"),
}
"""Where they travel."""


@dataclass(frozen=True, slots=True)
class Category:
    """A merchant category (ISO 18245) and how people buy in it.

    `young`, `middle` and `old` weigh it against the others among people under 35, under 65 and
    from 65 on; `december` and `weekend` are factors of that weight.
    """

    mcc: str
    title: str
    median: float
    spread: float
    young: float
    middle: float
    old: float
    online: float
    december: float
    weekend: float
    first_hour: int
    last_hour: int
    names: tuple[str, ...]

    def weight(self, age: int) -> float:
        """Return how often people of an age buy here."""
        return self.young if age < 35 else self.middle if age < 65 else self.old

    def amount(self, dice: Dice, means: float = 1.0) -> float:
        """Return a sum in euros for somebody who spends so many times the usual."""
        sum_ = self.median * means * math.exp(dice.normal(0, self.spread))
        return float(max(10, round(sum_, -1))) if self.mcc == "6011" else max(0.5, round(sum_, 2))


@dataclass(frozen=True, slots=True)
class Shop:
    """A merchant, at one place or online (without a city)."""

    name: str
    mcc: str
    city: str
    country: str

    @property
    def number(self) -> str:
        """What the acquirer calls it: eight digits that follow from name and place."""
        return f"{zlib.crc32(f'{self.name}/{self.city}/{self.country}'.encode()) % 10**8:08d}"


@cache
def categories() -> dict[str, Category]:
    """Return all categories by their code."""
    with CATEGORIES.open(encoding="utf-8", newline="") as file:
        return {row["mcc"]: _category(row) for row in csv.DictReader(file)}


def _category(row: dict[str, str]) -> Category:
    return Category(
        mcc=row["mcc"],
        title=row["title"],
        median=float(row["median"]),
        spread=float(row["spread"]),
        young=float(row["young"]),
        middle=float(row["middle"]),
        old=float(row["old"]),
        online=float(row["online"]),
        december=float(row["december"]),
        weekend=float(row["weekend"]),
        first_hour=int(row["first_hour"]),
        last_hour=int(row["last_hour"]),
        names=tuple(row["names"].split("|")),
    )


def shop(dice: Dice, category: Category, city: str, country: str) -> Shop:
    """Return a shop of a category; one without a city sells online."""
    return Shop(dice.pick(category.names), category.mcc, city, country)
