"""Pseudonyms are keyed, type-independent, and never shared by two values."""

from __future__ import annotations

import base64
import hmac
import re

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.deidentify import pseudonyms
from sector_data.deidentify.keyed import KeyedHash
from sector_data.deidentify.transforms import transform
from sector_data.errors import InputError
from sector_data.spec.transforms import Pseudonym
from tests.deidentify.strategies import SECRET, TEXTS

RFC4648 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def tokens(
    values: pa.Array, secret: bytes = SECRET, length: int = 16, prefix: str = ""
) -> list[str]:
    result: list[str] = transform(
        values, Pseudonym(length=length, prefix=prefix), secret=secret
    ).to_pylist()
    return result


@settings(deadline=None)
@given(st.lists(TEXTS, max_size=8), st.integers(12, 52), st.sampled_from(["", "P-", "pat_"]))
def test_a_token_is_the_hmac_in_crockford_base_32(
    texts: list[str], length: int, prefix: str
) -> None:
    import unicodedata

    table = str.maketrans(RFC4648, pseudonyms.ALPHABET.decode())
    expected = []
    for text in texts:
        digest = hmac.new(SECRET, unicodedata.normalize("NFC", text).encode(), "sha256").digest()
        expected.append(prefix + base64.b32encode(digest).decode()[:length].translate(table))
    assert tokens(pa.array(texts, pa.string()), length=length, prefix=prefix) == expected


@settings(deadline=None)
@given(st.sets(st.integers(), max_size=20).map(lambda s: [n % 2**62 for n in s]))
def test_joins_survive_when_one_table_holds_numbers_and_the_other_text(ids: list[int]) -> None:
    as_text = pa.array([str(n) for n in ids], pa.string())
    assert tokens(pa.array(ids, pa.int64())) == tokens(as_text)


@settings(deadline=None)
@given(st.sets(st.text(max_size=6).filter(str.isascii), max_size=30))
def test_different_values_have_different_tokens_of_the_same_form(texts: set[str]) -> None:
    made = tokens(pa.array(sorted(texts), pa.string()), length=12, prefix="X-")
    assert len(set(made)) == len(texts)
    assert all(re.fullmatch(r"X-[0-9a-hjkmnp-tv-z]{12}", token) for token in made)


def test_another_key_gives_other_tokens() -> None:
    values = pa.array(["a", "b"])
    assert not set(tokens(values)) & set(tokens(values, secret=bytes(32)))


def test_known_answer() -> None:
    values = pa.array(["42", None, "山田 太郎"])
    assert tokens(values) == ["fqwrk4jb5tzrgcp8", None, "6nqap27jht77zxmw"]


def test_more_digests_than_one_block(monkeypatch: pytest.MonkeyPatch) -> None:
    values = pa.array([str(n) for n in range(10)])
    whole = tokens(values, length=52)
    monkeypatch.setattr(pseudonyms, "_BLOCK", 3)
    assert tokens(values, length=52) == whole


def test_a_collision_asks_for_longer_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    # 60 bits do not collide by trying; digests that agree in their first 8 bytes stand in.
    monkeypatch.setattr(
        KeyedHash,
        "digests",
        lambda self, messages: [bytes(8) + hmac.digest(b"k", m, "sha256")[8:] for m in messages],
    )
    values = pa.array(["tell-tale", "other"])
    with pytest.raises(InputError, match="Raise the pseudonym's length above 12") as caught:
        tokens(values, length=12)
    assert "tell-tale" not in str(caught.value)
    assert len(set(tokens(values, length=52))) == 2


def test_two_spellings_of_one_text_are_no_collision() -> None:
    composed, decomposed = tokens(pa.array(["\u00e9", "e\u0301"]))
    assert composed == decomposed


def test_a_column_of_missing_numbers_has_no_tokens() -> None:
    values = pa.array([float("nan"), None])
    assert tokens(values) == [None, None]
