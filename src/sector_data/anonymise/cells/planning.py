"""A protection by suppressing cells: levels that are given, and stages that lose some cells.

What lives here: the plan. What does not: the choice of cells
(:mod:`sector_data.anonymise.cells.suppression`), the search for levels
(:mod:`sector_data.anonymise.protect`) and carrying a plan out
(:mod:`sector_data.anonymise.applying`).

An emptied cell is released at the top level of its hierarchy, ``*``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
import pyarrow as pa

from sector_data.anonymise.cells.suppression import CellStage, CellSuppression, suppress_cells
from sector_data.anonymise.hierarchies import Hierarchy, canonical_text
from sector_data.anonymise.hierarchies.hierarchy import ROOT
from sector_data.anonymise.loss import loss_of_product
from sector_data.errors import InputError
from sector_data.sources.tables import one_array
from sector_data.spec.plan import Generalisation, ProtectionPlan, Stage


def plan_cell_suppression(
    *,
    quasi_identifiers: Mapping[str, pa.Array | pa.ChunkedArray],
    hierarchies: Mapping[str, Hierarchy],
    levels: Mapping[str, int],
    k: int,
    subjects: pa.Array | pa.ChunkedArray | None = None,
    gaps: Literal["wildcard", "own-category"] = "own-category",
    importance: Sequence[str] | None = None,
    weights: Mapping[str, float] | None = None,
    limits: Mapping[str, int] | None = None,
) -> ProtectionPlan:
    """Release a table at given levels, and empty the cells that would make a row stand out.

    Parameters
    ----------
    quasi_identifiers
        Columns of one length, sixteen at most.
    hierarchies, levels
        One for each quasi-identifier; level 0 is the untouched value.
    k, subjects, gaps, importance, weights, limits
        As in :func:`suppress_cells`. By default a gap is a category of its own, so that the
        classes of the release have k subjects for every reader; with ``wildcard`` they need not.

    Returns
    -------
    ProtectionPlan
        A stage for each set of columns that lose their cells, the cheapest first. Rows that no
        choice of cells protects are suppressed. It is not optimal: see :func:`suppress_cells`.

    Raises
    ------
    InputError
        As :func:`suppress_cells` does, and if a hierarchy or a level is missing.
    """
    names = list(quasi_identifiers)
    if lacking := sorted(n for n in names if n not in hierarchies or n not in levels):
        raise InputError(f"No hierarchy or no level is given for {', '.join(lacking)}.")
    generalised = {
        name: hierarchies[name].generalise(values, levels[name])
        for name, values in quasi_identifiers.items()
    }
    found = suppress_cells(
        generalised,
        k,
        subjects=subjects,
        gaps=gaps,
        importance=importance,
        weights=weights,
        limits=limits,
    )
    tops = {name: hierarchies[name].levels - 1 for name in names}
    # A stage without any combination keeps the levels when there is no row.
    cells = found.stages or (CellStage((), np.zeros(0, dtype=np.int64)),)
    stages = tuple(
        Stage(
            levels=tuple(tops[n] if n in part.emptied else levels[n] for n in names),
            kept_classes=_kept(generalised, part),
        )
        for part in cells
    )
    return ProtectionPlan(
        generalisations=tuple(
            Generalisation(
                column=name,
                hierarchy=hierarchies[name].spec,
                chosen=tuple(sorted({stage.levels[place] for stage in stages})),
                levels=hierarchies[name].levels,
            )
            for place, name in enumerate(names)
        ),
        stages=stages,
        k=k,
        l_diversity={},
        gaps=gaps,
        suppressed_subjects=_lost_subjects(found, subjects),
        suppressed_rows=int(np.count_nonzero(~found.keep)),
        loss=_loss(quasi_identifiers, hierarchies, levels, found),
        checked=1,
        nodes=1,
        optimal=False,
    )


def _kept(
    generalised: Mapping[str, pa.Array], stage: CellStage
) -> tuple[tuple[str | None, ...], ...]:
    rows = pa.array(stage.rows)
    columns = [
        [ROOT] * len(stage.rows)
        if name in stage.emptied
        else canonical_text(values.take(rows)).to_pylist()
        for name, values in generalised.items()
    ]
    combinations = zip(*columns, strict=True)
    return tuple(sorted(combinations, key=lambda c: [(v is not None, v or "") for v in c]))


def _lost_subjects(found: CellSuppression, subjects: pa.Array | pa.ChunkedArray | None) -> int:
    if subjects is None:
        return int(np.count_nonzero(~found.keep))
    people = one_array(subjects)
    return len(people.unique()) - len(people.filter(pa.array(found.keep)).unique())


def _loss(
    columns: Mapping[str, pa.Array | pa.ChunkedArray],
    hierarchies: Mapping[str, Hierarchy],
    levels: Mapping[str, int],
    found: CellSuppression,
) -> float:
    """Return the loss of :mod:`sector_data.anonymise.loss`; an emptied cell has lost all."""
    product = 1.0
    for name, values in columns.items():
        losses = hierarchies[name].loss(values, levels[name])
        emptied = one_array(values).is_valid().to_numpy(zero_copy_only=False)
        emptied = emptied & found.columns[name].is_null().to_numpy(zero_copy_only=False)
        lost = np.where(emptied | ~found.keep, 1.0, losses)
        product *= 1 + (float(lost.mean()) if len(lost) else 0.0)
    return loss_of_product(product, len(columns))
