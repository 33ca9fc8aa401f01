"""Lists of names as they are in the world: of people and of places, by language.

What lives here: loading the lists, folded to one form. What does not: rules that use them
(:mod:`sector_data.detect.recognizers`, :mod:`sector_data.detect.shapes`).
"""
