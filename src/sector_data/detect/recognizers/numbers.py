"""Identifiers: those that show by their shape, and those that a word announces.

What lives here: social security and card numbers, and whatever follows "MRN", "policy no." or
"passport". What does not: telephone numbers (:mod:`.contacts`), and identifiers whose Presidio
recogniser is good (IBAN, network and hardware addresses, wallets, DEA numbers).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sector_data.detect import checks
from sector_data.detect.recognizers.vocabulary import Finder, Words, any_of
from sector_data.spec.findings import Span

SURE, LIKELY, ANNOUNCED = 0.9, 0.7, 0.75
_NEAR = 60
"""Characters before a number in which a word may announce it."""
_SSN = re.compile(rf"(?<![\w-]){checks.SSN.pattern}(?![\w-])")
_SSN_SPACED = re.compile(r"(?<![\w-])(?!000|666)\d{3} (?!00)\d{2} (?!0000)\d{4}(?![\w-])")
_CARD = re.compile(r"(?<![\w.-])\d(?:[ -]?\d){11,18}(?![\w-])(?!\.\d)")
_MRZ = re.compile(
    r"(?:^|\n)\s*(?P<x>[A-Z0-9<]{30,44}(?:\s*\n\s*[A-Z0-9<]{30,44}){1,2})", re.MULTILINE
)
_MBI_LETTER = "AC-HJKMNP-RT-Y"
_MBI = re.compile(
    rf"\b[1-9][{_MBI_LETTER}][0-9{_MBI_LETTER}]\d-?[{_MBI_LETTER}][0-9{_MBI_LETTER}]\d"
    rf"-?[{_MBI_LETTER}]{{2}}\d{{2}}\b"
)
"""Medicare beneficiary identifier (CMS, *Understanding the MBI*): no S, L, O, I, B or Z."""
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]{1,4}){3,8}")
_IBAN_WORD = re.compile(r"\biban\b", re.I)
_VALUE = (
    r"(?P<x>(?=[\w./-]{0,20}\d)[A-Za-z0-9](?:[A-Za-z0-9]|[./_-](?=[A-Za-z0-9])){3,29})(?![\w@])"
)
_JOIN = r"\s{0,2}(?:\(\w{2,8}\)\s?)?(?:[:=#.-]|(?:is|was|=>)\b|号)?\s{0,3}(?:[:=#-]\s?)?"


def identifiers(words: Words) -> Finder:
    """Return the finder of numbers that show by shape or check digit."""
    card_words = re.compile(rf"\b{words.any_of('card_words')}\b", re.IGNORECASE)

    def find(text: str) -> Iterator[Span]:
        if not any(c.isdigit() for c in text):
            return
        for match in _SSN.finditer(text):
            yield Span(match.start(), match.end(), "US_SSN", SURE)
        for match in _SSN_SPACED.finditer(text):
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
        yield from _ibans(text)
        for match in _MBI.finditer(text):
            yield Span(match.start(), match.end(), "US_MBI", SURE)
        for match in _MRZ.finditer(text):
            if match["x"].count("<") >= 4:
                yield Span(match.start("x"), match.end("x"), "US_PASSPORT", SURE)

    entities = ("US_SSN", "CREDIT_CARD", "IBAN_CODE", "US_MBI", "US_PASSPORT")
    return Finder("Identifiers", entities, find)


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


def _digits(value: str) -> int:
    return sum(c.isdigit() for c in value)


def labelled(words: Words) -> Finder:
    """Return the finder of identifiers that a word before them announces.

    A plain label ("MRN", "policy number") is enough for a value of three digits or more; a weak one
    ("record", "order") wants "no.", "#", "ID" or a colon between, because "record 2019" is not one.
    """
    number = words.pattern("id_numbers")
    strong = {w.lower(): entity for entity, ws in words.ids.items() for w in ws}
    weak = {w.lower(): entity for entity, ws in words.ids_weak.items() for w in ws}
    cjk = words.language == "ja"
    edge = "" if cjk else r"(?<![A-Za-z0-9])"
    after = "" if cjk else r"(?:\b|(?<=\.)|_)"
    patterns = [
        (
            re.compile(
                rf"{edge}(?P<w>{any_of(strong)}){after}\.?\s{{0,2}}{number}?{_JOIN}{_VALUE}", re.I
            ),
            strong,
            ANNOUNCED,
        ),
        (
            re.compile(
                rf"{edge}(?P<w>{any_of(weak)})\s{{0,2}}(?:{number}{_JOIN}|[:#]\s{{0,2}}){_VALUE}",
                re.I,
            ),
            weak,
            0.6,
        ),
        (
            # "MRN-2468135", "MRN2468135": the label grown together with its number.
            re.compile(
                rf"(?P<x>(?P<w>{any_of(w for w in strong if len(w) <= 5)})[-#_]?\d{{4,15}})\b", re.I
            ),
            strong,
            ANNOUNCED,
        ),
    ]
    spelt = {re.sub(r"\W+", "", w): entity for w, entity in (*weak.items(), *strong.items())}

    def find(text: str) -> Iterator[Span]:
        for pattern, meanings, score in patterns:
            for match in pattern.finditer(text):
                value = match["x"]
                word = re.sub(r"\W+|_", "", match["w"].lower())
                entity = spelt.get(word) or next(iter(meanings.values()))
                secret = entity in {"SECRET", "USERNAME"}
                if _digits(value) < (0 if secret else 3) or _like_a_date(value):
                    continue
                yield Span(match.start("x"), match.end("x"), entity, score)

    entities = tuple(dict.fromkeys((*words.ids, *words.ids_weak)))
    return Finder("Labelled", entities or ("RECORD_ID",), find)


def _like_a_date(value: str) -> bool:
    return bool(
        re.fullmatch(
            r"(?:19|20)\d{2}(?:[./-]\d{1,2}[./-]\d{1,2})?|\d{1,2}[./-]\d{1,2}[./-](?:\d{2}|\d{4})",
            value,
        )
    )
