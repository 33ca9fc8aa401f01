"""Names of people in German texts, of Austria, Germany and Switzerland, without a language model.

What lives here: what is German about names: all nouns have capitals, so that a capital tells
nothing, and a name in the genitive ends in "s". What does not: the rules that German shares with
Italian (:mod:`.people_rules`, :mod:`.people_names`) and the word lists (``words/de``).
"""

from __future__ import annotations

from collections.abc import Iterator

from sector_data.detect.recognizers import people_rules
from sector_data.detect.recognizers.people_names import Barred, Habits, Names
from sector_data.detect.recognizers.people_words import Lexicon, Reading
from sector_data.detect.recognizers.vocabulary import Finder, Words
from sector_data.spec.evidence.findings import Span

_HABITS = Habits(telling=False, family_first=False)


def finder(words: Words) -> Finder:
    """Return the finder of names of people: entity ``PERSON``.

    Parameters
    ----------
    words
        The word lists of German.
    """
    lexicon = Lexicon(words, ("it", "fr"))
    announced = people_rules.Announced(words, _HABITS)
    barred = Barred(frozenset(words["no_name_before"]), frozenset(words["no_name_after"]))

    def find(text: str) -> Iterator[Span]:
        reading = Reading(text, lexicon, genitive=True)
        names = Names(reading, _HABITS)
        spans = [*announced.find(reading, names), *names.standing(barred)]
        yield from spans
        yield from people_rules.again(reading, spans)

    return Finder("GermanNames", ("PERSON",), find)
