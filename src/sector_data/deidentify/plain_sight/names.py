"""Surrogates of people's names.

What lives here: which words of a passage are a given name, a family name, a title or an initial,
and what stands in their place. What does not: the lists of names
(:mod:`sector_data.deidentify.plain_sight.name_lists`).

Every word is replaced by itself, so that ``Anna Rossi``, ``Ms Rossi`` and ``ROSSI`` agree in all
texts and tables of a subject: a surrogate of the same script, origin and sex, in the same letters
(capitals, small). Titles, particles and forms of address stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from sector_data.deidentify.plain_sight.drawing import Draws, Stream, plain
from sector_data.deidentify.plain_sight.name_lists import (
    Kind,
    Origin,
    drawn_name,
    origin_of,
    origins_of,
    pool,
    script_of,
)
from sector_data.spec.words import Language

LISTED = 16
"""Draws from a list of names before new ones are blended: the source holds most of the list."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_TITLES = frozenset(
    re.findall(
        r"\S+",
        """
        dr doctor prof professor mr mrs ms miss mx sir dame lady lord rev fr sr jr ii iii iv esq
        nurse monsieur madame mademoiselle mme mlle me docteur pr professeur veuve
        herr frau hr dipl ing med doktor schwester pfleger
        signor signora signorina sig sigra ra sigg dott dottor dottoressa dottssa ssa avv geom rag
        """,
    )
)
_CREDENTIALS = frozenset(
    re.findall(
        r"\S+",
        """
        md do rn np pa phd pharmd mph dds dmd dnp lpn cnm crna pt ot msw lcsw facs frcp mbbs
        """,
    )
)
_PARTICLES = frozenset(
    re.findall(
        r"\S+",
        """
        de du des la le les von van der den dem zu zur zum vom di da del della dello dei degli d' y
        e et und and of the bin ibn al el ten ter
        """,
    )
)
_POSSESSIVE = ("'s", "’s")
_HONORIFIC = re.compile(
    r"(?:さん|様|さま|氏|君|くん|ちゃん|殿|先生|医師|看護師|教授|主治医)$|(?<=\S)(?:ちゃん)$"
)
_GAP = re.compile(r"[\s・　]+")
_KINDS: tuple[Kind, ...] = ("family", "given")
"""In the order of Japanese names."""
_INITIALS = "ABCDEFGHJKLMNPRSTVW"


