"""Files and directories that appear complete or not at all.

What lives here: temporary places beside the target, fsync, rename, and cleaning up. What does
not: what is written (:mod:`sector_data.sources.writing`).

Everything is written under a hidden name in the target's own folder (``.name.partial-1a2b3c4d``),
so that the last step is a rename within one file system, which POSIX makes atomic (IEEE Std
1003.1-2024, ``rename``). Files get mode 0644 and directories 0755, less what the umask takes.

A process that is killed cleans nothing up. Whoever writes holds a lock on the hidden name, which
the system takes away with the process; so the next one that writes to the same target knows what
was left behind, and takes it away.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
import stat
from collections.abc import Container, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from sector_data.errors import TargetError

try:
    import fcntl
except ImportError:  # Windows: what a killed process leaves behind stays there
    fcntl = None  # type: ignore[assignment]

_REASONS = {
    errno.ENOSPC: ("the disk is full", "Make room, or choose another place."),
    errno.EDQUOT: ("the disk quota is used up", "Make room, or choose another place."),
    errno.EFBIG: (
        "the file would be larger than is allowed there",
        "Choose another place, or raise the limit (ulimit -f).",
    ),
    errno.EROFS: ("the file system is read-only", "Choose another place."),
    errno.EACCES: ("this user may not write there", "Choose another place, or get permission."),
    errno.EPERM: ("this user may not write there", "Choose another place, or get permission."),
    errno.ENOTDIR: ("a part of the path is a file, not a directory", "Correct the path."),
    errno.ENAMETOOLONG: ("the name is too long", "Choose a shorter name."),
}
_WRITING_ONLY = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)
"""Errors that only writing meets, wherever in the caller's work they come up."""


@contextmanager
def atomic_directory(target: Path, *, replace: bool = False) -> Iterator[Path]:
    """Give an empty directory to fill; at the end it becomes the target, or nothing does.

    On any exception, ``KeyboardInterrupt`` too, everything written is removed, with the parents
    that were made for it, and what stood at the target before stays.

    Parameters
    ----------
    target
        The directory to make; missing parents are made.
    replace
        Whether a directory that exists is replaced by the new one, once that is complete.

    Yields
    ------
    pathlib.Path
        The temporary directory, beside the target.

    Raises
    ------
    TargetError
        Before any work: if the target exists (and is not to be replaced, or is not a directory).
        At any time: if the place cannot be written, or the disk is full.
    """
    target = _absolute(target)
    _clear_leftovers(target)
    if os.path.lexists(target):
        if not replace:
            raise TargetError(
                f"{target}: exists already.", "Choose another name, or remove it first."
            )
        with _refusals(target):
            is_folder = target.is_dir() and not target.is_symlink()
        if not is_folder:
            raise TargetError(
                f"{target}: is in the way; it is not a directory.",
                "Choose another name, or remove it first.",
            )
    token = secrets.token_hex(4)
    partial, old = _beside(target, "partial", token), _beside(target, "old", token)
    lock = None
    with _made_parents(target):
        try:
            with _refusals(target):
                partial.mkdir(mode=0o755)
                lock = _lock(partial)
            with _refusals(target, only=_WRITING_ONLY):
                yield partial
            with _refusals(target):
                _sync_tree(partial)
                if os.path.lexists(target):
                    target.rename(old)
                partial.rename(target)
                _sync(target.parent)
            shutil.rmtree(old, ignore_errors=True)
        except BaseException:
            # An interruption may come between any two steps: whatever is whole is kept.
            if os.path.lexists(old) and not os.path.lexists(target):
                old.rename(target)
            shutil.rmtree(old, ignore_errors=True)
            shutil.rmtree(partial, ignore_errors=True)
            raise
        finally:
            if lock is not None:
                os.close(lock)


