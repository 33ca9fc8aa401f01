"""The key ring keeps keys for its owner alone, and says plainly what is wrong."""

from __future__ import annotations

import base64
import errno
import hashlib
import json
import os
import pickle
import stat
import threading
import traceback
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sector_data.deidentify import private_files
from sector_data.deidentify.keyring import KeyRing, default_path
from sector_data.errors import KeyRingError

pytestmark = pytest.mark.skipif(os.name != "posix", reason="file modes are those of POSIX")

VAULT = hashlib.sha512(b"vault").digest()
IN_BASE64 = base64.b64encode(VAULT).decode()


def rewrite(ring: KeyRing, change: Callable[[Any], Any]) -> None:
    """Replace the file by what `change` makes of its JSON; bytes are written as they are."""
    changed = change(json.loads(ring.path.read_bytes()))
    ring.path.write_bytes(changed if isinstance(changed, bytes) else json.dumps(changed).encode())


def secrets_of(path: Path) -> list[str]:
    """Return every spelling of every secret in the file."""
    entries = json.loads(path.read_bytes())["keys"]
    return [
        form
        for entry in entries
        for word in ("secret", "signing-key")
        for form in (entry[word], base64.b64decode(entry[word]).hex(), entry[word][:12])
    ]


def told_by(error: BaseException) -> str:
    """Return all that a traceback, a log or a pickled error could show."""
    chain: list[BaseException] = []
    link: BaseException | None = error
    while link is not None:
        chain.append(link)
        link = link.__cause__ or link.__context__
    parts = ["".join(traceback.format_exception(error))]
    return "\n".join(parts + [f"{e!r} {e.args!r} {vars(e)!r}" for e in chain])


# --- making and getting ---


def test_a_new_key_is_there_after_opening_again(ring: KeyRing) -> None:
    made = ring.new("second", holder=None)
    again = KeyRing.open(ring.path)
    assert again.names() == ["default", "second"] == ring.names()
    assert again.describe() == ring.describe()
    assert again.get("second").describe() == made
    assert again.get("default").holds_the_same_secrets_as(ring.get("default"))
    assert not again.get("default").holds_the_same_secrets_as(again.get("second"))
    assert again.get("default").public_key_pem() == ring.get("default").public_key_pem()


def test_a_description_tells_holder_and_time(ring: KeyRing) -> None:
    (described,) = ring.describe()
    assert (described.name, described.holder, described.source) == (
        "default",
        "data office",
        "file",
    )
    assert described.created is not None
    assert timedelta(0) <= datetime.now(UTC) - described.created < timedelta(minutes=1)


