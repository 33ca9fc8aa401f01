"""The keyed hash is HMAC-SHA-256."""

from __future__ import annotations

import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.deidentify.keyed import KeyedHash


@given(st.binary(min_size=16, max_size=200), st.lists(st.binary(max_size=200), max_size=5))
def test_digests_equal_those_of_the_standard_library(secret: bytes, messages: list[bytes]) -> None:
    expected = [hmac.new(secret, message, "sha256").digest() for message in messages]
    assert KeyedHash(secret).digests(messages) == expected


@pytest.mark.parametrize(
    ("secret", "message", "expected"),
    [
        (
            b"\x0b" * 20,
            b"Hi There",
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
        ),
        (
            b"\xaa" * 131,
            b"Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        ),
    ],
    ids=["RFC 4231 case 1", "RFC 4231 case 6"],
)
def test_published_answers(secret: bytes, message: bytes, expected: str) -> None:
    assert KeyedHash(secret).digests([message])[0].hex() == expected
