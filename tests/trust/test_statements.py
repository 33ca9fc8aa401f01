"""What the publisher signs is what plan and evidence say, and every figure of risk is recounted."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import sector_data as sd
from sector_data.release.layout import ATTESTATIONS, SIGNATURES, SUMS
from sector_data.release.sealing import sign_bundle
from sector_data.release.statement import ANONYMISATION_TYPE, Predicate
from tests.trust.bundles import FORGER, sign_anew, statements
from tests.trust.test_papers import claim_on

Change = Callable[[dict[str, Any]], None]


def signed_anew(bundle: Path, change: Change, *, of: str = ANONYMISATION_TYPE) -> None:
    """Let the forger sign a predicate that was changed."""
    sign_anew(bundle)
    said = [Predicate(s["predicateType"], s["predicate"]) for s in statements(bundle)]
    for predicate in said:
        if predicate.type == of:
            change(predicate.content)
    for name in (SUMS, ATTESTATIONS, SIGNATURES):
        (bundle / name).unlink(missing_ok=True)
    sign_bundle(bundle, said, FORGER)


def a_larger_class(said: dict[str, Any]) -> None:
    said["risk"]["after"][0]["k"] = 500


def nothing_excused(said: dict[str, Any]) -> None:
    said["leaks"]["excused"] += 1


def another_pack(said: dict[str, Any]) -> None:
    said["policies"] = ["hipaa-safe-harbor"]


def a_word_more(said: dict[str, Any]) -> None:
    said["anonymous"] = True


def a_word_less(said: dict[str, Any]) -> None:
    del said["gates"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (a_larger_class, "risk"),
        (nothing_excused, "leaks"),
        (another_pack, "policies"),
        (a_word_more, "anonymous"),
        (a_word_less, "gates"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_a_predicate_that_says_otherwise_is_named(change: Change, field: str, bundle: Path) -> None:
    sign_anew(bundle)
    assert claim_on("statements", bundle).verdict == "holds"
    signed_anew(bundle, change)
    claim = claim_on("statements", bundle)
    assert claim.verdict == "does not hold"
    assert f"how the data were made ({field})" in claim.sentence


def test_a_statement_that_was_taken_away_is_missed(bundle: Path) -> None:
    """Also where the key is the publisher's own: no signature says how many there were."""
    lines = (bundle / ATTESTATIONS).read_bytes().splitlines(keepends=True)
    (bundle / ATTESTATIONS).write_bytes(lines[0])
    claim = claim_on("statements", bundle)
    assert claim.verdict == "does not hold"
    assert "what was tested is missing" in claim.sentence


@pytest.mark.parametrize(
    ("figure", "value"),
    [
        ("highest-risk", 0.0005),
        ("average-risk", 0.0001),
        ("unique-subjects", 0.5),
        ("subjects-below-k", 0.5),
        ("subjects", 4_000),
    ],
)
def test_every_figure_of_risk_is_recounted(figure: str, value: float, bundle: Path) -> None:
    place = bundle / "evidence/assessment.json"
    assessment = json.loads(place.read_text("utf-8"))
    assert assessment["after"][0][figure] != value
    assessment["after"][0][figure] = value
    place.write_text(json.dumps(assessment), "utf-8")
    sign_anew(bundle)
    told = {claim.subject: claim for claim in sd.audit(bundle).claims}
    assert told["risk of people"].verdict == "does not hold"
    assert figure in told["risk of people"].sentence
