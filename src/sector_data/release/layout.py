"""Where everything lies in a bundle, and which names its files may have.

What lives here: names and the listing of a bundle's files. What does not: what is in them.

::

    data/<table>.csv, data/<table>.parquet   the released tables
    datapackage.json                         Data Package v2: schema and digests of the tables
    croissant.json                           Croissant 1.1: the same for machine learning
    plan.json                                every decision, without secrets and paths
    README.md, report.html                   for people
    evidence/*.json, evidence/data-docs/     what was measured and validated
    signer.pub                               public key of the signature, PEM
    SHA256SUMS                               digests for ``sha256sum -c``
    release.intoto.jsonl                     signed statements (in-toto v1 in DSSE envelopes)
    signatures.intoto.jsonl                  those of further signatories, who came later
"""

from __future__ import annotations

import os
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sector_data.errors import DamagedBundleError

DATA = "data"
DATAPACKAGE = "datapackage.json"
CROISSANT = "croissant.json"
PLAN = "plan.json"
README = "README.md"
REPORT = "report.html"
EVIDENCE = "evidence"
DATA_DOCS = "evidence/data-docs"
SIGNER = "signer.pub"
SUMS = "SHA256SUMS"
ATTESTATIONS = "release.intoto.jsonl"
SIGNATURES = "signatures.intoto.jsonl"
APPROVALS = "evidence/approvals.intoto.jsonl"

NOT_IN_SUMS = frozenset({SUMS, ATTESTATIONS, SIGNATURES})
"""A file cannot hold its own digest, and the statements are made after the sums."""

EvidenceName = Literal[
    "assessment",
    "conformity",
    "validation",
    "expectations",
    "detection",
    "leaks",
    "environment",
    "governance",
    "synthesis",
]

MAX_FILES = 100_000
"""A listing stops here: a bundle holds hundreds of files, a trap may hold any number."""
MAX_TOTAL = 1 << 40
"""Bytes of all files: more is not read. A file with holes claims any size and takes no room."""

_DEVICES = frozenset(
    {
        *("con", "prn", "aux", "nul", "conin$", "conout$"),
        *(f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³"),
    }
)
"""Names that are devices on Windows, with any ending (learn.microsoft.com, "Naming Files")."""


def csv_path(table: str) -> str:
    """Return where the CSV file of a table lies."""
    return f"{DATA}/{table}.csv"


def parquet_path(table: str) -> str:
    """Return where the Parquet file of a table lies."""
    return f"{DATA}/{table}.parquet"


def evidence_path(name: EvidenceName) -> str:
    """Return where a piece of evidence lies."""
    return f"{EVIDENCE}/{name}.json"


def name_problem(path: str) -> str | None:
    r"""Say what is wrong with a file name inside a bundle; None when it may stand.

    A name must read the same in ``SHA256SUMS``, in JSON and on every file system: relative, with
    ``/`` between its parts, no ``..``, nothing that is not UTF-8, no control or invisible
    character, none of ``\ : * ? " < > |``, in Unicode's normal form C, no part that Windows takes
    for a device or cuts (it drops spaces and full stops at the end). Spaces inside a part may
    stand.
    """
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return "its name is not valid UTF-8"
    if "\\" in path:
        return "its name holds a backslash"
    if any(unicodedata.category(character) in {"Cc", "Cf", "Zl", "Zp"} for character in path):
        return "its name holds an invisible character"
    parts = path.split("/")
    if any(part in {"", ".", ".."} for part in parts) or (len(path) > 1 and path[1] == ":"):
        return "its name leads out of the bundle"
    if any(part != part.strip() for part in parts):
        return "its name begins or ends with a space"
    if not unicodedata.is_normalized("NFC", path):
        return "its name can be written in two ways"
    if any(character in ':*?"<>|' for character in path):
        return "its name holds a character that not every system has"
    if any(part.endswith(".") or part.split(".")[0].lower() in _DEVICES for part in parts):
        return "its name means something else on some systems"
    return None


def same_on_some_system(paths: Iterable[str]) -> list[str]:
    """Return the names that are one name where letters are the same in both cases, sorted."""
    paths = list(paths)
    spelt = Counter(_folded(path) for path in paths)
    return sorted(path for path in paths if spelt[_folded(path)] > 1)


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", path).casefold())


@dataclass(frozen=True, slots=True)
class Listing:
    """What lies in a directory.

    Attributes
    ----------
    files
        Regular files with names that may stand, relative, with ``/``, sorted.
    refused
        Everything else (links, devices, odd names), with the reason; names made printable.
    """

    files: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]
    total: int = 0
    """Bytes of all files that may stand."""


def list_files(directory: Path) -> Listing:
    """List all files below a directory without following any link.

    Raises
    ------
    BundleError
        If they are together larger than a bundle can be, or a folder cannot be looked into.
    """
    files: list[str] = []
    refused: list[tuple[str, str]] = []
    total = 0
    for number, (path, entry) in enumerate(_entries(directory, refused)):
        if number >= MAX_FILES:
            refused.append((".", f"more than {MAX_FILES:,} files"))
            break
        if entry.is_symlink():
            refused.append((printable(path), "a link, not a file"))
        elif entry.is_dir(follow_symlinks=False):
            continue
        elif not entry.is_file(follow_symlinks=False):
            refused.append((printable(path), "neither a file nor a folder"))
        elif problem := name_problem(path):
            refused.append((printable(path), problem))
        else:
            files.append(path)
            total += entry.stat(follow_symlinks=False).st_size
    if total > MAX_TOTAL:
        raise DamagedBundleError(
            f"The files are together larger than {MAX_TOTAL:,} bytes.",
            "Get the bundle again from whoever released it.",
        )
    alike = set(same_on_some_system(files))
    refused += [(path, "another name differs in the case of letters only") for path in alike]
    return Listing(tuple(sorted(set(files) - alike)), tuple(sorted(refused)), total)


def _entries(
    directory: Path, refused: list[tuple[str, str]]
) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield everything below a directory, folders that cannot be looked into left out."""
    pending = [("", directory)]
    while pending:
        prefix, folder = pending.pop()
        empty = True
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    empty = False
                    yield prefix + entry.name, entry
                    if entry.is_dir(follow_symlinks=False):
                        pending.append((f"{prefix}{entry.name}/", Path(entry.path)))
        except OSError:
            refused.append((printable(prefix) or ".", "a folder that cannot be looked into"))
        else:
            if empty and prefix:
                # No list of files tells of it, and its name may say something.
                refused.append((printable(prefix), "a folder with nothing in it"))


def printable(path: str) -> str:
    """Return a name with what a terminal would obey spelt out."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in path)
