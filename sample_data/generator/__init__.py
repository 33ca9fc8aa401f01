"""Seeded generators of fictional source data, with every planted identifier on record.

What lives here: one package for each sample, found by
:mod:`sample_data.generator.catalogue`; what they share. ``python -m sample_data.generator`` writes
them. What does not: anything that :mod:`sector_data` needs to release a user's own data, and any
real person.
"""
