"""Engines side by side on a terminal."""

from __future__ import annotations

from sector_data.cli.views.console import console, grid, share
from sector_data.spec.evidence.engine_comparison import (
    AttackBeside,
    EngineComparison,
    EngineFigures,
)

_MARKS = {"passes": "✓", "refuses": "✗", "not assessed": "?", None: "–"}


def show_engines(found: EngineComparison) -> None:
    """Print a row for each engine, use and then privacy, and what the figures mean."""
    out = console()
    fitted = [row for row in found.engines if row.why_not is None]
    use = grid(
        "engine", "shapes", "pair trends", "trained", "seconds", "licence", "",
        right=(1, 2, 3, 4),
    )  # fmt: skip
    for row in fitted:
        use.add_row(
            row.engine,
            _figure(row.shapes),
            _figure(row.pair_trends),
            _figure(row.trained),
            "–" if row.seconds is None else f"{row.seconds:,.0f}",
            row.licence or "–",
            "best" if row.best else "",
        )
    out.print(use)
    privacy = grid(
        "engine", "told", "worst attack", "rows", "others", "copies", "gate", right=(1, 3, 4, 5)
    )
    for row in fitted:
        privacy.add_row(*_private(row))
    out.print(privacy)
    for row in fitted:
        for gate in row.gates:
            if gate.verdict != "passes":
                out.print(f"{_MARKS[gate.verdict]} {row.engine}: {gate.sentence}")
    for row in found.engines:
        if row.why_not is not None:
            out.print(f"{row.engine}: not fitted: {row.why_not}")
    for test in found.self_tests:
        if test.verdict != "works":
            out.print(f"? {test.table}: {test.sentence}")
    out.print(
        f"Learnt from {found.rows_learnt:,} rows; {found.rows_set_aside:,} rows of other subjects "
        "were set aside: attacks that do no better on those learnt from have gained nothing. Told "
        "are people learnt from where 1 % of others are told wrongly. The gate is that of the "
        f"profile {found.profile}; it refuses none that is marked best, and no other engine is as "
        "like, gives as little away and is as fast. Nothing was released."
    )


def _private(row: EngineFigures) -> tuple[str, ...]:
    attack = row.attack
    return (
        row.engine,
        "–" if row.told is None else share(row.told.share),
        "–" if attack is None else _name(attack),
        "–" if attack is None else share(attack.release.share),
        "–" if attack is None else share(attack.control.share),
        "–" if row.copies is None else share(row.copies),
        _MARKS[row.verdict],
    )


def _name(attack: AttackBeside) -> str:
    return attack.attack if attack.secret is None else f"{attack.attack} of {attack.secret}"


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
