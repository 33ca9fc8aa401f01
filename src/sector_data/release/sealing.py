"""Closing a bundle: public key, list of digests, signed statements, in this order.

What lives here: the last thing that is written into a bundle. What does not: checking it later
(:mod:`sector_data.release.verification`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sector_data.release.layout import ATTESTATIONS, SIGNER, SUMS
from sector_data.release.manifest import digest, write_manifest
from sector_data.release.signature import public_key_pem, render_attestations, sign_statement
from sector_data.release.statement import Predicate, make_statement

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def sign_bundle(
    directory: Path, predicates: Sequence[Predicate], signing_key: Ed25519PrivateKey
) -> None:
    """Write ``signer.pub``, ``SHA256SUMS`` and ``release.intoto.jsonl``.

    Nothing may be written into the directory afterwards. Ed25519 is deterministic (RFC 8032): the
    same files, predicates and key give the same bytes.

    Parameters
    ----------
    directory
        A bundle that is otherwise complete.
    predicates
        What is said of its files; each becomes one statement, about all of them.
    signing_key
        The publisher's key.

    Raises
    ------
    TargetError
        If a file in it cannot be listed.
    """
    (directory / SIGNER).write_bytes(public_key_pem(signing_key.public_key()))
    digests = write_manifest(directory)
    digests[SUMS] = digest(directory / SUMS)
    envelopes = [
        sign_statement(make_statement(predicate, digests), signing_key) for predicate in predicates
    ]
    (directory / ATTESTATIONS).write_bytes(render_attestations(envelopes))
