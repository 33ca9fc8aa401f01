"""The bank's customers with their cards and habits.

What lives here: who holds a card, what they like and where they go. What does not: single payments
(:mod:`sample_data.generator.finance_cards.payments`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sample_data.generator.dice import Dice
from sample_data.generator.finance_cards.shops import ABROAD, SUBSCRIBED, Shop, categories, shop
from sample_data.generator.finance_parties.numbers import card_number, iban
from sample_data.generator.finance_parties.parties import Person, any_country, person

COUNTRIES = ("FR", "DE", "IT")
FIRST_DAY, LAST_DAY = date(2025, 10, 1), date(2025, 12, 31)
DAYS = (LAST_DAY - FIRST_DAY).days + 1
PRODUCTS = {"debit": 1.0, "credit": 1.15, "premium": 1.7}
"""Kinds of card, and how many times the usual their holders spend at once."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A customer with a card; some have two of them."""

    serial: int
    person: Person
    cards: tuple[str, ...]
    product: str
    account: str
    opened: date
    rate: float
    """Payments in a quarter, on each card."""
    means: float
    """How many times the usual is spent at once."""
    usual: tuple[Shop, ...]
    """Where somebody goes again and again, one or two for each category."""
    subscriptions: tuple[tuple[Shop, float, int], ...]
    """Shop, sum and day of the month."""
    journey: tuple[date, date, str, str] | None
    """First and last day, city and country of a journey."""

    @property
    def customer(self) -> str:
        """Number of the customer."""
        return f"K{self.serial:07d}"


def holders(seed: int, size: int) -> Iterator[Holder]:
    """Return so many customers, in no order that means anything."""
    # Steps of a number that has no divisor in common with the range visit every place once.
    for serial in range(size):
        yield _holder(seed, serial, 1_000_000 + serial * 7_368_787 % 8_999_993)


def _holder(seed: int, place: int, serial: int) -> Holder:
    dice = Dice(seed, "finance-cards", "holder", place)
    who = person(dice, any_country(dice, COUNTRIES))
    weights = (64, 26, 10) if who.age >= 30 else (84, 14, 2)
    product = dice.weighted(tuple(PRODUCTS), weights)
    # Middle age earns most; a premium card goes with means.
    level = 0.75 + 0.5 * math.exp(-(((who.age - 48) / 18) ** 2))
    means = level * PRODUCTS[product] * math.exp(dice.normal(0, 0.25))
    town, country = who.address.town, who.country.code
    usual = tuple(
        shop(dice, category, "" if dice.chance(category.online) else town, country)
        for category in categories().values()
        for _ in range(2)
        if category.weight(who.age)
    )
    services = [categories()[mcc] for mcc in SUBSCRIBED if dice.chance(0.3)]
    subscriptions = tuple(
        (shop(dice, c, "", country), c.amount(dice), dice.integer(1, 28)) for c in services
    )
    number = 2 if dice.chance(0.08) else 1
    return Holder(
        serial,
        who,
        tuple(card_number(dice) for _ in range(number)),
        product,
        iban(dice, country),
        dice.day(date(2012, 1, 1), date(2025, 8, 31)),
        4.5 + 9.5 * math.exp(dice.normal(-0.25, 0.7)),
        means,
        usual,
        subscriptions,
        _journey(dice) if dice.chance(0.14) else None,
    )


def _journey(dice: Dice) -> tuple[date, date, str, str]:
    first = dice.day(FIRST_DAY, LAST_DAY - timedelta(days=9))
    country = dice.pick(tuple(ABROAD))
    return first, first + timedelta(days=dice.integer(2, 9)), dice.pick(ABROAD[country]), country
