"""The sample ``infrastructure-outages``: three tables as an operator's systems would export them.

What lives here: the layout of the tables, and the faults of exports. What does not: what broke
(:mod:`sample_data.generator.infrastructure_outages.events`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sample_data.generator.dice import Dice
from sample_data.generator.finance_parties.writing import typed
from sample_data.generator.infrastructure_outages.events import Order, Outage, orders, outages
from sample_data.generator.infrastructure_outages.network import NAME, Asset, assets
from sample_data.generator.infrastructure_outages.texts import Told, phone, told
from sample_data.generator.sample import Made, Sample, Table

ASSETS = (
    "asset_id",
    "device_name",
    "host_name",
    "asset_type",
    "vendor",
    "firmware",
    "ip_address",
    "mac_address",
    "substation",
    "feeder",
    "voltage_level",
    "installed_year",
    "relay_settings",
    "latitude",
    "longitude",
)
OUTAGES = (
    "incident_id",
    "asset_id",
    "feeder",
    "substation",
    "latitude",
    "longitude",
    "outage_start",
    "outage_end",
    "duration_minutes",
    "customers_out",
    "cause",
    "major_event",
    "crew",
    "caller",
    "outage_notes",
)
ORDERS = (
    "work_order_id",
    "asset_id",
    "incident_id",
    "opened",
    "closed",
    "work_type",
    "priority",
    "work_status",
    "technician",
    "contact_phone",
    "work_description",
)


def make(seed: int, size: int) -> Made:
    """Return so many devices, their outages in a year, and the orders about them."""
    return Made(
        {
            "network_assets": Table(ASSETS, _assets(seed, size)),
            "outages": Table(OUTAGES, _outages(seed, size)),
            "work_orders": Table(ORDERS, _orders(seed, size)),
        }
    )


def _assets(seed: int, size: int) -> Iterator[tuple[str, ...]]:
    for asset in assets(seed, size):
        dice = Dice(seed, NAME, "register", asset.number)
        yield (
            asset.number,
            asset.name,
            asset.host,
            typed(dice, asset.kind.name),
            asset.vendor.upper() if dice.chance(0.1) else asset.vendor,
            asset.firmware,
            asset.ip,
            asset.mac,
            asset.substation.name,
            asset.feeder,
            asset.level,
            "" if dice.chance(0.04) else str(asset.year),
            asset.settings,
            *_place(dice, asset),
        )


def _place(dice: Dice, asset: Asset) -> tuple[str, str]:
    return ("", "") if dice.chance(0.03) else (f"{asset.latitude:.5f}", f"{asset.longitude:.5f}")


def _outages(seed: int, size: int) -> Iterator[tuple[str, ...]]:
    for asset in assets(seed, size):
        for outage in outages(seed, asset):
            dice = Dice(seed, NAME, "outage", outage.number)
            # Some are entered twice, by the control room and by the crew.
            for copy in range(2 if dice.chance(0.01) else 1):
                yield _outage(seed, dice, outage, copy)


def _outage(seed: int, dice: Dice, outage: Outage, copy: int) -> tuple[str, ...]:
    asset = outage.asset
    about = Told(
        asset,
        outage.cause,
        outage.begin,
        outage.caller,
        phone(dice, french=False),
        outage.crew,
        outage.customers,
    )
    return (
        outage.number[:-2] + f"{int(outage.number[-2:]) + 50 * copy:02d}",
        asset.number,
        asset.feeder,
        asset.substation.name,
        *_place(dice, asset),
        _time(outage.begin),
        _time(outage.end),
        str(round(outage.hours * 60)),
        "" if dice.chance(0.02) else str(outage.customers),
        outage.cause,
        "true" if outage.storm else "false",
        outage.crew.name,
        outage.caller.name if dice.chance(0.55) else "",
        told(seed, "en", about, outage.number, copy) if dice.chance(0.9) else "",
    )


def _orders(seed: int, size: int) -> Iterator[tuple[str, ...]]:
    for asset in assets(seed, size):
        for order in orders(seed, asset):
            yield _order(seed, Dice(seed, NAME, "order", order.number), order)


def _order(seed: int, dice: Dice, order: Order) -> tuple[str, ...]:
    outage = order.outage
    about = Told(
        order.asset,
        outage.cause if outage else "equipment",
        order.opened,
        outage.caller if outage else order.requester,
        phone(dice, french=True),
        order.technician,
        outage.customers if outage else 0,
    )
    return (
        order.number,
        order.asset.number,
        outage.number if outage else "",
        _time(order.opened),
        _time(order.closed) if order.closed else "",
        order.kind,
        order.priority,
        order.status,
        order.technician.name,
        about.phone if dice.chance(0.5) else "",
        told(seed, "fr", about, order.number),
    )


def _time(at: datetime) -> str:
    return at.isoformat(" ", "minutes")


SAMPLE = Sample(
    name=NAME,
    sector="infrastructure",
    title="Outages of an electricity grid, with its devices and work orders",
    unit="devices",
    size=420,
    folder="infrastructure/outages",
    make=make,
    pipelines=("grid_outages", "grid_outages_synthetic"),
    languages=("en", "fr"),
)