@contextmanager
def atomic_file(target: Path, mode: int = 0o644) -> Iterator[BinaryIO]:
    """Give a stream to write; at the end its content becomes the target file, or nothing does.

    A file that exists is replaced. On any exception it stays as it was.

    Parameters
    ----------
    target
        The file to write; missing parents are made.
    mode
        Permissions of the file, less what the umask takes; they hold from its first byte on.

    Raises
    ------
    TargetError
        If the target is not a regular file, or cannot be written, or the disk is full.
    """
    target = _absolute(target)
    with _refusals(target):
        in_the_way = os.path.lexists(target) and not target.is_file()
    if in_the_way:
        raise TargetError(f"{target}: is in the way; it is not a file.", "Choose another name.")
    _clear_leftovers(target)
    partial = _beside(target, "partial", secrets.token_hex(4))
    with _made_parents(target):
        try:
            with _refusals(target):
                descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
                _take(descriptor)
            with _refusals(target, only=_WRITING_ONLY), os.fdopen(descriptor, "wb") as stream:
                yield stream
                stream.flush()
                os.fsync(descriptor)
            with _refusals(target):
                partial.replace(target)
                _sync(target.parent)
        except BaseException:
            with suppress(OSError):
                partial.unlink()
            raise


def _absolute(target: Path) -> Path:
    """Return a path whose last part is a name: not ``..`` and not the root."""
    absolute = Path(os.path.normpath(target.absolute()))  # resolve() would follow a symlink
    if not absolute.name:
        raise TargetError(f"{target}: is the root directory.", "Name a place in a directory.")
    return absolute


def _beside(target: Path, purpose: str, token: str) -> Path:
    """Return a hidden name in the target's folder."""
    # A file name holds at most 255 bytes; the target's own may take them all.
    name = target.name.encode()[:220].decode(errors="ignore")
    return target.with_name(f".{name}.{purpose}-{token}")


def _clear_leftovers(target: Path) -> None:
    """Take away what killed processes left beside a target, and put back what one had moved."""
    pattern = re.escape(_beside(target, "", "").name.removesuffix("-"))
    try:
        names = [entry.name for entry in target.parent.iterdir()]
    except OSError:
        return
    found = (re.fullmatch(rf"{pattern}(?:partial|old)-([0-9a-f]{{8}})", name) for name in names)
    for token in sorted({match[1] for match in found if match}):
        partial, old = _beside(target, "partial", token), _beside(target, "old", token)
        lock = _lock(partial) if os.path.lexists(partial) else None
        if lock is None and os.path.lexists(partial):
            continue  # somebody is writing there now
        with suppress(OSError):
            if os.path.lexists(old) and not os.path.lexists(target):
                old.rename(target)
            shutil.rmtree(old, ignore_errors=True)
            if partial.is_dir():
                shutil.rmtree(partial, ignore_errors=True)
            else:
                partial.unlink(missing_ok=True)
        if lock is not None:
            os.close(lock)


def _lock(place: Path) -> int | None:
    """Return a descriptor that holds the lock of a place; None where there is none to be had."""
    try:
        descriptor = os.open(place, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    except OSError:
        return None
    if _take(descriptor):
        return descriptor
    os.close(descriptor)
    return None


def _take(descriptor: int) -> bool:
    """Lock what is open, until the process ends; tell whether nobody else had."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (AttributeError, OSError):  # no locks on this system, or on this file system
        return False
    return True


@contextmanager
def _made_parents(target: Path) -> Iterator[None]:
    """Make the folders above a target; take away those made if the work fails."""
    missing = [place for place in target.parents if not os.path.lexists(place)]
    made: list[Path] = []
    try:
        with _refusals(target):
            for place in reversed(missing):
                made.append(place)
                try:
                    place.mkdir(mode=0o755)
                except FileExistsError:  # others made it meanwhile
                    made.pop()
        yield
    except BaseException:
        for place in reversed(made):
            with suppress(OSError):  # others may have put something there meanwhile
                place.rmdir()
        raise


def _sync_tree(folder: Path) -> None:
    """Make sure that a directory's content is on the disk before the directory gets its name."""
    for place, _, files in os.walk(folder):
        for name in files:
            path = Path(place, name)
            if stat.S_ISREG(path.lstat().st_mode):
                _sync(path)
        _sync(Path(place))


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _refusals(target: Path, only: Container[int] | None = None) -> Iterator[None]:
    """Turn the operating system's refusals to write into :class:`TargetError`."""
    refusal: TargetError
    try:
        yield
        return
    except OSError as error:
        if only is not None and error.errno not in only:
            raise
        other = (error.strerror or "the system gives no reason", "Choose another place.")
        reason, fix = _REASONS.get(error.errno or 0, other)
        refusal = TargetError(f"{target}: cannot be written: {reason}. Nothing was left.", fix)
    raise refusal from None
