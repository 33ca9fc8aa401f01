"""Plots are well formed, stay on their canvas, and tell in words all that they draw."""

from __future__ import annotations

import itertools
import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.release.report.histogram import Columns, histogram
from sector_data.release.report.intervals import Comparison, Estimate, intervals
from sector_data.release.report.matrix import matrix

NAMESPACE = "{http://www.w3.org/2000/svg}"

names = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30)
shares = st.floats(0, 1)


def spell(value: float) -> str:
    return f"{value:.3f}"


def drawn(svg: str) -> ET.Element:
    return ET.fromstring(svg.replace("<svg ", f'<svg xmlns="{NAMESPACE[1:-1]}" ', 1))


def inside(root: ET.Element) -> bool:
    """Say whether everything that has a place is on the canvas."""
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    ends: list[tuple[float, float]] = []
    for part in root.iter():
        at = {key: float(part.attrib.get(key, 0)) for key in ("x", "y", "width", "height")}
        if part.tag == f"{NAMESPACE}rect":
            ends.append((at["x"] + at["width"], at["y"] + at["height"]))
            ends.append((at["x"], at["y"]))
        if part.tag == f"{NAMESPACE}circle":
            ends.append((float(part.attrib["cx"]), float(part.attrib["cy"])))
    return all(-1 <= x <= width + 1 and -1 <= y <= height + 1 for x, y in ends)


def description(root: ET.Element) -> str:
    told = root.find(f"{NAMESPACE}desc")
    assert told is not None
    return told.text or ""


@st.composite
def an_estimate(draw: st.DrawFn) -> Estimate:
    low, value, high = sorted(draw(st.tuples(st.floats(-0.2, 1.2), shares, st.floats(-0.2, 1.2))))
    value = min(max(value, 0.0), 1.0)
    look = draw(st.sampled_from(("is", "was")))
    return Estimate(draw(names), value, low, high, spell(value), "is" if look == "is" else "was")


@given(
    st.lists(
        st.builds(
            Comparison,
            names,
            st.lists(an_estimate(), min_size=1, max_size=3).map(tuple),
            st.none() | shares,
        ),
        min_size=1,
        max_size=5,
    )
)
def test_intervals_tell_what_they_draw(comparisons: list[Comparison]) -> None:
    root = drawn(intervals("t", comparisons, mark="m", spell=spell, guess="guess"))
    assert inside(root)
    for comparison in comparisons:
        for estimate in comparison.estimates:
            assert estimate.text in description(root)
    assert len(root.findall(f"{NAMESPACE}circle")) == sum(len(c.estimates) for c in comparisons)


@pytest.mark.parametrize("name", ["In the release", "In der Veröffentlichung", "公開データの人"])
def test_names_and_long_labels_stand_beside_the_lines_not_on_them(name: str) -> None:
    label = "dieser Abstand neben dem zu anderen Personen, weit Entfernte"
    estimates = (Estimate(name, 0.0, 0.0, 0.1, "0 %", "is"),)
    root = drawn(intervals("t", [Comparison(label, estimates)], mark="m", spell=spell, guess="g"))
    (dot,) = root.findall(f"{NAMESPACE}circle")
    # A Latin letter takes about half its size of 12.5, a Japanese one all of it.
    taken = sum(12.5 if ord(letter) > 0x3000 else 6.3 for letter in name)
    assert float(dot.attrib["cx"]) - 4.2 >= taken
    ticks = [t for t in root.iter(f"{NAMESPACE}text") if t.attrib["class"] == "tick middle"]
    places = [float(tick.attrib["x"]) for tick in ticks]
    assert min(b - a for a, b in itertools.pairwise(places)) >= 42
    lines = [text for text in root.iter(f"{NAMESPACE}text") if text.attrib["class"] == "group"]
    assert " ".join(line.text or "" for line in lines) == label
    assert [float(line.attrib["y"]) for line in lines] == [14.0, 30.0]


@given(st.lists(st.builds(Columns, names, st.none() | shares, st.none() | shares), max_size=25))
def test_a_histogram_tells_what_it_draws(bins: list[Columns]) -> None:
    svg = histogram("t", bins, mark="m", spell=spell, words=("before", "after", "size"))
    if all(share is None for column in bins for share in column[1:]):
        assert not svg
        return
    root = drawn(svg)
    assert inside(root)
    for column in bins:
        for word, share in (("before", column.before), ("after", column.after)):
            assert share is None or f"{word} {spell(share)}" in description(root)


