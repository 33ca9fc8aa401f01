"""The pages that people read: ``report.html`` and ``README.md`` of a bundle, in five languages.

What lives here: their content, words and look. What does not: measuring what they tell.
"""
