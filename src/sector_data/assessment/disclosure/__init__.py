"""Disclosure risk of tables: who can be recognised in them, and what is then learnt.

What lives here: risks by equivalence classes, of samples and populations, special uniques, unicity
of events, and cells of tables of counts. What does not: attacks on a release
(:mod:`sector_data.assessment.attacks`) and protection (:mod:`sector_data.anonymise`).
"""

from sector_data.assessment.disclosure.cells import measure_cells
from sector_data.assessment.disclosure.differencing import measure_differencing
from sector_data.assessment.disclosure.measuring import measure_disclosure
from sector_data.assessment.disclosure.special_uniques import (
    measure_special_uniques,
    rare_combinations,
)
from sector_data.assessment.disclosure.unicity import measure_unicity

__all__ = [
    "measure_cells",
    "measure_differencing",
    "measure_disclosure",
    "measure_special_uniques",
    "measure_unicity",
    "rare_combinations",
]
