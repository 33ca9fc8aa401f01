"""Who lives in the region: households, their members, and who is kin to whom.

What lives here: the people and the facts that do not change in the years observed. What does not:
their illnesses (:mod:`sample_data.generator.health.care`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from sample_data.generator.dice import Dice
from sample_data.generator.health import identifiers
from sample_data.generator.health.words import (
    Origin,
    Place,
    first_names,
    origins,
    places,
    surroundings,
)

FIRST_DAY = date(2023, 1, 1)
LAST_DAY = date(2025, 12, 31)
MIDDLE_DAY = date(2024, 7, 1)

# Towns where families of an origin settled: how many times as common there as elsewhere.
SETTLED = {
    "hispanic": ({"Holyoke", "Springfield", "Indian Orchard"}, 4.0),
    "african-american": ({"Springfield", "Indian Orchard"}, 3.5),
    "jamaican": ({"Springfield"}, 3.5),
    "polish": ({"Chicopee", "Hatfield", "South Deerfield", "Ludlow", "Adams", "Ware"}, 3.0),
    "portuguese": ({"Ludlow", "Three Rivers"}, 7.0),
    "french-canadian": ({"Chicopee", "Turners Falls", "Ware", "Easthampton"}, 2.5),
    "russian": ({"Westfield", "West Springfield"}, 6.0),
    "vietnamese": ({"Springfield", "West Springfield"}, 2.5),
    "khmer": ({"Amherst"}, 8.0),
    "chinese": ({"Amherst", "Northampton"}, 3.0),
}


@dataclass(frozen=True, slots=True)
class Kin:
    """Someone close to a patient, who may or may not be a patient."""

    role: str
    """daughter, husband, mother …"""
    first_name: str
    last_name: str
    phone: str
    """Ten digits."""
    sex: str


@dataclass(slots=True)
class Patient:
    """A person in the register."""

    patient_id: str
    mrn: str
    first_name: str
    last_name: str
    birth_date: date
    sex: str
    race: str
    ethnicity: str
    marital_status: str
    street: str
    place: Place
    phone: str
    """Ten digits."""
    email: str
    ssn: str
    insurance: str
    employer: str
    occupation: str
    school: str
    height_cm: float
    weight_kg: float
    kin: list[Kin] = field(default_factory=list)
    death_date: date | None = None

    def age_on(self, day: date) -> int:
        """Return full years on a day."""
        born = self.birth_date
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


@dataclass(frozen=True, slots=True)
class Member:
    """A place in a household before it has a face."""

    role: str
    """adult, spouse or child."""
    sex: str
    birth_date: date


def _origin(dice: Dice, place: Place) -> Origin:
    def weight(origin: Origin) -> float:
        towns, factor = SETTLED.get(origin.name, (set[str](), 1.0))
        return origin.weight * (factor if place.city in towns else 1.0)

    return dice.weighted(origins(), [weight(o) for o in origins()])


def _surname(dice: Dice, origin: Origin) -> str:
    # Squaring the draw makes some names of the list common and others rare, as names are.
    order = Dice("surnames", origin.name).shuffled(origin.surnames)
    return order[int(dice.share() ** 1.6 * len(order))]


def first_name(dice: Dice, origin: Origin, sex: str, born: int) -> str:
    """Return a first name that was in fashion in the year of birth, or is of the origin."""
    own = origin.women if sex == "F" else origin.men
    if own and dice.chance(origin.own):
        return dice.pick(own)
    eras = first_names(sex)
    bounds = ((1934, 1920), (1954, 1940), (1972, 1960), (1991, 1980), (2010, 2000))
    era = next((era for last, era in bounds if born <= last), 2015)
    return dice.pick(eras[era])


def _birth_date(dice: Dice, low: float, high: float) -> date:
    day = MIDDLE_DAY - timedelta(days=int(dice.between(low, high) * 365.25))
    return min(day, LAST_DAY - timedelta(days=30))


def _members(dice: Dice) -> list[Member]:
    """Draw who lives together."""
    bands = ((18, 30, 13), (30, 45, 20), (45, 65, 30), (65, 80, 24), (80, 95, 11), (95, 103, 0.9))
    low, high, _ = dice.weighted(bands, [weight for _, _, weight in bands])
    head = Member("adult", dice.pick("FFM" if low >= 80 else "FM"), _birth_date(dice, low, high))
    age = (MIDDLE_DAY - head.birth_date).days / 365.25
    other = "M" if head.sex == "F" else "F"
    if dice.chance(0.03):
        other = head.sex
    partner = Member("spouse", other, _birth_date(dice, max(18, age - 7), age + 6))
    has_children = 24 < age < 55 and dice.chance(0.52)
    together = dice.chance(0.72 if has_children else 0.42 if age > 26 else 0.15)
    household = [head, partner] if together else [head]
    if has_children:
        mother_age = min(age, 44)
        oldest = min(17.9, max(1.0, mother_age - 18))
        household += [
            Member("child", dice.pick("FM"), _birth_date(dice, -1.4, oldest))
            for _ in range(dice.weighted((1, 2, 3), (45, 40, 15)))
        ]
    return household


def _street(dice: Dice) -> str:
    number = dice.weighted(
        (dice.integer(1, 99), dice.integer(100, 480), dice.integer(481, 2100)), (60, 32, 8)
    )
    unit = dice.weighted(
        (
            "",
            f", Apt {dice.integer(1, 24)}",
            f", Apt {dice.integer(1, 6)}{dice.pick('ABCLR')}",
            f", Unit {dice.integer(1, 40)}",
            f" #{dice.integer(1, 9)}",
        ),
        (70, 12, 8, 5, 5),
    )
    return f"{number} {dice.pick(surroundings()['streets'])}{unit}"


def _work(dice: Dice, age: int) -> tuple[str, str, str]:
    """Return employer, occupation and school; blank where there is none."""
    words = surroundings()
    if age < 4:
        return "", "", ""
    if age < 18:
        return "", "student", dice.pick(words["schools"])
    if age >= 70 or (age >= 62 and dice.chance(0.6)):
        return "", "retired", ""
    if age < 23 and dice.chance(0.5):
        return "", "student", ""
    if dice.chance(0.14):
        return "", dice.pick(("homemaker", "unemployed", "disabled", "self-employed")), ""
    sectors = list(words["sector_weights"])
    sector = dice.weighted(sectors, [words["sector_weights"][s] for s in sectors])
    return dice.pick(words["employers"][sector]), dice.pick(words["occupations"][sector]), ""


def _insurance(dice: Dice, age: int, occupation: str) -> str:
    if age >= 65:
        return dice.weighted(
            ("Medicare", "Medicare Advantage", "Commercial", "Medicaid"), (55, 32, 6, 7)
        )
    if occupation in {"unemployed", "disabled", "homemaker"} or age < 18:
        return dice.weighted(("Medicaid", "Commercial", "Medicare"), (60, 37, 3))
    return dice.weighted(
        ("Commercial", "Medicaid", "Self-pay", "TRICARE", "Workers' compensation"),
        (66, 26, 5, 2, 1),
    )


def _body(dice: Dice, sex: str, age: float) -> tuple[float, float]:
    """Return height in cm and weight in kg (adults near the NHANES 2015-2018 means)."""
    if age < 18:
        height = 50 + 26 * age**0.62 * (1 if age > 1 else max(age, 0.02) ** 0.3)
        height = min(height, 163 if sex == "F" else 176) * dice.normal(1, 0.035)
        weight = max(3.4, 15.8 * (height / 100) ** 2 + 1.6 * max(0, age - 6) * dice.share())
    else:
        height = dice.normal(161.5 if sex == "F" else 175.5, 6.6) - max(0, age - 55) * 0.09
        index = max(16.5, dice.normal(29.2, 6.2) - max(0, age - 70) * 0.16)
        weight = index * (height / 100) ** 2
    return round(height, 0), round(weight, 1)


def _marital_status(dice: Dice, member: Member, age: int, together: bool) -> str:
    if age < 18:
        return "Single"
    if together and member.role != "child":
        return dice.weighted(("Married", "Domestic partner"), (88, 12))
    if age < 30:
        return dice.weighted(("Single", "Divorced"), (95, 5))
    if age < 65:
        return dice.weighted(("Single", "Divorced", "Separated", "Widowed"), (50, 36, 8, 6))
    return dice.weighted(("Widowed", "Divorced", "Single"), (30 + 2 * (age - 65), 32, 18))


def _declared(dice: Dice, origin: Origin) -> tuple[str, str]:
    """Return race and ethnicity as the register has them, with the gaps it has."""
    race = origin.race
    if origin.name == "hispanic":
        race = dice.weighted(("White", "Other", "Black or African American"), (45, 45, 10))
    elif dice.chance(0.03):
        race = "Two or more"
    return (
        dice.weighted((race, "", "Declined"), (92, 5, 3)),
        dice.weighted((origin.ethnicity, "", "Declined"), (89, 8, 3)),
    )


def household(seed: int, serial: int, next_number: int) -> list[Patient]:
    """Make the patients of one household.

    Parameters
    ----------
    seed, serial
        Name the stream of draws.
    next_number
        Serial number of its first patient, for record numbers.
    """
    dice = Dice(seed, "household", serial)
    place = dice.weighted(places(), [p.weight for p in places()])
    origin = _origin(dice, place)
    surname = _surname(dice, origin)
    street, home_phone = _street(dice), identifiers.telephone(dice, place.phone_area)
    members = _members(dice)
    together = any(m.role == "spouse" for m in members)
    patients: list[Patient] = []
    for number, member in enumerate(members):
        own = origin if member.role != "spouse" or dice.chance(0.6) else _origin(dice, place)
        shares_name = member.role != "spouse" or dice.chance(0.78)
        age = max(0, int((MIDDLE_DAY - member.birth_date).days / 365.25))
        first = first_name(dice, own, member.sex, member.birth_date.year)
        while first in {p.first_name for p in patients}:
            first = first_name(dice, own, member.sex, member.birth_date.year)
        last = surname if shares_name else _surname(dice, own)
        employer, occupation, school = _work(dice, age)
        race, ethnicity = _declared(dice, own)
        height, weight = _body(
            dice, member.sex, max(0.05, (MIDDLE_DAY - member.birth_date).days / 365.25)
        )
        area = dice.weighted((place.phone_area, "617", "508", "860", "917"), (84, 5, 4, 5, 2))
        mobile = identifiers.telephone(dice, area)
        writes = 0.12 if age < 18 else 0.82 if age < 65 else 0.58 if age < 80 else 0.2
        serial_number = Dice(seed, "numbers", next_number + number)
        patients.append(
            Patient(
                patient_id="",
                mrn=identifiers.record_number(serial_number.integer(0, 9_999_999)),
                first_name=first,
                last_name=last,
                birth_date=member.birth_date,
                sex=member.sex,
                race=race,
                ethnicity=ethnicity,
                marital_status=_marital_status(dice, member, age, together),
                street=street,
                place=place,
                phone=home_phone if age < 18 or dice.chance(0.35) else mobile,
                email=identifiers.email(dice, first, last, member.birth_date.year)
                if dice.chance(writes)
                else "",
                ssn=identifiers.social_security_number(dice) if dice.chance(0.83) else "",
                insurance=_insurance(dice, age, occupation),
                employer=employer,
                occupation=occupation,
                school=school,
                height_cm=height,
                weight_kg=weight,
            )
        )
    for number, patient in enumerate(patients):
        patient.kin = _kin(dice, patients, members, number, origin)
    return patients


def _kin(
    dice: Dice, patients: list[Patient], members: list[Member], number: int, origin: Origin
) -> list[Kin]:
    """Return who a patient's notes may mention: the household first, then family elsewhere."""
    me, role = patients[number], members[number].role
    kin = []
    for other, member in zip(patients, members, strict=True):
        if other is me:
            continue
        woman = other.sex == "F"
        if role == "child":
            word = ("sister", "brother") if member.role == "child" else ("mother", "father")
        elif member.role == "child":
            word = ("daughter", "son")
        else:
            word = ("wife", "husband")
        kin.append(
            Kin(word[0 if woman else 1], other.first_name, other.last_name, other.phone, other.sex)
        )
    if role == "child":
        return sorted(kin, key=lambda k: k.role not in {"mother", "father"})
    age = me.age_on(MIDDLE_DAY)
    for _ in range(dice.weighted((1, 2), (55, 45))):
        woman = dice.chance(0.6)
        pairs = (("daughter", "son"), ("sister", "brother"), ("niece", "nephew"))
        weights = (70, 18, 12) if age >= 60 else (5, 80, 15) if age >= 42 else (0, 100, 0)
        word = dice.weighted(pairs, weights)
        if age < 42 and dice.chance(0.55):
            word = ("mother", "father")
        born = me.birth_date.year + {"daughter": 27, "niece": 24, "mother": -27}.get(word[0], 1)
        last = me.last_name if dice.chance(0.55 if woman else 0.85) else _surname(dice, origin)
        sex = "F" if woman else "M"
        area = dice.weighted(("413", "617", "860", "508", "917"), (68, 10, 10, 6, 6))
        kin.append(
            Kin(
                word[0 if woman else 1],
                first_name(dice, origin, sex, min(born, 2004)),
                last,
                identifiers.telephone(dice, area),
                sex,
            )
        )
    return kin


def population(seed: int, size: int) -> list[Patient]:
    """Make a register of patients, sorted by `patient_id`.

    Parameters
    ----------
    seed
        Everything follows from it.
    size
        Patients in the register.
    """
    people: list[Patient] = []
    serial = 0
    while len(people) < size:
        people += household(seed, serial, len(people))
        serial += 1
    people = people[:size]
    dice = Dice(seed, "register")
    least = 100_000 if size <= 900_000 else 10 ** len(str(size))
    spread = 9 * least // size
    numbers = [least + place * spread + dice.integer(0, spread - 1) for place in range(size)]
    taken: set[str] = set()
    for patient, number in zip(people, dice.shuffled(numbers), strict=True):
        patient.patient_id = f"P{number}"
        while patient.mrn in taken:
            patient.mrn = identifiers.record_number(dice.integer(0, 9_999_999))
        taken.add(patient.mrn)
    return sorted(people, key=lambda p: p.patient_id)
