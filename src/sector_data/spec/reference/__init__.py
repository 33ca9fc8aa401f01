"""The reference of the pipeline file, written from the models.

What lives here: the page, its sections, and the examples on it. What does not: the models.
"""
