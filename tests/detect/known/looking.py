"""A search for what is known of one subject, for the tests of this folder."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any

import pyarrow as pa

from sector_data.detect.known.search import KnownSearch
from sector_data.detect.known.subjects import KnownColumn, SubjectValues
from sector_data.spec.words import Language

SUBJECT = "s1"


def knowing(
    columns: Mapping[str, tuple[str, Any]],
    *,
    language: Language = "en",
    usual: Container[str] | None = None,
) -> KnownSearch:
    """Return a search that knows one row of one subject: column to entity and value."""
    who = pa.array([SUBJECT])
    known = [
        KnownColumn(f"people.{name}", entity, pa.array([value]), who)
        for name, (entity, value) in columns.items()
    ]
    return KnownSearch(SubjectValues(known), language, usual)


def covered(search: KnownSearch, text: str) -> list[str]:
    """Return the passages that a search hides, joined where they overlap, from left to right."""
    joined: list[tuple[int, int]] = []
    for span in sorted(search.find(text, SUBJECT)):
        if joined and span.start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], span.end))
        else:
            joined.append((span.start, span.end))
    return [text[start:end] for start, end in joined]
