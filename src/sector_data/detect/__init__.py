"""Finding personal data in columns and in running text, and saying why.

What lives here: the classifier of columns, the proposer of keys, the search in text. Presidio and
spaCy live in this room only and are imported when text is searched. What does not: what is done
about a finding (:mod:`sector_data.deidentify`, :mod:`sector_data.anonymise`).
"""
