"""Bars are as long as their numbers, and their numbers stand beside them."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.release.report.figures import (
    BAR_WIDTH,
    METER_WIDTH,
    SHORTEST,
    WIDTH,
    Bar,
    Group,
    bars,
    length,
    meter,
)

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=20)
SHARES = st.one_of(st.none(), st.floats(0, 1))


def drawn(svg: str, look: str) -> list[float]:
    root = ET.fromstring(svg)
    return [float(r.get("width", "")) for r in root.iter("rect") if r.get("class") == look]


def one(value: float | None) -> str:
    return bars("Title", [Group("g", (Bar("after", value, "text", "is"),))], mark="m")


@given(first=st.floats(0.01, 1), second=st.floats(0.01, 1))
@settings(deadline=None)
def test_lengths_are_proportional(first: float, second: float) -> None:
    a, b = length(first, 1000), length(second, 1000)
    assert a * second == pytest.approx(b * first)


@pytest.mark.parametrize("value", [None, 0.0, -0.5])
def test_nothing_is_drawn_of_nothing(value: float | None) -> None:
    assert length(value, 100) == 0
    assert drawn(one(value), "is") == []
    assert len(drawn(one(value), "track")) == 1


@pytest.mark.parametrize("value", [1.0, 1.7])
def test_all_fills_the_track(value: float) -> None:
    assert drawn(one(value), "is") == drawn(one(value), "track") == [BAR_WIDTH]


def test_what_is_almost_nothing_is_seen() -> None:
    assert drawn(one(1e-9), "is") == [SHORTEST]


def test_half_is_half() -> None:
    assert drawn(one(0.5), "is") == [BAR_WIDTH / 2]
    assert drawn(meter(0.5), "is") == [METER_WIDTH / 2]


@given(title=TEXTS, labels=st.lists(TEXTS, min_size=1, max_size=3), value=SHARES)
@settings(deadline=None, max_examples=60)
def test_any_text_stays_text(title: str, labels: list[str], value: float | None) -> None:
    groups = [
        Group(label, (Bar(label, value, label, "was"), Bar(label, value, label, "is")))
        for label in labels
    ]
    root = ET.fromstring(bars(title, groups, mark="m"))
    assert {element.tag for element in root.iter()} <= {"svg", "title", "desc", "text", "rect"}
    assert (root.findtext("title") or "") == title
    shown = [element.text or "" for element in root.iter("text")]
    assert shown == [text for label in labels for text in [label] * 5]


@given(values=st.lists(SHARES, min_size=1, max_size=6))
@settings(deadline=None, max_examples=30)
def test_everything_lies_inside_the_figure(values: list[float | None]) -> None:
    groups = [Group("g", (Bar("n", value, "t", "is"),)) for value in values]
    root = ET.fromstring(bars("t", groups, mark="m"))
    _, _, width, height = map(float, root.get("viewBox", "").split())
    for rect in root.iter("rect"):
        x, y = float(rect.get("x", "")), float(rect.get("y", ""))
        assert x + float(rect.get("width", "")) <= width == WIDTH
        assert y + float(rect.get("height", "")) <= height


def test_a_screen_reader_gets_every_number() -> None:
    groups = [Group("Alone", (Bar("before", 1.0, "100%", "was"), Bar("after", 0.0, "0%", "is")))]
    root = ET.fromstring(bars("Risk", groups, mark="risk-1"))
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "risk-1-title risk-1-desc"
    assert root.findtext("title") == "Risk"
    assert root.findtext("desc") == "Alone: before 100%, after 0%"


def test_before_and_after_differ_by_more_than_colour() -> None:
    svg = bars("t", [Group("g", (Bar("b", 1, "1", "was"), Bar("a", 1, "1", "is")))], mark="m")
    assert re.findall(r'rect class="(was|is)"', svg) == ["was", "is"]


def test_no_groups_no_figure() -> None:
    assert bars("t", [], mark="m") == ""


def test_a_meter_is_passed_over_by_screen_readers() -> None:
    assert 'aria-hidden="true"' in meter(0.4)
    assert meter(None) == ""
