"""The catalogue of identifiers: what numbers states, sectors and standards give out.

What lives here: the entries (:mod:`.countries`, :mod:`.catalogue`) and how the values of a column
are explained by them (:mod:`.columns`). What does not: their finder in text
(:mod:`sector_data.detect.recognizers.catalogue`).
"""
