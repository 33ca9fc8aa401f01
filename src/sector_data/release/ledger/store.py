"""The ledger's file: an SQLite database that only its owner may read.

What lives here: opening, adding, reading, withdrawing. What does not: what is kept
(:mod:`sector_data.spec.ledger`), the ledger's key and place
(:mod:`sector_data.pipeline.ledger.comparing`).

Everything that is written is one transaction with SQLite's rollback journal and full
synchronisation: after a crash, or a cut of power, a release is in the ledger or it is not (SQLite,
*Atomic Commit In SQLite*). Who finds the file in use waits. Nothing is ever taken out but a
reservation for which nothing was drawn.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import shlex
import sqlite3
import stat
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from pydantic import ValidationError

from sector_data.errors import LedgerError
from sector_data.release.ledger.sketches import Sketch
from sector_data.spec.ledger import KeptRelease, KeptWithPlan
from sector_data.spec.plan import Plan

FORMAT = "sector-data-ledger/2"
_EARLIER = "sector-data-ledger/1"
"""Knew no reservations: all that it keeps is released. It is read as it is, and becomes the newest
once it is written."""
PATIENCE = 30.0
"""Seconds to wait for another program that is writing."""

_TABLES = """
CREATE TABLE IF NOT EXISTS about (word TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS releases (
    number INTEGER PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE,
    document TEXT NOT NULL,
    plan BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS sketches (
    digest TEXT NOT NULL REFERENCES releases (digest),
    tablename TEXT NOT NULL,
    sketch BLOB NOT NULL,
    PRIMARY KEY (digest, tablename)
) STRICT;
"""


class LedgerFile:
    """A ledger.

    Parameters
    ----------
    path
        The file; it is made by :meth:`add` and nothing else.
    secret
        The ledger's key: a ledger is not compared with marks of another key.
    """

    __slots__ = ("_about", "path", "secret")

    def __init__(self, path: Path, secret: bytes) -> None:
        self.path = path
        self.secret = secret
        self._about = {
            "format": FORMAT,
            "key": hashlib.sha256(b"sector-data/ledger/1" + secret).hexdigest(),
        }

    def exists(self) -> bool:
        """Whether there is a file; a link that leads nowhere counts."""
        return os.path.lexists(self.path)

    def releases(self) -> list[KeptRelease]:
        """Return every release, in the order in which they were recorded.

        Raises
        ------
        LedgerError
            If the file is damaged, can be read by others or belongs to another key.
        """
        if not self.exists():
            return []
        with self._open() as database:
            rows = database.execute("SELECT document FROM releases ORDER BY number").fetchall()
        return [self._read(document) for (document,) in rows]

    def with_plan(self, digest: str) -> KeptWithPlan:
        """Return a release and its plan."""
        with self._open() as database:
            document, plan = database.execute(
                "SELECT document, plan FROM releases WHERE digest = ?", (digest,)
            ).fetchone()
        try:
            made = Plan.model_validate_json(zlib.decompress(plan))
        except (zlib.error, ValidationError):
            raise self._damaged() from None
        return KeptWithPlan(release=self._read(document), plan=made)

    def sketches(self, digest: str) -> dict[str, Sketch]:
        """Return the sketch of each table of a release."""
        with self._open() as database:
            rows = database.execute(
                "SELECT tablename, sketch FROM sketches WHERE digest = ? ORDER BY tablename",
                (digest,),
            ).fetchall()
        return {table: Sketch.from_bytes(kept) for table, kept in rows}

    def add(self, release: KeptRelease, plan: Plan, sketches: Mapping[str, Sketch]) -> None:
        """Record a release, all of it or nothing; one that is there already stays as it is.

        Raises
        ------
        LedgerError
            If it cannot be written.
        """
        self.prepare()
        with self._open(writing=True) as database:
            _insert(database, release, plan, sketches)

    def reserve(
        self,
        release: KeptRelease,
        plan: Plan,
        sketches: Mapping[str, Sketch],
        *,
        insist: Callable[[], None],
    ) -> str:
        """Record a release that will be made, unless what is there speaks against it.

        Parameters
        ----------
        release
            Its digest is not known yet; a mark stands for it.
        plan, sketches
            As of a release that was made.
        insist
            Raises if the release may not be made. Nobody writes between what it reads of the ledger
            and the record.

        Returns
        -------
        str
            The mark.
        """
        self.prepare()
        mark = secrets.token_hex(32)
        with self._open(writing=True) as database:
            insist()  # reads by connections of its own, which SQLite lets in beside one writer
            reserved = release.model_copy(update={"digest": mark, "state": "reserved"})
            _insert(database, reserved, plan, sketches)
        return mark

    def complete(self, mark: str, release: KeptRelease) -> None:
        """Keep a release that was reserved as one whose bundle stands.

        Two bundles of equal noise have one digest. The later one keeps its mark: it was paid for.
        """
        with self._open(writing=True) as database:
            database.execute("PRAGMA defer_foreign_keys = ON")
            if database.execute(
                "SELECT 1 FROM releases WHERE digest = ?", (release.digest,)
            ).fetchone():
                release = release.model_copy(update={"digest": mark})
            database.execute(
                "UPDATE releases SET digest = ?, document = ? WHERE digest = ?",
                (release.digest, release.model_dump_json(), mark),
            )
            database.execute(
                "UPDATE sketches SET digest = ? WHERE digest = ?", (release.digest, mark)
            )

    def give_back(self, mark: str) -> None:
        """Take out a reservation for which nothing was drawn."""
        with self._open(writing=True) as database:
            database.execute("DELETE FROM sketches WHERE digest = ?", (mark,))
            database.execute("DELETE FROM releases WHERE digest = ?", (mark,))

    def withdraw(self, release: KeptRelease) -> None:
        """Keep a release as one that does not count any more; its sketches stay."""
        self.prepare()
        with self._open(writing=True) as database:
            database.execute(
                "UPDATE releases SET document = ? WHERE digest = ?",
                (release.model_dump_json(), release.digest),
            )

    def prepare(self) -> None:
        """Make the file if there is none, and insist that it can be written.

        Raises
        ------
        LedgerError
            If it cannot.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with contextlib.suppress(FileExistsError):
                os.close(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        except OSError as error:
            raise self._unwritable(os.strerror(error.errno or 0)) from None
        with self._open(writing=True) as database:
            for statement in _TABLES.split(";"):
                database.execute(statement)
            database.executemany(
                "INSERT INTO about VALUES (?, ?) ON CONFLICT (word) DO NOTHING",
                list(self._about.items()),
            )
            self._check_about(database)
            database.execute("UPDATE about SET value = ? WHERE word = 'format'", (FORMAT,))

    @contextlib.contextmanager
    def _open(self, *, writing: bool = False) -> Iterator[sqlite3.Connection]:
        """Give the database inside one transaction, which is kept when nothing is raised."""
        self._check_file()
        # Readers too: they may have to undo what a crash left half-written. Where the file may only
        # be read, SQLite only reads.
        place = f"{self.path.absolute().as_uri()}?mode=rw"
        try:
            database = sqlite3.connect(place, uri=True, timeout=PATIENCE, isolation_level=None)
            with contextlib.closing(database):
                database.execute("PRAGMA synchronous = FULL")
                database.execute("PRAGMA foreign_keys = ON")
                database.execute("BEGIN IMMEDIATE" if writing else "BEGIN")
                if not writing:
                    self._check_about(database)
                yield database
                database.execute("COMMIT")
        except sqlite3.OperationalError as error:
            if writing:
                raise self._unwritable(_reason(error)) from None
            raise LedgerError(
                f"The ledger {self.path} cannot be read ({_reason(error)}).",
                "Wait for other programs, or make it readable for yourself.",
            ) from None
        except (sqlite3.DatabaseError, TypeError):
            raise self._damaged() from None

    def _check_file(self) -> None:
        try:
            found = self.path.lstat()
        except OSError:
            raise LedgerError(
                f"There is no ledger {self.path}.", "The first release makes one."
            ) from None
        if not stat.S_ISREG(found.st_mode):
            raise LedgerError(f"The ledger {self.path} is no file.", "Name a file.")
        if os.name == "posix" and stat.S_IMODE(found.st_mode) & 0o077:
            raise LedgerError(
                f"The ledger {self.path} can be read or changed by others "
                f"(mode {stat.S_IMODE(found.st_mode):04o}).",
                f"chmod 600 {shlex.quote(str(self.path))}",
            )

    def _check_about(self, database: sqlite3.Connection) -> None:
        try:
            about = dict(database.execute("SELECT word, value FROM about").fetchall())
        except sqlite3.OperationalError as error:
            if "no such table" in str(error):
                raise self._damaged() from None
            raise
        if about.get("format") not in (FORMAT, _EARLIER):
            raise LedgerError(
                f"The ledger {self.path} is of another version of this program.",
                "Use the version that wrote it, or another ledger.",
            )
        if about.get("key") != self._about["key"]:
            raise LedgerError(
                f"The ledger {self.path} was written with another key than the one beside it.",
                "Put the key back that belongs to it; without it nothing can be compared.",
            )

    def _read(self, document: str) -> KeptRelease:
        try:
            return KeptRelease.model_validate_json(document)
        except ValidationError:
            raise self._damaged() from None

    def _damaged(self) -> LedgerError:
        return LedgerError(
            f"The ledger {self.path} is damaged, or no ledger.",
            "Restore it from a backup; what it kept cannot be made up from bundles.",
        )

    def _unwritable(self, reason: str) -> LedgerError:
        return LedgerError(
            f"The ledger {self.path} cannot be written ({reason}).",
            "Make room or rights there, name another file with --ledger, or write `ledger: off`.",
        )


def _insert(
    database: sqlite3.Connection, release: KeptRelease, plan: Plan, sketches: Mapping[str, Sketch]
) -> None:
    new = database.execute(
        "INSERT INTO releases (digest, document, plan) VALUES (?, ?, ?) "
        "ON CONFLICT (digest) DO NOTHING",
        (release.digest, release.model_dump_json(), zlib.compress(plan.to_json().encode())),
    ).rowcount
    if new:
        database.executemany(
            "INSERT INTO sketches VALUES (?, ?, ?)",
            [(release.digest, name, s.to_bytes()) for name, s in sketches.items()],
        )


def _reason(error: sqlite3.OperationalError) -> str:
    """Return why SQLite could not go on, in its words; they hold no value."""
    return str(error).rstrip(".") or "unknown"
