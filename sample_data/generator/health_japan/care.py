"""What happens to members: illnesses that come together, and their seasons.

What lives here: months of treatment and stays, drawn for one member from the seed alone. What does
not: how receipts tell of them (:mod:`.tables`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from sample_data.generator.dice import Dice
from sample_data.generator.health_japan.society import FIRST_DAY, LAST_DAY, Member, invented, words

AGES = (10, 30, 50, 70, 85)
SMOKERS = {"J449": 5.0, "C349": 4.0, "J189": 1.5}
"""How many times as often smokers have an illness."""


@dataclass(frozen=True, slots=True)
class Stay:
    """A stay in hospital."""

    first: date
    last: date
    emergency: bool
    died: bool


@dataclass(frozen=True, slots=True)
class Treatment:
    """A month of treatment at one institution; what a receipt tells of."""

    member: Member
    number: str
    month: date
    """Its first day."""
    hospital: str
    hospital_code: str
    doctor: str
    days: int
    illnesses: tuple[dict[str, Any], ...]
    """The first is the main one."""
    started: tuple[date, ...]
    """When each began."""
    stay: Stay | None
    points: int
    """Of 10 yen each."""


def frequency(illness: dict[str, Any], member: Member, age: int) -> float:
    """Return how many of 1,000 such members have an illness, or get it in a year."""
    points = list(zip(AGES, illness["frequency"], strict=True))
    value = float(points[0][1] if age < AGES[0] else points[-1][1])
    for (low, start), (high, end) in pairwise(points):
        if low <= age < high:
            value = start + (end - start) * (age - low) / (high - low)
    return value * (SMOKERS.get(illness["icd"], 1.0) if member.smoker else 0.7)


def _month_of(dice: Dice, season: list[float] | None) -> date:
    """Draw a month; illnesses of a season come around its peak."""
    months = [date(2023 + (m + 3) // 12, (m + 3) % 12 + 1, 1) for m in range(24)]
    if season is None:
        return dice.pick(months)
    peak, strength = season
    weights = [
        math.exp(strength * math.cos(2 * math.pi * (month.month - peak) / 12)) for month in months
    ]
    return dice.weighted(months, weights)


def treatments(seed: int, serial: int, member: Member) -> Iterator[Treatment]:
    """Yield the months of treatment of a member, in the order of time."""
    dice = Dice(seed, "care", serial)
    age = member.age_on(date(2024, 4, 1))
    # One factor for all illnesses of a member makes them come together, as they do.
    frailty = math.exp(dice.normal(-0.15, 0.6))
    known, acute = [], []
    for illness in words()["illnesses"]:
        likely = frequency(illness, member, age) / 1000
        if illness["kind"] == "chronic":
            if dice.chance(min(likely * frailty, 0.95)):
                known.append(illness)
        else:
            acute += [illness] * dice.poisson(min(2 * likely * frailty**0.5, 6))
    begun = {i["code"]: FIRST_DAY - timedelta(days=dice.integer(30, 3000)) for i in known}
    visits = [(month, None) for month in _months_of_control(dice, len(known))]
    visits += [(_month_of(dice, illness.get("season")), illness) for illness in acute]
    home = (invented(dice, "hospitals"), f"{dice.integer(1_000_000, 9_999_999)}")
    for place, (month, illness) in enumerate(sorted(visits, key=lambda visit: visit[0])):
        yield _treatment(
            Dice(seed, "treatment", serial, place),
            member,
            f"23{serial + 1:07d}{place:03d}",
            month,
            illness,
            known,
            begun,
            home,
        )


def _months_of_control(dice: Dice, illnesses: int) -> list[date]:
    """Return the months in which somebody with chronic illnesses sees the doctor."""
    if not illnesses:
        return []
    step = dice.pick((3, 4, 6)) if illnesses < 3 else dice.pick((2, 3))
    return [
        date(2023 + (m + 3) // 12, (m + 3) % 12 + 1, 1)
        for m in range(dice.integer(0, step - 1), 24, step)
    ]


def _treatment(
    dice: Dice,
    member: Member,
    number: str,
    month: date,
    illness: dict[str, Any] | None,
    known: list[dict[str, Any]],
    begun: dict[str, date],
    home: tuple[str, str],
) -> Treatment:
    others = [k for k in known if dice.chance(0.7)]
    main = ([illness] if illness else []) + (others or known[:1])
    first = month + timedelta(days=dice.integer(0, 26))
    age = member.age_on(month)
    stay = None
    if illness and "stay" in illness:
        nights = max(
            1,
            int(
                illness["stay"] * math.exp(dice.normal(-0.1, 0.4)) * (0.6 + age / 160)
                + 1.5 * len(others)
            ),
        )
        died = dice.chance(0.002 * math.exp(0.05 * max(age - 50, 0)))
        stay = Stay(first, min(first + timedelta(days=nights), LAST_DAY), dice.chance(0.7), died)
    hospital, code = (
        (invented(dice, "hospitals"), f"{dice.integer(1_000_000, 9_999_999)}") if stay else home
    )
    surname = dice.pick(words()["surnames"].split()).split(":")[0]
    days = (
        (stay.last - stay.first).days + 1 if stay else dice.weighted((1, 2, 3, 4), (70, 20, 7, 3))
    )
    points = int(
        (380 * days + 210 * len(main) + (2600 * days if stay else 0))
        * math.exp(dice.normal(0, 0.25))
    )
    started = tuple(begun.get(i["code"], first) for i in main)
    return Treatment(
        member, number, month, hospital, code, surname, days, tuple(main), started, stay, points
    )
