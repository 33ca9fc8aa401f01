"""What is paid with a card: habits, seasons, journeys, and what thieves pay.

What lives here: single payments with their planted fraud. What does not: their spelling in the
table (:mod:`sample_data.generator.finance_cards.sample`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sample_data.generator.dice import Dice
from sample_data.generator.finance_cards.holders import DAYS, FIRST_DAY, LAST_DAY, Holder
from sample_data.generator.finance_cards.shops import AWAY, Category, Shop, categories, shop

STOLEN = 0.08
"""Share of the cards that are misused once in the quarter."""
CAREFUL = 0.5
"""Share of the thieves who buy as the holder might, and are hard to find."""
BOOTY = ("5732", "5944", "5311", "4511", "5816", "7995")
"""What thieves buy: what can be sold again."""
FAR = (
    ("", "LU"),
    ("", "NL"),
    ("", "US"),
    ("", "HK"),
    ("Miami", "US"),
    ("Bangkok", "TH"),
    ("São Paulo", "BR"),
)
"""Where they buy: online shops abroad, and places far away where magnetic stripes still work."""
MARKETPLACES = 0.5
"""Share of purchases at new online shops that are made abroad, by holders themselves."""
SELLERS = ("LU", "NL", "US", "HK")
CONTACTLESS_LIMIT = 50


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment with a card."""

    at: datetime
    amount: float
    shop: Shop
    entry: str
    """How the card was read: chip, contactless, magstripe or online."""
    response: str
    """The issuer's answer (ISO 8583): 00 paid, 51 insufficient funds, 59 suspected fraud."""
    fraud: bool


def payments(seed: int, holder: Holder, card: str) -> list[Payment]:
    """Return the payments of a card in the order of their time."""
    dice = Dice(seed, "finance-cards", "payments", card)
    made = [_usual(dice, holder) for _ in range(dice.poisson(min(holder.rate, 60)))]
    if card == holder.cards[0]:
        made += _subscribed(dice, holder)
    if dice.chance(STOLEN):
        made += _stolen(dice, holder)
    return sorted(made, key=lambda payment: payment.at)


def _usual(dice: Dice, holder: Holder) -> Payment:
    day = _day(dice)
    away = holder.journey is not None and holder.journey[0] <= day <= holder.journey[1]
    known = categories().values() if not away else [categories()[mcc] for mcc in AWAY]
    weights = [_weight(category, holder.person.age, day) for category in known]
    category = dice.weighted(tuple(known), weights)
    if holder.journey is not None and away and dice.chance(0.85):
        where = shop(dice, category, *holder.journey[2:])
    elif dice.chance(0.7):
        where = dice.pick([s for s in holder.usual if s.mcc == category.mcc])
    else:
        online = dice.chance(category.online)
        town = dice.pick(holder.person.country.towns).name
        country = holder.person.country.code
        if online and dice.chance(MARKETPLACES):
            country = dice.pick(SELLERS)
        where = shop(dice, category, "" if online else town, country)
    amount = category.amount(dice, holder.means)
    response = "51" if dice.chance(0.012) else "00"
    return Payment(
        _time(dice, category, day), amount, where, _entry(dice, where, amount), response, False
    )


def _day(dice: Dice) -> date:
    """Return a day: more of them after pay day, on Fridays and Saturdays, and before Christmas."""
    while True:
        day = FIRST_DAY + timedelta(days=dice.integer(0, DAYS - 1))
        likely = 1.3 if day.weekday() in {4, 5} else 0.8 if day.weekday() == 6 else 1.0
        likely *= 1.35 if day.day >= 27 or day.day <= 3 else 1.0
        likely *= (
            1.35
            if day.month == 12 and day.day < 25
            else 0.5
            if (day.month, day.day) == (12, 25)
            else 1.0
        )
        if dice.chance(likely / 2.4):
            return day


def _weight(category: Category, age: int, day: date) -> float:
    weight = category.weight(age)
    if day.month == 12 and day.day < 25:
        weight *= category.december
    return weight * (category.weekend if day.weekday() >= 5 else 1.0)


def _time(dice: Dice, category: Category, day: date) -> datetime:
    hour = dice.integer(category.first_hour, category.last_hour)
    clock = timedelta(hours=hour, seconds=dice.integer(0, 3599))
    return datetime.combine(day, datetime.min.time()) + clock


def _entry(dice: Dice, where: Shop, amount: float) -> str:
    if not where.city:
        return "online"
    if where.mcc != "6011" and amount <= CONTACTLESS_LIMIT and dice.chance(0.82):
        return "contactless"
    return "magstripe" if dice.chance(0.004) else "chip"


def _subscribed(dice: Dice, holder: Holder) -> list[Payment]:
    made = []
    for where, amount, day in holder.subscriptions:
        for month in (10, 11, 12):
            at = _time(dice, categories()[where.mcc], date(2025, month, day))
            made.append(Payment(at, amount, where, "online", "00", False))
    return made


def _stolen(dice: Dice, holder: Holder) -> list[Payment]:
    """Return a small payment that tries the card, then larger ones within two days."""
    careful = dice.chance(CAREFUL)
    start = datetime.combine(dice.day(FIRST_DAY, LAST_DAY - timedelta(days=3)), datetime.min.time())
    at = start + timedelta(hours=dice.integer(0, 6) if dice.chance(0.4) else dice.integer(7, 23))
    city, country = ("", holder.person.country.code) if careful else dice.pick(FAR)
    made = []
    for number in range(dice.integer(2, 7)):
        at += timedelta(minutes=dice.integer(5, 1200) if number else dice.integer(0, 50))
        trial = number == 0 and not careful
        if careful and dice.chance(0.6):
            category = dice.pick([c for c in categories().values() if c.online])
        else:
            category = categories()["5816" if trial else dice.pick(BOOTY)]
        where = shop(dice, category, city, country)
        amount = category.amount(dice, 0.2 if trial else 1.1 if careful else 1.9)
        response = "59" if number > 3 and dice.chance(0.3) else "00"
        entry = "magstripe" if city else "online"
        made.append(Payment(at, amount, where, entry, response, True))
    # A few are never told to the bank.
    missed = dice.integer(0, len(made) - 1) if dice.chance(0.2) else None
    return [replace(p, fraud=False) if n == missed else p for n, p in enumerate(made)]
