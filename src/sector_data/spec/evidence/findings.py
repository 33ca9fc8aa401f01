"""What detection says, as plain data: about a column, and about a passage of text.

What lives here: the result documents. What does not: how they come about
(:mod:`sector_data.detect`). Neither holds a value of the data.
"""

from __future__ import annotations

from typing import NamedTuple

from pydantic import Field

from sector_data.spec.evidence.identifying import IdentifyingPower
from sector_data.spec.model import Model
from sector_data.spec.words import DataType, Language, Role


class Span(NamedTuple):
    """A passage of a text that is personal data: ``text[start:end]``, in code points.

    ``recognizer`` names what found it and ``reason`` says why in a few words; neither holds a word
    of the text, only words of our own lists.
    """

    start: int
    end: int
    entity: str
    score: float
    recognizer: str = ""
    reason: str = ""


class ColumnFinding(Model):
    """What is known of one column after profiling."""

    table: str
    column: str
    data_type: DataType
    rows: int
    missing: int
    distinct: int
    entity: str | None = None
    """What the values are, in Presidio's spelling where it has one: ``PERSON``, ``US_SSN``,
    ``DATE_OF_BIRTH``, ``MEDICAL_RECORD_NUMBER``, ``DIAGNOSIS_CODE`` …"""
    broader: str | None = None
    """The general entity that a country's own falls under: ``NATIONAL_ID`` of ``FR_NIR``. What is
    said of the one holds of the other."""
    role: Role = Role.UNKNOWN
    confidence: float = 0.0
    """0 to 1: how sure the classifier is of role and entity."""
    evidence: tuple[str, ...] = ()
    """Sentences a steward understands; no value of the data in them."""
    language: Language | None = None
    """Of free text, when it could be told."""


class PassageFinding(Model):
    """A passage of a text: where it is and what it is, without the passage itself."""

    start: int
    """First character, from 0."""
    end: int
    """Behind the last character."""
    line: int
    """Line of the text on which it begins, from 1."""
    entity: str
    """What it is."""
    type: str
    """The same in the few labels that annotated corpora and other tools share: ``PERSON``,
    ``LOCATION``, ``HEALTH_ID`` …"""
    score: float
    """0 to 1: how sure the recogniser is."""
    recognizer: str
    """What found it."""
    reason: str
    """Why, in a few words."""


class DocumentFindings(Model):
    """What was found in one text."""

    file: str
    """Path of its file, as it was given."""
    record: int | None = None
    """Its line in a JSON Lines file, from 1."""
    characters: int
    """Length of the text."""
    language: Language
    """That it was read in."""
    passages: tuple[PassageFinding, ...] = ()
    """From left to right, none over another."""


class TextColumnFindings(Model):
    """What was found in the texts of one column."""

    column: str
    language: Language
    """That they were read in."""
    texts: int
    """Distinct texts of the column."""
    looked_at: int
    """How many of them were read, spread evenly."""
    with_findings: int
    """How many of those hold personal data."""
    passages: dict[str, int] = {}
    """Passages by entity."""


class TableFindings(Model):
    """What was found in one table."""

    file: str
    """Path of its file, as it was given."""
    table: str
    rows: int
    subject: str | None = None
    """``table.column`` that stands for the subject of each row, where one is known."""
    columns: tuple[ColumnFinding, ...]
    texts: tuple[TextColumnFindings, ...] = ()
    """Of its columns of running text."""
    power: IdentifyingPower
    """How well the other columns tell one subject, or row, from another, alone and together."""


class DetectionReport(Model):
    """What `sector-data detect` found: no value of the data is in it."""

    version: str
    """Of sector-data."""
    models: dict[Language, str | None] = Field(default_factory=dict)
    """Language model that read the texts of each language; none where patterns alone did."""
    tables: tuple[TableFindings, ...] = ()
    documents: tuple[DocumentFindings, ...] = ()
    unread: dict[str, str] = Field(default_factory=dict)
    """Files of the folders that could not be read, and why: nothing is known of them."""


class MeasuredShare(Model):
    """A share in [0, 1] with its interval of 95 %."""

    value: float
    low: float
    high: float


class LabelScore(Model):
    """How well the passages of one label were found."""

    label: str
    """As the marked texts have it; ``ALL`` stands for all together."""
    true: int
    """Passages that are marked."""
    found: int
    """Passages that were found."""
    recall: MeasuredShare | None = None
    """Share of the marked that were found."""
    precision: MeasuredShare | None = None
    """Share of the found that are marked."""
    f2: MeasuredShare | None = None
    """Both in one, recall counted twice."""
    masked: MeasuredShare | None = None
    """Share of the marked that masking would hide, whatever they were taken for."""


class Confusion(Model):
    """Passages that were taken for something else."""

    label: str
    """What they are; ``nothing`` where nothing is marked."""
    entity: str
    """What they were taken for; ``nothing`` where they were missed."""
    passages: int


class EvaluationReport(Model):
    """What `sector-data evaluate-detection` measured: no value of the texts is in it."""

    version: str
    """Of sector-data."""
    models: dict[Language, str | None] = Field(default_factory=dict)
    """Language model that read the texts of each language; none where patterns alone did."""
    texts: int
    clean_texts: int
    """Texts in which nothing is marked."""
    clean_texts_touched: int
    """How many of those something was found in all the same."""
    scores: tuple[LabelScore, ...]
    confusions: tuple[Confusion, ...] = ()
    """The most frequent first."""
