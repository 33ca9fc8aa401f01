"""What was measured beyond equivalence classes, as parts of a page.

What lives here: choosing and spelling figures of risk, attacks, traces, self-test and use, in the
language of the page. What does not: measuring them (:mod:`sector_data.assessment`), drawing
(:mod:`sector_data.release.report.intervals` and its neighbours).
"""
