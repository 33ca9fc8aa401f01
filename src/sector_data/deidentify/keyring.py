"""The key ring: a file of keys that only its owner can read, the environment, or a vault.

What lives here: finding, making, rotating and destroying keys. What does not: what a key does
(:mod:`sector_data.deidentify.keys`), what stands in the file
(:mod:`sector_data.deidentify.keyring_file`) and keys that are in no file
(:mod:`sector_data.deidentify.key_sources`).

The file is ``$SECTOR_DATA_KEYRING``, else ``sector-data/keys.json`` in ``$XDG_CONFIG_HOME`` or
``~/.config``. One that is sealed is opened with ``$SECTOR_DATA_PASSPHRASE``, else at the terminal.
"""

from __future__ import annotations

import difflib
import getpass
import os
import secrets
import shlex
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

from sector_data.deidentify.key_sources import (
    check_name,
    from_command,
    variables_with_keys,
    with_environment,
)
from sector_data.deidentify.keyring_file import RingContent, parse_ring, render_ring
from sector_data.deidentify.keys import (
    SECRET_BYTES,
    SEED_BYTES,
    Destroyed,
    Key,
    KeyDescription,
    domain_key,
)
from sector_data.deidentify.private_files import read_private, shred, write_all, writing
from sector_data.errors import KeyRingError

__all__ = ["Key", "KeyDescription", "KeyRing", "default_path", "domain_key"]

