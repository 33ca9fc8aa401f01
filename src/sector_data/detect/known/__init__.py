"""The identifiers of one person, looked for in the texts about that person, however written.

What lives here: which identifiers the tables hold of a subject (:mod:`.subjects`), how each kind
can be written (:mod:`.names`, :mod:`.japanese`, :mod:`.dates`, :mod:`.numbers`, :mod:`.phrases`),
and the search that brings them together (:mod:`.search`). What does not: identifiers that no table
holds (:mod:`sector_data.detect.text`), and the literal search of everybody's identifiers in all
texts (:mod:`sector_data.detect.known_values`).

Only a person's own values are looked for in a text, some ten of them: that is why errors of typing
and partial forms can be allowed without false alarms.
"""
