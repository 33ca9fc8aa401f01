"""Surrogates of addresses, places and organisations.

What lives here: which words of a passage name something, and made-up streets, towns and houses in
their place. What does not: people's names
(:mod:`sector_data.deidentify.plain_sight.names`).

Towns and houses are made up from family names (Rossi gives Borgo Rossi, Miller Millerville), so
that the pool is large and holds no real place on purpose. Countries, and states of the USA, are
replaced by others. Words of the kind itself (street, hospital, GmbH, 病院) and short words stay.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from typing import Any

from sector_data.deidentify.plain_sight.drawing import TRIES, Draws, Stream, exhausted, plain
from sector_data.deidentify.plain_sight.forms import alike
from sector_data.deidentify.plain_sight.name_lists import (
    Origin,
    blended,
    drawn_name,
    origin_of,
    pool,
    script_of,
)
from sector_data.deidentify.plain_sight.names import LISTED, written_like
from sector_data.spec.words import Language

_TOWNS: dict[Language, tuple[str, ...]] = {
    "en": ("{}ville", "{} Falls", "Port {}", "{}ton", "New {}", "{} Park"),
    "fr": ("Saint-{}", "{}-les-Bains", "{}-sur-Mer", "Bourg-{}", "{}-le-Vieux"),
    "de": ("{}dorf", "{}hausen", "{}stadt", "Bad {}", "{}heim"),
    "it": ("Borgo {}", "San {}", "{} Terme", "{} Ligure", "Castel {}"),
    "ja": ("{}市", "{}町", "{}村"),
}
_LOCALES: dict[Language, str] = {
    "en": "en_US", "fr": "fr_FR", "de": "de_DE", "it": "it_IT", "ja": "ja_JP",
}  # fmt: skip
_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+|.", re.DOTALL)
_KINDS = """
    street st avenue ave road rd lane ln drive dr court ct place pl boulevard blvd way terrace ter
    circle cir square sq highway hwy parkway pkwy trail apt apartment suite ste unit floor fl po box
    north south east west n s e w nw ne sw se p o
    rue avenue chemin boulevard bd place allée quai impasse cours route square passage cedex bis ter
    quater appartement appt étage bâtiment bât résidence boîte postale bp cs
    straße strasse str weg platz allee gasse ring ufer damm haus hausnummer postfach stock og
    via viale corso piazza piazzale largo vicolo strada contrada borgo lungomare snc int interno
    piano casella postale
    hospital clinic clinics center centre medical health healthcare care general memorial community
    regional university college school academy institute institution foundation association society
    department dept ward unit practice pharmacy laboratory lab labs nursing home rehabilitation
    hospice partners group bank insurance company co corp corporation inc llc llp ltd plc limited
    services service systems system church office agency bureau council county city district state
    saint mount children's childrens women's womens veterans
    hôpital hopital clinique centre hospitalier universitaire chu chru cabinet pharmacie laboratoire
    maison retraite ehpad fondation association société banque mutuelle assurance sarl sas sa
    université école lycée collège mairie
    krankenhaus klinik klinikum kliniken universitätsklinikum praxis apotheke labor stiftung verein
    gesellschaft bank versicherung krankenkasse gmbh ag kg ohg ev universität schule pflegeheim
    seniorenheim zentrum gemeinschaftspraxis
    ospedale clinica policlinico azienda sanitaria locale asl centro istituto fondazione casa cura
    farmacia laboratorio studio banca assicurazioni società spa srl snc università scuola comune
    presidio ospedaliero
    de du des la le les l d di da del della dello dei degli delle dell d' von der die das den dem am
    an in im zu zum zur of the and et und e y on at for für per sur sous lès
