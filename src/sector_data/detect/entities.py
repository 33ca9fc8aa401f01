"""The kinds of personal data that detection can name, and the role a column of each has.

What lives here: the closed list of entities; those of national and sector numbers come from the
catalogue of identifiers. What does not: how they are found (:mod:`sector_data.detect.columns`,
:mod:`sector_data.detect.text`).

Names are Presidio's own where it has one, so that its recognisers and ours speak one language.
The default role follows the HIPAA Safe Harbor list of identifiers (45 CFR 164.514(b)(2)(i)) for
direct identifiers and ISO/IEC 20889:2018, clause 3, for the others.
"""

from __future__ import annotations

from dataclasses import dataclass

from sector_data.detect.identifiers.catalogue import CATALOGUE
from sector_data.spec.words import Role


@dataclass(frozen=True, slots=True)
class Entity:
    """One kind of personal data.

    Attributes
    ----------
    name
        As findings, plans and pipelines spell it.
    role
        What a column of it is, unless something says otherwise.
    description
        A noun phrase in the singular that completes "the values look like …".
    broader
        The general entity that a country's own falls under: ``FR_NIR`` is a ``NATIONAL_ID``. Empty
        for one that is general itself.
    """

    name: str
    role: Role
    description: str
    broader: str = ""


_D, _Q, _S, _I = (
    Role.DIRECT_IDENTIFIER,
    Role.QUASI_IDENTIFIER,
    Role.SENSITIVE,
    Role.INSENSITIVE,
)

_LIST = (
    # People and how to reach them
    Entity("PERSON", _D, "name of a person"),
    Entity("TITLE", _Q, "form of address or name suffix"),
    Entity("USERNAME", _D, "user or login name"),
    Entity("EMAIL_ADDRESS", _D, "e-mail address"),
    Entity("PHONE_NUMBER", _D, "telephone or fax number"),
    Entity("URL", _D, "web address"),
    Entity("IP_ADDRESS", _D, "network address"),
    Entity("MAC_ADDRESS", _D, "hardware address of a device"),
    Entity("STREET_ADDRESS", _D, "street address"),
    Entity("GEO_COORDINATE", _D, "latitude or longitude"),
    # Numbers that a state, a bank or an insurer gave
    Entity("US_SSN", _D, "US social security number", "NATIONAL_ID"),
    Entity("US_ITIN", _D, "US individual taxpayer number", "NATIONAL_ID"),
    Entity("US_DRIVER_LICENSE", _D, "driving licence number", "DRIVER_LICENSE"),
    Entity("US_PASSPORT", _D, "passport number", "PASSPORT"),
    Entity("US_MBI", _D, "Medicare beneficiary number", "POLICY_NUMBER"),
    Entity("US_NPI", _D, "US national provider number", "PROVIDER_ID"),
    Entity("UK_NHS", _D, "NHS number", "POLICY_NUMBER"),
    Entity("NATIONAL_ID", _D, "national identity, insurance or tax number"),
    Entity("PASSPORT", _D, "passport number"),
    Entity("DRIVER_LICENSE", _D, "driving licence number"),
    Entity("CA_HEALTH_NUMBER", _D, "health number of a Canadian province", "POLICY_NUMBER"),
    Entity("FR_SUPPLY_POINT", _D, "French electricity or gas supply point", "ACCOUNT_NUMBER"),
    Entity("IT_SUPPLY_POINT", _D, "Italian electricity or gas supply point", "ACCOUNT_NUMBER"),
    Entity("MEDICAL_LICENSE", _D, "licence number of a prescriber"),
    Entity("CREDIT_CARD", _D, "payment card number"),
    Entity("IBAN_CODE", _D, "international bank account number"),
    Entity("ACCOUNT_NUMBER", _D, "account number"),
    Entity("POLICY_NUMBER", _D, "insurance policy or member number"),
    Entity("CRYPTO", _D, "wallet address"),
    Entity("VEHICLE_ID", _D, "vehicle, engine or plate number"),
    Entity("DEVICE_ID", _D, "serial or identification number of a device"),
    Entity("UUID", _D, "universally unique identifier"),
    # Keys
    Entity("MEDICAL_RECORD_NUMBER", _D, "medical record number"),
    Entity("PATIENT_ID", _D, "key of a person"),
    Entity("PROVIDER_ID", _D, "key of a person who gives a service"),
    Entity("ENCOUNTER_ID", _D, "key of a visit or stay"),
    Entity("RECORD_ID", _D, "key of a record"),
    # What many people share, and what is known about somebody
    Entity("DATE_OF_BIRTH", _Q, "date of birth"),
    Entity("DATE_OF_DEATH", _Q, "date of death"),
    Entity("EVENT_DATE", _Q, "date or time of an event"),
    Entity("DATE_TIME", _Q, "date or time"),
    Entity("AGE", _Q, "age"),
    Entity("SEX", _Q, "sex or gender"),
    Entity("RACE", _Q, "race"),
    Entity("ETHNICITY", _Q, "ethnic origin"),
    Entity("NRP", _Q, "nationality, religion or political group"),
    Entity("LANGUAGE", _Q, "language spoken"),
    Entity("MARITAL_STATUS", _Q, "marital status"),
    Entity("HOUSEHOLD", _Q, "household or family composition"),
    Entity("OCCUPATION", _Q, "occupation or employment"),
    Entity("EDUCATION", _Q, "education"),
    Entity("ORGANIZATION", _Q, "organisation"),
    Entity("LOCATION", _Q, "place"),
    Entity("US_ZIP_CODE", _Q, "US ZIP code", "POSTAL_CODE"),
    Entity("POSTAL_CODE", _Q, "postal code"),
    Entity("CITY", _Q, "city or municipality"),
    Entity("COUNTY", _Q, "county or district"),
    Entity("STATE", _Q, "state or province"),
    Entity("COUNTRY", _Q, "country"),
    # What nobody else should learn
    Entity("DIAGNOSIS_CODE", _S, "code of a diagnosis or finding"),
    Entity("DIAGNOSIS", _S, "diagnosis or finding"),
    Entity("PROCEDURE", _S, "procedure, test or treatment"),
    Entity("MEDICATION", _S, "medicine, vaccine or its code"),
    Entity("MEASUREMENT", _S, "measurement, result or count"),
    Entity("AMOUNT", _S, "amount of money"),
    Entity("SECRET", _D, "password or secret code"),
    Entity("CATEGORY", _S, "category"),
    Entity("FREE_TEXT", Role.FREE_TEXT, "running text"),
    # What says nothing of anybody
    Entity("UNIT", _I, "unit of measurement"),
    Entity("FLAG", _I, "technical mark"),
)

