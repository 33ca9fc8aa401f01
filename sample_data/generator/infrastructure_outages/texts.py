"""What the control room notes of an outage, and what an order asks for.

What lives here: telling both, in English and French, with what identifies people and devices
marked. What does not: the wording (``words.toml``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sample_data.generator.dice import Dice
from sample_data.generator.finance_parties.parties import Person
from sample_data.generator.finance_parties.writing import email
from sample_data.generator.infrastructure_outages.network import NAME, Asset, words
from sample_data.generator.prose import Piece, Text, UnfitError, expand, first_that_fits, parse
from sample_data.generator.sample import Marked

MONTHS = {
    "en": (
        *("January", "February", "March", "April", "May", "June", "July", "August"),
        *("September", "October", "November", "December"),
    ),
    "fr": (
        *("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août"),
        *("septembre", "octobre", "novembre", "décembre"),
    ),
}


@dataclass(frozen=True, slots=True)
class Told:
    """What a text can speak of."""

    asset: Asset
    cause: str
    at: datetime
    caller: Person
    phone: str
    crew: Person
    customers: int


def phone(dice: Dice, *, french: bool) -> str:
    """Return a number of the range that North America keeps for fiction."""
    area = dice.pick(("819", "873") if french else ("613", "343"))
    number = f"555-01{dice.integer(0, 99):02d}"
    return f"{area} {number}" if french or dice.chance(0.4) else f"{area}-{number}"


def street(dice: Dice, *, french: bool) -> str:
    """Return an invented address near a true town."""
    key = "fr" if french else "en"
    line, town = dice.pick(words()[f"streets_{key}"].split("|")), words()[f"towns_{key}"].split()
    comma = ", " if french else " "
    return f"{dice.integer(3, 980)}{comma}{line}, {dice.pick(town)}"


def told(seed: int, language: str, about: Told, *name: object) -> Marked:
    """Return a text of a language."""
    dice = Dice(seed, NAME, "text", language, *name)
    writer = _Writer(dice, language, about, terse=False)
    templates = [parse(line) for line in words()[language]["notes"].strip().splitlines()]
    text = Text()
    text.add(first_that_fits(templates, writer))
    return Marked(*text.finished())


@dataclass(slots=True)
class _Writer:
    """Fills the slots of one text."""

    dice: Dice
    language: str
    about: Told
    terse: bool

    def fill(self, name: str, argument: str) -> Sequence[Piece]:  # noqa: ARG002
        """Return what a slot stands for; none of them has an argument."""
        pieces: list[Piece] = getattr(self, f"_{name}")()
        return pieces

    @property
    def _french(self) -> bool:
        return self.language == "fr"

    def _who(self, who: Person) -> list[Piece]:
        titles = ("M.", "Mme") if self._french else ("Mr", "Mrs")
        form = self.dice.weighted(("full", "titled", "initial"), (60, 25, 15))
        if form == "titled":
            return [Piece(f"{titles[who.sex == 'F']} "), Piece(who.last, "PERSON")]
        return [Piece(who.name if form == "full" else f"{who.first[0]}. {who.last}", "PERSON")]

    def _caller(self) -> list[Piece]:
        return self._who(self.about.caller)

    def _crew(self) -> list[Piece]:
        return self._who(self.about.crew)

    _technician = _requester = _crew

    def _phone(self) -> list[Piece]:
        return [Piece(self.about.phone, "PHONE_NUMBER")]

    def _address(self) -> list[Piece]:
        return [Piece(street(self.dice, french=self._french), "STREET_ADDRESS")]

    def _mail(self) -> list[Piece]:
        return [Piece(email(self.dice, self.about.caller), "EMAIL_ADDRESS")]

    def _device(self) -> list[Piece]:
        return [Piece(self.about.asset.name, "DEVICE_ID")]

    def _asset(self) -> list[Piece]:
        return [Piece(self.about.asset.number, "DEVICE_ID")]

    def _feeder(self) -> list[Piece]:
        return [Piece(self.about.asset.feeder, "RECORD_ID")]

    def _substation(self) -> list[Piece]:
        return [Piece(self.about.asset.substation.name, "LOCATION")]

    def _ip(self) -> list[Piece]:
        if not self.about.asset.ip:
            raise UnfitError
        return [Piece(self.about.asset.ip, "IP_ADDRESS")]

    def _firm(self) -> list[Piece]:
        return [Piece(self.dice.pick(words()["firms"].split("|")), "ORGANIZATION")]

    def _code(self) -> list[Piece]:
        return [Piece(f"{self.dice.integer(0, 9999):04d}", "SECRET")]

    def _time(self) -> list[Piece]:
        at = self.about.at
        return [Piece(f"{at.hour} h {at.minute:02d}" if self._french else f"{at:%H:%M}")]

    def _day(self) -> list[Piece]:
        day = self.about.at.date()
        month = MONTHS[self.language][day.month - 1]
        if self._french:
            first = "1er" if day.day == 1 else day.day
            written = self.dice.pick((f"{first} {month}", f"{day:%d/%m/%Y}"))
        else:
            written = self.dice.pick((f"{month} {day.day}", day.isoformat()))
        return [Piece(written, "DATE_TIME")]

    def _count(self) -> list[Piece]:
        return [Piece(str(self.about.customers))]

    def _part(self) -> list[Piece]:
        return [Piece(self.dice.pick(words()[self.language]["parts"].split("|")))]

    def _cause(self) -> list[Piece]:
        said = self.dice.pick(words()[self.language][self.about.cause].split("|"))
        return expand(parse(said), self)
