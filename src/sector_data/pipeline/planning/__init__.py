"""From pipeline file and data to a plan: every decision fixed, nothing done yet.

What lives here: what is decided of columns, tables and events, and what is remarked. What does not:
carrying it out (:mod:`sector_data.pipeline.applying`).
"""
