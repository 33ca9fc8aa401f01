"""One door to all surrogates of passages.

What lives here: the choice by the passage's entity, ages, and what has no surrogate. What does not:
any surrogate.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from sector_data.deidentify.plain_sight import forms
from sector_data.deidentify.plain_sight.contacts import Contacts
from sector_data.deidentify.plain_sight.drawing import Draws, Forbidden, joined
from sector_data.deidentify.plain_sight.name_lists import Kind
from sector_data.deidentify.plain_sight.names import Names
from sector_data.deidentify.plain_sight.places import Places
from sector_data.deidentify.plain_sight.written_dates import moved
from sector_data.spec.evidence.findings import Span
from sector_data.spec.transforms.dates import DateOrder
from sector_data.spec.words import Language

__all__ = ["PlainSight", "joined"]

DATES = frozenset({"DATE_TIME", "DATE_OF_BIRTH", "DATE_OF_DEATH", "EVENT_DATE"})
PLACES = frozenset({"LOCATION", "CITY", "COUNTY", "STATE", "COUNTRY"})
ORDERS: dict[Language, DateOrder] = {
    "en": "month-first",
    "fr": "day-first",
    "de": "day-first",
    "it": "day-first",
    "ja": "year-first",
}
"""Order of figures in dates of a text whose column says nothing."""
_OLD, _AGES = 90, (-4, -3, -2, -1, 1, 2, 3, 4)
_AGE = re.compile(r"\d{1,3}")
_REMEMBERED = 1 << 16
"""Passages whose surrogates are kept at hand; those of others are made again, the same."""


class PlainSight:
    """Surrogates for the passages of texts of one language.

    Parameters
    ----------
    secret
        The key of the texts, 16 bytes or more.
    language
        Of the texts.
    forbidden
        What must not come out.
    codes
        Values of pseudonymised columns, :func:`joined`, to what stands for them in the tables.
    order
        Of figures in dates; the language's when it is not given.
    hints
        What the tables say of names; see
        :func:`sector_data.deidentify.plain_sight.names.hints_from`.
    """

    def __init__(
        self,
        secret: bytes,
        language: Language,
        forbidden: Forbidden,
        *,
        codes: Mapping[str, str] | None = None,
        order: DateOrder | None = None,
        hints: Mapping[str, Kind] | None = None,
    ) -> None:
        self._draws = Draws(secret, forbidden)
        self._language = language
        self._codes = codes or {}
        self._order = order or ORDERS[language]
        self._names = Names(self._draws, language, hints)
        self._places = Places(self._draws, language)
        self._contacts = Contacts(self._draws, self._names, language)
        self._known: dict[tuple[str, str, str | None, int | None], str] = {}

    def __repr__(self) -> str:
        return f"<PlainSight: {self._language}>"

    def text(self, text: str, spans: Sequence[Span], subject: str | None, days: int | None) -> str:
        """Return a text with its passages replaced.

        Parameters
        ----------
        text
            Running text.
        spans
            Inside it, disjoint and not empty.
        subject
            Whom it is about; texts without one share their surrogates.
        days
            By how many the subject's dates move; None where there is no subject.
        """
        pieces: list[str] = []
        at = 0
        for span in sorted(spans):
            pieces.append(text[at : span.start])
            passage = text[span.start : span.end]
            pieces.append(self.passage(passage, span.entity, subject, days))
            at = span.end
        return "".join([*pieces, text[at:]])

    def passage(self, passage: str, entity: str, subject: str | None, days: int | None) -> str:
        """Return the surrogate of a passage; the entity's tag where it has none."""
        key = (passage, entity, subject, days)
        if key not in self._known:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            made = self._made(passage, entity, subject or "", days)
            self._known[key] = f"<{entity}>" if made is None else made
        return self._known[key]

    def _made(self, passage: str, entity: str, subject: str, days: int | None) -> str | None:
        if entity not in DATES and (code := self._codes.get(joined(passage))) is not None:
            return code
        if entity in DATES:
            if days is None:
                return None
            taken = self._draws.forbidden.is_value
            return moved(passage, days, self._language, self._order, taken)
        if entity == "PERSON":
            return self._names.person(passage, subject)
        if entity == "STREET_ADDRESS":
            return self._places.address(passage, subject)
        if entity in PLACES:
            return self._places.place(passage, subject)
        if entity == "ORGANIZATION":
            return self._places.organisation(passage, subject)
        if entity == "AGE":
            return self._age(passage, subject)
        if entity == "EMAIL_ADDRESS":
            return self._contacts.email(passage, subject)
        if entity == "URL":
            return self._contacts.url(passage, subject)
        if entity == "USERNAME":
            return self._contacts.account(passage, subject)
        if entity == "PHONE_NUMBER":
            return forms.telephone(self._draws, passage, subject)
        if entity in ("IP_ADDRESS", "MAC_ADDRESS"):
            return forms.network(self._draws, entity, passage, subject)
        if any(sign.isdecimal() for sign in passage) or entity == "SECRET":
            return forms.number(self._draws, entity, passage, subject)
        return None

    def _age(self, passage: str, subject: str) -> str | None:
        """Return another age: 90 for all from there on, else some years more or less.

        The years are the subject's own, so that two ages of it keep their difference.
        """
        if not _AGE.search(passage):
            return None
        numbers = self._draws.stream(subject, "AGE", "")
        years = _AGES[numbers.below(len(_AGES))]

        def other(match: re.Match[str]) -> str:
            age = int(match[0])
            return str(_OLD if age >= _OLD else min(max(age + years, 0), _OLD - 1))

        return _AGE.sub(other, passage)
