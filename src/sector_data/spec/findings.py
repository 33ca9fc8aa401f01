"""What detection says, as plain data: about a column, and about a passage of text.

What lives here: the result documents. What does not: how they come about
(:mod:`sector_data.detect`). Neither holds a value of the data.
"""

from __future__ import annotations

from typing import NamedTuple

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
    role: Role = Role.UNKNOWN
    confidence: float = 0.0
    """0 to 1: how sure the classifier is of role and entity."""
    evidence: tuple[str, ...] = ()
    """Sentences a steward understands; no value of the data in them."""
    language: Language | None = None
    """Of free text, when it could be told."""
