"""How dates, telephone numbers and the like are written by hand.

What lives here: spelling out a fact in one of its forms. What does not: which fact.
"""

from __future__ import annotations

from datetime import date

from sample_data.generator.dice import Dice

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
SHORT_DATES = ("m/d/yy", "m/d", "mm/dd/yyyy", "Month d", "Mon d", "Month d, yyyy", "weekday")
FULL_DATES = ("m/d/yyyy", "mm/dd/yyyy", "Month d, yyyy", "d Mon yyyy", "yyyy-mm-dd", "m-d-yyyy")
WITHOUT_YEAR = {"m/d", "Month d", "Mon d", "weekday"}
STREET_WORDS = {"Street": "St", "Road": "Rd", "Avenue": "Ave", "Lane": "Ln", "Drive": "Dr"}


def spell_date(day: date, style: str) -> str:
    """Return a date in a style: ``m/d/yy``, ``Month d, yyyy`` …"""
    month = MONTHS[day.month - 1]
    return {
        "m/d/yy": f"{day.month}/{day.day}/{day.year % 100:02d}",
        "m/d/yyyy": f"{day.month}/{day.day}/{day.year}",
        "m-d-yyyy": f"{day.month}-{day.day}-{day.year}",
        "m/d": f"{day.month}/{day.day}",
        "mm/dd/yyyy": f"{day:%m/%d/%Y}",
        "Month d, yyyy": f"{month} {day.day}, {day.year}",
        "Month d": f"{month} {day.day}",
        "Mon d": f"{month[:3]} {day.day}",
        "d Mon yyyy": f"{day.day} {month[:3]} {day.year}",
        "yyyy-mm-dd": day.isoformat(),
        "weekday": f"{_weekday(day)} {day.month}/{day.day}",
    }[style]


def _weekday(day: date) -> str:
    names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    return names[day.weekday()]


def near_date(dice: Dice, day: date, habit: str) -> str:
    """Return a date close to the note's, where the year may go without saying."""
    return spell_date(day, habit if dice.chance(0.7) else dice.pick(SHORT_DATES))


def whole_date(dice: Dice, day: date, habit: str) -> str:
    """Return a date with its year."""
    keep = habit not in WITHOUT_YEAR and habit != "m/d/yy" and dice.chance(0.6)
    return spell_date(day, habit if keep else dice.pick(FULL_DATES))


def month(dice: Dice, day: date) -> str:
    """Return a month with its year."""
    name = MONTHS[day.month - 1]
    return dice.weighted(
        (f"{name} {day.year}", f"{name[:3]} {day.year}", f"{day.month}/{day.year}"), (60, 25, 15)
    )


def clock(dice: Dice) -> str:
    """Return a time of day."""
    hour, minute = dice.integer(7, 22), dice.pick((0, 5, 10, 15, 20, 30, 40, 45, 50, 55))
    half = "am" if hour < 12 else "pm"
    twelve = (hour - 1) % 12 + 1
    return dice.weighted(
        (
            f"{hour:02d}:{minute:02d}",
            f"{twelve}:{minute:02d} {half}",
            f"{twelve} {half}",
            f"{hour:02d}{minute:02d}",
        ),
        (40, 35, 15, 10),
    )


def telephone(dice: Dice, digits: str) -> str:
    """Return ten digits as people write them."""
    area, exchange, line = digits[:3], digits[3:6], digits[6:]
    forms = (
        f"({area}) {exchange}-{line}",
        f"{area}-{exchange}-{line}",
        f"{area}.{exchange}.{line}",
        f"{area} {exchange} {line}",
        f"+1 {area}-{exchange}-{line}",
        f"{exchange}-{line}" if area == "413" else f"{area}-{exchange}-{line}",
        digits,
    )
    return dice.weighted(forms, (35, 35, 10, 6, 4, 5, 5))


def street(dice: Dice, line: str) -> str:
    """Return a street line, sometimes with ``Street`` shortened as people do."""
    if dice.chance(0.3):
        for word, short in STREET_WORDS.items():
            line = line.replace(f" {word}", f" {short}")
    return line


def years_old(dice: Dice, days: int, years: int) -> tuple[str, str]:
    """Return an age as number and unit: ``("71", "-year-old")``, ``("5", "-month-old")``."""
    if days < 28:
        return str(max(1, days)), "-day-old"
    if years < 2:
        return str(max(1, days * 12 // 365)), dice.pick(("-month-old", " month old", "-mo-old"))
    forms = ("-year-old", " year old", " y.o.", "yo", " y/o")
    return str(years), dice.weighted(forms, (62, 10, 12, 10, 6))
