"""The first page of the documentation leads to all others."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
PAGES = [
    page.relative_to(DOCS).as_posix()
    for page in sorted(DOCS.rglob("*.md"))
    if page.name != "index.md"
]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_named_on_the_first(page: str) -> None:
    index = (DOCS / "index.md").read_text(encoding="utf-8")
    assert page in re.findall(r"\]\(([^)#\s]+)", index)
