"""The papers of a release: what evidence answers of the questions that are asked of data.

What lives here: answers, and the evidence that each rests on. What does not: the questions
(:mod:`sector_data.spec.questions`) and the words of the pages (:mod:`sector_data.release.report`).
"""
