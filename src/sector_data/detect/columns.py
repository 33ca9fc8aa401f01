"""The classifier of columns: role, entity, how sure, and why.

What lives here: weighing what the header says against what the values look like. What does not:
either of the two (:mod:`sector_data.detect.headers`, :mod:`sector_data.detect.shapes`,
:mod:`sector_data.detect.agreement`), and running text (:mod:`sector_data.detect.text`).

The order of belief: a sector schema that names the column; values whose check digits or shape leave
no doubt; a header that the values bear out; a header alone; the profile of the values (uniqueness,
length of texts, number of categories); names and places found by a language model in a sample of
the distinct values. No evidence holds a value.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sector_data.detect import checks, shapes
from sector_data.detect.agreement import agreement
from sector_data.detect.beliefs import (
    CERTAIN,
    KEYS,
    Belief,
    TableSense,
    as_public,
    from_header,
    said_by,
    sense_of,
    together,
)
from sector_data.detect.dependencies import coordinates, partners
from sector_data.detect.entities import broader, describe, role_of
from sector_data.detect.headers import HINT, HeaderReading, read_header, spoken_in
from sector_data.detect.languages import guess_language
from sector_data.detect.listed_values import listed_likenesses
from sector_data.detect.profiles import ColumnProfile, profile_column
from sector_data.detect.shapes import Likeness
from sector_data.sources.numbering import coded
from sector_data.sources.shares import Share, Tell
from sector_data.sources.tables import Table
from sector_data.spec.evidence.findings import ColumnFinding
from sector_data.spec.words import Language, Role

if TYPE_CHECKING:
    import pyarrow as pa

    from sector_data.spec.packs import SectorColumn, SectorSchema

PLAIN_VALUES = 0.9
"""Likeness from which the values alone decide, whatever the header says."""
DECIDED = 0.45
"""Confidence below which a column counts as unknown and a person has to look."""
NAME_WORDS = 6
"""Mean words above which a text column is not asked for names: a sentence is not a name."""

_IDENTIFIERS = frozenset(
    {"EMAIL_ADDRESS", "URL", "MAC_ADDRESS", "IP_ADDRESS", "US_SSN", "PHONE_NUMBER", "IBAN_CODE"}
    | {"CREDIT_CARD", "NATIONAL_ID", "DEVICE_ID", "US_NPI", "UK_NHS", "VEHICLE_ID"}
)
_MEASURES = frozenset({"AMOUNT", "MEASUREMENT", "CATEGORY", "PROCEDURE", "MEDICATION", "DIAGNOSIS"})


_MANY_ROWS = 50
"""Rows from which different values in each are a number of its own."""


def _own_number(belief: Belief, profile: ColumnProfile) -> Belief:
    """Take numbers like those of firms for people's where no header names them and all differ.

    Record numbers have check digits as well, and often the same ones.
    """
    numbered = shapes.is_numbered(belief.entity)
    if not numbered or profile.filled < _MANY_ROWS:
        return belief
    return Belief("RECORD_ID", Role.DIRECT_IDENTIFIER, belief.confidence, belief.evidence)


def _from_profile(profile: ColumnProfile) -> Belief | None:
    """Judge by uniqueness, texts and categories, when nothing named the column."""
    text = agreement("FREE_TEXT", profile)
    if text.fits and (profile.uniqueness > 0.2 or profile.mean_words > 12):
        sure = 0.85 if profile.mean_words >= 8 else 0.6
        return Belief("FREE_TEXT", Role.FREE_TEXT, sure, (text.sentence,))
    key = agreement("RECORD_ID", profile)
    many = profile.filled >= 20
    if key.fits and many and profile.mean_words < 3:
        return Belief("RECORD_ID", Role.DIRECT_IDENTIFIER, 0.6, (key.sentence,))
    return None


def _from_sector(column: SectorColumn, sector: SectorSchema, profile: ColumnProfile) -> Belief:
    evidence = [f"the {sector.id} schema lists this column ({column.source})"]
    sure = CERTAIN
    entity = column.entity
    if entity and profile.sample:
        verdict = agreement(entity, profile)
        if verdict.fits is False:
            evidence.append(
                f"but as a {describe(entity)} it would look otherwise: {verdict.sentence}"
            )
            sure = 0.5
        elif verdict.sentence:
            evidence.append(verdict.sentence)
    return Belief(entity, column.role, sure, tuple(evidence))


def _weigh(header: Belief | None, against: str, values: Sequence[Likeness]) -> Belief | None:
    """Choose between header and values."""
    best = values[0] if values else None
    if best is None:
        return header
    sentences = (best.sentence,)
    if header is None:
        found = Belief(best.entity, role_of(best.entity), best.confidence, sentences)
        return Belief(found.entity, found.role, found.confidence, together(against, *sentences))
    same = next((v for v in values if _same(v.entity, header.entity)), None)
    if same:
        sure = min(CERTAIN, max(header.confidence, same.confidence) + 0.05)
        # "All distinct values are dates" need not be said twice in other words.
        told = {sentence.partition(" are ")[0] for sentence in header.evidence}
        again = same.sentence.partition(" are ")[0] in told
        evidence = header.evidence if again else (*header.evidence, same.sentence)
        if broader(same.entity) == header.entity != same.entity:
            # "FR_NIR" says more than "NATIONAL_ID".
            return Belief(same.entity, role_of(same.entity), sure, evidence)
        return Belief(header.entity, header.role, sure, evidence)
    stronger = best.confidence >= PLAIN_VALUES and _identifies(best.entity)
    if stronger and not (
        broader(best.entity) == "NATIONAL_ID" and header.role is Role.DIRECT_IDENTIFIER
    ):
        why = f"{header.evidence[0]}, but the values say more"
        return Belief(best.entity, role_of(best.entity), best.confidence, (why, *sentences))
    weak_header = header.confidence <= HINT and best.confidence > header.confidence
    if weak_header and best.entity not in {"UUID", "US_ZIP_CODE"}:
        return Belief(
            best.entity, role_of(best.entity), best.confidence, (*header.evidence, *sentences)
        )
    return header


_KIN = (
    {"DATE_OF_BIRTH", "DATE_OF_DEATH", "EVENT_DATE"},
    {"US_ZIP_CODE", "POSTAL_CODE"},
    {"DIAGNOSIS", "DIAGNOSIS_CODE", "PROCEDURE", "MEDICATION"},
    {"RACE", "ETHNICITY"},
    {"STATE", "LOCATION", "COUNTY"},
    {"COUNTRY", "LOCATION", "NRP"},
    {"UUID", *KEYS, "MEDICAL_RECORD_NUMBER", "ORGANIZATION"},
    {"NATIONAL_ID", "US_SSN", "UK_NHS"},
)


def _same(one: str | None, other: str | None) -> bool:
    kinds = {broader(entity) if entity else None for entity in (one, other)}
    return one == other or len(kinds) == 1 or any(kinds <= kin for kin in _KIN)


def _identifies(entity: str) -> bool:
    """Tell whether values of this kind tell by their form who or what they belong to."""
    direct = role_of(entity) is Role.DIRECT_IDENTIFIER
    return entity in _IDENTIFIERS or (direct and broader(entity) != entity)


def _settle(belief: Belief, profile: ColumnProfile, sense: TableSense) -> Belief:
    """Apply what holds for any entity: constants, keys, tables without people."""
    notes: list[str] = []
    entity, role = belief.entity, belief.role
    if profile.unique and profile.filled >= 20 and entity not in _MEASURES:
        notes.append("every value is different")
    elif profile.one_to_one:
        notes.append("each subject has one value of its own")
    if entity == "UUID":
        entity = "RECORD_ID"
    if entity in {"FLAG", "UNIT"} and profile.unique and profile.filled > 1:
        entity, role = "RECORD_ID", Role.DIRECT_IDENTIFIER
    key_like = {"ORGANIZATION", "LOCATION", "COUNTY", "CITY", "CATEGORY"}
    shaped = checks.UUID.fullmatch(profile.sample[0]) if profile.sample else None
    if profile.unique and entity in key_like and shaped:
        entity, role = "RECORD_ID", Role.DIRECT_IDENTIFIER
    if profile.constant:
        notes.append("it is the same in every row: it sets nobody apart")
    settled = Belief(
        entity, role, belief.confidence, tuple(dict.fromkeys((*belief.evidence, *notes)))
    )
    if sense.lists_no_people and entity in _MEASURES and role is Role.SENSITIVE:
        return as_public(settled)
    return settled


def _undecided(profile: ColumnProfile, against: str, belief: Belief | None) -> Belief:
    if profile.constant and profile.mean_words <= 1:
        why = "one single value in every row: it sets nobody apart"
        return Belief(None, Role.INSENSITIVE, 0.8, together(against, why))
    if belief is not None:
        return Belief(
            belief.entity, Role.UNKNOWN, belief.confidence, (*belief.evidence, "that is not enough")
        )
    if profile.constant:
        why = "one single text in every row, of which nobody can tell from here whom it names"
        return Belief(None, Role.UNKNOWN, 0.3, together(against, why))
    many = "the header is not a known word and the values have no known shape"
    count = f"there are {profile.distinct} different values in {profile.filled} rows"
    return Belief(None, Role.UNKNOWN, 0.2, together(against or many, count))


def _classify(
    profile: ColumnProfile,
    reading: HeaderReading,
    sense: TableSense,
    listed: SectorColumn | None,
    sector: SectorSchema | None,
    language: Language,
) -> Belief:
    if not profile.sample:
        return Belief(None, Role.UNKNOWN, 0.0, ("no value to look at",))
    likenesses = shapes.looks_like(profile)
    if listed and sector:
        schema = _from_sector(listed, sector, profile)
        plain = next((v for v in likenesses if v.confidence >= PLAIN_VALUES), None)
        hidden = plain and _identifies(plain.entity) and schema.role is not Role.DIRECT_IDENTIFIER
        if plain and hidden:
            return Belief(
                plain.entity,
                Role.DIRECT_IDENTIFIER,
                plain.confidence,
                (*schema.evidence, f"but {plain.sentence}"),
            )
        return schema
    header, against = from_header(reading, profile, sense)
    american = sense.states and language == "en"
    if american or language != "en" or (header and header.entity == "POSTAL_CODE"):
        likenesses = [_five_digits(v, american=american) for v in likenesses]
    if header is None or header.confidence <= HINT:
        likenesses = sorted(
            [*likenesses, *listed_likenesses(profile)], key=lambda found: -found.confidence
        )
    if header is None and not likenesses and shapes.is_flag(profile):
        words = said_by(reading) if reading.words else "the header is not a known word"
        return Belief("FLAG", Role.UNKNOWN, 0.3, (f"{words}, and the values are yes and no",))
    belief: Belief | None = _weigh(header, against, likenesses)
    if header is None and belief and belief.role is Role.QUASI_IDENTIFIER and profile.unique:
        belief = _own_number(belief, profile)
    if belief is None or belief.confidence < DECIDED:
        belief = _from_profile(profile) or belief
    if belief is None or belief.confidence < DECIDED:
        named = _named_by_model(profile, language)
        belief = named or belief
    if belief is None or belief.confidence < DECIDED:
        return _undecided(profile, against, belief)
    if against and against not in belief.evidence:
        belief = Belief(
            belief.entity, belief.role, belief.confidence * 0.9, (*belief.evidence, against)
        )
    return _settle(belief, profile, sense)


def _general(entity: str | None) -> str | None:
    """Return the general entity that a country's own falls under; None of one that is general."""
    general = broader(entity) if entity else None
    return general if general != entity else None


