"""Whether a bundle is what its publisher signed: told from the bundle alone.

What lives here: one claim for each file group, for each file that is wrong, and for the signature.
What does not: whether the data are safe and useful (`audit` re-measures that elsewhere).
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sector_data.errors import BundleError
from sector_data.release.documents import read_bytes
from sector_data.release.layout import (
    ATTESTATIONS,
    DATAPACKAGE,
    NOT_IN_SUMS,
    PLAN,
    SIGNATURES,
    SIGNER,
    SUMS,
    list_files,
    printable,
)
from sector_data.release.manifest import compare_files, digest_in, read_manifest
from sector_data.release.signatories import read_signatories
from sector_data.release.signature import key_id, read_attestations, read_public_key
from sector_data.release.statement import ANONYMISATION_TYPE, STATEMENT_TYPE, TABULATION_TYPE
from sector_data.sources.shares import Tell
from sector_data.spec.evidence.release import Claim

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

LONGEST_KEY = 4096
"""Bytes of a public key that are read; an Ed25519 key in PEM has 113."""

_SENTENCES = {
    "missing": "The file is listed but not there.",
    "changed": "The file is not the one that was listed: its digest differs.",
    "unexpected": "The file is not listed: somebody added it.",
}


def verify_bundle(
    directory: Path,
    trusted_key: bytes | str | None = None,
    *,
    others: Collection[str] = (),
    tell: Tell | None = None,
) -> tuple[Claim, ...]:
    """Verify digests and signatures of a bundle, offline.

    Parameters
    ----------
    directory
        The bundle.
    trusted_key
        The publisher's public key, PEM, or its whole fingerprint, 64 hexadecimal digits, as it came
        by another way than the bundle. The fingerprint pins the key that lies in the bundle.
        Without either everything can be checked but who the signer is.
    others
        Fingerprints of keys that further signatories may have, known by another way.
    tell
        Told how much is done of a large bundle.

    Returns
    -------
    tuple
        ``files``, one claim for each file that is wrong, ``signature``, ``plan``, ``signer``, and
        one for each further signatory.
        No verdict depends on anything that an attacker could write into the bundle, other than
        "the signer is who the publisher says", which then cannot be told.

    Raises
    ------
    BundleError
        If the directory is not a bundle at all, or `trusted_key` is not an Ed25519 key.
    """
    pinned, trusted = None, trusted_key
    if isinstance(trusted, bytes):
        pinned = read_public_key(trusted)
        trusted = key_id(pinned)
    if not directory.is_dir() or not any(
        (directory / name).is_file() for name in (SUMS, ATTESTATIONS, DATAPACKAGE)
    ):
        raise BundleError(
            f"{directory} is not a release bundle: it holds no {SUMS} and no {DATAPACKAGE}.",
            "Name the folder that holds datapackage.json, or unpack the bundle first.",
        )
    bundle_key, key_claims = _bundle_key(directory)
    signed, signature_claims = _signed_digests(directory, pinned or bundle_key)
    return (
        *_file_claims(directory, signed, tell),
        *key_claims,
        *signature_claims,
        *_plan_claims(directory, signed),
        _signer_claim(trusted, bundle_key),
        *_signatory_claims(directory, others),
    )


class _Signed:
    """What the verified statements say: digests of files, and the plan's."""

    def __init__(self, digests: dict[str, str], plan: str | None, statements: int) -> None:
        self.digests = digests
        self.plan = plan
        self.statements = statements


def _signatory_claims(directory: Path, known: Collection[str]) -> list[Claim]:
    try:
        signatories = read_signatories(directory)
    except BundleError as error:
        return [_refuted(SIGNATURES, error.message)]
    return [
        Claim(
            subject=f"signed as {signatory.role.value}",
            verdict="holds" if signatory.key_id in known else "cannot be told from here",
            sentence=f"On {signatory.signed_on} with the key SHA256:{signatory.key_id}"
            + (
                ", which you trust."
                if signatory.key_id in known
                else "; compare it with the one that this person gives elsewhere."
            ),
        )
        for signatory in signatories
    ]


def _refuted(subject: str, sentence: str) -> Claim:
    return Claim(subject=subject, verdict="does not hold", sentence=sentence)


def _bundle_key(directory: Path) -> tuple[Ed25519PublicKey | None, list[Claim]]:
    try:
        return read_public_key(read_bytes(directory, SIGNER, LONGEST_KEY)), []
    except BundleError as error:
        return None, [_refuted(SIGNER, error.message)]


