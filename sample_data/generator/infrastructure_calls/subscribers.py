"""The subscribers: who they are, where they live and work, whom they call.

What lives here: people with their numbers, places and friends. What does not: single calls
(:mod:`sample_data.generator.infrastructure_calls.records`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sample_data.generator.check_digits import luhn_digit
from sample_data.generator.dice import Dice
from sample_data.generator.finance_parties.parties import Person, countries, person
from sample_data.generator.infrastructure_calls.cells import NETWORK, PER_TOWN, TOWNS, Cell

NAME = "infrastructure-calls"
PLANS = {"prepaid": 24, "basic": 40, "unlimited": 28, "business": 8}
OUTSIDE = 4000
"""Numbers from here on are those of other networks."""


def mobile_number(place: int) -> str:
    """Return a mobile number of the French range for fiction, 06 39 98 xx xx (Arcep).

    It holds ten thousand; what is beyond has a digit too many for any number of France.
    """
    return f"+3363998{place:04d}"


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Somebody with a mobile telephone."""

    place: int
    person: Person
    imsi: str
    imei: str
    plan: str
    since: date
    home: Cell
    work: Cell
    rate: float
    """Calls, messages and sessions a day."""
    poor: float
    """Share of calls that break off."""
    leaves: bool
    """Whether the contract is ended in the month after."""

    @property
    def number(self) -> str:
        """Mobile number."""
        return mobile_number(self.place)


def subscribers(seed: int, size: int) -> Iterator[Subscriber]:
    """Return so many subscribers, in no order that means anything."""
    for place in range(size):
        yield subscriber(seed, place)


def subscriber(seed: int, place: int) -> Subscriber:
    """Return the subscriber of a place in the list of them."""
    dice = Dice(seed, NAME, "subscriber", place)
    who = person(dice, countries()["FR"])
    town = dice.weighted(tuple(TOWNS), [weight for _, weight in TOWNS.values()])
    home = Cell(town, dice.integer(1, PER_TOWN - 1))
    weights = (34, 34, 30, 2) if who.age < 30 else (20, 42, 26, 12)
    plan = dice.weighted(tuple(PLANS), weights if who.age < 65 else (30, 56, 12, 2))
    poor = min(0.35, abs(dice.normal(0.02, 0.05)))
    risk = -3.2 + 9 * poor + (1.1 if plan == "prepaid" else 0) - (0.6 if who.age >= 60 else 0)
    return Subscriber(
        place,
        who,
        f"{NETWORK}{place * 7_368_787 % 10**10:010d}",
        _imei(dice),
        plan,
        dice.day(date(2014, 1, 1), date(2025, 8, 31)),
        home,
        _work(dice, home, who.age),
        (5.2 if who.age < 30 else 3.8 if who.age < 60 else 2.0) * math.exp(dice.normal(-0.1, 0.5)),
        poor,
        dice.chance(1 / (1 + math.exp(-risk))),
    )


def _imei(dice: Dice) -> str:
    """Return a device's identity of a type that is kept for tests (00: GSMA TS.06)."""
    body = f"00499{dice.integer(0, 999):03d}{int(dice.share() * 10**6):06d}"
    return body + luhn_digit(body)


def _work(dice: Dice, home: Cell, age: int) -> Cell:
    """Return where somebody is by day: at home, in town, or in another town of the region."""
    if age >= 64 or dice.chance(0.2):
        return home
    if dice.chance(0.12):
        near = [town for town, (region, _) in TOWNS.items() if region == home.region]
        return Cell(dice.pick(near), 0)
    return Cell(home.town, dice.weighted((0, dice.integer(1, PER_TOWN - 1)), (6, 4)))


def friends(seed: int, who: Subscriber, size: int) -> list[str]:
    """Return the numbers that somebody calls, the dearest first; some are of other networks."""
    dice = Dice(seed, NAME, "friends", who.place)
    others = [dice.integer(0, size - 1) for _ in range(dice.integer(2, 5))]
    # Who stands beside in the list is a friend of both.
    others = [(who.place + 1) % size, (who.place - 1) % size, *others]
    strangers = [OUTSIDE + dice.integer(0, 5999) for _ in range(dice.integer(1, 6))]
    known = [n for n in dict.fromkeys(dice.shuffled([*others, *strangers])) if n != who.place]
    return [mobile_number(n) for n in known]
