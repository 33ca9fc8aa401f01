"""Whether a release tells who was in its source.

What lives here: membership inference, and distances to the closest record for information. What
does not: other attacks (:mod:`sector_data.assessment.attacks`) and copies
(:mod:`sector_data.assessment.traces`).
"""

from sector_data.assessment.membership.closest import closest_records
from sector_data.assessment.membership.inferring import infer_membership

__all__ = ["closest_records", "infer_membership"]
