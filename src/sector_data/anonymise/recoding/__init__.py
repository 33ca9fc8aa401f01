"""Local recoding: levels of generalisation that differ from class to class, so that no row is lost.

What lives here: :func:`plan_local_recoding` and what it rests on. What does not: one set of levels
for the whole table (:mod:`sector_data.anonymise.protect`) and carrying a plan out
(:mod:`sector_data.anonymise.applying`).
"""

from sector_data.anonymise.recoding.planning import plan_local_recoding

__all__ = ["plan_local_recoding"]
