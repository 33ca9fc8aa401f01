"""The entries of the catalogue: one module per country or sector, data without logic.

What lives here: what each number looks like, what it is called, who says so. What does not: how the
entries are searched (:mod:`sector_data.detect.identifiers`). A new number is one entry here; its
entity is in the list of entities by itself, its example is tested, and the page of the
documentation has it when it is written again.
"""
