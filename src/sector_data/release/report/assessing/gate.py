"""The part of a page on the gate: each line of a profile, and the verdict on a table.

What lives here: the table of lines. What does not: the verdict
(:mod:`sector_data.assessment.gating`), and the self-test, which has a part of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from sector_data.release.report.assessing.attacks import signed
from sector_data.release.report.assessing.blocks import Block, Cell, Grid, Look, head, number
from sector_data.release.report.catalogue import UNKNOWN, Catalogue
from sector_data.spec.evidence.gates import CheckResult, CheckVerdict, TableGate
from sector_data.spec.gate_profiles import CheckFigure, load_gate_profile

LOOKS: dict[CheckVerdict, Look] = {
    "holds": "safe",
    "fails": "unsafe",
    "not assessed": "untold",
    "does not apply": "",
}
_PLAIN: dict[CheckFigure, int] = {
    "control-group": 2,
    "traces": 0,
    "broken-rules": 0,
    "membership-auc": 3,
}
"""Figures that are no shares, and their decimals."""


def gate_block(gate: TableGate, words: Catalogue) -> Block:
    """Return the verdict of a profile and its lines."""
    text = words.text
    return Block(
        text("assessed.gate.heading"),
        text("assessed.gate.explanation"),
        _verdict(gate, words),
        grids=(
            Grid(
                text("assessed.gate.heading"),
                head(
                    text("assessed.gate.line"),
                    [text("assessed.gate.shown"), text("assessed.gate.bound")],
                    text("assessed.gate.result"),
                ),
                tuple(_line(check, gate, words) for check in gate.checks),
            ),
        ),
    )


def _verdict(gate: TableGate, words: Catalogue) -> Cell:
    profile = words.text(f"assessed.gate.profiles.{gate.profile}")
    if gate.verdict == "passes":
        return Cell(words.text("assessed.gate.passes", profile=profile), "safe")
    if gate.verdict == "refuses":
        lines = named(gate.failed, words)
        return Cell(words.text("assessed.gate.refuses", profile=profile, lines=lines), "unsafe")
    why = words.text(f"assessed.gate.why.{gate.reason}", **_lines(gate, words))
    return Cell(words.text("assessed.gate.untold", profile=profile, why=why), "untold")


def _lines(gate: TableGate, words: Catalogue) -> dict[str, str]:
    return {"lines": named(gate.untold, words)} if gate.reason == "lines" else {}


def named(checks: Sequence[CheckResult], words: Catalogue) -> str:
    """Return what the lines are called, each once."""
    names = (words.text(f"assessed.gate.figures.{check.figure}") for check in checks)
    return words.joined(dict.fromkeys(names))


def _line(check: CheckResult, gate: TableGate, words: Catalogue) -> tuple[Cell, ...]:
    basis = {c.id: c.basis for c in load_gate_profile(gate.profile).checks}.get(check.check)
    notes = [] if basis is None else [words.text(f"assessed.gate.basis.{basis}")]
    if check.otherwise == "warn":
        notes.append(words.text("assessed.gate.warning"))
    look = LOOKS[check.verdict]
    if look == "unsafe" and check.otherwise == "warn":
        look = "care"
    why = words.text(f"assessed.gate.reasons.{check.reason}") if check.reason else ""
    sign = "≤" if check.upper else "≥"
    return (
        Cell(words.text(f"assessed.gate.figures.{check.figure}"), note=words.joined(notes)),
        number(_spelt(check.compared, check, words), _subject(check, words)),
        number(f"{sign} {_spelt(check.bound, check, words)}"),
        Cell(words.text(f"assessed.gate.verdicts.{check.verdict}"), look, why),
    )


def _subject(check: CheckResult, words: Catalogue) -> str:
    """Return what a figure is about: columns as they are called, attacks and traces in words."""
    if check.subject is None or check.figure in ("exact-copies", "near-copies"):
        return ""
    if check.figure == "traces":
        kinds = check.subject.split(", ")
        return words.joined(words.text(f"assessed.traces.names.{kind}") for kind in kinds)
    if check.figure.startswith("membership"):
        return words.text(f"assessed.membership.names.{check.subject}")
    return check.subject


def _spelt(value: float | None, check: CheckResult, words: Catalogue) -> str:
    if value is None:
        return UNKNOWN
    digits = _PLAIN.get(check.figure)
    return signed(value, words) if digits is None else words.number(value, digits)
