"""Telephone, fax and pager numbers, and extensions of a house's own exchange.

What lives here: national forms of the G7 countries, Belgium, Switzerland, Austria and Ireland,
international numbers, and figures that a word announces. What does not: e-mail and web
(:mod:`.contacts`).

Presidio's telephone recogniser runs eight national matchers over each text; ours looks at groups of
digits that are written like a number, or stand behind a word that announces one. The phonenumbers
library (Google's metadata of the national numbering plans, ITU-T E.164) raises the score of a
number that its plan allows; fictional numbers are possible and not valid, and still found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from sector_data.detect import checks
from sector_data.detect.recognizers.folding import fold, trie
from sector_data.detect.recognizers.vocabulary import Finder, Words
from sector_data.detect.recognizers.width import folded as narrow
from sector_data.spec.evidence.findings import Span

LIKELY, ANNOUNCED, GROUPED, WEAK = 0.75, 0.65, 0.5, 0.45
_GAP = r"[ ]?[-./]?[ ]?"
_CANDIDATE = re.compile(
    r"(?<![a-z0-9$€£#*-])(?<!\d[.,:/])(?:\+|00)? ?"
    r"(?:\(?[+o\d][\do ().\-/]{2,60}[\do]|\d{3,15})(?!(?!x\d)[a-z0-9%]|:\d)"
    r"|(?<=[a-z.,:;/-])\+\d[\d ().\-/]{6,22}\d(?![a-z0-9%])|(?<=[a-z])0\d(?:[ .]\d{2}){4}(?!\d)"
)
_INTERNATIONAL = re.compile(
    rf"(?:\+|00)[ ]?[1-9]\d{{0,2}}{_GAP}(?:\(0\){_GAP})?(?:\(?\d{{1,5}}\)?{_GAP}){{1,6}}\d{{1,5}}"
)
_AMERICAN = r"(?:\+?1[ .-])?(?:\(\d{3}\)[ -]{0,2}|\d{3}[.-])\d{3}[ .-]\d{4}"
_FORMS: dict[str, str] = {
    # 617-555-0123 · (617) 555-0123 · 1-800-555-0123 · 020 7946 0958 · 07700 900123 · 01 234 5678
    "en": r"(?:1[ .-])?[2-9]\d{2} \d{3}[ -]\d{4}|1[ .-]\d{3}[ .-]\d{3}[ .-]\d{4}"
    r"|\(?0\d{2}\)?[ -]\d{4}[ -]\d{4}|\(?0\d{3}\)?[ -]\d{3}[ -]\d{3,4}"
    r"|\(?0\d{4}\)?[ -]\d{3}[ -]?\d{3}|\(?01\)?[ -]\d{3}[ -]?\d{4}|\(?0\d{2}\)?[ -]\d{3}[ -]\d{4}",
    # 01 42 34 56 78 · 01.42.34.56.78 · 02/123.45.67 · 0475 12 34 56 · 022 345 67 89
    "fr": r"[0o][1-9](?:[ .-]?\d{2}){4}|[0o][1-9](?:[ .-][\do]{2}){4}|0[1-9](?:/\d{2}){4}"
    r"|0[1-9] \d{4} \d{4}|0[1-9]\d{1,2}[ ./-]\d{2,3}(?:[ .]\d{2}){2,3}"
    r"|0[1-9][ ./-]\d{3}(?:[ .]\d{2}){2}|0\d{3}[ .]\d{3}[ .]\d{3}|0 \d{3} \d{3} \d{3}"
    r"|\d{3} \d{3}[-.]\d{4}",
    # 0461/12345 · (0461) 708 - 223 · 030 12345678 · 0699-15099887 · 044 123 45 67
    "de": r"\(?0[1-9]\d{1,4}\)? ?[/-] ?\d{2,8}(?:[ -]{1,3}\d{1,6}){0,4}"
    r"|\(0[1-9]\d{1,4}\) ?\d{3,8}(?:[ -]{1,3}\d{1,6}){0,4}"
    r"|0[1-9]\d{1,4} \d{3,8}(?:[ -]\d{1,5}){0,4}|0[1-9]\d{1,4}(?:[ .]\d{2,4}){2,4}"
    r"|0 ?\d ?\d{1,3} ?/ ?\d{2,4}(?: \d{2,4}){1,3}",
    # 06 1234 5678 · 02-12345678 · 333 1234567 · 333.123.45.67 · 051/123456 · 800 123 456
    "it": r"\(?0\d{1,3}\)?[ ./-]{1,3}\d{5,8}"
    r"|\(?0\d{1,3}\)?[ ./-]\d{2,4}[ .-]\d{2,5}(?:[ .]\d{2,4})?|3[1-9]\d[ ./-]\d{6,7}"
    r"|3[1-9]\d[ ./-]\d{2,4}(?:[ .-]\d{2,4}){1,2}|80[03][ .-]\d{3}[ .-]?\d{3}"
    r"|0[1-9]\d(?:[ ./-]\d{2,3}){3}",
    # 03-1234-5678 · 090-1234-5678 · 0120-123-456 · (03)1234-5678 · 03(1234)5678
    "ja": r"0\d{1,4}[- ]\d{1,4}[- ]\d{3,4}|\(0\d{1,4}\) ?\d{1,4}[- ]\d{4}"
    r"|0\d{1,4}\(\d{1,4}\)\d{4}",
}
_UNGROUPED = {
    "en": r"[2-9]\d{2}[2-9]\d{6}|07\d{9}|0[12]\d{8,9}",
    "fr": r"0[1-9]\d{8}",
    "de": r"01[567]\d{8,9}|07[6-9]\d{7}|06\d{8,11}",
    "it": r"3[1-9]\d{8}|0\d{8,10}",
    "ja": r"0[5789]0\d{8}|0[1-9]\d{8}",
}
"""Numbers without a sign between; weak without a word that announces them."""
_REGIONS = {
    "en": ("US", "GB", "IE"),
    "fr": ("FR", "BE", "CH", "CA"),
    "de": ("DE", "AT", "CH"),
    "it": ("IT", "CH"),
    "ja": ("JP",),
}
_EUROPEAN = (
    r"0\d{1,4}(?:[ .-]\d{2,4}){2,4}|\(0\d{1,4}\)[ ]?\d{2,4}(?:[ .-]\d{2,4}){1,3}"
    r"|\d{2}(?:[.-]\d{2}){3,4}|\d{3} \d{2} \d{3}"
)
"""National numbers as Europeans group them, whatever the language."""
_SHORT = re.compile(r"[2-9]\d{2}-\d{4}")
"""A North American number without its area code."""
_DATE = (
    r"(?:(?:19|20)\d{2}[-/. ][01]?\d[-/. ][0-3]?\d"
    r"|[0-3]?\d ?[-/. ] ?[0-3]?\d ?[-/. ] ?(?:19|20)\d{2})"
)
_SHORT_DATE = r"[0-3]?\d ?[-/. ] ?[0-3]?\d ?[-/. ] ?\d{2}"
_DATES = re.compile(
    rf"{_DATE}(?:[ -]{{1,3}}(?:{_DATE}|\d{{1,4}}))?|{_SHORT_DATE}(?: ?- ?{_SHORT_DATE})?"
)
_YEARS = re.compile(r"(?:19|20)\d{2}[-/ ](?:19|20)?\d{2}(?:[-/ ]\d{1,2})?")
_NO_NUMBER = re.compile(
    r"\d{3}-\d{2}-\d{4}|\d{1,3}(?: 000){1,3}|97[89][- ]?\d.*|\d{4}([ -])\d{4}\1\d{4}\1\d{4}"
    r"|\d{1,3}(?:\.\d{1,3}){3}|\d+\.\d+|[0-2]?\d\.[0-5]\d ?- ?[0-2]?\d\.[0-5]\d"
    r"|756\.\d{4}\.\d{4}\.\d\d"
)
"""A social security number, a round sum, a book, a card, an internet address, a decimal, hours, a
Swiss insurance number."""
_EXTENSION = re.compile(
    r"\s{0,2},?\s?\(?(?:ext?\.?|x|extension|poste|durchwahl|dw|kl\.?|klappe|app\.?|int\.?|interno"
    r"|内線)\s?[:#]?\s?-?\d{1,6}\)?(?![\w-])"
)
_OTHER = re.compile(r"(?:[^\W\d_]{2,}|\))\.?\s{0,2}[:=#]\s{0,3}$")
"""Any label: figures in a row behind one that announces no telephone are some other number."""
_IDENTIFIER = re.compile(
    r"(?:(?<![a-z])(?:id|no|nr|n°|number|num|numero|nummer|is|mrn|ipp|nda|nip|iep|ssn|nhs|nir"
    r"|iban|bic|siret|siren|finess|rpps|adeli|matricule|dossier|licen[cs]e|card|account|policy"
    r"|invoice|order|konto|rechnung|fall|vertrag|polizza|pratica|fattura|conto|tessera|code|isbn"
    r"|issn|doi|pmid|ref)|番号|号)[\s.:#°)=-]{0,4}$"
)
_JOINED = r"\s?(?:[/,;・、]|or|oder|ou|o|und|et|and|e|bzw\.?)\s?"
_WHOLE = 7
"""Signs from which a number may have an extension."""
_BEFORE = 48
"""Characters before a number in which a word may announce it."""


class _Scorer:
    """Says how sure it is that a group of digits is somebody's number."""

    def __init__(self, words: Words) -> None:
        language = words.language
        self._regions = _REGIONS[language]
        self._form = re.compile(_FORMS[language])
        self._american = re.compile(_AMERICAN)
        self._european = re.compile(_EUROPEAN)
        self._ungrouped = re.compile(_UNGROUPED[language])
        self._english = language == "en"
        edge = "" if language == "ja" else r"(?<![^\W\d_])"
        right = "" if language == "ja" else r"(?![^\W\d_])"
        between = rf"(?:[^\w\n]|_|(?<![^\W\d_]){trie(words['phone_gap'])}{right}){{0,12}}$"
        self._label = re.compile(rf"{edge}{trie(words['phone_words'])}{right}{between}")
        self._verb = re.compile(
            rf"{edge}{trie(words['phone_verbs'])}{right}(?:[^\d\n]{{0,25}}{trie(words['phone_at'])}"
            rf"|[^\w\n]{{0,3}})\s{{0,2}}:?\s{{0,2}}$"
        )
        self._extension = re.compile(
            rf"{edge}{trie(words['extension_words'])}{right}\.?\s{{0,2}}"
            rf"(?:{trie(words['phone_gap'])}\s{{0,2}})?[:#.]?\s{{0,2}}-?$"
        )
        self._kind = re.compile(rf"[\s,(-]{{1,3}}{trie(words['phone_kinds'])}(?![^\W\d_])")
        self._unit = re.compile(rf"\s?(?:{trie(words['not_years'])}(?![^\W\d_])|[%€$£¥°])")

    def score(self, text: str, start: int, candidate: str, *, joined: bool) -> float:
        """Return the score of a candidate, or 0."""
        left = text[max(0, start - _BEFORE) : start]
        digits = checks.digits_of(candidate)
        end = start + len(candidate)
        if not 3 <= len(digits) <= 15 or len(set(digits)) == 1:
            return 0.0
        if _DATES.fullmatch(candidate) or _YEARS.fullmatch(candidate):
            return 0.0
        if len(digits) <= 6 and candidate.isdigit() and self._extension.search(left):
            return ANNOUNCED
        labelled = joined or self._label.search(left)
        if _NO_NUMBER.fullmatch(candidate) and not (labelled and candidate.isdigit()):
            return 0.0
        if labelled and len(digits) >= 5 and not self._unit.match(text, end):
            return LIKELY if self._plausible(candidate) else ANNOUNCED
        if len(digits) < 7:
            return 0.0
        said = self._verb.search(left) or self._kind.match(text, end)
        if said and not _IDENTIFIER.search(left):
            return ANNOUNCED
        return self._by_form(text, start, candidate)

    def _plausible(self, candidate: str) -> bool:
        plain = re.sub(r"\(0\)|[^\d+]", "", candidate.replace("o", "0"))
        if plain.startswith("00"):
            plain = "+" + plain[2:]
        return len(plain) >= 7 and checks.is_allowed_number(plain, self._regions)

    def _by_form(self, text: str, start: int, candidate: str) -> float:
        left, end = text[max(0, start - _BEFORE) : start], start + len(candidate)
        count = len(checks.digits_of(candidate))
        crowded = " " in candidate and (left[-2:-1].isdigit() or text[end + 1 : end + 2].isdigit())
        if _INTERNATIONAL.fullmatch(candidate) and count >= 9:
            known = self._plausible(candidate)
            return LIKELY if known else ANNOUNCED if candidate[0] == "+" else 0.0
        if _IDENTIFIER.search(left) or (crowded and left[-1:] in {" ", ""}):
            return 0.0
        if self._american.fullmatch(candidate):
            return LIKELY
        other = bool(_OTHER.search(left)) or bool(self._unit.match(text, end))
        trunk = candidate.lstrip("(")[0] in "0o"
        if self._form.fullmatch(candidate) and count >= 8 and (trunk or not other):
            return LIKELY if self._plausible(candidate) else GROUPED
        if self._ungrouped.fullmatch(candidate):
            return WEAK if not other or (trunk and self._plausible(candidate)) else 0.0
        if other:
            return 0.0
        if self._european.fullmatch(candidate) and 8 <= count <= 11:
            return GROUPED
        # "250-4000" is a range.
        short = self._english and _SHORT.fullmatch(candidate)
        return WEAK if short and not (candidate[2] == candidate[-1] == "0") else 0.0


