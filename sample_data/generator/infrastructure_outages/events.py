"""What breaks, when, for how long, and who repairs it.

What lives here: outages and the orders that follow. What does not: what is written about them
(:mod:`sample_data.generator.infrastructure_outages.texts`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sample_data.generator.dice import Dice
from sample_data.generator.finance_parties.parties import Person, countries, person
from sample_data.generator.infrastructure_outages.network import NAME, YEAR, Asset, words

STORMS = {
    date(YEAR, 1, 9): "ice",
    date(YEAR, 2, 20): "ice",
    date(YEAR, 5, 21): "tree",
    date(YEAR, 7, 12): "lightning",
    date(YEAR, 8, 3): "lightning",
    date(YEAR, 11, 18): "tree",
}
"""Days on which much breaks at once, and of what."""
SEASONS = (0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 0)
"""Season of each month: winter, spring, summer, autumn."""
MONTHS = (11, 8, 7, 8, 9, 10, 12, 11, 8, 8, 9, 10)
"""How many of the outages fall into each month."""


@dataclass(frozen=True, slots=True)
class Outage:
    """An outage of what hangs on a device."""

    number: str
    asset: Asset
    begin: datetime
    hours: float
    cause: str
    storm: bool
    customers: int
    caller: Person
    crew: Person

    @property
    def end(self) -> datetime:
        """When the last customer had power again."""
        return self.begin + timedelta(minutes=round(self.hours * 60))


@dataclass(frozen=True, slots=True)
class Order:
    """An order to repair or to maintain."""

    number: str
    asset: Asset
    outage: Outage | None
    opened: datetime
    closed: datetime | None
    kind: str
    priority: str
    status: str
    technician: Person
    requester: Person


def somebody(dice: Dice, *, french: bool) -> Person:
    """Return a person of either language."""
    return person(dice, countries()["FR" if french else "GB"])


def outages(seed: int, asset: Asset) -> Iterator[Outage]:
    """Return the outages of a device in a year."""
    dice = Dice(seed, NAME, "outages", asset.number)
    for number in range(dice.poisson(asset.failures)):
        storm = dice.chance(0.24)
        if storm:
            day = dice.pick(tuple(STORMS))
        else:
            month = dice.weighted(range(12), MONTHS)
            day = date(YEAR, month + 1, dice.integer(1, 28))
        named = list(words()["causes"])
        weights = [words()["causes"][c][SEASONS[day.month - 1]] for c in named]
        cause = STORMS[day] if storm and dice.chance(0.8) else dice.weighted(named, weights)
        *_, median, spread = words()["causes"][cause]
        hour = dice.integer(0, 23) if storm else dice.weighted(range(24), _HOURS)
        hours = median * math.exp(dice.normal(0, spread)) * (1.8 if storm else 1)
        hours *= 1.25 if hour >= 22 or hour < 6 else 1
        begin = datetime.combine(day, time(hour, dice.integer(0, 59)))
        part = dice.pick((1.0, 1.0, 0.5, 0.25))
        french = asset.substation.french
        yield Outage(
            f"I{asset.number[1:]}{number:02d}",
            asset,
            begin,
            max(0.1, hours),
            cause,
            storm,
            max(1, round(asset.customers * part)),
            somebody(dice, french=french or dice.chance(0.15)),
            _employee(seed, dice, french=french),
        )


_HOURS = (3, 2, 2, 2, 2, 3, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 8, 8, 7, 6, 5, 4, 4, 3)


def _employee(seed: int, dice: Dice, *, french: bool) -> Person:
    """Return one of sixty people who work for the operator."""
    place = dice.integer(0, 29)
    return somebody(Dice(seed, NAME, "employee", french, place), french=french)


def orders(seed: int, asset: Asset) -> Iterator[Order]:
    """Return the orders about a device: after most outages, and to maintain it."""
    dice = Dice(seed, NAME, "orders", asset.number)
    found = list(outages(seed, asset))
    causes: list[Outage | None] = [o for o in found if dice.chance(0.62)]
    causes += [None] * dice.poisson(0.5)
    for number, outage in enumerate(causes):
        french = asset.substation.french or dice.chance(0.2)
        if outage is None:
            day = date(YEAR, dice.integer(1, 12), dice.integer(1, 28))
            opened = datetime.combine(day, time(dice.integer(7, 15), dice.integer(0, 59)))
            kind, priority, days = "inspect", "low", dice.between(3, 40)
        else:
            opened = outage.end + timedelta(minutes=dice.integer(5, 300))
            kind = "replace" if outage.cause in {"equipment", "vehicle", "ice"} else "repair"
            priority = "high" if outage.customers > 300 else "normal"
            days = dice.between(0.3, 4 if priority == "high" else 21)
        done = dice.chance(0.92)
        yield Order(
            f"W{asset.number[1:]}{number:02d}",
            asset,
            outage,
            opened,
            opened + timedelta(minutes=round(days * 1440)) if done else None,
            kind,
            priority,
            "closed" if done else dice.pick(("waiting for parts", "planned")),
            _employee(seed, dice, french=french),
            _employee(seed, dice, french=french),
        )
