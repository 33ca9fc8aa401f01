"""Categories in their order, grouped with their neighbours.

What lives here: the groups and their labels. What does not: known scales that are proposed for a
column (:mod:`sector_data.anonymise.hierarchies.proposing`).
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from sector_data.anonymise.hierarchies.checks import require_rules
from sector_data.anonymise.hierarchies.hierarchy import (
    ROOT,
    Floats,
    LeafHierarchy,
    canonical_text,
)
from sector_data.spec.hierarchies import OrderedHierarchy


class Ordered(LeafHierarchy):
    """Groups of neighbours such as ``primary - secondary``.

    A value that is not among the categories has no place. Loss counts the categories under a label,
    whether the data hold them or not.
    """

    spec: OrderedHierarchy

    def __init__(self, spec: OrderedHierarchy) -> None:
        require_rules(spec)
        self.spec = spec
        self.levels = len(spec.groups) + 2
        self.leaves = pa.array(spec.values, pa.string())
        self._columns = [self._column(place) for place in range(len(spec.groups))]

    def _column(self, place: int) -> pa.Array:
        """Return the label of each category on a level."""
        values, size = self.spec.values, self.spec.groups[place]
        labels: list[str] = []
        for number, start in enumerate(range(0, len(values), size)):
            group = values[start : start + size]
            if self.spec.names is not None:
                label = self.spec.names[place][number]
            else:
                label = f"{group[0]} - {group[-1]}" if len(group) > 1 else group[0]
            labels += [label] * len(group)
        return pa.array(labels, pa.string())

    def _labels(self, distinct: pa.Array, level: int) -> pa.Array:
        places = pc.index_in(canonical_text(distinct), self.leaves)
        return pc.fill_null(self._columns[level - 1].take(places), ROOT)

    def _losses(self, distinct: pa.Array, level: int) -> Floats:
        losses = super()._losses(distinct, level)
        places = pc.index_in(canonical_text(distinct), self.leaves)
        losses[places.is_null().to_numpy(zero_copy_only=False)] = 1.0
        return losses
