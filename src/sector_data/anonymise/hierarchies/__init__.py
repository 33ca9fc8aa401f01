"""Generalisation hierarchies: from a value to ever coarser labels, and what each step costs.

What lives here: one module for each kind of hierarchy, :func:`build` and :func:`propose`. What does
not: the declarations (:mod:`sector_data.spec.hierarchies`) and the choice of a level
(:mod:`sector_data.anonymise.protect`).
"""

from sector_data.anonymise.hierarchies.building import build
from sector_data.anonymise.hierarchies.hierarchy import Hierarchy, canonical_text
from sector_data.anonymise.hierarchies.proposing import propose

__all__ = ["Hierarchy", "build", "canonical_text", "propose"]
