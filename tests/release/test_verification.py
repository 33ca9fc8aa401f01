"""A changed byte anywhere in a bundle is found, and the file is named."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sector_data.errors import BundleError
from sector_data.release.documents import MAX_BYTES
from sector_data.release.layout import ATTESTATIONS, DATAPACKAGE, PLAN, SIGNER, SUMS, list_files
from sector_data.release.manifest import digest, render_manifest
from sector_data.release.sealing import sign_bundle
from sector_data.release.signature import (
    key_id,
    public_key_pem,
    render_attestations,
    sign_statement,
)
from sector_data.release.statement import ANONYMISATION_TYPE, Predicate, make_statement
from sector_data.release.verification import verify_bundle
from tests.release.bundles import KEY, OTHER_KEY, make_bundle

PEM = public_key_pem(KEY.public_key())
OTHER_PEM = public_key_pem(OTHER_KEY.public_key())


def verdicts(bundle: Path, trusted_key: bytes | None = None) -> dict[str, str]:
    return {claim.subject: claim.verdict for claim in verify_bundle(bundle, trusted_key)}


def refuted(bundle: Path, trusted_key: bytes | None = None) -> set[str]:
    return {
        subject
        for subject, verdict in verdicts(bundle, trusted_key).items()
        if verdict == "does not hold"
    }


def test_an_untouched_bundle_holds_but_who_signed_cannot_be_told(bundle: Path) -> None:
    assert verdicts(bundle) == {
        "files": "holds",
        "signature": "holds",
        "plan": "holds",
        "signer": "cannot be told from here",
    }
    (signer,) = [claim for claim in verify_bundle(bundle) if claim.subject == "signer"]
    assert key_id(KEY.public_key()) in signer.sentence


def test_with_the_publishers_key_the_signer_is_known(bundle: Path) -> None:
    assert set(verdicts(bundle, PEM).values()) == {"holds"}


def test_with_another_key_nothing_is_believed(bundle: Path) -> None:
    assert refuted(bundle, OTHER_PEM) == {ATTESTATIONS, "signer"}


@pytest.mark.slow
def test_every_changed_byte_of_every_file_names_that_file(own_bundle: Path) -> None:
    files = list_files(own_bundle).files
    assert {SUMS, ATTESTATIONS, SIGNER, PLAN, DATAPACKAGE} < set(files)
    for name in files:
        path = own_bundle / name
        content = path.read_bytes()
        # All bytes of a file are digested alike; the attestations' are not, and are all tried in
        # test_signature.py. Here the first, the last and some between.
        for place in {0, len(content) - 1, *range(0, len(content), max(1, len(content) // 12))}:
            changed = bytearray(content)
            changed[place] ^= 1
            path.write_bytes(bytes(changed))
            assert name in refuted(own_bundle), (name, place)
            assert name in refuted(own_bundle, PEM), (name, place)
        path.write_bytes(content)
    assert not refuted(own_bundle, PEM)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_change_of_any_file_names_exactly_that_file(
    own_bundle: Path, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(list_files(own_bundle).files))
    path = own_bundle / name
    content = path.read_bytes()
    place = data.draw(st.integers(0, len(content)))
    changed = content[:place] + data.draw(st.binary(min_size=1, max_size=4)) + content[place:]
    path.write_bytes(changed)
    named = refuted(own_bundle, PEM)
    path.write_bytes(content)
    assert name in named
    # The blame falls on no other file; what follows from it is said in words, not by file names.
    assert named <= {name, "plan", "signer"}


def test_a_missing_file_is_named(own_bundle: Path) -> None:
    (own_bundle / "data/patients.csv").unlink()
    assert refuted(own_bundle) == {"data/patients.csv"}


def test_an_added_file_is_named(own_bundle: Path) -> None:
    (own_bundle / "data/more.csv").write_text("x")
    assert refuted(own_bundle) == {"data/more.csv"}


def test_a_file_that_became_a_link_is_named(own_bundle: Path, tmp_path: Path) -> None:
    path = own_bundle / "data/patients.csv"
    path.rename(tmp_path / "moved.csv")
    path.symlink_to(tmp_path / "moved.csv")
    assert refuted(own_bundle) == {"data/patients.csv"}


@pytest.mark.parametrize("name", [SUMS, ATTESTATIONS, SIGNER, PLAN])
def test_a_missing_or_linked_document_is_named(own_bundle: Path, tmp_path: Path, name: str) -> None:
    path = own_bundle / name
    path.rename(tmp_path / "moved")
    assert name in refuted(own_bundle)
    path.symlink_to(tmp_path / "moved")
    assert name in refuted(own_bundle)


def test_without_a_list_the_signed_digests_still_tell(own_bundle: Path) -> None:
    (own_bundle / SUMS).write_text("nonsense")
    (own_bundle / "README.md").write_text("changed")
    assert refuted(own_bundle) == {SUMS, "README.md"}


def test_without_a_signature_the_list_still_tells(own_bundle: Path) -> None:
    (own_bundle / ATTESTATIONS).unlink()
    (own_bundle / "README.md").write_text("changed")
    assert refuted(own_bundle) == {ATTESTATIONS, "README.md"}


def test_with_neither_nothing_holds(own_bundle: Path) -> None:
    (own_bundle / ATTESTATIONS).unlink()
    (own_bundle / SUMS).unlink()
    assert "holds" not in verdicts(own_bundle).values()


def test_a_list_that_was_altered_puts_no_blame_on_a_file(own_bundle: Path) -> None:
    text = (own_bundle / SUMS).read_text("utf-8")
    first = text[0]
    (own_bundle / SUMS).write_text(("0" if first != "0" else "1") + text[1:], "utf-8")
    assert refuted(own_bundle) == {SUMS}


def test_a_forger_who_signs_everything_anew_is_found_by_the_trusted_key(
    own_bundle: Path,
) -> None:
    (own_bundle / "README.md").write_text("forged")
    plan = {"planDigest": {"sha256": digest(own_bundle / PLAN)}}
    sign_bundle(own_bundle, [Predicate(ANONYMISATION_TYPE, plan)], OTHER_KEY)
    assert refuted(own_bundle) == set()
    assert verdicts(own_bundle)["signer"] == "cannot be told from here"
    assert {ATTESTATIONS, "signer"} <= refuted(own_bundle, PEM)


def test_a_forger_who_only_rewrites_the_list_is_found(own_bundle: Path) -> None:
    (own_bundle / "README.md").write_text("forged")
    digests = {
        name: digest(own_bundle / name)
        for name in list_files(own_bundle).files
        if name not in {SUMS, ATTESTATIONS}
    }
    (own_bundle / SUMS).write_bytes(render_manifest(digests))
    assert refuted(own_bundle) == {SUMS, "README.md"}


def _signed(bundle: Path, *statements: dict[str, object]) -> None:
    lines = [sign_statement(statement, KEY) for statement in statements]
    (bundle / ATTESTATIONS).write_bytes(render_attestations(lines))


def _digests(bundle: Path) -> dict[str, str]:
    return {
        name: digest(bundle / name) for name in list_files(bundle).files if name != ATTESTATIONS
    }


@pytest.mark.parametrize(
    "statement",
    [
        {},
        {"_type": "https://in-toto.io/Statement/v0.1", "subject": [], "predicateType": "x"},
        {"_type": "https://in-toto.io/Statement/v1", "subject": [7], "predicateType": "x"},
        {"_type": "https://in-toto.io/Statement/v1", "subject": [], "predicateType": "x"},
    ],
    ids=["empty", "other-type", "odd-subject", "no-subject"],
)
def test_a_statement_that_says_too_little_is_refused(
    own_bundle: Path, statement: dict[str, object]
) -> None:
    _signed(own_bundle, statement)
    assert refuted(own_bundle, PEM)


def test_a_statement_about_other_files_is_refused(own_bundle: Path) -> None:
    digests = _digests(own_bundle)
    one = make_statement(Predicate("urn:x", {}), digests)
    two = make_statement(Predicate("urn:x", {}), {**digests, "more": "0" * 64})
    _signed(own_bundle, one, two)
    assert ATTESTATIONS in refuted(own_bundle)


def test_without_an_anonymisation_statement_the_plan_is_not_vouched_for(own_bundle: Path) -> None:
    _signed(own_bundle, make_statement(Predicate("urn:x", {}), _digests(own_bundle)))
    assert refuted(own_bundle) == {"plan"}


def test_a_statement_about_another_plan_is_told(own_bundle: Path) -> None:
    content = {"planDigest": {"sha256": "0" * 64}}
    _signed(
        own_bundle,
        make_statement(Predicate(ANONYMISATION_TYPE, content), _digests(own_bundle)),
    )
    assert refuted(own_bundle) == {"plan"}


def test_signed_names_that_lead_outside_are_never_opened(own_bundle: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").write_text("x")
    digests = {**_digests(own_bundle), "../outside": digest(tmp_path / "outside")}
    plan = {"planDigest": {"sha256": digest(own_bundle / PLAN)}}
    _signed(own_bundle, make_statement(Predicate(ANONYMISATION_TYPE, plan), digests))
    assert "../outside" in refuted(own_bundle)


def test_huge_attestations_are_not_read(own_bundle: Path) -> None:
    os.truncate(own_bundle / ATTESTATIONS, MAX_BYTES + 1)
    (claim,) = [c for c in verify_bundle(own_bundle) if c.subject == ATTESTATIONS]
    assert "larger than" in claim.sentence


def test_deeply_nested_attestations_are_refused(own_bundle: Path) -> None:
    (own_bundle / ATTESTATIONS).write_bytes(b'{"payload":' * 100_000 + b"\n")
    assert ATTESTATIONS in refuted(own_bundle)


def test_a_directory_without_a_bundle_is_told(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="not a release bundle"):
        verify_bundle(tmp_path)
    with pytest.raises(BundleError, match="not a release bundle"):
        verify_bundle(tmp_path / "nothing")


def test_a_trusted_key_that_is_none_is_told(bundle: Path) -> None:
    with pytest.raises(BundleError, match="public key"):
        verify_bundle(bundle, b"nonsense")


def test_the_same_contents_give_the_same_bytes(bundle: Path, tmp_path: Path) -> None:
    again = make_bundle(tmp_path / "again")
    for name in list_files(bundle).files:
        assert (again / name).read_bytes() == (bundle / name).read_bytes(), name


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="needs sha256sum")
def test_sha256sum_accepts_a_bundle_and_names_a_changed_file(own_bundle: Path) -> None:
    command = ["sha256sum", "--check", "--strict", "--quiet", SUMS]
    assert subprocess.run(command, cwd=own_bundle, capture_output=True, check=False).returncode == 0
    (own_bundle / "README.md").write_text("changed")
    done = subprocess.run(command, cwd=own_bundle, capture_output=True, check=False)
    assert done.returncode == 1
    assert done.stdout == b"README.md: FAILED\n"


def test_claims_are_json(bundle: Path) -> None:
    json.dumps([claim.model_dump() for claim in verify_bundle(bundle)])
