"""Documents of a bundle, read as what a stranger wrote.

What lives here: opening a file of a bundle without following a link or waiting for a pipe, and JSON
of bounded size in which nothing is said twice. What does not: what the documents mean.

Whoever makes a bundle can sign it with a key of their own, so nothing is safe to read for having
been signed. Size, nesting and numbers are bounded here before anything is made of them.
(:func:`json.loads` itself refuses what is nested a thousand deep and integers of 4,300 digits.)
"""

from __future__ import annotations

import errno
import json
import os
import stat
from io import BufferedReader
from math import isfinite
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from pydantic import BaseModel, ValidationError

from sector_data.errors import BundleError, DamagedBundleError
from sector_data.release.layout import name_problem, printable

MAX_BYTES = 64 * 1024 * 1024
"""Largest document that is read; a plan with a million classes has half of it."""
MOST_VALUES = 8_000_000
"""Values of a JSON document that are read: an empty list takes 64 times its two bytes in memory."""

M = TypeVar("M", bound=BaseModel)

_FIX = "Get the bundle again from whoever released it."


def open_file(directory: Path, name: str) -> BufferedReader:
    """Open a file of a bundle for reading.

    Parameters
    ----------
    directory
        The bundle.
    name
        Relative to it, with ``/`` between its parts.

    Raises
    ------
    BundleError
        If its name may not stand, it is not there, is a link or behind one, is no regular file,
        or cannot be read.
    """
    if odd := name_problem(name):
        raise _problem(printable(name), odd)
    reason = "it is missing"
    try:
        folder = directory
        for part in name.split("/")[:-1]:
            folder = folder / part
            if folder.is_symlink():
                raise _problem(name, "it lies behind a link")
        # Without O_NONBLOCK, opening a pipe would wait until somebody writes into it.
        descriptor = os.open(
            directory / name, os.O_RDONLY | _flag("O_NOFOLLOW") | _flag("O_NONBLOCK")
        )
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            return os.fdopen(descriptor, "rb")
        os.close(descriptor)
        reason = "it is not a file"
    except OSError as error:
        if error.errno == errno.ELOOP:
            reason = "it is a link"
        elif not isinstance(error, FileNotFoundError | NotADirectoryError):
            reason = "it is out of reach"
    raise _problem(name, reason)


def read_bytes(directory: Path, name: str, most: int = MAX_BYTES) -> bytes:
    """Read a whole file of a bundle, unless it is too large.

    Raises
    ------
    BundleError
        As for :func:`open_file`; also if it has more than `most` bytes.
    """
    with open_file(directory, name) as stream:
        try:
            content = stream.read(most + 1)
        except OSError:
            raise _problem(name, "it is out of reach") from None
    if len(content) > most:
        raise _problem(name, f"it is larger than {most:,} bytes")
    return content


def read_json(directory: Path, name: str) -> Any:
    """Read a JSON document of a bundle.

    Raises
    ------
    BundleError
        As for :func:`read_bytes`; also for what is no JSON (RFC 8259: NaN is none), names a member
        of an object twice, holds a number that is not finite or has thousands of digits, or is
        larger or nested deeper than can be read.
    """
    return _parsed(name, read_bytes(directory, name))


def read_model(directory: Path, name: str, model: type[M]) -> M:
    """Read a JSON document of a bundle as one of our models.

    Raises
    ------
    BundleError
        As for :func:`read_json`; also if it does not fit the model.
    """
    content = read_bytes(directory, name)
    _parsed(name, content)
    try:
        return model.model_validate_json(content)
    except (ValidationError, ValueError) as error:
        places = error.error_count() if isinstance(error, ValidationError) else 1
        raise DamagedBundleError(
            f"{name} is damaged: {places} places do not fit its format.", _FIX
        ) from None


def readable_model(directory: Path, name: str, model: type[M]) -> M | None:
    """Return a JSON document of a bundle as one of our models; None when it is no such thing."""
    try:
        return read_model(directory, name, model)
    except BundleError:
        return None


def _parsed(name: str, content: bytes) -> Any:
    if sum(map(content.count, (b",", b"[", b"{"))) > MOST_VALUES:
        raise _problem(name, f"it has more than {MOST_VALUES:,} values")
    try:
        return json.loads(
            content.decode("utf-8"),
            object_pairs_hook=_once,
            parse_constant=_no_number,
            parse_float=_finite,
        )
    except (ValueError, RecursionError):
        raise DamagedBundleError(
            f"{name} is damaged: it is not JSON that can be read.", _FIX
        ) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member is named twice")
    return members


def _finite(text: str) -> float:
    number = float(text)
    return number if isfinite(number) else _no_number(text)


def _no_number(_text: str) -> NoReturn:
    raise ValueError("not a number")


def _flag(name: str) -> int:
    """Return a flag of ``open``; systems that lack it (Windows) have no such files either."""
    return getattr(os, name, 0)


def _problem(name: str, reason: str) -> BundleError:
    return DamagedBundleError(f"{name} cannot be read: {reason}.", _FIX)
