"""Record, telephone and other numbers of one person, with other separators or an error.

What lives here: how a number can be written. What does not: numbers that no column holds
(:mod:`sector_data.detect.recognizers.numbers`); dates (:mod:`.dates`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from sector_data.detect.known.reading import ReadText, fold, one_edit, words_in
from sector_data.spec.evidence.findings import Span

EXACT, MISTYPED = 0.95, 0.75
LEAST = 5
"""Digits of the shortest number that is looked for; three, with a letter beside them."""
ERRORS_FROM = 7
"""Digits from which on a number is looked for with an error."""
MOST_SUSPECTS = 200
"""Numbers that are looked for with an error; a subject with more is no person."""
_LOCAL = 7
"""Digits of a North American telephone number without its area code."""
_MOST_PIECES = 40
"""Pieces of letters or of digits that a number may have: a UUID can have nearly as many."""
_JOINT = re.compile(r"[-\u2010-\u2015\u2212./ ()#:_\u00a0\t]{0,3}")
_LEADING_LETTERS = re.compile(r"[a-z]+")
_LOOK_ALIKE = str.maketrans("oil", "011")
_COUNTRY_CODES = ("1", "33", "39", "44", "49", "81", "32", "34", "41", "43", "352", "353")
_DIALLED = frozenset(
    {
        "0",
        *(
            f"{out}{code}{area}"
            for code in _COUNTRY_CODES
            for out in ("", "00")
            for area in ("", "0")
        ),
    }
)
"""What may stand before a national telephone number."""


class _Number(NamedTuple):
    entity: str
    why: str
    exact_only: bool


class Numbers:
    """The numbers of one person; fill it with :meth:`add`."""

    __slots__ = ("_alike", "_exact", "_heads", "_longest", "_suspects", "_telephones")

    def __init__(self) -> None:
        self._exact: dict[str, _Number] = {}
        self._alike: dict[str, _Number] = {}
        self._telephones: dict[str, _Number] = {}
        self._heads: set[str] = set()
        self._suspects: list[tuple[str, _Number]] = []
        self._longest = 0

    def __repr__(self) -> str:
        return f"Numbers({len(self._exact)} forms)"

    def __bool__(self) -> bool:
        return bool(self._exact)

    def add(self, value: str, entity: str, why: str, *, exact_only: bool = False) -> None:
        """Take a number.

        Parameters
        ----------
        value
            As the column has it.
        entity
            Of the column.
        why
            The reason of its findings.
        exact_only
            No form of it that leaves out a part or holds an error: for postal codes.
        """
        joined = "".join(map(fold, words_in(value)))
        digits = "".join(c for c in joined if c.isdigit())
        lettered = len(joined) > len(digits)
        if len(digits) < (3 if lettered else LEAST) and not (
            exact_only and len(joined) >= LEAST and len(digits) >= 2
        ):
            return
        number = _Number(entity, why, exact_only)
        if entity == "PHONE_NUMBER":
            national = _national(digits, has_plus=value.lstrip().startswith("+"))
            self._keep(digits, number)
            if len(national) >= _LOCAL:
                self._keep(national, number)
                self._telephones[national] = number
                self._longest = max(self._longest, len(national) + len("003530"))
            if len(national) == 10 and national[0] in "23456789" and not digits.startswith("0"):
                self._keep(national[-_LOCAL:], number)  # North American
            self._suspect(digits, number)
            return
        self._keep(joined, number)
        if exact_only:
            return
        self._suspect(joined, number)
        if lettered and len(digits) >= LEAST and joined.endswith(digits):
            self._keep(digits, number)
            self._suspect(digits, number)
        if len(digits.lstrip("0")) >= LEAST and joined.endswith(digits):
            self._keep(digits.lstrip("0"), number)

    def _keep(self, form: str, number: _Number) -> None:
        self._exact.setdefault(form, number)
        if lead := _LEADING_LETTERS.match(form):
            self._heads.update(lead[0][:length] for length in range(1, len(lead[0]) + 1))
        self._longest = max(self._longest, len(form) + 1)
        digits = sum(c.isdigit() for c in form)
        if number.exact_only or digits < LEAST:
            return
        self._alike.setdefault(form.translate(_LOOK_ALIKE), number)

    def _suspect(self, form: str, number: _Number) -> None:
        if sum(c.isdigit() for c in form) >= ERRORS_FROM and len(self._suspects) < MOST_SUSPECTS:
            self._suspects.append((form.translate(_LOOK_ALIKE), number))

    def find(self, read: ReadText) -> Iterator[Span]:
        """Find the person's numbers in a text."""
        keys, at = read.keys, 0
        while at < len(keys):
            if not keys[at].isdigit() and not self._may_begin(read, at):
                at += 1
                continue
            found = self._from(read, at)
            if found is None:
                at += 1
                continue
            last, score, number, why = found
            text, start, end = read.text, read.starts[at], read.ends[last]
            opened = text[start - 1 : start] == "(" and ")" in text[start:end]
            start -= opened or text[start - 1 : start] == "+"
            yield Span(start, end, number.entity, score, reason=why)
            at = last + 1

    def _may_begin(self, read: ReadText, at: int) -> bool:
        """Whether a number of this person begins with these letters, or with digits like them."""
        letters = read.keys[at]
        if letters in self._heads:
            return True
        attached = at + 1 < len(read.keys) and read.starts[at + 1] == read.ends[at]
        return attached and letters.translate(_LOOK_ALIKE).isdigit()

    def _from(self, read: ReadText, first: int) -> tuple[int, float, _Number, str] | None:
        """Return the best finding that begins at a word."""
        joined, count = "", 0
        best: tuple[int, float, _Number, str] | None = None
        for last in range(first, min(first + _MOST_PIECES, len(read.keys))):
            piece = read.keys[last]
            gap = read.gap(last - 1, last) if last > first else ""
            if gap and not _JOINT.fullmatch(gap):
                break
            joined += piece
            if len(joined) > self._longest + 1:
                break
            count += len(piece) if piece.isdigit() else 0
            if not count:
                continue
            found = self._known(joined, count)
            if found is None:
                continue
            if best is None or found[0] >= best[1]:
                best = (last, *found)
        return best

    def _known(self, joined: str, digits: int) -> tuple[float, _Number, str] | None:
        number = self._exact.get(joined)
        if number is not None:
            return EXACT, number, number.why
        if digits == len(joined) and digits > _LOCAL:
            for national, number in self._telephones.items():
                if joined.endswith(national) and joined[: -len(national)] in _DIALLED:
                    return EXACT, number, number.why
        if digits < LEAST - 1 or 3 * digits < len(joined):
            return None
        alike = joined.translate(_LOOK_ALIKE)
        number = self._alike.get(alike)
        if number is not None:
            return MISTYPED, number, f"{number.why}, with letters for digits"
        if len(alike) < ERRORS_FROM - 1:
            return None
        for form, suspect in self._suspects:
            near = alike[:3] == form[:3] or alike[-3:] == form[-3:]
            if near and one_edit(alike, form):
                return MISTYPED, suspect, f"{suspect.why}, one sign off"
        return None


def _national(digits: str, *, has_plus: bool) -> str:
    """Return a telephone number without the code of the country and the 0 before the area."""
    if has_plus or digits.startswith("00"):
        abroad = digits if has_plus else digits[2:]
        codes = sorted(_COUNTRY_CODES, key=len)
        code = next((code for code in codes if abroad.startswith(code)), "")
        return abroad[len(code) :].removeprefix("0")
    if digits.startswith("0") or (len(digits) == 11 and digits.startswith("1")):
        return digits[1:]
    return digits
