"""Counts, means, quantiles and histograms under a guarantee of differential privacy.

What lives here: what is asked of the rows, how accurate the answers will be, and the tables that
are made of them. What does not: any mechanism, all of which are OpenDP's; the bundle and the ledger
(:mod:`sector_data.pipeline.tabulating`).
"""
