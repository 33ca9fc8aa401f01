"""Further signatures on a finished bundle: a reviewer's, an auditor's, another steward's.

What lives here: the statement that each of them signs about the same digests, adding and reading
it. What does not: the publisher's own statements (:mod:`sector_data.release.sealing`), and whether
a bundle is fit to be signed (:mod:`sector_data.pipeline.signing`).

Each signature is one envelope, one line, in ``signatures.intoto.jsonl``. Its statement names every
file of the bundle, the publisher's statements included, so that it belongs to this release and no
other. It carries the signatory's public key, so that everybody can see that the line is whole;
*whose* key that is, only who has it by another way can tell.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sector_data.errors import BundleError
from sector_data.release.documents import read_bytes
from sector_data.release.layout import ATTESTATIONS, SIGNATURES, SUMS
from sector_data.release.manifest import digest_in, read_manifest
from sector_data.release.signature import (
    envelopes_of,
    key_id,
    open_carrying_key,
    public_key_pem,
    read_public_key,
    sign_statement,
)
from sector_data.release.statement import Predicate, make_statement
from sector_data.sources.writing import write_file_atomically
from sector_data.spec.words import SignatoryRole

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SIGNATORY_TYPE = "urn:sector-data:signatory:v1"
"""Ours: somebody stands for a release in a role. An auditor also says what was found."""


@dataclass(frozen=True, slots=True)
class Signatory:
    """Somebody who signed.

    Attributes
    ----------
    role
        In which capacity.
    key_id
        Fingerprint of the key: SHA-256 of its DER form.
    signed_on
        The day, as the signatory says.
    found
        What an auditor says of each claim of the bundle: claim to verdict; empty for others.
    """

    role: SignatoryRole
    key_id: str
    signed_on: date
    found: Mapping[str, str]


def signed_digests(directory: Path) -> dict[str, str]:
    """Return the digests that a signatory stands for: all files, and the publisher's statements.

    Raises
    ------
    BundleError
        If the bundle has no list of digests or no statements.
    """
    digests = read_manifest(directory)
    return {**digests, **{name: digest_in(directory, name) for name in (SUMS, ATTESTATIONS)}}


def add_signature(
    directory: Path,
    role: SignatoryRole,
    signing_key: Ed25519PrivateKey,
    *,
    signed_on: date,
    found: Mapping[str, str] | None = None,
) -> Signatory:
    """Sign a bundle in a role; nothing that is there already changes.

    Parameters
    ----------
    directory
        A bundle that was verified.
    role
        In which capacity.
    signing_key
        The signatory's.
    signed_on
        The day.
    found
        An auditor's verdicts, by claim.

    Raises
    ------
    BundleError
        If this key has signed in this role before, or a signature that is there is damaged.
    TargetError
        If the file cannot be written.
    """
    public = signing_key.public_key()
    if any((s.role, s.key_id) == (role, key_id(public)) for s in read_signatories(directory)):
        raise BundleError(
            f"This key has signed the bundle as {role.value} already.",
            "Sign with another key, or in another role.",
        )
    content: dict[str, Any] = {
        "role": role.value,
        "signedOn": signed_on.isoformat(),
        "publicKey": public_key_pem(public).decode("ascii"),
        "found": dict(found or {}),
    }
    statement = make_statement(Predicate(SIGNATORY_TYPE, content), signed_digests(directory))
    path = directory / SIGNATURES
    before = path.read_bytes() if path.exists() else b""
    write_file_atomically(path, before + sign_statement(statement, signing_key) + b"\n")
    return _signatory(content)


def read_signatories(directory: Path) -> tuple[Signatory, ...]:
    """Return who signed the bundle after its publisher, each with a signature that is whole.

    Raises
    ------
    BundleError
        If one is not, or is about other files than those that the bundle lists.
    """
    if not os.path.lexists(directory / SIGNATURES):
        return ()
    lines = envelopes_of(read_bytes(directory, SIGNATURES))
    digests = signed_digests(directory)
    found: list[Signatory] = []
    for number, line in enumerate(lines, start=1):
        try:
            signatory = _read(line, digests)
        except BundleError as error:
            raise BundleError(f"Line {number}: {error.message}") from None
        if any((s.role, s.key_id) == (signatory.role, signatory.key_id) for s in found):
            raise BundleError(f"Line {number}: the same key signs twice in the same role.")
        found.append(signatory)
    return tuple(found)


def _read(line: bytes, digests: Mapping[str, str]) -> Signatory:
    statement, _ = open_carrying_key(line)
    said = Predicate(SIGNATORY_TYPE, statement["predicate"])
    if statement != make_statement(said, digests):
        raise BundleError("The signature is about other files, or is no signature of a release.")
    try:
        return _signatory(said.content)
    except (AttributeError, KeyError, TypeError, ValueError):
        raise BundleError("The signature lacks what it must say.") from None


def _signatory(content: Mapping[str, Any]) -> Signatory:
    return Signatory(
        SignatoryRole(content["role"]),
        key_id(read_public_key(content["publicKey"].encode("ascii"))),
        date.fromisoformat(content["signedOn"]),
        {str(claim): str(verdict) for claim, verdict in content["found"].items()},
    )
