"""What the lists say of a word: given name, family name, an ordinary word as well, or no name.

What lives here: the judgement of single words, in any letter case and with or without accents. What
does not: the lists of names (:mod:`sector_data.detect.gazetteers.people`), and the rules that put
words together (:mod:`.listed`).
"""

from __future__ import annotations

import re

from sector_data.detect.gazetteers.ordinary import ordinary_english
from sector_data.detect.gazetteers.people import (
    family_names,
    family_names_anywhere,
    folded,
    given_names,
    given_names_anywhere,
)
from sector_data.detect.recognizers.openers import words_in
from sector_data.detect.recognizers.vocabulary import Words, any_of
from sector_data.detect.shapes import value_sets

_ENDINGS = re.compile(
    r"[a-z]{2,20}(?:"
    r"ovic|evic|kovic|ovich|evich|enko|chuk|czuk|shvili|adze|opoulos|poulou|idis|akis|oglu|zade"
    r"|[a-z]{4}ason|[nrlkdtf]sson|[nr]ssen|sdottir|dottir|ndersen|nsen|rsen|lsen|tsen|ksen|strom|qvist|kvist|gaard|lund|berg"
    r"|ovsky|evsky|ovskij|wicz|czyk|iak|czak"
    r"|[oe]v|ova|eva|ovna|evna|(?:n|w|l|r)sk[aiy]|yan|ainen|onen|inen|maki|aitis|auskas|unas|aite"
    r"|stein|mann|baum|heimer|meier|meyer|bauer|huber|gruber|bacher|hofer"
    r"|quez|guez|ndez|nchez|rdez|rtez|elli|etti|ucci|accio|ellini|iello|azzo|izzi"
    r"|moto|mura|kawa|shima|yama|zaki|guchi|hashi|tsune|subramanian|swamy|krishnan|murthy"
    r"|singh|preet|jeet|deep|ullah|uddin|ayeva"
    r")"
)
"""How family names end that are no words of English: patronymics and places of origin."""
_ACCENTED = re.compile(
    r".{2,20}(?:i[ćč]|s?k[ýá]|n[ýá]|ov[áýé]|ňák|[čšř][ei]k|í[kn]|ák|oğlu|ów|ñez|ães|ão|ész|ász|őy)"
)
"""How names end that keep their accents."""
_PREFIX = re.compile(r"(?:Mc|Mac|O['’]|Fitz|Al-|El-|D['’])[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]{2,20}")
_DERIVED = re.compile(
    r"[a-z]{3,}(?:ing|tion|sion|ness|ment|ally|ility|[aeiou]ous|[ai]ble|i[sz]ed|i[sz]ation|less|ology)"
)
"""How English makes words of words, more than any list holds."""
_INFLECTIONS = {
    "ies": ("y",),
    "es": ("",),
    "s": ("",),
    "ed": ("", "e"),
    "ing": ("", "e"),
    "ly": ("",),
}
"""Endings of regular forms, and what the word ends with that has them."""
_REMEMBERED = 50_000
"""Words whose judgement is kept: notes use the same ones."""
_STEM = 3
"""Letters of the shortest word that is inflected."""
_TERM_LENGTH = 8
"""Letters from which an ending such as "-itis" or "-statin" tells a term; few names are so long."""
_SURE_LENGTH = 5
"""Letters from which an ending tells a name; "Nova" and "Berg" are too short to say."""


