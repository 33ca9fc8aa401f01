"""All figures of use of one table against its source.

What lives here: the one way in, and the figures that every table has. What does not: the
measurements, which have modules of their own beside this one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pyarrow.compute as pc

from sector_data.anonymise.hierarchies.hierarchy import canonical_text
from sector_data.assessment.usefulness.columns import detail_kept, measure_column
from sector_data.assessment.usefulness.components import measure_components
from sector_data.assessment.usefulness.declared import Declared
from sector_data.assessment.usefulness.pairs import chosen_pairs, measure_pair
from sector_data.assessment.usefulness.preparing import (
    Side,
    Values,
    compare_columns,
    lists_of_names,
    require_known,
    trials_of,
    varied_columns,
)
from sector_data.assessment.usefulness.propensity import measure_propensity
from sector_data.assessment.usefulness.queries import measure_random_queries
from sector_data.assessment.usefulness.threads import one_thread
from sector_data.assessment.usefulness.trials import Trials
from sector_data.assessment.usefulness.verdicts import not_measured
from sector_data.errors import InputError
from sector_data.sources.tables import Table, one_array
from sector_data.spec.evidence.usefulness import (
    ColumnUsefulness,
    DetailKept,
    LeftOut,
    UsefulnessFigures,
    Yardstick,
)
from sector_data.spec.usefulness_tasks import UsefulnessTasks

LEAST = 100
"""Subjects, or rows, below which nothing is measured."""
ROWS = 50_000
"""Rows of each table that are compared."""
SPLITS = 5
"""Cuts of the source into halves."""

_SEVERAL = ("pairs", "propensity", "components")
"""Parts that take two columns."""


def measure_usefulness(
    source: Table,
    release: Table,
    *,
    columns: Sequence[str] | None = None,
    original: Table | None = None,
    source_subjects: Values | None = None,
    release_subjects: Values | None = None,
    held_out: Table | None = None,
    tasks: UsefulnessTasks | None = None,
    rows: int = ROWS,
    splits: int = SPLITS,
    seed: int = 0,
) -> UsefulnessFigures:
    """Measure what a release is good for.

    The same figures for anonymised and for synthetic tables. Each is put on a scale from useless
    (columns shuffled independently) to the noise floor (another half of the source); see
    :class:`~sector_data.spec.evidence.usefulness.Yardstick`. Results depend on what rows hold and
    on the seed, not on the order of rows or columns.

    Parameters
    ----------
    source
        The source, its values spelt as in the release: generalised alike, with the rows that were
        suppressed.
    release
        The table as released.
    columns
        Columns whose values mean the same in both; all of the source by default. Leave out
        pseudonyms, shifted dates and free text.
    original
        The source before generalisation, row by row, for the detail that labels keep.
    source_subjects, release_subjects
        Subject of each row; every row is one without them. Halves, folds and draws keep the rows
        of a subject together.
    held_out
        Rows of other people that the release was not made from, spelt likewise, to test models on.
    tasks
        What users of the release will do.
    rows
        Most rows of each table that are compared; of more, subjects are drawn.
    splits
        Cuts of the source into halves, at least 1.
    seed
        Names all draws.

    Returns
    -------
    UsefulnessFigures
        What could not be measured is None and says why.

    Raises
    ------
    InputError
        If a column is in neither table, lengths differ, or a count does not fit its columns.
    """
    tasks = tasks or UsefulnessTasks()
    sides = [Side(source, source_subjects), Side(release, release_subjects)]
    for side in sides:
        side.require_length()
    if original is not None and original.rows != source.rows:
        raise InputError(
            f"{source.name} has {original.rows:,} rows before generalisation and {source.rows:,} "
            "after it.",
            "Give the same rows in the same order.",
        )
    if rows < LEAST or splits < 1:
        raise InputError(
            f"Tables cannot be compared on {rows:,} rows and {splits} splits.",
            f"Give at least {LEAST} rows and 1 split.",
        )
    if held_out is not None and held_out.rows:
        sides.append(Side(held_out, None))
    names = list(dict.fromkeys(source.columns if columns is None else columns))
    require_known([*names, *sorted(tasks.columns)], source, release)
    left_out = compare_columns(names, sides)
    figures = UsefulnessFigures(
        table=release.name,
        rows_source=source.rows,
        rows_release=release.rows,
        compared_source=0,
        compared_release=0,
        splits=splits,
        seed=seed,
        left_out=tuple(LeftOut(column=name, why_not=why) for name, why in left_out.items()),
    )
    compared = [name for name in names if name not in left_out]
    if not compared:
        return figures.model_copy(update={"why_not": not_measured("no-columns")})
    if min(side.count for side in sides[:2]) < LEAST:
        return figures.model_copy(update={"why_not": not_measured("few-rows")})
    trials = trials_of(sides, tasks.counts, rows=rows, splits=splits, seed=seed)
    if not trials.splits:
        return figures.model_copy(update={"why_not": not_measured("few-rows")})
    varied = varied_columns(trials)
    details = {} if original is None else _details(original, source, release, compared)
    with one_thread():
        measured = {
            **_columns(trials, compared, details),
            **_whole(trials, varied),
            **Declared(trials, varied, left_out).measure(tasks),
        }
    return figures.model_copy(
        update={
            "compared_source": trials.source.rows,
            "compared_release": trials.release.rows,
            "splits": len(trials.splits),
            **measured,
        }
    )


def _details(
    original: Table, source: Table, release: Table, names: Iterable[str]
) -> dict[str, DetailKept]:
    """Return the detail of the columns that were generalised."""
    details = {}
    for name in names:
        if name in original.columns:
            before, spelt = one_array(original.column(name)), one_array(source.column(name))
            if not canonical_text(before).equals(canonical_text(spelt)):
                labels = pc.count_distinct(release.column(name)).as_py()
                details[name] = detail_kept(before, spelt, labels)
    return details


def _columns(
    trials: Trials, names: Iterable[str], details: Mapping[str, DetailKept]
) -> dict[str, object]:
    many = lists_of_names(trials)
    columns: dict[str, ColumnUsefulness] = {}
    for name in names:
        column = measure_column(trials, name, details.get(name))
        if name in many and column.verdict == "cannot tell":
            column = column.model_copy(update={"why_not": not_measured("too-many-values")})
        columns[name] = column
    ordered = [columns[name] for name in sorted(columns)]
    return {
        "columns": tuple(columns.values()),
        "column_score": _together(column.distance for column in ordered),
    }


def _whole(trials: Trials, varied: list[str]) -> dict[str, object]:
    """Return the figures that take several columns together."""
    few = not_measured("few-columns")
    if not varied:
        return {"not_measured": dict.fromkeys(("random_queries", *_SEVERAL), few)}
    queries = {"random_queries": measure_random_queries(trials, varied)}
    if len(varied) < 2:
        return {**queries, "not_measured": dict.fromkeys(_SEVERAL, few)}
    pairs = tuple(measure_pair(trials, *pair) for pair in chosen_pairs(varied))
    return {
        **queries,
        "pairs": pairs,
        "pairs_of": len(varied) * (len(varied) - 1) // 2,
        "pair_score": _together(pair.joint for pair in pairs),
        "propensity": measure_propensity(trials, varied),
        "components": measure_components(trials, varied),
    }


def _together(yardsticks: Iterable[Yardstick | None]) -> float | None:
    """Return the share of all ways together, so that those that are hardly longer than noise do not
    count as much as others; None where there is none."""
    scored = [y for y in yardsticks if y is not None and y.score is not None]
    way = sum((y.useless or 0.0) - y.floor for y in scored)
    gone = sum((y.useless or 0.0) - y.halved for y in scored)
    return float(np.clip(gone / way, 0, 1)) if scored else None
