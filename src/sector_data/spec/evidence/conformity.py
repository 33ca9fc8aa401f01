"""What a release shows of each policy pack that its pipeline names.

What lives here: the document ``evidence/conformity.json``. What does not: the packs
(:mod:`sector_data.spec.policies`), the verdicts (:mod:`sector_data.pipeline.policies.conforming`)
and their words in five languages (:mod:`sector_data.release.report`).
"""

from __future__ import annotations

from collections import Counter
from typing import Literal

from sector_data.spec.model import Model
from sector_data.spec.policy_terms import Status

DISCLAIMER = (
    "Packs are working readings of their texts. That a part holds says what is written beside it "
    "and no more; whether a law is complied with is for a person to say."
)
"""Stands in every statement."""

Verdict = Literal["holds", "fails", "needs a human"]

EvidenceKind = Literal[
    "no-column",
    "not-looked-for",
    "kept-to",
    "cautioned",
    "broken",
    "unverified",
    "measured",
    "not-measured",
    "counted",
    "recipient",
    "validity",
    "person",
]
"""Why the verdict: no column is of this kind; detection does not look for such columns; the plan
keeps to it and the tables show it; the pack accepts it with a warning; the plan or the tables
break it; nobody compared the rule with its source; a figure against its bound; no figure to be
had; so many that failed; who gets the release; until when the text is in force; a question to a
person."""


class ConformityLine(Model):
    """One thing that a pack asks, and what the release shows of it."""

    part: Literal["rule", "figure", "check", "recipients", "validity", "person"]
    """Of the pack."""
    id: str
    """Within the part."""
    title: str
    """In the pack's words."""
    source: str | None
    """Exact citation; None for what the pack asks of a person, whose words name it."""
    status: Status
    """How far it binds."""
    verdict: Verdict
    evidence: EvidenceKind
    columns: dict[str, str] = {}
    """``table.column`` to the transform that was carried out, for the columns that it is about;
    those that break it, where any does."""
    figure: str | None = None
    """What was measured: ``k-anonymity``, ``highest-risk`` …"""
    measured: float | None = None
    bound: float | None = None
    cautions: tuple[str, ...] = ()
    """The pack's warnings about what was carried out."""
    note: str | None = None
    """What the evidence names: a recipient, a date, a number of subjects."""


class PackConformity(Model):
    """All that one pack asks."""

    pack: str
    version: str
    title: str
    jurisdiction: str
    status: Status
    source: str
    lines: tuple[ConformityLine, ...]

    def count(self, verdict: Verdict) -> int:
        """Return how many lines have a verdict."""
        return Counter(line.verdict for line in self.lines)[verdict]


class Conformity(Model):
    """The statement of a release: one part for each pack."""

    format: Literal["sector-data-conformity/1"] = "sector-data-conformity/1"
    disclaimer: str = DISCLAIMER
    packs: tuple[PackConformity, ...]

    def failures(self) -> list[str]:
        """Return a sentence for each part that fails."""
        return [
            f"{pack.pack}, {line.part} {line.id} is not kept to: {line.title}"
            + (f" ({line.source})" if line.source else "")
            + (f"; {', '.join(line.columns)}" if line.columns else "")
            + "."
            for pack in self.packs
            for line in pack.lines
            if line.verdict == "fails"
        ]
