"""The ledger of releases: what was released of whom, kept where nobody else can read it.

What lives here: sketches of sets of subjects, the file that keeps releases, sums of privacy spent.
What does not: what two releases tell together (:mod:`sector_data.pipeline.ledger.crossings`).
"""
