"""Households with smart meters, and what they used half hour by half hour.

What lives here: the sample ``infrastructure-meters``. What does not: persons and addresses, which
come from :mod:`sample_data.generator.finance_parties`.
"""
