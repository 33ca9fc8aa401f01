"""A release beside earlier ones of the same people.

What lives here: whom rows are about, what two releases tell together, what is recorded. What does
not: the file of the ledger (:mod:`sector_data.release.ledger`).
"""