_NUMBERS = {e.entity: Entity(e.entity, e.role, e.english, e.broader) for e in reversed(CATALOGUE)}

ENTITIES: dict[str, Entity] = {entity.name: entity for entity in _LIST}
"""All entities by name, in the order in which documentation lists them."""
ENTITIES |= {name: _NUMBERS[name] for name in sorted(_NUMBERS) if name not in ENTITIES}


def role_of(entity: str) -> Role:
    """Return the role a column of this entity has by default; unknown entities are unknown."""
    known = ENTITIES.get(entity)
    return known.role if known else Role.UNKNOWN


def describe(entity: str) -> str:
    """Return the noun phrase for an entity, or its name in words when it is not in the list."""
    known = ENTITIES.get(entity)
    return known.description if known else entity.lower().replace("_", " ")


def broader(entity: str) -> str:
    """Return the general entity that one falls under: itself, unless it is a country's own."""
    known = ENTITIES.get(entity)
    return known.broader if known and known.broader else entity


_COMMON = {
    "LOCATION": ("CITY", "COUNTY", "STATE", "COUNTRY", "US_ZIP_CODE", "POSTAL_CODE"),
    "ADDRESS": ("STREET_ADDRESS",),
    "ORG": ("ORGANIZATION",),
    "DATE_TIME": ("DATE_OF_BIRTH", "DATE_OF_DEATH", "EVENT_DATE"),
    "PHONE": ("PHONE_NUMBER",),
    "EMAIL": ("EMAIL_ADDRESS",),
    "IP": ("IP_ADDRESS",),
    "IBAN": ("IBAN_CODE",),
    "BANK_ACCOUNT": ("ACCOUNT_NUMBER", "BIC_CODE"),
    "HEALTH_ID": ("MEDICAL_RECORD_NUMBER", "PATIENT_ID", "ENCOUNTER_ID", "POLICY_NUMBER"),
    "GENDER": ("SEX",),
    "PROFESSION": ("OCCUPATION",),
}
_LABELS = {entity: label for label, entities in _COMMON.items() for entity in entities}
_OWN = frozenset(
    ("PERSON", "LOCATION", "DATE_TIME", "AGE", "URL", "CREDIT_CARD", "NATIONAL_ID", "PASSPORT")
) | {"DRIVER_LICENSE", "USERNAME", "SECRET", "NRP"}


def common_label(entity: str) -> str:
    """Return what annotated corpora and other tools call an entity.

    Their labels are few: ``PERSON``, ``LOCATION``, ``ADDRESS``, ``ORG``, ``DATE_TIME``, ``AGE``,
    ``PHONE``, ``EMAIL``, ``URL``, ``IP``, ``CREDIT_CARD``, ``IBAN``, ``BANK_ACCOUNT``,
    ``NATIONAL_ID``, ``HEALTH_ID``, ``PASSPORT``, ``DRIVER_LICENSE``, ``USERNAME``, ``SECRET``,
    ``NRP``, ``GENDER``, ``PROFESSION``; ``ID_OTHER`` for any other number and for what is none of
    these.
    """
    for name in (entity, broader(entity)):
        if name in _OWN:
            return name
        if name in _LABELS and (name == entity or name != "ORGANIZATION"):
            return _LABELS[name]  # the number of a company is no name of one
    return "ID_OTHER"
