"""The papers of a real bundle: every statement is what the evidence that it names says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from sector_data.spec.governance import Governance, Statement
from sector_data.spec.questions import QUESTIONS

pytestmark = pytest.mark.slow

COUNTED = frozenset({"attacks", "columns", "expectations", "gates", "leaks", "pack", "useful"})
"""Statements that count what they point to; the tests recount some of them."""
MEMBERS = {
    "members_told": "found",
    "members_hidden": "not found",
    "members_untold": "cannot tell",
}


def papers(bundle: Path) -> Governance:
    text = (bundle / "evidence/governance.json").read_text("utf-8")
    return Governance.model_validate_json(text)


def pointed_to(bundle: Path, evidence: str) -> Any:
    """Return what stands at a place of a bundle: part of a JSON file (RFC 6901), or a file."""
    file, mark, pointer = evidence.partition("#")
    assert (bundle / file).is_file(), evidence
    if not mark:
        return bundle / file
    node = json.loads((bundle / file).read_text("utf-8"))
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        node = node[int(name)] if isinstance(node, list) else node[name]
    return node


def check(statement: Statement, bundle: Path) -> None:
    """Insist that what is said stands where it is said to stand."""
    found, values = pointed_to(bundle, statement.evidence), statement.values
    if isinstance(found, Path):
        if statement.says == "rows":
            assert pq.ParquetFile(found).metadata.num_rows == values["rows"]
        return
    if isinstance(found, dict | list):
        text = json.dumps(found, ensure_ascii=False)
        for value in values.values():
            for name in value if isinstance(value, tuple) else ():
                assert json.dumps(name.split(".", 1)[-1], ensure_ascii=False)[1:-1] in text, name
        if isinstance(found, dict) and statement.says in ("risk", "both_risks", "lowered", "kept"):
            figures = {value for value in found.values() if isinstance(value, int | float)}
            told = {v for k, v in values.items() if isinstance(v, int | float)}
            assert told - figures <= {values.get("before"), values.get("share")}
        return
    if statement.says in MEMBERS:
        assert MEMBERS[statement.says] == found
    else:
        assert isinstance(found, bool) or found in values.values(), statement


@pytest.mark.parametrize("name", ["bundle", "edges"])
def test_every_statement_is_what_its_evidence_says(
    name: str, request: pytest.FixtureRequest
) -> None:
    bundle: Path = request.getfixturevalue(name)
    found = papers(bundle)
    assert len(found.statements()) > 60
    for statement in found.statements():
        check(statement, bundle)


@pytest.mark.parametrize("name", ["bundle", "edges"])
def test_counts_are_those_of_what_they_point_to(name: str, request: pytest.FixtureRequest) -> None:
    bundle: Path = request.getfixturevalue(name)
    told = {s.says: s for s in papers(bundle).statements() if s.says in COUNTED}
    leaks = told["leaks"]
    assert len(pointed_to(bundle, leaks.evidence)) == leaks.values["found"] == 0
    columns = told["columns"]
    planned = pointed_to(bundle, columns.evidence)
    assert len(planned) == columns.values["total"]
    assert sum(c["transform"]["kind"] != "drop" for c in planned) == columns.values["released"]
    if "attacks" in told:
        attacks = told["attacks"]
        verdicts = [figure["verdict"] for figure in pointed_to(bundle, attacks.evidence)]
        assert verdicts.count("found") == attacks.values["found"]
        assert len(verdicts) == attacks.values["count"]


def test_answers_of_the_steward_are_in_the_plan_and_on_every_page(edges: Path) -> None:
    answers = {a.question: a for frame in papers(edges).frames for a in frame.answers}
    assert answers.keys() == QUESTIONS.keys()
    funding = answers["motivation.funding"]
    assert (funding.status, funding.said) == ("person", "The health authority.")
    assert pointed_to(edges, funding.said_in) == funding.said
    assert pointed_to(edges, answers["collection.ethics"].said_in)["ja"] == "承認済み。"
    for page in ("report.html", "README.md"):
        assert "The health authority." in (edges / page).read_text("utf-8")


def test_measured_columns_are_told_by_their_measures(edges: Path) -> None:
    document = json.loads((edges / "evidence/assessment.json").read_text("utf-8"))
    verdicts = {
        f"{table['table']}.{column['column']}": column["verdict"]
        for table in document["tables"]
        if table["usefulness"]
        for column in table["usefulness"]["columns"]
    }
    assert verdicts
    by_word = {
        "trust_measured": "safe to use",
        "care_measured": "use with care",
        "no_measured": "do not use",
    }
    told = {
        (name, by_word[found.statement.says])
        for found in papers(edges).statistics
        if found.statement.says in by_word
        for name in found.statement.values["columns"]  # type: ignore[union-attr]
    }
    assert told == {pair for pair in verdicts.items() if pair[1] != "cannot tell"}
