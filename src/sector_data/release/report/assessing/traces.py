"""The part of a page on traces: what of the source is left that should not be.

What lives here: which findings are told. What does not: searching
(:mod:`sector_data.assessment.traces`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sector_data.release.report.assessing.blocks import Block, Cell, Grid, Look, head, number
from sector_data.release.report.catalogue import UNKNOWN, Catalogue
from sector_data.spec.evidence.attacks import Verdict
from sector_data.spec.evidence.traces import TraceCheck, TraceFigures, TraceFinding

LOOKS: dict[Verdict, Look] = {"found": "unsafe", "not found": "safe", "cannot tell": "untold"}


def trace_block(found: TraceFigures, words: Catalogue) -> Block:
    """Return what was met of the source in a table of the release."""
    text = words.text
    count, untold = len(found.serious), len(found.untold)
    if count:
        verdict = Cell(text("assessed.traces.serious", count=words.integer(count)), "unsafe")
    elif untold:
        verdict = Cell(text("assessed.traces.untold", count=words.integer(untold)), "untold")
    else:
        told = text("assessed.traces.nothing", count=words.integer(len(found.checks)))
        verdict = Cell(told, "safe")
    numbers = [text(f"assessed.traces.{key}") for key in ("count", "share", "chance")]
    findings = Grid(
        text("assessed.traces.heading"),
        head(text("assessed.traces.trace"), numbers, text("assessed.traces.verdict")),
        tuple(_finding(finding, words) for finding in _in_order(found.findings)),
    )
    checks = Grid(
        text("assessed.traces.checks"),
        head(
            text("assessed.traces.trace"),
            (text("assessed.traces.count"),),
            text("assessed.traces.verdict"),
        ),
        tuple(_check(check, found.met(check.trace), words) for check in found.checks),
        folded=True,
    )
    return Block(
        text("assessed.traces.heading"),
        text("assessed.traces.explanation"),
        verdict,
        grids=(findings, checks),
    )


def _in_order(findings: Sequence[TraceFinding]) -> list[TraceFinding]:
    """Return what nothing explains first, then what the plan lets stand, then what is not known."""
    return sorted(findings, key=lambda f: (f.verdict != "found", f.severity != "serious"))


def _finding(finding: TraceFinding, words: Catalogue) -> tuple[Cell, ...]:
    where = words.joined(_places(finding, words))
    look, told = LOOKS[finding.verdict], words.text(f"assessed.traces.verdicts.{finding.verdict}")
    if finding.verdict != "not found" and finding.severity == "expected":
        look, told = "care", words.text("assessed.traces.expected")
    elif finding.verdict == "found":
        told = words.text("assessed.traces.serious_one")
    looked_at = words.integer(finding.looked_at)
    chance = UNKNOWN if finding.by_chance is None else words.share(finding.by_chance)
    return (
        Cell(words.text(f"assessed.traces.names.{finding.trace}"), note=where),
        number(
            words.integer(finding.count), words.text("assessed.traces.looked_at", count=looked_at)
        ),
        Cell(words.share(finding.share), "now"),
        number(chance),
        Cell(told, look),
    )


def _places(finding: TraceFinding, words: Catalogue) -> Iterator[str]:
    places = [place for place in (finding.column, finding.document) if place is not None]
    yield from places or [words.text("assessed.traces.whole")]
    if finding.method is not None:
        yield finding.method


def _check(check: TraceCheck, met: Sequence[TraceFinding], words: Catalogue) -> tuple[Cell, ...]:
    why = words.text(f"assessed.traces.reasons.{check.why_not}") if check.why_not else ""
    looked_at = words.text("assessed.traces.looked_at", count=words.integer(check.looked_at))
    look = "care" if check.verdict == "found" else LOOKS[check.verdict]
    told = words.text(f"assessed.traces.verdicts.{check.verdict}")
    if check.verdict == "cannot tell" and met and all(f.severity == "expected" for f in met):
        look, told, why = "care", words.text("assessed.traces.expected"), ""
    places = {finding.column or finding.document or finding.method for finding in met}
    return (
        Cell(words.text(f"assessed.traces.names.{check.trace}")),
        number(words.integer(len(places)), looked_at),
        Cell(told, look, why),
    )
