"""What several engines would make of the same tables: one row an engine.

What lives here: the figures. What does not: how they are measured
(:mod:`sector_data.pipeline.comparing_engines`).
"""

from __future__ import annotations

from sector_data.spec.model import Model


class EngineFigures(Model):
    """One engine, fitted to a part of the subjects and compared with the others."""

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
    copies: float | None = None
    """Share of the synthetic rows that repeat a row learnt from in every column."""
    copies_by_chance: float | None = None
    """The same share among rows of the subjects that were set aside, scaled to as many rows."""
    why_not: str | None = None
    """Why there is no figure."""
    best: bool = False
    """Whether no other engine is at least as like, as free of copies and as fast."""


class EngineComparison(Model):
    """Engines side by side."""

    rows_learnt: int
    """Rows that every engine learnt from, over all tables."""
    rows_set_aside: int
    """Rows of the subjects that none saw."""
    engines: tuple[EngineFigures, ...]
