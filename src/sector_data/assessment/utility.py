"""How much of a table's use is left after protection.

What lives here: the figures of :class:`sector_data.spec.evidence.release.UtilityFigures`. What does
not: the dependence of two columns (:mod:`sector_data.assessment.associations`) and the bounds that
a release must keep (:mod:`sector_data.assessment.gates`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.anonymise.hierarchies import build, canonical_text
from sector_data.assessment.associations import code_together, pair_likeness, shape_likeness
from sector_data.errors import InputError
from sector_data.sources.shares import Share, Tell
from sector_data.sources.tables import Table
from sector_data.spec.evidence.release import ColumnUtility, UtilityFigures
from sector_data.spec.plan import Generalisation, ProtectionPlan


def measure_utility(
    before: Table,
    after: Table,
    *,
    comparable: Table,
    columns: Sequence[str],
    subjects_before: int,
    subjects_after: int,
    protection: ProtectionPlan | None = None,
    base: Path = Path(),
    tell: Tell | None = None,
) -> UtilityFigures:
    """Measure the utility of a released table against its source.

    Parameters
    ----------
    before
        The source.
    after
        The table as released.
    comparable
        The source after every transform but the suppression of rows, so that a column's values
        are spelt as in the release: what the release would be if nobody had to be left out.
    columns
        Columns whose values mean the same in `comparable` and `after`; only their shapes and
        dependences are compared. Leave out pseudonyms, shifted dates and free text.
    subjects_before, subjects_after
        Distinct subjects of source and release; rows where the table has none.
    protection
        Levels of the quasi-identifiers, for the detail that they keep.
    base
        Directory that paths of hierarchy files start from.
    tell
        Told how much of a large table is compared.

    Returns
    -------
    UtilityFigures
        Every column of `after`. A quasi-identifier retains the mean over the source's rows of
        1 - loss (:mod:`sector_data.anonymise.hierarchies.hierarchy`), where a suppressed row
        retains nothing; another column the share of its present values that are still there. An
        empty source has nothing to lose.

    Raises
    ------
    InputError
        If a column to compare is in neither table, or a hierarchy file is missing.
    """
    for name in columns:
        if name not in comparable.columns or name not in after.columns:
            raise InputError(f"The column {name} of {after.name} has nothing to compare it with.")
    size = comparable.data.select(columns).nbytes
    # Each column is coded, and then each pair is compared, which takes about as long.
    share = Share(f"comparing {after.name} with its source", 2 * size, tell)
    coded = {
        name: code_together(comparable.column(name), after.column(name))
        for name in share.of(columns, lambda name: comparable.column(name).nbytes)
    }
    shapes = {name: shape_likeness(column) for name, column in coded.items()}
    levels = {part.column: part for _, part in protection.own} if protection else {}
    utilities = []
    details = []
    for name in after.columns:
        if name in levels and name in before.columns:
            retained = _detail_kept(before.column(name), after.column(name), levels[name], base)
            details.append(retained)
        else:
            source = before if name in before.columns else comparable
            retained = _values_kept(source, after, name)
        utilities.append(ColumnUtility(column=name, retained=retained, shape=shapes.get(name)))
    return UtilityFigures(
        table=after.name,
        rows_before=before.rows,
        rows_after=after.rows,
        subjects_before=subjects_before,
        subjects_after=subjects_after,
        columns=tuple(utilities),
        granularity=float(np.mean(details)) if details else None,
        shapes=float(np.mean(list(shapes.values()))) if shapes else None,
        pair_trends=pair_likeness(list(coded.values()), share, size),
    )


def _detail_kept(
    before: pa.ChunkedArray, after: pa.ChunkedArray, part: Generalisation, base: Path
) -> float:
    """Return the granularity kept: the mean over source rows of 1 - loss, suppressed rows 0."""
    rows = len(before)
    if not rows:
        return 1.0
    if part.coarsest == 0:
        return min(len(after) / rows, 1.0)
    hierarchy = build(part.hierarchy, before, base=base)
    distinct = before.unique()
    # All values under one label lose the same, so the label tells the loss; where two levels
    # share a label, the coarser one, which comes first, is counted.
    levels = part.chosen[::-1]
    labels = pa.concat_arrays([canonical_text(hierarchy.generalise(distinct, x)) for x in levels])
    losses = pa.array(np.concatenate([hierarchy.loss(distinct, level) for level in levels]))
    counted = after.value_counts()
    released = counted.field("values").cast(pa.string())
    # A label that the source does not have (a synthetic row's) tells nothing of the source.
    loss = losses.take(pc.index_in(released, labels))
    kept = 1 - pc.fill_null(loss, 1.0).to_numpy()
    return float(min(kept @ counted.field("counts").to_numpy() / rows, 1.0))


def _values_kept(source: Table, after: Table, name: str) -> float:
    if name not in source.columns:
        return 1.0
    there = source.rows - source.column(name).null_count
    left = after.rows - after.column(name).null_count
    return float(min(left / there, 1.0)) if there else 1.0
