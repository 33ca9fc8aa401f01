"""Keys are rotated, sealed, destroyed, and asked of a vault; nothing of that tells a secret."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shlex
import stat
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from sector_data.deidentify.keyring import KeyRing
from sector_data.deidentify.surrogates import Lookup
from sector_data.deidentify.transforms import transform
from sector_data.errors import KeyRingError
from sector_data.spec.transforms.identifiers import Surrogate

pytestmark = pytest.mark.skipif(os.name != "posix", reason="file modes are those of POSIX")

PASSPHRASE = "correct horse battery"
VAULT = base64.b64encode(hashlib.sha512(b"vault").digest()).decode()


@pytest.fixture(autouse=True)
def _no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECTOR_DATA_PASSPHRASE", raising=False)
    monkeypatch.setattr("sys.stdin", None)


def test_a_rotated_key_stays_to_undo_and_the_new_one_is_another(ring: KeyRing) -> None:
    old = ring.get("default")
    secrets = old.secrets()
    made = ring.rotate("default")
    again = KeyRing.open(ring.path)
    assert again.names() == ["default", "default~1"] == ring.names()
    assert again.get("default").id == made.id != old.id
    kept = again.get("default~1")
    assert kept.secrets() == secrets
    assert kept.retired is not None
    assert kept.holder == again.get("default").holder == "data office"
    assert again.by_id(old.id).name == again.by_id(old.fingerprint).name == "default~1"
    ring.rotate("default")
    ring.destroy("default~1")
    ring.rotate("default")
    assert ring.names() == ["default", "default~2", "default~3"]


def test_a_destroyed_key_is_gone_with_its_lookups_and_is_said_to_be(ring: KeyRing) -> None:
    key = ring.get("default")
    before = ring.path.read_bytes()
    lookup_path = key.lookup_folder() / "x.lookup"
    lookup = Lookup()
    transform(pa.array(["a"]), Surrogate(), lookup=lookup)
    lookup.save(lookup_path, bytes(32))
    gone = ring.destroy("default")
    assert gone.id == key.id
    assert not lookup_path.exists()
    again = KeyRing.open(ring.path)
    assert again.names() == []
    assert [d.name for d in again.destroyed()] == ["default"]
    with pytest.raises(KeyRingError, match="was destroyed on"):
        again.get("default")
    with pytest.raises(KeyRingError, match="was destroyed on"):
        again.by_id(key.id)
    with pytest.raises(KeyRingError, match="was destroyed on"):
        again.destroy("default")
    for entry in json.loads(before)["keys"]:
        assert entry["secret"].encode() not in ring.path.read_bytes()
    again.new("default", holder=None)
    assert again.get("default").id != key.id


def test_the_bytes_of_the_old_file_are_overwritten(ring: KeyRing) -> None:
    with ring.path.open("rb") as old:
        before = old.read()
        ring.destroy("default")
        old.seek(0)
        assert old.read() == bytes(len(before))


def test_a_key_notes_its_domains(ring: KeyRing) -> None:
    ring.record_domains("default", ["b", "a"])
    ring.record_domains("default", ["a"])
    written = ring.path.read_bytes()
    ring.record_domains("default", ["b"])
    ring.record_domains("nowhere", ["b"])
    assert ring.path.read_bytes() == written
    assert KeyRing.open(ring.path).get("default").describe().domains == ("a", "b")


# --- sealed with a passphrase ---


def test_a_sealed_ring_opens_with_its_passphrase_alone(
    ring: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets = ring.get("default").secrets()
    ring.seal(PASSPHRASE)
    raw = ring.path.read_bytes()
    assert stat.S_IMODE(ring.path.stat().st_mode) == 0o600
    assert b"default" not in raw
    assert base64.b64encode(secrets[0]) not in raw
    with pytest.raises(KeyRingError, match="is sealed") as caught:
        KeyRing.open(ring.path)
    assert caught.value.fix == "Set $SECTOR_DATA_PASSPHRASE."
    monkeypatch.setenv("SECTOR_DATA_PASSPHRASE", "wrong horse battery")
    with pytest.raises(KeyRingError, match="does not open") as caught:
        KeyRing.open(ring.path)
    assert "wrong horse" not in str(caught.value)
    monkeypatch.setenv("SECTOR_DATA_PASSPHRASE", PASSPHRASE)
    again = KeyRing.open(ring.path)
    assert again.sealed
    assert again.get("default").secrets() == secrets
    again.new("second", holder=None)
    assert b"second" not in ring.path.read_bytes()
    assert KeyRing.open(ring.path).names() == ["default", "second"]
    again.seal(None)
    monkeypatch.delenv("SECTOR_DATA_PASSPHRASE")
    assert KeyRing.open(ring.path).names() == ["default", "second"]


def test_a_short_passphrase_is_refused(ring: KeyRing) -> None:
    with pytest.raises(KeyRingError, match="12 characters or more"):
        ring.seal("short")


@pytest.mark.parametrize(
    "change",
    [
        {"sealed": "AAAA"},
        {"sealed": 7},
        {"scrypt": {"n": 2**30, "r": 8, "p": 1, "salt": base64.b64encode(bytes(16)).decode()}},
        {"scrypt": None},
    ],
)
def test_a_seal_that_was_tampered_with_is_damaged(
    ring: KeyRing, monkeypatch: pytest.MonkeyPatch, change: dict[str, object]
) -> None:
    ring.seal(PASSPHRASE)
    monkeypatch.setenv("SECTOR_DATA_PASSPHRASE", PASSPHRASE)
    document = json.loads(ring.path.read_bytes()) | change
    ring.path.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(KeyRingError, match="is damaged"):
        KeyRing.open(ring.path)


# --- from a vault ---


def command(code: str) -> str:
    return f"{shlex.quote(sys.executable)} -c {shlex.quote(code)} {{name}}"


def test_a_command_gives_keys_that_are_in_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"import sys; assert sys.argv[1] == 'release'; print({VAULT!r})"
    monkeypatch.setenv("SECTOR_DATA_KEY_COMMAND", command(code))
    ring = KeyRing.open(tmp_path / "none.json")
    key = ring.get("release")
    assert key.source == "command"
    assert base64.b64encode(b"".join(key.secrets())).decode() == VAULT
    assert not (tmp_path / "none.json").exists()


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import sys; print('tell-tale'); sys.exit('tell-tale')", "ended with code 1"),
        ("print('tell-tale')", "is not 64 bytes in base64"),
    ],
)
def test_a_command_that_gives_none_is_said_so_without_what_it_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, said: str
) -> None:
    monkeypatch.setenv("SECTOR_DATA_KEY_COMMAND", command(code))
    with pytest.raises(KeyRingError, match=said) as caught:
        KeyRing.open(tmp_path / "none.json").get("release")
    assert "tell-tale" not in str(caught.value)


def test_a_command_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECTOR_DATA_KEY_COMMAND", "/nowhere/vault {name}")
    with pytest.raises(KeyRingError, match="could not be run"):
        KeyRing.open(tmp_path / "none.json").get("release")
