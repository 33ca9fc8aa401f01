"""Random codes that stand for identifiers, and the steward's list of them.

What lives here: the lookup, and the replacement of values by it. What does not: tokens that are
derived from the value (:mod:`sector_data.deidentify.pseudonyms`).

45 CFR 164.514(c)(1) lets a covered entity assign a code for re-identification that "is not derived
from or related to information about the individual". So a code is drawn by the operating system's
random numbers, once for each value of a domain, and kept in a lookup beside the key ring. With the
same lookup the same values get the same codes, whatever their order. The lookup is encrypted
(AES-256-GCM) with a key that the ring's key derives: it can be read by nobody else, and by nobody
at all once that key is destroyed.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

import pyarrow as pa

from sector_data.deidentify.canonical import canonical_text
from sector_data.deidentify.distinct import map_distinct
from sector_data.deidentify.private_files import read_private, write_all, writing
from sector_data.errors import InputError, KeyRingError
from sector_data.spec.transforms.identifiers import Surrogate, characters_of

_FORMAT = b"sector-data-lookup/1\n"
_NONCE = 12
"""Bytes; NIST SP 800-38D."""
WHAT = "lookup"


class Lookup:
    """The random codes of the domains of one release.

    Parameters
    ----------
    codes
        Domain to value to code.
    """

    __slots__ = ("_codes", "_new")

    def __init__(self, codes: Mapping[str, Mapping[str, str]] | None = None) -> None:
        self._codes = {domain: dict(known) for domain, known in (codes or {}).items()}
        self._new = False

    @classmethod
    def open(cls, path: Path, secret: bytes) -> Lookup:
        """Read a lookup; a new one when there is no file.

        Raises
        ------
        KeyRingError
            If the file can be read by others, or was not written with this secret.
        """
        raw = read_private(path, WHAT)
        if raw is None:
            return cls()
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        body = raw.removeprefix(_FORMAT)
        try:
            text = AESGCM(secret).decrypt(body[:_NONCE], body[_NONCE:], _FORMAT)
        except (InvalidTag, ValueError):
            text = None
        if text is None or body == raw:
            raise KeyRingError(
                f"The lookup {path} is damaged, or was written with another key.",
                "Restore it from a backup, or use the key that it was written with.",
            )
        return cls(json.loads(text))

    def codes(self, domain: str, texts: list[str], spec: Surrogate) -> list[str]:
        """Return the code of each value; values that have none get one.

        Raises
        ------
        InputError
            If the domain has nearly used up the codes that there are.
        """
        known = self._codes.setdefault(domain, {})
        characters = characters_of(spec.alphabet)
        taken = set(known.values())
        wanting = dict.fromkeys(text for text in texts if text not in known)
        if 2 * (len(taken) + len(wanting)) > len(characters) ** spec.length:
            raise InputError(
                f"There are too few codes of {spec.length} characters for the values of the "
                f"domain {domain!r}.",
                "Raise the length, or choose a larger alphabet.",
            )
        for text in wanting:
            code = None
            while code is None or code in taken:
                drawn = (secrets.choice(characters) for _ in range(spec.length))
                code = spec.prefix + "".join(drawn)
            known[text] = code
            taken.add(code)
            self._new = True
        return [known[text] for text in texts]

    def value_of(self, domain: str, code: str) -> str | None:
        """Return what a code of a domain stands for; None when it is none."""
        known = self._codes.get(domain, {})
        return next((value for value, own in known.items() if own == code), None)

    def save(self, path: Path, secret: bytes) -> None:
        """Write the lookup, if anything in it is new; complete or not at all.

        Raises
        ------
        KeyRingError
            If it cannot be written.
        """
        if not self._new:
            return
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = os.urandom(_NONCE)
        text = json.dumps(self._codes, ensure_ascii=False, sort_keys=True).encode()
        sealed = AESGCM(secret).encrypt(nonce, text, _FORMAT)
        try:
            with writing(path, WHAT) as descriptor:
                write_all(descriptor, _FORMAT + nonce + sealed)
        except OSError as error:
            raise KeyRingError(
                f"The lookup {path} cannot be written ({os.strerror(error.errno or 0)}).",
                "Make room or rights there: without it nobody can be told who is who.",
            ) from None
        self._new = False

    def __repr__(self) -> str:
        return f"<Lookup of {len(self._codes)} domains>"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a lookup is neither copied nor pickled")


def replace_by_codes(values: pa.Array, spec: Surrogate, lookup: Lookup | None) -> pa.Array:
    """Replace each value by its random code.

    Parameters
    ----------
    values
        A plain array of any type.
    spec
        Domain and form of the codes.
    lookup
        Codes drawn so far; new ones are put into it.

    Returns
    -------
    Array
        ``string``; null where the value is null or NaN.

    Raises
    ------
    InputError
        If there is no lookup, or codes are used up.
    """
    if lookup is None:
        raise InputError(
            "Random codes need the steward's lookup.", "Apply the plan with its key ring."
        )
    domain = spec.domain or ""

    def of_texts(texts: pa.Array) -> pa.Array:
        return pa.array(lookup.codes(domain, texts.to_pylist(), spec), pa.string())

    return map_distinct(values, lambda distinct: map_distinct(canonical_text(distinct), of_texts))