class Names:
    """Surrogates of names in texts of one language.

    Parameters
    ----------
    draws
        Where names are drawn from the values.
    language
        Of the texts: where names come from that are in no list.
    hints
        Words, plain, that the tables hold as a given or a family name.
    """

    def __init__(
        self, draws: Draws, language: Language, hints: Mapping[str, Kind] | None = None
    ) -> None:
        self._draws = draws
        self._language = language
        self._hints = hints or {}

    def __repr__(self) -> str:
        return f"<Names: {self._language}>"

    def person(self, passage: str, subject: str) -> str:
        """Return another person's name, written alike."""
        if script_of(passage) in ("CJK", "KANA"):
            return self._japanese(passage, subject)
        words = list(_WORD.finditer(passage))
        stays = [_stays(passage, word) for word in words]
        real = [i for i, kept in enumerate(stays) if not kept and len(words[i][0]) > 1]
        comma = passage.find(",")
        turned = (
            comma >= 0
            and any(words[i].start() < comma for i in real)
            and any(words[i].start() > comma for i in real)
        )
        pieces: list[str] = []
        end = 0
        for place, word in enumerate(words):
            pieces.append(passage[end : word.start()])
            end = word.end()
            if stays[place]:
                pieces.append(word[0])
            elif len(word[0]) == 1:
                pieces.append(self._initial(word[0], subject))
            else:
                is_last = word.start() < comma if turned else place == real[-1]
                pieces.append(self.word(word[0], "family" if is_last else "given", subject))
        return "".join([*pieces, passage[end:]])

    def word(self, word: str, otherwise: Kind, subject: str) -> str:
        """Return another name for one word of a name.

        Parameters
        ----------
        word
            A given or a family name.
        otherwise
            What it is where neither tables nor lists tell.
        subject
            Whose text it stands in.
        """
        body, ending = word, ""
        if word[-2:].lower() in _POSSESSIVE:
            body, ending = word[:-2], word[-2:]
        origin = origin_of(body, self._kind(body, otherwise), self._language)

        def make(numbers: Stream, attempt: int) -> str:
            return drawn_name(origin, numbers, blend=attempt >= LISTED)

        drawn = self._draws.free(subject, f"{origin.kind} names", body, make)
        return written_like(drawn, body) + ending

    def _kind(self, word: str, otherwise: Kind) -> Kind:
        if (told := self._hints.get(plain(word))) is not None:
            return told
        kinds = {origin.kind for origin in origins_of(word, self._language)}
        return kinds.pop() if len(kinds) == 1 else otherwise

    def _initial(self, letter: str, subject: str) -> str:
        numbers = self._draws.stream(subject, "initial", plain(letter))
        others = _INITIALS.replace(letter.upper(), "")
        drawn = others[numbers.below(len(others))]
        return drawn if letter.isupper() else drawn.lower()

    def _japanese(self, passage: str, subject: str) -> str:
        found = _HONORIFIC.search(passage)
        name = passage[: found.start()] if found and found.start() else passage
        rest = passage[len(name) :]
        parts = _GAP.split(name)
        if len(parts) > 1:
            gaps = [*_GAP.findall(name), ""]
            kinds = _KINDS[:1] + _KINDS[1:] * (len(parts) - 1)
            made = (
                (self.word(part, kind, subject) if part else "") + gap
                for part, kind, gap in zip(parts, kinds, gaps, strict=True)
            )
            return "".join(made) + rest
        family, given = self._split(name)
        made = (
            self.word(part, kind, subject)
            for part, kind in zip((family, given), _KINDS, strict=True)
            if part
        )
        return "".join(made) + rest

    def _split(self, name: str) -> tuple[str, str]:
        """Split a Japanese name that is written without a gap into family and given name."""
        if len(name) <= 2:
            return name, ""
        heads = [name[:size] for size in range(min(4, len(name) - 1), 0, -1)]
        known = [h for h in heads if self._hints.get(plain(h)) == "family"]
        script = script_of(name)
        listed = pool(Origin("ja_JP", script, "family", None))
        known += [h for h in heads if h in listed]
        if known:
            return known[0], name[len(known[0]) :]
        if script == "KANA":
            return name, ""
        return name[:2], name[2:]


def hints_from(given: Iterable[str], family: Iterable[str]) -> dict[str, Kind]:
    """Return what the tables say of names: words of given and of family names, not of both."""
    first = {plain(w) for text in given for w in _words(text)}
    last = {plain(w) for text in family for w in _words(text)}
    hints: dict[str, Kind] = dict.fromkeys(first - last, "given")
    hints.update(dict.fromkeys(last - first, "family"))
    return hints


def _words(text: str) -> Iterable[str]:
    return (word[0] for word in _WORD.finditer(text))


def _stays(passage: str, word: re.Match[str]) -> bool:
    """Tell titles, particles and what stands behind a name from the words of the name."""
    text, folded = word[0], plain(word[0])
    if folded in _TITLES:
        return len(folded) > 2 or passage[word.end() : word.end() + 1] == "." or word.start() == 0
    if folded in _CREDENTIALS:
        return text.isupper() and ("," in passage[: word.start()] or not passage.isupper())
    return folded in _PARTICLES and text.islower()


def written_like(drawn: str, model: str) -> str:
    """Return a word in capitals or small letters as another has them."""
    if model.isupper() and len(model) > 1:
        return drawn.upper()
    if model.islower():
        return drawn.lower()
    return drawn
