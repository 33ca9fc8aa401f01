"""Ed25519 signatures over in-toto statements, in DSSE envelopes.

What lives here: the encoding that is signed, the envelope, its strict reading. What does not: what
the statements say (:mod:`sector_data.release.statement`).

Sources: DSSE protocol 1.0.0 and envelope (github.com/secure-systems-lab/dsse, ``protocol.md``,
``envelope.md``); RFC 8032 for Ed25519; in-toto attestation bundle layer (JSON Lines).

An envelope of ours has exactly one form: keys sorted, no white space, ASCII, standard base64. DSSE
lets readers be more lenient; we are not, for then *every* changed byte of the file is noticed, not
only those that change what is signed.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sector_data.errors import BundleError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (
        Ed25519PrivateKey,
        Ed25519PublicKey,
    )

PAYLOAD_TYPE = "application/vnd.in-toto+json"

MOST = 1000
"""Envelopes of a file that are read; a bundle has a few."""


def pre_authentication_encoding(payload_type: str, payload: bytes) -> bytes:
    """Return the bytes that are signed: DSSE's PAE.

    ``"DSSEv1" SP LEN(type) SP type SP LEN(body) SP body``, lengths in bytes, in decimal.
    """
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def canonical_json(document: Any) -> bytes:
    """Return JSON with sorted keys, no white space and only ASCII; NaN is a mistake."""
    return json.dumps(
        document, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False
    ).encode("ascii")


DIGITS = 64
"""Hexadecimal digits of a SHA-256."""
_FINGERPRINT = re.compile(rf"(?i:SHA256:)?(?P<digits>[0-9A-Fa-f]{{8,{DIGITS}}})(?P<cut>…|\.\.\.)?")
"""What is written like a fingerprint is one, and never the name of a file: a stranger's folder may
hold a file of that name."""


def key_id(public_key: Ed25519PublicKey) -> str:
    """Return the SHA-256 of a key's DER SubjectPublicKeyInfo, in hexadecimal."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    der = public_key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(der).hexdigest()


def public_key_pem(public_key: Ed25519PublicKey) -> bytes:
    """Return a public key as PEM, the content of ``signer.pub``."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return public_key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def read_public_key(pem: bytes) -> Ed25519PublicKey:
    """Read an Ed25519 public key from PEM.

    Raises
    ------
    BundleError
        If it is not a PEM file, or another kind of key.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    fix = "Use the publisher's public key, got elsewhere: a PEM file that begins BEGIN PUBLIC KEY."
    try:
        key = load_pem_public_key(pem)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise BundleError("The public key cannot be read.", fix) from None
    if not isinstance(key, Ed25519PublicKey):
        raise BundleError("The public key is not an Ed25519 key.", fix)
    return key


def read_fingerprint(text: str) -> str | None:
    """Return the fingerprint that a text is; None when it is none, such as the path of a file.

    Whoever can compute 2**64 keys makes one whose fingerprint begins like another's, and all that
    an auditor holds against a stranger's bundle is this one: so nothing but the whole counts.

    Parameters
    ----------
    text
        64 hexadecimal digits, ``SHA256:`` before them or not.

    Raises
    ------
    BundleError
        If it is part of a fingerprint.
    """
    match = _FINGERPRINT.fullmatch(text)
    if match is None:
        return None
    digits = match["digits"].lower()
    if match["cut"] or len(digits) < DIGITS:
        raise BundleError(
            f"The fingerprint is shortened: it has {DIGITS} digits. Another key may begin alike.",
            "Name all of them (its holder prints them: sector-data keys list), or a file with the "
            "public key.",
        )
    return digits


def sign_statement(statement: dict[str, Any], signing_key: Ed25519PrivateKey) -> bytes:
    """Return a statement in its envelope: one line of a ``.intoto.jsonl`` file, no newline."""
    payload = canonical_json(statement)
    signature = signing_key.sign(pre_authentication_encoding(PAYLOAD_TYPE, payload))
    return _envelope(payload, key_id(signing_key.public_key()), signature)


def _envelope(payload: bytes, keyid: str, signature: bytes) -> bytes:
    return canonical_json(
        {
            "payload": base64.b64encode(payload).decode("ascii"),
            "payloadType": PAYLOAD_TYPE,
            "signatures": [{"keyid": keyid, "sig": base64.b64encode(signature).decode("ascii")}],
        }
    )


def open_envelope(line: bytes, public_key: Ed25519PublicKey) -> dict[str, Any]:
    """Verify one envelope and return its statement.

    Raises
    ------
    BundleError
        If the line differs by any byte from what :func:`sign_statement` writes for this key.
    """
    from cryptography.exceptions import InvalidSignature

    try:
        envelope = _object(line)
        payload = _decoded(envelope["payload"])
        (entry,) = envelope["signatures"]
        signature = _decoded(entry["sig"])
    except (KeyError, TypeError, ValueError, RecursionError):
        raise BundleError("An envelope is damaged: it cannot be read.") from None
    if _envelope(payload, key_id(public_key), signature) != line:
        raise BundleError("An envelope is damaged, or names another key than the signer's.")
    try:
        public_key.verify(signature, pre_authentication_encoding(PAYLOAD_TYPE, payload))
    except InvalidSignature:
        raise BundleError("A signature does not fit its statement and key.") from None
    try:
        statement = _object(payload)
        canonical = canonical_json(statement) == payload
    except (TypeError, ValueError, RecursionError):
        raise BundleError("A signed statement cannot be read.") from None
    if not canonical:
        raise BundleError("A signed statement is not in the form that this program writes.")
    return statement


def open_carrying_key(line: bytes) -> tuple[dict[str, Any], str]:
    """Verify an envelope with the public key that its own predicate carries.

    That shows that the line is whole, not whose it is: the fingerprint must be known otherwise.

    Returns
    -------
    statement, key_id
        What is said, and the fingerprint of the key.

    Raises
    ------
    BundleError
        As for :func:`open_envelope`; also if there is no key.
    """
    try:
        payload = _object(_decoded(_object(line)["payload"]))
        pem = payload["predicate"]["publicKey"].encode("ascii")
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        raise BundleError("An envelope is damaged: it cannot be read.") from None
    key = read_public_key(pem)
    return open_envelope(line, key), key_id(key)


def read_attestations(content: bytes, public_key: Ed25519PublicKey) -> tuple[dict[str, Any], ...]:
    """Verify all envelopes of a ``.intoto.jsonl`` file.

    Raises
    ------
    BundleError
        If there is none, or one of them fails; the sentence names the line.
    """
    statements = []
    for number, line in enumerate(envelopes_of(content), start=1):
        try:
            statements.append(open_envelope(line, public_key))
        except BundleError as error:
            raise BundleError(f"Line {number}: {error.message}") from None
    return tuple(statements)


def envelopes_of(content: bytes) -> list[bytes]:
    """Return the lines of a ``.intoto.jsonl`` file.

    Raises
    ------
    BundleError
        If there is none, or too many, or the last one does not end.
    """
    *lines, rest = content.split(b"\n", MOST + 1)
    if len(lines) > MOST:
        raise BundleError(f"The attestations have more than {MOST:,} lines.")
    if rest or not lines:
        raise BundleError("The attestations are damaged: the file does not end with its last line.")
    return lines


def render_attestations(envelopes: Sequence[bytes]) -> bytes:
    """Return envelopes as JSON Lines."""
    return b"".join(envelope + b"\n" for envelope in envelopes)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError("not base64") from None


def _object(content: bytes) -> dict[str, Any]:
    document = json.loads(content)
    if not isinstance(document, dict):
        raise TypeError("not an object")
    return document
