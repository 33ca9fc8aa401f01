"""What people write on a transfer: 140 characters, with names and numbers in them.

What lives here: the sentences of four languages, filled in. What does not: who pays whom
(:mod:`sample_data.generator.finance_payments.transfers`).
"""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from sample_data.generator.dice import Dice
from sample_data.generator.finance_parties.marking import filled
from sample_data.generator.finance_parties.parties import Person
from sample_data.generator.finance_parties.writing import email
from sample_data.generator.finance_payments.transfers import Transfer
from sample_data.generator.sample import Marked

LONGEST = 140
"""Characters of an unstructured remittance (ISO 20022, Max140Text)."""
DAYS = {"en": "{0:%d/%m/%Y}", "fr": "{0:%d/%m/%Y}", "de": "{0:%d.%m.%Y}", "it": "{0:%d/%m/%Y}"}


@cache
def sentences() -> dict[str, Any]:
    """Return the sentences by language and purpose."""
    path = Path(__file__).with_suffix(".toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def remittance(dice: Dice, transfer: Transfer) -> Marked:
    """Return what the debtor writes; some write nothing, some in capitals."""
    if dice.chance(0.04):
        return Marked("")
    language = transfer.debtor.country.language
    template = dice.pick(sentences()[language][transfer.purpose.code])
    text = filled(template, _values(dice, transfer, language))
    if len(text) > LONGEST:
        return Marked("")
    # Upper case may be longer (ß); then it is left as it is.
    shouted = text.upper()
    if dice.chance(0.15) and len(shouted) == len(text):
        return Marked(shouted, text.spans)
    return text


def _values(dice: Dice, transfer: Transfer, language: str) -> dict[str, tuple[str, str | None]]:
    debtor, creditor = transfer.debtor, transfer.creditor
    country = debtor.country
    friend = dice.pick(country.women + country.men)
    first = creditor.who.first if isinstance(creditor.who, Person) else friend
    payer = debtor.who if isinstance(debtor.who, Person) else None
    own = payer.name if payer else f"{friend} {dice.pick(country.surnames)}"
    month = sentences()["months"][language].split()[transfer.sent.month - 1]
    when: date = transfer.sent.date()
    return {
        "month": (month, None),
        "day": (DAYS[language].format(when), "DATE_TIME"),
        "firm": (debtor.name, "ORGANIZATION" if payer is None else "PERSON"),
        "creditor": (creditor.name, "PERSON" if creditor.private else "ORGANIZATION"),
        "name": (own, "PERSON"),
        "first": (first, "PERSON"),
        "other": (friend, "PERSON"),
        "surname": (own.split(" ", 1)[1], "PERSON"),
        "patient": (own, "PERSON"),
        "street": (debtor.address.street, "STREET_ADDRESS"),
        "phone": (debtor.phone, "PHONE_NUMBER"),
        "email": (email(dice, payer) if payer else "buero@example.org", "EMAIL_ADDRESS"),
        "iban": (_grouped(dice, creditor.account), "IBAN_CODE"),
        "invoice": (f"{dice.integer(2024, 2025)}-{dice.integer(1, 99999):05d}", "RECORD_ID"),
        "customer": (f"{dice.integer(10**6, 10**7 - 1)}", "ACCOUNT_NUMBER"),
        "policy": (f"{dice.pick('KHVL')}{dice.integer(10**7, 10**8 - 1)}", "POLICY_NUMBER"),
        "staff": (f"{dice.integer(1000, 99999)}", "RECORD_ID"),
    }


def _grouped(dice: Dice, account: str) -> str:
    """Return an account number as people write it: in groups of four, or without blanks."""
    if dice.chance(0.5):
        return account
    return " ".join(account[at : at + 4] for at in range(0, len(account), 4))
