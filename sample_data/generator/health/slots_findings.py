"""Slots for findings: problems, vital signs, counts, and guards that say when a wording fits.

What lives here: what is no identifier. What does not: dates
(:mod:`sample_data.generator.health.slots_dates`).
"""

from __future__ import annotations

from sample_data.generator.health.teller import Pieces, Teller, bounds, plain, slot
from sample_data.generator.prose import UnfitError

FEVERS = {"pneumonia", "sepsis", "respiratory infection", "ear infection", "appendix", "cancer"}
GRADES = ("Kindergarten", "First grade", "Second grade", "Third grade", "Fourth grade",
          "Fifth grade", "Sixth grade", "Seventh grade", "Eighth grade")  # fmt: skip


@slot("degree")
def _degree(teller: Teller, _: str) -> Pieces:
    return plain(teller.author.degree)


@slot("department")
def _department(teller: Teller, _: str) -> Pieces:
    return plain(teller.author.department)


@slot("Grade")
def _grade(teller: Teller, _: str) -> Pieces:
    if not 5 <= teller.age <= 13:
        raise UnfitError
    return plain(GRADES[teller.age - 5])


@slot("dx", "dx_cap")
def _main_problem(teller: Teller, _: str) -> Pieces:
    return plain(teller.main.prose)


@slot("pmh")
def _past_history(teller: Teller, _: str) -> Pieces:
    if not _other_problems(teller):
        return plain(
            teller.dice.pick(("no chronic conditions", "no significant past medical history"))
        )
    return _known_history(teller, "")


def _other_problems(teller: Teller) -> list[str]:
    return [c.prose for c in teller.history.chronic if c.family != teller.main.family]


@slot("pmh_known")
def _known_history(teller: Teller, _: str) -> Pieces:
    known = _other_problems(teller)
    if not known:
        raise UnfitError
    chosen = teller.dice.shuffled(known)[: teller.dice.integer(1, 4)]
    if len(chosen) == 1:
        return plain(chosen[0])
    return plain(f"{', '.join(chosen[:-1])} and {chosen[-1]}")


@slot("if")
def _only_if(teller: Teller, argument: str) -> Pieces:
    if not teller.topic.code.startswith(tuple(argument.split("+"))):
        raise UnfitError
    return ()


@slot("n")
def _number(teller: Teller, argument: str) -> Pieces:
    return plain(teller.dice.integer(*bounds(argument)))


@slot("x")
def _decimal(teller: Teller, argument: str) -> Pieces:
    low, _, high = argument.partition("-")
    return plain(f"{teller.dice.between(float(low), float(high)):.1f}")


@slot("bp")
def _pressure(teller: Teller, _: str) -> Pieces:
    if teller.age < 16:
        low, high = teller.once("bp", range(92, 118)), teller.once("bp2", range(54, 72))
    else:
        low, high = teller.once("bp", range(104, 168)), teller.once("bp2", range(58, 96))
    return plain(f"{low}/{high}")


@slot("hr")
def _pulse(teller: Teller, _: str) -> Pieces:
    young = teller.age < 6
    return plain(teller.once("hr", range(96, 146) if young else range(58, 112)))


@slot("sat")
def _saturation(teller: Teller, _: str) -> Pieces:
    return plain(teller.once("sat", range(89, 101)))


@slot("temp")
def _temperature(teller: Teller, _: str) -> Pieces:
    ill = teller.main.family in FEVERS
    celsius = teller.once("temp", range(380, 396) if ill else range(362, 375)) / 10
    if teller.once("fahrenheit", (True, True, False)):
        return plain(f"{celsius * 1.8 + 32:.1f}")
    return plain(f"{celsius:.1f} C")


@slot("wt")
def _weight(teller: Teller, _: str) -> Pieces:
    kilograms = teller.patient.weight_kg
    if teller.once("pounds", (True, False)):
        return plain(f"{kilograms * 2.2046:.0f} lb")
    return plain(f"{kilograms:.1f} kg")


@slot("side", "side_cap")
def _side(teller: Teller, _: str) -> Pieces:
    for side in ("right", "left"):
        if f"{side} " in teller.main.description:
            return plain(side)
    return plain(teller.once("side", ("right", "left")))


@slot("hd")
def _hospital_day(teller: Teller, _: str) -> Pieces:
    return plain((teller.day - teller.encounter.admitted).days + 1)


@slot("los")
def _nights(teller: Teller, _: str) -> Pieces:
    return plain(teller.encounter.stay)
