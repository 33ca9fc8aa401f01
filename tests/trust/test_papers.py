"""Papers and pages that say what the evidence does not: found, whoever signed them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import sector_data as sd
from sector_data.pipeline.auditing.papers import PAPERS
from sector_data.spec.evidence.release import Claim
from tests.trust.bundles import edited, sign_anew


def claim_on(subject: str, bundle: Path) -> Claim:
    (claim,) = [claim for claim in sd.audit(bundle).claims if claim.subject == subject]
    return claim


def answers_of(papers: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for frame in papers["frames"]:
        yield from frame["answers"]


def answer_to(question: str, papers: dict[str, Any]) -> dict[str, Any]:
    return next(answer for answer in answers_of(papers) if answer["question"] == question)


def a_smaller_risk(papers: dict[str, Any]) -> None:
    """Say of the largest risk what the evidence it points to does not."""
    said = answer_to("data.risk", papers)["statements"][0]["values"]
    said["highest"] /= 2


def evidence_that_is_none(papers: dict[str, Any]) -> None:
    """Call a question answered that nobody answered."""
    answer_to("collection.ethics", papers)["status"] = "evidence"


def another_place(papers: dict[str, Any]) -> None:
    answer_to("data.risk", papers)["statements"][0]["evidence"] = "plan.json#/tables/0"


def words_of_a_person(papers: dict[str, Any]) -> None:
    answer_to("motivation.creator", papers)["said"] = "The health authority."


def a_question_less(papers: dict[str, Any]) -> None:
    papers["frames"][0]["answers"].pop(0)


def one_more_freedom(papers: dict[str, Any]) -> None:
    papers["may"].append({"says": "may_share", "values": {}, "evidence": "plan.json"})


def nothing_forbidden(papers: dict[str, Any]) -> None:
    papers["may-not"].clear()


def another_frame(papers: dict[str, Any]) -> None:
    papers["frames"].reverse()


FORGED: dict[str, tuple[Callable[[dict[str, Any]], None], str]] = {
    "a smaller risk": (a_smaller_risk, "data.risk"),
    "evidence that is none": (evidence_that_is_none, "collection.ethics"),
    "another place": (another_place, "data.risk"),
    "words of a person": (words_of_a_person, "motivation.creator"),
    "a question less": (a_question_less, "motivation.purpose"),
    "one more freedom": (one_more_freedom, "may"),
    "nothing forbidden": (nothing_forbidden, "may not"),
    "another frame": (another_frame, "frames"),
}


def test_what_was_not_touched_is_as_it_was(bundle: Path) -> None:
    sign_anew(bundle)
    told = {claim.subject: claim for claim in sd.audit(bundle).claims}
    assert (told["papers"].verdict, told["pages"].verdict) == ("holds", "holds")
    people = told["answers of people"]
    assert people.verdict == "cannot be told from here"
    assert people.sentence == "The publisher's word alone: motivation.creator."


@pytest.mark.parametrize(("change", "place"), FORGED.values(), ids=FORGED)
def test_a_statement_that_was_altered_is_named(
    change: Callable[[dict[str, Any]], None], place: str, bundle: Path
) -> None:
    edited(bundle / PAPERS, change)
    sign_anew(bundle)
    claim = claim_on("papers", bundle)
    assert claim.verdict == "does not hold"
    assert claim.sentence == f"Not as the evidence has it: {place}."


def test_evidence_that_was_altered_below_the_papers_is_told_as_well(bundle: Path) -> None:
    """The other way round: the papers are as they were, and what they rest on says more."""

    def more(document: dict[str, Any]) -> None:
        document["files"] += 1

    edited(bundle / "evidence/leaks.json", more)
    sign_anew(bundle)
    assert claim_on("papers", bundle).verdict == "does not hold"


@pytest.mark.parametrize("page", ["report.html", "report.ja.html", "README.md"])
def test_a_page_that_was_altered_is_named(page: str, bundle: Path) -> None:
    text = (bundle / page).read_text("utf-8")
    (bundle / page).write_text(text.replace("people", "persons"), "utf-8")
    sign_anew(bundle)
    claim = claim_on("pages", bundle)
    assert (claim.verdict, claim.sentence) == (
        "does not hold",
        f"Not what the evidence gives: {page}.",
    )


def test_of_another_version_a_difference_proves_nothing(bundle: Path) -> None:
    edited(bundle / "plan.json", lambda plan: plan.update({"made-with": "sector-data 99.0"}))
    edited(bundle / PAPERS, a_smaller_risk)
    sign_anew(bundle)
    told = {claim.subject: claim for claim in sd.audit(bundle).claims}
    for subject in ("papers", "pages"):
        assert told[subject].verdict == "cannot be told from here"
        assert "made with sector-data 99.0" in told[subject].sentence
    assert "data.risk" in told["papers"].sentence


def test_words_of_a_forger_are_not_obeyed_by_who_answers_again(bundle: Path) -> None:
    """A bundle whose detection lists what is no text, or whose key is none."""
    for path, content in (("evidence/detection.json", {"texts": [7]}), ("signer.pub", {})):
        whole = (bundle / path).read_bytes()
        (bundle / path).write_text(json.dumps(content), "utf-8")
        if path != "signer.pub":
            sign_anew(bundle)
        assert claim_on("papers", bundle).verdict == "does not hold"
        (bundle / path).write_bytes(whole)
