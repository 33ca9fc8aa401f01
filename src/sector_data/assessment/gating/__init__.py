"""The gate of synthetic tables: measured figures against the bounds of a profile.

What lives here: which figure a line compares, its verdict, and the same lines put to releases whose
leak is known. What does not: the profiles (``schemas/gates/``), the measurements, and gates that a
steward writes into a pipeline file (:mod:`sector_data.assessment.gates`).
"""

from sector_data.assessment.gating.judging import judge_table
from sector_data.assessment.gating.trial import gate_self_test

__all__ = ["gate_self_test", "judge_table"]
