"""Group protection: generalisation hierarchies, equivalence classes and the privacy search.

What lives here: everything that decides how coarse quasi-identifiers must become so that enough
subjects share each combination. What does not: transforms of single values
(:mod:`sector_data.deidentify`) and the measurement of a finished release
(:mod:`sector_data.assessment`).
"""
