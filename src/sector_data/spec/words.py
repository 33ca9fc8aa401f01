"""The closed word lists of the field: roles, technique names, languages, data types.

What lives here: enumerations that files, plans and reports share. What does not: the models that
use them.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal


class Role(StrEnum):
    """What a column is for whoever wants to recognise a subject (ISO/IEC 20889:2018, clause 3)."""

    DIRECT_IDENTIFIER = "direct-identifier"
    QUASI_IDENTIFIER = "quasi-identifier"
    SENSITIVE = "sensitive"
    FREE_TEXT = "free-text"
    INSENSITIVE = "insensitive"
    SECURITY_SENSITIVE = "security-sensitive"
    """Tells of an asset that could be attacked: devices, addresses in a network, exact places
    (NERC CIP-011, Directive (EU) 2022/2557). The asset is protected as a person would be."""
    UNKNOWN = "unknown"
    """Nobody could classify it; it is dropped until a person decides."""

    @property
    def protected(self) -> bool:
        """Whether no value may be released as it is: it points at a person or at an asset."""
        return self in (Role.DIRECT_IDENTIFIER, Role.SECURITY_SENSITIVE)


class Technique(StrEnum):
    """De-identification techniques as ISO/IEC 20889:2018 names them (clauses 8 to 10)."""

    NONE = "none"
    SUPPRESSION = "suppression"
    MASKING = "masking"
    PSEUDONYMIZATION = "pseudonymization"
    CRYPTOGRAPHIC = "cryptographic tools"
    GENERALIZATION = "generalization"
    ROUNDING = "rounding"
    TOP_BOTTOM_CODING = "top and bottom coding"
    RANDOMIZATION = "randomization"
    SYNTHETIC = "synthetic data"


class DataType(StrEnum):
    """Logical type of a column; the names are those of Data Package v2 (Table Schema)."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"


class Recipient(StrEnum):
    """Who gets the release; it sets the default risk thresholds."""

    PUBLIC = "public"
    REGISTERED = "registered"
    SECURE_ROOM = "secure-room"


Language = Literal["en", "fr", "de", "it", "ja"]
LANGUAGES: tuple[Language, ...] = ("en", "fr", "de", "it", "ja")


class SignatoryRole(StrEnum):
    """In which capacity somebody signs a release or approves a plan."""

    STEWARD = "steward"
    """Answers for the data and makes the release; the publisher's own signature counts as one."""
    REVIEWER = "reviewer"
    """Has read plan and report, and is somebody else."""
    AUDITOR = "auditor"
    """Has checked the bundle from outside."""
