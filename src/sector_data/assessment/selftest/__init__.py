"""Whether the measures see what is known to leak in the release's own data.

What lives here: releases whose leak is known, and the trial of the measures on them. What does not:
the measures (:mod:`sector_data.assessment.traces`, :mod:`sector_data.assessment.membership`).
"""

from sector_data.assessment.selftest.trying import Measure, self_test

__all__ = ["Measure", "self_test"]
