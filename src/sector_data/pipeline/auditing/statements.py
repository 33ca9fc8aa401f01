"""Whether what the publisher signs is what plan and evidence say.

What lives here: the claim about the predicates of the signed statements. What does not: signatures
and digests (:mod:`sector_data.release.verification`), and what the predicates say
(:mod:`sector_data.release.statement`).

Whoever has not this program reads figures from the statements. A signature says whose they are, and
not that they are those of the evidence.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sector_data.errors import BundleError
from sector_data.pipeline.auditing.conformity import read_validation
from sector_data.pipeline.auditing.papers import otherwise
from sector_data.pipeline.auditing.privacy import holds
from sector_data.release import layout
from sector_data.release.documents import read_bytes, readable_model
from sector_data.release.signature import read_attestations, read_public_key
from sector_data.release.statement import (
    ANONYMISATION_TYPE,
    TEST_RESULT_TYPE,
    Predicate,
    anonymisation_predicate,
    validation_predicate,
)
from sector_data.spec.evidence.release import Assessment, Claim, LeakReport
from sector_data.spec.plan import Plan

_SUBJECT = "statements"
_NAMES = {ANONYMISATION_TYPE: "how the data were made", TEST_RESULT_TYPE: "what was tested"}


def statement_claims(bundle: Path, plan: Plan) -> Iterator[Claim]:
    """Make the publisher's statements again from plan and evidence, and compare.

    Nothing is yielded where the signatures do not hold: a claim of its own says so.

    Parameters
    ----------
    bundle
        Its directory.
    plan
        Its plan.
    """
    try:
        key = read_public_key(read_bytes(bundle, layout.SIGNER))
        signed = read_attestations(read_bytes(bundle, layout.ATTESTATIONS), key)
    except BundleError:
        return
    stated = {str(s.get("predicateType")): s.get("predicate") for s in signed}
    absent = [name for kind, name in _NAMES.items() if kind not in stated]
    if absent:
        yield holds(
            _SUBJECT, False, f"The publisher signs two. That on {' and '.join(absent)} is missing."
        )
        return
    made = _made_again(bundle, plan, stated[ANONYMISATION_TYPE])
    if made is None:
        yield holds(_SUBJECT, False, "The evidence that they rest on is missing or damaged.")
        return
    wrong = [
        f"{_NAMES[predicate.type]} ({', '.join(others)})"
        for predicate in made
        if (others := _different(stated[predicate.type], predicate.content))
    ]
    if wrong:
        yield otherwise(_SUBJECT, plan, f"Not what plan and evidence say: {'; '.join(wrong)}.")
    else:
        yield holds(_SUBJECT, True, "What the publisher signed is what plan and evidence say.")


def _made_again(bundle: Path, plan: Plan, stated: Any) -> tuple[Predicate, ...] | None:
    assessment = readable_model(bundle, layout.evidence_path("assessment"), Assessment)
    leaks = readable_model(bundle, layout.evidence_path("leaks"), LeakReport)
    validation = read_validation(bundle)
    try:
        expectations = read_bytes(bundle, layout.evidence_path("expectations"))
    except BundleError:
        return None
    if assessment is None or leaks is None or validation is None:
        return None
    keyed = any(column.keyed for table in plan.tables for column in table.columns)
    named = stated.get("pseudonymKeyId") if isinstance(stated, dict) else None
    return (
        anonymisation_predicate(
            plan,
            assessment,
            leaks,
            # Of the key that made the pseudonyms nothing is in the bundle but its name.
            key_id=str(named) if keyed and named is not None else None,
        ),
        validation_predicate(validation, hashlib.sha256(expectations).hexdigest()),
    )


def _different(stated: Any, made: dict[str, Any]) -> list[str]:
    """Return the fields in which a predicate is not the one that is made again.

    The plan's digest is left out: the claim ``plan`` is about it.
    """
    if not isinstance(stated, dict):
        return sorted(made)
    again = json.loads(json.dumps(made))
    return sorted(
        name
        for name in (stated.keys() | again.keys()) - {"planDigest"}
        if name not in stated or name not in again or stated[name] != again[name]
    )
