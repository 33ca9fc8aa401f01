"""Identifiers that show by their shape or their place, without a word that announces them.

What lives here: social security and card numbers, bank accounts, digits in the boxes of a form, and
numbers beside a name. What does not: numbers behind a label (:mod:`.labelled`) or in a table
(:mod:`.tables`), telephone numbers (:mod:`.contacts`), and identifiers whose Presidio recogniser is
good (network and hardware addresses, wallets, DEA numbers).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from sector_data.detect import checks
from sector_data.detect.recognizers.vocabulary import Finder, Words
from sector_data.spec.evidence.findings import Span

SURE = 0.9
BESIDE, BOXES, NIR = 0.5, 0.8, 0.6
"""Scores of a number that only its place beside a name, or the way it is typed, gives away."""
_BESIDE_NAME = re.compile(
    r"[ \t]{0,3}[(|,#-][ \t#]{0,3}(?P<x>\d{4}-?\d{2,6})(?![\d/%-])(?!\s?(?:mg|ml))"
)
_NAME_TO_BIRTH = 16
"""Characters between a name and a date of birth, at most."""
_AFTER_BIRTH = re.compile(
    r"[ \t]{0,2}(?:\([^()\n\d]{0,12}\d{1,3}[^()\n\d]{0,12}\))?[ \t]{0,3}[,|;#(\n-][ \t]{0,4}"
    r"(?P<x>\d{6,14})(?![\w%]|[.,/-]\d)"
)
"""A bare number behind a name and a date of birth, and perhaps an age in brackets."""
_HASH_NUMBER = re.compile(r"(?<!\w)#[ \t]?(?P<x>\d{4}-?\d{1,6})(?![\d/-])")
_NEAR = 60
"""Characters before a number in which a word may announce it."""
_SSN = re.compile(rf"(?<![\w-]){checks.SSN.pattern}(?![\w-])")
_SSN_SPACED = re.compile(r"(?<![\w-])(?!000|666)\d{3} (?!00)\d{2} (?!0000)\d{4}(?![\w-])")
_CARD = re.compile(r"(?<![\w.-])\d(?:[ -]?\d){11,18}(?![\w-])(?!\.\d)")
_MRZ = re.compile(
    r"^[ \t]{0,20}(?P<x>[A-Z0-9<]{30,44}(?:[ \t]{0,9}\r?\n[ \t]{0,20}[A-Z0-9<]{30,44}){1,2})",
    re.MULTILINE,
)
_MBI_LETTER = "AC-HJKMNP-RT-Y"
_MBI = re.compile(
    rf"\b[1-9][{_MBI_LETTER}][0-9{_MBI_LETTER}]\d-?[{_MBI_LETTER}][0-9{_MBI_LETTER}]\d"
    rf"-?[{_MBI_LETTER}]{{2}}\d{{2}}\b"
)
"""Medicare beneficiary identifier (CMS, *Understanding the MBI*): no S, L, O, I, B or Z."""
_BOXES = re.compile(r"(?<![\d.,/:-])(?<!\d )\d(?: \d){11,29}(?![ ]?\d)(?![.,/:-]\d)")
"""Twelve single digits or more in a row, as the boxes of a form are read: a number of insurance."""
_NIR = re.compile(
    r"(?<![\d.,/-])(?<!\d )[1-478] \d{2} (?:0[1-9]|1[0-2]|[2-9]\d) (?:\d{2}|2[AB]) \d{3} \d{3}"
    r"(?: \d{2})?(?![\d]|[.,/-]\d)"
    r"|(?<![\w.,/-])[12]\d{2}(?:0[1-9]|1[0-2]|[2-9]\d)(?:\d{2}|2[AB])\d{6} ?\d{2}(?![\w]|[.,/-]\d)"
)
"""A French social insurance number by its form: sex, year and month of birth, place, rank (INSEE).
Those whose check digits are right need no such rule; people mistype them."""
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]{1,4}){3,8}")
_IBAN_WORD = re.compile(r"\biban\b", re.I)


def identifiers(words: Words) -> Finder:
    """Return the finder of numbers that show by shape or check digit."""
    card_words = re.compile(rf"\b{words.any_of('card_words')}\b", re.IGNORECASE)

    def find(text: str) -> Iterator[Span]:
        for match in _SSN.finditer(text):
            yield Span(match.start(), match.end(), "US_SSN", SURE)
        for match in _SSN_SPACED.finditer(text) if words.language == "en" else ():
            yield Span(match.start(), match.end(), "US_SSN", 0.5)
        for match in _CARD.finditer(text):
            digits = checks.digits_of(match[0])
            passes = checks.luhn(digits) and len(set(digits)) > 1
            announced = card_words.search(text[max(0, match.start() - _NEAR) : match.start()])
            if checks.is_card(match[0]):
                yield Span(match.start(), match.end(), "CREDIT_CARD", 1.0)
            elif passes and announced:
                yield Span(match.start(), match.end(), "CREDIT_CARD", SURE)
            elif announced:  # mistyped, or of a brand nobody knows: still somebody's
                yield Span(match.start(), match.end(), "CREDIT_CARD", 0.5)
        for match in _BOXES.finditer(text):
            if not _scale(match[0]):
                yield Span(match.start(), match.end(), "NATIONAL_ID", BOXES, "", "digits in boxes")
        for match in _NIR.finditer(text) if words.language == "fr" else ():
            yield Span(match.start(), match.end(), "NATIONAL_ID", NIR, "", "the form of a NIR")
        yield from _ibans(text)
        for match in _MBI.finditer(text):
            yield Span(match.start(), match.end(), "US_MBI", SURE)
        for match in _MRZ.finditer(text):
            if match["x"].count("<") >= 4:
                yield Span(match.start("x"), match.end("x"), "US_PASSPORT", SURE)

    entities = (
        "ACCOUNT_NUMBER",
        "US_SSN",
        "CREDIT_CARD",
        "IBAN_CODE",
        "US_MBI",
        "US_PASSPORT",
        "NATIONAL_ID",
    )
    return Finder("Identifiers", entities, find)


def _scale(boxes: str) -> bool:
    """Whether digits count up ("0 1 2 3") or are mostly the same, as scales and series are."""
    digits = [int(d) for d in boxes.split(" ")]
    steps = [b - a for a, b in pairwise(digits)]
    return len(set(digits)) < 4 or sum(step in {0, 1} for step in steps) > 0.7 * len(steps)


def _ibans(text: str) -> Iterator[Span]:
    """Find IBANs in any case; what follows one behind a blank is cut off by the check digits."""
    from stdnum import iban

    for match in _IBAN.finditer(text):
        value = match[0]
        while len(value) >= 15:
            if iban.is_valid(value.upper()):
                yield Span(match.start(), match.start() + len(value), "IBAN_CODE", 1.0)
                break
            shorter = re.sub(r"[ -]?[A-Za-z0-9]+$", "", value)
            value = shorter if shorter != value else ""
        else:
            if _IBAN_WORD.search(text[max(0, match.start() - _NEAR) : match.start()]):
                yield Span(match.start(), match.end(), "IBAN_CODE", 0.5)


def beside(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """Find numbers right behind a name, or a name and a date, and behind "#".

    Parameters
    ----------
    text
        The text.
    spans
        What was found in it, in any order.

    Returns
    -------
    iterator of Span
        The numbers of records, as the header of a note has them.
    """
    names: set[int] = set()
    for span in sorted(spans):
        match = None
        if span.entity == "PERSON":
            names.update(range(span.end, span.end + _NAME_TO_BIRTH))
            match = _BESIDE_NAME.match(text, span.end)
        elif span.entity in {"DATE_TIME", "DATE_OF_BIRTH"} and span.start in names:
            match = _AFTER_BIRTH.match(text, span.end)
        if match:
            start, end = match.span("x")
            yield Span(start, end, "MEDICAL_RECORD_NUMBER", BESIDE, "", "beside a name")
    for match in _HASH_NUMBER.finditer(text):
        start, end = match.span("x")
        yield Span(start, end, "MEDICAL_RECORD_NUMBER", BESIDE, "", "behind a number sign")
