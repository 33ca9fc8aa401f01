"""What an entry of the catalogue of identifiers says.

What lives here: the record, its patterns and its check. What does not: the entries
(:mod:`sector_data.detect.identifiers.countries`), and the searches that use them
(:mod:`sector_data.detect.recognizers.catalogue`, :mod:`sector_data.detect.identifiers.columns`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from sector_data.detect.checks import stdnum_check
from sector_data.spec.words import Role

Subject = Literal["person", "household", "device", "organisation", "place", "product"]
"""Whom or what the number stands for."""

Sector = Literal[
    "national",
    "social",
    "tax",
    "health",
    "travel",
    "driving",
    "profession",
    "education",
    "company",
    "facility",
    "banking",
    "securities",
    "vehicle",
    "telecom",
    "energy",
    "network",
    "post",
    "product",
]
"""The field of life that gives the number."""

ROLES: dict[Subject, Role] = {
    "person": Role.DIRECT_IDENTIFIER,
    "household": Role.DIRECT_IDENTIFIER,
    "device": Role.DIRECT_IDENTIFIER,
    "organisation": Role.QUASI_IDENTIFIER,
    "place": Role.QUASI_IDENTIFIER,
    "product": Role.INSENSITIVE,
}
"""What a column is by default. Devices and supply points of a home are on the list of 45 CFR
164.514(b)(2)(i); a company is nobody's person, but tells where somebody works."""

BROADER: dict[Sector, str] = {
    "national": "NATIONAL_ID",
    "social": "NATIONAL_ID",
    "tax": "NATIONAL_ID",
    "health": "POLICY_NUMBER",
    "travel": "PASSPORT",
    "driving": "DRIVER_LICENSE",
    "profession": "PROVIDER_ID",
    "education": "NATIONAL_ID",
    "company": "ORGANIZATION",
    "facility": "ORGANIZATION",
    "banking": "ACCOUNT_NUMBER",
    "securities": "CATEGORY",
    "vehicle": "VEHICLE_ID",
    "telecom": "DEVICE_ID",
    "energy": "ACCOUNT_NUMBER",
    "network": "DEVICE_ID",
    "post": "POSTAL_CODE",
    "product": "CATEGORY",
}
"""The entity that a number of this sector falls under where no country's own is wanted."""

Check = str | Callable[[str], bool]

DISTINCT = 0.02
"""Share of random texts of the form that may pass where an identifier shows without any word."""

PROVING = 0.15
"""Chance up to which check digits can prove anything. Above are rules about ranges, and the values
of one column are too much alike for their agreement to be independent."""

_LEFT = r"(?<![A-Za-z0-9@])(?<!\d[.,/_-])(?<!\+)"
_RIGHT = r"(?![A-Za-z0-9])(?![.,/_-]\d)(?!@)"


@dataclass(frozen=True, kw_only=True)
class Identifier:
    """One kind of number that a state, a sector or a standard gives out.

    Attributes
    ----------
    id
        Country and short name, in lower case (``fr-nir``).
    entity
        What findings call it: Presidio's spelling where it has one.
    country
        ISO 3166-1 code, ``EU`` or ``INT``.
    name, english
        In its own language and in English, noun phrases in the singular.
    text
        Regular expression of its written forms, separators included; letters in any case.
    column
        Regular expression of a value in upper case without separators. Only literals, classes,
        groups and bounded repetitions, so that random values of the form can be drawn.
    separators
        Characters that may be left out.
    check
        Module of python-stdnum ("fr.nir"), a predicate over the compact value, or None.
    chance
        Share of random values of the column's form that pass the check; 1 without one.
    alone
        Whether the written form is so peculiar that it shows without a word beside it.
    peculiar
        Regular expression of a written form that shows without a word even when its check digits
        are wrong, because nothing else is written so.
    elsewhere
        The module that finds it in text, where that is not the catalogue.
    words
        Words that announce it, by language; ``any`` in every language. A word in capitals is an
        abbreviation and has to be in capitals, or right before the number.
    example
        Invented, in its usual written form.
    source
        Law, standard or publisher.
    """

    id: str
    entity: str
    country: str
    sector: Sector
    subject: Subject
    name: str
    english: str
    text: str
    column: str
    example: str
    source: str
    words: Mapping[str, tuple[str, ...]]
    check: Check | None = None
    chance: float = 1.0
    separators: str = " -"
    alone: bool = False
    peculiar: str = ""
    elsewhere: str = ""

    @property
    def role(self) -> Role:
        """What a column of it is, unless something says otherwise."""
        return ROLES[self.subject]

    @property
    def broader(self) -> str:
        """The general entity that it falls under."""
        return BROADER[self.sector]

    @cached_property
    def written(self) -> re.Pattern[str]:
        """Pattern of the forms in a text, standing by themselves."""
        return re.compile(f"{_LEFT}(?:{self.text}){_RIGHT}", re.IGNORECASE | re.ASCII)

    @cached_property
    def unmistakable(self) -> re.Pattern[str]:
        """Pattern of the peculiar form in a text, standing by itself."""
        return re.compile(f"{_LEFT}(?:{self.peculiar}){_RIGHT}", re.IGNORECASE | re.ASCII)

    @cached_property
    def shape(self) -> re.Pattern[str]:
        """Pattern of a compact value, from end to end."""
        return re.compile(self.column, re.ASCII)

    @cached_property
    def _dropped(self) -> dict[int, None]:
        return {ord(c): None for c in self.separators}

    def compact(self, text: str) -> str:
        """Return the text in upper case without its separators."""
        return text.upper().translate(self._dropped)

    def passes(self, compact: str) -> bool:
        """Whether a compact value of the right form agrees with its check digits, if it has any."""
        if self.check is None:
            return True
        if isinstance(self.check, str):
            return stdnum_check(self.check)(compact)
        return self.check(compact)

    def fits(self, text: str) -> bool:
        """Whether a text as somebody wrote it is one: form and check digits."""
        compact = self.compact(text)
        return self.shape.fullmatch(compact) is not None and self.passes(compact)
