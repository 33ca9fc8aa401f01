"""Generalisation hierarchies: from a value to ever coarser labels, and what each step costs.

What lives here: one module for each kind of hierarchy, :func:`build`, :func:`propose` and
:func:`require_fit`. What does not: the declarations (:mod:`sector_data.spec.hierarchies`) and the
choice of a level (:mod:`sector_data.anonymise.protect`).
"""

from sector_data.anonymise.hierarchies.building import build
from sector_data.anonymise.hierarchies.fitting import require_fit
from sector_data.anonymise.hierarchies.hierarchy import Hierarchy, canonical_text
from sector_data.anonymise.hierarchies.proposing import Proposal, propose, propose_with_reason

__all__ = [
    "Hierarchy",
    "Proposal",
    "build",
    "canonical_text",
    "propose",
    "propose_with_reason",
    "require_fit",
]