def _told_by_others(
    table: Table, profiles: Sequence[ColumnProfile], beliefs: Sequence[Belief]
) -> dict[str, Belief]:
    """Return what the other columns tell of those that nobody could classify."""
    columns = [profile.column for profile in profiles]
    undecided = [c for c, b in zip(columns, beliefs, strict=True) if b.role is Role.UNKNOWN]
    entities = {c: b.entity for c, b in zip(columns, beliefs, strict=True) if c not in undecided}
    told = {
        column: Belief(
            entity, role_of(entity), 0.6, (f"it goes together with {other}, value by value",)
        )
        for column, (other, entity) in partners(table, undecided, entities).items()
    }
    for column in sorted(coordinates(profiles) & set(undecided)):
        why = "it stands beside another one like it, both with the decimals of a place"
        told[column] = Belief("GEO_COORDINATE", role_of("GEO_COORDINATE"), 0.6, (why,))
    return told


def _five_digits(likeness: Likeness, *, american: bool) -> Likeness:
    """Say whose postal codes five digits are: in English tables, those beside US states."""
    if likeness.entity != "US_ZIP_CODE":
        return likeness
    if not american:
        sentence = likeness.sentence.replace("US ZIP codes", "postal codes")
        return Likeness("POSTAL_CODE", likeness.share, 0.5, sentence)
    sentence = f"{likeness.sentence}, beside a column of states"
    return Likeness("US_ZIP_CODE", likeness.share, 0.75, sentence)


