"""Checking a bundle from the bundle alone, and once more from its source.

What lives here: one module for each kind of claim, and the attestation of an auditor. What does
not: digests and signatures (:mod:`sector_data.release.verification`).
"""
