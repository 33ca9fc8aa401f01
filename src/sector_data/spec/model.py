"""The base of all documents: strict, immutable, kebab-case in files.

What lives here: the pydantic base class, the word-to-field rule, and types that several documents
share. What does not: any document.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

ColumnPath = str
"""``table.column``; everything behind the first dot is the column."""

Share = Annotated[float, Field(ge=0, le=1)]


def kebab(name: str) -> str:
    """Spell a Python field name as pipeline files do: ``k_anonymity`` is ``k-anonymity``."""
    return name.replace("_", "-")


class Model(BaseModel):
    """A document or a part of one: unknown words are mistakes, nothing changes after reading."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        alias_generator=kebab,
        validate_by_alias=True,
        validate_by_name=True,
        serialize_by_alias=True,
        use_attribute_docstrings=True,
        arbitrary_types_allowed=False,
    )
