"""The ledger's file: whole after crashes, shared by processes, shut to others."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from sector_data.errors import LedgerError
from sector_data.release.ledger.sketches import Sketch, marks_of
from sector_data.release.ledger.store import FORMAT, LedgerFile
from sector_data.spec.ledger import KeptRelease, KeptTable
from sector_data.spec.pipeline import Pipeline, ReleaseSpec, SourceSpec
from sector_data.spec.plan import Plan
from sector_data.spec.words import Recipient

SECRET = bytes(32)


def plan(name: str = "visits") -> Plan:
    return Plan(
        made_with="sector-data test",
        made_on=date(2025, 6, 15),
        pipeline=Pipeline(
            release=ReleaseSpec(name=name), source={"people": SourceSpec(path="people.csv")}
        ),
        sources=(),
        tables=(),
    )


def kept(number: int) -> KeptRelease:
    return KeptRelease(
        digest=f"{number:064x}",
        name="visits",
        version=f"1.0.{number}",
        recipient=Recipient.PUBLIC,
        made_on=date(2025, 6, 15),
        recorded=datetime(2025, 6, 15, tzinfo=UTC),
        key="k",
        plan_digest="p",
        population="",
        tables=(KeptTable(table="people", unit="subject people.id", rows=3, subjects=3),),
    )


def sketch() -> Sketch:
    return Sketch.of(marks_of(pa.array(["a", "b", "c"]), SECRET))


@pytest.fixture
def ledger(tmp_path: Path) -> LedgerFile:
    file = LedgerFile(tmp_path / "ledger.sqlite", SECRET)
    file.add(kept(1), plan(), {"people": sketch()})
    return file


def test_what_was_added_is_read_in_order(ledger: LedgerFile) -> None:
    ledger.add(kept(9), plan("other"), {})
    ledger.add(kept(2), plan(), {"people": sketch()})

    assert ledger.releases() == [kept(1), kept(9), kept(2)]
    assert ledger.with_plan(kept(9).digest).plan == plan("other")
    assert ledger.sketches(kept(2).digest)["people"].to_bytes() == sketch().to_bytes()
    assert ledger.sketches(kept(9).digest) == {}


def test_a_release_is_entered_once(ledger: LedgerFile) -> None:
    ledger.add(kept(1).model_copy(update={"name": "another"}), plan(), {})

    assert ledger.releases() == [kept(1)]
    assert set(ledger.sketches(kept(1).digest)) == {"people"}


def test_a_withdrawn_release_stays_with_the_reason(ledger: LedgerFile) -> None:
    ledger.withdraw(kept(1).model_copy(update={"withdrawn": "given to nobody"}))

    (release,) = ledger.releases()
    assert release.withdrawn == "given to nobody"
    assert set(ledger.sketches(release.digest)) == {"people"}


def test_reading_makes_no_file(tmp_path: Path) -> None:
    assert LedgerFile(tmp_path / "none.sqlite", SECRET).releases() == []
    assert list(tmp_path.iterdir()) == []


def test_only_its_owner_may_read_it(ledger: LedgerFile) -> None:
    assert ledger.path.stat().st_mode & 0o777 == 0o600
    ledger.path.chmod(0o640)
    with pytest.raises(LedgerError, match="read or changed by others"):
        ledger.releases()


def test_a_link_is_not_followed(ledger: LedgerFile, tmp_path: Path) -> None:
    link = tmp_path / "link.sqlite"
    link.symlink_to(ledger.path)
    with pytest.raises(LedgerError, match="is no file"):
        LedgerFile(link, SECRET).releases()


def test_another_key_is_told(ledger: LedgerFile) -> None:
    stranger = LedgerFile(ledger.path, bytes(31) + b"1")
    for use in (stranger.releases, lambda: stranger.add(kept(2), plan(), {})):
        with pytest.raises(LedgerError, match="another key"):
            use()
    assert ledger.releases() == [kept(1)]


def test_another_version_is_told(ledger: LedgerFile) -> None:
    with sqlite3.connect(ledger.path) as database:
        database.execute("UPDATE about SET value = 'sector-data-ledger/9' WHERE word = 'format'")
    database.close()
    with pytest.raises(LedgerError, match="another version"):
        ledger.releases()


@pytest.mark.parametrize(
    "content", [b"", b"not a database at all, but long enough to be one" * 90, b"SQLite format 3\0"]
)
def test_what_is_no_ledger_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "ledger.sqlite"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(LedgerError, match="damaged"):
        LedgerFile(path, SECRET).releases()


def test_a_damaged_entry_is_told(ledger: LedgerFile) -> None:
    with sqlite3.connect(ledger.path) as database:
        database.execute("UPDATE releases SET document = '{}', plan = x'00'")
    database.close()
    for use in (ledger.releases, lambda: ledger.with_plan(kept(1).digest)):
        with pytest.raises(LedgerError, match="damaged"):
            use()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_ledger_that_cannot_be_written_is_told_before_anything_is_done(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(LedgerError, match="cannot be written"):
            LedgerFile(tmp_path / "ledger.sqlite", SECRET).prepare()
    finally:
        tmp_path.chmod(0o700)


_WRITER = """
import sys
from pathlib import Path
from sector_data.release.ledger.store import FORMAT, LedgerFile
from tests.release.ledger.test_store import SECRET, kept, plan, sketch

