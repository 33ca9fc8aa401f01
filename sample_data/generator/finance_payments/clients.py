"""The bank's clients with their accounts.

What lives here: private people and firms of four branches, and who of them launders. What does
not: what they pay (:mod:`sample_data.generator.finance_payments.transfers`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sample_data.generator.dice import Dice
from sample_data.generator.finance_parties.numbers import iban, lei, telephone
from sample_data.generator.finance_parties.parties import (
    Address,
    Country,
    Firm,
    Person,
    any_country,
    countries,
    firm,
    person,
)

BRANCHES = ("GB", "FR", "DE", "IT")
ABROAD = ("ES", "NL", "BE", "AT", "LU")
"""Where creditors have accounts besides."""
MULES = 0.03
"""Share of the private clients who pass on what others collected for crime."""


@dataclass(frozen=True, slots=True)
class Client:
    """A client of the bank, or somebody who is paid by one."""

    number: int
    who: Person | Firm
    account: str
    mule: bool
    identity: str
    """Legal entity identifier of a firm; empty for people."""
    phone: str

    @property
    def name(self) -> str:
        """What stands on a transfer."""
        return self.who.name

    @property
    def country(self) -> Country:
        """Where the branch is."""
        return self.who.country

    @property
    def address(self) -> Address:
        """Where letters go."""
        return self.who.address

    @property
    def private(self) -> bool:
        """Whether it is a person."""
        return isinstance(self.who, Person)

    @property
    def birth_date(self) -> date | None:
        """Of a person."""
        return self.who.birth_date if isinstance(self.who, Person) else None


def client(seed: int, place: int) -> Client:
    """Return the client of a place in the list of accounts."""
    dice = Dice(seed, "finance-payments", "client", place)
    return _client(dice, any_country(dice, BRANCHES), place, private=dice.chance(0.82))


def stranger(dice: Dice, country: str, *, private: bool) -> Client:
    """Return somebody with an account at another bank."""
    home = countries().get(country) or any_country(dice, BRANCHES)
    made = _client(dice, home, -1, private=private)
    return Client(-1, made.who, iban(dice, country), False, made.identity, made.phone)


def _client(dice: Dice, country: Country, place: int, *, private: bool) -> Client:
    who: Person | Firm = person(dice, country) if private else firm(dice, country)
    return Client(
        place,
        who,
        iban(dice, country.code),
        private and dice.chance(MULES),
        "" if private else lei(dice),
        telephone(dice, country.code),
    )