def _named_by_model(profile: ColumnProfile, language: Language) -> Belief | None:
    """Ask the language model whether a sample of the values are names of people or places."""
    if not profile.is_text or profile.mean_words > NAME_WORDS or profile.mean_words < 0.8:
        return None
    from sector_data.detect.engine import name_shares

    shares = name_shares(profile.thinned(100), language)
    for entity, plural in (("PERSON", "names of people"), ("LOCATION", "names of places")):
        share = shares.get(entity, 0.0)
        # A language model calls many a short capitalised word a person; half is far above what it
        # does to lists of products or departments, and places less often.
        if share >= 0.5:
            sentence = f"the language model takes {shapes.percent(share)} of a sample for {plural}"
            return Belief(entity, role_of(entity), 0.55, (sentence,))
    return None


def profile_table(
    table: Table,
    *,
    subjects: pa.Array | pa.ChunkedArray | None = None,
    sector: SectorSchema | None = None,
    language: Language = "en",
    tell: Tell | None = None,
) -> tuple[ColumnFinding, ...]:
    """Say for every column of a table what it is, how sure that is, and why.

    Parameters
    ----------
    table
        The source table; it is only read.
    subjects
        Subject of each row, as long as the table, when it is known.
    sector
        A sector schema whose tables and columns may be these.
    language
        Language of headers and values, as far as they have one.
    tell
        Told how much of a large table is looked at.

    Returns
    -------
    tuple of ColumnFinding
        In column order. Aggregates and sentences only: no value of the data is in them.
    """
    spoken = spoken_in(table.columns, language)
    readings = [read_header(column, spoken) for column in table.columns]
    sense = sense_of(table, readings, spoken)
    codes = None if subjects is None else coded(subjects)[0]
    share = Share(f"looking at {table.name}", table.data.nbytes, tell)
    profiles = [
        profile_column(table, column, subjects=codes)
        for column in share.of(table.columns, lambda column: int(table.column(column).nbytes))
    ]
    told = spoken if language == "en" else language
    beliefs = [
        _classify(
            profile,
            reading,
            sense,
            sector.column(table.name, profile.column) if sector else None,
            sector,
            told,
        )
        for profile, reading in zip(profiles, readings, strict=True)
    ]
    findings = []
    together_with = _told_by_others(table, profiles, beliefs)
    for profile, own in zip(profiles, beliefs, strict=True):
        column = profile.column
        belief = together_with.get(column, own)
        findings.append(
            ColumnFinding(
                table=table.name,
                column=column,
                data_type=profile.data_type,
                rows=profile.rows,
                missing=profile.missing,
                distinct=profile.distinct,
                entity=belief.entity,
                broader=_general(belief.entity),
                role=belief.role,
                confidence=round(belief.confidence, 2),
                evidence=belief.evidence,
                language=(guess_language(profile.thinned(200)) or told)
                if belief.role is Role.FREE_TEXT
                else None,
            )
        )
    return tuple(findings)