WHAT = "key ring"
PASSPHRASE = "SECTOR_DATA_PASSPHRASE"  # noqa: S105  # the name of a variable
SHORTEST_PASSPHRASE = 12
"""Characters; NIST SP 800-63B asks for 8, of secrets that cannot be guessed offline."""


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

    __slots__ = ("_content", "_keys", "path")

    def __init__(self, path: Path, keys: Mapping[str, Key]) -> None:
        self.path = path
        self._keys = dict(keys)
        self._content = RingContent(dict(keys))

    @classmethod
    def open(cls, path: Path | None = None, *, create: bool = False) -> KeyRing:
        """Read the key ring.

        Parameters
        ----------
        path
            The file; the default place when it is not given.
        create
            Whether the file may be missing because :meth:`new` will make it. It may be missing as
            well where the environment or a command holds a key.

        Raises
        ------
        KeyRingError
            If the file is missing, damaged, no regular file, sealed with another passphrase or can
            be read by others, or a key of the environment is damaged or differs from the file's of
            the same name.
        """
        place = default_path() if path is None else path
        variables = variables_with_keys()
        content = _read(place)
        elsewhere = variables or os.environ.get("SECTOR_DATA_KEY_COMMAND")
        if content is None and not create and not elsewhere:
            raise KeyRingError(f"There is no key ring at {place}.", "sector-data keys new default")
        ring = cls(place, {})
        ring._content = content or RingContent()
        ring._keys = with_environment(ring._content.keys, variables)
        return ring

    @property
    def sealed(self) -> bool:
        """Whether the file is encrypted with a passphrase."""
        return self._content.passphrase is not None

    def names(self) -> list[str]:
        """Return the names of the keys, sorted."""
        return sorted(self._keys)

    def describe(self) -> list[KeyDescription]:
        """Return what may be told of each key, by name."""
        return [self._keys[name].describe() for name in self.names()]

    def destroyed(self) -> list[Destroyed]:
        """Return what is left of keys that were destroyed: that they were."""
        return sorted(self._content.destroyed)

    def get(self, name: str) -> Key:
        """Return a key, from the ring or from the command that asks a vault.

        Raises
        ------
        KeyRingError
            If there is none of this name, or it was destroyed.
        """
        key = self._keys.get(name)
        gone = [d for d in self._content.destroyed if name in (d.name, d.id)]
        if key is None and not gone:
            key = from_command(name)
        if key is not None:
            key.folder = self.path.parent
            return key
        if gone:
            raise _is_gone(gone[-1])
        near = difflib.get_close_matches(name, self._keys, 1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise KeyRingError(
            f"There is no key {name!r} in {self.path} or in the environment.{hint}",
            f"sector-data keys new {shlex.quote(name)}",
        )

    def by_id(self, identifier: str) -> Key:
        """Return the key of an id or fingerprint, in use or rotated out.

        Raises
        ------
        KeyRingError
            If there is none, or it was destroyed.
        """
        for name, key in self._keys.items():
            if identifier in (key.id, key.fingerprint):
                return self.get(name)
        for gone in self._content.destroyed:
            if identifier[:16] == gone.id:
                raise _is_gone(gone)
        raise KeyRingError(
            f"There is no key with the id {identifier[:16]} in {self.path}.",
            "Name the key ring that the release was made with.",
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
        check_name(name)
        if holder is not None and not holder.isprintable():
            raise KeyRingError("The holder of a key is one line of printable text.")
        if name in self._keys and self._keys[name].source != "file":
            raise _taken(name, "the environment")

        def with_new(content: RingContent) -> RingContent:
            if name in content.keys:
                raise _taken(name, str(self.path))
            return replace(content, keys={**content.keys, name: _made(name, holder)})

        self._change(with_new)
        return self._keys[name].describe()

    def rotate(self, name: str) -> KeyDescription:
        """Put a new key in the place of one; the old one stays, under ``name~1``, ``name~2`` …,
        to undo its pseudonyms until it is destroyed.

        Raises
        ------
        KeyRingError
            If there is no such key in the file, or the file cannot be written.
        """

        def rotated(content: RingContent) -> RingContent:
            old = _in_file(content, name, self.path)
            numbers = [int(n.partition("~")[2]) for n in content.keys if n.startswith(f"{name}~")]
            numbers += [
                int(d.name.partition("~")[2])
                for d in content.destroyed
                if d.name.startswith(f"{name}~")
            ]
            kept = old.renamed(f"{name}~{max(numbers, default=0) + 1}", retired=_now())
            keys = {**content.keys, kept.name: kept, name: _made(name, old.holder)}
            return replace(content, keys=keys)

        check_name(name)
        self._change(rotated)
        return self._keys[name].describe()

    def destroy(self, name: str) -> Destroyed:
        """Destroy a key: nobody can repeat or undo its pseudonyms, shifts and codes any more.

        The old file and the key's lookups are overwritten before they go. Copies of the ring in
        backups are not reached.

        Raises
        ------
        KeyRingError
            If there is no such key in the file, or the file cannot be written.
        """
        key = _in_file(self._content, name, self.path)
        gone = Destroyed(name, key.id, key.holder, _now())

        def without(content: RingContent) -> RingContent:
            _in_file(content, name, self.path)
            keys = {n: k for n, k in content.keys.items() if n != name}
            return replace(content, keys=keys, destroyed=(*content.destroyed, gone))

        self._change(without, shredding=True)
        folder = self.path.parent / "lookups" / key.id
        for lookup in folder.glob("*.lookup"):
            shred(lookup)
        shutil.rmtree(folder, ignore_errors=True)
        return gone

    def record_domains(self, name: str, domains: Iterable[str]) -> None:
        """Note for which pseudonymisation domains a key was used; nothing for keys of no file.

        Raises
        ------
        KeyRingError
            If the file cannot be written.
        """
        key = self._content.keys.get(name)
        new = sorted(set(domains) - set(key.domains)) if key is not None else []
        if not new:
            return

        def noted(content: RingContent) -> RingContent:
            known = _in_file(content, name, self.path)
            with_domains = known.used_for(tuple(sorted({*known.domains, *new})))
            return replace(content, keys={**content.keys, name: with_domains})

        self._change(noted)

    def seal(self, passphrase: str | None) -> None:
        """Encrypt the file with a passphrase; with None write it in clear again.

        Raises
        ------
        KeyRingError
            If the passphrase is short, or the file cannot be written.
        """
        if passphrase is not None and len(passphrase) < SHORTEST_PASSPHRASE:
            raise KeyRingError(
                f"A passphrase has {SHORTEST_PASSPHRASE} characters or more.",
                "Take several words that nobody would put together.",
            )
        self._change(lambda content: replace(content, passphrase=passphrase), shredding=True)

    def _change(
        self, change: Callable[[RingContent], RingContent], *, shredding: bool = False
    ) -> None:
        known = self._content.passphrase
        try:
            with writing(self.path, WHAT, shred_old=shredding) as descriptor:
                # Read again: somebody else may have changed the file since.
                changed = change(_read(self.path, known) or RingContent())
                write_all(descriptor, render_ring(changed))
        except OSError as error:
            raise KeyRingError(
                f"The key ring {self.path} cannot be written ({os.strerror(error.errno or 0)}).",
                "Make room or rights there, or name another file in $SECTOR_DATA_KEYRING.",
            ) from None
        elsewhere = {n: k for n, k in self._keys.items() if k.source != "file"}
        self._content = changed
        self._keys = {**elsewhere, **changed.keys}

    def __repr__(self) -> str:
        return f"<KeyRing {str(self.path)!r}: {', '.join(self.names())}>"

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        raise TypeError("a key ring is neither copied nor pickled")


def _read(path: Path, passphrase: str | None = None) -> RingContent | None:
    raw = read_private(path, WHAT)
    if raw is None:
        return None
    return parse_ring(raw, path, (lambda: passphrase) if passphrase else lambda: _ask(path))


def _ask(path: Path) -> str:
    """Return the passphrase of a sealed ring, from the environment or the terminal."""
    if known := os.environ.get(PASSPHRASE):
        return known
    if sys.stdin is not None and sys.stdin.isatty():
        return getpass.getpass(f"Passphrase of the key ring {path}: ")
    raise KeyRingError(f"The key ring {path} is sealed with a passphrase.", f"Set ${PASSPHRASE}.")


def _made(name: str, holder: str | None) -> Key:
    return Key(
        name,
        holder=holder,
        created=_now(),
        source="file",
        secret=secrets.token_bytes(SECRET_BYTES),
        seed=secrets.token_bytes(SEED_BYTES),
    )


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _in_file(content: RingContent, name: str, path: Path) -> Key:
    if name in content.keys:
        return content.keys[name]
    for gone in content.destroyed:
        if gone.name == name:
            raise _is_gone(gone)
    raise KeyRingError(f"There is no key {name!r} in {path}.", "sector-data keys list")


def _is_gone(gone: Destroyed) -> KeyRingError:
    return KeyRingError(
        f"The key {gone.name!r} ({gone.id}) was destroyed on {gone.destroyed:%Y-%m-%d}; nobody can "
        "repeat or undo what it made.",
        "Make another for new releases: sector-data keys new NAME. What the old one made stays as "
        "it is.",
    )


def _taken(name: str, where: str) -> KeyRingError:
    return KeyRingError(
        f"There is a key {name!r} in {where} already; it is not replaced.",
        "Choose another name, or `sector-data keys rotate`: the old key is needed to repeat its "
        "pseudonyms.",
    )
