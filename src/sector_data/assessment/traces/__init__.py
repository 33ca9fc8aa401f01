"""What of the source is left in a release that should not be.

What lives here: the searches for copies, single values, extremes, order, running numbers, digits
and keyless pseudonyms, each against what chance alone would show. What does not: attacks
(:mod:`sector_data.assessment.attacks`, :mod:`sector_data.assessment.membership`).
"""

from sector_data.assessment.traces.searching import find_traces

__all__ = ["find_traces"]
