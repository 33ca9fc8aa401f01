"""The part of a page on the self-test: whether the measures see leaks that are known.

What lives here: the table of known releases. What does not: trying the measures
(:mod:`sector_data.assessment.selftest`).
"""

from __future__ import annotations

from sector_data.release.report.assessing.blocks import Block, Cell, Grid
from sector_data.release.report.catalogue import Catalogue
from sector_data.spec.evidence.selftest import KnownTrial, SelfTest
from sector_data.spec.gate_profiles import CHECK_FIGURES


def self_test_block(found: SelfTest, words: Catalogue) -> Block:
    """Return whether the measures can be relied on for the data of a table."""
    text = words.text
    if found.verdict == "works":
        verdict = Cell(text("assessed.selftest.works"), "safe")
    else:
        why = text(f"assessed.selftest.reasons.{found.reason}")
        verdict = Cell(text("assessed.selftest.untold", why=why), "untold")
    return Block(
        text("assessed.selftest.heading"),
        text("assessed.selftest.explanation"),
        verdict,
        grids=(
            Grid(
                text("assessed.selftest.heading"),
                tuple(
                    Cell(text(f"assessed.selftest.{key}"))
                    for key in ("release", "must", "was", "saw")
                ),
                tuple(_trial(trial, words) for trial in found.trials),
            ),
        ),
    )


def _trial(trial: KnownTrial, words: Catalogue) -> tuple[Cell, ...]:
    def done(refused: bool) -> str:
        return words.text(f"assessed.selftest.{'refused' if refused else 'passed'}")

    saw = words.joined(_measure(sight.measure, words) for sight in trial.sights if sight.saw)
    return (
        Cell(words.text(f"assessed.selftest.releases.{trial.release}")),
        Cell(done(trial.leaks)),
        Cell(done(trial.refused), "safe" if trial.as_it_should else "unsafe"),
        Cell(saw or words.text("assessed.selftest.nobody")),
    )


def _measure(name: str, words: Catalogue) -> str:
    """Return what a measure is called: a line of the gate, or one of the usual ones."""
    part = "gate.figures" if name in CHECK_FIGURES else "selftest.measures"
    return words.text(f"assessed.{part}.{name}")
