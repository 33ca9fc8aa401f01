"""Combinations that may undo one another, as far as the names of columns tell.

What lives here: what a steward should look at before any value is read. What does not: the same
combinations as the values show them, which are refused
(:mod:`sector_data.pipeline.checking.combinations`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from sector_data.deidentify.pseudonyms import check_room
from sector_data.detect.headers import words_of
from sector_data.errors import InputError, Problem
from sector_data.pipeline.checking.combinations import CARDS, derived_alike
from sector_data.sources.headings import Heading
from sector_data.spec.pipeline import Pipeline
from sector_data.spec.plan import ColumnPlan
from sector_data.spec.transforms.values import (
    Drop,
    Keep,
    Mask,
    Pseudonym,
    ShiftDate,
    Surrogate,
    TruncateDate,
    TruncatePan,
)

HASH_WORDS = frozenset({"hash", "hashed", "sha", "sha1", "sha256", "md5", "digest", "ハッシュ"})
YEAR_WORDS = frozenset(
    {"year", "yr", "annee", "jahr", "anno", "年", "month", "mois", "monat", "mese", "月"}
)
"""Words of columns that tell a year or a month."""

Columns = Mapping[str, Sequence[ColumnPlan]]


def suspicions(columns: Columns) -> Iterator[Problem]:
    """Yield what the plan will compare, and refuse if the values are as the names say."""
    yield from _two_derivations(columns)
    for table, planned in columns.items():
        shifted = [c.column for c in planned if isinstance(c.transform, ShiftDate)]
        for column in planned:
            words = {word.casefold() for word in words_of(column.column)}
            words |= {word[-1] for word in words}  # 受診年: the last ideograph is the main word
            place = f"columns.{table}.{column.column}"
            if isinstance(column.transform, Keep | Mask) and words & HASH_WORDS:
                yield Problem(
                    place,
                    "its name says that it holds hashes. Whoever can list the identifiers can hash "
                    "them all, unless a key is in it (PCI DSS 3.5.1.1, WP29 05/2014).",
                    hint="Make it a pseudonym, which is keyed, or drop it.",
                )
            if isinstance(column.transform, Keep | TruncateDate) and words & YEAR_WORDS and shifted:
                yield Problem(
                    place,
                    f"its name says that it tells a year or month, beside {', '.join(shifted)}, "
                    "which is shifted: the difference would give the shift away.",
                    hint="Drop it, or truncate both to the year and shift none.",
                )


def short_rooms(
    headings: Mapping[str, Heading], columns: Columns, pipeline: Pipeline
) -> Iterator[Problem]:
    """Yield keys whose pseudonyms are too short for the rows that their files count.

    A primary key has as many different values as rows.
    """
    for table, planned in columns.items():
        rows = headings[table].rows
        for column in planned:
            spec = column.transform
            is_key = pipeline.keys.get(table) == column.column
            if rows is None or not is_key or not isinstance(spec, Pseudonym | Surrogate):
                continue
            try:
                check_room(rows, spec)
            except InputError as error:
                yield Problem(f"columns.{table}.{column.column}", error.message, hint=error.fix)


def _two_derivations(columns: Columns) -> Iterator[Problem]:
    cards = [
        (table, column)
        for table, planned in columns.items()
        for column in planned
        if (column.finding.entity in CARDS or isinstance(column.transform, TruncatePan))
        and not isinstance(column.transform, Drop)
    ]
    for (table, one), (other_table, other) in combinations(cards, 2):
        if not derived_alike(one, other):
            yield Problem(
                f"columns.{other_table}.{other.column}",
                f"{table}.{one.column} holds card numbers, too: if they are the same, "
                f"{one.transform.kind!r} and {other.transform.kind!r} of one number can be put "
                "together again (PCI DSS 3.5.1, PCI SSC FAQ 1308).",
                hint="Give both the same transform and parameters, or drop one.",
            )
