"""The sample ``infrastructure-meters``: three tables as a supplier's meter system exports them.

What lives here: the layout of the tables, and the faults of meters and exports. What does not: what
was used (:mod:`sample_data.generator.infrastructure_meters.loads`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from sample_data.generator.dice import Dice
from sample_data.generator.finance_parties.writing import email, typed
from sample_data.generator.infrastructure_meters.households import NAME, Household, households
from sample_data.generator.infrastructure_meters.loads import HALF_HOURS, SEASONS, loads
from sample_data.generator.sample import Made, Sample, Table

PREMISES = (
    "meter_id",
    "mpan",
    "customer_name",
    "email",
    "phone",
    "address",
    "postcode",
    "town",
    "substation",
    "feeder",
    "dwelling",
    "household_size",
    "heating",
    "has_ev",
    "has_pv",
    "tariff",
    "installed",
)
READS = ("meter_id", "read_time", "consumption", "reading_quality")
HOURS = tuple(f"kwh_{hour:02d}" for hour in range(24))
PROFILES = (
    "meter_id",
    "dwelling",
    "household_size",
    "heating",
    "has_ev",
    "has_pv",
    "tariff",
    *HOURS,
)


def make(seed: int, size: int) -> Made:
    """Return premises, reads and winter profiles of so many households."""
    return Made(
        {
            "premises": Table(PREMISES, _premises(seed, size)),
            "meter_reads": Table(READS, _reads(seed, size)),
            "load_profiles": Table(PROFILES, _profiles(seed, size)),
        }
    )


def _premises(seed: int, size: int) -> Iterator[tuple[str, ...]]:
    for house in households(seed, size):
        dice = Dice(seed, NAME, "premises", house.meter)
        who, address = house.person, house.person.address
        yield (
            house.meter,
            house.mpan,
            who.name.upper() if dice.chance(0.1) else who.name,
            email(dice, who) if dice.chance(0.7) else "",
            house.phone if dice.chance(0.85) else "",
            address.street,
            "" if dice.chance(0.02) else address.postcode,
            house.town,
            house.substation,
            house.feeder,
            typed(dice, house.dwelling),
            "" if dice.chance(0.06) else str(house.size),
            *_equipment(house),
            house.tariff,
            _date(dice, house.installed),
        )


def _equipment(house: Household) -> tuple[str, str, str]:
    return house.heating, "true" if house.vehicle else "false", "true" if house.panels else "false"


def _date(dice: Dice, day: date) -> str:
    """Return a date as the fitter entered it: most in the form of the standard."""
    return day.isoformat() if dice.chance(0.9) else f"{day:%d/%m/%Y}"


def _reads(seed: int, size: int) -> Iterator[tuple[str, ...]]:
    for house in households(seed, size):
        for season in SEASONS:
            if season.day < house.installed:
                continue
            dice = Dice(seed, NAME, "reads", house.meter, season.day)
            silent = range(0)
            if dice.chance(0.02):  # out of touch for some hours
                begin = dice.integer(0, HALF_HOURS - 1)
                silent = range(begin, begin + dice.integer(2, 16))
            midnight = datetime.combine(season.day, time())
            for half, used in enumerate(loads(seed, house, season)):
                at = (midnight + timedelta(minutes=30 * half)).isoformat("T", "minutes")
                if half in silent:
                    # The supplier fills in what is usual, or nothing.
                    read = ("0.200", "E") if dice.chance(0.6) else ("", "M")
                else:
                    read = (f"{used:.3f}", "A")
                for _ in range(2 if dice.chance(0.001) else 1):
                    yield (house.meter, at, *read)


def _profiles(seed: int, size: int) -> Iterator[tuple[str, ...]]:
    winter = SEASONS[0]
    for house in households(seed, size):
        used = loads(seed, house, winter)
        hourly = (f"{used[half] + used[half + 1]:.3f}" for half in range(0, HALF_HOURS, 2))
        yield (house.meter, house.dwelling, str(house.size), *_equipment(house), house.tariff,
               *hourly)  # fmt: skip


SAMPLE = Sample(
    name=NAME,
    sector="infrastructure",
    title="Smart meters of households: half-hourly reads of four days",
    unit="households",
    size=200,
    folder="infrastructure/meters",
    make=make,
    pipelines=("energy_smart_meter", "energy_smart_meter_synthetic"),
)
