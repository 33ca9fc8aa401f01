"""The papers of a release on its pages: all questions, what is open, and whose words they are."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pyarrow as pa
import pytest
from faker import Faker

from sector_data.release.governance.document import governance_of
from sector_data.release.leaks.vocabulary import package_vocabulary
from sector_data.release.report.catalogue import catalogue
from sector_data.release.report.page import render_page
from sector_data.release.report.papers import HTML, MARKDOWN, SHOWN, papers_of
from sector_data.release.report.readme import render_readme
from sector_data.spec.questions import QUESTIONS
from sector_data.spec.words import LANGUAGES, Language
from tests.release.report.contents import hospital
from tests.release.report.governed import FUNDED, NOTICE, answered, governed, settled
from tests.release.report.markup import Page
from tests.release.report.odd_contents import wide
from tests.release.report.test_markdown import MARKDOWN as PARSER
from tests.release.report.test_markdown import Text
from tests.release.searching import search_leaks


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_stands_on_both_pages(language: Language) -> None:
    words = catalogue(language)
    page = Page(render_page(hospital(), language)).text
    readme = Text(PARSER.render(render_readme(hospital(), language))).read
    for name in QUESTIONS:
        asked = words.text(f"papers.questions.{name}")
        assert asked in page, name
        assert asked in readme, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_many_are_open_stands_before_the_questions(language: Language) -> None:
    found = governance_of(hospital())
    told = catalogue(language).text("papers.some_open", open=found.open, questions=len(QUESTIONS))
    for text in (
        Page(render_page(hospital(), language)).text,
        Text(PARSER.render(render_readme(hospital(), language))).read,
    ):
        first = catalogue(language).text("papers.questions.motivation.purpose")
        assert text.index(told) < text.index(first)


def test_the_counts_of_a_paper_add_up() -> None:
    """Of 57 questions 7 stood in no column: those to which nothing was added."""
    for content in (hospital(), governed(), settled()):
        for paper in papers_of(content, catalogue("en"), MARKDOWN).frames:
            counts = (paper.evidence, paper.person, paper.partly, paper.open, paper.unadded)
            assert sum(map(int, counts)) == int(paper.questions)
    row = r"\| Datasheet for Datasets \| 57 ((?:\| \d+ )+)\|"
    (cells,) = re.findall(row, render_readme(hospital(), "en"))
    assert sum(int(cell) for cell in re.findall(r"\d+", cells)) == 57


def test_every_open_question_is_marked_for_a_human() -> None:
    page = render_page(hospital(), "en")
    assert page.count('<p class="human">? for a human') == governance_of(hospital()).open
    assert '<p class="human">' not in render_page(settled(), "en")
    assert "✓ All 89 questions are answered." in Page(render_page(settled(), "en")).text


def test_answers_of_the_publisher_are_quoted_in_their_language() -> None:
    content = settled()
    german, french, japanese = (html.unescape(render_page(content, x)) for x in ("de", "fr", "ja"))
    assert f"Der Herausgeber sagt:</small> {NOTICE['de']}" in german
    assert f'<span lang="en">{FUNDED}</span>' in german
    assert f'<span lang="de">{NOTICE["de"]}</span>' in french
    assert f"</small> {NOTICE['ja']}" in japanese
    assert r"grant \*7\*." in render_readme(content, "it")


def test_what_the_publisher_warns_of_is_among_what_may_not_be_done() -> None:
    warning = "Do not price insurance with it."
    content = answered(uses_unsuitable=warning)
    assert f"<li>{warning}</li>" in render_page(content, "en")
    assert f"- {warning}\n" in render_readme(content, "en").split("### What you can trust")[0]


def test_hostile_answers_stay_text() -> None:
    content = answered(motivation_funding="<script>x</script> [a](b) {t} | **c**")
    page = render_page(content, "en")
    assert "<script>" not in page
    assert "&lt;script&gt;x&lt;/script&gt; [a](b) {t} | **c**" in page
    read = Text(PARSER.render(render_readme(content, "en")))
    assert "<script>x</script> [a](b) {t} | **c**" in read.read
    assert "script" not in read.elements


def test_evidence_is_linked_to_files_of_the_bundle() -> None:
    page = Page(render_page(governed(), "en"))
    links = [link for link in page.values("href") if not link.startswith(("#", "report"))]
    assert {"plan.json", "evidence/assessment.json", "SHA256SUMS"} <= set(links)
    assert not any(re.match(r"[a-z]+:|/|\.\.", link) for link in links)


def test_long_lists_of_columns_are_counted() -> None:
    papers = papers_of(wide(), catalogue("en"), MARKDOWN)
    ((_, _, lines),) = [each for each in papers.statistics if each[0] == "care"]
    assert lines[0].count("`") == 2 * SHOWN
    coarse = 20 * 45  # a quarter of the columns was left alone
    assert f"and {coarse - SHOWN:,} more" in lines[0]


def test_both_kinds_of_page_say_the_same() -> None:
    for language in LANGUAGES:
        words = catalogue(language)
        plain, marked = (papers_of(governed(), words, each) for each in (MARKDOWN, HTML))
        read = [Text(PARSER.render(line)).read.strip() for line in plain.may_not]
        assert read == [Text(line).read for line in marked.may_not]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    for number, content in enumerate((hospital(), governed())):
        for language in LANGUAGES:
            (folder / f"{number}.{language}.html").write_text(
                render_page(content, language), "utf-8"
            )
            (folder / f"{number}.{language}.md").write_text(
                render_readme(content, language), "utf-8"
            )
    return folder


def test_no_words_of_ours_read_as_a_name(pages: Path) -> None:
    """Names are found across hyphens, too: a French question once was an "Est-elle"."""
    names: set[str] = set()
    for country in ("en_US", "en_GB", "fr_FR", "de_DE", "it_IT"):
        for provider in Faker(country).get_providers():
            for kind in ("first_names", "last_names"):
                names.update(getattr(provider, kind, ()))
    assert len(names) > 5_000
    report = search_leaks(
        pages,
        {"people.name": pa.array(sorted(names), pa.string())},
        kept={},
        vocabulary=package_vocabulary(),
        ordinary=frozenset(),
    )
    assert report.findings == ()
