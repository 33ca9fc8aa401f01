"""Slots for people: the patient, the family, colleagues, strangers.

What lives here: the ways in which notes name people. What does not: the people
(:mod:`sample_data.generator.health.people`, :mod:`sample_data.generator.health.staff`).
"""

from __future__ import annotations

from sample_data.generator.health import surface
from sample_data.generator.health.people import Kin, first_name
from sample_data.generator.health.staff import Clinician
from sample_data.generator.health.teller import Pieces, Teller, mark, plain, slot
from sample_data.generator.health.words import first_names, origins
from sample_data.generator.prose import Piece, UnfitError

PRONOUNS = {
    "he": ("he", "she"),
    "him": ("him", "her"),
    "his": ("his", "her"),
    "He": ("He", "She"),
    "His": ("His", "Her"),
}
GROWN = 16


def person(name: str) -> Pieces:
    """Return a marked name."""
    return mark(name, "PERSON")


def _title(teller: Teller) -> str:
    if not teller.woman:
        return "Mr. "
    married = teller.patient.marital_status in {"Married", "Widowed"}
    return "Mrs. " if married and teller.patient.birth_date.year < 1975 else "Ms. "


def _full(teller: Teller) -> str:
    return f"{teller.patient.first_name} {teller.patient.last_name}"


def _pronoun(name: str) -> None:
    @slot(name)
    def pronoun(teller: Teller, _: str) -> Pieces:
        return plain(PRONOUNS[name][1 if teller.woman else 0])


for _name in PRONOUNS:
    _pronoun(_name)


@slot("pt", "pt_again")
def _patient(teller: Teller, _: str) -> Pieces:
    dice, young = teller.dice, teller.age < GROWN
    again = "patient" in teller.said
    teller.said.add("patient")
    if again and dice.chance(0.42):
        return plain("she" if teller.woman else "he")
    way = teller.author.refers if dice.chance(0.8) else dice.pick(("title", "patient", "first"))
    if not again and dice.chance(0.4):
        way = "full"
    if young and way in {"title", "pt"}:
        way = "first"
    if teller.age < 1 and dice.chance(0.5):
        return plain("the baby")
    if way == "full":
        name = _full(teller).upper() if dice.chance(0.08) else _full(teller)
        return (*(plain(_title(teller)) if not young and dice.chance(0.35) else ()), *person(name))
    if way == "title":
        return (*plain(_title(teller)), *person(teller.patient.last_name))
    if way == "first":
        return person(teller.patient.first_name)
    return plain("pt" if way == "pt" else "the patient")


@slot("pt_obj")
def _patient_object(teller: Teller, _: str) -> Pieces:
    if teller.age < GROWN or teller.dice.chance(0.5):
        return plain("her" if teller.woman else "him")
    return (*plain(_title(teller)), *person(teller.patient.last_name))


@slot("full")
def _full_name(teller: Teller, _: str) -> Pieces:
    teller.said.add("patient")
    name = _full(teller)
    return person(name.upper() if teller.dice.chance(0.05) else name)


@slot("full_upper")
def _full_upper(teller: Teller, _: str) -> Pieces:
    return person(_full(teller).upper())


@slot("first")
def _first(teller: Teller, _: str) -> Pieces:
    return person(teller.patient.first_name)


@slot("last")
def _last(teller: Teller, _: str) -> Pieces:
    return person(teller.patient.last_name)


@slot("last_first")
def _last_first(teller: Teller, _: str) -> Pieces:
    teller.said.add("patient")
    return person(f"{teller.patient.last_name}, {teller.patient.first_name}")


@slot("last_first_upper")
def _last_first_upper(teller: Teller, _: str) -> Pieces:
    name = f"{teller.patient.last_name}, {teller.patient.first_name}"
    return person(name.upper() if teller.dice.chance(0.75) else name)


@slot("man")
def _man(teller: Teller, _: str) -> Pieces:
    woman, age = teller.woman, teller.age
    if age < 1:
        return plain("baby girl" if woman else "baby boy")
    if age < GROWN:
        return plain("girl" if woman else "boy")
    if teller.terse and teller.dice.chance(0.4):
        return plain("F" if woman else "M")
    if age > 45 and teller.dice.chance(0.14):
        return plain("lady" if woman else "gentleman")
    return plain("woman" if woman else "man")


@slot("aged")
def _aged(teller: Teller, _: str) -> Pieces:
    days = (teller.day - teller.patient.birth_date).days
    number, unit = surface.years_old(teller.dice, days, teller.age)
    return (Piece(number, "AGE" if teller.age >= 90 else None), Piece(unit))


@slot("a_aged", "a_aged_cap")
def _a_aged(teller: Teller, _: str) -> Pieces:
    pieces = _aged(teller, "")
    number = pieces[0].text
    vowel = number in {"8", "11", "18"} or (len(number) == 2 and number[0] == "8")
    if teller.terse and teller.dice.chance(0.5):
        return pieces
    return (Piece("an " if vowel else "a "), *pieces)


@slot("women")
def _women_only(teller: Teller, _: str) -> Pieces:
    if not teller.woman:
        raise UnfitError
    return ()


@slot("adult")
def _adults_only(teller: Teller, _: str) -> Pieces:
    if teller.age < 18:
        raise UnfitError
    return ()


@slot("child")
def _children_only(teller: Teller, _: str) -> Pieces:
    if teller.age >= 18:
        raise UnfitError
    return ()


@slot("infant")
def _infants_only(teller: Teller, _: str) -> Pieces:
    if teller.age > 4:
        raise UnfitError
    return ()


