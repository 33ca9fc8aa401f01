"""Format-preserving encryption keeps form and check digits, is one to one, and can be undone."""

from __future__ import annotations

import string

import pyarrow as pa
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sector_data.deidentify.check_digits import check_rule
from sector_data.deidentify.format_preserving import decrypt_format, unfit_for_format
from sector_data.deidentify.transforms import transform
from sector_data.errors import InputError
from sector_data.spec.transforms.identifiers import CheckName, FormatPreserving
from tests.deidentify.strategies import SECRET

# https://csrc.nist.gov/projects/cryptographic-standards-and-guidelines/example-values, FF1.
_KEYS = {
    128: "2B7E151628AED2A6ABF7158809CF4F3C",
    192: "2B7E151628AED2A6ABF7158809CF4F3CEF4359D8D580AA4F",
    256: "2B7E151628AED2A6ABF7158809CF4F3CEF4359D8D580AA4F7F036D6F04FC6A94",
}
_TWEAK_10, _TWEAK_11 = "39383736353433323130", "3737373770717273373737"
_DIGITS, _LETTERS = "0123456789", "0123456789abcdefghi"
NIST = [
    (128, 10, "", _DIGITS, "2433477484"),
    (128, 10, _TWEAK_10, _DIGITS, "6124200773"),
    (128, 36, _TWEAK_11, _LETTERS, "a9tv40mll9kdu509eum"),
    (192, 10, "", _DIGITS, "2830668132"),
    (192, 10, _TWEAK_10, _DIGITS, "2496655549"),
    (192, 36, _TWEAK_11, _LETTERS, "xbj3kv35jrawxv32ysr"),
    (256, 10, "", _DIGITS, "6657667009"),
    (256, 10, _TWEAK_10, _DIGITS, "1001623463"),
    (256, 36, _TWEAK_11, _LETTERS, "xs8a0azh2avyalyzuwd"),
]

VALID: dict[CheckName, str] = {
    "luhn": "4111 1111 1111 1111",
    "iban": "GB82 WEST 1234 5698 7654 32",
    "nhs": "943 476 5919",
    "nir": "2 95 10 99 126 111 93",
    "npi": "1234567893",
    "sin": "046 454 286",
    "siren": "552 008 443",
    "idnr": "36 574 261 809",
    "codice-fiscale": "RCCMNL83S18D969H",
    "iva": "00743110157",
    "my-number": "6214 9832 0257",
    "aba": "111000025",
}


@pytest.mark.parametrize(("bits", "radix", "tweak", "plain", "cipher"), NIST)
def test_the_cipher_gives_the_samples_of_nist(
    bits: int, radix: int, tweak: str, plain: str, cipher: str
) -> None:
    from ffx import FF1

    made = FF1(bytes.fromhex(_KEYS[bits]), radix=radix)
    assert made.encrypt(plain, tweak=bytes.fromhex(tweak)) == cipher
    assert made.decrypt(cipher, tweak=bytes.fromhex(tweak)) == plain


def form_of(text: str) -> str:
    kinds = {**dict.fromkeys(string.digits, "0"), **dict.fromkeys(string.ascii_uppercase, "A")}
    return "".join({**kinds, **dict.fromkeys(string.ascii_lowercase, "a")}.get(c, c) for c in text)


def encrypted(values: list[str | None], spec: FormatPreserving) -> list[str | None]:
    made: list[str | None] = transform(
        pa.array(values, pa.string()), spec, secret=SECRET
    ).to_pylist()
    return made


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.text("0123456789abXY-/ ", min_size=6, max_size=14), min_size=1, max_size=5),
    st.integers(0, 3),
)
def test_form_stays_values_differ_and_the_key_undoes_it(texts: list[str], keep: int) -> None:
    spec = FormatPreserving(keep_first=keep)
    values = pa.array(texts, pa.string())
    made = transform(values, spec, secret=SECRET)
    for before, after in zip(texts, made.to_pylist(), strict=True):
        if after is not None:
            assert form_of(after) == form_of(before)
            signs = [c for c in before if c.isalnum()][:keep]
            assert [c for c in after if c.isalnum()][:keep] == signs
    present = {t for t, m in zip(texts, made.to_pylist(), strict=True) if m is not None}
    assert len(present) == len(set(made.drop_null().to_pylist()))
    assert made.null_count == unfit_for_format(values, spec)
    back = decrypt_format(made, spec, SECRET).to_pylist()
    assert all(b == t for b, t in zip(back, texts, strict=True) if b is not None)
    assert back.count(None) == made.null_count


@pytest.mark.parametrize("check", VALID)
def test_check_digits_stay_valid(check: CheckName) -> None:
    text = VALID[check]
    spec = FormatPreserving(check=check)
    (made,) = encrypted([text], spec)
    assert made is not None
    assert made != text
    assert form_of(made) == form_of(text)
    compact = "".join(c for c in made if c.isalnum()).upper()
    assert check_rule(check).completed(compact) == compact
    assert decrypt_format(pa.array([made]), spec, SECRET).to_pylist() == [text]


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(sorted(VALID)), st.integers(0, 15), st.integers(0, 9))
def test_a_wrong_check_digit_leaves_nothing(check: CheckName, place: int, digit: int) -> None:
    text = VALID[check]
    spelt = [p for p, c in enumerate(text) if c.isdigit()]
    changed = spelt[place % len(spelt)]
    wrong = f"{text[:changed]}{digit}{text[changed + 1 :]}"
    compact = "".join(c for c in wrong if c.isalnum())
    assume(check_rule(check).completed(compact) != compact)
    assert encrypted([wrong], FormatPreserving(check=check)) == [None]


@pytest.mark.parametrize("text", ["12345", "é1234567", "１２３４５６７", "", "-"])
def test_what_has_no_form_to_keep_becomes_null(text: str) -> None:
    assert encrypted([text, None, "1234567"], FormatPreserving())[:2] == [None, None]


def test_a_cards_issuer_can_stay() -> None:
    spec = FormatPreserving(check="luhn", keep_first=6)
    (made,) = encrypted(["4111111111111111"], spec)
    assert made is not None
    assert made[:6] == "411111"
    assert check_rule("luhn").completed(made) == made


@pytest.mark.parametrize("secret", [None, bytes(16), bytes(31)])
def test_a_short_key_is_refused(secret: bytes | None) -> None:
    with pytest.raises(InputError, match="32 bytes"):
        transform(pa.array(["1234567"]), FormatPreserving(), secret=secret)