def finder(words: Words) -> Finder:
    """Return the finder of telephone and fax numbers: entity ``PHONE_NUMBER``."""
    scorer = _Scorer(words)
    pieces = _pieces(words)
    kinds = rf"(?:[\s,(-]{{1,3}}{trie(words['phone_kinds'])}[)\\]?)?"
    joins = re.compile(rf"{kinds}{_JOINED}")

    def find(text: str) -> Iterator[Span]:
        plain = fold(narrow(text))
        last = -1
        for match in _CANDIDATE.finditer(plain):
            for start, end in pieces(plain, match.start(), match.end()):
                joined = last >= 0 and bool(joins.fullmatch(plain, last, start))
                sure = scorer.score(plain, start, plain[start:end], joined=joined)
                if not sure:
                    continue
                whole = end - start >= _WHOLE
                extension = _EXTENSION.match(plain, end) if whole else None
                last = extension.end() if extension else end
                reason = "behind a word that announces it" if sure == ANNOUNCED else "its form"
                yield Span(start, last, "PHONE_NUMBER", sure, "", reason)

    return Finder("Phones", ("PHONE_NUMBER",), find)


def _pieces(words: Words) -> Callable[[str, int, int], Iterator[tuple[int, int]]]:
    """Cut a run of figures with blanks between into numbers, where it holds more than one."""
    form = re.compile(
        rf"(?<!\d)(?<!\d[.-])(?:{_INTERNATIONAL.pattern}|{_FORMS[words.language]})(?!\d|[.-]\d)"
    )

    def cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        while start < end and text[start] == " ":
            start += 1
        slash = text.find(" / ", start, end)
        if slash > 0 and not form.fullmatch(text, start, end):
            yield start, slash
            start = slash + 3
        if sum(c.isdigit() for c in text[start:end]) <= 13:
            if text[start] == "(" and ")" not in text[start:end]:
                start += 1
            yield start, end
            return
        found = False
        for match in form.finditer(text, start, end):
            found = True
            yield match.span()
        if not found:
            yield start, end

    return cut
