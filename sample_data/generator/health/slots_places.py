"""Slots for numbers, addresses, towns and organisations.

What lives here: where the patient can be found, and where they work, learn and are looked after.
What does not: people (:mod:`sample_data.generator.health.slots_people`).
"""

from __future__ import annotations

from sample_data.generator.dice import Dice
from sample_data.generator.health import surface
from sample_data.generator.health.teller import SLOTS, Pieces, Teller, mark, plain, slot
from sample_data.generator.health.words import places, surroundings
from sample_data.generator.prose import Piece, UnfitError

NOT_WORKING = {"retired", "homemaker", "unemployed", "disabled", "student", ""}
HOMES = {"psychosis", "dementia", "alcohol", "kidney", "palliative"}
PORTALS = (
    "https://portal.tamarackvalley.example.org",
    "www.tamarackvalley.example.org/messages",
    "tamarackvalley.example.org",
    "https://records.tamarackvalley.example.org/login",
)


@slot("mrn")
def _record_number(teller: Teller, _: str) -> Pieces:
    number = teller.patient.mrn
    if teller.dice.chance(0.06):
        number = f"{number[:4]}-{number[4:]}"
    return mark(number, "MEDICAL_RECORD_NUMBER")


@slot("ssn")
def _social_security(teller: Teller, _: str) -> Pieces:
    if not teller.patient.ssn:
        raise UnfitError
    return mark(teller.patient.ssn, "US_SSN")


def _telephone(teller: Teller, digits: str) -> Pieces:
    return mark(surface.telephone(teller.dice, digits), "PHONE_NUMBER")


@slot("phone")
def _phone(teller: Teller, _: str) -> Pieces:
    return _telephone(teller, teller.patient.phone)


@slot("phone_lead")
def _phone_lead(teller: Teller, _: str) -> Pieces:
    return plain(teller.dice.pick(("cell", "tel.", "phone", "at", "call back")))


@slot("clinic_phone")
def _clinic_phone(teller: Teller, _: str) -> Pieces:
    return _telephone(teller, teller.author.phone)


@slot("fax")
def _fax(teller: Teller, _: str) -> Pieces:
    return _telephone(teller, f"41355501{teller.once('fax', range(100)):02d}")


@slot("email")
def _email(teller: Teller, _: str) -> Pieces:
    if not teller.patient.email:
        raise UnfitError
    return mark(teller.patient.email, "EMAIL_ADDRESS")


@slot("url")
def _portal(teller: Teller, _: str) -> Pieces:
    return mark(teller.dice.pick(PORTALS), "URL")


@slot("address")
def _address(teller: Teller, _: str) -> Pieces:
    patient, dice = teller.patient, teller.dice
    place = patient.place
    if dice.chance(0.3):
        line = surface.street(dice, patient.street)
        return (*mark(line, "STREET_ADDRESS"), Piece(" in "), *_located(place.city))
    end = dice.pick((f", {place.state} {place.zip}", f", {place.state}", ""))
    line = f"{surface.street(dice, patient.street)}, {place.city}{end}"
    return mark(line, "STREET_ADDRESS")


def _located(name: str) -> Pieces:
    return mark(name, "LOCATION")


@slot("town")
def _town(teller: Teller, _: str) -> Pieces:
    return _located(teller.patient.place.city)


@slot("other_town")
def _other_town(teller: Teller, _: str) -> Pieces:
    return _located(teller.dice.weighted(places(), [p.weight**0.6 for p in places()]).city)


@slot("far")
def _far(teller: Teller, _: str) -> Pieces:
    return _located(teller.once("far", surroundings()["far"]))


def _named(name: str) -> Pieces:
    return mark(name, "ORGANIZATION")


@slot("hospital")
def _hospital(teller: Teller, _: str) -> Pieces:
    return _named(
        teller.dice.weighted(
            ("Tamarack Valley Medical Center", "Tamarack Valley", "TVMC"), (50, 35, 15)
        )
    )


@slot("other_hospital")
def _other_hospital(teller: Teller, _: str) -> Pieces:
    return _named(teller.around("other_hospitals"))


@slot("facility")
def _facility(teller: Teller, _: str) -> Pieces:
    if teller.age < 67 and teller.main.family not in HOMES:
        raise UnfitError
    return _named(teller.around("facilities"))


@slot("rehab")
def _rehabilitation(teller: Teller, _: str) -> Pieces:
    return _named(teller.around("facilities"))


@slot("home_care")
def _home_care(_: Teller, __: str) -> Pieces:
    return _named("Oxbow Home Care")


@slot("pharmacy")
def _pharmacy(teller: Teller, _: str) -> Pieces:
    return _named(teller.around("pharmacies"))


@slot("school")
def _school(teller: Teller, _: str) -> Pieces:
    if not teller.patient.school:
        raise UnfitError
    return _named(teller.patient.school)


@slot("employer")
def _employer(teller: Teller, _: str) -> Pieces:
    if not teller.patient.employer:
        raise UnfitError
    return _named(teller.patient.employer)


def _any_employer(teller: Teller, who: str) -> Pieces:
    employers = surroundings()["employers"]
    dice = Dice(teller.seed, who, teller.patient.mrn)
    return _named(dice.pick(employers[dice.pick(sorted(employers))]))


@slot("old_employer")
def _old_employer(teller: Teller, _: str) -> Pieces:
    if teller.patient.occupation != "retired":
        raise UnfitError
    return _any_employer(teller, "old employer")


@slot("kin_work")
def _kin_work(teller: Teller, _: str) -> Pieces:
    return _any_employer(teller, "kin's employer")


@slot("occupation")
def _occupation(teller: Teller, _: str) -> Pieces:
    work = teller.patient.occupation
    if work == "retired":
        words = surroundings()["occupations"]
        dice = Dice(teller.seed, "old work", teller.patient.mrn)
        return plain(f"retired {dice.pick(words[dice.pick(sorted(words))])}")
    if work in NOT_WORKING:
        return SLOTS["man"](teller, "")
    return plain(work)


@slot("occupation_a")
def _an_occupation(teller: Teller, _: str) -> Pieces:
    work = teller.patient.occupation
    if work in NOT_WORKING or work == "self-employed":
        raise UnfitError
    return plain(f"{'an' if work[0] in 'aeiou' else 'a'} {work}")


@slot("insurance")
def _insurance(teller: Teller, _: str) -> Pieces:
    return plain(teller.patient.insurance)
