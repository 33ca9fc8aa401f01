"""Hierarchies of codes that the program knows: postcodes, places, classifications.

What lives here: labels and loss by a classification's structure. What does not: the structures
(:mod:`sector_data.anonymise.hierarchies.structures`).
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.anonymise.hierarchies.checks import require_rules
from sector_data.anonymise.hierarchies.hierarchy import (
    ROOT,
    Floats,
    LeafHierarchy,
    canonical_text,
)
from sector_data.anonymise.hierarchies.structures import structure_of
from sector_data.spec.classifications import CodedHierarchySpec


class Coded(LeafHierarchy):
    """Codes of a classification, from the code up to its broadest group.

    A value that is no code of the classification is ``*`` from level 1 on; one that is a code of a
    higher level (a UK district among postcodes) stays itself up to that level. Loss counts the
    distinct codes of the data under a label.
    """

    spec: CodedHierarchySpec

    def __init__(self, spec: CodedHierarchySpec, values: pa.Array) -> None:
        require_rules(spec)
        self._structure = structure_of(spec)
        self.spec = spec
        self.levels = len(spec.levels) + 2
        self.leaves = values.drop_null().unique()
        self._known: dict[str, dict[str, str] | None] = {}

    def _labels(self, distinct: pa.Array, level: int) -> pa.Array:
        name = self.spec.levels[level - 1]
        places = [self._place(text) for text in self._codes(distinct)]
        return pa.array([place[name] if place else ROOT for place in places], pa.string())

    def _codes(self, distinct: pa.Array) -> list[str]:
        """Spell values as codes, the empty text for what can be none."""
        if pa.types.is_integer(distinct.type):
            spell = self._structure.number
            return [spell(number) if spell else "" for number in distinct.to_pylist()]
        return [text or "" for text in canonical_text(distinct).to_pylist()]

    def _place(self, text: str) -> dict[str, str] | None:
        if text not in self._known:
            self._known[text] = self._structure.place(text)
        return self._known[text]

    def _losses(self, distinct: pa.Array, level: int) -> Floats:
        unplaced = pc.equal(self._labels(distinct, level), ROOT).to_numpy(zero_copy_only=False)
        return np.where(unplaced, 1.0, super()._losses(distinct, level))
