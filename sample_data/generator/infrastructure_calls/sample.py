"""The sample ``infrastructure-calls``: two tables as an operator's billing would export them.

What lives here: the layout of the tables, and the faults of exports. What does not: who called whom
(:mod:`sample_data.generator.infrastructure_calls.records`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sample_data.generator.dice import Dice
from sample_data.generator.finance_parties.writing import email, typed
from sample_data.generator.infrastructure_calls.records import Use, uses
from sample_data.generator.infrastructure_calls.subscribers import NAME, Subscriber, subscribers
from sample_data.generator.sample import Made, Sample, Table

SUBSCRIBERS = (
    "msisdn",
    "imsi",
    "imei",
    "name",
    "birth_date",
    "email",
    "address",
    "postcode",
    "city",
    "plan",
    "contract_start",
    "churned",
)
RECORDS = (
    "record_id",
    "caller",
    "callee",
    "imsi",
    "imei",
    "cell_id",
    "lac",
    "call_start",
    "call_duration",
    "call_type",
    "bytes",
    "dropped",
)


def make(seed: int, size: int) -> Made:
    """Return so many subscribers and what they did in a week."""
    return Made(
        {
            "subscribers": Table(SUBSCRIBERS, _subscribers(seed, size)),
            "call_records": Table(RECORDS, _records(seed, size)),
        }
    )


def _subscribers(seed: int, size: int) -> Iterator[tuple[str, ...]]:
    for who in subscribers(seed, size):
        dice = Dice(seed, NAME, "register", who.place)
        address = who.person.address
        yield (
            who.number,
            who.imsi,
            who.imei,
            who.person.name.upper() if dice.chance(0.12) else who.person.name,
            "" if dice.chance(0.03) else _date(dice, who.person.birth_date),
            email(dice, who.person) if dice.chance(0.6) else "",
            address.street,
            address.postcode,
            typed(dice, address.town),
            who.plan,
            _date(dice, who.since),
            "true" if who.leaves else "false",
        )


def _date(dice: Dice, day: date) -> str:
    """Return a date as it was entered: most in the form of the standard, some as people write."""
    return day.isoformat() if dice.chance(0.93) else f"{day:%d/%m/%Y}"


def _records(seed: int, size: int) -> Iterator[tuple[str, ...]]:
    for who in subscribers(seed, size):
        dice = Dice(seed, NAME, "records", who.place)
        for serial, use in enumerate(uses(seed, who, size)):
            row = _record(dice, who, use)
            # Some are billed twice, when a switch sends its file again.
            for copy in range(2 if dice.chance(0.004) else 1):
                yield (f"R{who.place:06d}{serial:03d}{copy}", *row)


def _record(dice: Dice, who: Subscriber, use: Use) -> tuple[str, ...]:
    return (
        who.number,
        _dialled(dice, use.number),
        who.imsi,
        "" if dice.chance(0.01) else who.imei,
        "" if dice.chance(0.01) else use.cell.number,
        use.cell.area,
        use.at.isoformat(" "),
        str(use.seconds),
        use.kind,
        str(use.octets) if use.kind == "data" else "",
        "true" if use.dropped else "false",
    )


def _dialled(dice: Dice, number: str) -> str:
    """Return a number as it was dialled: of every country, or as within France."""
    return f"0{number[3:]}" if number and dice.chance(0.2) else number


SAMPLE = Sample(
    name=NAME,
    sector="infrastructure",
    title="Call records of a mobile network, one week",
    unit="subscribers",
    size=400,
    folder="infrastructure/calls",
    make=make,
    pipelines=("telecom_cdr", "telecom_cdr_synthetic"),
    languages=("fr",),
)
