"""Tests of one value: is it well formed, and do its check digits agree?

What lives here: predicates over a stripped, non-empty text, each with the share of random texts
of the same shape that pass it by chance. What does not: what follows for a column
(:mod:`sector_data.detect.shapes`) or a release (:mod:`sector_data.detect.values`).

Check digits come from python-stdnum where it has them. Sources of the others: NPI, 45 CFR 162.406
and CMS's check digit note (Luhn over 80840 + number); VIN, 49 CFR 565.15(c); SNOMED CT identifier,
SNOMED CT Technical Implementation Guide, 6 (Verhoeff, partition digits).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache

EMAIL = re.compile(
    r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[^\W_](?:[\w-]*[^\W_])?(?:\.[\w-]+)*\.[^\W\d_]{2,24}"
)
URL = re.compile(
    r"(?:https?|ftps?|s3)://[^\s<>\"']{2,}[\w/=&#%-]"
    r"|www\.[\w-]+(?:\.[\w-]+)+(?:/(?:[^\s<>\"']*[\w/=&#%-])?)?",
    re.IGNORECASE,
)
UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
MAC = re.compile(r"[0-9A-Fa-f]{2}(?:([:-])[0-9A-Fa-f]{2})(?:\1[0-9A-Fa-f]{2}){4}")
SSN = re.compile(r"(?!000|666)\d{3}-(?!00)\d{2}-(?!0000)\d{4}")
PHONE_SHAPE = re.compile(
    r"(?:\+|00)\d{1,3}[\s.()/-]{0,3}(?:\(0\)[\s.-]?)?\d(?:[\s.()/-]{0,2}\d){5,12}"
    r"|(?:1[\s.-])?\(\d{3}\)[\s.-]?\d{3}[\s.-]?\d{4}"
    r"|(?:1[\s.-])?\d{3}(?:-\d{3}-|\.\d{3}\.)\d{4}"
    r"|\d{3} \d{3}-\d{4}"
    # 031 322 93 94 · 06 12 34 56 78 · 0475 12 34 56 · 07700 900123 · 020 7946 0958 · 0121 234 5678
    r"|0\d{2} \d{3} \d{2} \d{2}|0[1-9](?:[ .]\d{2}){4}|0\d{3}(?: \d{2}){3}|0\d{4} \d{3} ?\d{3}"
    r"|0\d{2} \d{4} \d{4}|0\d{3} \d{3} \d{3,4}"
    # 030 1234567 · 0171/1234567 · (0461) 70823 · 03-1234-5678 · 090-1234-5678
    r"|0[1-9]\d{1,3}[ /]\d{5,8}|\(0[1-9]\d{1,3}\) ?\d{5,8}"
    r"|0\d-\d{4}-\d{4}|0\d{2}-\d{3,4}-\d{4}|0\d{3}-\d{2,3}-\d{4}"
)
"""An international number, or one written as in North America, the European countries of the G7,
Belgium, Switzerland, Austria or Japan; extensions are not looked at."""
_AT_HOME = ("DE", "FR", "GB", "IT", "CH", "AT", "BE")
"""Countries whose numbers begin with 0 at home. Japan's do as well, and have hyphens: what else has
them is a date or a code."""


def digits_of(text: str) -> str:
    """Return the ASCII digits of a text."""
    return "".join(c for c in text if "0" <= c <= "9")


def is_ip(text: str) -> bool:
    """Whether this is an IPv4 or IPv6 address; a clock time or a plain number is not."""
    body = text.partition("/")[0]
    if body.count(".") != 3 and body.count(":") < 3:
        return False
    try:
        ipaddress.ip_address(body)
    except ValueError:
        return False
    return any(c.isdigit() for c in body)


def is_phone(text: str) -> bool:
    """Whether this is an international or formatted number that its country's plan allows."""
    import phonenumbers

    if not PHONE_SHAPE.fullmatch(text):
        return False
    number = f"+{text[2:]}" if text.startswith("00") else text
    if number.startswith("+"):
        return is_allowed_number(number, ())
    if number.lstrip("(").startswith("0"):
        return is_allowed_number(number, ("JP",) if "-" in number else _AT_HOME)
    try:
        parsed = phonenumbers.parse(number, "US")
    except phonenumbers.NumberParseException:
        return False
    # Numbers kept free for fiction (555-01xx) are possible and not valid; sample data is full of
    # them, and whoever writes a national number with its area code means a telephone.
    return bool(phonenumbers.is_possible_number(parsed))


@lru_cache(maxsize=4096)
def is_allowed_number(number: str, regions: tuple[str, ...]) -> bool:
    """Whether a country's numbering plan allows a number; international ones start with "+"."""
    import phonenumbers

    for region in (None,) if number.startswith("+") else regions:
        try:
            parsed = phonenumbers.parse(number, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed):
            return True
    return False


