"""What other privacy settings would cost.

What lives here: which settings are looked at, and what each table would keep. What does not: the
search (:mod:`sector_data.anonymise.frontier`).
"""
