"""Digests of files, as ``SHA256SUMS`` and plans hold them.

What lives here: reading a file once for its size and SHA-256. What does not: lists of digests.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import NamedTuple

from sector_data.sources.opening import translated_errors
from sector_data.sources.shares import Share, Tell

_CHUNK = 1 << 20


class FileDigest(NamedTuple):
    """What identifies a file's content.

    Attributes
    ----------
    bytes
        Its size.
    sha256
        Its SHA-256 (FIPS 180-4), 64 lower-case hexadecimal digits.
    """

    bytes: int
    sha256: str


def file_digest(path: Path, tell: Tell | None = None) -> FileDigest:
    """Return size and SHA-256 of a file as it is stored (compressed files are not undone).

    Parameters
    ----------
    path
        The file.
    tell
        Told how much is done of a large file.

    Raises
    ------
    SourceError
        If the file is missing or cannot be read.
    """
    digest = hashlib.sha256()
    size = 0
    with translated_errors(path), path.open("rb") as stream:
        share = Share(f"taking the digest of {path.name}", path.stat().st_size, tell)
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            share.add(len(chunk))
    return FileDigest(size, digest.hexdigest())
