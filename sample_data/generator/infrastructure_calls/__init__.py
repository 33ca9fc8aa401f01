"""Subscribers of a mobile network, and the records of their calls, messages and sessions.

What lives here: the sample ``infrastructure-calls``. What does not: people's names, which come from
:mod:`sample_data.generator.finance_parties`.
"""
