"""Check digits that stay valid when a number is replaced by another of its form.

What lives here: for each rule where its check characters stand, and how they are completed; the
arithmetic is python-stdnum's. What does not: the replacement
(:mod:`sector_data.deidentify.format_preserving`), and telling what a column holds by its check
digits (:mod:`sector_data.detect`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from sector_data.spec.transforms.identifiers import CheckName


@dataclass(frozen=True, slots=True)
class CheckRule:
    """One rule.

    Attributes
    ----------
    places
        Where the check characters stand, counted in the letters and digits of a value from its
        beginning, or from its end when negative.
    completed
        Gets a compact value (letters in upper case) whose check characters are to be ignored;
        returns it with the right ones, or None when there is no such value.
    """

    places: tuple[int, ...]
    completed: Callable[[str], str | None]


@cache
def check_rule(name: CheckName) -> CheckRule:
    """Return a rule by its name."""
    from stdnum import iban, luhn
    from stdnum.de import idnr
    from stdnum.fr import nir
    from stdnum.gb import nhs
    from stdnum.it import codicefiscale
    from stdnum.jp import in_
    from stdnum.us import rtn

    def of_length(length: int, digit: Callable[[str], str]) -> CheckRule:
        """Return a rule whose last digit is reckoned from all before it."""

        def completed(text: str) -> str | None:
            return text[:-1] + digit(text[:-1]) if len(text) == length and digits(text) else None

        return CheckRule((-1,), completed)

    def by_luhn(text: str) -> str:
        return str(luhn.calc_check_digit(text))

    def any_luhn(text: str) -> str | None:
        return text[:-1] + by_luhn(text[:-1]) if digits(text) else None

    def of_iban(text: str) -> str | None:
        # Its national check digits, where a country has some, are not kept.
        whole = f"{text[:2]}00{text[4:]}"
        made = f"{text[:2]}{iban.calc_check_digits(whole)}{text[4:]}"
        return made if iban.is_valid(made, check_country=False) else None

    def of_nir(text: str) -> str | None:
        made = text[:-2] + str(nir.calc_check_digits(text[:-2]))
        return made if nir.is_valid(made) else None

    def of_fiscal_code(text: str) -> str | None:
        made = text[:-1] + str(codicefiscale.calc_check_digit(text[:-1]))
        return made if len(text) == 16 and codicefiscale.is_valid(made) else None

    def tried(valid: Callable[[str], bool]) -> CheckRule:
        """Return a rule whose last digit is the only one that passes a test."""

        def completed(text: str) -> str | None:
            made = (text[:-1] + str(last) for last in range(10))
            return next(filter(valid, made), None)

        return CheckRule((-1,), completed)

    rules: dict[CheckName, CheckRule] = {
        "luhn": CheckRule((-1,), any_luhn),
        "iban": CheckRule((2, 3), quiet(of_iban)),
        "nhs": tried(nhs.is_valid),
        "nir": CheckRule((-2, -1), quiet(of_nir)),
        "npi": of_length(10, lambda text: by_luhn("80840" + text)),
        "sin": of_length(9, by_luhn),
        "siren": of_length(9, by_luhn),
        "idnr": tried(idnr.is_valid),
        "codice-fiscale": CheckRule((-1,), quiet(of_fiscal_code)),
        "iva": of_length(11, by_luhn),
        "my-number": of_length(12, lambda text: str(in_.calc_check_digit(text))),
        "aba": of_length(9, lambda text: str(rtn.calc_check_digit(text))),
    }
    return rules[name]


def digits(text: str) -> bool:
    """Tell whether a text is ASCII digits, two at least."""
    return len(text) > 1 and text.isascii() and text.isdigit()


def quiet(complete: Callable[[str], str | None]) -> Callable[[str], str | None]:
    """Return None where python-stdnum cannot do anything with a text, not its error."""

    def completed(text: str) -> str | None:
        try:
            return complete(text)
        except (ValueError, KeyError, IndexError):
            return None

    return completed
