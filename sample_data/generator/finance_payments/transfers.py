"""Who pays whom, for what, and how much.

What lives here: single transfers with their planted patterns. What does not: what people write on
them (:mod:`sample_data.generator.finance_payments.remittances`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sample_data.generator.dice import Dice
from sample_data.generator.finance_payments.clients import ABROAD, BRANCHES, Client, stranger

FIRST_DAY, LAST_DAY = date(2025, 7, 1), date(2025, 12, 31)
MONTHS = range(7, 13)
LIMIT = 10_000
"""Payments from here on are reported by law in many places; launderers stay just below."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why money is paid (ISO 20022 external purpose code)."""

    code: str
    people: float
    """Weight among what people pay, against the others."""
    firms: float
    median: float
    spread: float
    to_person: float
    """Share of creditors who are people."""
    days: tuple[int, int]
    """First and last usual day of the month."""
    abroad: float


PURPOSES = (
    Purpose("SALA", 0, 34, 2250, 0.35, 1.0, (25, 28), 0.03),
    Purpose("SUPP", 17, 52, 420, 1.1, 0.0, (1, 28), 0.16),
    Purpose("RENT", 20, 5, 790, 0.35, 0.75, (1, 3), 0.01),
    Purpose("INSU", 12, 4, 64, 0.6, 0.0, (1, 5), 0.02),
    Purpose("GIFT", 12, 0, 60, 0.7, 1.0, (1, 28), 0.06),
    Purpose("MEDI", 8, 0, 95, 0.7, 0.1, (1, 28), 0.02),
    Purpose("SSBE", 0, 3, 640, 0.5, 1.0, (28, 28), 0.0),
    Purpose("CASH", 23, 2, 350, 0.8, 1.0, (26, 28), 0.05),
    Purpose("CHAR", 8, 0, 25, 0.7, 0.0, (1, 28), 0.05),
)


@dataclass(frozen=True, slots=True)
class Transfer:
    """A credit transfer."""

    debtor: Client
    creditor: Client
    purpose: Purpose
    amount: float
    sent: datetime
    settled: date
    laundering: str
    """Pattern that it belongs to; empty for what is honest."""

    @property
    def currency(self) -> str:
        """Pounds within Great Britain, euros elsewhere."""
        both = {self.debtor.account[:2], self.creditor.account[:2]}
        return "GBP" if both == {"GB"} else "EUR"


def transfers(seed: int, debtor: Client) -> Iterator[Transfer]:
    """Return what somebody pays in half a year, in any order."""
    dice = Dice(seed, "finance-payments", "transfers", debtor.number)
    partners = [_partner(dice, debtor, purpose) for purpose in PURPOSES]
    rate = 3.6 if debtor.private else 7.5
    for _ in range(dice.poisson(rate)):
        weights = [p.people if debtor.private else p.firms for p in PURPOSES]
        place = dice.weighted(range(len(PURPOSES)), weights)
        purpose = PURPOSES[place]
        # People pay the same landlord and insurer; firms pay many.
        known = dice.chance(0.75 if debtor.private else 0.4)
        creditor = partners[place] if known else _partner(dice, debtor, purpose)
        amount = round(purpose.median * math.exp(dice.normal(0, purpose.spread)), 2)
        if purpose.code in {"GIFT", "CASH", "CHAR"}:
            amount = float(max(5, 5 * round(amount / 5)))
        yield _transfer(dice, debtor, creditor, purpose, amount, _day(dice, purpose), "")
    if debtor.mule:
        yield from _passed_on(dice, debtor)


def _partner(dice: Dice, debtor: Client, purpose: Purpose) -> Client:
    country = debtor.country.code
    if dice.chance(purpose.abroad):
        country = dice.pick(tuple(c for c in (*BRANCHES, *ABROAD) if c != country))
    return stranger(dice, country, private=dice.chance(purpose.to_person))


def _day(dice: Dice, purpose: Purpose) -> date:
    month = dice.pick(MONTHS)
    # Gifts come before Christmas.
    if purpose.code == "GIFT" and dice.chance(0.3):
        return date(2025, 12, dice.integer(10, 23))
    return date(2025, month, dice.integer(*purpose.days))


def _transfer(
    dice: Dice,
    debtor: Client,
    creditor: Client,
    purpose: Purpose,
    amount: float,
    day: date,
    laundering: str,
) -> Transfer:
    sent = datetime(day.year, day.month, day.day, dice.integer(6, 21), dice.integer(0, 59))
    settled = day + timedelta(days=0 if dice.chance(0.6) else 1)
    while settled.weekday() >= 5:
        settled += timedelta(days=1)
    return Transfer(debtor, creditor, purpose, amount, sent, settled, laundering)


def _passed_on(dice: Dice, debtor: Client) -> Iterator[Transfer]:
    """Return sums just below the limit to several accounts abroad, within a few days."""
    start = dice.day(FIRST_DAY, LAST_DAY - timedelta(days=8))
    for _ in range(dice.integer(3, 6)):
        country = dice.pick(ABROAD)
        amount = float(10 * dice.integer(880, 995))
        day = start + timedelta(days=dice.integer(0, 5))
        receiver = stranger(dice, country, private=True)
        purpose = dice.pick([p for p in PURPOSES if p.code in {"CASH", "GIFT", "SUPP"}])
        yield _transfer(dice, debtor, receiver, purpose, amount, day, "structuring")
