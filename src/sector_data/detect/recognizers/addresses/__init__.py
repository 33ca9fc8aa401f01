"""Street addresses, post boxes, postal codes and the cities beside them.

What lives here: where somebody lives or works, down to the street, in the forms of the countries of
our languages and of their neighbours. What does not: names of cities and countries that stand alone
(:mod:`sector_data.detect.recognizers.places`).

Finders of one family of forms each (:mod:`.english`, :mod:`.romance`, :mod:`.germanic`,
:mod:`.japanese`) find the street; :mod:`.postal` knows codes with their cities; :mod:`.labelled`
what stands behind a label; :mod:`.joining` makes one passage of what belongs together. Words for
streets are taken from all languages at once: where somebody lives does not depend on the language
of the note.
"""

from sector_data.detect.recognizers.addresses.joining import beside, finder

__all__ = ["beside", "finder"]
