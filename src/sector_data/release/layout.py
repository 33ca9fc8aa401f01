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
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

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
    "synthesis",
]

MAX_FILES = 100_000
"""A listing stops here: a bundle holds hundreds of files, a trap may hold any number."""


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
    """Say what is wrong with a file name inside a bundle; None when it may stand.

    A name must read the same in ``SHA256SUMS``, in JSON and on every file system: relative, with
    ``/`` between its parts, no ``..``, no backslash, no control or invisible character, no
    newline, nothing that is not UTF-8. Spaces inside a part may stand.
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
    return None


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


def list_files(directory: Path) -> Listing:
    """List all files below a directory without following any link."""
    files: list[str] = []
    refused: list[tuple[str, str]] = []
    pending = [("", directory)]
    while pending:
        prefix, folder = pending.pop()
        with os.scandir(folder) as entries:
            for entry in entries:
                path = prefix + entry.name
                if len(files) + len(refused) >= MAX_FILES:
                    refused.append((_printable(prefix) or ".", f"more than {MAX_FILES:,} files"))
                    pending.clear()
                    break
                if entry.is_symlink():
                    refused.append((_printable(path), "a link, not a file"))
                elif entry.is_dir(follow_symlinks=False):
                    pending.append((f"{path}/", Path(entry.path)))
                elif not entry.is_file(follow_symlinks=False):
                    refused.append((_printable(path), "neither a file nor a folder"))
                elif problem := name_problem(path):
                    refused.append((_printable(path), problem))
                else:
                    files.append(path)
    return Listing(tuple(sorted(files)), tuple(sorted(refused)))


def _printable(path: str) -> str:
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in path)
