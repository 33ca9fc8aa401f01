"""The transforms of identifiers: what stands in the place of a name or a number.

What lives here: their models, and the alphabets that tokens are printed in. What does not: how they
are carried out (:mod:`sector_data.deidentify`) and the list of all transforms
(:mod:`sector_data.spec.transforms.values`).
"""

from __future__ import annotations

import math
import re
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sector_data.spec.transforms.model import Reversible, TransformModel
from sector_data.spec.words import Technique

ALPHABETS = {
    "base32": "0123456789abcdefghjkmnpqrstvwxyz",
    "hex": "0123456789abcdef",
    "digits": "0123456789",
    "letters": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "alphanumeric": "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
}
"""Characters by name; ``base32`` is Crockford's in lower case: no i, l, o, u, so that tokens can
be read aloud and typed."""

DIGEST_BITS = 256
FEWEST_BITS = 20
"""A token says less than that: its alphabet is too small for any column."""

_OWN = re.compile(r"[A-Za-z0-9_-]{2,64}")
Prefix = Annotated[str, Field(max_length=12, pattern=r"^[A-Za-z0-9_-]*$")]


def characters_of(alphabet: str) -> str:
    """Return the characters that an alphabet's name, or the alphabet itself, stands for."""
    return ALPHABETS.get(alphabet, alphabet)


def token_bits(alphabet: str, length: int) -> float:
    """Return how much a token can tell apart, in bits."""
    return length * math.log2(len(characters_of(alphabet)))


def length_for(alphabet: str, bits: float) -> int:
    """Return the fewest characters of an alphabet that hold so many bits."""
    return math.ceil(bits / math.log2(len(characters_of(alphabet))))


class _Token(TransformModel):
    """What keyed and random tokens have in common."""

    length: Annotated[int, Field(ge=4, le=64)] = 16
    """Characters of the token, its prefix not counted."""
    alphabet: str = "base32"
    """Characters that it is printed in: ``base32`` (Crockford's, lower case), ``hex``, ``digits``,
    ``letters``, ``alphanumeric``, or the characters themselves."""
    prefix: Prefix = ""
    """Stands before every token, so that a reader sees what it names."""
    domain: str | None = None
    """Name of the pseudonymisation domain (EDPB Guidelines 01/2025): columns that name the same
    one have the same tokens for the same values. The plan fills in the column that defines the
    values."""

    @model_validator(mode="after")
    def _can_be_printed(self) -> _Token:
        characters = characters_of(self.alphabet)
        if not _OWN.fullmatch(characters) or len(set(characters)) != len(characters):
            raise ValueError(
                f"the alphabet is none of {', '.join(ALPHABETS)}, nor 2 to 64 different ASCII "
                "letters, digits, '-' and '_'"
            )
        bits = token_bits(self.alphabet, self.length)
        if bits < FEWEST_BITS:
            raise ValueError(
                f"so short a token can be guessed; make it {length_for(self.alphabet, FEWEST_BITS)}"
                " characters or longer"
            )
        if self.length > length_for(self.alphabet, DIGEST_BITS):
            raise ValueError(
                f"a digest has {DIGEST_BITS} bits, which are "
                f"{length_for(self.alphabet, DIGEST_BITS)} of these characters"
            )
        return self


class Pseudonym(_Token):
    """Replace each value by a keyed token (HMAC-SHA-256), the same wherever the value occurs in
    its domain; columns that reference a key share the key's domain."""

    technique = Technique.PSEUDONYMIZATION
    loss = "the value; equality is kept"
    keyed = True
    reversible = Reversible.KEY_HOLDER
    kind: Literal["pseudonym"] = "pseudonym"


class Surrogate(_Token):
    """Replace each value by a random code that is not derived from it (as 45 CFR 164.514(c) asks
    of re-identification codes); the steward keeps the list of codes beside the key ring, and it
    never enters a release."""

    technique = Technique.PSEUDONYMIZATION
    loss = "the value; equality is kept"
    keyed = True
    reversible = Reversible.LOOKUP_HOLDER
    kind: Literal["surrogate"] = "surrogate"


CheckName = Literal[
    "luhn", "iban", "nhs", "nir", "npi", "sin", "siren", "idnr", "codice-fiscale", "iva",
    "my-number", "aba"
]  # fmt: skip
"""Check digits that can be kept valid."""


class FormatPreserving(TransformModel):
    """Replace each value by another of the same form with FF1 of NIST SP 800-38G: digits by
    digits, letters by letters, everything else stays; check digits stay valid if asked."""

    technique = Technique.CRYPTOGRAPHIC
    loss = "the value; its form and equality are kept"
    keyed = True
    reversible = Reversible.KEY_HOLDER
    kind: Literal["format-preserving"] = "format-preserving"
    check: CheckName | None = None
    """Rule of the check digits that stay valid; values that do not satisfy it become empty."""
    keep_first: Annotated[int, Field(ge=0, le=16)] = 0
    """Letters and digits that stay at the beginning, such as the six of a card's issuer."""
    domain: str | None = None
    """Name of the pseudonymisation domain; the plan fills in the column that defines the
    values."""


class Mask(TransformModel):
    """Replace letters and digits by a mask character; separators and, if asked, ends stay."""

    technique = Technique.MASKING
    loss = "all but the characters named"
    kind: Literal["mask"] = "mask"
    character: Annotated[str, Field(min_length=1, max_length=1)] = "*"
    """Stands for each letter or digit that is hidden."""
    keep_first: Annotated[int, Field(ge=0)] = 0
    """Characters, separators not counted, that stay at the beginning; where half of a value or
    more would show, it is masked whole."""
    keep_last: Annotated[int, Field(ge=0)] = 0
    """Characters, separators not counted, that stay at the end."""


class TruncatePan(TransformModel):
    """Cut payment card numbers to what PCI DSS lets stand of their brand and length: at most the
    first six or eight and the last four digits; the others are removed (PCI SSC FAQ 1091)."""

    technique = Technique.SUPPRESSION
    loss = "the middle digits"
    kind: Literal["truncate-pan"] = "truncate-pan"
    first: Annotated[int, Field(ge=0, le=8)] = 6
    """Digits that stay at the beginning; fewer where the brand allows fewer."""
    last: Annotated[int, Field(ge=0, le=4)] = 4
    """Digits that stay at the end."""
    removed: Literal["…", "X", "*", ""] = "…"
    """What shows where digits were; one for all of them, so that their number does not show."""
