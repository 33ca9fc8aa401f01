"""Further signatures on a bundle: each belongs to this bundle, this role and this key."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sector_data.errors import BundleError
from sector_data.release.layout import ATTESTATIONS, PLAN, README, SIGNATURES, SUMS
from sector_data.release.manifest import digest
from sector_data.release.sealing import sign_bundle
from sector_data.release.signatories import (
    SIGNATORY_TYPE,
    add_signature,
    read_signatories,
    signed_digests,
)
from sector_data.release.signature import key_id, public_key_pem, sign_statement
from sector_data.release.statement import ANONYMISATION_TYPE, Predicate, make_statement
from sector_data.release.verification import verify_bundle
from sector_data.spec.words import SignatoryRole
from tests.release.bundles import KEY, OTHER_KEY

DAY = date(2025, 6, 15)
REVIEWER = SignatoryRole.REVIEWER
OTHER_ID = key_id(OTHER_KEY.public_key())
PEM = public_key_pem(KEY.public_key())


@pytest.fixture
def signed(own_bundle: Path) -> Path:
    add_signature(own_bundle, REVIEWER, OTHER_KEY, signed_on=DAY)
    return own_bundle


def refuted(bundle: Path) -> set[str]:
    return {c.subject for c in verify_bundle(bundle, PEM) if c.verdict == "does not hold"}


def test_a_signature_changes_nothing_that_was_signed_before(own_bundle: Path) -> None:
    before = {p: p.read_bytes() for p in own_bundle.rglob("*") if p.is_file()}
    add_signature(own_bundle, REVIEWER, OTHER_KEY, signed_on=DAY)

    assert {p: p.read_bytes() for p in before} == before
    assert refuted(own_bundle) == set()
    assert {p.name for p in own_bundle.iterdir()} - {p.name for p in before} >= {SIGNATURES}


def test_signatories_are_read_in_their_order(signed: Path) -> None:
    add_signature(signed, SignatoryRole.STEWARD, OTHER_KEY, signed_on=DAY)
    add_signature(signed, SignatoryRole.AUDITOR, KEY, signed_on=DAY, found={"files": "holds"})

    told = [(s.role.value, s.key_id, s.signed_on, dict(s.found)) for s in read_signatories(signed)]
    assert told == [
        ("reviewer", OTHER_ID, DAY, {}),
        ("steward", OTHER_ID, DAY, {}),
        ("auditor", key_id(KEY.public_key()), DAY, {"files": "holds"}),
    ]


def test_who_signed_is_known_only_with_the_key(signed: Path) -> None:
    subject = "signed as reviewer"
    told = {c.subject: c.verdict for c in verify_bundle(signed, PEM)}
    known = {c.subject: c.verdict for c in verify_bundle(signed, PEM, others=[OTHER_ID])}

    assert told[subject] == "cannot be told from here"
    assert known[subject] == "holds"


def test_the_same_key_signs_once_in_a_role(signed: Path) -> None:
    with pytest.raises(BundleError, match="has signed the bundle as reviewer already"):
        add_signature(signed, REVIEWER, OTHER_KEY, signed_on=DAY)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(data=st.data())
def test_any_changed_byte_is_found(signed: Path, data: st.DataObject) -> None:
    path = signed / SIGNATURES
    content = path.read_bytes()
    place = data.draw(st.integers(0, len(content) - 1))
    bit = data.draw(st.integers(0, 7))
    changed = bytearray(content)
    changed[place] ^= 1 << bit
    path.write_bytes(bytes(changed))
    try:
        assert SIGNATURES in refuted(signed)
    finally:
        path.write_bytes(content)


@pytest.mark.parametrize(
    "change",
    [
        lambda content: b"",
        lambda content: content[:-1],
        lambda content: content + b"\n",
        lambda content: content + content,
        lambda content: b"[" * 100_000 + b"\n",
        lambda content: b'{"payload": 3}\n',
        lambda content: b"\xff\xfe\n",
    ],
    ids=["empty", "cut", "blank line", "twice", "deep", "number", "no text"],
)
def test_what_is_no_signature_is_told(signed: Path, change: Callable[[bytes], bytes]) -> None:
    path = signed / SIGNATURES
    path.write_bytes(change(path.read_bytes()))

    assert refuted(signed) == {SIGNATURES}


def test_a_signature_of_another_bundle_is_told(signed: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(signed, tmp_path / "other"))
    (other / README).write_text("other words", encoding="utf-8")
    digest_of_plan = digest(other / PLAN)
    sign_bundle(
        other, [Predicate(ANONYMISATION_TYPE, {"planDigest": {"sha256": digest_of_plan}})], KEY
    )

    assert refuted(other) == {SIGNATURES}


def test_a_signature_of_the_same_files_under_other_statements_is_told(signed: Path) -> None:
    """The publisher signs the same files again and says other things of them: not countersigned."""
    sign_bundle(signed, [Predicate(ANONYMISATION_TYPE, {"planDigest": {"sha256": "0" * 64}})], KEY)

    assert SIGNATURES in refuted(signed)


def test_the_publishers_statement_is_no_signature_of_a_role(own_bundle: Path) -> None:
    shutil.copy(own_bundle / ATTESTATIONS, own_bundle / SIGNATURES)
    assert refuted(own_bundle) == {SIGNATURES}


@pytest.mark.parametrize(
    ("word", "value"),
    [("role", "boss"), ("signedOn", "yesterday"), ("found", 3), ("publicKey", "none")],
)
def test_a_signature_that_lacks_what_it_must_say_is_told(
    own_bundle: Path, word: str, value: object
) -> None:
    content = {
        "role": "reviewer",
        "signedOn": "2025-06-15",
        "publicKey": public_key_pem(OTHER_KEY.public_key()).decode(),
        "found": {},
    }
    statement = make_statement(
        Predicate(SIGNATORY_TYPE, {**content, word: value}), signed_digests(own_bundle)
    )
    (own_bundle / SIGNATURES).write_bytes(sign_statement(statement, OTHER_KEY) + b"\n")

    assert refuted(own_bundle) == {SIGNATURES}


def test_a_key_cannot_be_lent_to_another(own_bundle: Path) -> None:
    """A statement that carries one key and is signed with another."""
    content = {
        "role": "reviewer",
        "signedOn": "2025-06-15",
        "publicKey": public_key_pem(OTHER_KEY.public_key()).decode(),
        "found": {},
    }
    statement = make_statement(Predicate(SIGNATORY_TYPE, content), signed_digests(own_bundle))
    (own_bundle / SIGNATURES).write_bytes(sign_statement(statement, KEY) + b"\n")

    assert refuted(own_bundle) == {SIGNATURES}


def test_a_changed_file_is_told_though_others_signed(signed: Path) -> None:
    (signed / README).write_text("other words")
    assert refuted(signed) == {README}


def test_a_link_in_its_place_is_told(own_bundle: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"")
    (own_bundle / SIGNATURES).symlink_to(elsewhere)
    assert SIGNATURES in refuted(own_bundle)


def test_without_a_list_of_digests_nothing_can_be_countersigned(own_bundle: Path) -> None:
    (own_bundle / SUMS).unlink()
    with pytest.raises(BundleError, match=SUMS):
        add_signature(own_bundle, REVIEWER, OTHER_KEY, signed_on=DAY)
    assert not (own_bundle / SIGNATURES).exists()
