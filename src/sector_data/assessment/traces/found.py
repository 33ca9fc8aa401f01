"""Putting what was counted into findings.

What lives here: the comparison of source and control, and the verdict of a search over several
columns. What does not: the counting.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from sector_data.anonymise.classes import Flags, Integers
from sector_data.assessment.attacks.intervals import excess, rate
from sector_data.assessment.attacks.scene import FEWEST_SUBJECTS
from sector_data.assessment.traces.chance import THREE_DEVIATIONS, hypergeometric_tail
from sector_data.assessment.traces.sides import Sides, sole_owners
from sector_data.spec.evidence.attacks import Verdict
from sector_data.spec.evidence.traces import Reason, Severity, Trace, TraceCheck, TraceFinding

_NOT_COMPARED = {"no-control", "few-subjects"}
_NOTHING_THERE = {None, "nothing-to-compare", "nothing-single"}
"""Reasons that leave nothing in doubt: where nothing is single, nobody can be told."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one search says."""

    check: TraceCheck
    findings: tuple[TraceFinding, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """Subjects with something that only they have, and those of them that are met in the release.

    `people` and `met` are flags over all subjects, the source's first.
    """

    people: Flags
    met: Flags

    @classmethod
    def of(cls, sides: Sides, codes: Integers, size: int, released: Flags) -> Counts:
        """Count the subjects that alone have a code."""
        sole = sole_owners(codes, sides.owners, size)
        single = sole >= 0
        everybody = sides.subjects + sides.other_subjects
        people = np.zeros(everybody, dtype=np.bool_)
        met = np.zeros(everybody, dtype=np.bool_)
        people[sole[single]] = True
        met[sole[single & released]] = True
        return cls(people, met)

    def on(self, sides: Sides, *, control: bool) -> tuple[int, int]:
        """Return how many were met, and of how many, on one of the sides."""
        part = slice(sides.subjects, None) if control else slice(sides.subjects)
        return int(self.met[part].sum()), int(self.people[part].sum())


def shortage(sides: Sides) -> Reason | None:
    """Return why a comparison with the control group cannot be made."""
    if not sides.other_subjects:
        return "no-control"
    fewest = min(sides.subjects, sides.other_subjects)
    return "few-subjects" if fewest < FEWEST_SUBJECTS else None


def against_control(
    sides: Sides, counts: Counts, about: TraceFinding, *, tests: int = 1
) -> TraceFinding:
    """Compare what was met of the source with what was met of the control.

    Parameters
    ----------
    counts
        Subjects on both sides.
    about
        The finding, whose figures are filled in.
    tests
        Columns that are searched alike.

    Returns
    -------
    TraceFinding
        ``found`` when less than three standard deviations' chance explains it, ``cannot tell``
        when something was met and there is no control.
    """
    met, people = counts.on(sides, control=False)
    figures: dict[str, object] = {
        "count": met,
        "looked_at": people,
        "share": met / people if people else 0.0,
    }
    if shortage(sides) is not None:
        verdict: Verdict = "cannot tell" if met else "not found"
        return about.model_copy(update={**figures, "verdict": verdict})
    others_met, others = counts.on(sides, control=True)
    if people and others:
        figures["by_chance"] = others_met / others
        figures["excess"] = excess(
            rate(met, people),
            rate(others_met, others),
            confidence=1 - 2 * THREE_DEVIATIONS / max(tests, 1),
        )
    verdict = "found" if is_found(sides, counts, tests=tests) else "not found"
    return about.model_copy(update={**figures, "verdict": verdict})


def is_found(sides: Sides, counts: Counts, *, tests: int = 1) -> bool:
    """Say whether more of the source is met than chance explains, given the control.

    False where the comparison cannot be made.
    """
    if shortage(sides) is not None:
        return False
    met, people = counts.on(sides, control=False)
    others_met, others = counts.on(sides, control=True)
    chance = hypergeometric_tail(met, people, met + others_met, people + others)
    return chance <= THREE_DEVIATIONS / max(tests, 1)


def concluded(
    trace: Trace,
    looked_at: int,
    findings: Iterable[TraceFinding | None] = (),
    why_not: Reason | None = None,
) -> Outcome:
    """Put the findings of one search together; of a search in columns, what was found or cannot be
    told is kept, of one in whole records everything."""
    kept = tuple(
        finding
        for finding in findings
        if finding is not None and (finding.column is None or finding.verdict != "not found")
    )
    found = sum(finding.verdict == "found" for finding in kept)
    verdict: Verdict = "found" if found else "not found"
    untold = any(finding.verdict == "cannot tell" for finding in kept)
    if not untold and why_not in _NOT_COMPARED:
        why_not = None  # nothing was met that could be compared
    if not found and (untold or why_not not in _NOTHING_THERE):
        verdict = "cannot tell"
    check = TraceCheck(
        trace=trace, looked_at=looked_at, found=found, verdict=verdict, why_not=why_not
    )
    return Outcome(check, kept)


def about(trace: Trace, severity: Severity, **names: str | None) -> TraceFinding:
    """Return a finding without figures yet."""
    return TraceFinding(
        trace=trace,
        count=0,
        looked_at=0,
        share=0.0,
        by_chance=None,
        verdict="not found",
        severity=severity,
        **names,
    )
