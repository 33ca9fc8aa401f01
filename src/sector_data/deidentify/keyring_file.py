"""What stands in the file of a key ring, in clear or sealed with a passphrase.

What lives here: reading the document and writing it. What does not: who may read the file
(:mod:`sector_data.deidentify.private_files`) and what is done with keys
(:mod:`sector_data.deidentify.keyring`).

A sealed ring is encrypted with AES-256-GCM, its key made from the passphrase by scrypt (RFC 7914)
with N = 2**15, r = 8, p = 1: 32 MiB and a tenth of a second for each guess.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sector_data.deidentify.keys import SECRET_BYTES, SEED_BYTES, Destroyed, Key
from sector_data.errors import KeyRingError

FORMAT = "sector-data-keys/1"
SEALED = "sector-data-keys-sealed/1"
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_KEPT_NAME = re.compile(rf"{NAME.pattern}(?:~[1-9][0-9]{{0,3}})?")
"""With the number of a key that was rotated out."""
_SCRYPT = {"n": 2**15, "r": 8, "p": 1}
_SALT, _NONCE = 16, 12

Ask = Callable[[], str]
"""Gives the passphrase, when one is needed."""


@dataclass(frozen=True, slots=True, repr=False)
class RingContent:
    """Everything that a file holds."""

    keys: Mapping[str, Key] = field(default_factory=dict)
    destroyed: tuple[Destroyed, ...] = ()
    passphrase: str | None = None
    """With which the file was sealed."""


def parse_ring(raw: bytes, path: Path, ask: Ask) -> RingContent:
    """Read the bytes of a key ring.

    Parameters
    ----------
    raw
        All of them.
    path
        Named in errors.
    ask
        Called when the file is sealed.

    Raises
    ------
    KeyRingError
        If they are not as they were written, or the passphrase is another.
    """
    document = _json(raw)
    passphrase = None
    if isinstance(document, dict) and document.get("format") == SEALED:
        passphrase = ask()
        document = _json(_unsealed(document, passphrase, path))
    if not isinstance(document, dict) or not isinstance(document.get("keys"), list):
        raise _damaged(path, "it is not the JSON that this program writes")
    if document.get("format") != FORMAT:
        raise KeyRingError(
            f"The key ring {path} is not of the format {FORMAT}.",
            "Use the version of sector-data that wrote it.",
        )
    keys: dict[str, Key] = {}
    for number, entry in enumerate(document["keys"], 1):
        key = _key(entry)
        if key is None or key.name in keys:
            raise _damaged(path, f"entry {number} is not as it was written")
        keys[key.name] = key
    gone = document.get("destroyed", [])
    destroyed = [_destroyed(entry) for entry in gone] if isinstance(gone, list) else [None]
    if None in destroyed:
        raise _damaged(path, "what it says of destroyed keys is not as it was written")
    return RingContent(keys, tuple(d for d in destroyed if d is not None), passphrase)


def render_ring(content: RingContent) -> bytes:
    """Return the bytes of a key ring, sealed if it has a passphrase."""
    document: dict[str, Any] = {
        "format": FORMAT,
        "keys": [_entry(content.keys[name]) for name in sorted(content.keys)],
    }
    if content.destroyed:
        document["destroyed"] = [
            {**gone.to_dict(), "source": None} for gone in sorted(content.destroyed)
        ]
    raw = json.dumps(document, ensure_ascii=False, indent=1).encode()
    return raw if content.passphrase is None else _sealed(raw, content.passphrase)


def decode(text: object, length: int) -> bytes | None:
    """Return `length` bytes from base64; None when it is anything else."""
    # Errors of the libraries carry what they were given; none is kept, not even as a context.
    raw = None
    with contextlib.suppress(ValueError):
        raw = base64.b64decode(text, validate=True) if isinstance(text, str) else None
    return raw if raw is not None and len(raw) == length else None


def _json(raw: bytes) -> object:
    with contextlib.suppress(ValueError, RecursionError):
        return json.loads(raw)
    return None


def _sealed(raw: bytes, passphrase: str) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
    body = AESGCM(_stretched(passphrase, salt, _SCRYPT)).encrypt(nonce, raw, SEALED.encode())
    document = {
        "format": SEALED,
        "scrypt": {**_SCRYPT, "salt": base64.b64encode(salt).decode()},
        "sealed": base64.b64encode(nonce + body).decode(),
    }
    return json.dumps(document, indent=1).encode()


def _unsealed(document: Mapping[str, Any], passphrase: str, path: Path) -> bytes:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    found = document.get("scrypt")
    salt = decode(found.get("salt"), _SALT) if isinstance(found, dict) else None
    body = b""
    with contextlib.suppress(ValueError, TypeError):
        body = base64.b64decode(str(document.get("sealed")), validate=True)
    # Other numbers would be somebody's wish to use up this machine's memory.
    ours = isinstance(found, dict) and {n: found.get(n) for n in _SCRYPT} == _SCRYPT
    if salt is None or not ours or len(body) <= _NONCE:
        raise _damaged(path, "it is sealed in a way that this program does not know")
    raw = None
    with contextlib.suppress(InvalidTag):
        raw = AESGCM(_stretched(passphrase, salt, _SCRYPT)).decrypt(
            body[:_NONCE], body[_NONCE:], SEALED.encode()
        )
    if raw is None:
        raise KeyRingError(
            f"The passphrase does not open the key ring {path}, or the file is damaged.",
            "Try again; without it pseudonyms cannot be repeated.",
        )
    return raw


def _stretched(passphrase: str, salt: bytes, costs: Mapping[str, int]) -> bytes:
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    kdf = Scrypt(salt=salt, length=32, n=costs["n"], r=costs["r"], p=costs["p"])
    return kdf.derive(passphrase.encode())


def _key(entry: object) -> Key | None:
    """Return the key of an entry; None when anything in it is wrong."""
    if not isinstance(entry, dict):
        return None
    name, holder = entry.get("name"), entry.get("holder")
    created, retired = _moment(entry.get("created")), _moment(entry.get("retired"))
    secret = decode(entry.get("secret"), SECRET_BYTES)
    seed = decode(entry.get("signing-key"), SEED_BYTES)
    domains = entry.get("domains", [])
    if (
        not isinstance(name, str)
        or not _KEPT_NAME.fullmatch(name)
        or not isinstance(holder, str | None)
        or secret is None
        or seed is None
        or created is None
        or (retired is None) is not (entry.get("retired") is None)
        or not isinstance(domains, list)
        or not all(isinstance(domain, str) for domain in domains)
    ):
        return None
    key = Key(
        name,
        holder=holder,
        created=created,
        source="file",
        secret=secret,
        seed=seed,
        retired=retired,
        domains=tuple(domains),
    )
    return key if key.id == entry.get("id") else None


def _destroyed(entry: object) -> Destroyed | None:
    if not isinstance(entry, dict):
        return None
    name, identifier, holder = (entry.get(word) for word in ("name", "id", "holder"))
    moment = _moment(entry.get("destroyed"))
    if not isinstance(name, str) or not isinstance(identifier, str) or moment is None:
        return None
    return Destroyed(name, identifier, holder if isinstance(holder, str) else None, moment)


def _moment(text: object) -> datetime | None:
    moment = None
    with contextlib.suppress(ValueError):
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
    return moment if moment is not None and moment.tzinfo is not None else None


def _entry(key: Key) -> dict[str, Any]:
    secret, seed = key.secrets()
    entry: dict[str, Any] = {
        "name": key.name,
        "id": key.id,
        "holder": key.holder,
        "created": None if key.created is None else key.created.isoformat(),
        "secret": base64.b64encode(secret).decode(),
        "signing-key": base64.b64encode(seed).decode(),
    }
    if key.retired is not None:
        entry["retired"] = key.retired.isoformat()
    if key.domains:
        entry["domains"] = list(key.domains)
    return entry


def _damaged(path: Path, how: str) -> KeyRingError:
    return KeyRingError(
        f"The key ring {path} is damaged: {how}.",
        "Restore it from a backup; pseudonyms cannot be repeated without their key.",
    )
