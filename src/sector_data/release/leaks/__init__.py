"""Whether an identifier of the source stands in any file of a release.

What lives here: the secrets, the rule, the reading of files, and what is found. What does not:
which columns hold identifiers (:mod:`sector_data.pipeline.packaging`).
"""
