"""Policy packs: compared, composed, and held against a release.

What lives here: what several packs ask together, and what a release shows of each. What does not:
the packs (:mod:`sector_data.spec.policies`).
"""