def _relative(teller: Teller, number: int) -> Pieces:
    kin = teller.relative(number)
    dice, key = teller.dice, f"kin{number}"
    again = key in teller.said
    teller.said.add(key)
    owner = "her " if teller.woman else "his "
    if again:
        return person(kin.first_name) if dice.chance(0.6) else plain(owner + kin.role)
    name = kin.first_name
    if (kin.last_name != teller.patient.last_name and dice.chance(0.5)) or dice.chance(0.12):
        name = f"{kin.first_name} {kin.last_name}"
    if dice.chance(0.12):
        return plain(owner + kin.role)
    if dice.chance(0.1):
        return person(name)
    if teller.terse and dice.chance(0.5):
        return (Piece(f"{kin.role} ("), *person(name), Piece(")"))
    return (Piece(owner + kin.role + " "), *person(name))


@slot("kin", "kin_cap")
def _kin(teller: Teller, _: str) -> Pieces:
    return _relative(teller, 0)


@slot("kin2_cap")
def _second_kin(teller: Teller, _: str) -> Pieces:
    return _relative(teller, 1)


def _whole(kin: Kin) -> Pieces:
    return person(f"{kin.first_name} {kin.last_name}")


@slot("kin_full")
def _kin_full(teller: Teller, _: str) -> Pieces:
    teller.said.add("kin0")
    return _whole(teller.relative(0))


@slot("kin2_full")
def _kin2_full(teller: Teller, _: str) -> Pieces:
    return _whole(teller.relative(1))


@slot("kin_role")
def _kin_role(teller: Teller, _: str) -> Pieces:
    return plain(teller.relative(0).role)


@slot("kin_possessive")
def _kin_possessive(teller: Teller, _: str) -> Pieces:
    name = teller.relative(0).first_name
    return (*person(name), Piece("'" if name.endswith("s") else "'s"))


@slot("kin_phone")
def _kin_phone(teller: Teller, _: str) -> Pieces:
    return mark(surface.telephone(teller.dice, teller.relative(0).phone), "PHONE_NUMBER")


@slot("kin_contact")
def _kin_contact(teller: Teller, _: str) -> Pieces:
    if teller.dice.chance(0.45):
        return ()
    lead = teller.dice.pick((" (", ", tel ", ", cell "))
    return (Piece(lead), *_kin_phone(teller, ""), Piece(")" if lead == " (" else ""))


def _doctor(clinician: Clinician, *, whole: bool) -> Pieces:
    if whole or not clinician.is_doctor:
        return (*person(clinician.full_name), Piece(f", {clinician.degree}"))
    return (Piece("Dr. "), *person(clinician.last_name))


@slot("doc")
def _doc(teller: Teller, _: str) -> Pieces:
    return _doctor(teller.doctor("doc"), whole=False)


@slot("doc_full")
def _doc_full(teller: Teller, _: str) -> Pieces:
    return _doctor(teller.doctor("doc"), whole=True)


@slot("doc_plain")
def _doc_plain(teller: Teller, _: str) -> Pieces:
    clinician = teller.doctor("doc")
    name = clinician.full_name if teller.dice.chance(0.2) else clinician.last_name
    return (Piece("Dr. "), *person(name))


@slot("doc_department")
def _doc_department(teller: Teller, _: str) -> Pieces:
    return plain(teller.doctor("doc").department)


@slot("pcp")
def _pcp(teller: Teller, _: str) -> Pieces:
    clinician = teller.history.primary_care
    if clinician is teller.author:
        raise UnfitError
    return (Piece("Dr. "), *person(clinician.last_name))


@slot("att")
def _attending(teller: Teller, _: str) -> Pieces:
    if teller.encounter.attending is teller.author:
        raise UnfitError
    return _doctor(teller.encounter.attending, whole=False)


@slot("att_full")
def _attending_full(teller: Teller, _: str) -> Pieces:
    return _doctor(teller.encounter.attending, whole=True)


@slot("author_full")
def _author_full(teller: Teller, _: str) -> Pieces:
    return person(teller.author.full_name)


@slot("author_full_upper")
def _author_upper(teller: Teller, _: str) -> Pieces:
    return person(teller.author.full_name.upper())


@slot("author_dr")
def _author_doctor(teller: Teller, _: str) -> Pieces:
    author = teller.author
    if author.is_doctor and teller.dice.chance(0.6):
        return (Piece("Dr. "), *person(author.last_name))
    initial = f"{author.first_name[0]}. {author.last_name}"
    return (*person(initial), Piece(f" {author.degree}"))


def _stranger(teller: Teller) -> tuple[str, str]:
    if "stranger" not in teller.fixed:
        origin = teller.dice.weighted(origins(), [o.weight for o in origins()])
        first = first_name(teller.dice, origin, teller.dice.pick("FM"), 1985)
        teller.fixed["stranger"] = (first, teller.dice.pick(origin.surnames))
    found: tuple[str, str] = teller.fixed["stranger"]
    return found


@slot("stranger")
def _stranger_first(teller: Teller, _: str) -> Pieces:
    return person(_stranger(teller)[0])


@slot("stranger_full")
def _stranger_full(teller: Teller, _: str) -> Pieces:
    return person(" ".join(_stranger(teller)))


@slot("stranger_last")
def _maiden_name(teller: Teller, _: str) -> Pieces:
    married = teller.woman and teller.patient.marital_status in {"Married", "Widowed", "Divorced"}
    if not married:
        raise UnfitError
    return person(_stranger(teller)[1])


@slot("baby")
def _baby(teller: Teller, _: str) -> Pieces:
    return person(teller.once("baby", first_names(teller.dice.pick("FM"))[2015]))


@slot("man_bare")
def _girl_or_boy(teller: Teller, _: str) -> Pieces:
    return plain("girl" if teller.woman else "boy")
