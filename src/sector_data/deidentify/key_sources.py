"""Keys that are in no file: from the environment, or from a command that asks a vault.

What lives here: both. What does not: the file (:mod:`sector_data.deidentify.keyring_file`).

A key is 64 random bytes in base64: the secret and the Ed25519 private key
(``head -c 64 /dev/urandom | base64 -w 0``). ``SECTOR_DATA_KEY_<NAME>`` (upper case, ``_`` for ``.``
and ``-``) holds one; ``SECTOR_DATA_KEY_COMMAND`` is a command that prints one, with ``{name}``
where the key's name goes (``vault kv get -field=key secret/release/{name}``). It is run without a
shell, and what it says on its error stream is not shown.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Mapping
from typing import Literal

from sector_data.deidentify.keyring_file import NAME, decode
from sector_data.deidentify.keys import SECRET_BYTES, SEED_BYTES, Key
from sector_data.errors import KeyRingError

_VARIABLE = "SECTOR_DATA_KEY_"
COMMAND = "SECTOR_DATA_KEY_COMMAND"
_SECONDS = 60
"""That a vault may take."""


def variables_with_keys() -> dict[str, str]:
    """Return the variables of the environment that hold keys, and what they hold."""
    return {
        variable: value
        for variable, value in os.environ.items()
        if variable.startswith(_VARIABLE) and variable != COMMAND and value
    }


def with_environment(keys: Mapping[str, Key], variables: Mapping[str, str]) -> dict[str, Key]:
    """Return the keys of a file and those of the environment.

    Raises
    ------
    KeyRingError
        If a variable is damaged, or differs from the file's key of the same name.
    """
    merged = dict(keys)
    spelt = {_variable_of(name): name for name in keys}
    for variable, value in sorted(variables.items()):
        name = spelt.get(variable, variable.removeprefix(_VARIABLE).lower())
        key = _from_text(name, value, f"${variable}", "environment")
        if name not in keys:
            merged[name] = key
        elif not key.holds_the_same_secrets_as(keys[name]):
            raise KeyRingError(
                f"The key {name!r} of the key ring and ${variable} differ.",
                f"unset {variable}, or remove the key from the key ring.",
            )
    return merged


def from_command(name: str) -> Key | None:
    """Ask the command for a key; None when there is no command.

    Raises
    ------
    KeyRingError
        If it cannot be run, fails, takes longer than a minute or prints no key.
    """
    command = os.environ.get(COMMAND)
    if not command:
        return None
    check_name(name)
    arguments = [part.replace("{name}", name) for part in shlex.split(command)]
    try:
        done = subprocess.run(
            arguments, capture_output=True, check=False, text=True, timeout=_SECONDS
        )
    except (OSError, ValueError, subprocess.TimeoutExpired):
        done = None
    if done is None or done.returncode != 0:
        how = "could not be run" if done is None else f"ended with code {done.returncode}"
        raise KeyRingError(
            f"The command of ${COMMAND} {how}, so that there is no key {name!r}.",
            "Run it yourself to see why.",
        )
    return _from_text(name, done.stdout, f"What the command of ${COMMAND} prints", "command")


def check_name(name: str) -> None:
    """Insist on a name that is safe everywhere.

    Raises
    ------
    KeyRingError
        If it is not.
    """
    if not NAME.fullmatch(name):
        raise KeyRingError(
            f"{name!r} cannot be the name of a key.",
            "Use lower-case letters, digits, '.', '_' and '-', 64 at most, not a sign first.",
        )


def _variable_of(name: str) -> str:
    return _VARIABLE + re.sub(r"[.-]", "_", name).upper()


def _from_text(name: str, value: str, what: str, source: Literal["environment", "command"]) -> Key:
    check_name(name)
    raw = decode(value.strip(), SECRET_BYTES + SEED_BYTES)
    if raw is None:
        raise KeyRingError(
            f"{what} is not {SECRET_BYTES + SEED_BYTES} bytes in base64.",
            "head -c 64 /dev/urandom | base64 -w 0",
        )
    return Key(
        name,
        holder=None,
        created=None,
        source=source,
        secret=raw[:SECRET_BYTES],
        seed=raw[SECRET_BYTES:],
    )
