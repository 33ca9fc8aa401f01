"""Japanese names and addresses of one person: kanji, both kana, old characters, block numbers.

What lives here: searching where nothing separates words. What does not: names in scripts with
words (:mod:`.names`), dates (:mod:`.dates`).

Text and values are compared with hiragana and small kana written as large katakana, and old kanji
as the common ones; each sign stays one sign, so that places in the text stay.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from sector_data.detect.gazetteers.people import family_names
from sector_data.detect.known.numerals import kanji_number
from sector_data.detect.known.reading import CJK, ReadText, forms
from sector_data.spec.evidence.findings import Span

WHOLE, PART = 0.95, 0.8
_CJK = re.compile(f"[{CJK}]")
_SMALL = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")
_HIRAGANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_IS_HIRAGANA = re.compile("[\u3041-\u309f]")
_IS_KATAKANA = re.compile("[\u30a1-\u30fa\u30fc]")
_KANA_ONLY = re.compile("[\u30a1-\u30fa\u30fc]+")
_BETWEEN = 2
"""Most separators between family and given name."""
_SEPARATORS = frozenset(" \u3000・")
_LONGEST_FAMILY = 4
_SURE_HIRAGANA = 4
"""Signs from which on a word in hiragana is no particle or ending of another word."""
_NUMBER = "[0-9〇一二三四五六七八九十百]"
_BLOCK = re.compile(
    rf"\s?({_NUMBER}{{1,4}})(?:\s?(?:丁目|番地|番|号|の|[-‐－−ー–])\s?|(?!{_NUMBER}))"
)
_REGION = re.compile("^(?:東京都|北海道|(?:大阪|京都)府|.{2,3}県)")
_CITY = re.compile("^.{1,6}?(?:市|郡|区)(?:.{1,5}?(?:区|町|村))?")


class _Address(NamedTuple):
    place: str
    numbers: tuple[int, ...]
    needs_number: bool
    why: str


class Japanese:
    """The Japanese names and addresses of one person; fill it with the ``add`` methods."""

    __slots__ = ("_addresses", "_parts")

    def __init__(self) -> None:
        self._parts: dict[str, str] = {}
        self._addresses: list[_Address] = []

    def __repr__(self) -> str:
        return f"Japanese({len(self._parts)} names, {len(self._addresses)} addresses)"

    def __bool__(self) -> bool:
        return bool(self._parts or self._addresses)

    def add_name(self, values: Sequence[str], why: str) -> None:
        """Take one name: the values of the columns that make it up, in whatever scripts."""
        for value in values:
            words = [
                even(word)
                for word in re.split(r"[\s,、・･]+", unicodedata.normalize("NFKC", value))
                if _CJK.search(word)
            ]
            for part in _divided(words):
                self._parts.setdefault(part, why)

    def add_address(self, value: str, why: str) -> None:
        """Take an address: prefecture, city, town, block numbers."""
        written = even(unicodedata.normalize("NFKC", value)).replace(" ", "")
        place = re.split(rf"(?=[0-9])|(?={_NUMBER}+(?:丁目|番|号|-))", written, maxsplit=1)[0]
        numbers = _numbers(written[len(place) :])
        town = _REGION.sub("", place)
        quarter = _CITY.sub("", town)
        for part, needs in ((place, False), (town, False), (quarter, True)):
            if len(part) > 1:
                needs_number = needs or len(part) < 4
                self._addresses.append(_Address(part, numbers, needs_number, why))

    def find(self, read: ReadText) -> Iterator[Span]:
        """Find names (``PERSON``) and addresses (``STREET_ADDRESS``) in a text."""
        if not _CJK.search(read.text):
            return
        text = even(read.text)
        yield from self._names(text, read.text)
        for address in self._addresses:
            for start in _places(text, address.place):
                end = start + len(address.place)
                behind = _end_of_numbers(text, end, address.numbers)
                if behind is not None or not address.needs_number:
                    yield Span(start, behind or end, "STREET_ADDRESS", PART, reason=address.why)

    def _names(self, text: str, written: str) -> Iterator[Span]:
        """Find parts of names that stand side by side, or alone where that is no other word."""
        ends: dict[int, set[str]] = {}
        beside: set[tuple[int, str]] = set()
        standing = sorted((at, form) for form in self._parts for at in _places(text, form))
        for start, form in standing:
            ends.setdefault(start + len(form), set()).add(form)
        for start, form in standing:
            before = start
            while start - before <= _BETWEEN and before >= 0:
                for other in ends.get(before, ()):
                    if other != form:
                        first = before - len(other)
                        why = self._parts[form]
                        yield Span(first, start + len(form), "PERSON", WHOLE, reason=why)
                        beside |= {(start, form), (first, other)}
                if text[before - 1 : before] not in _SEPARATORS:
                    break
                before -= 1
        for start, form in standing:
            end = start + len(form)
            if (start, form) not in beside and _stands_alone(written, start, end):
                yield Span(start, end, "PERSON", PART, reason=self._parts[form])


def has_japanese(value: str) -> bool:
    """Whether a value holds kanji or kana, of any width."""
    return _CJK.search(unicodedata.normalize("NFKC", value)) is not None


def even(text: str) -> str:
    """Return a text of the same length with one sign for each group of equal ones."""
    return text.translate(_HIRAGANA).translate(_SMALL).translate(_old_kanji())


@cache
def _old_kanji() -> dict[int, str]:
    return str.maketrans(forms()["kanji"])


@cache
def _families() -> frozenset[str]:
    return frozenset(even(name) for name in family_names("ja") if _CJK.match(name))


def _divided(words: list[str]) -> list[str]:
    """Return family and given name of a name that is written in one run, if the list knows it."""
    if len(words) != 1 or len(words[0]) < 3:
        return words
    name = words[0]
    for length in range(min(_LONGEST_FAMILY, len(name) - 1), 0, -1):
        if name[:length] in _families():
            return [name[:length], name[length:]]
    usual = len(name) == 4 and not _KANA_ONLY.match(name)
    return [name[:2], name[2:]] if usual else words


def _places(text: str, form: str) -> Iterator[int]:
    at = text.find(form)
    while at >= 0:
        yield at
        at = text.find(form, at + 1)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a part of a name, where it stands in the text as written, is that name."""
    written, before = text[start:end], text[start - 1 : start]
    if _IS_HIRAGANA.match(written):
        return len(written) >= _SURE_HIRAGANA or (
            len(written) > 1 and not _IS_HIRAGANA.match(before) and _is_honoured(text, end)
        )
    if _IS_KATAKANA.match(written):
        around = (before, text[end : end + 1])
        return len(written) > 1 and not any(_IS_KATAKANA.match(sign) for sign in around)
    if len(written) == 1:
        return _is_honoured(text, end)
    return not any(text.startswith(sign, end) for sign in forms()["place_signs"])


def _is_honoured(text: str, end: int) -> bool:
    """Whether a form of address stands behind a name."""
    return text.startswith(_honorifics(), end + (text[end : end + 1] == " "))


@cache
def _honorifics() -> tuple[str, ...]:
    return tuple(forms()["honorifics"])


def _numbers(text: str) -> tuple[int, ...]:
    found: list[int] = []
    at = 0
    while (match := _BLOCK.match(text, at)) and len(found) < 4:
        number = kanji_number(match[1])
        if number is None:
            break
        found.append(number)
        at = match.end()
    return tuple(found)


def _end_of_numbers(text: str, start: int, numbers: tuple[int, ...]) -> int | None:
    """Return where the block numbers behind a place end, if they are those of the address."""
    at, read = start, 0
    while read < len(numbers):
        match = _BLOCK.match(text, at)
        if match is None or kanji_number(match[1]) != numbers[read]:
            break
        at, read = match.end(), read + 1
    return at if read else None
