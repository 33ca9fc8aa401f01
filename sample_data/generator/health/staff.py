"""Who works at the medical centre, and how each of them writes.

What lives here: clinicians and their habits of writing. What does not: what they write.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from sample_data.generator.dice import Dice
from sample_data.generator.health.identifiers import telephone
from sample_data.generator.health.people import first_name
from sample_data.generator.health.words import conditions, origins

ABBREVIATIONS = (
    (" with ", " w/ "),
    (" without ", " w/o "),
    ("history of", "h/o"),
    ("follow up", "f/u"),
    ("Follow up", "F/u"),
    ("discussed", "d/w pt"),
    (" and ", " & "),
    ("the patient", "pt"),
    ("Continue ", "Cont "),
    ("negative", "neg"),
    ("positive", "pos"),
    (" before ", " prior to "),
    ("appointment", "appt"),
    ("prescription", "Rx"),
    ("medication", "med"),
    (" hours", " hrs"),
    (" weeks", " wks"),
    (" months", " mos"),
)


@dataclass(frozen=True, slots=True)
class Clinician:
    """Someone who treats patients and writes notes."""

    first_name: str
    last_name: str
    degree: str
    department: str
    phone: str
    terse: bool
    """Telegraphic style."""
    abbreviations: tuple[tuple[str, str], ...]
    """The shortenings that this author uses, out of `ABBREVIATIONS`."""
    date_style: str
    """The date format the author falls back on."""
    headings: str
    """How parts of a note are marked: none, colon, caps or soap."""
    refers: str
    """How the patient is called: title, patient, first or pt."""
    slips: float
    """Share of words with a typing error."""

    @property
    def full_name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"

    @property
    def is_doctor(self) -> bool:
        """Whether "Dr." goes before the name."""
        return self.degree in {"MD", "DO", "PhD", "PsyD"}


def _clinician(dice: Dice, department: str) -> Clinician:
    origin = dice.weighted(origins(), [o.weight + 2.5 for o in origins()])
    sex = dice.pick("FM")
    degrees = {
        "Behavioral Health": ("MD", "PsyD", "LICSW", "PMHNP"),
        "Emergency Medicine": ("MD", "DO", "PA-C", "RN"),
        "Social Work": ("LICSW", "LICSW", "MSW"),
    }.get(department, ("MD", "MD", "DO", "NP", "PA-C", "RN"))
    terse = dice.chance(0.42)
    return Clinician(
        first_name=first_name(dice, origin, sex, dice.integer(1956, 1994)),
        last_name=dice.pick(origin.surnames),
        degree=dice.pick(degrees),
        department=department,
        phone=telephone(dice, "413"),
        terse=terse,
        abbreviations=tuple(a for a in ABBREVIATIONS if dice.chance(0.75 if terse else 0.08)),
        date_style=dice.weighted(
            ("m/d/yy", "mm/dd/yyyy", "m/d", "Month d, yyyy", "Mon d", "d Mon yyyy", "yyyy-mm-dd"),
            (26, 20, 16, 14, 12, 6, 6),
        ),
        headings=dice.weighted(("none", "colon", "caps", "soap"), (34, 30, 20, 16)),
        refers=dice.weighted(
            ("title", "patient", "first", "pt"), (30, 25, 10, 35) if terse else (50, 30, 15, 5)
        ),
        slips=dice.pick((0.0, 0.0, 0.0, 0.002, 0.006)),
    )


@cache
def clinicians(seed: int) -> dict[str, tuple[Clinician, ...]]:
    """Return the staff of each department."""
    departments = sorted({c.department for c in conditions()} | {"Social Work"})
    sizes = {"Primary Care": 16, "Emergency Medicine": 12, "Hospital Medicine": 10, "Pediatrics": 8}
    staff: dict[str, tuple[Clinician, ...]] = {}
    for department in departments:
        dice = Dice(seed, "staff", department)
        staff[department] = tuple(
            _clinician(dice, department) for _ in range(sizes.get(department, 4))
        )
    return staff


def attending(seed: int, dice: Dice, department: str) -> Clinician:
    """Return someone of a department who may sign for an encounter."""
    staff = clinicians(seed)[department]
    doctors = [c for c in staff if c.degree in {"MD", "DO"}]
    return dice.pick(doctors or staff)
