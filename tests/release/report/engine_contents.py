"""Comparisons of engines, made by hand, for tests of what is told of them."""

from __future__ import annotations

from typing import Any

from sector_data.assessment.attacks.intervals import excess, rate
from sector_data.spec.evidence.engine_comparison import (
    AttackBeside,
    EngineComparison,
    EngineFigures,
)
from tests.assessment.measured import gated, leaking


def figures(engine: str, likeness: float, told: float, gate: int, **more: Any) -> EngineFigures:
    """Return an engine's row; `gate` chooses the verdict."""
    inside, outside = rate(300, 1_000), rate(250, 1_000)
    gained = excess(inside, outside)
    assert gained is not None
    verdict = gated()[gate].gate
    assert verdict is not None
    return EngineFigures(
        engine=engine,
        licence="MIT",
        seconds=12.4,
        shapes=0.98,
        pair_trends=likeness,
        copies=0.0,
        copies_by_chance=0.0004,
        told=rate(told * 1_000, 1_000),
        told_beyond=excess(rate(told * 1_000, 1_000), rate(10, 1_000)),
        attack=AttackBeside(
            table="people",
            attack="inference",
            secret="income",
            release=inside,
            control=outside,
            gain=gained.value,
            gain_lower=gained.lower,
            gain_upper=gained.upper,
        ),
        gates=(verdict,),
        **more,
    )


def compared() -> EngineComparison:
    """Return real rows, engines with every verdict, and one that was not awaited."""
    test = leaking().self_test
    assert test is not None
    linking = figures("copier", 0.99, 0.6, 0)
    assert linking.attack is not None
    plain = linking.attack.model_copy(update={"attack": "linkability", "secret": None})
    return EngineComparison(
        rows_learnt=1_200,
        rows_set_aside=1_190,
        profile="open",
        minutes=2.5,
        self_tests=(test,),
        engines=(
            EngineFigures(
                engine="real rows", shapes=0.99, pair_trends=0.985, copies=0.0, copies_by_chance=0.0
            ),
            linking.model_copy(update={"attack": plain}),
            figures("doubtful", 0.91, 0.012, 1),
            figures("quick", 0.93, 0.0, 2, best=True, trained=0.97),
            EngineFigures(engine="slow", why_not="The time of the engine slow was over."),
        ),
    )
