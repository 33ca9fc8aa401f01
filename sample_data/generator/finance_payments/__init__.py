"""Credit transfers of a bank with branches in four countries, and statements of its accounts.

What lives here: who pays whom for what, what they write, and who launders. What does not: people,
firms and their numbers (:mod:`sample_data.generator.finance_parties`).
"""
