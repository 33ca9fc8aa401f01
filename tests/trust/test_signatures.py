"""Signatures that are swapped, replayed, doubled, emptied or of another sort: none is believed."""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

import sector_data as sd
from sector_data.deidentify.keyring import KeyRing
from sector_data.errors import BundleError
from sector_data.release.layout import ATTESTATIONS, SIGNATURES, SIGNER, SUMS
from sector_data.release.signature import sign_statement
from sector_data.release.verification import verify_bundle
from tests.cli.running import sector_data
from tests.end_to_end.worlds import World
from tests.trust.bundles import FORGER, sign_anew, statements

ORDER = 2**252 + 27742317777372353535851937790883648493
"""Of Ed25519's group (RFC 8032, section 5.1)."""


@pytest.fixture(scope="module")
def publisher(world: World, genuine: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the publisher's public key, got by another way than the bundle."""
    assert genuine.is_dir()
    path = tmp_path_factory.mktemp("keys") / "demo.pem"
    path.write_bytes(KeyRing.open(world.key_ring).get("demo").public_key_pem())
    return path


def envelopes(bundle: Path, name: str = ATTESTATIONS) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (bundle / name).read_bytes().splitlines()]


def write(bundle: Path, lines: list[dict[str, Any]], name: str = ATTESTATIONS) -> None:
    text = "".join(json.dumps(e, sort_keys=True, separators=(",", ":")) + "\n" for e in lines)
    (bundle / name).write_text(text, "ascii")


def refuted(bundle: Path, key: Path | None = None) -> set[str]:
    claims = verify_bundle(bundle, None if key is None else key.read_bytes())
    return {claim.subject for claim in claims if claim.verdict == "does not hold"}


def test_what_is_written_again_as_it_was_is_believed(bundle: Path, publisher: Path) -> None:
    write(bundle, envelopes(bundle))
    write(bundle, envelopes(bundle, SIGNATURES), SIGNATURES)
    assert refuted(bundle, publisher) == set()


def no_signature(line: dict[str, Any]) -> None:
    line["signatures"] = []


def no_signatures_at_all(line: dict[str, Any]) -> None:
    del line["signatures"]


def two_signatures(line: dict[str, Any]) -> None:
    line["signatures"] *= 2


def an_empty_signature(line: dict[str, Any]) -> None:
    line["signatures"][0]["sig"] = ""


def a_signature_of_zeros(line: dict[str, Any]) -> None:
    line["signatures"][0]["sig"] = base64.b64encode(bytes(64)).decode()


def a_signature_plus_the_order(line: dict[str, Any]) -> None:
    """The same signature with S + L, which lenient verifiers accept too."""
    raw = base64.b64decode(line["signatures"][0]["sig"])
    s = int.from_bytes(raw[32:], "little") + ORDER
    line["signatures"][0]["sig"] = base64.b64encode(raw[:32] + s.to_bytes(32, "little")).decode()


def another_key_id(line: dict[str, Any]) -> None:
    line["signatures"][0]["keyid"] = "0" * 64


def no_key_id(line: dict[str, Any]) -> None:
    del line["signatures"][0]["keyid"]


def another_payload_type(line: dict[str, Any]) -> None:
    line["payloadType"] = "application/json"


def a_named_algorithm(line: dict[str, Any]) -> None:
    line["alg"] = "none"


def base64_with_other_bits(line: dict[str, Any]) -> None:
    """The last character of padded base64 has bits that decode to nothing."""
    sig = line["signatures"][0]["sig"]
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    other = alphabet[alphabet.index(sig[-3]) ^ 1]
    line["signatures"][0]["sig"] = sig[:-3] + other + "=="
    assert base64.b64decode(sig) == base64.b64decode(line["signatures"][0]["sig"])


def base64_of_urls(line: dict[str, Any]) -> None:
    line["payload"] = line["payload"].replace("+", "-").replace("/", "_") + "\n"


def a_payload_with_a_space(line: dict[str, Any]) -> None:
    line["payload"] = base64.b64encode(base64.b64decode(line["payload"]) + b" ").decode()


CHANGES = (
    *(no_signature, no_signatures_at_all, two_signatures, an_empty_signature),
    *(a_signature_of_zeros, a_signature_plus_the_order, another_key_id, no_key_id),
    *(another_payload_type, a_named_algorithm, base64_with_other_bits, base64_of_urls),
    a_payload_with_a_space,
)


@pytest.mark.parametrize("name", [ATTESTATIONS, SIGNATURES])
@pytest.mark.parametrize("change", CHANGES, ids=lambda f: f.__name__)
def test_a_changed_envelope_is_refused(
    change: Callable[[dict[str, Any]], None], name: str, bundle: Path, publisher: Path
) -> None:
    lines = envelopes(bundle, name)
    change(lines[0])
    write(bundle, lines, name)

    assert name in refuted(bundle, publisher)
    if name == ATTESTATIONS:
        with pytest.raises(BundleError):
            sd.load(bundle)


def swap_signatures(lines: list[dict[str, Any]]) -> None:
    lines[0]["signatures"], lines[1]["signatures"] = lines[1]["signatures"], lines[0]["signatures"]


