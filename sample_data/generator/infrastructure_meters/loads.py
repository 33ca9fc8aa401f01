"""What a household uses in each half hour of a day.

What lives here: the load: people, heat, vehicles, panels, seasons, tariffs. What does not: the
faults of meters and exports (:mod:`sample_data.generator.infrastructure_meters.sample`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

from sample_data.generator.dice import Dice
from sample_data.generator.infrastructure_meters.households import NAME, Household

HALF_HOURS = 48


@dataclass(frozen=True, slots=True)
class Season:
    """A day for which all meters were read, and its weather."""

    day: date
    temperature: float
    """Mean of the day in degrees Celsius."""
    sunrise: float
    sunset: float


SEASONS = (
    Season(date(2025, 1, 15), 3.5, 8.1, 16.4),
    Season(date(2025, 4, 16), 9.5, 6.0, 19.9),
    Season(date(2025, 7, 16), 18.0, 4.9, 21.2),
    Season(date(2025, 10, 15), 11.5, 7.5, 18.1),
)
"""A Wednesday of every season; hours of the sun are local time in the middle of England."""
COLD = 15.5
"""Degrees below which people heat (base temperature of British degree days)."""


def loads(seed: int, household: Household, season: Season) -> list[float]:
    """Return what a household drew from the grid in each half hour of a day, in kWh."""
    dice = Dice(seed, NAME, "load", household.meter, season.day)
    weather = season.temperature + dice.normal(0, 0.5)
    vehicle = _vehicle(dice, household) if household.vehicle else {}
    away = dice.chance(0.12 if season.day.month == 7 else 0.03)
    cloud = dice.between(0.25, 1)
    used = []
    for half in range(HALF_HOURS):
        hour = half / 2 + 0.25
        power = 0.06 + (0 if away else _people(household, season, hour))
        power *= household.level
        power += _heat(household, weather, hour)
        energy = power / 2 * math.exp(dice.normal(-0.08, 0.4)) + vehicle.get(half, 0)
        energy -= household.panels * cloud * _sun(season, hour) / 2
        used.append(round(max(energy, 0), 3))
    return used


def _bell(hour: float, centre: float, width: float) -> float:
    return math.exp(-(((hour - centre) / width) ** 2))


def _people(household: Household, season: Season, hour: float) -> float:
    """Return the mean power of lights and appliances in kW."""
    size = math.pow(household.size, 0.6)
    morning = 0.22 * _bell(hour, 7.5, 1.3)
    day = (0.2 if household.at_home else 0.06) * _bell(hour, 13, 3.5)
    evening = 0.48 * _bell(hour, 18.7, 2.0) + 0.2 * _bell(hour, 21.5, 1.6)
    if household.tariff == "peak":
        evening *= 0.75  # dear hours, from four to seven, are avoided by some
    dark = not season.sunrise < hour < season.sunset and 6 < hour < 23.5
    return size * (0.08 + morning + day + evening + (0.07 if dark else 0))


def _heat(household: Household, weather: float, hour: float) -> float:
    """Return the mean power of electric heat in kW."""
    need = max(COLD - weather, 0) * household.level
    if household.heating == "heat pump":
        return 0.1 * need * (0.7 + 0.5 * _bell(hour, 6.5, 2) + 0.4 * _bell(hour, 18, 3))
    if household.heating == "storage":
        return 0.42 * need if 0.5 < hour < 7.5 else 0.0
    return 0.0


def _vehicle(dice: Dice, household: Household) -> dict[int, float]:
    """Return what a vehicle is charged with, by half hour; one day in two."""
    if dice.chance(0.5):
        return {}
    begin = 1 if household.tariff == "night" else dice.integer(34, 42)
    need = min(abs(dice.normal(11, 5)) + 1, 40)
    charged = {}
    for half in range(begin, HALF_HOURS):
        charged[half] = min(need, 3.5)  # a charger of 7 kW
        need -= charged[half]
        if need <= 0:
            break
    return charged


def _sun(season: Season, hour: float) -> float:
    """Return the share of peak power that panels give under a clear sky."""
    if not season.sunrise < hour < season.sunset:
        return 0.0
    length = season.sunset - season.sunrise
    height = math.sin(math.pi * (hour - season.sunrise) / length)
    return 0.75 * height * min(length / 15, 1)
