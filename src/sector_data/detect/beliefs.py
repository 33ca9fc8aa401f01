"""What a header makes us believe of a column, once the values were asked.

What lives here: the candidate answer, what a table is about, and the step from a header to an
answer. What does not: the words of headers (:mod:`sector_data.detect.headers`), and the choice
between header and values (:mod:`sector_data.detect.columns`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sector_data.detect import shapes
from sector_data.detect.agreement import agreement
from sector_data.detect.entities import describe, role_of
from sector_data.detect.headers import HINT, MEDICAL, HeaderReading, read_header
from sector_data.detect.profiles import ColumnProfile
from sector_data.sources.tables import Table
from sector_data.spec.words import DataType, Language, Role

CERTAIN = 0.98
"""No classifier is surer than this; a person is."""
KEYS = frozenset({"PATIENT_ID", "ENCOUNTER_ID", "RECORD_ID", "PROVIDER_ID", "ACCOUNT_NUMBER"})


@dataclass(frozen=True)
class Belief:
    """A candidate answer for one column."""

    entity: str | None
    role: Role
    confidence: float
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class TableSense:
    """What a table seems to be about.

    Attributes
    ----------
    subject
        ``subject``, ``organisation``, ``place``, ``provider``, ``record`` … or None.
    entity
        The entity that the table's name says, for general headers such as ``code``.
    states
        Whether a column holds states, which makes five digits beside it ZIP codes.
    """

    subject: str | None
    entity: str | None
    states: bool = False

    @property
    def lists_no_people(self) -> bool:
        """Whether the rows are organisations or places."""
        return self.subject in {"organisation", "place"}


_PLACES = frozenset(
    {"LOCATION", "CITY", "COUNTY", "STATE", "COUNTRY", "US_ZIP_CODE", "POSTAL_CODE"}
)


def sense_of(table: Table, readings: Sequence[HeaderReading], language: Language) -> TableSense:
    """Read a table's name and headers for what its rows are."""
    name = read_header(table.name, language)
    subject = name.things[-1] if name.things else None
    if name.entity in _PLACES:
        subject = "place"
    people = {"PATIENT_ID", "DATE_OF_BIRTH", "SEX", "US_SSN", "MARITAL_STATUS", "AGE"}
    if subject in {"organisation", "place"} and any(r.entity in people for r in readings):
        subject = None
    medical = name.entity if name.entity in MEDICAL else None
    return TableSense(subject, medical, any(r.entity == "STATE" for r in readings))


def said_by(reading: HeaderReading) -> str:
    """Return the sentence that quotes a header's words."""
    return f"the header says '{reading.words}'"


def _general(reading: HeaderReading, profile: ColumnProfile, sense: TableSense) -> Belief | None:
    """Make sense of a header that is only ``id``, ``name``, ``code`` or ``description``."""
    heads, said = set(reading.heads), said_by(reading)
    if "id" in heads and not reading.things:
        of_table = {"subject": "PATIENT_ID", "provider": "PROVIDER_ID"}
        bare = reading.complete
        entity = of_table.get(sense.subject or "", "RECORD_ID") if bare else "RECORD_ID"
        verdict = agreement(entity, profile)
        if verdict.fits is False:
            return None
        sure = 0.9 if verdict.fits else 0.65
        return Belief(entity, role_of(entity), sure, together(said, verdict.sentence))
    if "name" in heads:
        return _named(profile, sense, said)
    coded = heads & {"code", "text"}
    if coded and sense.entity:
        entity = sense.entity
        if entity == "DIAGNOSIS" and "code" in heads:
            entity = "DIAGNOSIS_CODE"
        why = f"the table is about a {describe(sense.entity)}"
        return Belief(entity, role_of(entity), 0.75, together(said, why))
    if heads & {"type", "code"}:
        verdict = agreement("CATEGORY", profile)
        if verdict.fits:
            return Belief("CATEGORY", Role.SENSITIVE, HINT, together(said, verdict.sentence))
    return None


def _named(profile: ColumnProfile, sense: TableSense, said: str) -> Belief | None:
    if agreement("PERSON", profile).fits is False:
        return None
    if sense.subject == "organisation":
        return as_public(Belief("ORGANIZATION", Role.QUASI_IDENTIFIER, 0.75, (said,)))
    if sense.subject == "place":
        return Belief("LOCATION", Role.QUASI_IDENTIFIER, 0.75, (said,))
    if sense.subject in {"subject", "provider", "relative", "account"}:
        why = "the table lists people"
        return Belief("PERSON", Role.DIRECT_IDENTIFIER, 0.9, together(said, why))
    if sense.entity:
        return Belief(sense.entity, role_of(sense.entity), 0.7, (said,))
    why = "it may be the name of a person, and nothing says otherwise"
    return Belief("PERSON", Role.DIRECT_IDENTIFIER, 0.6, together(said, why))


def together(*sentences: str) -> tuple[str, ...]:
    """Return the sentences that say something."""
    return tuple(s for s in sentences if s)


def from_header(
    reading: HeaderReading, profile: ColumnProfile, sense: TableSense
) -> tuple[Belief | None, str]:
    """Return what the header makes us believe, or why it is not believed."""
    if "flag" in reading.heads and shapes.is_flag(profile) and reading.entity not in MEDICAL:
        # "has_hiv" tells nothing technical, and "has_…" anything at all may be as bad.
        role, sure = (Role.INSENSITIVE, 0.75) if reading.complete else (Role.UNKNOWN, 0.3)
        return Belief(
            "FLAG", role, sure, (f"{said_by(reading)}, and the values are yes and no",)
        ), ""
    if reading.entity is None:
        return _general(reading, profile, sense), ""
    entity = reading.entity
    if sense.lists_no_people and entity in MEDICAL and profile.data_type is not DataType.STRING:
        entity = "MEASUREMENT"  # "covered procedures" of an insurer is a number of them
    if entity in MEDICAL and "id" in reading.heads and agreement("RECORD_ID", profile).fits:
        entity = "RECORD_ID"  # the number of a prescription, not what was prescribed
    verdict = agreement(entity, profile)
    said = said_by(reading)
    if verdict.fits is False:
        against = f"{said}, but {verdict.sentence}"
        if entity in KEYS and shapes.is_flag(profile):
            return Belief("FLAG", Role.UNKNOWN, 0.3, (against,)), against
        return None, against
    bonus = {True: 0.08, None: 0.0}[verdict.fits]
    if reading.strength <= HINT:
        bonus *= 3
    sure = min(CERTAIN, reading.strength + bonus)
    return Belief(entity, role_of(entity), sure, together(said, verdict.sentence)), ""


def as_public(belief: Belief) -> Belief:
    """Take the personal meaning off a figure or name of an organisation or place."""
    why = "the table lists organisations or places, not people"
    return Belief(belief.entity, Role.INSENSITIVE, belief.confidence * 0.9, (*belief.evidence, why))
