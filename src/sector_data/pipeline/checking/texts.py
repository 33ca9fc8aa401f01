"""What surrogates cannot do, told before anything is done.

What lives here: checks of the columns whose passages become surrogates, with the remedy. What does
not: the other combinations of transforms (:mod:`sector_data.pipeline.checking.combinations`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

import pyarrow.compute as pc

from sector_data.deidentify.canonical import canonical_column
from sector_data.errors import Problem
from sector_data.pipeline.planning.linked_columns import linking_columns
from sector_data.pipeline.texts.surrogating import asks_for_surrogates, is_one_passage
from sector_data.sources.numbering import numbered
from sector_data.sources.tables import Table
from sector_data.spec.pipeline import Pipeline
from sector_data.spec.plan import ColumnPlan
from sector_data.spec.transforms.values import RedactText, ShiftDate

SPENT = 0.5
"""Share of the numbers of one form that the source may use up."""


def surrogate_problems(
    tables: Mapping[str, Table], columns: Mapping[str, Sequence[ColumnPlan]], pipeline: Pipeline
) -> Iterator[Problem]:
    """Yield columns that surrogates cannot replace, and shifts that texts cannot share.

    Parameters
    ----------
    tables
        The source.
    columns
        What was decided, by table.
    pipeline
        Tells which columns hold tables together.
    """
    links = linking_columns(pipeline)
    for table, planned in columns.items():
        for column in planned:
            if not asks_for_surrogates(column):
                continue
            path = f"{table}.{column.column}"
            if path in links:
                yield Problem(
                    f"columns.{path}",
                    "it links tables, and surrogates are not one-to-one: two values may share one.",
                    hint="Make it a pseudonym or format-preserving.",
                )
            elif is_one_passage(column) and _exhausted(tables[table], column):
                yield Problem(
                    f"columns.{path}",
                    "its values use up most of the numbers of their form: the pool of surrogates "
                    "is exhausted.",
                    hint="Make it a pseudonym, which has a form of its own, or drop it.",
                )
    yield from _differing_shifts(columns)


def _exhausted(table: Table, column: ColumnPlan) -> bool:
    """Tell whether a form of figures alone leaves too few numbers that are nobody's."""
    _, texts = numbered(canonical_column(table.column(column.column)))
    figures = texts.filter(pc.match_substring_regex(texts, r"^[0-9 ./-]+$"))
    forms = pc.value_counts(pc.replace_substring_regex(figures, r"[0-9]", "9"))
    return any(
        form["counts"] > SPENT * math.pow(10, form["values"].count("9"))
        for form in forms.to_pylist()
    )


def _differing_shifts(columns: Mapping[str, Sequence[ColumnPlan]]) -> Iterator[Problem]:
    shifts = {
        (c.transform.max_days, c.transform.keep): f"{table}.{c.column}"
        for table, planned in columns.items()
        for c in planned
        if isinstance(c.transform, ShiftDate)
    }
    for table, planned in columns.items():
        for column in planned:
            spec = column.transform
            if not asks_for_surrogates(column) or not isinstance(spec, RedactText):
                continue
            own = (spec.shift().max_days, spec.shift().keep)
            others = [path for shift, path in shifts.items() if shift != own]
            if others:
                yield Problem(
                    f"columns.{table}.{column.column}",
                    f"{', '.join(sorted(others))} shifts dates otherwise, so that those in the "
                    "texts could not agree with it.",
                    hint="Give all shift-date columns the same max-days and keep.",
                )
