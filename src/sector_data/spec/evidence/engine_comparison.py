"""What several engines would make of the same tables: one row an engine.

What lives here: the figures. What does not: how they are measured
(:mod:`sector_data.pipeline.synthesis.comparing_engines`).
"""

from __future__ import annotations

from typing import Literal

from sector_data.spec.evidence.attacks import Excess, Rate
from sector_data.spec.evidence.gates import TableGate
from sector_data.spec.evidence.selftest import SelfTest
from sector_data.spec.gate_profiles import GateProfileName
from sector_data.spec.model import Model


class AttackBeside(Model):
    """The attack that gains most on an engine's rows, beside the same on people it never saw."""

    table: str
    attack: str
    """``inference``, ``linkability``, ``singling-out``."""
    secret: str | None
    release: Rate
    control: Rate
    gain: float
    """(release - control) / (1 - control)."""
    gain_lower: float
    gain_upper: float


class EngineFigures(Model):
    """One engine, fitted to half of the subjects and compared with the others."""

    engine: str
    """Its name; `real rows` are the subjects that no engine saw: what a perfect one would reach."""
    licence: str | None = None
    """SPDX identifier."""
    seconds: float | None = None
    """Time on the clock for learning and drawing, on this machine."""
    shapes: float | None = None
    """Mean likeness of the columns' distributions, from 0 to 1."""
    pair_trends: float | None = None
    """Mean likeness of how pairs of columns go together, from 0 to 1."""
    trained: float | None = None
    """What a model trained on the rows reaches of one trained on real rows, where the pipeline
    names a target; the worst of them."""
    copies: float | None = None
    """Share of the synthetic rows that repeat a row learnt from in every column."""
    copies_by_chance: float | None = None
    """The same share among rows of the subjects that were set aside, scaled to as many rows."""
    told: Rate | None = None
    """People learnt from who are told where 1 % of others are told wrongly, by the best of five
    attacks, of all people or of outliers; the interval holds for all of them at once."""
    told_beyond: Excess | None = None
    """What that exceeds the share of others who are told so by, whose interval is as wide as so few
    others leave it."""
    attack: AttackBeside | None = None
    """The worst of the other attacks; None where nobody knows anything."""
    gates: tuple[TableGate, ...] = ()
    """The verdict of the gate profile on each table."""
    why_not: str | None = None
    """Why there is no figure."""
    best: bool = False
    """Whether the gate does not refuse it, and no other such engine is at least as like, gives as
    little away and is as fast."""

    @property
    def verdict(self) -> Literal["passes", "refuses", "not assessed"] | None:
        """The worst verdict on a table; None without one."""
        verdicts = {gate.verdict for gate in self.gates}
        return next((v for v in ("refuses", "not assessed", "passes") if v in verdicts), None)

    @property
    def given_away(self) -> float:
        """What is surely gained by some attack: the largest lower end of an interval beyond
        chance; 0 where chance explains all."""
        told = 0.0 if self.told_beyond is None else max(self.told_beyond.lower, 0.0)
        gained = 0.0 if self.attack is None else max(self.attack.gain_lower, 0.0)
        return max(told, gained)


class EngineComparison(Model):
    """Engines side by side."""

    rows_learnt: int
    """Rows that every engine learnt from, over all tables."""
    rows_set_aside: int
    """Rows of the subjects that none saw."""
    profile: GateProfileName
    """That was put to the rows."""
    minutes: float | None = None
    """Time that all of them had together; None without a bound."""
    self_tests: tuple[SelfTest, ...] = ()
    """Whether the gate tells leaks apart on each table."""
    engines: tuple[EngineFigures, ...]