@pytest.mark.parametrize("missing", ["missing", "欠損", "fehlend"])
@pytest.mark.parametrize("count", [3, 8, 12, 14, 20])
def test_others_and_missing_have_a_label_however_many_values_there_are(
    count: int, missing: str
) -> None:
    values = [Columns(f"{n}0000–{n + 1}0000", 0.1, 0.1) for n in range(count)]
    rest = [Columns("others", 0.1, 0.1), Columns(missing, 0.2, 0.2)]
    svg = histogram("t", [*values, *rest], mark="m", spell=spell, words=("was", "is", "size"))
    root = drawn(svg)
    labels = [t for t in root.iter(f"{NAMESPACE}text") if t.attrib["class"] == "tick middle"]
    assert {"others", missing} < {label.text for label in labels}
    by_line: dict[str, list[tuple[float, float]]] = {}
    for label in labels:
        half = sum(12.0 if ord(c) > 0x3000 else 6.0 for c in label.text or "") / 2
        place = float(label.attrib["x"])
        by_line.setdefault(label.attrib["y"], []).append((place - half, place + half))
    for line in by_line.values():
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(sorted(line)))


@pytest.mark.parametrize(
    "name", ["loan_to_value_ratio", "WWWWWWWW_ratio_of_all", "公開データの人々の住所"]
)
def test_names_and_numbers_of_a_matrix_run_into_nothing(name: str) -> None:
    columns = [f"{name}{place}" for place in range(16)]
    changes = {(columns[0], columns[1]): 0.2}
    root = drawn(matrix("t", columns, changes, mark="m", full=0.3, bound=0.1, spell=spell))
    cells = [p for p in root.iter(f"{NAMESPACE}rect") if p.attrib["class"] == "cell"]
    begin = min(float(cell.attrib["x"]) for cell in cells)
    for label in root.iter(f"{NAMESPACE}text"):
        if label.attrib["class"] == "name":
            assert sum(12.5 if ord(c) > 0x3000 else 7.0 for c in label.text or "") <= begin
    ticks = [t for t in root.iter(f"{NAMESPACE}text") if t.attrib["class"] == "tick middle"]
    for one, other in itertools.pairwise(ticks):
        room = 7.0 * (len(one.text or "") + len(other.text or "")) / 2
        assert float(other.attrib["x"]) - float(one.attrib["x"]) >= room


@given(st.lists(names, min_size=2, max_size=12, unique=True), st.data())
def test_a_matrix_shows_each_pair_once(columns: list[str], data: st.DataObject) -> None:
    pairs = [(a, b) for place, a in enumerate(columns) for b in columns[:place]]
    changes = {pair: data.draw(shares) for pair in pairs}
    root = drawn(matrix("t", columns, changes, mark="m", full=0.3, bound=0.1, spell=spell))
    assert inside(root)
    squares = [p for p in root.iter(f"{NAMESPACE}rect") if p.attrib["class"] != "cell"]
    crossed = [p for p in root.iter(f"{NAMESPACE}path") if p.attrib["class"] == "cross"]
    assert len(squares) == len(pairs)
    assert len(crossed) == sum(change >= 0.1 for change in changes.values())


def test_nothing_is_drawn_of_nothing() -> None:
    assert not intervals("t", [], mark="m", spell=spell, guess="g")
    assert not matrix("t", ["a"], {}, mark="m", full=1, bound=1, spell=spell)


@pytest.mark.parametrize(("highest", "end"), [(0.004, 0.005), (0.02, 0.02), (0.3, 0.5), (0.6, 1)])
def test_an_axis_ends_at_a_round_number(highest: float, end: float) -> None:
    estimate = Estimate("e", highest, 0, highest, "x", "is")
    svg = intervals("t", [Comparison("c", (estimate,))], mark="m", spell=spell, guess="g")
    ticks = re.findall(r'class="tick middle"[^>]*>([\d.]+)<', svg)
    assert float(ticks[-1]) == end
