"""The key ring: a file of keys that only its owner can read, or one key from the environment.

What lives here: finding, making and keeping keys. What does not: what a key does
(:mod:`sector_data.deidentify.keys`).

The file is ``$SECTOR_DATA_KEYRING``, else ``sector-data/keys.json`` in ``$XDG_CONFIG_HOME`` or
``~/.config``. Where secrets come from a vault, ``SECTOR_DATA_KEY_<NAME>`` (upper case, ``_`` for
``.`` and ``-``) holds 64 random bytes in base64 instead: the secret and the Ed25519 private key
(``head -c 64 /dev/urandom | base64 -w 0``).
"""

from __future__ import annotations

import base64
import contextlib
import difflib
import json
import os
import re
import secrets
import shlex
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

from sector_data.deidentify.keys import SECRET_BYTES, SEED_BYTES, Key, KeyDescription, domain_key
from sector_data.deidentify.private_files import read_private, write_all, writing
from sector_data.errors import KeyRingError

__all__ = ["Key", "KeyDescription", "KeyRing", "default_path", "domain_key"]

FORMAT = "sector-data-keys/1"
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_VARIABLE = "SECTOR_DATA_KEY_"
WHAT = "key ring"


def default_path() -> Path:
    """Return where the key ring is when nobody says otherwise."""
    if named := os.environ.get("SECTOR_DATA_KEYRING"):
        return Path(named).expanduser()
    config = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(config) / "sector-data" / "keys.json"