"""
"""Words that name the kind of a place or a house, and small words between names."""
_ENDINGS = re.compile(
    r"(?i)(?<=[^\W\d_]{2})(straße|strasse|str|weg|platz|allee|gasse|ring|ufer|damm|klinik|klinikum|"
    r"krankenhaus|apotheke|praxis|stift)$"
)
_HOUSES = re.compile(
    r"(病院|医院|クリニック|診療所|医療センター|センター|大学|株式会社|有限会社|合同会社|銀行|薬局|"
    r"保健所|学校|小学校|中学校|高校|事務所|会社|財団|協会)"
)
_STATE = re.compile(r"[A-Z]{2}")


class Places:
    """Surrogates of places in texts of one language."""

    def __init__(self, draws: Draws, language: Language) -> None:
        self._draws = draws
        self._language = language

    def __repr__(self) -> str:
        return f"<Places: {self._language}>"

    def address(self, passage: str, subject: str) -> str:
        """Return another address, written alike: other figures, other names, the same kinds."""
        if script_of(passage) in ("CJK", "KANA"):
            return self._japanese_address(passage, subject)
        return self._word_by_word(passage, subject, "STREET_ADDRESS")

    def organisation(self, passage: str, subject: str) -> str:
        """Return another organisation of the same kind."""
        if script_of(passage) in ("CJK", "KANA"):
            parts = [p for p in _HOUSES.split(passage) if p]
            return "".join(
                p if _HOUSES.fullmatch(p) else self._name(p, subject, "ORGANIZATION") for p in parts
            )
        return self._word_by_word(passage, subject, "ORGANIZATION")

    def place(self, passage: str, subject: str) -> str:
        """Return another place: a country or a state for its like, else a made-up town."""
        if any(sign.isdecimal() for sign in passage):
            return self.address(passage, subject)
        folded = plain(passage)
        for kind, names in _known(self._language).items():
            if folded in names and (kind != "states_abbr" or _STATE.fullmatch(passage)):
                return self._draws.free(
                    subject,
                    kind,
                    passage,
                    lambda n, _, names=names: _nth(names, n),  # type: ignore[misc]
                )
        head, comma, tail = passage.partition(",")
        if comma and head and tail.strip():
            gap = tail[: len(tail) - len(tail.lstrip())]
            return self.place(head, subject) + comma + gap + self.place(tail.strip(), subject)
        return self._town(passage, subject)

    def _town(self, passage: str, subject: str) -> str:
        origin = self._family(passage)
        forms = _TOWNS["ja" if origin.script in ("CJK", "KANA") else self._language]

        def make(numbers: Stream, attempt: int) -> str:
            name = drawn_name(origin, numbers, blend=attempt >= LISTED)
            return forms[numbers.below(len(forms))].format(name)

        drawn = self._draws.free(subject, "towns", passage, make)
        if passage.isupper() or passage.islower():
            return written_like(drawn, passage)
        return drawn

    def _family(self, passage: str) -> Origin:
        word = next(iter(re.findall(r"[^\W\d_]{2,}", passage)), "")
        script = script_of(word)
        if script == "LATIN":
            return Origin(_LOCALES[self._language], "LATIN", "family", None)._replace(
                locale=_LOCALES[self._language if self._language != "ja" else "en"]
            )
        return origin_of(word, "family", self._language)

    def _name(self, word: str, subject: str, kind: str) -> str:
        origin = self._family(word)
        if not pool(origin):
            return self._draws.free(subject, kind, word, lambda n, _: alike(word, n))

        def make(numbers: Stream, attempt: int) -> str:
            return drawn_name(origin, numbers, blend=attempt >= LISTED)

        return written_like(self._draws.free(subject, f"names of {kind}", word, make), word)

    def _word_by_word(self, passage: str, subject: str, kind: str) -> str:
        for attempt in range(TRIES):
            # Figures and the words that stay may be an address of the source all the same.
            drawn = self._words(passage, subject, kind if not attempt else f"{kind} {attempt}")
            if not self._draws.forbidden.holds_phrase(drawn):
                return drawn
        raise exhausted(kind)

    def _words(self, passage: str, subject: str, kind: str) -> str:
        pieces: list[str] = []
        for match in _TOKEN.finditer(passage):
            token = match[0]
            if token.isdecimal():
                pieces.append(
                    self._draws.free(subject, f"figures of {kind}", token, _alike(token))
                    if len(token) > 1
                    else alike(token, self._draws.stream(subject, f"figure of {kind}", token))
                )
            elif not token[0].isalpha() or len(token) < 2 or self._stays(token):
                pieces.append(token)
            elif _STATE.fullmatch(token) and plain(token) in _known(self._language)["states_abbr"]:
                pieces.append(self.place(token, subject))
            elif found := _ENDINGS.search(token):
                stem = token[: found.start()].removesuffix("er").removesuffix("s") or token
                pieces.append(self._name(stem, subject, kind) + found[0])
            else:
                pieces.append(self._name(token, subject, kind))
        return "".join(pieces)

    def _stays(self, word: str) -> bool:
        """Return whether a word names a kind, and not also somebody of the source: Church Street
        where a patient is called Church."""
        if plain(word) not in _plain_kinds():
            return False
        return word.islower() or not self._draws.forbidden.is_value(word)

    def _japanese_address(self, passage: str, subject: str) -> str:
        match = re.match(r"(〒?[\d\-ー−－０-９]*\s*)([^\d０-９]+)(.*)$", passage, re.DOTALL)
        if match is None:
            return self._draws.free(subject, "STREET_ADDRESS", passage, _alike(passage))
        code, _, number = match.groups()
        parts = [_japan("prefectures"), _japan("cities"), _japan("towns")]

        def make(numbers: Stream, attempt: int) -> str:
            one, two, three = (part[numbers.below(len(part))] for part in parts)
            if attempt >= LISTED:
                three = blended(three, parts[2][numbers.below(len(parts[2]))])
            return alike(code, numbers) + one + two + three + alike(number, numbers)

        return self._draws.free(subject, "STREET_ADDRESS", passage, make)


def _alike(token: str) -> Any:
    return lambda numbers, _: alike(token, numbers)


def _nth(names: dict[str, str], numbers: Stream) -> str:
    return list(names.values())[numbers.below(len(names))]


@cache
def _plain_kinds() -> frozenset[str]:
    return frozenset(plain(word) for word in _KINDS.split())


@cache
def _known(language: Language) -> dict[str, dict[str, str]]:
    """Return the countries of a language and the states of the USA: plain name to name."""
    provider = _addresses(_LOCALES[language])
    american = _addresses("en_US")
    countries = [n for n in provider.countries if not {"(", ","} & set(n)]
    return {
        "countries": {plain(n): n for n in countries},
        "states": {plain(n): n for n in american.states},
        "states_abbr": {plain(n): n for n in american.states_abbr},
    }


def _addresses(locale: str) -> Any:
    return import_module(f"faker.providers.address.{locale}").Provider


@cache
def _japan(part: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(getattr(_addresses("ja_JP"), part)))
