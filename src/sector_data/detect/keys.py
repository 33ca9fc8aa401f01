"""Keys of tables, references between them, and whose privacy is at stake.

What lives here: proposals that a steward reviews, each with its reason. What does not: deciding
(the pipeline file does), and the meaning of single columns (:mod:`sector_data.detect.columns`).

Containment alone proves nothing between whole numbers: the numbers 1 to 12 are contained in any key
that counts up. A reference therefore needs a name that says so, or values that nobody repeats by
accident (:data:`DISTINCTIVE`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from sector_data.detect.headers import HeaderReading, read_header, words_of
from sector_data.sources.numbering import are_in, numbered
from sector_data.sources.tables import Table
from sector_data.spec.words import DataType, Language

CONTAINED = 0.99
"""Share of a column's distinct values that have to be in a key for it to refer to that key; the
rest are rows whose parent was deleted or lies outside the extract."""
DISTINCTIVE = 8
"""Characters of a text from which on equal values in two tables are no accident."""
_LEAD = 200
"""Distinct values that are tried before all of them are."""
_KEY_ENTITIES = frozenset(
    {"PATIENT_ID", "ENCOUNTER_ID", "RECORD_ID", "PROVIDER_ID", "ACCOUNT_NUMBER", "UUID"}
    | {"MEDICAL_RECORD_NUMBER", "DEVICE_ID", "ORGANIZATION"}
)
_PERSONAL = {
    "PERSON": 2.0,
    "DATE_OF_BIRTH": 2.0,
    "US_SSN": 2.0,
    "NATIONAL_ID": 2.0,
    "SEX": 1.0,
    "AGE": 1.0,
    "EMAIL_ADDRESS": 1.0,
    "PHONE_NUMBER": 0.5,
    "STREET_ADDRESS": 0.5,
    "MARITAL_STATUS": 1.0,
    "RACE": 1.0,
    "ETHNICITY": 1.0,
    "DATE_OF_DEATH": 1.0,
}
"""Weight of a column of this kind for the question whether the rows of its table are people."""
_ENOUGH = 2.0
"""Least weight at which a table counts as a list of people."""


@dataclass(frozen=True, slots=True)
class KeyProposal:
    """What seems to tie the tables together.

    Attributes
    ----------
    keys
        Table to its primary key.
    references
        ``table.column`` to the ``table.column`` of the key it refers to.
    subject
        ``table.column`` that stands for the people to protect, if one was recognised.
    reasons
        A sentence for each of them: by table name, by referring column, and by ``subject``.
    """

    keys: dict[str, str]
    references: dict[str, str]
    subject: str | None
    reasons: dict[str, str]


@dataclass(frozen=True)
class _Column:
    table: str
    name: str
    position: int
    kind: DataType
    reading: HeaderReading
    distinct: pa.ChunkedArray = field(repr=False)
    rows: int
    missing: int

    @property
    def path(self) -> str:
        return f"{self.table}.{self.name}"

    @property
    def unique(self) -> bool:
        return self.rows > 0 and not self.missing and len(self.distinct) == self.rows

    @property
    def bare(self) -> bool:
        """Whether the header is no more than "id"."""
        return self.reading.complete and not self.reading.things and not self.reading.entity


def _columns(table: Table, language: Language) -> Iterator[_Column]:
    for position, name in enumerate(table.columns):
        kind = table.data_type(name)
        if kind not in {DataType.STRING, DataType.INTEGER}:
            continue
        values = table.column(name)
        _, distinct = numbered(values)
        reading = read_header(name, language)
        yield _Column(
            table.name, name, position, kind, reading, distinct, table.rows, values.null_count
        )


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _stems(name: str) -> frozenset[str]:
    return frozenset(_stem(w) for w in words_of(name))


def _says_id(column: _Column) -> bool:
    reading = column.reading
    return "id" in reading.heads or reading.entity in _KEY_ENTITIES


def _mentions(column: _Column, table: str) -> bool:
    """Whether a header names a table: ``patient_id`` and ``PATIENT`` name ``patients``."""
    return bool(_stems(table)) and _stems(table) <= _stems(column.name)


def _key_of(columns: list[_Column]) -> tuple[_Column, str] | None:
    """Choose the primary key of a table among its columns."""
    best: tuple[tuple[float, int], _Column] | None = None
    for column in columns:
        if not column.unique or not _says_id(column):
            continue
        home = _home(column)
        if not home and "id" not in column.reading.heads:
            continue  # "ENCOUNTER" in a table of devices is unique by chance
        score = (2.0 * home + ("id" in column.reading.heads), -column.position)
        if best is None or score > best[0]:
            best = (score, column)
    if best is not None:
        return best[1], "every row has a value of its own, and the header says it is an identifier"
    first = next((c for c in columns if c.position == 0), None)
    # Without a word for it, only a first column that holds neither names nor measured values.
    if first and first.unique and first.rows > 1 and first.reading.entity is None:
        return first, "it is the first column, and every row has a value of its own"
    return None


def _contained(child: pa.ChunkedArray, parent: pa.ChunkedArray) -> float:
    lead = child.slice(0, _LEAD)
    share = pc.sum(are_in(lead, parent)).as_py() / len(lead)
    if share < CONTAINED - 0.1 or len(lead) == len(child):
        return float(share)
    return float(pc.sum(are_in(child, parent)).as_py() / len(child))


def _distinctive(column: _Column) -> bool:
    if column.kind is not DataType.STRING or len(column.distinct) < 3:
        return False
    lengths = pc.utf8_length(column.distinct.slice(0, _LEAD))
    mixed = pc.match_substring_regex(column.distinct.slice(0, _LEAD), r"\d")
    long = pc.mean(lengths).as_py() >= DISTINCTIVE
    return bool(long and pc.mean(pc.cast(mixed, pa.int8())).as_py() > 0.9)


def _name_link(child: _Column, key: _Column) -> float:
    """Say how far the names of a column and of a key belong together: 0 to 3."""
    child_stems, key_stems = _stems(child.name), _stems(key.name)
    if _mentions(child, key.table):
        return 3.0
    if child_stems == key_stems and not key.bare:
        return 2.5
    if key_stems and not key.bare and key_stems <= child_stems:
        return 2.0
    about = read_header(key.table).things or key.reading.things
    of = child.reading.things
    if of and about and of[-1] == about[-1] and of[-1] not in {"record", "relative"}:
        return 1.0
    return 0.0


def _home(column: _Column) -> bool:
    return column.bare or _mentions(column, column.table)


def _reference(
    child: _Column, keys: Mapping[str, _Column], order: Mapping[str, int]
) -> tuple[_Column, str] | None:
    """Choose the key that a column refers to."""
    if not len(child.distinct) or child.bare:
        return None
    best: tuple[tuple[float, float, int], _Column, str] | None = None
    own_key = keys.get(child.table)
    is_key = own_key is not None and own_key.name == child.name
    for key in keys.values():
        if key.table == child.table or key.kind is not child.kind:
            continue
        link = _name_link(child, key)
        if not link and not _distinctive(child):
            continue
        if link == 1.0 and not _distinctive(child):
            continue  # "member" and "patients" are both people, and 1 to 12 are in any key
        if is_key and not _parent_of(key, child, order):
            continue
        share = _contained(child.distinct, key.distinct)
        if share < CONTAINED:
            continue
        score = (link, share, -order[key.table])
        if best is None or score > best[0]:
            named = "the names agree, and " if link else ""
            held = "all" if share == 1 else f"{min(99, round(share * 100))} %"
            reason = f"{named}{held} of its values are in {key.path}"
            best = (score, key, reason)
    return (best[1], best[2]) if best else None


def _parent_of(key: _Column, child: _Column, order: Mapping[str, int]) -> bool:
    """Of two keys that hold the same values, say whether the first is the one referred to."""
    mine = (_home(key), len(key.distinct), -order[key.table])
    theirs = (_home(child), len(child.distinct), -order[child.table])
    return mine > theirs


def _is_subject(column: _Column, table_things: tuple[str, ...]) -> bool:
    things = (*column.reading.things, *table_things)
    return "subject" in things


def _subject(
    columns: Mapping[str, list[_Column]],
    tables: Mapping[str, Table],
    keys: Mapping[str, _Column],
    references: Mapping[str, str],
    language: Language,
) -> tuple[str, str] | None:
    """Choose the column that stands for the people."""
    best: tuple[tuple[float, int], str, str] | None = None
    for at, (name, its) in enumerate(columns.items()):
        headers = [read_header(c, language) for c in tables[name].columns]
        weight = sum(_PERSONAL.get(e, 0.0) for e in {h.entity for h in headers if h.entity})
        things = read_header(name, language).things
        for column in its:
            if column.path in references or not _says_id(column):
                continue
            is_key = name in keys and keys[name].name == column.name
            of_people = _is_subject(column, things if is_key else ())
            if not of_people and not (is_key and weight >= _ENOUGH):
                continue
            if column.reading.entity in {"PROVIDER_ID", "ORGANIZATION"} or "provider" in things:
                continue
            pointed = sum(1 for target in references.values() if target == column.path)
            score = 4.0 * of_people + (weight if is_key else 0.0) + pointed + 1.0 * is_key
            if best is None or (score, -at) > best[0]:
                best = ((score, -at), column.path, _why(of_people, weight, pointed, is_key=is_key))
    return (best[1], best[2]) if best else None


def _why(of_people: bool, weight: float, pointed: int, *, is_key: bool) -> str:
    parts = []
    if of_people:
        parts.append("its name speaks of people")
    if is_key and weight >= _ENOUGH:
        parts.append("its table describes people")
    if pointed:
        parts.append(f"{pointed} other {'table refers' if pointed == 1 else 'tables refer'} to it")
    return ", and ".join(parts) or "it identifies people"


def propose_keys(tables: Mapping[str, Table], *, language: Language = "en") -> KeyProposal:
    """Propose the keys of tables, the references between them, and the subject.

    Parameters
    ----------
    tables
        All tables of a source by name.
    language
        Language of the headers.

    Returns
    -------
    KeyProposal
        Empty where nothing was recognised; nothing in it is a value of the data.
    """
    columns = {name: list(_columns(table, language)) for name, table in tables.items()}
    order = {name: place for place, name in enumerate(tables)}
    reasons: dict[str, str] = {}
    keys: dict[str, _Column] = {}
    for name, its in columns.items():
        chosen = _key_of(its)
        if chosen:
            keys[name], reasons[name] = chosen
    references: dict[str, str] = {}
    for its in columns.values():
        for column in its:
            found = _reference(column, keys, order)
            if found:
                references[column.path] = found[0].path
                reasons[column.path] = found[1]
    subject = _subject(columns, tables, keys, references, language)
    if subject:
        reasons["subject"] = subject[1]
    return KeyProposal(
        {name: key.name for name, key in keys.items()},
        references,
        subject[0] if subject else None,
        reasons,
    )
