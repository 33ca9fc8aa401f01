"""Personal data in running text: found, replaced, measured.

What lives here: texts of columns and files, and surrogates that agree with the tables. What does
not: the finders (:mod:`sector_data.detect`).
"""
