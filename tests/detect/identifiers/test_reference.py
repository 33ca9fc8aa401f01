"""The page of the documentation is current, complete and linked."""

from __future__ import annotations

from pathlib import Path

from sector_data.detect.identifiers.catalogue import CATALOGUE
from sector_data.detect.identifiers.reference import COUNTRIES, PAGE, identifier_reference

REPOSITORY = Path(__file__).parents[3]


def test_the_page_is_current() -> None:
    assert (REPOSITORY / PAGE).read_text("utf-8") == identifier_reference(), "run `make docs`"


def test_each_entry_has_a_row() -> None:
    page = identifier_reference()
    for entry in CATALOGUE:
        assert entry.country in COUNTRIES
        assert f"`{entry.entity}`" in page
        assert entry.source.replace("|", "\\|") in page


def test_the_index_links_it() -> None:
    assert "reference/identifiers.md" in (REPOSITORY / "docs/index.md").read_text("utf-8")