def twice_the_first(lines: list[dict[str, Any]]) -> None:
    lines.append(lines[0])


def nothing(lines: list[dict[str, Any]]) -> None:
    lines.clear()


def only_the_second(lines: list[dict[str, Any]]) -> None:
    del lines[0]


def one_of_the_forgers(lines: list[dict[str, Any]]) -> None:
    payload = json.loads(base64.b64decode(lines[0]["payload"]))
    lines.append(json.loads(sign_statement(payload, FORGER)))


@pytest.mark.parametrize(
    "change",
    [swap_signatures, twice_the_first, nothing, only_the_second, one_of_the_forgers],
    ids=lambda f: f.__name__,
)
def test_changed_lines_are_refused(
    change: Callable[[list[dict[str, Any]]], None], bundle: Path, publisher: Path
) -> None:
    lines = envelopes(bundle)
    change(lines)
    write(bundle, lines)

    assert refuted(bundle, publisher) & {ATTESTATIONS, "plan"}


OTHER_KEYS = {
    "RSA": lambda: rsa.generate_private_key(65537, 2048).public_key(),
    "ECDSA": lambda: ec.generate_private_key(ec.SECP256R1()).public_key(),
    "DSA": lambda: dsa.generate_private_key(1024).public_key(),
    "Ed448": lambda: ed448.Ed448PrivateKey.generate().public_key(),
}


@pytest.mark.parametrize("make", OTHER_KEYS.values(), ids=OTHER_KEYS)
def test_a_key_of_another_sort_vouches_for_nothing(
    make: Callable[[], Any], bundle: Path, tmp_path: Path
) -> None:
    pem = make().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "key.pem").write_bytes(pem)
    done = sector_data("release", "verify", bundle, "--key", tmp_path / "key.pem")
    assert done.code == 2
    assert "not an Ed25519 key" in done.err
    (bundle / SIGNER).write_bytes(pem)
    assert SIGNER in refuted(bundle)


def test_the_forgers_key_in_place_of_the_publishers(bundle: Path, publisher: Path) -> None:
    """Everything signed anew and nothing changed: only who knows the publisher's key can tell."""
    sign_anew(bundle)
    assert refuted(bundle) == set()
    assert {"signer", ATTESTATIONS} <= refuted(bundle, publisher)
    done = sector_data("audit", bundle, "--key", publisher)
    assert done.code == 1


@pytest.fixture(scope="module")
def newer(world: World, genuine: Path) -> Path:
    """Return a later release of the same people by the same key."""
    assert genuine.is_dir()
    pipeline = world.folder / "newer.yaml"
    text = world.pipeline.read_text("utf-8").replace("key: demo", "key: demo\n  version: 2.0.0")
    text = "\n".join(line for line in text.splitlines() if "approved-by" not in line)
    pipeline.write_text(text, "utf-8")
    target = world.folder / "newer"
    done = sector_data("run", pipeline, "-o", target, "--key-ring", world.key_ring, "-q")
    assert done.code == 0, done.err
    return target


@pytest.mark.parametrize(
    "names", [(ATTESTATIONS,), (ATTESTATIONS, SUMS), (ATTESTATIONS, SUMS, "plan.json")]
)
def test_old_statements_are_not_about_newer_data(
    names: tuple[str, ...], newer: Path, genuine: Path, publisher: Path, tmp_path: Path
) -> None:
    """Genuine, by the right key, and of another bundle."""
    mixed = Path(shutil.copytree(newer, tmp_path / "mixed"))
    assert refuted(mixed, publisher) == set()
    for name in names:
        shutil.copy(genuine / name, mixed / name)

    wrong = refuted(mixed, publisher)
    assert "datapackage.json" in wrong  # the data are the same: they are released a second time
    with pytest.raises(BundleError):
        sd.load(mixed)


def test_an_old_line_beside_a_new_one(
    newer: Path, genuine: Path, publisher: Path, tmp_path: Path
) -> None:
    mixed = Path(shutil.copytree(newer, tmp_path / "mixed"))
    write(mixed, [envelopes(newer)[0], envelopes(genuine)[1]])
    assert ATTESTATIONS in refuted(mixed, publisher)


def test_the_signature_of_a_reviewer_of_the_old_release(
    newer: Path, genuine: Path, tmp_path: Path
) -> None:
    mixed = Path(shutil.copytree(newer, tmp_path / "mixed"))
    shutil.copy(genuine / SIGNATURES, mixed)
    assert SIGNATURES in refuted(mixed)


def test_a_statement_that_names_a_file_twice(bundle: Path) -> None:
    said = statements(bundle)
    for statement in said:
        statement["subject"].append(statement["subject"][0])
    sign_anew(bundle)
    lines = [json.loads(sign_statement(statement, FORGER)) for statement in said]
    write(bundle, lines)
    assert ATTESTATIONS in refuted(bundle)


def test_more_lines_than_anybody_signs(bundle: Path) -> None:
    line = (bundle / ATTESTATIONS).read_bytes().splitlines(keepends=True)[0]
    (bundle / ATTESTATIONS).write_bytes(line * min(10_000, (60 << 20) // len(line)))
    assert ATTESTATIONS in refuted(bundle)
