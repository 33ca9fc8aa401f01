"""Evidence of what of the source is left in a release, though nothing of it should be.

What lives here: the documents of :mod:`sector_data.assessment.traces`. What does not: attacks on
people (:mod:`sector_data.spec.evidence.attacks`, :mod:`sector_data.spec.evidence.membership`) and
identifiers in the files of a bundle (:class:`sector_data.spec.evidence.release.LeakReport`).
"""

from __future__ import annotations

from typing import Literal

from sector_data.spec.evidence.attacks import Excess, Verdict
from sector_data.spec.model import Model

Made = Literal["synthetic", "anonymised"]
"""Whether rows are drawn from a model, or are rows of the source after transforms."""

Trace = Literal[
    "exact-copies",
    "near-copies",
    "single-values",
    "extremes",
    "bin-edges",
    "metadata",
    "row-order",
    "counters",
    "digits",
    "pseudonyms",
]
"""What is looked for:

exact-copies
    Records of the source that only one subject has, met in the release.
near-copies
    The same with one column changed, or with numbers moved by a hundredth of their spread.
single-values
    Values of a column that only one subject has, met in the release.
extremes
    The smallest or largest value of a column, where few subjects have it.
bin-edges
    Limits of released intervals that are values or quantiles of the source.
metadata
    Rare or extreme values in documents that go with the release.
row-order
    Released rows that follow the order of the source.
counters
    Running numbers that tell a row's place in the source.
digits
    Seconds of the clock or decimal places that only the source's values have, or more digits than
    were promised.
pseudonyms
    Tokens that anybody can make from the identifiers, without a key.
"""

Severity = Literal["expected", "serious"]
"""Whether the plan lets it stand (a kept column keeps its largest value) or nothing explains it."""

Reason = Literal[
    "no-control",
    "few-subjects",
    "nothing-single",
    "nothing-to-compare",
    "no-matched-rows",
    "not-given",
]
"""Why something could not be measured:

no-control
    Without people whom the release never saw, nobody can say what chance alone would show.
few-subjects
    Fewer than 100 subjects on either side.
nothing-single
    No record or value belongs to one subject alone.
nothing-to-compare
    No column is of the kind that this is about.
no-matched-rows
    Too few released rows can be told to come from a row of the source.
not-given
    What it is about was not handed over.
"""


class TraceFinding(Model):
    """One trace in one column, document or all records; counts and shares, never a value."""

    trace: Trace
    column: str | None = None
    """Released column; None when whole records or documents are meant."""
    source_column: str | None = None
    """Column of the source that it comes from, where that is another one."""
    document: str | None = None
    """Name of the document that holds it."""
    method: str | None = None
    """How it was reproduced or recognised: ``sha256 of lower case, first 16 characters``."""
    count: int
    """How many were found: subjects, values, edges, rows or tokens, as `trace` says."""
    looked_at: int
    """Of how many."""
    share: float
    """count / looked_at."""
    by_chance: float | None
    """Share that a release without a leak would show: that of the control group, or computed."""
    excess: Excess | None = None
    """What of the share the control does not explain, with the interval of three standard
    deviations (99.7 %) for all columns of a search at once, as `verdict` goes by; None where there
    was no control to compare."""
    verdict: Verdict
    severity: Severity

    @property
    def sentence(self) -> str:
        """What was found, for a steward."""
        told = _SENTENCES[self.trace].format(
            column=self.column,
            source=self.source_column,
            document=self.document,
            method=self.method,
            count=self.count,
            looked_at=self.looked_at,
        )
        if self.verdict == "not found":
            return f"{told} Chance explains that."
        if self.verdict == "cannot tell":
            return f"{told} Whether chance explains that cannot be told."
        if self.severity == "expected":
            return f"{told} The plan lets that stand."
        return told


class TraceCheck(Model):
    """What one search looked at, and what came of it."""

    trace: Trace
    looked_at: int
    """Columns, documents, or 1 where whole records are meant."""
    found: int
    """Of these with a trace."""
    verdict: Verdict
    """``cannot tell`` when nothing was found, but not all could be looked at."""
    why_not: Reason | None = None


class TraceFigures(Model):
    """What of the source was searched for in one released table."""

    table: str
    made: Made
    subjects: int
    """Subjects of the source that were compared."""
    control_subjects: int
    """Subjects that the release never saw; 0 without a control."""
    checks: tuple[TraceCheck, ...]
    """One for each trace, in the order of the list."""
    findings: tuple[TraceFinding, ...] = ()
    """What was found and what cannot be told; of copies what was counted in any case."""

    @property
    def serious(self) -> tuple[TraceFinding, ...]:
        """What was found and nothing explains."""
        return self._unexplained("found")

    @property
    def untold(self) -> tuple[TraceFinding, ...]:
        """What was met and nothing explains unless chance does, which cannot be told."""
        return self._unexplained("cannot tell")

    @property
    def untold_searches(self) -> dict[str, tuple[Trace, ...]]:
        """Why nothing can be told of what was there to search, in words, and of which traces."""
        reasons = dict.fromkeys(c.why_not for c in self.checks if c.verdict == "cannot tell")
        return {
            _REASONS[reason]: tuple(c.trace for c in self.checks if c.why_not == reason)
            for reason in reasons
            if reason not in {None, "not-given"}
        }

    def met(self, trace: Trace) -> tuple[TraceFinding, ...]:
        """Return what a search met, whether or not chance or the plan explains it."""
        return tuple(f for f in self.findings if f.trace == trace and f.verdict != "not found")

    def _unexplained(self, verdict: Verdict) -> tuple[TraceFinding, ...]:
        return tuple(f for f in self.findings if f.verdict == verdict and f.severity == "serious")


_REASONS: dict[Reason, str] = {
    "no-control": "there are no people whom the release never saw",
    "few-subjects": "there are fewer than 100 people on one side",
    "nothing-single": "nothing belongs to one person alone",
    "nothing-to-compare": "no column is of this kind",
    "no-matched-rows": "too few rows can be told to come from a row of the source",
    "not-given": "there was nothing to search",
}

_SENTENCES: dict[Trace, str] = {
    "exact-copies": "{count:,} of {looked_at:,} subjects who are alone with a record have it in "
    "the release as it is ({method}).",
    "near-copies": "{count:,} of {looked_at:,} subjects who are alone with a record have it in "
    "the release with {method}.",
    "single-values": "{column} holds the values of {count:,} of {looked_at:,} subjects who are "
    "alone with theirs.",
    "extremes": "{column} holds the {method} value of the source, which few subjects have.",
    "bin-edges": "The intervals of {column} have limits that are {method} of the source.",
    "metadata": "{document} holds values of {source} that few subjects of the source have "
    "({method}).",
    "row-order": "Released rows tell the order of the source ({method}).",
    "counters": "{column} is a running number that tells a row's place in the source ({method}).",
    "digits": "{column} has digits that tell the source's values ({method}).",
    "pseudonyms": "Tokens of {column} can be made from {source} by anybody, without a key "
    "({method}).",
}
