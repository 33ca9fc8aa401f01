"""Which usual tables of a sector a steward's files are, and what that tells.

What lives here: matching, and what structure and values a schema expects. What does not: the
schemas (:mod:`sector_data.spec.sectors`).
"""
