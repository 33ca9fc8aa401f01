"""What a classification is to a hierarchy: how its codes are read, and the label of each level.

What lives here: the shape, and what several classifications share. What does not: any one of them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sector_data.spec import yaml_lines
from sector_data.spec.packaged import packaged


@dataclass(frozen=True)
class Structure:
    """A classification.

    Attributes
    ----------
    read
        Brings a text into the form that labels are made from, None where it is no such code. The
        text comes in compatibility form (NFKC, so full-width digits are digits), stripped, in
        upper case.
    labels
        From each level, fine to coarse, to the function that makes its label from what was read;
        None where the classification has no such code. The label of a level is a function of the
        label of the level below.
    number
        Spells an integer as code, with the zeros that a number has lost; None where that cannot be
        told, so that integers are no codes.
    """

    read: Callable[[str], str | None]
    labels: Mapping[str, Callable[[str], str | None]]
    number: Callable[[int], str] | None = None

    def place(self, text: str) -> dict[str, str] | None:
        """Return the label of a text on each level; None for what is no code at all.

        A code that has no place on one of the levels has none on any, so that levels nest whichever
        of them are chosen.
        """
        code = self.read(unicodedata.normalize("NFKC", text).strip().upper())
        if code is None:
            return None
        found = {level: label(code) for level, label in self.labels.items()}
        placed = {level: label for level, label in found.items() if label}
        return placed if len(placed) == len(found) else None


def first(count: int) -> Callable[[str], str]:
    """Return the label that is the first characters of a code."""
    return lambda code: code[:count]


def masked(count: int) -> Callable[[str], str]:
    """Return the label that is the first characters of a code, with ``*`` for the others."""
    return lambda code: code[:count].ljust(len(code), "*")


def padded(length: int) -> Callable[[int], str]:
    """Return the spelling of an integer as a code of a fixed length."""
    return lambda number: str(number).rjust(length, "0") if number >= 0 else ""


@cache
def table(name: str) -> Any:
    """Return the content of one of the tables that ship with the package; all scalars are text."""
    file = f"{name}.yaml"
    text = (packaged("schemas") / "hierarchies" / file).read_bytes()
    return yaml_lines.load(text, file).content


@dataclass(frozen=True)
class Ranges:
    """Ranges of codes, each with its label; the narrowest that holds a code is its own.

    Attributes
    ----------
    ranges
        First and last code and the label. Codes are compared as text, so they have one length.
    """

    ranges: tuple[tuple[str, str, str], ...]

    @classmethod
    def of(cls, written: Sequence[str] | Mapping[str, str]) -> Ranges:
        """Read ranges written as ``A00-A09``, which are their own labels when none are given."""
        pairs = written.items() if isinstance(written, Mapping) else [(r, r) for r in written]
        found = []
        for label, text in pairs:
            low, _, high = text.partition("-")
            found.append((low, high or low, label))
        # Later starts and earlier ends are narrower, as ranges lie within each other or apart.
        return cls(tuple(sorted(found, key=lambda r: (r[0], _reversed(r[1])), reverse=True)))

    def label(self, code: str) -> str | None:
        """Return the label of the narrowest range that holds a code."""
        for low, high, label in self.ranges:
            if low <= code <= high:
                return label
        return None


def _reversed(code: str) -> tuple[int, ...]:
    return tuple(-ord(letter) for letter in code)