class KeyRing:
    """The keys of this user.

    Attributes
    ----------
    path
        The file.
    """

    __slots__ = ("_keys", "path")

    def __init__(self, path: Path, keys: Mapping[str, Key]) -> None:
        self.path = path
        self._keys = dict(keys)

    @classmethod
    def open(cls, path: Path | None = None, *, create: bool = False) -> KeyRing:
        """Read the key ring.

        Parameters
        ----------
        path
            The file; the default place when it is not given.
        create
            Whether the file may be missing because :meth:`new` will make it. It may be missing as
            well where the environment holds a key.

        Raises
        ------
        KeyRingError
            If the file is missing, damaged, no regular file or can be read by others, or a key of
            the environment is damaged or differs from the file's of the same name.
        """
        place = default_path() if path is None else path
        variables = {
            variable: value
            for variable, value in os.environ.items()
            if variable.startswith(_VARIABLE) and value
        }
        keys = _read(place)
        if keys is None and not create and not variables:
            raise KeyRingError(f"There is no key ring at {place}.", "sector-data keys new default")
        return cls(place, _with_environment(keys or {}, variables))

    def names(self) -> list[str]:
        """Return the names of the keys, sorted."""
        return sorted(self._keys)

    def describe(self) -> list[KeyDescription]:
        """Return what may be told of each key, by name."""
        return [self._keys[name].describe() for name in self.names()]

    def get(self, name: str) -> Key:
        """Return a key.

        Raises
        ------
        KeyRingError
            If there is none of this name.
        """
        if name in self._keys:
            key = self._keys[name]
            key.folder = self.path.parent
            return key
        near = difflib.get_close_matches(name, self._keys, 1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise KeyRingError(
            f"There is no key {name!r} in {self.path} or in the environment.{hint}",
            f"sector-data keys new {shlex.quote(name)}",
        )

    def new(self, name: str, *, holder: str | None) -> KeyDescription:
        """Make a key and write it to the file.

        The file is replaced as a whole: it holds the old keys or the old ones and the new one.

        Parameters
        ----------
        name
            Lower-case letters, digits, ``.``, ``_`` and ``-``; 64 at most.
        holder
            Who answers for the key: a person or an office.

        Raises
        ------
        KeyRingError
            If the name is taken or not allowed, or the file cannot be written.
        """
        _check_name(name)
        if holder is not None and not holder.isprintable():
            raise KeyRingError("The holder of a key is one line of printable text.")
        if name in self._keys and self._keys[name].source == "environment":
            raise _taken(name, "the environment")
        key = Key(
            name,
            holder=holder,
            created=datetime.now(UTC).replace(microsecond=0),
            source="file",
            secret=secrets.token_bytes(SECRET_BYTES),
            seed=secrets.token_bytes(SEED_BYTES),
        )
        try:
            with writing(self.path, WHAT) as descriptor:
                # Read again: somebody else may have made a key since.
                keys = _read(self.path) or {}
                if name in keys:
                    raise _taken(name, str(self.path))
                write_all(descriptor, _render({**keys, name: key}))
        except OSError as error:
            raise KeyRingError(
                f"The key ring {self.path} cannot be written ({os.strerror(error.errno or 0)}).",
                "Make room or rights there, or name another file in $SECTOR_DATA_KEYRING.",
            ) from None
        self._keys.update(keys | {name: key})
        return key.describe()

    def __repr__(self) -> str:
        return f"<KeyRing {str(self.path)!r}: {', '.join(self.names())}>"

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        raise TypeError("a key ring is neither copied nor pickled")


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise KeyRingError(
            f"{name!r} cannot be the name of a key.",
            "Use lower-case letters, digits, '.', '_' and '-', 64 at most, not a sign first.",
        )


def _taken(name: str, where: str) -> KeyRingError:
    return KeyRingError(
        f"There is a key {name!r} in {where} already; it is not replaced.",
        "Choose another name: the old key is needed to repeat its pseudonyms.",
    )


def _with_environment(keys: Mapping[str, Key], variables: Mapping[str, str]) -> dict[str, Key]:
    merged = dict(keys)
    spelt = {_variable_of(name): name for name in keys}
    for variable, value in sorted(variables.items()):
        name = spelt.get(variable, variable.removeprefix(_VARIABLE).lower())
        key = _key_of_environment(name, variable, value)
        if name not in keys:
            merged[name] = key
        elif not key.holds_the_same_secrets_as(keys[name]):
            raise KeyRingError(
                f"The key {name!r} of the key ring and ${variable} differ.",
                f"unset {variable}, or remove the key from the key ring.",
            )
    return merged


def _variable_of(name: str) -> str:
    return _VARIABLE + re.sub(r"[.-]", "_", name).upper()


def _key_of_environment(name: str, variable: str, value: str) -> Key:
    _check_name(name)
    raw = _decode(value.strip(), SECRET_BYTES + SEED_BYTES)
    if raw is None:
        raise KeyRingError(
            f"${variable} is not {SECRET_BYTES + SEED_BYTES} bytes in base64.",
            "head -c 64 /dev/urandom | base64 -w 0",
        )
    return Key(
        name,
        holder=None,
        created=None,
        source="environment",
        secret=raw[:SECRET_BYTES],
        seed=raw[SECRET_BYTES:],
    )


def _decode(text: object, length: int) -> bytes | None:
    """Return `length` bytes from base64; None when it is anything else."""
    # Errors of the libraries carry what they were given; none is kept, not even as a context.
    raw = None
    with contextlib.suppress(ValueError):
        raw = base64.b64decode(text, validate=True) if isinstance(text, str) else None
    return raw if raw is not None and len(raw) == length else None


# --- the file ---


def _read(path: Path) -> dict[str, Key] | None:
    """Return the keys of the file by name; None when there is no file."""
    raw = read_private(path, WHAT)
    return None if raw is None else _parse(raw, path)


def _parse(raw: bytes, path: Path) -> dict[str, Key]:
    document = None
    with contextlib.suppress(ValueError, RecursionError):
        document = json.loads(raw)
    if not isinstance(document, dict) or not isinstance(document.get("keys"), list):
        raise _damaged(path, "it is not the JSON that this program writes")
    if document.get("format") != FORMAT:
        raise KeyRingError(
            f"The key ring {path} is not of the format {FORMAT}.",
            "Use the version of sector-data that wrote it.",
        )
    keys: dict[str, Key] = {}
    for number, entry in enumerate(document["keys"], 1):
        key = _parse_entry(entry)
        if key is None or key.name in keys:
            raise _damaged(path, f"entry {number} is not as it was written")
        keys[key.name] = key
    return keys


def _parse_entry(entry: object) -> Key | None:
    """Return the key of an entry; None when anything in it is wrong."""
    if not isinstance(entry, dict):
        return None
    name, holder, created = (entry.get(word) for word in ("name", "holder", "created"))
    secret = _decode(entry.get("secret"), SECRET_BYTES)
    seed = _decode(entry.get("signing-key"), SEED_BYTES)
    if (
        not isinstance(name, str)
        or not _NAME.fullmatch(name)
        or not isinstance(holder, str | None)
        or secret is None
        or seed is None
    ):
        return None
    moment = None
    with contextlib.suppress(ValueError):
        moment = datetime.fromisoformat(created) if isinstance(created, str) else None
    if moment is None or moment.tzinfo is None:
        return None
    key = Key(name, holder=holder, created=moment, source="file", secret=secret, seed=seed)
    return key if key.id == entry.get("id") else None


def _damaged(path: Path, how: str) -> KeyRingError:
    return KeyRingError(
        f"The key ring {path} is damaged: {how}.",
        "Restore it from a backup; pseudonyms cannot be repeated without their key.",
    )


def _render(keys: Mapping[str, Key]) -> bytes:
    entries = []
    for name in sorted(keys):
        key = keys[name]
        secret, seed = key.secrets()
        entries.append(
            {
                "name": name,
                "id": key.id,
                "holder": key.holder,
                "created": None if key.created is None else key.created.isoformat(),
                "secret": base64.b64encode(secret).decode(),
                "signing-key": base64.b64encode(seed).decode(),
            }
        )
    return json.dumps({"format": FORMAT, "keys": entries}, ensure_ascii=False, indent=1).encode()
