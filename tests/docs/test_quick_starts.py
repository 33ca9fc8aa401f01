"""The quick starts have the same commands in all languages: what works once works for all."""

from __future__ import annotations

import pytest

from sector_data.spec.words import LANGUAGES
from tests.docs.examples import blocks
from tests.docs.test_index import DOCS


def executed(language: str) -> list[tuple[str, str]]:
    page = DOCS / f"quick-start.{language}.md"
    return [(block.language, block.text) for block in blocks(page)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_commands(language: str) -> None:
    assert len(executed("en")) == 4
    assert executed(language) == executed("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_leads_to_the_others(language: str) -> None:
    text = (DOCS / f"quick-start.{language}.md").read_text(encoding="utf-8")
    for other in LANGUAGES:
        assert (f"](quick-start.{other}.md)" in text) == (other != language)
