"""DSSE envelopes as the protocol describes them; no byte can be changed unseen."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.errors import BundleError
from sector_data.release.signature import (
    PAYLOAD_TYPE,
    canonical_json,
    key_id,
    open_envelope,
    pre_authentication_encoding,
    public_key_pem,
    read_attestations,
    read_public_key,
    render_attestations,
    sign_statement,
)
from tests.release.bundles import KEY, OTHER_KEY

STATEMENT = {"_type": "https://in-toto.io/Statement/v1", "subject": [], "é": ["日本", 0.1, None]}

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


def test_pae_is_that_of_the_dsse_protocol() -> None:
    """Known answer of protocol.md: the body, and its ECDSA signature over the encoding."""
    encoded = pre_authentication_encoding("http://example.com/HelloWorld", b"hello world")
    assert encoded == b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    x = 46950820868899156662930047687818585632848591499744589407958293238635476079160
    y = 5640078356564379163099075877009565129882514886557779369047442380624545832820
    raw = base64.b64decode(
        "A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA=="
    )
    signature = encode_dss_signature(
        int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
    )
    public = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    public.verify(signature, encoded, ec.ECDSA(hashes.SHA256()))


@pytest.mark.parametrize(
    ("payload_type", "payload", "pae"),
    [
        ("application/vnd.in-toto+json", b"", b"DSSEv1 28 application/vnd.in-toto+json 0 "),
        (
            "application/vnd.exämple+json",
            b"\xff",
            "DSSEv1 29 application/vnd.exämple+json 1 ".encode() + b"\xff",
        ),
        ("", b"x", b"DSSEv1 0  1 x"),
    ],
)
def test_lengths_are_bytes(payload_type: str, payload: bytes, pae: bytes) -> None:
    assert pre_authentication_encoding(payload_type, payload) == pae


def test_ed25519_signature_of_the_dsse_test_vectors() -> None:
    """``testvectors/vectors.json``, ``single-signature``; the key is RFC 8032's TEST 1."""
    seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed))
    envelope = json.loads(sign_statement({"_type": "https://in-toto.io/Statement/v1"}, key))
    assert envelope["payload"] == "eyJfdHlwZSI6Imh0dHBzOi8vaW4tdG90by5pby9TdGF0ZW1lbnQvdjEifQ=="
    assert envelope["payloadType"] == PAYLOAD_TYPE
    assert envelope["signatures"][0]["sig"] == (
        "2WAfaHm5jluo0w+0rk8uVkluELJYWjSmU9x7EUzx+AyteDGJ4/nqyJXfmAUVFIAoQafWm7AxBZNw5M9ixNHiCA=="
    )


def test_key_id_is_the_digest_of_the_der_key() -> None:
    """RFC 8410: SubjectPublicKeyInfo of Ed25519 is a fixed prefix and the 32 bytes."""
    import hashlib

    public = KEY.public_key()
    raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    der = bytes.fromhex("302a300506032b6570032100") + raw
    assert key_id(public) == hashlib.sha256(der).hexdigest()


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.text(), json_values, max_size=4))
def test_what_is_signed_opens_again(statement: dict[str, Any]) -> None:
    line = sign_statement(statement, KEY)
    assert b"\n" not in line
    assert canonical_json(open_envelope(line, KEY.public_key())) == canonical_json(statement)


def test_the_same_statement_gives_the_same_line() -> None:
    assert sign_statement(STATEMENT, KEY) == sign_statement(dict(reversed(STATEMENT.items())), KEY)


def test_every_changed_byte_is_noticed() -> None:
    content = render_attestations([sign_statement(STATEMENT, KEY)])
    public = KEY.public_key()
    assert read_attestations(content, public) == (STATEMENT,)
    for place in range(len(content)):
        for flip in (0x01, 0x20, 0x80):
            changed = bytearray(content)
            changed[place] ^= flip
            with pytest.raises(BundleError):
                read_attestations(bytes(changed), public)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_every_cut_and_insertion_is_noticed(data: st.DataObject) -> None:
    content = render_attestations([sign_statement(STATEMENT, KEY)])
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, len(content)))
    inserted = data.draw(st.binary(max_size=3) | st.sampled_from([b" ", b"\n", b"\t", b"{}\n"]))
    changed = content[:start] + inserted + content[end:]
    if changed != content:
        with pytest.raises(BundleError):
            read_attestations(changed, KEY.public_key())


def _reencoded(**changes: Any) -> bytes:
    envelope = json.loads(sign_statement(STATEMENT, KEY))
    envelope.update(changes)
    return canonical_json(envelope)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"[]",
        b"{}",
        b"nonsense",
        b"[" * 100_000,
        b"9" * 5000,
        json.dumps(json.loads(sign_statement(STATEMENT, KEY))).encode(),
        _reencoded(payloadType="application/json"),
        _reencoded(extra=1),
        _reencoded(signatures=[]),
        _reencoded(signatures=json.loads(sign_statement(STATEMENT, KEY))["signatures"] * 2),
        _reencoded(payload="_-8="),
        _reencoded(payload=7),
        sign_statement(STATEMENT, OTHER_KEY),
    ],
    ids=[
        *("empty", "array", "no-fields", "no-json", "deep", "huge-number", "spaced", "type"),
        *("extra", "unsigned", "twice", "url-safe", "number", "other-key"),
    ],
)
def test_other_envelopes_are_refused(line: bytes) -> None:
    with pytest.raises(BundleError):
        open_envelope(line, KEY.public_key())


@pytest.mark.parametrize("payload", [b'{"b":1, "a":2}', b"[1]", b"\xff", b"{", b'{"a":NaN}'])
def test_a_signature_over_anything_but_a_canonical_object_is_refused(payload: bytes) -> None:
    signature = KEY.sign(pre_authentication_encoding(PAYLOAD_TYPE, payload))
    line = canonical_json(
        {
            "payload": base64.b64encode(payload).decode(),
            "payloadType": PAYLOAD_TYPE,
            "signatures": [
                {"keyid": key_id(KEY.public_key()), "sig": base64.b64encode(signature).decode()}
            ],
        }
    )
    with pytest.raises(BundleError, match="statement"):
        open_envelope(line, KEY.public_key())


def test_the_line_at_fault_is_named() -> None:
    content = render_attestations([sign_statement(STATEMENT, KEY), sign_statement({}, OTHER_KEY)])
    with pytest.raises(BundleError, match="Line 2"):
        read_attestations(content, KEY.public_key())


def test_a_public_key_survives_pem() -> None:
    pem = public_key_pem(KEY.public_key())
    again: Ed25519PublicKey = read_public_key(pem)
    assert key_id(again) == key_id(KEY.public_key())


@pytest.mark.parametrize(
    "pem",
    [
        b"",
        b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
        ec.generate_private_key(ec.SECP256R1())
        .public_key()
        .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        rsa.generate_private_key(65537, 2048)
        .public_key()
        .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    ],
    ids=["empty", "damaged", "ecdsa", "rsa"],
)
def test_other_public_keys_are_refused(pem: bytes) -> None:
    with pytest.raises(BundleError, match="public key"):
        read_public_key(pem)