def luhn(digits: str) -> bool:
    """Whether the last digit is the Luhn check digit of the others (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, character in enumerate(reversed(digits)):
        value = ord(character) - 48
        if place % 2:
            value = value * 2 - 9 if value > 4 else value * 2
        total += value
    return total % 10 == 0 and len(digits) > 1


_CARD_BRANDS = re.compile(
    r"4\d{12}(?:\d{3}){0,2}"  # Visa: 13, 16, 19
    r"|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d{2}|7[01]\d|720)\d{12}"  # Mastercard
    r"|3[47]\d{13}"  # American Express
    r"|3(?:0[0-5]|[689]\d)\d{11}"  # Diners Club
    r"|6(?:011|4[4-9]\d|5\d{2})\d{12}"  # Discover
    r"|35(?:2[89]|[3-8]\d)\d{12}|(?:2131|1800)\d{11}"  # JCB
    r"|62\d{14,17}"  # UnionPay
    r"|(?:50|5[6-9]|6[0-9])\d{10,17}"  # Maestro
)
CARD_GROUPED = re.compile(r"\d{4}([ -])\d{4}\1\d{4}\1\d{4}|\d{4}([ -])\d{6}\2\d{5}")


def is_card(text: str) -> bool:
    """Whether brand prefix, length and Luhn digit are those of a payment card."""
    if not re.fullmatch(r"[\d -]{12,23}", text):
        return False
    digits = digits_of(text)
    return bool(_CARD_BRANDS.fullmatch(digits)) and len(set(digits)) > 1 and luhn(digits)


def is_npi(text: str) -> bool:
    """Whether this is a US national provider identifier."""
    return bool(re.fullmatch(r"[12]\d{9}", text)) and luhn("80840" + text)


_VIN_VALUES = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", "12345678123457923456789", strict=True))
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def is_vin(text: str) -> bool:
    """Whether this is a vehicle identification number with the North American check digit."""
    if not re.fullmatch(r"[A-HJ-NPR-Z0-9]{8}[0-9X][A-HJ-NPR-Z0-9]{8}", text) or text.isdigit():
        return False
    values = (int(_VIN_VALUES.get(c, c)) for c in text)
    rest = sum(v * w for v, w in zip(values, _VIN_WEIGHTS, strict=True)) % 11
    return text[8] == "0123456789X"[rest]


def is_snomed(text: str) -> bool:
    """Whether this is a SNOMED CT concept, description or relationship identifier."""
    if not re.fullmatch(r"[1-9]\d{5,17}", text) or text[-3:-1] not in {
        *("00", "01", "02", "10", "11", "12")
    }:
        return False
    return stdnum_check("verhoeff")(text)


def is_loinc(text: str) -> bool:
    """Whether this is a LOINC code (Mod 10 check digit after the hyphen)."""
    return bool(re.fullmatch(r"\d{3,7}-\d", text)) and luhn(text.replace("-", ""))


@cache
def stdnum_check(module: str) -> Callable[[str], bool]:
    """Return python-stdnum's test of a kind of number; it never raises.

    Parameters
    ----------
    module
        Below the package ``stdnum``, as "fr.nir".
    """
    import importlib

    is_valid = importlib.import_module(f"stdnum.{module}").is_valid

    def check(text: str) -> bool:
        try:
            return bool(is_valid(text))
        except (ValueError, KeyError, IndexError, TypeError):
            return False

    return check


@dataclass(frozen=True, slots=True)
class Check:
    """A predicate with check digits.

    Attributes
    ----------
    entity
        What passes it.
    plural
        Completes "98 % of the distinct values are …".
    chance
        Share of random texts of the same shape that pass.
    stdnum
        Module of python-stdnum that tests it, unless ``test`` does.
    shape
        What has to match before the check digits are worth looking at.
    """

    entity: str
    plural: str
    chance: float
    shape: re.Pattern[str]
    stdnum: str = ""
    test: Callable[[str], bool] | None = None

    def passes(self, text: str) -> bool:
        """Whether the value has the shape and its check digits agree."""
        if not self.shape.fullmatch(text):
            return False
        return self.test(text) if self.test else stdnum_check(self.stdnum)(text)


_MOD97 = 1 / 97
CHECKS: tuple[Check, ...] = (
    Check("IBAN_CODE", "valid IBANs", _MOD97, re.compile(r"[A-Z]{2}\d{2}[A-Z0-9 ]{11,34}"), "iban"),
    Check(
        "CREDIT_CARD",
        "valid payment card numbers",
        0.04,
        re.compile(r"[\d -]{12,23}"),
        test=is_card,
    ),
    Check("US_NPI", "valid US provider numbers (NPI)", 0.1, re.compile(r"[12]\d{9}"), test=is_npi),
    Check("VEHICLE_ID", "valid vehicle numbers (VIN)", 1 / 11, re.compile(r"\w{17}"), test=is_vin),
    Check(
        "UK_NHS", "valid NHS numbers", 1 / 11, re.compile(r"\d{3}[ -]?\d{3}[ -]?\d{4}"), "gb.nhs"
    ),
    Check("NATIONAL_ID", "valid French NIRs", _MOD97, re.compile(r"[12][\dAB ]{12,20}"), "fr.nir"),
    Check(
        "NATIONAL_ID",
        "valid Italian tax codes",
        1 / 26,
        re.compile(r"[A-Z]{6}\w{2}[A-Z]\w{2}[A-Z]\w{3}[A-Z]", re.IGNORECASE),
        "it.codicefiscale",
    ),
    Check("NATIONAL_ID", "valid German tax numbers", 0.06, re.compile(r"[1-9]\d{10}"), "de.idnr"),
    Check(
        "NATIONAL_ID", "valid Canadian SINs", 0.1, re.compile(r"\d{3}[ -]\d{3}[ -]\d{3}"), "ca.sin"
    ),
    Check("NATIONAL_ID", "valid Japanese My Numbers", 0.1, re.compile(r"\d{12}"), "jp.in_"),
    Check("DEVICE_ID", "valid device numbers (IMEI)", 0.1, re.compile(r"\d{15}"), "imei"),
    Check(
        "DIAGNOSIS_CODE", "valid SNOMED CT codes", 0.006, re.compile(r"\d{6,18}"), test=is_snomed
    ),
    Check("PROCEDURE", "valid LOINC codes", 0.1, re.compile(r"\d{3,7}-\d"), test=is_loinc),
)
