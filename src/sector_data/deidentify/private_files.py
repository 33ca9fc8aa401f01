"""Files that only their owner may read: written whole, or grown by a line.

What lives here: how key ring, lookups and logs are opened, locked and replaced. What does not: what
stands in them.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from sector_data.errors import KeyRingError

_PATIENCE = 10.0
"""Seconds to wait for another program that is writing the file."""


def read_private(path: Path, what: str) -> bytes | None:
    """Return the bytes of a private file; None when there is none.

    Raises
    ------
    KeyRingError
        If it is a link, no file, or can be read by others.
    """
    try:
        if path.is_symlink():
            raise KeyRingError(
                f"The {what} {path} is a symbolic link.", "Name the file that it leads to."
            )
        with open(path, "rb", opener=_open_safely) as file:
            _check_file(path, os.fstat(file.fileno()), what)
            return file.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise KeyRingError(
            f"The {what} {path} cannot be read ({os.strerror(error.errno or 0)}).",
            "Make it readable for yourself, and for nobody else.",
        ) from None


def _open_safely(path: str, flags: int) -> int:
    """Open a file; never follow a link that has appeared meanwhile, never hang on a pipe."""
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0), 0o600)


def _check_file(path: Path, found: os.stat_result, what: str) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise KeyRingError(f"The {what} {path} is no file.")
    mode = stat.S_IMODE(found.st_mode)
    # Windows has no such modes; there the user's profile guards the file.
    if os.name == "posix" and mode & 0o077:
        raise KeyRingError(
            f"The {what} {path} can be read or changed by others (mode {mode:04o}).",
            f"chmod 600 {shlex.quote(str(path))}",
        )


@contextlib.contextmanager
def writing(path: Path, what: str, *, shred_old: bool = False) -> Iterator[int]:
    """Give a file beside a private file to write to, then put it in its place.

    The file is the lock as well: it is made only where there is none.

    Parameters
    ----------
    path
        The file to replace.
    what
        Its name in errors.
    shred_old
        Whether the bytes of the old file are overwritten, as far as the file system does that in
        place; copies in backups and snapshots are beyond reach.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_name(path.name + ".new")
    descriptor = _make(beside, what)
    try:
        try:
            yield descriptor
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        with _bytes_of(path if shred_old else None):
            beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


@contextlib.contextmanager
def _bytes_of(path: Path | None) -> Iterator[None]:
    """Write zeros over a file's bytes once another has taken its place."""
    try:
        old = None if path is None else open(path, "r+b", opener=_open_safely)  # noqa: SIM115
    except FileNotFoundError:
        old = None
    if old is None:
        yield
        return
    with old:
        yield
        old.write(bytes(os.fstat(old.fileno()).st_size))
        old.flush()
        os.fsync(old.fileno())


def shred(path: Path) -> None:
    """Write zeros over a file and take it away, as far as the file system does that in place."""
    with _bytes_of(path):
        path.unlink(missing_ok=True)


def _make(beside: Path, what: str) -> int:
    give_up = time.monotonic() + _PATIENCE
    while True:
        try:
            return os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            if time.monotonic() >= give_up:
                raise KeyRingError(
                    f"Another program is writing the {what}, or was stopped: {beside} is there.",
                    f"If nothing is running: rm {shlex.quote(str(beside))}",
                ) from None
        time.sleep(0.02)


def write_all(descriptor: int, data: bytes) -> None:
    """Write all bytes."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def append_line(path: Path, line: bytes, what: str) -> None:
    """Add a line to a private file, which is made if it is not there; nothing before changes.

    Raises
    ------
    KeyRingError
        If the file can be read by others, or cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with open(path, "ab", opener=_open_safely) as file:
            _check_file(path, os.fstat(file.fileno()), what)
            file.write(line + b"\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise KeyRingError(
            f"The {what} {path} cannot be written ({os.strerror(error.errno or 0)}).",
            "Make room or rights there.",
        ) from None
