"""The page that compares engines: a plot and tables in five languages, nothing from elsewhere."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from sector_data.release.report.catalogue import catalogue
from sector_data.release.report.engines import render_engines
from sector_data.spec.words import LANGUAGES, Language
from tests.release.report.engine_contents import compared


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_engine_is_drawn_and_told_in_every_language(language: Language) -> None:
    page = render_engines(compared(), language)
    assert "assessed." not in page
    assert "<script" not in page
    (svg,) = re.findall(r'<svg class="scatter".*?</svg>', page, flags=re.DOTALL)
    marks = [
        node for node in ET.fromstring(svg).iter() if node.get("class", "")[:4] in ("best", "othe")
    ]
    # Three engines and the ceiling; the one that is best is filled.
    assert len(marks) == 4
    assert [node.get("class", "").split()[0] for node in marks].count("best") == 1
    for engine in ("copier", "doubtful", "quick", "slow"):
        assert f"{engine}</bdi>" in page
    assert catalogue(language).text("assessed.engines.real") in page.replace("&#39;", "'")


def test_tables_tell_use_and_privacy() -> None:
    page = " ".join(re.sub(r"<[^>]+>", " ", render_engines(compared(), "en")).split())
    assert "quick 98% 93% 97% 12 MIT ✓ best" in page
    assert "quick 0% Learning: income 30% 25% 0% by chance: &lt;0.1% ✓ passed" in page
    assert "copier 60% Linking two parts 30% 25%" in page
    assert "✗ refused" in page
    assert "? not assessed" in page
    assert "slow The time of the engine slow was over." in page
    assert "2.5 minutes" in page


def test_without_an_engine_there_is_nothing_to_draw() -> None:
    found = compared()
    alone = found.model_copy(
        update={"engines": found.engines[:1], "minutes": None, "self_tests": ()}
    )
    page = render_engines(alone, "en")
    assert "<figure" not in page
    assert "minutes together" not in page