first, count = int(sys.argv[2]), int(sys.argv[3])
file = LedgerFile(Path(sys.argv[1]), SECRET)
for number in range(first, first + count):
    file.add(kept(number), plan(), {"people": sketch()})
    print(number, flush=True)
"""


def writer(path: Path, first: int, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(path), str(first), str(count)],
        cwd=Path(__file__).parents[3],
        stdout=subprocess.PIPE,
        text=True,
    )


def test_processes_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    writers = [writer(path, first, 15) for first in (100, 200)]
    assert [w.communicate(timeout=120) and w.returncode for w in writers] == [0, 0]

    names = {release.version for release in LedgerFile(path, SECRET).releases()}
    assert names == {f"1.0.{n}" for first in (100, 200) for n in range(first, first + 15)}


def test_a_killed_process_leaves_what_it_had_finished(tmp_path: Path) -> None:
    """SIGKILL at whatever moment: each entry is whole, none that was reported is lost."""
    path = tmp_path / "ledger.sqlite"
    reported: set[str] = set()
    for turn, lines in enumerate((1, 2, 4, 7)):
        process = writer(path, 1000 * (turn + 1), 500)
        assert process.stdout is not None
        for _ in range(lines):
            reported.add(f"1.0.{process.stdout.readline().strip()}")
        process.send_signal(signal.SIGKILL)
        rest = process.communicate(timeout=60)[0]
        reported |= {f"1.0.{line}" for line in rest.split()}
    ledger = LedgerFile(path, SECRET)

    releases = ledger.releases()
    assert reported <= {release.version for release in releases}
    assert len(releases) <= len(reported) + 4
    for release in releases:
        assert set(ledger.sketches(release.digest)) == {"people"}
        assert ledger.with_plan(release.digest).plan == plan()


def test_what_a_crash_left_half_written_is_undone_by_whoever_reads_next(
    ledger: LedgerFile,
) -> None:
    """A hot journal: the process died between the first page written and the commit."""
    script = (
        "import os, sqlite3, sys\n"
        "db = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "db.execute('PRAGMA cache_size = 1')\n"
        "db.execute('BEGIN IMMEDIATE')\n"
        "db.execute('UPDATE releases SET document = zeroblob(900000) || document')\n"
        "os.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(ledger.path)], check=False)
    assert ledger.path.with_name(ledger.path.name + "-journal").exists()

    assert ledger.releases() == [kept(1)]


def test_a_ledger_that_knew_no_reservations_is_read_and_becomes_the_newest(
    ledger: LedgerFile,
) -> None:
    """As the first version wrote it: no word on the state, and its own format."""
    early = json.loads(kept(1).model_dump_json())
    del early["state"]
    with sqlite3.connect(ledger.path) as database:
        database.execute("UPDATE about SET value = 'sector-data-ledger/1' WHERE word = 'format'")
        database.execute("UPDATE releases SET document = ?", (json.dumps(early),))
    database.close()
    before = ledger.path.read_bytes()
    assert ledger.releases() == [kept(1)]
    assert ledger.path.read_bytes() == before

    ledger.reserve(kept(2), plan(), {"people": sketch()}, insist=lambda: None)
    assert [release.state for release in ledger.releases()] == ["released", "reserved"]
    with sqlite3.connect(ledger.path) as database:
        about = dict(database.execute("SELECT word, value FROM about").fetchall())
    database.close()
    assert about["format"] == FORMAT == "sector-data-ledger/2"


def test_a_reservation_is_completed_given_back_or_stays(ledger: LedgerFile) -> None:
    marks = [
        ledger.reserve(kept(n), plan(), {"people": sketch()}, insist=lambda: None)
        for n in (2, 3, 4)
    ]
    ledger.complete(marks[0], kept(2))
    ledger.give_back(marks[1])

    found = ledger.releases()
    assert found[:2] == [kept(1), kept(2)]
    assert found[2] == kept(4).model_copy(update={"digest": marks[2], "state": "reserved"})
    assert all(set(ledger.sketches(release.digest)) == {"people"} for release in found)
    assert [ledger.sketches(mark) for mark in marks[:2]] == [{}, {}]


def test_equal_bundles_are_both_paid_for(ledger: LedgerFile) -> None:
    mark = ledger.reserve(kept(1), plan(), {"people": sketch()}, insist=lambda: None)
    ledger.complete(mark, kept(1))

    assert ledger.releases() == [kept(1), kept(1).model_copy(update={"digest": mark})]


def test_what_is_refused_is_not_reserved(ledger: LedgerFile) -> None:
    def refuse() -> None:
        assert ledger.releases() == [kept(1)]  # it is read while others wait to write
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        ledger.reserve(kept(2), plan(), {}, insist=refuse)
    assert ledger.releases() == [kept(1)]


def test_who_withdraws_a_release_that_is_made_after_all_is_overruled(ledger: LedgerFile) -> None:
    mark = ledger.reserve(kept(2), plan(), {}, insist=lambda: None)
    ledger.withdraw(ledger.releases()[1].model_copy(update={"withdrawn": "given to nobody"}))
    ledger.complete(mark, kept(2))

    assert ledger.releases()[1].withdrawn is None
