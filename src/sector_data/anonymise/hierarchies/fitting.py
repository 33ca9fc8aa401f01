"""Whether a hierarchy is that of its column.

What lives here: counting the values without a place. What does not: reading a column by all known
classifications, to find the one that suits it (:mod:`sector_data.anonymise.hierarchies.proposing`).
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from sector_data.anonymise.hierarchies.hierarchy import ROOT, Hierarchy, canonical_text
from sector_data.errors import InputError
from sector_data.sources.tables import one_array


def unplaced(hierarchy: Hierarchy, distinct: pa.Array) -> pa.Array:
    """Say of distinct present values which the hierarchy cannot place: ``*`` from level 1 on."""
    if hierarchy.levels == 2:
        return pa.repeat(False, len(distinct))
    return pc.and_(
        pc.equal(hierarchy.generalise(distinct, 1), ROOT),
        pc.not_equal(canonical_text(distinct), ROOT),
    )


def require_fit(hierarchy: Hierarchy, values: pa.Array | pa.ChunkedArray) -> None:
    """Insist that a hierarchy has a place for at least half of the distinct values of a column.

    Raises
    ------
    InputError
        With the numbers of values and rows that have none.
    """
    known = one_array(values).drop_null()
    if pa.types.is_null(known.type) or not len(known):
        return
    counted = known.value_counts()
    out = unplaced(hierarchy, counted.field("values"))
    kinds = int(pc.sum(out).as_py() or 0)
    if 2 * kinds > len(counted):
        rows = int(pc.sum(counted.field("counts").filter(out)).as_py())
        raise InputError(
            f"The hierarchy {hierarchy.spec.kind} has no place for {kinds:,} of the "
            f"{len(counted):,} distinct values of its column ({rows:,} "
            f"{'row' if rows == 1 else 'rows'}).",
            "Is it the hierarchy of another column? Values without a place are * from the first "
            "level on.",
        )
