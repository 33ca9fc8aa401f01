"""Validation: what a release must satisfy, checked with Great Expectations.

What lives here: suites made from a plan, expectations of our own, the run, the Data Docs. What does
not: risk and utility figures (:mod:`sector_data.assessment`). Great Expectations is imported by
:mod:`sector_data.validate.adapter` alone, when it is used.
"""
