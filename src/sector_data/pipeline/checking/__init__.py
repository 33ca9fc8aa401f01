"""What is wrong with a pipeline, or undoes itself, before anything is done.

What lives here: checks of files, of decisions, and of transforms together. What does not: the
grammar of the file (:mod:`sector_data.spec`).
"""
