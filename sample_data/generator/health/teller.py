"""The author of one note: what they know, and how they put it.

What lives here: the state behind the slots of a note (who has been named already, which doctor is
meant) and the table of slots. What does not: the slots' wording
(the modules ``slots_*``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sample_data.generator.dice import Dice
from sample_data.generator.health.care import Encounter, History
from sample_data.generator.health.people import Kin, Patient
from sample_data.generator.health.staff import Clinician, clinicians
from sample_data.generator.health.words import Condition, surroundings
from sample_data.generator.prose import Piece, UnfitError

Pieces = Sequence[Piece]
SlotFunction = Callable[["Teller", str], Pieces]
SLOTS: dict[str, SlotFunction] = {}


def slot(*names: str) -> Callable[[SlotFunction], SlotFunction]:
    """Enter a function into the table of slots under its names."""

    def enter(function: SlotFunction) -> SlotFunction:
        for name in names:
            SLOTS[name] = function
        return function

    return enter


@dataclass(slots=True)
class Teller:
    """Writes one note."""

    seed: int
    dice: Dice
    author: Clinician
    encounter: Encounter
    history: History
    day: date
    """Day of the note."""
    said: set[str] = field(default_factory=set)
    """What has been introduced already: the patient, relatives, doctors."""
    fixed: dict[str, Any] = field(default_factory=dict)
    """Facts drawn once for the note: vital signs, side, doctor."""
    about: Condition | None = None
    """What the sentence in the making is about, when that is not the main reason."""

    @property
    def terse(self) -> bool:
        """Whether the author writes in telegraphic style."""
        return self.author.terse

    @property
    def patient(self) -> Patient:
        """Whom the note is about."""
        return self.encounter.patient

    @property
    def age(self) -> int:
        """The patient's full years on the day of the note."""
        return self.patient.age_on(self.day)

    @property
    def main(self) -> Condition:
        """What the encounter is mainly about."""
        return self.encounter.reasons[0]

    @property
    def topic(self) -> Condition:
        """What the sentence in the making is about."""
        return self.about or self.main

    @property
    def woman(self) -> bool:
        """Whether the patient is called she."""
        return self.patient.sex == "F"

    def fill(self, name: str, argument: str) -> Pieces:
        """Return what goes into a slot.

        Raises
        ------
        UnfitError
            If there is nothing to say.
        """
        return SLOTS[name](self, argument)

    def once(self, key: str, options: Sequence[Any]) -> Any:
        """Return one of the options, the same for the rest of the note."""
        if key not in self.fixed:
            self.fixed[key] = self.dice.pick(options)
        return self.fixed[key]

    def around(self, what: str) -> str:
        """Return the patient's own nursing home, pharmacy or other hospital."""
        dice = Dice(self.seed, "around", self.patient.mrn, what)
        names = surroundings()[what]
        return str(dice.pick([n for n in names if self.age < 18 or "Children" not in n]))

    def relative(self, number: int) -> Kin:
        """Return the first or second relative that this note speaks of."""
        kin = self.patient.kin
        if "kin" not in self.fixed:
            grown = [k for k in kin if not (self.age >= 18 and k.role in {"son", "daughter"})]
            elders = kin if self.age >= 45 else (grown or kin)
            if self.age < 18:
                elders = [k for k in kin if k.role in {"mother", "father"}] or kin
            first = self.dice.pick(elders)
            others = [k for k in elders if k is not first]
            self.fixed["kin"] = (first, self.dice.pick(others) if others else None)
        found: Kin | None = self.fixed["kin"][number]
        if found is None:
            raise UnfitError
        return found

    def doctor(self, key: str) -> Clinician:
        """Return a colleague, the same one whenever the note uses the key."""
        if key not in self.fixed:
            staff = clinicians(self.seed)
            department = self.main.department
            if self.author.department == department:
                department = self.dice.pick(sorted(set(staff) - {"Social Work"}))
            doctors = [
                c for c in staff[department] if c.degree in {"MD", "DO"} and c is not self.author
            ]
            if not doctors:
                raise UnfitError
            self.fixed[key] = self.dice.pick(doctors)
        found: Clinician = self.fixed[key]
        return found


def plain(text: object) -> Pieces:
    """Return text that identifies nobody."""
    return (Piece(str(text)),)


def mark(text: str, entity: str) -> Pieces:
    """Return text that is an identifier."""
    return (Piece(text, entity),)


def bounds(argument: str) -> tuple[int, int]:
    """Return the two whole numbers of ``3-12``."""
    low, _, high = argument.partition("-")
    return int(low), int(high)
