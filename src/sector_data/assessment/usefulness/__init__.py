"""Use: what analyses of a release give beside those of its source.

What lives here: distances of columns, pairs and whole tables, models and counts, each on a scale
from useless to the noise between two halves of the source. What does not: the shares of values,
detail and dependence that gates bound (:mod:`sector_data.assessment.utility`).
"""

from sector_data.assessment.usefulness.measuring import measure_usefulness

__all__ = ["measure_usefulness"]
