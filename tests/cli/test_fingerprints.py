"""Fingerprints in place of key files: the whole pins the key in a bundle, a part pins nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.deidentify.keyring import KeyRing
from sector_data.errors import BundleError
from sector_data.release.layout import SIGNER
from sector_data.release.signature import public_key_pem, read_fingerprint
from tests.cli.running import sector_data
from tests.end_to_end.worlds import World, copy_of
from tests.trust.bundles import FORGER, sign_anew

DIGITS = st.text("0123456789abcdefABCDEF", min_size=64, max_size=64)


@given(DIGITS, st.sampled_from(["", "SHA256:", "sha256:"]))
def test_a_whole_fingerprint_is_read_however_it_is_written(digits: str, before: str) -> None:
    assert read_fingerprint(before + digits) == digits.lower()


@given(DIGITS, st.integers(8, 63), st.sampled_from(["", "…", "..."]))
def test_no_part_of_a_fingerprint_is_one(digits: str, kept: int, cut: str) -> None:
    with pytest.raises(BundleError, match="shortened") as caught:
        read_fingerprint(f"SHA256:{digits[:kept]}{cut}")
    assert "keys list" in (caught.value.fix or "")


@pytest.mark.parametrize("path", ["office.pub", "keys/" + "a" * 64, "a" * 65, "cafe.pem", ""])
def test_a_path_is_no_fingerprint(path: str) -> None:
    assert read_fingerprint(path) is None


def fingerprint(world: World, name: str = "demo") -> str:
    return KeyRing.open(world.key_ring).get(name).fingerprint


COMMANDS = [("audit",), ("release", "verify"), ("release", "publish-check")]


@pytest.mark.parametrize("command", COMMANDS)
def test_the_publishers_fingerprint_is_as_good_as_the_key(
    command: tuple[str, ...], world: World, bundle: Path
) -> None:
    told = {}
    for name in ("demo", "other"):
        done = sector_data(
            *command, bundle, "--key", f"SHA256:{fingerprint(world, name)}", "--json"
        )
        told[name] = {c["subject"]: c["verdict"] for c in json.loads(done.out)["claims"]}["signer"]
        assert done.code == 1 if name == "other" else "signature" in done.out
    assert told == {"demo": "holds", "other": "does not hold"}


def test_a_steward_is_required_by_fingerprint(world: World, bundle: Path) -> None:
    verify = ("release", "verify", bundle, "--require", "steward", "--key")
    assert sector_data(*verify, fingerprint(world)).code == 0
    assert sector_data(*verify, fingerprint(world, "other")).code == 1


def test_a_forger_does_not_pass_for_the_publisher(
    world: World, bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither signed anew, nor by a key file that is called like the fingerprint."""
    forged = copy_of(bundle, tmp_path)
    sign_anew(forged)
    pinned = fingerprint(world)
    monkeypatch.chdir(tmp_path)
    Path(pinned).write_bytes(public_key_pem(FORGER.public_key()))
    done = sector_data("release", "verify", forged, "--key", pinned, "--json")
    assert done.code == 1
    assert {c["subject"]: c["verdict"] for c in json.loads(done.out)["claims"]}["signer"] == (
        "does not hold"
    )
    (forged / SIGNER).write_bytes((bundle / SIGNER).read_bytes())
    assert sector_data("release", "verify", forged, "--key", pinned).code == 1


@pytest.mark.parametrize("command", COMMANDS)
def test_a_shortened_one_is_refused_with_the_way_out(
    command: tuple[str, ...], world: World, bundle: Path
) -> None:
    done = sector_data(*command, bundle, "--key", fingerprint(world)[:16])
    assert done.code == 2
    assert "shortened" in done.err
    assert "Fix: " in done.err


def test_the_list_of_keys_has_whole_fingerprints_in_80_columns(world: World) -> None:
    done = sector_data("keys", "list", "--key-ring", world.key_ring)
    lines = done.out.splitlines()
    for name in ("demo", "other"):
        assert f"  SHA256:{fingerprint(world, name)}" in lines
    assert max(map(len, lines)) <= 80
