"""Disclosure risk of tables: who can be recognised in them, and what is then learnt.

What lives here: risks by equivalence classes, of samples and populations, special uniques, unicity
of events, and cells of tables of counts. What does not: attacks on a release
(:mod:`sector_data.assessment.attacks`) and protection (:mod:`sector_data.anonymise`).
"""

from sector_data.assessment.disclosure.measuring import measure_disclosure

__all__ = ["measure_disclosure"]
