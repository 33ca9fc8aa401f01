"""Check digits of numbers that people and machines carry.

What lives here: schemes that several samples use. What does not: the numbers themselves, which
stand with the sample that they are made for.
"""

from __future__ import annotations


def luhn_digit(digits: str) -> str:
    """Return the check digit of a string of digits (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)
