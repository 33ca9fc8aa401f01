"""Numbers that are valid in form and belong to nobody.

What lives here: card and account numbers, codes of banks and of messages, telephone numbers. What
does not: who gets them.

Reserved for fiction where somebody reserves: card numbers of the ranges that schemes and gateways
publish for tests; bank codes (BIC) with ``0`` in the eighth place, which SWIFT keeps for test and
training; British numbers of Ofcom's drama ranges, French ones of the Arcep's (01 99 00, 02 61 91,
03 53 01, 04 65 71, 05 36 49), German ones of the Bundesnetzagentur's. Italy reserves none: its
numbers here have a subscriber's part that begins with 000. No country reserves account numbers:
the banks' codes here are such that no bank is known to have them.
"""

from __future__ import annotations

from sample_data.generator.check_digits import luhn_digit
from sample_data.generator.dice import Dice

CARD_TESTS = (
    ("400000", 16, 26),
    ("424242", 16, 22),
    ("411111", 16, 12),
    ("555555", 16, 26),
    ("222300", 16, 8),
    ("378282", 15, 6),
)
"""First six digits of published test cards, length of the number, weight."""
BANKS = {
    "GB": ("ZZQX", "000901"),
    "FR": ("99991", "00901"),
    "DE": ("99990010",),
    "IT": ("99993", "00901"),
    "ES": ("9996", "0901"),
    "NL": ("ZZQX",),
    "BE": ("997",),
    "AT": ("99970",),
    "LU": ("998",),
}
"""Codes of a bank (and of a branch) that no bank is known to have, by country."""
PHONES = {
    "GB": ("020 7946 0", "0113 496 0", "0161 496 0", "029 2018 0"),
    "FR": ("01 99 00 ", "02 61 91 ", "03 53 01 ", "04 65 71 ", "05 36 49 "),
    "DE": ("030 23125 ", "069 90009 ", "040 66969 ", "089 99998 "),
    "IT": ("02 000", "06 000"),
}


def card_number(dice: Dice) -> str:
    """Return a payment card number out of a test range, with its check digit (Luhn)."""
    start, length, _ = dice.weighted(CARD_TESTS, [weight for *_, weight in CARD_TESTS])
    digits = start + _digits(dice, length - len(start) - 1)
    return digits + luhn_digit(digits)


def iban(dice: Dice, country: str) -> str:
    """Return an account number with its check digits, those of the country included (ISO 13616)."""
    bank = BANKS[country]
    account = _BASIC[country](dice, bank)
    return f"{country}{check_digits_97(account + country)}{account}"


def _great_britain(dice: Dice, bank: tuple[str, ...]) -> str:
    return f"{bank[0]}{bank[1]}{_digits(dice, 8)}"


def _france(dice: Dice, bank: tuple[str, ...]) -> str:
    account = _digits(dice, 11)
    key = 97 - (89 * int(bank[0]) + 15 * int(bank[1]) + 3 * int(account)) % 97
    return f"{bank[0]}{bank[1]}{account}{key:02d}"


def _germany(dice: Dice, bank: tuple[str, ...]) -> str:
    return f"{bank[0]}{_digits(dice, 10)}"


def _italy(dice: Dice, bank: tuple[str, ...]) -> str:
    number = f"{bank[0]}{bank[1]}{_digits(dice, 12)}"
    # CIN: digits in odd places by a table, those in even places as they are, mod 26.
    odd = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21)
    total = sum(odd[int(d)] if place % 2 == 0 else int(d) for place, d in enumerate(number))
    return f"{chr(65 + total % 26)}{number}"


def _spain(dice: Dice, bank: tuple[str, ...]) -> str:
    account = _digits(dice, 10)

    def control(text: str) -> str:
        rest = sum(int(d) * 2**place for place, d in enumerate(text)) % 11
        return str(rest if rest < 2 else 11 - rest)

    first = control("00" + bank[0] + bank[1])
    return f"{bank[0]}{bank[1]}{first}{control(account)}{account}"


def _netherlands(dice: Dice, bank: tuple[str, ...]) -> str:
    return f"{bank[0]}{_digits(dice, 10)}"


def _belgium(dice: Dice, bank: tuple[str, ...]) -> str:
    number = bank[0] + _digits(dice, 7)
    return f"{number}{int(number) % 97 or 97:02d}"


def _austria(dice: Dice, bank: tuple[str, ...]) -> str:
    return f"{bank[0]}{_digits(dice, 11)}"


def _luxembourg(dice: Dice, bank: tuple[str, ...]) -> str:
    return f"{bank[0]}{_digits(dice, 13)}"


_BASIC = {
    "GB": _great_britain,
    "FR": _france,
    "DE": _germany,
    "IT": _italy,
    "ES": _spain,
    "NL": _netherlands,
    "BE": _belgium,
    "AT": _austria,
    "LU": _luxembourg,
}


def check_digits_97(text: str) -> str:
    """Return the two digits that go behind a text (ISO/IEC 7064, MOD 97-10)."""
    return f"{98 - _remainder(text + '00'):02d}"


def _remainder(text: str) -> int:
    """Return a text modulo 97, its letters read as 10 to 35 (ISO/IEC 7064)."""
    return int("".join(str(int(sign, 36)) for sign in text)) % 97


def bic(country: str) -> str:
    """Return the code of the invented bank of a country; 0 in the eighth place: for tests only."""
    return f"ZZQX{country}A0"


def uetr(dice: Dice) -> str:
    """Return a unique end-to-end transaction reference: a UUID of version 4 (RFC 9562)."""
    digits = "".join(dice.pick("0123456789abcdef") for _ in range(30))
    variant = dice.pick("89ab") + digits[15:18]
    return f"{digits[:8]}-{digits[8:12]}-4{digits[12:15]}-{variant}-{digits[18:]}"


def lei(dice: Dice) -> str:
    """Return a legal entity identifier with its check digits (ISO 17442-1)."""
    start = "9999ZZ" + "".join(dice.pick("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ") for _ in range(12))
    return start + check_digits_97(start)


def telephone(dice: Dice, country: str) -> str:
    """Return a telephone number as the country writes it."""
    start = dice.pick(PHONES[country])
    if country == "FR":
        return f"{start}{_digits(dice, 2)} {_digits(dice, 2)}"
    return start + _digits(dice, 3 if country in {"GB", "DE"} else 4)


def _digits(dice: Dice, length: int) -> str:
    return f"{int(dice.share() * 10**length):0{length}d}"
