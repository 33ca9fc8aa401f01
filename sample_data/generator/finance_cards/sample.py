"""The sample ``finance-cards``: two tables as a bank's card system would export them.

What lives here: the layout of the tables, and the faults of exports. What does not: what was paid
(:mod:`sample_data.generator.finance_cards.payments`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date

from sample_data.generator.dice import Dice
from sample_data.generator.finance_cards.holders import Holder, holders
from sample_data.generator.finance_cards.payments import Payment, payments
from sample_data.generator.finance_parties.numbers import telephone
from sample_data.generator.finance_parties.writing import email, typed
from sample_data.generator.sample import Made, Sample, Table

CARDS = (
    "card_number",
    "customer_id",
    "cardholder_name",
    "birth_date",
    "sex",
    "street_address",
    "postcode",
    "city",
    "country",
    "email",
    "phone",
    "iban",
    "product",
    "opened",
    "expiry",
    "cvc",
)
TRANSACTIONS = (
    "transaction_id",
    "card_number",
    "transaction_time",
    "amount",
    "mcc",
    "merchant_id",
    "merchant_name",
    "merchant_city",
    "merchant_country",
    "entry_mode",
    "response",
    "is_fraud",
)


def make(seed: int, size: int) -> Made:
    """Return cards and transactions of so many cardholders."""
    return Made(
        {
            "cards": Table(CARDS, _cards(seed, size)),
            "transactions": Table(TRANSACTIONS, _transactions(seed, size)),
        }
    )


def _cards(seed: int, size: int) -> Iterator[tuple[str, ...]]:
    for holder in holders(seed, size):
        for card in holder.cards:
            yield _card(seed, holder, card)


def _card(seed: int, holder: Holder, card: str) -> tuple[str, ...]:
    dice = Dice(seed, "finance-cards", "card", card)
    who, address = holder.person, holder.person.address
    name = who.name.upper() if dice.chance(0.12) else who.name
    return (
        card,
        holder.customer,
        name,
        who.birth_date.isoformat(),
        "" if dice.chance(0.01) else who.sex,
        address.street,
        "" if dice.chance(0.015) else address.postcode,
        typed(dice, address.town),
        who.country.code,
        email(dice, who) if dice.chance(0.68) else "",
        telephone(dice, who.country.code) if dice.chance(0.85) else "",
        holder.account,
        holder.product,
        _date(dice, holder.opened),
        f"{dice.integer(1, 12):02d}/{dice.integer(26, 30)}",
        f"{dice.integer(0, 999):03d}" if dice.chance(0.04) else "",
    )


def _date(dice: Dice, day: date) -> str:
    """Return a date as it was entered: most in the form of the standard, some as people write."""
    return day.isoformat() if dice.chance(0.93) else f"{day:%d.%m.%Y}"


def _transactions(seed: int, size: int) -> Iterator[tuple[str, ...]]:
    serial = 0
    for holder in holders(seed, size):
        for card in holder.cards:
            dice = Dice(seed, "finance-cards", "table", card)
            for payment in payments(seed, holder, card):
                # Some are sent twice, when a terminal has had no answer.
                for _ in range(2 if dice.chance(0.004) else 1):
                    serial += 1
                    yield _transaction(dice, card, payment, serial)


def _transaction(dice: Dice, card: str, payment: Payment, serial: int) -> tuple[str, ...]:
    shop = payment.shop
    return (
        f"T{20_000_000 + serial * 7_919 % 79_999_987:08d}",
        card,
        payment.at.isoformat(" "),
        f"{payment.amount:.2f}",
        shop.mcc,
        shop.number,
        _on_the_slip(dice, shop.name),
        "" if dice.chance(0.03) else typed(dice, shop.city),
        shop.country,
        payment.entry,
        payment.response,
        "1" if payment.fraud else "0",
    )


def _on_the_slip(dice: Dice, name: str) -> str:
    """Return a merchant's name as terminals send it: often capitals without accents, cut."""
    if dice.chance(0.4):
        return name[:22]
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().upper()
    return f"{plain} {dice.integer(1, 9):04d}"[:22] if dice.chance(0.15) else plain[:22]


SAMPLE = Sample(
    name="finance-cards",
    sector="finance",
    title="Card payments of one quarter, with fraud",
    unit="cardholders",
    size=800,
    folder="finance/cards",
    make=make,
    pipelines=("finance_cards", "finance_cards_synthetic"),
    languages=("en",),
)