def test_file_and_folder_are_for_the_owner_alone(ring: KeyRing) -> None:
    assert stat.S_IMODE(ring.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(ring.path.parent.stat().st_mode) == 0o700
    assert [p.name for p in ring.path.parent.iterdir()] == ["keys.json"]


def test_an_existing_name_is_refused_and_the_key_stays(ring: KeyRing) -> None:
    before = ring.path.read_bytes()
    with pytest.raises(KeyRingError, match="already; it is not replaced"):
        ring.new("default", holder=None)
    with pytest.raises(KeyRingError, match="already"):
        KeyRing.open(ring.path).new("default", holder=None)
    assert ring.path.read_bytes() == before


@pytest.mark.parametrize(
    "name", ["", "a/b", "../a", "A", "a b", ".a", "-a", "a\n", "clé", "😀", "x" * 65], ids=repr
)
def test_names_that_are_not_safe_are_refused(ring: KeyRing, name: str) -> None:
    with pytest.raises(KeyRingError, match="cannot be the name of a key"):
        ring.new(name, holder=None)
    assert ring.names() == ["default"]


def test_a_name_of_one_character_and_a_holder_in_japanese(ring: KeyRing) -> None:
    ring.new("a", holder="データ管理室")
    assert KeyRing.open(ring.path).get("a").holder == "データ管理室"


def test_a_holder_of_two_lines_is_refused(ring: KeyRing) -> None:
    with pytest.raises(KeyRingError, match="one line"):
        ring.new("a", holder="office\x1b[2J")


def test_a_missing_key_names_the_nearest_and_the_command(ring: KeyRing) -> None:
    with pytest.raises(KeyRingError, match="Did you mean 'default'") as caught:
        ring.get("defualt")
    assert caught.value.fix == "sector-data keys new defualt"
    with pytest.raises(KeyRingError) as caught:
        ring.get("zzz")
    assert "Did you mean" not in caught.value.message


# --- where it is ---


def test_the_default_place_follows_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert default_path() == tmp_path / "config" / "sector-data" / "keys.json"
    monkeypatch.delenv("XDG_CONFIG_HOME")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert default_path() == tmp_path / "home" / ".config" / "sector-data" / "keys.json"
    monkeypatch.setenv("SECTOR_DATA_KEYRING", "~/ring.json")
    assert default_path() == tmp_path / "home" / "ring.json"


def test_opening_the_default_place_makes_nothing_until_a_key_is_made() -> None:
    with pytest.raises(KeyRingError, match="no key ring") as caught:
        KeyRing.open()
    assert caught.value.fix == "sector-data keys new default"
    ring = KeyRing.open(create=True)
    assert ring.names() == []
    assert not ring.path.parent.exists()
    ring.new("default", holder=None)
    assert KeyRing.open().names() == ["default"]


# --- the environment ---


def test_a_key_from_the_environment_needs_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECTOR_DATA_KEY_CI", IN_BASE64 + "\n")
    ring = KeyRing.open()
    assert ring.names() == ["ci"]
    key = ring.get("ci")
    assert (key.source, key.created, key.holder) == ("environment", None, None)
    assert key.secrets() == (VAULT[:32], VAULT[32:])
    assert key.describe().to_dict()["created"] is None


def test_the_environment_spells_names_in_capitals(
    ring: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring.new("nord-west.1", holder=None)
    secret, seed = ring.get("nord-west.1").secrets()
    both = base64.b64encode(secret + seed).decode()
    monkeypatch.setenv("SECTOR_DATA_KEY_NORD_WEST_1", both)
    assert KeyRing.open(ring.path).names() == ["default", "nord-west.1"]


def test_two_different_keys_of_one_name_are_refused(
    ring: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECTOR_DATA_KEY_DEFAULT", IN_BASE64)
    with pytest.raises(KeyRingError, match="differ") as caught:
        KeyRing.open(ring.path)
    assert not any(
        secret in told_by(caught.value) for secret in [*secrets_of(ring.path), IN_BASE64]
    )


def test_a_new_key_does_not_take_the_name_of_the_environments(
    ring: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECTOR_DATA_KEY_CI", IN_BASE64)
    with pytest.raises(KeyRingError, match="in the environment already"):
        KeyRing.open(ring.path).new("ci", holder=None)


@pytest.mark.parametrize(
    "value", ["tell-tale!", IN_BASE64[:-4], IN_BASE64 + "AAAA", "=" * 88, "tell-tale-é"], ids=repr
)
def test_a_damaged_variable_is_named_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("SECTOR_DATA_KEY_CI", value)
    with pytest.raises(KeyRingError, match=r"\$SECTOR_DATA_KEY_CI is not 64 bytes") as caught:
        KeyRing.open()
    assert value not in told_by(caught.value)


# --- bad input ---


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_a_file_that_others_can_read_or_change_is_refused(ring: KeyRing, mode: int) -> None:
    ring.path.chmod(mode)
    with pytest.raises(KeyRingError, match=f"by others .mode {mode:04o}") as caught:
        KeyRing.open(ring.path)
    assert caught.value.fix == f"chmod 600 '{ring.path}'"


def test_a_symbolic_link_is_refused(ring: KeyRing, tmp_path: Path) -> None:
    link = tmp_path / "link.json"
    link.symlink_to(ring.path)
    with pytest.raises(KeyRingError, match="symbolic link"):
        KeyRing.open(link)


def test_a_folder_and_a_pipe_are_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyRingError, match=r"cannot be read \(Is a directory\)"):
        KeyRing.open(tmp_path)
    os.mkfifo(tmp_path / "pipe", 0o600)
    with pytest.raises(KeyRingError, match="is no file"):
        KeyRing.open(tmp_path / "pipe")


@pytest.mark.parametrize(
    "change",
    [
        lambda d: b"",
        lambda d: b"{",
        lambda d: json.dumps(d).encode()[:-40],
        lambda d: b"\xff\xfe" + json.dumps(d).encode(),
        lambda d: b"[" * 100_000,
        lambda d: [],
        lambda d: d | {"keys": {}},
        lambda d: d | {"keys": ["tell-tale"]},
        lambda d: d | {"keys": d["keys"] * 2},
    ],
)
def test_a_damaged_file_is_said_to_be_damaged(ring: KeyRing, change: Callable[[Any], Any]) -> None:
    secrets = secrets_of(ring.path)
    rewrite(ring, change)
    with pytest.raises(KeyRingError, match="is damaged") as caught:
        KeyRing.open(ring.path)
    assert not any(secret in told_by(caught.value) for secret in [*secrets, "tell-tale"])


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("secret", "QUJD"),
        ("secret", "tell-tale"),
        ("secret", None),
        ("signing-key", base64.b64encode(bytes(31)).decode()),
        ("signing-key", base64.b64encode(bytes(32)).decode()),
        ("id", "0123456789abcdef"),
        ("name", "../x"),
        ("name", 7),
        ("holder", 7),
        ("created", "yesterday"),
        ("created", "2026-01-01T00:00:00"),
        ("created", None),
    ],
)
def test_an_entry_that_was_changed_is_said_to_be_damaged(
    ring: KeyRing, word: str, value: object
) -> None:
    def change(document: Any) -> Any:
        document["keys"][0][word] = value
        return document

    secrets = secrets_of(ring.path)
    rewrite(ring, change)
    with pytest.raises(KeyRingError, match="entry 1 is not as it was written") as caught:
        KeyRing.open(ring.path)
    assert not any(secret in told_by(caught.value) for secret in [*secrets, "tell-tale"])


def test_a_file_of_another_version_is_refused(ring: KeyRing) -> None:
    rewrite(ring, lambda d: d | {"format": "sector-data-keys/2"})
    with pytest.raises(KeyRingError, match="not of the format sector-data-keys/1"):
        KeyRing.open(ring.path)


# --- writing ---


def test_keys_made_at_once_are_all_kept(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"

    def make(number: int) -> None:
        KeyRing.open(path, create=True).new(f"key-{number}", holder=None)

    threads = [threading.Thread(target=make, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(KeyRing.open(path).names()) == 8


def test_a_writer_that_was_stopped_is_told_of(
    ring: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(private_files, "_PATIENCE", 0.05)
    left = ring.path.with_name("keys.json.new")
    left.touch()
    with pytest.raises(KeyRingError, match="was stopped") as caught:
        ring.new("second", holder=None)
    assert caught.value.fix == f"If nothing is running: rm '{left}'"
    left.unlink()
    ring.new("second", holder=None)
    assert KeyRing.open(ring.path).names() == ["default", "second"]


@pytest.mark.parametrize(
    ("fault", "expected"),
    [(OSError(errno.ENOSPC, "full"), KeyRingError), (KeyboardInterrupt(), KeyboardInterrupt)],
    ids=["full disk", "Ctrl-C"],
)
@pytest.mark.parametrize("call", ["write", "fsync"])
def test_a_fault_while_writing_leaves_the_old_file_and_nothing_else(
    ring: KeyRing,
    monkeypatch: pytest.MonkeyPatch,
    call: str,
    fault: BaseException,
    expected: type[BaseException],
) -> None:
    before = ring.path.read_bytes()

    def fail(*arguments: object) -> int:
        raise fault

    with monkeypatch.context() as patch:
        patch.setattr(os, call, fail)
        with pytest.raises(expected):
            ring.new("second", holder=None)
    assert ring.path.read_bytes() == before
    assert [p.name for p in ring.path.parent.iterdir()] == ["keys.json"]
    assert ring.names() == ["default"]


def test_a_place_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ring = KeyRing(tmp_path / "file" / "keys.json", {})
    with pytest.raises(KeyRingError, match="cannot be written"):
        ring.new("a", holder=None)


def test_writing_in_small_pieces_is_finished(
    ring: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, bytes(data[:7])))
    ring.new("second", holder=None)
    assert KeyRing.open(ring.path).names() == ["default", "second"]


# --- secrets ---


def test_nothing_that_is_told_of_a_key_ring_holds_a_secret(
    ring: KeyRing, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    ring.new("second", holder=None)
    again = KeyRing.open(ring.path)
    told = [repr(again), str(again), repr(again.describe()), repr(again.names())]
    told += [f"{again.get(name)!r} {again.get(name)}" for name in again.names()]
    for attempt in (lambda: again.get("x"), lambda: again.new("second", holder=None)):
        with pytest.raises(KeyRingError) as caught:
            attempt()
        told.append(told_by(caught.value))
    output = capfd.readouterr()
    told += [output.out, output.err, caplog.text]
    secrets = secrets_of(ring.path)
    assert len(secrets) == 12
    assert not any(secret in text for secret in secrets for text in told)


def test_a_key_ring_is_not_pickled(ring: KeyRing) -> None:
    with pytest.raises(TypeError, match="neither copied nor pickled"):
        pickle.dumps(ring)
