"""Free text that would be released as it was written, told before anything is done.

What lives here: the warning before a value is read, the refusal once the texts are there, and the
remark where nothing speaks against them. What does not: the same search over what was made
(:mod:`sector_data.validate.promises`), and replacing passages (:mod:`sector_data.pipeline.texts`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sector_data.errors import Problem
from sector_data.sources.tables import Table
from sector_data.spec.plan import ColumnPlan
from sector_data.spec.transforms.values import Keep
from sector_data.spec.words import Recipient, Role

REPLACE = "Write transform: redact-text, which replaces what identifies somebody, or drop it."

Columns = Mapping[str, Sequence[ColumnPlan]]


def raw_texts(columns: Columns) -> Iterator[tuple[str, ColumnPlan]]:
    """Yield the columns of free text that are kept as they are, with their tables."""
    for table, planned in columns.items():
        for column in planned:
            if column.role is Role.FREE_TEXT and isinstance(column.transform, Keep):
                yield table, column


def raw_text_suspicions(columns: Columns, recipient: Recipient) -> Iterator[Problem]:
    """Yield the texts that a plan will search, and refuse if they hold what its columns say."""
    whom = "everybody" if recipient is Recipient.PUBLIC else f"a {recipient.value} release"
    for table, column in raw_texts(columns):
        yield Problem(
            f"columns.{table}.{column.column}",
            f"'keep' would give free text to {whom} as it was written. The plan refuses it where "
            "it meets e-mail addresses, telephone or card numbers and the like; names it does "
            "not look for.",
            hint=REPLACE,
        )


def raw_text_problems(tables: Mapping[str, Table], columns: Columns) -> Iterator[Problem]:
    """Yield the texts that the release would be refused for.

    The search is that of the finished release, whose patterns know no names: what is not found
    here is not shown to be harmless (:func:`raw_text_remarks`).
    """
    from sector_data.detect.values import count_identifiers

    for table, column in raw_texts(columns):
        found = count_identifiers(tables[table].column(column.column))
        if found:
            kinds = ", ".join(entity.replace("_", " ").lower() for entity in found)
            yield Problem(
                f"columns.{table}.{column.column}",
                "'keep' would release free text as it was written, and there are direct "
                f"identifiers in it: {kinds}.",
                hint=REPLACE,
            )


def raw_text_remarks(columns: Columns) -> list[str]:
    """Return what a steward should know of texts in which no pattern found anybody."""
    return [
        f"{table}.{column.column}: its texts are released as they were written; nobody looked for "
        "names in them. redact-text does."
        for table, column in raw_texts(columns)
    ]
