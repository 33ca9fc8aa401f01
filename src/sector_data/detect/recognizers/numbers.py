"""Identifiers: those that show by their shape, and those that a word announces.

What lives here: social security and card numbers, and whatever follows "MRN", "policy no." or
"passport". What does not: telephone numbers (:mod:`.contacts`), and identifiers whose Presidio
recogniser is good (IBAN, network and hardware addresses, wallets, DEA numbers).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sector_data.detect import checks
from sector_data.detect.recognizers.vocabulary import Finder, Words, any_of
from sector_data.spec.findings import Span

SURE, ANNOUNCED, WEAK = 0.9, 0.75, 0.6
BESIDE = 0.5
"""Score of a number that only its place beside a name gives away."""
_BESIDE_NAME = re.compile(
    r"[ \t]{0,3}[(|,#-][ \t#]{0,3}(?P<x>\d{4}-?\d{2,6})(?![\d/%-])(?!\s?(?:mg|ml))"
)
_HASH_NUMBER = re.compile(r"(?<!\w)#[ \t]?(?P<x>\d{4}-?\d{1,6})(?![\d/-])")
_UTTERED = ("USERNAME", "SECRET")
"""Entities whose values need no digit; a colon, "=" or "is" has to stand before them."""
_SHORT = 5
"""Letters of the longest label that may have grown together with its number."""
_DIGITS = 3
"""Digits that a value behind a label has at least."""
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
_JOIN = r"\s{0,2}(?:\(\w{2,8}\)\s?)?(?:[:：=#.-]|(?:is|was|=>)\b|号)?\s{0,3}(?:[:=#-]\s?)?"


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


def labelled(words: Words) -> Finder:
    """Return the finder of identifiers that a word before them announces.

    A plain label ("MRN", "policy number") is enough for a value of three digits or more; a weak one
    ("record", "order") wants "no.", "#", "ID" or a colon between, because "record 2019" is not one.
    """
    number = words.pattern("id_numbers")
    strong = [w for entity, ws in words.ids.items() if entity not in _UTTERED for w in ws]
    weak = [w for ws in words.ids_weak.values() for w in ws]
    uttered = [w for entity in _UTTERED for w in words.ids.get(entity, ())]
    cjk = words.language == "ja"
    edge = "" if cjk else r"(?<![A-Za-z0-9])"
    after = "" if cjk else r"(?:\b|(?<=\.)|_)"
    short = any_of(w for w in strong if len(w) <= _SHORT)
    raw = [
        (rf"{edge}(?P<w>{any_of(strong)}){after}\.?\s{{0,2}}{number}?{_JOIN}{_VALUE}", ANNOUNCED),
        (
            rf"{edge}(?P<w>{any_of(weak)})\s{{0,2}}(?:{number}{_JOIN}|[:：#]\s{{0,2}}){_VALUE}",
            WEAK,
        ),
        # the label grown together with its number: "MRN-2468135", "MRN2468135"
        (rf"{edge}(?P<x>(?P<w>{short})[-#_]?\d{{4,15}})\b", ANNOUNCED),
        (
            rf"{edge}(?P<w>{any_of(uttered)}){after}\s{{0,2}}(?:[:：=]|is\b)\s{{0,3}}"
            r"(?P<x>[^\s,;]{3,40})(?<![.])",
            ANNOUNCED,
        ),
    ]
    patterns = [(re.compile(pattern, re.IGNORECASE), score) for pattern, score in raw]
    meaning = {
        _bare(w): entity
        for ids in (words.ids_weak, words.ids)
        for entity, ws in ids.items()
        for w in ws
    }

    def find(text: str) -> Iterator[Span]:
        for pattern, score in patterns:
            for match in pattern.finditer(text):
                entity = meaning.get(_bare(match["w"]))
                value = match["x"]
                number_like = sum(c.isdigit() for c in value) >= _DIGITS and not _like_a_date(value)
                if entity and (entity in _UTTERED or number_like):
                    yield Span(match.start("x"), match.end("x"), entity, score)

    entities = tuple(dict.fromkeys((*words.ids, *words.ids_weak)))
    return Finder("Labelled", entities or ("RECORD_ID",), find)


def _bare(label: str) -> str:
    return re.sub(r"[\W_]+", "", label.casefold())


def _like_a_date(value: str) -> bool:
    return bool(
        re.fullmatch(
            r"(?:19|20)\d{2}(?:[./-]\d{1,2}[./-]\d{1,2})?|\d{1,2}[./-]\d{1,2}[./-](?:\d{2}|\d{4})",
            value,
        )
    )


def beside(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """Find numbers right behind a name, and behind "#": the record's, in a header of a note."""
    for span in spans:
        if span.entity == "PERSON":
            match = _BESIDE_NAME.match(text, span.end)
            if match:
                yield Span(match.start("x"), match.end("x"), "MEDICAL_RECORD_NUMBER", BESIDE)
    for match in _HASH_NUMBER.finditer(text):
        yield Span(match.start("x"), match.end("x"), "MEDICAL_RECORD_NUMBER", BESIDE)
