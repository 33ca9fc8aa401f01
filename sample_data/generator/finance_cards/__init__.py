"""Card payments of a bank's customers, with fraud in them.

What lives here: the cards, the habits of their holders, the shops, the thieves. What does not:
people and numbers (:mod:`sample_data.generator.finance_parties`).
"""
