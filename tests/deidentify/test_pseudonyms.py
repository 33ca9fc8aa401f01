"""Pseudonyms are keyed, type-independent, and never shared by two values."""

from __future__ import annotations

import base64
import hmac
import math
import re

import pyarrow as pa
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from sector_data.deidentify import pseudonyms
from sector_data.deidentify.pseudonyms import check_room, collision_chance
from sector_data.deidentify.transforms import transform
from sector_data.errors import InputError
from sector_data.spec.transforms.identifiers import ALPHABETS
from sector_data.spec.transforms.values import Pseudonym, Surrogate
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

    table = str.maketrans(RFC4648, ALPHABETS["base32"])
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


def test_a_collision_asks_for_longer_tokens() -> None:
    # 20 bits: of 3,000 values some collide.
    values = pa.array([f"tell-tale {number}" for number in range(3000)])
    with pytest.raises(InputError, match="Raise the pseudonym's length above 4") as caught:
        tokens(values, length=4)
    assert "tell-tale" not in str(caught.value)
    assert len(set(tokens(values, length=52))) == 3000


@settings(deadline=None, max_examples=30)
@given(
    st.sampled_from([*ALPHABETS, "01", "abc", "-_xyzXYZ"]), st.integers(4, 30), st.integers(1, 9)
)
def test_every_alphabet_spells_as_the_definition_says(
    alphabet: str, length: int, count: int
) -> None:
    characters = ALPHABETS.get(alphabet, alphabet)
    size = len(characters)
    assume(length * math.log2(size) >= 20)
    texts = [f"value {number}" for number in range(count)]
    expected = []
    for text in texts:
        number = int.from_bytes(hmac.digest(SECRET, text.encode(), "sha256"))
        places = range(length)
        if size & (size - 1) == 0:
            bits = size.bit_length() - 1
            digits = [(number >> (256 - bits * (place + 1))) % size for place in places]
        else:
            digits = [number // size ** (length - 1 - place) % size for place in places]
        expected.append("".join(characters[digit] for digit in digits))
    spec = Pseudonym(alphabet=alphabet, length=length)
    assert transform(pa.array(texts), spec, secret=SECRET).to_pylist() == expected


@pytest.mark.parametrize(
    ("alphabet", "length", "said"),
    [
        ("digits", 4, "make it 7 characters"),
        ("a", 30, "none of base32"),
        ("aa", 30, "none of base32"),
        ("0123é", 30, "none of base32"),
        ("base32", 53, "256 bits, which are 52"),
        ("digits", 79, "less than or equal to 64"),
    ],
)
def test_an_alphabet_that_says_too_little_or_too_much_is_refused(
    alphabet: str, length: int, said: str
) -> None:
    with pytest.raises(ValidationError, match=said):
        Pseudonym(alphabet=alphabet, length=length)


def test_the_room_for_so_many_values_is_judged_before_any_is_made() -> None:
    check_room(1, Pseudonym(length=4))
    check_room(1000, Pseudonym(length=8, alphabet="alphanumeric"))
    with pytest.raises(InputError, match=r"for 1,000 different values.*\n.*Make the length 12"):
        check_room(1000, Pseudonym(length=8, alphabet="digits"))
    check_room(1000, Pseudonym(length=12, alphabet="digits"))
    check_room(1000, Surrogate(length=7, alphabet="digits"))
    with pytest.raises(InputError, match="Make the length 8"):
        check_room(1_000_001, Surrogate(length=7, alphabet="digits"))


def test_the_chance_of_a_collision_is_the_birthday_bound() -> None:
    assert collision_chance(0, "digits", 10) == collision_chance(1, "digits", 10) == 0
    assert collision_chance(1001, "digits", 10) == pytest.approx(1001 * 1000 / 2 / 1e10)
    assert collision_chance(10**6, "digits", 8) == 1


def test_two_spellings_of_one_text_are_no_collision() -> None:
    composed, decomposed = tokens(pa.array(["\u00e9", "e\u0301"]))
    assert composed == decomposed


def test_a_column_of_missing_numbers_has_no_tokens() -> None:
    values = pa.array([float("nan"), None])
    assert tokens(values) == [None, None]
