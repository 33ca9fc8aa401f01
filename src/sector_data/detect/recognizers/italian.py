"""Names of people in Italian texts, of Italy and of Switzerland, without a language model.

What lives here: what is Italian about names: a capital inside a sentence tells one, and the family
name often stands first. What does not: the rules that Italian shares with German
(:mod:`.people_rules`, :mod:`.people_names`) and the word lists (``words/it``).
"""

from __future__ import annotations

from collections.abc import Iterator

from sector_data.detect.recognizers import people_rules
from sector_data.detect.recognizers.people_names import Barred, Habits, Names
from sector_data.detect.recognizers.people_words import Lexicon, Reading
from sector_data.detect.recognizers.vocabulary import Finder, Words
from sector_data.spec.evidence.findings import Span

_HABITS = Habits(telling=True, family_first=True)


def finder(words: Words) -> Finder:
    """Return the finder of names of people: entity ``PERSON``.

    Parameters
    ----------
    words
        The word lists of Italian.
    """
    lexicon = Lexicon(words, ("de", "fr"))
    announced = people_rules.Announced(words, _HABITS)
    barred = Barred(frozenset(words["no_name_before"]), frozenset(words["no_name_after"]))

    def find(text: str) -> Iterator[Span]:
        reading = Reading(text, lexicon, genitive=False)
        names = Names(reading, _HABITS)
        spans = [*announced.find(reading, names), *names.standing(barred)]
        yield from spans
        yield from people_rules.again(reading, spans)

    return Finder("ItalianNames", ("PERSON",), find)
