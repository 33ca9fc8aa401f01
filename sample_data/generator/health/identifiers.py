"""Numbers and addresses that look right and belong to nobody.

What lives here: record numbers with check digits, telephone numbers, e-mail addresses, social
security numbers. What does not: who gets them.
"""

from __future__ import annotations

import unicodedata

from sample_data.generator.check_digits import luhn_digit
from sample_data.generator.dice import Dice

EMAIL_HOSTS = ("example.com", "example.org", "example.net", "mail.example.com")
EMAIL_WEIGHTS = (50, 25, 15, 10)


def record_number(serial: int) -> str:
    """Return a medical record number: seven digits, leading zeros kept, and their check digit."""
    digits = f"{serial:07d}"
    return digits + luhn_digit(digits)


def telephone(dice: Dice, area: str) -> str:
    """Return ten digits out of 555-0100 to 555-0199, which no subscriber has (ATIS-0300115)."""
    return f"{area}55501{dice.integer(0, 99):02d}"


def social_security_number(dice: Dice) -> str:
    """Return a number that was never issued: area 900 to 999, group 01 to 49.

    The Social Security Administration issues no area above 899 (20 CFR 422.103 and its
    randomisation notice of 2011); taxpayer numbers (ITIN) begin at group 50.
    """
    return f"{dice.integer(900, 999)}-{dice.integer(1, 49):02d}-{dice.integer(1, 9999):04d}"


def ascii_letters(name: str) -> str:
    """Return the letters of a name without accents and signs, in lower case."""
    plain = unicodedata.normalize(
        "NFKD", name.replace("Đ", "D").replace("đ", "d").replace("ł", "l")
    )
    return "".join(c for c in plain.lower() if "a" <= c <= "z")


def email(dice: Dice, first: str, last: str, year: int) -> str:
    """Return an address at a host that is reserved for examples (RFC 2606)."""
    given, family = ascii_letters(first), ascii_letters(last)
    local = dice.weighted(
        (
            f"{given}.{family}",
            f"{given[0]}{family}",
            f"{given}{family}{year % 100:02d}",
            f"{family}.{given}{dice.integer(1, 99)}",
            f"{given}_{family}",
            f"{given}{dice.integer(100, 9999)}",
        ),
        (30, 20, 18, 12, 10, 10),
    )
    return f"{local}@{dice.weighted(EMAIL_HOSTS, EMAIL_WEIGHTS)}"