class KnownNames:
    """Judges words by the lists of names and the words of a language.

    Parameters
    ----------
    words
        The word lists of the language the texts are in. Names come from everywhere.
    """

    def __init__(self, words: Words) -> None:
        self._given = given_names_anywhere() | {folded(n) for n in given_names(words.language)}
        self._family = family_names_anywhere() | {folded(n) for n in family_names(words.language)}
        self._common = ordinary_english() if words.language == "en" else frozenset()
        self._both = frozenset(words["name_words"])
        self._judged: dict[str, bool] = {}
        self._function = frozenset((*words["function_words"], *words["no_names"]))
        lists = (
            "clinical",
            "trade_names",
            "months",
            "weekdays",
            "no_person_words",
            "nationalities",
        )
        self._dull = frozenset(w for name in lists for w in words[name]) | self._function
        hard = ("clinical", "months", "weekdays", "company_forms", "after_no_name")
        self._hard = frozenset(w.lower() for name in hard for w in words[name]) | self._function
        self._term = re.compile(rf"[a-z]{{3,}}{words.pattern('drug_endings')}s?")
        self._eponyms = frozenset(words["eponyms"])
        values = value_sets()
        self._places = frozenset(words["name_places"]) | {
            v.casefold() for kind in ("STATE", "COUNTRY") for v in values[kind][0]
        }

    def dull(self, word: str) -> bool:
        """Tell whether a word is never part of a name that nothing announces."""
        return word.casefold() in self._dull or self._a_term(word)

    def never(self, word: str) -> bool:
        """Tell whether a word is not even a family name behind a given name."""
        return word.casefold() in self._hard or self._a_term(word)

    def _a_term(self, word: str) -> bool:
        """Whether a word has the form of a drug, a disease or an operation, and is no name."""
        plain = word.lower()
        formed = len(plain) >= _TERM_LENGTH and self._term.fullmatch(plain) is not None
        return formed and plain not in self._given and plain not in self._family

    def function_word(self, word: str) -> bool:
        """Tell whether a word is a pronoun, preposition, auxiliary or the like."""
        return word.casefold() in self._function

    def given(self, word: str) -> bool:
        """Tell whether a word is a given name, and of a hyphenated one its first part."""
        plain = folded(word)
        if plain in self._given:
            return True
        first, _, rest = plain.partition("-")
        return len(rest) > 1 and first in self._given and rest not in self._common

    def given_in_small(self, text: str) -> bool:
        """Tell whether a text has a word in small letters that is a given name and nothing else."""
        return any(
            word in self._given and self.sure_given(word) and any(text[p].islower() for p in places)
            for word, places in words_in(text).items()
        )

    def family(self, word: str) -> bool:
        """Tell whether a word is a family name by the lists or by its form."""
        plain = folded(word).replace("’", "").replace("'", "")
        if plain in self._family:
            return True
        parts = plain.split("-")
        if len(parts) > 1 and all(len(p) > 1 and p not in self._common for p in parts):
            return any(p in self._family for p in parts)
        return self.shaped(word)

    def shaped(self, word: str) -> bool:
        """Tell whether a word has the form of a family name ("-ovic", "-sson", "Mc…")."""
        plain = folded(word)
        formed = len(plain) > _SURE_LENGTH and bool(_ENDINGS.fullmatch(plain))
        return formed or bool(_PREFIX.fullmatch(word) or _ACCENTED.fullmatch(word.casefold()))

    def common(self, word: str) -> bool:
        """Tell whether a word is an ordinary word of English and no name of the lists."""
        known = self._judged.get(word)
        if known is None:
            known = self._judged[word] = bool(self._common) and self._ordinary_word(word)
            if len(self._judged) > _REMEMBERED:
                self._judged.clear()
        return known

    def _ordinary_word(self, word: str) -> bool:
        low = word.lower()
        found = low in self._common or self._inflected(low) or _DERIVED.fullmatch(low) is not None
        return found and not (self.given(word) or self.family(word))

    def _inflected(self, low: str) -> bool:
        """Whether a word is a regular form of one of the list: "dilated", "nodules"."""
        for ending, stems in _INFLECTIONS.items():
            stem = low.removesuffix(ending)
            if len(stem) < min(len(low), _STEM):
                continue
            doubled = stem[:-1] if len(stem) > _STEM and stem[-1] == stem[-2] else stem
            if stem != low and any({stem + s, doubled + s} & self._common for s in stems):
                return True
        return False

    def ordinary(self, word: str) -> bool:
        """Tell whether a name is an ordinary word as well ("Rose", "Hunter")."""
        return folded(word) in self._both

    def eponym(self, word: str) -> bool:
        """Tell whether a name is best known for what is called after it."""
        return folded(word) in self._eponyms

    def place(self, word: str) -> bool:
        """Tell whether a name is also that of a well-known place ("Florence", "Austin")."""
        return word.casefold() in self._places

    def sure(self, word: str) -> bool:
        """Tell whether a word is a name and nothing else."""
        return self.sure_given(word) or (self.family(word) and self._alone(word))

    def sure_given(self, word: str) -> bool:
        """Tell whether a word is a given name and nothing else."""
        return self.given(word) and self._alone(word)

    def coded(self, word: str) -> bool:
        """Tell whether capitals stand inside a word as in "PaCO" and not as in "McDonald"."""
        return _CAMEL.search(word) is not None and _PREFIXED.match(word) is None

    def _alone(self, word: str) -> bool:
        return not (self.ordinary(word) or self.dull(word) or self.eponym(word) or self.place(word))


_CAMEL = re.compile(r"[a-zß-öø-ÿ][A-ZÀ-ÖØ-Þ]|[A-ZÀ-ÖØ-Þ]{2}[a-zß-öø-ÿ]")
_PREFIXED = re.compile(
    r"(?:Ma?c|Fitz|De|Di|Da|Du|La|Le|Van|O['’]|St|Al|El|Ben|Abd|Mc)[A-ZÀ-ÖØ-Þ][a-z]"
)


def eponymous(words: Words) -> re.Pattern[str]:
    """Return a pattern of what stands behind a name that a thing is called after.

    "Crohn's disease", "Hoehn and Yahr stage", "Beck Depression Inventory"; but not "Mary's hand":
    general words do not follow a possessive.
    """
    names = any_of({e.title() for e in words["eponyms"]} | set(words["eponyms"]))
    special, general = (
        words.any_of("eponym_nouns"),
        any_of((*words["eponym_nouns"], *words["eponym_things"])),
    )
    capital = r"[A-ZÀ-ÖØ-Þ][^\W\d_]{1,20}"
    return re.compile(
        rf"(?:['’]s?|s)?[ \t-]{{1,2}}(?i:{special})\b|[ \t](?:and|or|&)[ \t]{names}\b"
        rf"|(?:[ \t](?:and|or|&)[ \t]{capital}|[/-]{capital}|[ \t]{capital}(?=[ \t]{capital}))?"
        rf"[ \t-]{{1,2}}(?i:{general})\b"
    )
