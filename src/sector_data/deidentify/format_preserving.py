"""Values replaced by others of the same form, by format-preserving encryption.

What lives here: which characters of a value are encrypted, and how check digits stay valid. What
does not: the cipher, FF1 of NIST SP 800-38G with AES-256, which is libffx's
(https://github.com/kpdyer/libffx). FF3 is not offered: NIST withdrew it (SP 800-38G rev. 1, second
public draft, 2025).

ASCII digits and letters of a value are the digits of a number to mixed bases (10 and 26); the
number is encrypted below the product of the bases, so that digits become digits, capitals capitals
and all else stays. Characters that stay are the tweak. Check characters are left out and completed
afterwards; where a rule has no completion, the number is encrypted again until it has (cycle
walking, SP 800-38G rev. 1, appendix: the result is still one to one).

NIST asks for a million possible values or more. Values that have fewer, hold letters or digits that
are not ASCII, or fail the check digits that should be kept, become null: they have no form to keep.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pyarrow as pa

from sector_data.deidentify.canonical import canonical_text
from sector_data.deidentify.check_digits import CheckRule, check_rule
from sector_data.deidentify.distinct import map_distinct
from sector_data.errors import InputError
from sector_data.spec.transforms.identifiers import FormatPreserving

if TYPE_CHECKING:
    from ffx import FF1

FEWEST = 1_000_000
"""Possible values (NIST SP 800-38G rev. 1, draft: radix**minlen ≥ 1,000,000)."""
_KEY_BYTES = 32


def encrypt_format(values: pa.Array, spec: FormatPreserving, secret: bytes | None) -> pa.Array:
    """Replace each value by another of its form.

    Parameters
    ----------
    values
        A plain array; numbers are read as their canonical text.
    spec
        Characters that stay, and the rule of check digits.
    secret
        The key of the domain, 32 bytes.

    Returns
    -------
    Array
        ``string``; one to one within values of a form. Null where the value is null or has no form
        that can be kept; see the module.

    Raises
    ------
    InputError
        If the secret is missing or not of 32 bytes.
    """
    return _each(values, spec, secret, decrypt=False)


def decrypt_format(values: pa.Array, spec: FormatPreserving, secret: bytes | None) -> pa.Array:
    """Return the canonical texts that :func:`encrypt_format` replaced.

    Parameters
    ----------
    values
        What it returned.
    spec, secret
        As it had them.
    """
    return _each(values, spec, secret, decrypt=True)


def _each(
    values: pa.Array, spec: FormatPreserving, secret: bytes | None, *, decrypt: bool
) -> pa.Array:
    cipher = _Cipher(spec, secret)

    def of_distinct(distinct: pa.Array) -> pa.Array:
        texts = canonical_text(distinct).to_pylist()
        return pa.array(
            (None if t is None else cipher.replaced(t, decrypt=decrypt) for t in texts), pa.string()
        )

    return map_distinct(values, of_distinct)


class _Cipher:
    """FF1 with one key, over values of any form."""

    def __init__(self, spec: FormatPreserving, secret: bytes | None) -> None:
        if secret is None or len(secret) != _KEY_BYTES:
            raise InputError(
                f"Format-preserving encryption needs a key of {_KEY_BYTES} bytes (AES-256).",
                "Make a key with `sector-data keys new NAME` and name it as release.key.",
            )
        from ffx import FF1

        self._cipher: FF1 = FF1(secret)
        self._keep = spec.keep_first
        self._rule = None if spec.check is None else check_rule(spec.check)

    def replaced(self, text: str, *, decrypt: bool) -> str | None:
        form = _Form(text, self._keep, self._rule)
        if form.size < FEWEST or form.foreign:
            return None
        if self._rule is not None and form.completed(form.characters, self._rule) != text:
            return None
        step = self._cipher.decrypt_int if decrypt else self._cipher.encrypt_int
        number = form.number
        while True:
            number = step(number, domain=form.size, tweak=form.tweak)
            made = form.with_number(number)
            if self._rule is None:
                return "".join(made)
            whole = form.completed(made, self._rule)
            if whole is not None:
                return whole


class _Form:
    """The characters of a value: those that are encrypted, checked, and kept."""

    def __init__(self, text: str, keep: int, rule: CheckRule | None) -> None:
        self.characters: list[str] = list(text)
        spelt = [place for place, c in enumerate(text) if c.isascii() and c.isalnum()]
        self.foreign = any(c.isalnum() and not c.isascii() for c in text)
        self._spelt = spelt
        checked = set()
        if rule is not None and len(spelt) >= max(map(abs, rule.places)) + 1:
            checked = {spelt[place] for place in rule.places}
        kept = set(spelt[:keep]) - checked
        self._free = [place for place in spelt if place not in checked and place not in kept]
        self.tweak = "".join(text[place] for place in sorted(kept)).encode()
        self.size = 1
        self.number = 0
        for place in self._free:
            base, digit = _digit(text[place])
            self.size *= base
            self.number = self.number * base + digit

    def with_number(self, number: int) -> list[str]:
        """Return the characters with the encrypted ones of another number."""
        made = list(self.characters)
        for place in reversed(self._free):
            zero, base = _zero_and_base(made[place])
            number, digit = divmod(number, base)
            made[place] = chr(ord(zero) + digit)
        return made

    def completed(self, characters: Sequence[str], rule: CheckRule) -> str | None:
        """Return the text with its check characters, or None when it can have none."""
        whole = rule.completed("".join(characters[place] for place in self._spelt).upper())
        if whole is None or len(whole) != len(self._spelt):
            return None
        made = list(characters)
        for place, character in zip(self._spelt, whole, strict=True):
            made[place] = character.lower() if made[place].islower() else character
        return "".join(made)


def _zero_and_base(character: str) -> tuple[str, int]:
    if character.isdigit():
        return "0", 10
    return ("a", 26) if character.islower() else ("A", 26)


def _digit(character: str) -> tuple[int, int]:
    zero, base = _zero_and_base(character)
    return base, ord(character) - ord(zero)


def unfit_for_format(values: pa.Array, spec: FormatPreserving) -> int:
    """Count the values of a column that would become null; no key is needed.

    Parameters
    ----------
    values
        A plain array.
    spec
        As for :func:`encrypt_format`.
    """
    rule = None if spec.check is None else check_rule(spec.check)

    def fits(text: str) -> bool:
        form = _Form(text, spec.keep_first, rule)
        if form.size < FEWEST or form.foreign:
            return False
        return rule is None or form.completed(form.characters, rule) == text

    def of_distinct(distinct: pa.Array) -> pa.Array:
        texts = canonical_text(distinct).to_pylist()
        return pa.array([None if t is None else fits(t) for t in texts], pa.bool_())

    return int(map_distinct(values, of_distinct).to_pylist().count(False))
