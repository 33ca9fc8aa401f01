"""Surrogates of e-mail and web addresses and of names of accounts.

What lives here: their parts, and what stands in the place of each. What does not: the names that
they are made of (:mod:`sector_data.deidentify.plain_sight.names`).

The domain becomes example.org, example.com or example.net, which are nobody's (RFC 2606).
"""

from __future__ import annotations

import re
import unicodedata

from sector_data.deidentify.plain_sight.drawing import Draws, Stream
from sector_data.deidentify.plain_sight.forms import alike
from sector_data.deidentify.plain_sight.name_lists import drawn_name, origin_of
from sector_data.deidentify.plain_sight.names import LISTED, Names
from sector_data.spec.words import Language

_DOMAINS = ("example.org", "example.com", "example.net")
_PART = re.compile(r"[^\W\d_]+|\d+|[\W_]+")
_URL = re.compile(
    r"^(\s*(?:[a-z][a-z0-9+.-]*://)?)(www\.)?[^/?#\s]+(.*)$", re.IGNORECASE | re.DOTALL
)


class Contacts:
    """Surrogates of addresses in texts of one language."""

    def __init__(self, draws: Draws, names: Names, language: Language) -> None:
        self._draws = draws
        self._names = names
        self._language = language

    def __repr__(self) -> str:
        return f"<Contacts: {self._language}>"

    def email(self, passage: str, subject: str) -> str:
        """Return another e-mail address; names in it agree with those in the texts."""
        local = passage.partition("@")[0]

        def make(numbers: Stream, _: int) -> str:
            return f"{self._account(local, subject, numbers)}@{_DOMAINS[numbers.below(3)]}"

        return self._draws.free(subject, "EMAIL_ADDRESS", passage, make)

    def url(self, passage: str, subject: str) -> str:
        """Return another web address."""
        match = _URL.match(passage)

        def make(numbers: Stream, _: int) -> str:
            domain = _DOMAINS[numbers.below(3)]
            if match is None:
                return domain
            start, www, path = match.groups()
            if len(path) <= 1:
                # Nothing but a domain: there are three of them, but any name in front of them.
                www = f"{self._made(numbers)}."
            return f"{start}{www or ''}{domain}{self._account(path, subject, numbers)}"

        return self._draws.free(subject, "URL", passage, make)

    def account(self, passage: str, subject: str) -> str:
        """Return another name of an account."""
        return self._draws.free(
            subject, "USERNAME", passage, lambda n, _: self._account(passage, subject, n)
        )

    def _account(self, text: str, subject: str, numbers: Stream) -> str:
        parts: list[str] = []
        for part in _PART.findall(text):
            if part[0].isalpha() and len(part) > 2:
                name = self._names.word(part, "family", subject)
                parts.append(_ascii(name).lower() if part.islower() else _ascii(name))
            else:
                parts.append(alike(part, numbers))
        return "".join(parts)

    def _made(self, numbers: Stream) -> str:
        language: Language = "en" if self._language == "ja" else self._language
        origin = origin_of("a", "family", language)
        return _ascii(drawn_name(origin, numbers, blend=numbers.below(LISTED) == 0)).lower()


def _ascii(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name)
    return "".join(c for c in plain if c.isascii() and c.isalnum()) or "mail"
