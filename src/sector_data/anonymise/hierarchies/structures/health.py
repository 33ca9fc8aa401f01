"""Diagnoses in ICD-10 and medicines in ATC.

What lives here: their forms, and the blocks and chapters of ICD-10. What does not: titles of codes,
which are their makers' (WHO; WHO Collaborating Centre for Drug Statistics Methodology, Oslo).
"""

from __future__ import annotations

import re

from sector_data.anonymise.hierarchies.structures.structure import Ranges, Structure, first, table

_ICD = re.compile(r"([A-Z][0-9][0-9A-Z]|QA[0-9])(?:\.?[0-9A-Z]{0,4})\.?-?[*+!†#]?[AGVZ]?")
_ATC = re.compile(r"[ABCDGHJLMNPRSV](?:[0-9]{2}(?:[A-Z](?:[A-Z](?:[0-9]{2})?)?)?)?")


def icd_10(edition: str) -> Structure:
    """Return category, block and chapter of the WHO's edition or of ICD-10-CM.

    Marks of the German modification behind a code (``*``, ``+``, ``!``) are left out. A category
    that no block holds stands for its chapter.
    """
    tables = table("icd-10")[edition]
    also: dict[str, str] = tables.get("also", {})
    chapters, blocks = Ranges.of(tables["chapters"]), Ranges.of(tables["blocks"])

    def read(text: str) -> str | None:
        match = _ICD.fullmatch(text)
        return match[1] if match and chapters.label(match[1]) else None

    return Structure(
        read,
        {
            "category": str,
            "block": lambda code: also.get(code) or blocks.label(code) or chapters.label(code),
            "chapter": chapters.label,
        },
    )


def atc() -> Structure:
    """Return the first five, four, three characters and one; veterinary codes (Q) are none."""

    def read(text: str) -> str | None:
        return text if _ATC.fullmatch(text) else None

    return Structure(
        read,
        {
            "chemical": first(5),
            "pharmacological": first(4),
            "therapeutic": first(3),
            "anatomical": first(1),
        },
    )
