"""The transforms of a pipeline file, every parameter spelt out.

What lives here: one module for each kind of value. What does not: what they do
(:mod:`sector_data.deidentify`).
"""
