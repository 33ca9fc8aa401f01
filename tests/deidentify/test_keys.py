"""Derived keys are separate, and a key never shows its secrets."""

from __future__ import annotations

import base64
import copy
import hashlib
import json
import pickle
from datetime import UTC, datetime

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)
from hypothesis import given
from hypothesis import strategies as st

from sector_data.deidentify.keys import Key, Purpose, domain_key

SECRET = hashlib.sha256(b"secret").digest()
SEED = hashlib.sha256(b"seed").digest()
MASTER = bytes(range(32))

WORDS = st.lists(st.text(max_size=4), min_size=4, max_size=4)
PURPOSES: list[Purpose] = ["pseudonym", "date-shift", "row-order"]


@pytest.fixture
def key() -> Key:
    return Key(
        "default",
        holder="data office",
        created=datetime(2026, 11, 2, tzinfo=UTC),
        source="file",
        secret=SECRET,
        seed=SEED,
    )


def derive(words: list[str], purpose: Purpose = "pseudonym", master: bytes = MASTER) -> bytes:
    project, recipient, release, domain = words
    return domain_key(
        master,
        project=project,
        recipient=recipient,
        release=release,
        domain=domain,
        purpose=purpose,
    )


@given(WORDS, WORDS, st.sampled_from(PURPOSES), st.sampled_from(PURPOSES))
def test_other_words_or_another_purpose_give_another_key(
    one: list[str], other: list[str], purpose: Purpose, second: Purpose
) -> None:
    import unicodedata

    def normal(words: list[str]) -> list[str]:
        return [unicodedata.normalize("NFC", word) for word in words]

    same = normal(one) == normal(other) and purpose == second
    assert (derive(one, purpose) == derive(other, second)) == same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (["ab", "c", "", "d"], ["a", "bc", "", "d"]),
        (["a", "", "b", ""], ["a", "b", "", ""]),
        (["a\0b", "", "", ""], ["a", "b", "", ""]),
    ],
)
def test_words_do_not_run_into_each_other(one: list[str], other: list[str]) -> None:
    assert derive(one) != derive(other)


def test_another_master_gives_another_key() -> None:
    words = ["a", "b", "c", "d"]
    assert derive(words) != derive(words, master=bytes(32))


@pytest.mark.parametrize(
    ("purpose", "expected"),
    [
        ("pseudonym", "48dff27443969c0737ac240214f8057425ae586176180c2ce457f222d98dab66"),
        ("date-shift", "ef55edf245bceac81c33ca71008856698dfab0cdc7d1f9d3ae73d08930fd4c3a"),
        ("row-order", "0164b4856d71eb6d8a54cde050475062d412467dacb51f0ae0b6da96068974d8"),
    ],
)
def test_known_answers(purpose: Purpose, expected: str) -> None:
    words = ["admissions", "public", "1.0.0", "patients.patient_id"]
    assert derive(words, purpose).hex() == expected


def test_a_key_derives_from_its_secret(key: Key) -> None:
    derived = key.domain_key(
        project="p", recipient="r", release="1", domain="d", purpose="date-shift"
    )
    assert derived == derive(["p", "r", "1", "d"], "date-shift", SECRET)


def test_signatures_verify_with_the_public_key(key: Key) -> None:
    public = load_pem_public_key(key.public_key_pem())
    assert isinstance(public, Ed25519PublicKey)
    public.verify(key.signing_key().sign(b"manifest"), b"manifest")
    with pytest.raises(InvalidSignature):
        public.verify(key.signing_key().sign(b"manifest"), b"another")


def test_the_fingerprint_is_that_of_the_public_key(key: Key) -> None:
    public = load_pem_public_key(key.public_key_pem())
    der = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    assert key.fingerprint == hashlib.sha256(der).hexdigest()
    assert key.id == key.fingerprint[:16]


def test_nothing_that_is_told_of_a_key_holds_a_secret(key: Key) -> None:
    told = [
        repr(key),
        str(key),
        f"{key}",
        repr(key.describe()),
        json.dumps(key.describe().to_dict()),
        key.public_key_pem().decode(),
        repr(key.domain_key),
    ]
    for secret in (SECRET, SEED):
        for form in (secret.hex(), base64.b64encode(secret).decode(), repr(secret)[2:20]):
            assert not any(form in text for text in told)


@pytest.mark.parametrize(
    "leave", [pickle.dumps, copy.copy, copy.deepcopy], ids=lambda f: f.__name__
)
def test_a_key_does_not_leave_the_process(key: Key, leave: object) -> None:
    assert callable(leave)
    with pytest.raises(TypeError, match="neither copied nor pickled"):
        leave(key)


def test_a_description_is_ready_for_json(key: Key) -> None:
    assert key.describe().to_dict() == {
        "name": "default",
        "id": key.id,
        "fingerprint": key.fingerprint,
        "holder": "data office",
        "created": "2026-11-02T00:00:00+00:00",
        "source": "file",
        "retired": None,
        "domains": [],
    }
