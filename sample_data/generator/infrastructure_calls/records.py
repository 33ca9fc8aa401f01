"""What subscribers do with their telephones in a week.

What lives here: calls, messages and sessions, where and when. What does not: the faults of exports
(:mod:`sample_data.generator.infrastructure_calls.sample`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sample_data.generator.dice import Dice
from sample_data.generator.infrastructure_calls.cells import PER_TOWN, TOWNS, Cell
from sample_data.generator.infrastructure_calls.subscribers import NAME, Subscriber, friends

MONDAY = date(2025, 10, 6)
DAYS = 7
WORKDAY = (1, 1, 0, 0, 0, 1, 3, 6, 8, 8, 7, 7, 9, 8, 7, 7, 8, 10, 12, 12, 11, 9, 6, 3)
WEEKEND = (3, 2, 1, 0, 0, 0, 1, 2, 4, 7, 9, 10, 10, 9, 9, 9, 9, 10, 11, 11, 10, 9, 8, 5)
"""How often telephones are used in each hour of the day."""


@dataclass(frozen=True, slots=True)
class Use:
    """A call, a message or a session."""

    at: datetime
    kind: str
    number: str
    """Who is called; empty for a session."""
    cell: Cell
    seconds: int
    octets: int
    dropped: bool


def uses(seed: int, who: Subscriber, size: int) -> Iterator[Use]:
    """Return what a subscriber did in the week, by time."""
    dice = Dice(seed, NAME, "uses", who.place)
    known = friends(seed, who, size)
    nearness = [1 / (1 + rank) for rank in range(len(known))]
    journey = _journey(dice, who)
    made = []
    for day in range(DAYS):
        hours = WORKDAY if day < 5 else WEEKEND
        for _ in range(dice.poisson(who.rate)):
            hour = dice.weighted(range(24), hours)
            at = datetime.combine(
                MONDAY + timedelta(days=day),
                time(hour, dice.integer(0, 59), dice.integer(0, 59)),
            )
            cell = journey.get(day) or _where(dice, who, day, hour)
            made.append(_use(dice, who, at, cell, dice.weighted(known, nearness)))
    yield from sorted(made, key=lambda use: use.at)


def _use(dice: Dice, who: Subscriber, at: datetime, cell: Cell, number: str) -> Use:
    young = who.person.age < 30
    kind = dice.weighted(("voice", "sms", "data"), (20, 18, 62) if young else (46, 20, 34))
    if kind == "sms":
        return Use(at, kind, number, cell, 0, 0, dropped=False)
    if kind == "data":
        heavy = 1.6 if who.plan == "unlimited" else 0.5 if who.plan == "prepaid" else 1
        octets = int(2_500_000 * heavy * math.exp(dice.normal(0, 1.3)))
        return Use(at, kind, "", cell, dice.integer(20, 3600), octets, dropped=False)
    dropped = dice.chance(who.poor)
    long = 1.7 if at.hour >= 18 else 1.0
    seconds = max(3, int(75 * long * math.exp(dice.normal(0, 1.0)) * (0.4 if dropped else 1)))
    return Use(at, kind, number, cell, seconds, 0, dropped)


def _where(dice: Dice, who: Subscriber, day: int, hour: int) -> Cell:
    """Return where somebody is: mostly at home by night, at work by day."""
    if dice.chance(0.08):
        return Cell(who.home.town, dice.integer(0, PER_TOWN - 1))
    if day < 5 and 8 <= hour < 18:
        return who.work
    return who.home


def _journey(dice: Dice, who: Subscriber) -> dict[int, Cell]:
    """Return where somebody is away, by day; one in nine is."""
    if not dice.chance(0.11):
        return {}
    town = dice.pick([town for town in TOWNS if town != who.home.town])
    first = dice.integer(0, DAYS - 1)
    there = Cell(town, dice.integer(0, PER_TOWN - 1))
    return dict.fromkeys(range(first, min(DAYS, first + dice.integer(1, 3))), there)
