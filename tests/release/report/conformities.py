"""Statements of policy packs to report on: every kind of evidence, and a pack that fails."""

from __future__ import annotations

import dataclasses
from typing import Any, get_args

from sector_data.release.report.content import ReportContent
from sector_data.spec.evidence.conformity import (
    Conformity,
    ConformityLine,
    EvidenceKind,
    PackConformity,
)
from sector_data.spec.policy_terms import Status
from tests.release.report.contents import hospital

FIGURES: dict[str, tuple[float, float]] = {
    "k-anonymity": (14, 11),
    "highest-risk": (0.0714, 0.09),
    "unique": (0.125, 0.0),
    "leaks": (0, 0),
    "expectations": (2, 0),
    "gates": (1, 0),
}
NOTES = {"recipient": "secure-room", "validity": "2025-03-31"}


def line(number: int, evidence: EvidenceKind, **more: Any) -> ConformityLine:
    said: dict[str, Any] = {
        "part": "rule",
        "id": f"r-{number}",
        "title": f"what is asked number {number}",
        "source": f"Book, article {number}",
        "status": Status.GUIDANCE,
        "verdict": "holds",
        "evidence": evidence,
        "note": NOTES.get(evidence),
    }
    return ConformityLine.model_validate(said | more)


def pack(name: str, *lines: ConformityLine) -> PackConformity:
    return PackConformity(
        pack=name,
        version="1.0.0",
        title=f"Book of {name}",
        jurisdiction="CA-ON",
        status=Status.GUIDANCE,
        source=f"Parliament, Book of {name}",
        lines=lines,
    )


def of_every_kind() -> Conformity:
    """Return a statement that needs every message about packs."""
    kinds = [k for k in get_args(EvidenceKind) if k not in ("measured", "counted", "person")]
    many = {f"patients.c{number}": "drop" for number in range(9)} | {"patients.zip": "zip3"}
    lines = [line(number, kind) for number, kind in enumerate(kinds)]
    lines += [line(20, "broken", verdict="fails", columns={"patients.sex": "keep"})]
    warned = ("Have it read.", "Whoever holds the key can decrypt.")
    lines += [line(21, "cautioned", verdict="needs a human", columns=many, cautions=warned)]
    lines += [
        line(70, "recipient", part="recipients", note="registered"),
        line(71, "validity", part="validity", note="2025-03-31"),
    ]
    lines += [
        line(30 + number, "measured", part="check", figure=figure, measured=measured, bound=bound)
        for number, (figure, (measured, bound)) in enumerate(FIGURES.items())
    ]
    lines += [
        line(40, "measured", part="figure", figure="k-anonymity", measured=14, bound=11),
        line(41, "measured", part="figure", figure="highest-risk", measured=None, bound=0.09),
        *(line(50 + place, "kept-to", status=status) for place, status in enumerate(Status)),
        line(60, "person", part="figure", figure="dominance", bound=0.15, note="15"),
        line(61, "person", part="person", verdict="needs a human", source=None),
    ]
    asks = line(1, "person", part="person", verdict="needs a human", source=None)
    return Conformity(packs=(pack("kinds", *lines), pack("questions", asks)))


def stated() -> ReportContent:
    """Return the hospital's release with that statement."""
    return dataclasses.replace(hospital(), conformity=of_every_kind())
