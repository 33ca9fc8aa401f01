"""Plans and suites of a stranger: they name no file of the auditor's, and stop no machine."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import sector_data as sd
from sector_data.pipeline.auditing import claims as auditing
from sector_data.validate.bounded import BoundedSearch
from sector_data.validate.surroundings import search_here
from tests.cli.running import sector_data
from tests.trust.bundles import edited, sign_anew

Document = dict[str, Any]


def column(document: Document, name: str) -> Document:
    (table,) = document["tables"]
    found: Document = next(c for c in table["columns"] if c["column"] == name)
    return found


def hierarchy_of(path: str) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        named = document["pipeline"]["columns"]["people.dx"]
        named["hierarchy"] = {"kind": "file", "path": path}
        document["pipeline"]["privacy"]["t-closeness"] = {"people.dx": 0.5}

    return change


def population_of(path: str) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        document["pipeline"]["privacy"]["k-map"] = {"k": 2, "population": {"path": path}}

    return change


def elsewhere(document: Document) -> None:
    document["pipeline"]["base"] = "/"


@pytest.mark.parametrize(
    "change",
    [
        *map(hierarchy_of, ("/dev/zero", "pipe", "../pipe", "..", "")),
        *map(population_of, ("/dev/zero", "pipe", "../pipe.csv")),
        elsewhere,
    ],
)
def test_a_plan_opens_no_file_of_the_auditor(
    change: Callable[[Document], None],
    bundle: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever opened the pipe would wait for ever; whoever read the device, longer."""
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.chdir(tmp_path)
    edited(bundle / "plan.json", change)
    sign_anew(bundle)

    done = sector_data("audit", bundle)
    assert done.code in (0, 1)
    assert not done.err


def no_tables(document: Document) -> None:
    document["tables"] = []


def a_table_twice(document: Document) -> None:
    document["tables"] *= 2


def a_table_that_is_not_there(document: Document) -> None:
    document["tables"][0]["table"] = "others"


def a_table_outside(document: Document) -> None:
    document["tables"][0]["table"] = "../../../etc/passwd"


def a_column_that_is_not_there(document: Document) -> None:
    column(document, "age")["column"] = "height"


def a_pack_outside(document: Document) -> None:
    document["pipeline"]["policy"] = ["../../../../etc/passwd"]


def a_subject_of_no_table(document: Document) -> None:
    document["pipeline"]["subject"] = "others.id"


@pytest.mark.parametrize(
    "change",
    [
        *(no_tables, a_table_twice, a_table_that_is_not_there, a_table_outside),
        *(a_column_that_is_not_there, a_pack_outside, a_subject_of_no_table),
    ],
    ids=lambda f: f.__name__,
)
def test_a_plan_that_does_not_fit_its_bundle(
    change: Callable[[Document], None], bundle: Path
) -> None:
    edited(bundle / "plan.json", change)
    sign_anew(bundle)

    done = sector_data("audit", bundle)
    assert done.code == 1
    assert not done.err


def expecting(bundle: Path, *documents: Document) -> None:
    """Put further expectations into the suite of a bundle, and sign."""

    def change(document: Document) -> None:
        document["suites"]["people"].extend({**d, "reason": "A stranger's."} for d in documents)

    edited(bundle / "evidence/expectations.json", change)
    sign_anew(bundle)


ENDLESS = r"^(([a-z0-9])+.)+[A-Z]([a-z0-9])+$"
"""From OWASP's page on regular expressions that deny service; `(.*)*!` and the like do as well."""


def test_patterns_that_would_take_for_ever_are_stopped(
    bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sector_data.validate.bounded.BoundedSearch.__init__.__defaults__", (2.0,))
    pattern = {"expectation": "expect_column_values_to_match_regex", "column": "person_id"}
    listed = {**pattern, "expectation": "expect_column_values_to_not_match_regex_list"}
    expecting(
        bundle,
        {**pattern, "arguments": {"regex": r"^(\w|\w\w)+!$"}},
        {**listed, "arguments": {"regex_list": [r"(\w+)*!", "x"]}},
        {**pattern, "column": "sex", "arguments": {"regex": "^"}},
    )
    began = time.monotonic()
    report = sd.audit(bundle)

    assert time.monotonic() - began < 60
    wrong = [claim for claim in report.claims if claim.verdict == "does not hold"]
    assert [claim.subject for claim in wrong][:2] == ["expectations", "people.person_id"]


def test_ordinary_patterns_find_in_a_process_what_they_find_here() -> None:
    texts = ["", "a", "é", "7", "٣", "a\n", "日本", "x" * 100_000, '"', "\\", "a b"]
    bounded = BoundedSearch()
    for pattern in ("", "^a$", r"\d", r"\w+", r"(?!a)\w", r"\A(?:a|é)\Z", '"', r"\\", "(?i)É"):
        assert list(bounded(pattern, texts)) == list(search_here(pattern, texts)), pattern


@pytest.mark.parametrize("pattern", ["(", "(?P<a>x)(?P<a>y)", "a{99999999999}", "[" * 5000])
def test_what_is_no_pattern_is_an_error(pattern: str) -> None:
    with pytest.raises(ValueError, match="cannot be searched"):
        BoundedSearch()(pattern, ["x"])


def test_when_the_time_is_used_up_no_pattern_is_tried_any_more() -> None:
    bounded = BoundedSearch(seconds=0.5)
    for pattern, text in ((ENDLESS, "a" * 64 + "!"), ("x", "x")):
        with pytest.raises(TimeoutError):
            bounded(pattern, [text])


def test_more_expectations_than_make_sense(bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auditing, "MOST_EXPECTATIONS", 10)
    monkeypatch.setattr(auditing, "MOST_OF_A_COLUMN", 5)
    one = {"expectation": "expect_column_to_exist", "column": "sex", "arguments": {}}
    expecting(bundle, *[one] * 100)
    done = sector_data("audit", bundle)

    assert done.code == 1
    assert "more than make sense" in " ".join(done.out.split())


@pytest.mark.parametrize(
    "document",
    [
        {"expectation": "unexpected_rows_expectation", "arguments": {"unexpected_rows_query": "x"}},
        {
            "expectation": "expect_column_values_to_match_json_schema",
            "column": "sex",
            "arguments": {"json_schema": {"$ref": "http://127.0.0.1:9/x.json"}},
        },
        {
            "expectation": "expect_column_values_to_not_be_null",
            "column": "sex",
            "arguments": {"row_condition": "__import__('os').system('touch owned')"},
        },
        {"expectation": "__class__", "arguments": {}},
        {"expectation": "expect_column_to_exist", "column": "sex", "arguments": {"meta": "x"}},
    ],
    ids=["SQL", "a schema elsewhere", "code", "no expectation", "an argument of the engine"],
)
def test_expectations_that_are_not_offered_are_not_run(
    document: Document, bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = set(tmp_path.iterdir())
    expecting(bundle, document)
    done = sector_data("audit", bundle, "--json")

    assert done.code == 1
    claims = {c["subject"]: c["verdict"] for c in json.loads(done.out)["claims"]}
    assert claims["expectations"] == "does not hold"
    assert set(tmp_path.iterdir()) == before
