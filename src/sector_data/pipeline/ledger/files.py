"""Where the ledger of releases lies, its key, and finding a release in it.

What lives here: the ledger's place, making and reading its key, opening it. What does not: what
stands in the file (:mod:`sector_data.release.ledger.store`) and what is done with it
(:mod:`sector_data.pipeline.ledger.comparing`).

The ledger's key lies beside it in a file of its own: whoever has only one of the two learns nothing
of subjects. It is not taken from the key ring, since releases made with different keys are about
the same people.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from sector_data.deidentify.keyring import default_path
from sector_data.deidentify.private_files import read_private, write_all
from sector_data.errors import InputError, LedgerError
from sector_data.release.ledger.sketches import compare
from sector_data.release.ledger.store import LedgerFile
from sector_data.spec.ledger import KeptRelease, Shared
from sector_data.spec.pipeline import Pipeline

KEY_BYTES = 32
SHORTEST_REASON = 10
_WHAT = "ledger's key"


def ledger_path(key_ring: Path | None = None) -> Path:
    """Return where the ledger is when no pipeline and no option says otherwise."""
    if named := os.environ.get("SECTOR_DATA_LEDGER"):
        return Path(named).expanduser()
    return (key_ring or default_path()).with_name("ledger.sqlite")


def path_of(pipeline: Pipeline, named: Path | None, key_ring: Path | None) -> Path | None:
    """Return the ledger of a pipeline; None where it wants none.

    Parameters
    ----------
    pipeline
        Its section ``ledger`` may name a file, or say ``off``.
    named
        A file that was named for this run: it goes before everything else.
    key_ring
        The key ring of this run.
    """
    spec = pipeline.ledger
    if named is not None:
        return named
    if not spec.keep:
        return None
    return ledger_path(key_ring) if spec.path is None else pipeline.base / spec.path


def key_path(path: Path) -> Path:
    """Return where the key of a ledger lies."""
    return path.with_name(path.name + ".key")


def open_ledger(path: Path, *, create: bool = False) -> LedgerFile | None:
    """Open a ledger; None when there is none and it is not to be made.

    Raises
    ------
    LedgerError
        If there is a ledger without its key.
    KeyRingError
        If the key can be read by others.
    """
    secret = _read_key(path)
    if secret is None:
        if os.path.lexists(path):
            raise LedgerError(
                f"The key of the ledger {path} is missing ({key_path(path).name}).",
                "Put it back beside the ledger; without it nothing can be compared.",
            )
        if not create:
            return None
        secret = _make_key(path)
    return LedgerFile(path, secret)


def check_writable(path: Path) -> None:
    """Insist that a ledger can be written, or made, before anything is done.

    Raises
    ------
    LedgerError
        If it cannot; nothing is left where there was nothing.
    """
    ledger = open_ledger(path)
    if ledger is not None and ledger.exists():
        ledger.prepare()
        return
    folder = next(parent for parent in path.absolute().parents if os.path.lexists(parent))
    if not (folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)):
        raise LedgerError(
            f"The ledger {path} cannot be made: {folder} is no folder that you may write in.",
            "Make room or rights there, name another file with --ledger, or write `ledger: off`.",
        )


def _read_key(path: Path) -> bytes | None:
    raw = read_private(key_path(path), _WHAT)
    if raw is None:
        return None
    try:
        secret = bytes.fromhex(raw.decode("ascii").strip())
    except ValueError:
        secret = b""
    if len(secret) != KEY_BYTES:
        raise LedgerError(f"The key of the ledger {path} is damaged.", "Restore it from a backup.")
    return secret


def _make_key(path: Path) -> bytes:
    """Make a key all at once; of two programs that do, one wins and both use its key."""
    place = key_path(path)
    beside = place.with_name(f"{place.name}.{secrets.token_hex(8)}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            write_all(descriptor, secrets.token_bytes(KEY_BYTES).hex().encode() + b"\n")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        with contextlib.suppress(FileExistsError):
            os.link(beside, place)
    except OSError as error:
        raise LedgerError(
            f"The ledger {path} cannot be made ({os.strerror(error.errno or 0)}).",
            "Make room or rights there, name another file with --ledger, or write `ledger: off`.",
        ) from None
    finally:
        beside.unlink(missing_ok=True)
    made = _read_key(path)
    assert made is not None  # it was linked, or was there
    return made


def opened(named: Path | None, key_ring: Path | None) -> LedgerFile:
    """Open the ledger that there is.

    Raises
    ------
    LedgerError
        If there is none.
    """
    path = named or ledger_path(key_ring)
    ledger = open_ledger(path)
    if ledger is None or not ledger.exists():
        raise LedgerError(
            f"There is no ledger {path}.",
            "The first release makes one; name it with --ledger if it lies elsewhere.",
        )
    return ledger


def withdrawn(release: KeptRelease, reason: str) -> KeptRelease:
    """Return a release as one that does not count.

    Raises
    ------
    InputError
        If the reason says nothing.
    """
    said = reason.strip()
    if len(said) < SHORTEST_REASON or not said.isprintable():
        raise InputError(
            "A withdrawal needs a reason that can be read afterwards.",
            f"Say why, in one line of {SHORTEST_REASON} characters or more.",
        )
    return release.model_copy(update={"withdrawn": said})


def find(ledger: LedgerFile, identifier: str) -> KeptRelease:
    """Return the release whose digest begins with some digits, or whose name and version it is.

    Raises
    ------
    InputError
        If there is none, or more than one.
    """
    kept = ledger.releases()
    named = [r for r in kept if identifier in (r.name, f"{r.name} {r.version}")]
    found = named or [r for r in kept if len(identifier) >= 4 and r.digest.startswith(identifier)]
    if len(found) == 1:
        return found[0]
    if found:
        raise InputError(
            f"{len(found)} releases in the ledger are meant by {identifier!r}.",
            f"Name one of {', '.join(r.id for r in found)}.",
        )
    raise InputError(
        f"There is no release {identifier!r} in the ledger.", "sector-data ledger list"
    )


def overlaps_of(ledger: LedgerFile, release: KeptRelease) -> list[tuple[KeptRelease, Shared]]:
    """Return the other releases that have subjects of a release, and how many.

    Of several tables the two that share most count.
    """
    own = ledger.sketches(release.digest)
    found = []
    for other in ledger.releases():
        if other.digest == release.digest:
            continue
        pairs = [
            compare(a, b) for a in own.values() for b in ledger.sketches(other.digest).values()
        ]
        most = max(pairs, key=lambda pair: (pair.shared, pair.high), default=None)
        if most is not None and most.shared > 0:
            shared = Shared(estimate=most.shared, low=most.low, high=most.high, exact=most.exact)
            found.append((other, shared))
    return found
