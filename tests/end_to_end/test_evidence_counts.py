"""No count of a few people, texts or values of the source stands in any file of a bundle.

The other way round from a list of what is forbidden: every whole number from 1 to 9 that any
document holds has a place that is listed here with its reason. A figure that is new, or that was
told coarsely and is exact again, has none.
"""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

SETTINGS = "what the pipeline asks for"
RELEASED = "counted in the released rows, which everybody has"
COLUMNS = "columns, labels, tables or expectations, not people or rows"
NO_GROUP = "how small the smallest class is, without saying which"
EVERYBODY = "how many went in and came out, of all there are"
ATTACKS = "how often attacks were right among people drawn at random"

ALLOWED = {
    r"plan pipeline/.*": SETTINGS,
    r"plan longitudinal/(k|known-events)": SETTINGS,
    r"plan longitudinal/before/numbers/\*/k": NO_GROUP,
    r"plan tables/\*/before/k": NO_GROUP,
    r"plan tables/\*/columns/\*/transform/.*": SETTINGS,
    r"plan tables/\*/columns/\*/finding/distinct": COLUMNS,
    r"plan tables/\*/protection/(k|checked|nodes)": SETTINGS,
    r"plan tables/\*/protection/(generalisations|stages)/.*": SETTINGS,
    r"plan tables/\*/protection/suppressed-(rows|subjects)": EVERYBODY,
    r"plan warnings/\* \w+: \d+ rows? goe?s? because .*": EVERYBODY,
    r"plan (tables/\*|longitudinal)/after/.*": RELEASED,
    r"(plan|detection) .*evidence/\* the values are texts of \d words on average": COLUMNS,
    r"(plan|detection) .*evidence/\* there are( only)? \d+ different values.*": COLUMNS,
    r"assessment before/\*/k": NO_GROUP,
    r"assessment (after|events-after)/.*": RELEASED,
    r"assessment events-before/numbers/\*/k": NO_GROUP,
    r"assessment (models|gates)/.*": SETTINGS,
    r"assessment tables/\*/before/attributes/\*/diversity": NO_GROUP,
    r"assessment tables/\*/before/sizes/\*/(smallest|largest)": SETTINGS,
    r"assessment tables/\*/before/sizes/\*/classes": "classes of ten subjects or more together",
    r"assessment tables/\*/after/.*": RELEASED,
    r"assessment tables/\*/special-uniques/largest": SETTINGS,
    r"assessment tables/\*/traces/checks/\*/(found|looked-at)": COLUMNS,
    r"assessment tables/\*/traces/findings/\*/method \d of \d columns": COLUMNS,
    r"assessment tables/\*/traces/findings/\*/(count|looked-at)": COLUMNS,
    r"assessment tables/\*/usefulness/.*/(labels|features|parameters|components)": COLUMNS,
    r"assessment tables/\*/usefulness/splits": SETTINGS,
    r"assessment tables/\*/attacks/figures/\*/(main|control|baseline)/successes": ATTACKS,
    r"governance .*/values/(released|total|count|safe|clean|found|untold|passed)": COLUMNS,
    r"governance .*/values/k": RELEASED,
    r"validation results/\*/result/observed_value": RELEASED,
    r"validation results/\*/expectation_config/kwargs/(k|min_value)": SETTINGS,
}
"""Where small numbers stand, and why they may."""

LONE_DIGIT = re.compile(r"(?<![\w.,/:-])[1-9](?![\w.,/:%-])")


def small(node: Any, place: str = "") -> Iterator[str]:
    """Yield the places of small whole numbers, and texts that hold one."""
    match node:
        case dict():
            for key, value in node.items():
                yield from small(value, f"{place}/{key}".lstrip("/"))
        case list():
            for value in node:
                yield from small(value, f"{place}/*")
        case bool():
            return
        case int() | float():
            if 1 <= node <= 9 and node == int(node) and not (type(node) is float and node == 1):
                yield place
        case str():
            if LONE_DIGIT.search(node):
                yield f"{place} {node}"


def places(bundle: Path) -> set[str]:
    """Return the places of all documents of evidence and of the plan."""
    files = [bundle / "plan.json", *(bundle / "evidence").glob("*.json")]
    return {
        f"{path.stem} {place}"
        for path in files
        if path.stem not in ("expectations", "environment")
        for place in small(json.loads(path.read_text("utf-8")))
    }


def test_every_small_number_has_its_reason(edges: Path) -> None:
    found = places(edges)
    assert len(found) > 20
    unexplained = {p for p in found if not any(re.fullmatch(a, p, re.DOTALL) for a in ALLOWED)}
    assert unexplained == set()


def test_texts_and_bars_that_a_few_stand_for_are_not_counted(edges: Path) -> None:
    """One note of the source names somebody, who is left out; a few share their class with a
    few."""
    detection = json.loads((edges / "evidence/detection.json").read_text("utf-8"))
    assert detection["texts"]["visits.note"] == {"texts": 0, "passages": {}}
    assert "Texts with findings: 0" in (edges / "report.html").read_text("utf-8")
    assessment = json.loads((edges / "evidence/assessment.json").read_text("utf-8"))
    bars = [bar for t in assessment["tables"] if t["before"] for bar in t["before"]["sizes"]]
    assert any(bar["subjects"] for bar in bars)
    assert not [bar for bar in bars if 0 < bar["subjects"] < 10]


def test_what_compares_with_the_source_is_no_finer_than_twenty_people(edges: Path) -> None:
    """Neither in the evidence nor in what is signed: of 280 people, in tenths."""
    assessment = json.loads((edges / "evidence/assessment.json").read_text("utf-8"))
    lines = (edges / "release.intoto.jsonl").read_text("utf-8").splitlines()
    statements = [json.loads(base64.b64decode(json.loads(line)["payload"])) for line in lines]
    (signed,) = [s["predicate"]["utility"] for s in statements if "utility" in s["predicate"]]
    for utility in (assessment["utility"], signed):
        found = list(fractions(utility))
        assert len(found) >= 4
        assert {round(10 * each, 9) % 1 for each in found} == {0.0}
    used = [fractions(table["usefulness"]) for table in assessment["tables"]]
    assert max(len(repr(each)) for found in used for each in found) <= len("-1234.5")


def fractions(node: Any) -> Iterator[float]:
    """Yield all numbers with a fraction."""
    match node:
        case dict():
            for each in node.values():
                yield from fractions(each)
        case list():
            for each in node:
                yield from fractions(each)
        case float():
            yield node


def test_data_docs_count_released_rows_only(edges: Path) -> None:
    """What the pages of the expectations count are the counts of the result, and no other."""
    results = json.loads((edges / "evidence/validation.json").read_text("utf-8"))["results"]
    counted = {
        int(value) for found in results for value in found["result"].values() if value is not None
    }
    pages = list((edges / "evidence/data-docs/tables").glob("*.html"))
    assert len(pages) == 2
    for page in pages:
        cells = re.findall(r"<td[^>]*>\s*([\d,]+)\s*</td>", page.read_text("utf-8"))
        assert cells
        assert {int(html.unescape(cell).replace(",", "")) for cell in cells} <= counted
