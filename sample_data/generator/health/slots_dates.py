"""Slots for dates and times.

What lives here: the days that a note may speak of. What does not: how a date is spelt
(:mod:`sample_data.generator.health.surface`).
"""

from __future__ import annotations

from datetime import date, timedelta

from sample_data.generator.health import surface
from sample_data.generator.health.teller import Pieces, Teller, bounds, mark, plain, slot
from sample_data.generator.prose import UnfitError


def _dated(text: str) -> Pieces:
    return mark(text, "DATE_TIME")


def _near(teller: Teller, day: date) -> Pieces:
    return _dated(surface.near_date(teller.dice, day, teller.author.date_style))


def _whole(teller: Teller, day: date) -> Pieces:
    return _dated(surface.whole_date(teller.dice, day, teller.author.date_style))


@slot("today")
def _today(teller: Teller, _: str) -> Pieces:
    return _whole(teller, teller.day)


@slot("ago")
def _ago(teller: Teller, argument: str) -> Pieces:
    days = teller.dice.integer(*bounds(argument))
    day = max(teller.day - timedelta(days=days), teller.patient.birth_date)
    return _near(teller, day) if days < 120 else _whole(teller, day)


@slot("ahead")
def _ahead(teller: Teller, argument: str) -> Pieces:
    return _near(teller, teller.day + timedelta(days=teller.dice.integer(*bounds(argument))))


@slot("admit")
def _admit(teller: Teller, _: str) -> Pieces:
    return _near(teller, teller.encounter.admitted)


@slot("discharge")
def _discharge(teller: Teller, _: str) -> Pieces:
    return _near(teller, teller.encounter.discharged)


@slot("admit_whole")
def _admit_whole(teller: Teller, _: str) -> Pieces:
    return _whole(teller, teller.encounter.admitted)


@slot("discharge_whole")
def _discharge_whole(teller: Teller, _: str) -> Pieces:
    return _whole(teller, teller.encounter.discharged)


@slot("stay")
def _stay(teller: Teller, _: str) -> Pieces:
    first, nights = teller.encounter.admitted, teller.encounter.stay
    after = teller.dice.integer(min(1, nights), max(min(1, nights), nights - 1))
    return _near(teller, first + timedelta(days=after))


@slot("dob")
def _birth_date(teller: Teller, _: str) -> Pieces:
    style = teller.dice.weighted(
        ("mm/dd/yyyy", "m/d/yyyy", "m/d/yy", "Month d, yyyy", "yyyy-mm-dd"), (55, 20, 10, 10, 5)
    )
    return _dated(surface.spell_date(teller.patient.birth_date, style))


def _month(teller: Teller, days: int) -> Pieces:
    day = max(teller.day + timedelta(days=days), teller.patient.birth_date)
    return _dated(surface.month(teller.dice, day))


@slot("month_ago")
def _month_ago(teller: Teller, argument: str) -> Pieces:
    return _month(teller, -teller.dice.integer(*bounds(argument)))


@slot("month_ahead")
def _month_ahead(teller: Teller, argument: str) -> Pieces:
    return _month(teller, teller.dice.integer(*bounds(argument)))


@slot("year_ago")
def _year_ago(teller: Teller, argument: str) -> Pieces:
    year = teller.day.year - teller.dice.integer(*bounds(argument))
    if year <= teller.patient.birth_date.year:
        raise UnfitError
    return plain(year)


@slot("time")
def _time(teller: Teller, _: str) -> Pieces:
    return plain(surface.clock(teller.dice))
