"""People, firms and their bank accounts, of four European countries, for the finance samples.

What lives here: who holds cards and accounts, valid-looking numbers that belong to nobody, and the
word list beside the code. What does not: what they pay, borrow or write.
"""
