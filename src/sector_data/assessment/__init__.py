"""Measuring a release: risk of re-identification, utility, and the gates that bound them.

What lives here: figures that are computed from tables, whatever the plan promised. What does not:
the documents that hold them (:mod:`sector_data.spec.evidence.release`) and the search for
protection (:mod:`sector_data.anonymise`).
"""
