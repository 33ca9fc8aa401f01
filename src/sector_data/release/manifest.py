"""The list of digests, in the form that ``sha256sum -c`` reads.

What lives here: writing ``SHA256SUMS``, and comparing a directory with it. What does not: who
vouches for it (:mod:`sector_data.release.signature`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sector_data.errors import BundleError, TargetError
from sector_data.release.documents import open_file, read_bytes
from sector_data.release.layout import NOT_IN_SUMS, SUMS, Listing, list_files, name_problem
from sector_data.sources.shares import Share, Tell

_PIECE = 1 << 20

_LINE = re.compile(r"([0-9a-f]{64})  (.+)")

Status = Literal["ok", "missing", "changed", "unexpected", "refused"]


@dataclass(frozen=True, slots=True)
class FileStatus:
    """How one file compares with the list.

    Attributes
    ----------
    path
        Relative to the bundle.
    status
        ``ok``, ``missing`` (listed, not there), ``changed`` (another digest), ``unexpected``
        (there, not listed) or ``refused`` (a link, a device, a name that may not stand).
    reason
        Why it was refused.
    """

    path: str
    status: Status
    reason: str | None = None


def digest(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal, read in pieces."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def digest_in(directory: Path, name: str, share: Share | None = None) -> str:
    """Return the SHA-256 of a file of a bundle in hexadecimal.

    Parameters
    ----------
    directory
        The bundle.
    name
        Of the file.
    share
        Where what is read is counted.

    Raises
    ------
    BundleError
        See :func:`~sector_data.release.documents.open_file`.
    """
    sha256 = hashlib.sha256()
    with open_file(directory, name) as stream:
        while piece := stream.read(_PIECE):
            sha256.update(piece)
            if share is not None:
                share.add(len(piece))
    return sha256.hexdigest()


def write_manifest(directory: Path) -> dict[str, str]:
    """Write ``SHA256SUMS`` for all files below a directory, sorted by name.

    Returns
    -------
    dict
        Path to digest, ``SHA256SUMS`` itself and the attestations left out.

    Raises
    ------
    TargetError
        If there is a link, a device, or a name that could not be told apart in the list.
    """
    listing = list_files(directory)
    if listing.refused:
        path, reason = listing.refused[0]
        raise TargetError(
            f"The bundle holds {path!r}, which cannot be listed: {reason}.",
            "Rename it or leave it out of the bundle.",
        )
    digests = {path: digest(directory / path) for path in listing.files if path not in NOT_IN_SUMS}
    (directory / SUMS).write_bytes(render_manifest(digests))
    return digests


def render_manifest(digests: Mapping[str, str]) -> bytes:
    """Return the list as bytes: one line for each file, sorted, ``digest``, two spaces, name."""
    return "".join(f"{digests[path]}  {path}\n" for path in sorted(digests)).encode()


def read_manifest(directory: Path) -> dict[str, str]:
    """Read ``SHA256SUMS``.

    Raises
    ------
    BundleError
        If it is missing, too large, or not in exactly the form that :func:`render_manifest` has.
    """
    content = read_bytes(directory, SUMS)
    fix = "Ask the publisher for the bundle again."
    try:
        lines = content.decode("utf-8").split("\n")
    except UnicodeDecodeError:
        raise BundleError(f"{SUMS} is not UTF-8 text.", fix) from None
    digests: dict[str, str] = {}
    for number, line in enumerate(lines[:-1], start=1):
        match = _LINE.fullmatch(line)
        if match is None or name_problem(match[2]) or match[2] in digests:
            raise BundleError(f"{SUMS}:{number} is not a line that this program writes.", fix)
        digests[match[2]] = match[1]
    if render_manifest(digests) != content:
        raise BundleError(f"{SUMS} is not in the form that this program writes.", fix)
    return digests


def compare_files(
    directory: Path,
    expected: Mapping[str, str],
    listing: Listing,
    *,
    ignored: frozenset[str] = NOT_IN_SUMS,
    tell: Tell | None = None,
) -> tuple[FileStatus, ...]:
    """Compare the files of a bundle with the digests that were listed or signed for them.

    Parameters
    ----------
    directory
        The bundle.
    expected
        Path to digest, from :func:`read_manifest` or from a signed statement.
    listing
        What lies in the directory.
    ignored
        Files that `expected` cannot hold.
    tell
        Told how much is done of what is large.

    Returns
    -------
    tuple
        One status for each file that is listed or there, sorted by path.
    """
    found = set(listing.files) - ignored
    statuses = [FileStatus(path, "refused", reason) for path, reason in listing.refused]
    refused = {path for path, _ in listing.refused}
    share = Share("verifying digests", listing.total, tell)
    for path in sorted(found | (set(expected) - refused)):
        if path not in found:
            statuses.append(FileStatus(path, "missing"))
        elif path not in expected:
            statuses.append(FileStatus(path, "unexpected"))
        else:
            statuses.append(_compared(directory, path, expected[path], share))
    return tuple(sorted(statuses, key=lambda status: status.path))


def _compared(directory: Path, path: str, expected: str, share: Share) -> FileStatus:
    try:
        same = digest_in(directory, path, share) == expected
    except (BundleError, OSError):
        return FileStatus(path, "refused", "it cannot be read")
    return FileStatus(path, "ok" if same else "changed")
