"""Classifications whose codes the program can read.

What lives here: a module for each field, with a function for each classification. What does not:
the tables, which are data of ``schemas/hierarchies``, and levels and loss
(:mod:`sector_data.anonymise.hierarchies.coded`).
"""

from sector_data.anonymise.hierarchies.structures.choosing import structure_of
from sector_data.anonymise.hierarchies.structures.structure import Structure

__all__ = ["Structure", "structure_of"]
