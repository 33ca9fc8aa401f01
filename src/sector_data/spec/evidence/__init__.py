"""What was measured and found, as documents.

What lives here: one module for each kind of figure, with the words that it is told in. What does
not: measuring (:mod:`sector_data.assessment`).
"""
