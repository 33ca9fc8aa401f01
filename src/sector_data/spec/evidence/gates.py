"""Evidence of the gate: each line of a profile, and the verdict on one synthetic table.

What lives here: the documents of :mod:`sector_data.assessment.gating`. What does not: the bounds
(:mod:`sector_data.spec.gate_profiles`) and the self-test, which stands beside the verdict
(:mod:`sector_data.spec.evidence.selftest`).
"""

from __future__ import annotations

from typing import Literal

from sector_data.spec.gate_profiles import CheckFigure, GateProfileName
from sector_data.spec.model import Model

CheckVerdict = Literal["holds", "fails", "not assessed", "does not apply"]

CheckReason = Literal[
    "no-control",
    "few-people",
    "wide-interval",
    "nothing-known",
    "not-measured",
    "no-secret",
    "no-rules",
    "no-target",
    "nothing-to-compare",
]
"""Why a line is not assessed, or does not apply:

no-control, few-people
    Nobody was set aside, or fewer than 100 people.
wide-interval
    So few people leave room for more than the bound.
nothing-known
    No column is named that others may know.
not-measured
    The pipeline did not ask for what the line needs.
no-secret, no-rules, no-target
    No column must not be learnt, no rule was declared, no column is to be predicted.
nothing-to-compare
    There is nothing of the kind: no record is one person's alone, no number, no pair of columns
    that depend on each other, nothing left to guess.
"""

GateReason = Literal[
    "control-group", "few-subjects", "misses-leaks", "false-alarm", "lines", "not-tried"
]
"""Why a table is not assessed: too few people were set aside; there were too few to try the gate on
releases whose leak is known, or it did not tell these apart; a line that decides is not assessed;
the self-test was not run."""


class CheckResult(Model):
    """One line of a profile, put to one table."""

    check: str
    figure: CheckFigure
    bound: float
    upper: bool
    """Whether the figure must not be larger than the bound; else not smaller."""
    otherwise: Literal["refuse", "not-assessed", "warn"]
    compared: float | None = None
    """What is held against the bound: an end of the interval, or the figure itself."""
    value: float | None = None
    """The figure itself."""
    subject: str | None = None
    """Of the worst figure the secret, and the column that makes its group; the attack; the traces;
    what was changed of a copy."""
    verdict: CheckVerdict
    reason: CheckReason | None = None

    @property
    def sentence(self) -> str:
        """What was found, for a steward."""
        name = self.check if self.subject is None else f"{self.check} ({self.subject})"
        if self.compared is None:
            return f"{name}: {self.verdict}, {_REASONS[self.reason]}."
        sign = "at most" if self.upper else "at least"
        told = f"{name}: {self.compared:.4g}, {sign} {self.bound:g} is asked"
        if self.reason is not None:
            return f"{told}: {self.verdict}, {_REASONS[self.reason]}."
        return f"{told}."


class TableGate(Model):
    """The verdict of a profile on one synthetic table."""

    table: str
    profile: GateProfileName
    version: str
    """Of the profile."""
    checks: tuple[CheckResult, ...]
    """In the order of the profile."""
    verdict: Literal["passes", "refuses", "not assessed"]
    reason: GateReason | None = None

    @property
    def failed(self) -> tuple[CheckResult, ...]:
        """Lines that refuse the release."""
        return tuple(c for c in self.checks if c.verdict == "fails" and c.otherwise == "refuse")

    @property
    def warnings(self) -> tuple[CheckResult, ...]:
        """Lines that are missed and only told."""
        return tuple(c for c in self.checks if c.verdict == "fails" and c.otherwise == "warn")

    @property
    def untold(self) -> tuple[CheckResult, ...]:
        """Lines that decide and are not assessed."""
        return tuple(
            c for c in self.checks if c.verdict == "not assessed" and c.otherwise != "warn"
        )

    @property
    def sentence(self) -> str:
        """The verdict, for a steward."""
        profile = f"the gate profile {self.profile}"
        match self.verdict:
            case "passes":
                return (
                    f"{self.table} passes {profile}, which refuses three releases that leak and "
                    "passes one that does not, made from the same data."
                )
            case "refuses":
                lines = " ".join(check.sentence for check in self.failed)
                return f"{self.table} is refused by {profile}. {lines}"
            case _:
                return f"{self.table} is not assessed by {profile}: {self.why_not}"

    @property
    def why_not(self) -> str:
        """Why the table is not assessed, and what helps; empty where it is."""
        if self.reason is None:
            return ""
        if self.reason == "lines":
            return " ".join(check.sentence for check in self.untold)
        return _WHY_NOT[self.reason]


_REASONS: dict[CheckReason | None, str] = {
    None: "nothing was measured",
    "no-control": "nobody was set aside whom the release never saw",
    "few-people": "there are fewer than 100 people on one side",
    "wide-interval": "so few people leave room for more than the bound",
    "nothing-known": "no column is named that others may know",
    "not-measured": "it was not measured",
    "no-secret": "no column is named that must not be learnt",
    "no-rules": "no rule, key or reference is declared",
    "no-target": "no column is named that users will predict",
    "nothing-to-compare": "there is nothing of the kind to compare",
}

_WHY_NOT: dict[GateReason, str] = {
    "control-group": "too few people were set aside before the rows were learnt from. Write "
    "`assess: {control: 50%}`.",
    "few-subjects": "too few people were set aside to try it on releases whose leak is known: 200 "
    "are the least.",
    "misses-leaks": "on these data it would not see a leak that is there. Where few coarse columns "
    "are left, many people share a record, and copies look like anybody: that protects them, but "
    "it is not shown by attacks. Rely on the k-anonymity of the rows that were learnt from, keep "
    "more detail, or set more people aside.",
    "false-alarm": "on these data it refuses other people, who are as safe as a release can be: "
    "what it says means nothing. Set more people aside, and take them from the same population.",
    "not-tried": "it was not tried on releases whose leak is known.",
}
