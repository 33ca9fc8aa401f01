"""An electricity grid: its devices, their outages, and the orders to repair them.

What lives here: the sample ``infrastructure-outages``. What does not: people's names, which come
from :mod:`sample_data.generator.finance_parties`.
"""
