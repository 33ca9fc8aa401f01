"""How to reach somebody: e-mail, web, telephone.

What lives here: addresses of the network and telephone numbers. What does not: where somebody lives
(:mod:`.addresses`).

Presidio's e-mail recogniser asks the network for the public suffix list when it is first used; ours
asks nobody. Its telephone recogniser runs eight national matchers over each text; ours looks at
groups of digits that are written like a number, or stand behind a word that announces one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sector_data.detect import checks
from sector_data.detect.recognizers.vocabulary import Finder, Words
from sector_data.spec.findings import Span

SURE, LIKELY, ANNOUNCED, WEAK = 0.95, 0.75, 0.65, 0.45
_EMAIL = re.compile(rf"(?<![\w.]){checks.EMAIL.pattern}(?![\w@])")
_URL = re.compile(
    r"(?:https?|ftps?|s3)://[^\s<>\"'()]{2,2000}[\w/]|\bwww\.[\w-]+(?:\.[\w-]+)+(?:/[^\s<>\"']*\w/?)?",
    re.IGNORECASE,
)
_DOMAINS = (
    "com|org|net|edu|gov|mil|info|biz|io|co|ai|app|dev|us|uk|ca|de|fr|it|jp|eu|ch|at|au|nz|ie|nl|be"
    "|es|pt|se|no|dk|fi|pl|cz|ru|cn|in|br"
)
_BARE_URL = re.compile(
    rf"(?<![\w@.-])(?:[a-z0-9](?:[a-z0-9-]{{0,61}}[a-z0-9])?\.){{1,5}}(?:{_DOMAINS})(?:\.[a-z]{{2}})?"
    r"(?:/(?:[\w./%?=&#-]*[\w/])?)?(?![\w@-])",
    re.IGNORECASE,
)
_DIGITS = r"(?:\+|00)?\(?\d[\d\s().\-/]{5,22}\d"
_NO_BEFORE = r"(?<![\w.,/:$€£#-])"
_GROUPS = re.compile(
    rf"(?:{_NO_BEFORE}|(?<=[\w.,:;/-])(?=\+)){_DIGITS}(?!\w|%)(?!-\d)"
    rf"|{_NO_BEFORE}{_DIGITS}(?=\s?x\d)"
)
_EXTENSION = re.compile(r"\s{0,2},?\s?(?:ext?\.?|x|extension)\s?#?\s?\d{1,6}\b", re.IGNORECASE)
_DATE_LIKE = re.compile(
    r"(?:(?:19|20)\d{2}[-/.][01]?\d[-/.][0-3]?\d|[0-3]?\d[-/.][0-3]?\d[-/.](?:19|20)?\d{2})"
    r"(?:[T\s,].*)?|\d{3}-\d{2}-\d{4}"
)
_GROUPED = re.compile(
    r"0\d{1,4}(?:[ .-]\d{2,4}){2,4}|\(0\d{1,4}\)\s?\d{2,4}(?:[ .-]\d{2,4}){1,3}"
    r"|\d{2}(?:[.-]\d{2}){3,4}|\d{3} \d{2} \d{3}"
)
"""National numbers as Europeans group them; weak without a word that announces them."""
_NANP = re.compile(r"[2-9]\d{2}([ .]?)[2-9]\d{2}\1\d{4}|[2-9]\d{2}-\d{4}")
"""A number of the North American plan without anything that shows it to be one: ten digits in a row
or in groups, or seven with a hyphen. In notes such numbers are hardly anything else."""
_BEFORE = 40
"""Characters before a number in which a word may announce it."""


def emails() -> Finder:
    """Return the finder of e-mail addresses."""

    def find(text: str) -> Iterator[Span]:
        if "@" in text:
            for match in _EMAIL.finditer(text):
                yield Span(match.start(), match.end(), "EMAIL_ADDRESS", SURE)

    return Finder("Emails", ("EMAIL_ADDRESS",), find)


def urls() -> Finder:
    """Return the finder of web addresses, with or without a scheme."""

    def find(text: str) -> Iterator[Span]:
        for match in _URL.finditer(text):
            yield Span(match.start(), match.end(), "URL", SURE)
        for match in _BARE_URL.finditer(text):
            # "e.g.", "Dr.in" are not hosts: a name of three letters or more comes before the dot.
            if len(match[0].split(".")[-2]) >= 3 or match[0].count(".") > 1:
                yield Span(match.start(), match.end(), "URL", LIKELY)

    return Finder("Urls", ("URL",), find)


def phones(words: Words) -> Finder:
    """Return the finder of telephone and fax numbers."""
    announced = re.compile(rf"\b{words.any_of('phone_words')}\b[^\d\n]{{0,25}}$", re.IGNORECASE)
    unit = re.compile(rf"\s?{words.any_of('not_years')}\b", re.IGNORECASE)
    explained = re.compile(rf"[\s,(-]{{1,3}}{words.any_of('phone_kinds')}\b", re.IGNORECASE)

    def score(text: str, start: int, candidate: str) -> float:
        digits = checks.digits_of(candidate)
        if not 7 <= len(digits) <= 15 or _DATE_LIKE.fullmatch(candidate):
            return 0.0
        if len(set(digits)) == 1:
            return 0.0
        if checks.is_phone(candidate):
            return LIKELY
        if announced.search(text[max(0, start - _BEFORE) : start]):
            return ANNOUNCED
        if explained.match(text, start + len(candidate)):
            return ANNOUNCED
        if candidate.startswith(("+", "00")) and len(digits) >= 9 and not candidate.isdigit():
            return ANNOUNCED
        if _NANP.fullmatch(candidate) and not unit.match(text, start + len(candidate)):
            return WEAK
        return 0.5 if _GROUPED.fullmatch(candidate) else 0.0

    def find(text: str) -> Iterator[Span]:
        for match in _GROUPS.finditer(text):
            candidate = match[0]
            lines = candidate.split("\n")
            candidate = lines[0].rstrip(" (.-/") if len(lines) > 1 else candidate
            sure = score(text, match.start(), candidate)
            if not sure:
                continue
            end = match.start() + len(candidate)
            extension = _EXTENSION.match(text, end)
            yield Span(match.start(), extension.end() if extension else end, "PHONE_NUMBER", sure)

    return Finder("Phones", ("PHONE_NUMBER",), find)
