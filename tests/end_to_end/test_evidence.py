"""Evidence is disclosure-checked itself: nothing of the source's edges stands in any file.

A world is released and measured by all there is, in which every extreme, every rare category and
every example is a value that nothing else brings about. What is not among the released data may not
be anywhere else in the bundle, Data Docs and the papers included.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from sector_data.validate.adapter import SHOWN
from tests.end_to_end.edges import PEOPLE
from tests.end_to_end.test_bundle import texts_of

pytestmark = pytest.mark.slow

EDGES = {
    "oldest": ("1899-02-27", "27.02.1899", "02/27/1899"),
    "least income": ("1283.17", "1,283.17", "1283", "1,283"),
    "greatest income": ("9871234.56", "9,871,234.56", "9871234", "9,871,234", "9.87e"),
    "lightest": ("31.73", "31,73"),
    "heaviest": ("233.91", "233,91"),
    "rare job": ("lighthouse",),
    "rare region": ("faraway",),
    "least shoe": ("21.35",),
    "greatest shoe": ("59.65",),
    "first day": ("1987-02-11", "11.02.1987", "02/11/1987"),
    "last day": ("2071-10-29", "29.10.2071"),
    "least cost": ("3.0717", "3.07"),
    "greatest cost": ("88123.45", "88,123.45", "88123"),
    "name in a note": ("Quibbleworth",),
}
"""What is at the edge of a column of the source, as it could be spelt."""


def holds(text: str, spelling: str) -> bool:
    """Return whether a text holds a value that is not a part of a longer one."""
    before = r"(?<!\d)(?<!\d\.)" if spelling[0].isdigit() else r"(?<!\w)"
    after = r"(?![\d])" if spelling[-1].isdigit() else ""
    return re.search(before + re.escape(spelling) + after, text, re.IGNORECASE) is not None


@pytest.mark.parametrize("edge", EDGES)
def test_no_file_of_a_bundle_holds_an_edge_of_the_source(edge: str, edges: Path) -> None:
    files = texts_of(edges)
    assert {"evidence/assessment.json", "evidence/data-docs/index.html"} <= files.keys()
    found = [
        (path, spelling)
        for path, text in files.items()
        for spelling in EDGES[edge]
        if holds(text, spelling)
    ]
    assert found == []


def test_the_search_would_find_them(edges: Path) -> None:
    """The source holds every edge, and what is released of categories is found where it lies."""
    source = "".join(path.read_text("utf-8") for path in edges.parent.glob("*.csv"))
    for edge, spellings in EDGES.items():
        assert any(holds(source, spelling) for spelling in spellings), edge
    assert holds(texts_of(edges)["data/people.csv"], "miller")


def test_validation_counts_and_shows_no_value(edges: Path) -> None:
    """Great Expectations counts; what it saw of values stays with it."""
    document = json.loads((edges / "evidence/validation.json").read_text("utf-8"))
    results = document["results"]
    assert results
    for found in results:
        assert all(
            value is None or type(value) in (int, float) for value in found["result"].values()
        )
        if "observed_value" in found["result"]:
            assert found["expectation_config"]["type"] in SHOWN
    for path, text in texts_of(edges).items():
        if path.startswith("evidence/data-docs/"):
            assert "Sampled Unexpected Values" not in text, path


def test_distributions_tell_only_what_enough_people_share(edges: Path) -> None:
    document = json.loads((edges / "evidence/assessment.json").read_text("utf-8"))
    shown = [part for table in document["tables"] for part in table["distributions"]]
    assert shown
    for part in shown:
        assert part["fewest"] >= 5
        for share in part["shares"]:
            for side in ("before", "after"):
                assert share[side] == 0 or share[side] * PEOPLE >= part["fewest"] * 0.69, part
