"""Measuring what goes out, or any table: who is known, who was never in it, what attacks find.

What lives here: scenes and tasks made from a pipeline, and the control group. What does not: the
attacks and figures themselves (:mod:`sector_data.assessment`).
"""
