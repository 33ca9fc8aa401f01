"""Finders of personal data in running text that Presidio lacks, or has too weak.

What lives here: one module per kind of passage, pure functions over texts, fed with the words of a
language (``words/<language>/*.yaml``). What does not: Presidio, which runs them
(:mod:`sector_data.detect.engine`), and the choice between overlapping findings
(:mod:`sector_data.detect.text`).
"""
