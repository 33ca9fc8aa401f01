"""A seeded generator of fictional US health data with every planted identifier on record.

What lives here: the model of a region, its people, their care and what is written about them;
``python -m sample_data.generator`` writes it all. What does not: anything that the package
:mod:`sector_data` needs at run time, and any real person.
"""
