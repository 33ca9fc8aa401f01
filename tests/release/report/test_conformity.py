"""Policy packs on the pages: every part with its evidence, what fails in the open, no promise."""

from __future__ import annotations

import dataclasses
import re

import pytest

from sector_data.release.report.catalogue import catalogue
from sector_data.release.report.conformity import pack_parts
from sector_data.release.report.page import render_page
from sector_data.release.report.readme import render_readme
from sector_data.spec.evidence.conformity import Conformity
from sector_data.spec.words import LANGUAGES, Language
from tests.release.report.conformities import line, of_every_kind, pack, stated
from tests.release.report.contents import hospital

DENIED: dict[Language, str] = {
    "en": "nothing here claims",
    "fr": "rien ici n’affirme",
    "de": "Nichts hier behauptet",
    "it": "nulla qui afferma",
    "ja": "保証するものではありません",
}


def with_pack(*lines: object) -> str:
    made = Conformity(packs=(pack("one", *lines),))  # type: ignore[arg-type]
    return render_page(dataclasses.replace(hospital(), conformity=made), "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_of_every_pack_is_told(language: Language) -> None:
    page, readme = render_page(stated(), language), render_readme(stated(), language)
    for told in of_every_kind().packs:
        assert told.title in page
        assert told.source in page
        for part in told.lines:
            if part.part not in ("figure", "recipients", "validity"):
                assert part.title in page
            assert (part.source or "") in page
            if part.part == "person":
                assert f"- {part.title}" in readme
    assert catalogue(language).text("conformity.explanation") in readme
    assert page.count('class="ask"') == 1
    assert "evidence/conformity.json" in readme


def test_without_packs_nothing_is_said_of_them() -> None:
    page, readme = render_page(hospital(), "en"), render_readme(hospital(), "en")
    assert 'id="conformity"' not in page
    assert "conformity" not in readme


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_promises_that_a_law_is_complied_with(language: Language) -> None:
    said = catalogue(language).text("conformity.explanation")
    assert said in render_page(stated(), language).replace("&#39;", "'")
    assert DENIED[language] in said
    for promise in ("compliant", "complies", "conforme à la loi", "gesetzeskonform", "遵守して"):
        assert promise not in render_page(stated(), language)


def test_figures_stand_beside_what_is_asked() -> None:
    page = with_pack(
        line(1, "measured", part="figure", figure="k-anonymity", measured=14, bound=11),
        line(2, "measured", part="check", figure="highest-risk", measured=0.0714, bound=0.09),
        line(3, "counted", part="check", figure="leaks", measured=0, bound=0),
    )
    assert "Smallest group (k-anonymity): 14 (required: ≥ 11)" in page
    assert "Highest risk: 0.071 (required: ≤ 0.090)" in page
    assert "Source identifiers in any file of the bundle: 0 (required: ≤ 0)" in page


def test_columns_are_gathered_by_what_happened_to_them() -> None:
    [first, _] = pack_parts(stated(), catalogue("en"))
    asked = next(a for a in first.asked if a.id == "r-21")
    dropped, cut = asked.columns
    assert (dropped.treatment, len(dropped.names), dropped.more) == (
        "Not released",
        6,
        "and 3 more",
    )
    assert (cut.treatment, cut.names, cut.more) == ("cut to three digits", ("patients.zip",), "")


def test_a_pack_that_fails_is_open_and_marked() -> None:
    failing = line(1, "broken", verdict="fails", columns={"patients.sex": "keep"})
    page = with_pack(failing)
    assert '<b><span class="miss">✗ 0 hold, 1 fail, 0 need a human</span></b>' in page
    assert "✗ fails" in page
    assert re.search(r"<details open>\s*<summary><b><span", page)


def test_words_of_packs_are_escaped_and_marked_as_english() -> None:
    hostile = line(1, "kept-to", title="<script>x</script>", columns={"t.<b>": "keep"})
    made = Conformity(packs=(pack("one", hostile),))
    content = dataclasses.replace(hospital(), conformity=made)
    page = render_page(content, "ja")
    assert "<script>" not in page
    assert "t.&lt;b&gt;" in page
    assert '<th scope="row"><span lang="en">&lt;script&gt;' in page
    assert 'lang="en"' not in render_page(content, "en").split('id="conformity"')[1]
