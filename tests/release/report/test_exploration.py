"""The page of explored settings: every figure is there, nothing runs, and the plot is to scale."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from math import log10

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.release.report.catalogue import catalogue
from sector_data.release.report.exploration import limit, render_exploration
from sector_data.release.report.scatter import (
    BOTTOM,
    HEIGHT,
    LEFT,
    LOOKS,
    RIGHT,
    TOP,
    WIDTH,
    Mark,
    Words,
    key,
    plot,
)
from sector_data.spec.evidence.exploration import Exploration, ExploredPoint
from sector_data.spec.words import LANGUAGES, Language
from tests.release.report.explorations import every_exploration, patients, refused
from tests.release.report.markup import Page

WORDS = Words("T", "detail", "risk", "own", lambda share: f"{100 * share:g}%", lambda n: f"{n:g}")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", range(len(every_exploration())))
def test_every_page_in_every_language_is_well_formed_and_loads_nothing(
    place: int, language: Language
) -> None:
    source = render_exploration(every_exploration()[place], language)
    page = Page(source)

    assert ("lang", language) in page.attributes
    assert page.values("href") == page.values("src") == []
    assert not re.search(r"url\(|@import|expression|https?:", page.style, re.I)
    assert "<script" not in source.lower()
    assert not any(name.startswith("on") for name, _ in page.attributes)
    assert ("content", "default-src 'none'; style-src 'unsafe-inline'") in page.attributes


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_of_every_point_is_told(language: Language) -> None:
    (found, _) = every_exploration()
    words = catalogue(language)
    rows = told_rows(render_exploration(found, language))

    for table in found.tables:
        for point in table.points:
            assert cells(point, language) in rows, point
    assert words.text("explore.least", k="11") in Page(render_exploration(found, language)).text


def cells(point: ExploredPoint, language: Language) -> tuple[str, ...]:
    """Return the cells that a point has in the page, without its remarks."""
    words = catalogue(language)
    counts = (point.suppressed_rows, point.suppressed_subjects, point.classes)
    risks = (point.highest_risk, point.average_risk)
    return (
        words.integer(point.k),
        limit(point.suppression_limit, words),
        words.share(point.detail_kept),
        *("–" if r is None else words.risk(r) for r in risks),
        *("–" if n is None else words.integer(n) for n in counts),
    )


def told_rows(source: str) -> list[tuple[str, ...]]:
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", source, re.S)
    found = [tuple(re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.S)) for row in rows]
    return [row[:8] for row in found if len(row) == 9]


def test_the_own_setting_what_is_better_and_what_would_pass_are_told() -> None:
    found, other = every_exploration()
    text = Page(render_exploration(found, "en")).text

    assert "k = 11 with at most 2.5% of the rows left out is better than" in text
    assert "l = 3, t = 0.25" in text
    assert "✗ Nothing passes with the pipeline's own setting, k = 11" in text
    assert "Counted together with patients.age." in text
    assert "counted without it: wards." in text
    for label, asked, passes in (
        ("Most rows left out", "0%", "3.5%"),
        ("Smallest group (k)", "11", "7"),
        ("Fewest different values of encounters.diagnosis in a group", "3", "2"),
        ("(t)", "0.1", "0.234"),
        ("People of the population who share a combination", "20", "12"),
    ):
        assert f"{label}{asked}{passes}10%" in text
    text = Page(render_exploration(other, "en")).text
    assert "no single change would" in text
    assert "k = 11 with at most 2% of the rows left out gives the same as" in text
    assert "is better than" not in text


def test_names_of_any_kind_stay_text() -> None:
    found = every_exploration()[0]
    odd = patients().model_copy(update={"table": "<b>&\"'{k}"})
    source = render_exploration(found.model_copy(update={"tables": (odd,), "title": "<i>"}), "en")
    assert "<b>" not in source.replace("<b>Every setting</b>", "")
    assert "<i>" not in source


def marks(svg: str) -> list[tuple[str, float, float]]:
    """Return look and place of each mark, from the middle of its outline."""
    found = []
    for path in ET.fromstring(svg).iter("path"):
        look = path.get("class", "").split()[0]
        if look in {"best", "other"}:
            numbers = [float(n) for n in re.findall(r"-?\d+\.?\d*", path.get("d", ""))]
            found.append((look, numbers[0], numbers[1]))
    return found


settings_of = st.builds(
    Mark,
    detail=st.floats(0, 1),
    risk=st.integers(1, 5000).map(lambda n: 1 / n),
    text=st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=9),
    best=st.booleans(),
    own=st.booleans(),
)


@settings(deadline=None, max_examples=80)
@given(st.lists(st.lists(settings_of, max_size=6), max_size=9))
def test_any_settings_make_a_plot_within_its_frame(lines: list[list[Mark]]) -> None:
    svg = plot(lines, WORDS, mark="m")
    every = [mark for line in lines for mark in line]
    if not every:
        assert svg == ""
        return
    root = ET.fromstring(svg)
    found = marks(svg)
    assert len(found) <= len(every)
    for _, x, y in found:
        assert LEFT - 6 <= x <= WIDTH - RIGHT + 6
        assert TOP - 6 <= y <= HEIGHT - BOTTOM + 6
    assert len(list(root.iter("circle"))) == sum(mark.own for mark in every)
    ticks = [t for t in root.iter("text") if "tick" in t.get("class", "")]
    assert 4 <= len(ticks) <= 24
    titles = "\n".join(t.text or "" for t in root.iter("title"))
    assert all(mark.text in titles for mark in every)


def test_places_are_to_scale() -> None:
    line = [Mark(0.2, 0.5, "a", False, False), Mark(0.6, 0.05, "b", True, False)]
    svg = plot([line], WORDS, mark="m")
    shown = {t.text: t for t in ET.fromstring(svg).iter("text")}
    at = {name: float(shown[name].get("x", "")) for name in ("20%", "60%")}
    heights = {name: float(shown[name].get("y", "")) - 4 for name in ("0.5", "0.05")}
    (_, x0, y0), (_, x1, y1) = marks(svg)

    size = 4.2  # a circle's outline begins at its left
    assert (x0 + size, x1 + size) == pytest.approx((at["20%"], at["60%"]), abs=0.2)
    assert (y0, y1) == pytest.approx((heights["0.5"], heights["0.05"]), abs=0.2)
    middle = float(shown["0.2"].get("y", "")) - 4
    part = (log10(0.5) - log10(0.2)) / (log10(0.5) - log10(0.05))
    assert middle == pytest.approx(y0 + part * (y1 - y0), abs=0.2)


def test_settings_that_give_the_same_share_a_mark_that_tells_them_all() -> None:
    same = [Mark(0.5, 0.1, name, name == "strict", False) for name in ("lax", "strict", "other")]
    svg = plot([[same[0]], [same[1]], [same[2]]], WORDS, mark="m")

    assert [look for look, _, _ in marks(svg)] == ["best"]
    assert "lax\nstrict\nother" in [t.text for t in ET.fromstring(svg).iter("title")]


def test_lines_differ_by_more_than_colour() -> None:
    outlines = {re.sub(r"[\d.\- ]", "", key(place)) for place in range(LOOKS)}
    shapes = {re.findall(r'd="([^"]*)"', key(place))[1] for place in range(LOOKS)}
    assert len(shapes) == LOOKS
    assert len(outlines) >= 3
    style = Page(render_exploration(every_exploration()[0], "en")).style
    dashes = re.findall(r"stroke-dasharray: ([^;]*);", style)
    assert len(set(dashes)) == LOOKS - 1


def test_a_table_where_everything_is_refused_has_no_plot() -> None:
    found = every_exploration()[0]
    nothing = patients().model_copy(update={"points": (refused(3, 0.0, own=True),)})
    source = render_exploration(found.model_copy(update={"tables": (nothing,)}), "en")
    assert "<figure>" not in source
    assert "refused" in Page(source).text


def test_explorations_are_read_back_from_json() -> None:
    for found in every_exploration():
        assert Exploration.model_validate_json(found.model_dump_json()) == found
