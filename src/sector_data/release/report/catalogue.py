"""Message catalogues: the words of the pages in each language, and how figures are spelt there.

What lives here: reading ``messages/``, spelling numbers, shares and lists. What does not: the
words themselves.

Separators follow the Unicode CLDR (``decimalFormats`` and ``percentFormats`` of each language).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from sector_data.spec.questions import QUESTIONS
from sector_data.spec.words import Language

UNKNOWN = "–"
"""Stands where a figure is not known."""

THOUSANDS: dict[Language, str] = {"en": ",", "fr": "\u202f", "de": ".", "it": ".", "ja": ","}
DECIMAL: dict[Language, str] = {"en": ".", "fr": ",", "de": ",", "it": ",", "ja": "."}
BEFORE_PERCENT: dict[Language, str] = {"en": "", "fr": "\u202f", "de": "\u00a0", "it": "", "ja": ""}
"""What stands between a number and the per cent sign."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The words of one language.

    Attributes
    ----------
    language
        ISO 639-1 code.
    words
        The nested mapping of the YAML file.
    """

    language: Language
    words: dict[str, Any]

    def text(self, key: str, **values: object) -> str:
        """Return a message by its dotted key, its placeholders filled in.

        Raises
        ------
        KeyError
            If the catalogue has no such message.
        """
        message = str(self._at(key))
        return message.format(**values) if values else message

    def items(self, key: str) -> list[str]:
        """Return a list of messages by its dotted key."""
        return [str(item) for item in self._at(key)]

    def _at(self, key: str) -> Any:
        node: Any = self.words
        for part in key.split("."):
            node = node[part]
        return node

    def labelled(self, label: str, value: str) -> str:
        """Return ``label: value`` with the colon that the language writes."""
        return self.text("punctuation.labelled", label=label, value=value)

    def joined(self, texts: Iterable[str]) -> str:
        """Return texts as a list with the comma that the language writes."""
        return self.text("punctuation.comma").join(texts)

    def integer(self, value: int | None) -> str:
        """Spell a whole number with the language's thousands separator; a dash for none."""
        if value is None:
            return UNKNOWN
        return f"{value:,}".replace(",", THOUSANDS[self.language])

    def number(self, value: float, digits: int) -> str:
        """Spell a number with so many decimals."""
        return self._local(f"{value:,.{digits}f}")

    def plain(self, value: float) -> str:
        """Spell a number with all its decimals and no more."""
        text = f"{Decimal(repr(value)):,f}"
        return self._local(text.rstrip("0").rstrip(".") if "." in text else text)

    def _local(self, text: str) -> str:
        marks = {",": THOUSANDS[self.language], ".": DECIMAL[self.language]}
        return "".join(marks.get(character, character) for character in text)

    def percent(self, value: float, digits: int) -> str:
        """Spell a share in [0, 1] as per cent with so many decimals, none when it is whole."""
        percent = round(100 * value, 9)
        number = self.number(percent, 0 if percent == round(percent) else digits)
        return f"{number}{BEFORE_PERCENT[self.language]}%"

    def share(self, value: float | None) -> str:
        """Spell a share in [0, 1] as per cent; a dash when it is not known.

        Almost none is not none, and almost all is not all: what would round to either is told by
        its bound.
        """
        if value is None:
            return UNKNOWN
        if 0 < value < 0.0005:
            return f"<{BEFORE_PERCENT[self.language]}{self.percent(0.001, 1)}"
        if 0.9995 < value < 1:
            return f">{BEFORE_PERCENT[self.language]}{self.percent(0.999, 1)}"
        return self.percent(value, 1)

    def risk(self, value: float) -> str:
        """Spell a risk in [0, 1] with three decimals, 0 and 1 plainly, what is next to them by its
        bound."""
        if value in (0.0, 1.0):
            return f"{value:.0f}"
        if value < 0.0005:
            return f"<{BEFORE_PERCENT[self.language]}{self.number(0.001, 3)}"
        if value > 0.9995:
            return f">{BEFORE_PERCENT[self.language]}{self.number(0.999, 3)}"
        return self.number(value, 3)


@lru_cache
def catalogue(language: Language) -> Catalogue:
    """Return the catalogue of a language."""
    folder = files("sector_data.release.report") / "messages"
    own, assessed, papers, tabulated = (
        yaml.safe_load((place / f"{language}.yaml").read_text(encoding="utf-8"))
        for place in (folder, folder / "assessment", folder / "papers", folder / "tabulated")
    )
    # Questions are written in English where they are declared, so that no other text can differ.
    papers.setdefault("questions", _declared_questions())
    return Catalogue(
        language, {**own, "assessed": assessed, "papers": papers, "tabulated": tabulated}
    )


def _declared_questions() -> dict[str, dict[str, str]]:
    questions: dict[str, dict[str, str]] = {}
    for question in QUESTIONS.values():
        questions.setdefault(question.part, {})[question.subject] = question.text
    return questions
