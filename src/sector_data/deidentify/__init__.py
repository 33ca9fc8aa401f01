"""Transforms of single values, replacement of passages in text, and the key ring.

What lives here: what happens to a value once the plan has decided it. Every transform is a pure
function of (value, parameters, key, subject), so that order, batches and machines do not matter.
What does not: finding personal data (:mod:`sector_data.detect`) and protecting groups of rows
(:mod:`sector_data.anonymise`).
"""