def _signed_digests(
    directory: Path, key: Ed25519PublicKey | None
) -> tuple[_Signed | None, list[Claim]]:
    try:
        content = read_bytes(directory, ATTESTATIONS)
        if key is None:
            return None, [_refuted("signature", "It cannot be verified without a public key.")]
        statements = read_attestations(content, key)
        signed = _read_statements(statements)
    except BundleError as error:
        return None, [_refuted(ATTESTATIONS, error.message)]
    return signed, [
        Claim(
            subject="signature",
            verdict="holds",
            sentence=f"{signed.statements} statements about {len(signed.digests)} files are signed "
            f"with the key SHA256:{key_id(key)}.",
        )
    ]


def _read_statements(statements: tuple[dict[str, Any], ...]) -> _Signed:
    """Collect what signed statements say; they must agree with one another."""
    digests: dict[str, str] | None = None
    plan: str | None = None
    for number, statement in enumerate(statements, start=1):
        try:
            if statement["_type"] != STATEMENT_TYPE:
                raise BundleError(f"Line {number}: the statement is of an unknown type.")
            said = {entry["name"]: entry["digest"]["sha256"] for entry in statement["subject"]}
            if len(said) != len(statement["subject"]):
                raise BundleError(f"Line {number}: the statement names a file twice.")
            if statement["predicateType"] in (ANONYMISATION_TYPE, TABULATION_TYPE):
                if plan is not None:
                    raise BundleError(f"Line {number}: the data were made by one plan, not two.")
                plan = statement["predicate"]["planDigest"]["sha256"]
        except (KeyError, TypeError, AttributeError):
            raise BundleError(f"Line {number}: the statement lacks what it must say.") from None
        if digests is not None and said != digests:
            raise BundleError(f"Line {number}: the statement is about other files than the first.")
        digests = said
    return _Signed(digests or {}, plan, len(statements))


def _file_claims(directory: Path, signed: _Signed | None, tell: Tell | None) -> list[Claim]:
    """Compare the files with what was signed; with ``SHA256SUMS`` where the signature fails.

    What was signed comes first: a digest altered in the list must not put the blame on a file.
    """
    claims = []
    listed: dict[str, str] | None = None
    try:
        listed = read_manifest(directory)
    except BundleError as error:
        claims.append(_refuted(SUMS, error.message))
    if signed is not None:
        source, expected, ignored = ATTESTATIONS, signed.digests, NOT_IN_SUMS - {SUMS}
        if listed is not None and {**listed, SUMS: ""} != {**expected, SUMS: ""}:
            claims.append(_refuted(SUMS, "The list of digests is not the one that was signed."))
    elif listed is not None:
        source, expected, ignored = SUMS, listed, NOT_IN_SUMS
    else:
        return claims
    try:
        listing = list_files(directory)
    except BundleError as error:
        return [*claims, _refuted("files", error.message)]
    statuses = compare_files(directory, expected, listing, ignored=ignored, tell=tell)
    named = {claim.subject for claim in claims}
    claims += [
        _refuted(
            printable(status.path),
            _SENTENCES.get(status.status) or f"It may not stand in a bundle: {status.reason}.",
        )
        for status in statuses
        if status.status != "ok" and status.path not in named
    ]
    if not claims:
        claims.append(
            Claim(
                subject="files",
                verdict="holds",
                sentence=f"All {len(statuses)} files are there and have the digests of {source}, "
                "itself not counted.",
            )
        )
    return claims


def _plan_claims(directory: Path, signed: _Signed | None) -> list[Claim]:
    if signed is None:
        return []
    if signed.plan is None:
        return [_refuted("plan", "No signed statement says by which plan the data were made.")]
    try:
        same = digest_in(directory, PLAN) == signed.plan
    except BundleError:
        same = False
    if not same:
        return [_refuted("plan", f"{PLAN} is not the plan that the signed statement names.")]
    return [
        Claim(
            subject="plan",
            verdict="holds",
            sentence=f"{PLAN} is the plan that the signed statement names.",
        )
    ]


def _signer_claim(trusted: str | None, bundle_key: Ed25519PublicKey | None) -> Claim:
    if trusted is None:
        shown = "none" if bundle_key is None else f"SHA256:{key_id(bundle_key)}"
        return Claim(
            subject="signer",
            verdict="cannot be told from here",
            sentence="Compare this fingerprint with the one that the publisher gives elsewhere: "
            f"{shown}. Or name it, got elsewhere, with --key.",
        )
    if bundle_key is not None and key_id(bundle_key) == trusted:
        return Claim(
            subject="signer",
            verdict="holds",
            sentence=f"The bundle bears the trusted key SHA256:{trusted}.",
        )
    borne = "no key" if bundle_key is None else f"the key SHA256:{key_id(bundle_key)}"
    return _refuted("signer", f"The bundle bears {borne}; you named SHA256:{trusted}.")
