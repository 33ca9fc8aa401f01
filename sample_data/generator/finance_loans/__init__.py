"""A bank's register of mortgage applications, as it is kept for the Home Mortgage Disclosure Act.

What lives here: who applies, what for, how it is decided and how it ends. What does not: people's
numbers (:mod:`sample_data.generator.finance_parties`).
"""
