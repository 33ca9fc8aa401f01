"""Message catalogues: the words of the report in each language, and how numbers are spelt there.

What lives here: reading ``messages/*.yaml``. What does not: the words themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from sector_data.spec.words import Language

THOUSANDS: dict[Language, str] = {"en": ",", "fr": "\u202f", "de": ".", "it": ".", "ja": ","}
DECIMAL: dict[Language, str] = {"en": ".", "fr": ",", "de": ",", "it": ",", "ja": "."}


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
        node: Any = self.words
        for part in key.split("."):
            node = node[part]
        return str(node).format(**values) if values else str(node)

    def items(self, key: str) -> list[str]:
        """Return a list of messages by its dotted key."""
        node: Any = self.words
        for part in key.split("."):
            node = node[part]
        return [str(item) for item in node]

    def integer(self, value: int) -> str:
        """Spell a whole number with the language's thousands separator."""
        return f"{value:,}".replace(",", THOUSANDS[self.language])

    def number(self, value: float, digits: int) -> str:
        """Spell a number with the language's decimal mark."""
        return f"{value:.{digits}f}".replace(".", DECIMAL[self.language])

    def share(self, value: float | None) -> str:
        """Spell a share in [0, 1] as per cent; a dash when it is not known."""
        if value is None:
            return "–"
        percent = 100 * value
        digits = 0 if percent == round(percent) else 1
        if digits and (percent < 0.05 or percent > 99.95):
            # Almost none is not none, and almost all is not all.
            sign, edge = ("<", 0.1) if percent < 50 else (">", 99.9)
            return f"{sign}\u202f{self.number(edge, 1)}\u202f%"
        return f"{self.number(percent, digits)}\u202f%"

    def risk(self, value: float) -> str:
        """Spell a risk in [0, 1] with three decimals, 0 and 1 plainly."""
        return f"{value:.0f}" if value in (0.0, 1.0) else self.number(value, 3)


@lru_cache
def catalogue(language: Language) -> Catalogue:
    """Return the catalogue of a language."""
    source = files("sector_data.release.report") / "messages" / f"{language}.yaml"
    return Catalogue(language, yaml.safe_load(source.read_text(encoding="utf-8")))
