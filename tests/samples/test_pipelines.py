"""The ready pipelines are whole: each has its page and its record, and its sector tests it."""

from __future__ import annotations

from tests.samples.every_pipeline import pipelines_of
from tests.samples.golden import PIPELINES, ROOT, path_of


def test_every_pipeline_has_its_page_and_its_record() -> None:
    pages = "".join(
        path.read_text(encoding="utf-8") for path in sorted((ROOT / "pipelines").glob("*.md"))
    )
    assert [name for name in PIPELINES if f"]({name}.yaml)" not in pages] == []
    assert [name for name in PIPELINES if not path_of(name).is_file()] == []
    assert {path.stem for path in path_of("any").parent.glob("*.json")} == set(PIPELINES)


def test_every_pipeline_is_of_a_sector_that_is_tested() -> None:
    assert pipelines_of("health", "finance", "energy", "grid", "telecom") == list(PIPELINES)
