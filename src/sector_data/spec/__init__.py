"""Documents: the pipeline file, the plan, the evidence, and the word lists they share.

What lives here: plain data and its validation. It knows no other part of the package but the
errors, so that everything else may depend on it.
"""
