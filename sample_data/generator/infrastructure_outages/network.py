"""The grid: substations, feeders and the devices on them.

What lives here: what there is and where. What does not: what breaks
(:mod:`sample_data.generator.infrastructure_outages.events`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sample_data.generator.dice import Dice

NAME = "infrastructure-outages"
WORDS = Path(__file__).with_name("words.toml")
PER_SUBSTATION = 20
"""Devices that a substation has, on the average."""
FEEDERS = 4
YEAR = 2025


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of device; `fails` is its outages a year, `customers` those behind it."""

    name: str
    short: str
    weight: int
    fails: float
    customers: tuple[int, int]
    talks: bool
    """Whether it has an address in the operator's network."""


KINDS = (
    Kind("transformer", "TX", 40, 1.1, (4, 60), talks=False),
    Kind("switch", "SW", 18, 1.3, (80, 500), talks=False),
    Kind("recloser", "RC", 16, 2.2, (200, 900), talks=True),
    Kind("breaker", "CB", 10, 1.8, (600, 2400), talks=True),
    Kind("relay", "RL", 9, 1.2, (300, 1800), talks=True),
    Kind("remote terminal", "RTU", 7, 1.6, (0, 40), talks=True),
)
LEVELS = {"12.5 kV": 46, "25 kV": 44, "44 kV": 10}


@cache
def words() -> dict[str, Any]:
    """Return the word list."""
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Substation:
    """An invented substation in the valley of the Ottawa river."""

    name: str
    code: str
    french: bool
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Asset:
    """A device."""

    number: str
    name: str
    kind: Kind
    substation: Substation
    feeder: str
    level: str
    vendor: str
    firmware: str
    ip: str
    mac: str
    settings: str
    year: int
    latitude: float
    longitude: float
    customers: int

    @property
    def host(self) -> str:
        """Its name in the operator's network; empty for what has none."""
        return f"{self.name.lower()}.ot.example.net" if self.ip else ""

    @property
    def failures(self) -> float:
        """Outages expected in a year: the old fail more often."""
        return self.kind.fails * (0.6 + 0.03 * (YEAR - self.year))


def substation(seed: int, place: int) -> Substation:
    """Return the substation of a place in the list of them."""
    dice = Dice(seed, NAME, "substation", place)
    french = dice.chance(0.45)
    # North and west of the river lies Québec, south and east Ontario.
    latitude = dice.between(45.45, 46.3) if french else dice.between(44.8, 45.45)
    name = (
        dice.pick(words()["poste_first"].split())
        if french
        else f"{dice.pick(words()['substation_first'].split())} "
        f"{dice.pick(words()['substation_second'].split())}"
    )
    code = "".join(sign for sign in name.upper() if "A" <= sign <= "Z")[:3] + f"{place:02d}"
    return Substation(name, code, french, latitude, dice.between(-77.2, -74.6))


def assets(seed: int, size: int) -> Iterator[Asset]:
    """Return so many devices, in no order that means anything."""
    for place in range(size):
        yield _asset(seed, place)


def _asset(seed: int, place: int) -> Asset:
    dice = Dice(seed, NAME, "asset", place)
    # Steps of a number that has no divisor in common with the range visit every place once.
    serial = 100_000 + place * 640_391 % 899_981
    block = place // (PER_SUBSTATION * 8) * 8
    where = substation(seed, block + dice.integer(0, 7))
    kind = dice.weighted(KINDS, [k.weight for k in KINDS])
    feeder = dice.integer(1, FEEDERS)
    low, high = kind.customers
    return Asset(
        number=f"A{serial}",
        name=f"{where.code}-F{feeder}-{kind.short}{serial % 1000:03d}",
        kind=kind,
        substation=where,
        feeder=f"{where.code}-F{feeder}",
        level=dice.weighted(tuple(LEVELS), tuple(LEVELS.values())),
        vendor=dice.pick(words()["vendors"].split("|")),
        firmware=f"{dice.integer(2, 7)}.{dice.integer(0, 9)}.{dice.integer(0, 19)}"
        if kind.talks
        else "",
        # 198.18.0.0/15 is kept for tests (RFC 2544).
        ip=f"198.{18 + place // 65536 % 2}.{place // 256 % 256}.{place % 256}"
        if kind.talks
        else "",
        # Second digit 2: given by nobody, for private use (IEEE 802).
        mac="02:" + ":".join(f"{dice.integer(0, 255):02X}" for _ in range(5)) if kind.talks else "",
        settings=f"51P={dice.integer(20, 96) * 10}A TD={dice.integer(10, 60) / 10:.1f}; "
        f"50P={dice.integer(10, 48) * 100}A"
        if kind.name in {"relay", "recloser", "breaker"}
        else "",
        year=int(min(YEAR - 1, YEAR - 2 - abs(dice.normal(0, 16)))),
        latitude=round(where.latitude + dice.normal(0, 0.03), 5),
        longitude=round(where.longitude + dice.normal(0, 0.04), 5),
        customers=dice.integer(low, high),
    )
