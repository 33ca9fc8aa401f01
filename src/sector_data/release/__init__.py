"""The release bundle: packaged, described, searched for leaks, signed, verified, loaded.

What lives here: what a bundle is made of and how a stranger checks it. What does not: the order in
which a release comes about (:mod:`sector_data.pipeline`).
"""
