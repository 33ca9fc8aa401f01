"""Re-identification risk of a table, counted over subjects.

What lives here: the figures of :class:`sector_data.spec.evidence.RiskFigures`. What does not: the
grouping into classes (:mod:`sector_data.anonymise.classes`) and the bounds that a release must
keep (:mod:`sector_data.assessment.gates`).
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

from sector_data.anonymise.classes import EquivalenceClasses, SensitiveColumn
from sector_data.errors import InputError
from sector_data.sources.tables import Table
from sector_data.spec.evidence import RiskFigures


def measure_risk(
    table: Table,
    quasi_identifiers: Sequence[str],
    *,
    subjects: pa.Array | pa.ChunkedArray | None = None,
    sensitive: Mapping[str, SensitiveColumn] | Sequence[str] = (),
    k: int | None = None,
) -> RiskFigures:
    """Measure the risk that subjects of a table are recognised by their quasi-identifiers.

    The attacker knows that a subject is in the table and knows its quasi-identifiers (prosecutor
    scenario; El Emam, *Guide to the De-Identification of Personal Health Information*, 2013,
    ch. 16): the risk of a subject is 1 / (distinct subjects in its equivalence class). A subject
    with several rows has the risk of the smallest class that it has a row in. Missing
    quasi-identifiers are a value of their own; missing subjects count as one; missing sensitive
    values are no value.

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

    Returns
    -------
    RiskFigures
        Of a table without rows: no class, k = 0 and risks of 0.

    Raises
    ------
    InputError
        If the table has no such column, or lengths differ.
    """
    _require_columns(table, quasi_identifiers)
    if subjects is not None and len(subjects) != table.rows:
        raise InputError(
            f"There are {len(subjects):,} subjects for the {table.rows:,} rows of {table.name}."
        )
    if not isinstance(sensitive, Mapping):
        _require_columns(table, sensitive)
        sensitive = {
            name: SensitiveColumn(table.column(name).combine_chunks()) for name in sensitive
        }
    classes = EquivalenceClasses.of(
        [table.column(name) for name in quasi_identifiers], table.rows, subjects=subjects
    )
    smallest = classes.smallest_of_subject()
    risks = 1 / smallest
    return RiskFigures(
        table=table.name,
        rows=table.rows,
        subjects=len(smallest),
        quasi_identifiers=tuple(quasi_identifiers),
        classes=classes.count,
        k=int(classes.subjects.min(initial=np.iinfo(np.int64).max)) if table.rows else 0,
        unique_subjects=float(np.mean(smallest == 1)) if len(smallest) else 0.0,
        subjects_below_k=float(np.mean(smallest < k)) if k and len(smallest) else 0.0,
        highest_risk=float(risks.max(initial=0.0)),
        average_risk=float(risks.mean()) if len(risks) else 0.0,
        l_diversity={
            name: int(classes.diversity(column).min()) if classes.count else 0
            for name, column in sensitive.items()
        },
    )


def _require_columns(table: Table, names: Sequence[str]) -> None:
    known = table.columns
    for name in names:
        if name in known:
            continue
        near = difflib.get_close_matches(name, known, n=3)
        raise InputError(
            f"The table {table.name} has no column {name}.",
            f"Did you mean {', '.join(near)}?" if near else f"Its columns are {', '.join(known)}.",
        )
