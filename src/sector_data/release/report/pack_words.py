"""The words of policy packs in the languages of the pages.

What lives here: looking up what a pack says. What does not: the translations
(``messages/packs/*.yaml``) and the pages' own words (:mod:`sector_data.release.report.catalogue`).

The pack's own words count; sources and quotations are not translated.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

import yaml

from sector_data.spec.words import Language

OWN: Language = "en"
"""The language that packs are written in."""


class Said(NamedTuple):
    """What a pack says.

    Attributes
    ----------
    text
        In the page's language where it is known there.
    foreign
        Whether it stands in the pack's language on a page of another.
    """

    text: str
    foreign: bool


@lru_cache
def translations(language: Language) -> Mapping[str, str]:
    """Return the words of all packs in a language, by the packs' own; none for their own."""
    if language == OWN:
        return {}
    source = files("sector_data.release.report") / "messages" / "packs" / f"{language}.yaml"
    words: dict[str, str] = yaml.safe_load(source.read_text(encoding="utf-8"))
    return words


def said(text: str, language: Language) -> Said:
    """Return what a pack says in a language; a word that is new to it stays as it is."""
    known = translations(language).get(" ".join(text.split()))
    return Said(known or text, known is None and language != OWN)


def quoted(text: str, language: Language) -> Said:
    """Return what is never translated: a source, a title of a text."""
    return Said(text, language != OWN)
