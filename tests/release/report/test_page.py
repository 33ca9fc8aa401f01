"""The report is valid HTML that loads nothing, runs nothing and can be read by all."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sector_data.release.report.catalogue import catalogue
from sector_data.release.report.content import ReportContent
from sector_data.release.report.page import MANY, render_page
from sector_data.release.report.templates import visible
from sector_data.spec.questions import FRAMES
from sector_data.spec.words import LANGUAGES, Language
from tests.release.report.contents import KEY_ID, hospital, nothing, synthetic, unprotected
from tests.release.report.hostile import SAYINGS, TEXTS, named
from tests.release.report.markup import Page
from tests.release.report.odd_contents import every_word, failing, measured, wide

HARMLESS = tuple("abcdefghi")


@pytest.fixture(scope="module")
def english() -> Page:
    return Page(render_page(hospital(), "en"))


def count(page: Page, tag: str) -> int:
    return sum(times for (element, _), times in page.elements.items() if element == tag)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", range(len(every_word())))
def test_every_report_in_every_language_is_well_formed(place: int, language: Language) -> None:
    page = Page(render_page(every_word()[place], language))
    assert ("lang", language) in page.attributes
    assert count(page, "h1") == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_comes_from_elsewhere_and_nothing_runs(language: Language) -> None:
    source = render_page(hospital(), language)
    page = Page(source)
    outside = re.compile(r"https?:|^//|javascript:|data:", re.I)
    links = page.values("href") + page.values("src")
    assert links
    assert not any(outside.search(link) for link in links)
    assert not re.search(r"url\(|@import|expression", page.style, re.I)
    assert "<script" not in source.lower()
    assert not any(name.startswith("on") for name, _ in page.attributes)
    assert ("content", "default-src 'none'; style-src 'unsafe-inline'") in page.attributes


def test_the_verdict_comes_first(english: Page) -> None:
    text = english.text
    places = [
        text.index(what)
        for what in (
            "All gates passed (6 of 6, 4 of them from the pipeline file)",
            "Re-identification risk",
        )
    ]
    assert places == sorted(places)
    strip = text[places[0] : places[1]].split()
    for figure in ("10,402", "10,378", "26", "0.038", "20", "24,117"):
        assert figure in strip


def test_the_page_tells_terms_and_provenance(english: Page) -> None:
    for told in (
        "Hospital admissions of a fictional health system, 2023 and 2024",
        "Train and compare models of 30-day readmission.",
        "registered users",
        "CC0-1.0",
        "data-office@valley-health.example",
        "2026-11-24",
        "hipaa-safe-harbor",
        "sector-data 0.1.0",
        KEY_ID,
        hospital().plan.digest(),
    ):
        assert told in english.text


def test_headings_go_down_one_at_a_time() -> None:
    levels = [int(n) for n in re.findall(r"<h([1-6])", render_page(hospital(), "en"))]
    assert levels[0] == 1
    assert all(deeper - level <= 1 for level, deeper in pairwise(levels))


def test_every_table_names_its_columns_and_rows(english: Page) -> None:
    scopes = english.values("scope")
    assert set(scopes) == {"col", "row"}
    headings = sum(n for (tag, _), n in english.elements.items() if tag == "th")
    assert len(scopes) == headings


def test_a_failed_gate_is_said_in_words() -> None:
    page = Page(render_page(failing(), "en"))
    assert "✗ 6 of 6 gates failed" in page.text
    assert "All gates passed" not in page.text
    assert page.text.count("✗ failed") == 6
    assert "expect_table_to_be_k_anonymous – Rows: 12" in page.text


def test_synthetic_rows_are_said_to_be_so() -> None:
    page = Page(render_page(synthetic(), "en"))
    assert "The rows of patients, encounters are synthetic" in page.text
    assert "synthetic" not in Page(render_page(hospital(), "en")).text


def test_without_quasi_identifiers_texts_and_terms() -> None:
    page = Page(render_page(unprotected(), "en"))
    assert "No table has quasi-identifiers that groups count." in page.text
    assert "Personal data in free text" not in page.text
    assert "none named: ask before you use the data" in page.text
    assert ("svg", ("class", "viewbox", "role", "aria-labelledby")) not in page.elements
    assert Page(render_page(nothing(), "en")).text.count("0 / 0") == 1


def test_the_other_languages_of_the_release_are_one_click_away(english: Page) -> None:
    pages = [link for link in english.values("href") if link.startswith("report")]
    assert pages == [f"report.{language}.html" for language in ("fr", "de", "it", "ja")]
    japanese = Page(render_page(hospital(), "ja"))
    assert "report.html" in japanese.values("href")
    alone = Page(render_page(unprotected(), "en"))
    assert not [link for link in alone.values("href") if link.startswith("report")]
    assert catalogue("fr").text("page.language") not in alone.text


def test_sixty_columns_of_twenty_tables_are_folded_away() -> None:
    content = wide()
    page = Page(render_page(content, "de"))
    assert len(content.plan.tables) > MANY
    assert page.elements["details", ()] == 60 + len(FRAMES)
    assert page.elements["details", ("open",)] == 0
    for column in content.plan.tables[-1].columns:
        assert column.column in page.text


def test_few_tables_are_unfolded(english: Page) -> None:
    assert english.elements["details", ("open",)] == 4  # columns of three, utility of the first
    assert english.elements["details", ()] == 2 + len(FRAMES)


def test_the_same_content_gives_the_same_bytes() -> None:
    assert render_page(hospital(), "it") == render_page(hospital(), "it")


@given(texts=st.tuples(*[TEXTS] * 9), language=st.sampled_from(LANGUAGES))
@example(texts=SAYINGS[:9], language="en")
@example(texts=SAYINGS[9:18], language="ja")
@example(texts=SAYINGS[-9:], language="fr")
@settings(deadline=None, max_examples=40)
def test_no_text_becomes_markup(texts: tuple[str, ...], language: Language) -> None:
    source = render_page(named(texts), language)
    source.encode("utf-8")
    page = Page(source)
    assert page.elements == Page(render_page(named(HARMLESS), language)).elements
    assert page.style == Page(render_page(named(HARMLESS), language)).style
    shown = " ".join(page.text.split())
    for text in texts:
        assert " ".join(str(visible(text)).split()) in shown


def test_what_turns_text_around_is_shown() -> None:
    content = named(tuple("\u202egnp.exe" for _ in range(9)))
    assert "\u202e" not in render_page(content, "en")
    assert r"\u202egnp.exe" in Page(render_page(content, "en")).text


class Style:
    """The colours of the style sheet, by theme."""

    def __init__(self, content: ReportContent) -> None:
        self.sheet = Page(render_page(content, "en")).style
        blocks = re.findall(r":root \{(.*?)\}", self.sheet, re.S)
        found = [dict(re.findall(r"--([a-z-]+): (#[0-9a-f]+)", block)) for block in blocks]
        self.themes = dict(zip(("light", "dark", "print"), found, strict=True))


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours (WCAG 2.2, 1.4.3)."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


STYLE = Style(measured())


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        *((ink, "ground") for ink in ("ink", "soft", "accent", "was", "good", "bad")),
        *((ink, "panel") for ink in ("ink", "soft", "accent")),
        ("good", "good-panel"),
        ("ink", "good-panel"),
        ("bad", "bad-panel"),
        ("ink", "bad-panel"),
    ],
)
def test_text_has_enough_contrast(theme: str, ink: str, ground: str) -> None:
    colours = STYLE.themes[theme]
    assert contrast(colours[ink], colours[ground]) >= 4.5


def test_every_colour_is_one_of_the_theme() -> None:
    rules = re.sub(r":root \{.*?\}", "", STYLE.sheet, flags=re.S)
    assert re.findall(r"#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(", rules) == []
    assert set(re.findall(r"var\(--([a-z-]+)\)", rules)) == set(STYLE.themes["light"])
    assert STYLE.themes["light"].keys() == STYLE.themes["dark"].keys()


def test_no_text_is_too_small_to_read() -> None:
    sizes = [float(size) for size in re.findall(r"(?:font-size|font): ([\d.]+)px", STYLE.sheet)]
    assert len(sizes) > 10
    assert min(sizes) >= 12
    points = [float(size) for size in re.findall(r"font-size: ([\d.]+)pt", STYLE.sheet)]
    assert min(points) >= 8


def test_every_class_has_a_look_and_every_look_a_class() -> None:
    drawn = {
        name
        for content in every_word()
        for value in Page(render_page(content, "en")).values("class")
        for name in value.split()
    }
    styled = set(re.findall(r"\.([a-z]+)", re.sub(r"\{[^{}]*\}", "{}", STYLE.sheet)))
    assert styled - drawn == set()
    assert drawn - styled == set()
