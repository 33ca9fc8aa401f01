"""Re-identification risk of a table, counted over subjects.

What lives here: the figures of :class:`sector_data.spec.evidence.release.RiskFigures`. What does
not: the grouping into classes (:mod:`sector_data.anonymise.classes`) and the bounds that a release
must keep (:mod:`sector_data.assessment.gates`).
"""

from __future__ import annotations

import difflib
import functools
from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.anonymise.classes import (
    EquivalenceClasses,
    Integers,
    SensitiveColumn,
    codes_of,
)
from sector_data.anonymise.measures import Missing, measure_models
from sector_data.anonymise.wildcards import wildcard_frequencies
from sector_data.errors import InputError
from sector_data.sources.tables import Table
from sector_data.spec.evidence.release import RiskFigures, SensitiveFigures


def measure_risk(
    table: Table,
    quasi_identifiers: Sequence[str],
    *,
    subjects: pa.Array | pa.ChunkedArray | None = None,
    sensitive: Mapping[str, SensitiveColumn] | Sequence[str] = (),
    k: int | None = None,
    missing: Missing = "own-value",
) -> RiskFigures:
    """Measure the risk that subjects of a table are recognised by their quasi-identifiers.

    The attacker knows that a subject is in the table and knows its quasi-identifiers (prosecutor
    scenario; El Emam, *Guide to the De-Identification of Personal Health Information*, 2013,
    ch. 16): the risk of a subject is 1 / (distinct subjects in its equivalence class). A subject
    with several rows has the risk of the smallest class that it has a row in. Missing subjects
    count as one; missing sensitive values are no value.

    Parameters
    ----------
    table
        Any table, released or not.
    quasi_identifiers
        Columns that an attacker may know; without any, all rows are one class.
    subjects
        Subject of each row; every row is one when they are not given.
    sensitive
        Columns whose distinct values are counted in each class: names of columns of the table, or
        columns by the name they are reported under.
    k
        Class size that was asked for; `subjects_below_k` is 0 without it.
    missing
        What a missing quasi-identifier is; see :data:`~sector_data.anonymise.measures.Missing`.
        With ``wildcard``, sizes are those of all rows that match, as sdcMicro counts, and classes
        and sensitive values those that a reader sees.

    Returns
    -------
    RiskFigures
        Of a table without rows: no class, k = 0 and risks of 0.

    Raises
    ------
    InputError
        If the table has no such column, or lengths differ.
    """
    require_columns(table, quasi_identifiers)
    if subjects is not None and len(subjects) != table.rows:
        raise InputError(
            f"There are {len(subjects):,} subjects for the {table.rows:,} rows of {table.name}."
        )
    if not isinstance(sensitive, Mapping):
        require_columns(table, sensitive)
        sensitive = {name: SensitiveColumn(table.column(name)) for name in sensitive}
    columns = {name: table.array(name) for name in quasi_identifiers}
    if missing == "removed":
        complete = functools.reduce(
            pc.and_,
            [values.is_valid() for values in columns.values()],
            pa.array([True] * table.rows),
        )
        return measure_risk(
            Table(table.name, table.data.filter(complete)),
            quasi_identifiers,
            subjects=None if subjects is None else subjects.filter(complete),
            sensitive={name: _only(column, complete) for name, column in sensitive.items()},
            k=k,
        )
    classes = EquivalenceClasses.of(list(columns.values()), table.rows, subjects=subjects)
    smallest = classes.smallest_of_subject()
    least = int(classes.subjects.min(initial=np.iinfo(np.int64).max)) if table.rows else 0
    if missing == "wildcard" and table.rows and columns:
        matches = np.rint(wildcard_frequencies(columns, subjects=subjects).sample).astype(np.int64)
        least, smallest = int(matches.min()), _smallest(matches, subjects)
    risks = 1 / smallest
    return RiskFigures(
        table=table.name,
        rows=table.rows,
        subjects=len(smallest),
        quasi_identifiers=tuple(quasi_identifiers),
        classes=classes.count,
        k=least,
        unique_subjects=float(np.mean(smallest == 1)) if len(smallest) else 0.0,
        subjects_below_k=float(np.mean(smallest < k)) if k and len(smallest) else 0.0,
        highest_risk=float(risks.max(initial=0.0)),
        average_risk=float(risks.mean()) if len(risks) else 0.0,
        l_diversity={
            name: int(classes.diversity(column).min()) if classes.count else 0
            for name, column in sensitive.items()
        },
    )


def _only(column: SensitiveColumn, rows: pa.Array) -> SensitiveColumn:
    return column if column.subjects is not None else SensitiveColumn(column.values.filter(rows))


def _smallest(sizes: Integers, subjects: pa.Array | pa.ChunkedArray | None) -> Integers:
    """Return the smallest size that each subject has a row in."""
    if subjects is None:
        return sizes
    codes, people = codes_of(subjects)
    smallest = np.full(people, np.iinfo(np.int64).max)
    np.minimum.at(smallest, codes, sizes)
    return smallest


def sensitive_figures(
    table: Table,
    quasi_identifiers: Sequence[str],
    sensitive: Sequence[str],
    *,
    subjects: pa.Array | pa.ChunkedArray | None = None,
    missing: Missing = "own-value",
) -> dict[str, SensitiveFigures]:
    """Measure all that the classes of a table tell about sensitive columns.

    Parameters
    ----------
    table, quasi_identifiers, sensitive, subjects, missing
        As for :func:`measure_risk`; `sensitive` names columns of the table.

    Returns
    -------
    dict
        By column; nothing of a column without any value, nor of a table without rows.
    """
    measured = measure_models(
        {name: table.column(name) for name in quasi_identifiers},
        sensitive={
            name: SensitiveColumn(column)
            for name in sensitive
            if (column := table.column(name)).null_count < table.rows
        },
        subjects=subjects,
        missing=missing,
    )
    return {
        name: SensitiveFigures(
            diversity=found.diversity,
            entropy=found.entropy,
            t_equal=found.t_equal,
            t_ordered=found.t_ordered,
            alpha=found.alpha,
            beta=found.basic_beta,
            delta=found.delta if np.isfinite(found.delta) else None,
            delta_present=found.delta_present,
        )
        for name, found in (measured.sensitive.items() if measured else ())
    }


def require_columns(table: Table, names: Sequence[str]) -> None:
    """Raise :class:`InputError` with the nearest names where a table lacks a column."""
    known = table.columns
    for name in names:
        if name in known:
            continue
        near = difflib.get_close_matches(name, known, n=3)
        raise InputError(
            f"The table {table.name} has no column {name}.",
            f"Did you mean {', '.join(near)}?" if near else f"Its columns are {', '.join(known)}.",
        )
