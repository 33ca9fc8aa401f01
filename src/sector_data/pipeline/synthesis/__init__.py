"""Synthetic rows in a pipeline: made, judged, compared between engines.

What lives here: what a release needs around the engines. What does not: the engines
(:mod:`sector_data.synthesise`).
"""
