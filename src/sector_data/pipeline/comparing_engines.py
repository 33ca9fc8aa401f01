"""Several engines on the same protected tables: what each keeps, what it copies, how long it takes.

What lives here: the split by subject, the fits, the figures. What does not: engines
(:mod:`sector_data.synthesise`); attacks on a release, which decide about it (here nothing is
released).
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.assessment.associations import code_together, pair_likeness, shape_likeness
from sector_data.errors import InputError, SectorDataError
from sector_data.pipeline.applying import apply_plan
from sector_data.pipeline.progress import Announce, silent
from sector_data.pipeline.sourcing import Source
from sector_data.sources.tables import Table
from sector_data.spec.engine_comparison import EngineComparison, EngineFigures
from sector_data.spec.plan import Plan
from sector_data.spec.synthesis import SynthesisSpec
from sector_data.synthesise.layout import lay_out
from sector_data.synthesise.making import synthesise
from sector_data.synthesise.registry import engine_names
from sector_data.synthesise.subjects import subjects_of

if TYPE_CHECKING:
    from sector_data.deidentify.keyring import Key

SET_ASIDE = 0.2
"""Share of the subjects that no engine sees."""
FEWEST = 50
"""Subjects below which a split says nothing."""
REAL = "real rows"

Tables = dict[str, Table]


def compare_engines(
    plan: Plan,
    source: Source,
    key: Key,
    *,
    engines: Sequence[str] = (),
    minutes: float | None = None,
    announce: Announce = silent,
) -> EngineComparison:
    """Fit several engines to four fifths of the subjects and compare them with the rest.

    Parameters
    ----------
    plan, source, key
        As of a release; the plan's pipeline says tables, rules and seed.
    engines
        Names; all that are installed when none is given.
    minutes
        Time after which no further engine is begun.
    announce
        Told what is being done.

    Raises
    ------
    InputError
        If there are too few subjects to split, or an engine of a name that is given cannot be had.
    """
    spec = plan.pipeline.synthesise or SynthesisSpec()
    protected = dict(apply_plan(plan, source.tables, key, announce=announce).tables)
    learnt, aside = _split(protected, plan, spec)
    columns = {name: each.learnt for name, each in lay_out(protected, plan, spec).tables.items()}
    rows = [_figures_of(REAL, learnt, aside, aside, columns)]
    begun = time.monotonic()
    for name in engines or engine_names():
        if minutes is not None and time.monotonic() - begun > minutes * 60:
            rows.append(EngineFigures(engine=name, why_not="the time was used up"))
            continue
        announce(f"fitting {name}")
        own = spec.model_copy(update={"engine": name, "rows": {}, "differential_privacy": None})
        started = time.monotonic()
        try:
            result = synthesise(learnt, plan, own, announce=announce)
        except SectorDataError as error:
            if engines and isinstance(error, InputError):
                raise
            rows.append(EngineFigures(engine=name, why_not=error.message))
            continue
        seconds = time.monotonic() - started
        figures = _figures_of(name, learnt, result.tables, aside, columns)
        rows.append(
            figures.model_copy(
                update={"seconds": seconds, "licence": str(result.record["licence"])}
            )
        )
    return EngineComparison(
        rows_learnt=sum(learnt[name].rows for name in columns),
        rows_set_aside=sum(aside[name].rows for name in columns),
        engines=_with_frontier(rows),
    )


def compare_engines_of(
    pipeline: Path | str,
    *,
    engines: Sequence[str] = (),
    minutes: float | None = None,
    key_ring: Path | str | None = None,
    announce: Announce = silent,
) -> EngineComparison:
    """Read a pipeline and its data, plan it, and compare engines; see :func:`compare_engines`."""
    from sector_data.pipeline.planning import make_plan
    from sector_data.pipeline.recording import key_of
    from sector_data.pipeline.sourcing import read_source
    from sector_data.pipeline.verbs import today
    from sector_data.spec.reading import the_pipeline

    read = the_pipeline(pipeline)
    key = key_of(read, key_ring)
    source = read_source(read, None, announce)
    plan = make_plan(read, source, today=today(), announce=announce)
    return compare_engines(plan, source, key, engines=engines, minutes=minutes, announce=announce)


def _split(
    protected: Mapping[str, Table], plan: Plan, spec: SynthesisSpec
) -> tuple[Tables, Tables]:
    """Split every table by subject; a table without subjects is on both sides."""
    learnt, aside = dict(protected), dict(protected)
    people = 0
    for name, table in protected.items():
        subjects = subjects_of(name, protected, plan)
        if subjects is None:
            if plan.pipeline.subject is not None:
                continue
            subjects = np.arange(table.rows)
        people = max(people, len(np.unique(subjects)))
        out = _set_aside(subjects, spec.seed)
        learnt[name] = Table(name, table.data.filter(pa.array(~out)))
        aside[name] = Table(name, table.data.filter(pa.array(out)))
    if people < FEWEST:
        raise InputError(
            f"{people} subjects are too few to set a fifth aside and compare with it.",
            f"Compare engines on {FEWEST} subjects or more.",
        )
    return learnt, aside


def _set_aside(subjects: npt.NDArray[np.int64], seed: int) -> npt.NDArray[np.bool_]:
    count = int(subjects.max(initial=-1)) + 1
    out: npt.NDArray[np.bool_] = np.random.default_rng([seed, 8]).random(count) < SET_ASIDE
    return out[subjects]


def _figures_of(
    engine: str,
    learnt: Mapping[str, Table],
    made: Mapping[str, Table],
    aside: Mapping[str, Table],
    columns: Mapping[str, Sequence[str]],
) -> EngineFigures:
    shapes: list[float] = []
    trends: list[float] = []
    copies = chance = rows = 0.0
    for name, names in columns.items():
        coded = [code_together(learnt[name].column(c), made[name].column(c)) for c in names]
        shapes += [shape_likeness(column) for column in coded]
        likeness = pair_likeness(coded)
        if likeness is not None:
            trends.append(likeness)
        if names:
            copies += _repeated(made[name], learnt[name], names) * made[name].rows
            chance += _repeated(aside[name], learnt[name], names) * made[name].rows
            rows += made[name].rows
    return EngineFigures(
        engine=engine,
        shapes=float(np.mean(shapes)) if shapes else None,
        pair_trends=float(np.mean(trends)) if trends else None,
        copies=copies / rows if rows else None,
        copies_by_chance=chance / rows if rows else None,
    )


def _repeated(made: Table, learnt: Table, columns: Sequence[str]) -> float:
    """Return the share of rows that repeat one learnt from in every column."""
    if not made.rows:
        return 0.0
    found = pc.index_in(_spelt(made, columns), _spelt(learnt, columns))
    return 1.0 - float(found.null_count) / made.rows


def _spelt(table: Table, columns: Sequence[str]) -> pa.Array:
    texts = [
        pc.fill_null(table.column(c).combine_chunks().cast(pa.string()), "\0") for c in columns
    ]
    return pc.binary_join_element_wise(*texts, "\x1f")


def _with_frontier(rows: Sequence[EngineFigures]) -> tuple[EngineFigures, ...]:
    """Mark the engines that no other one beats in likeness, copies and time together."""

    def worth(row: EngineFigures) -> tuple[float, float, float] | None:
        if row.pair_trends is None or row.copies is None or row.seconds is None:
            return None
        return (row.pair_trends, -row.copies, -row.seconds)

    worths = [worth(row) for row in rows]
    return tuple(
        row
        if own is None
        else row.model_copy(
            update={
                "best": not any(
                    other is not None
                    and other != own
                    and all(theirs >= mine for theirs, mine in zip(other, own, strict=True))
                    for other in worths
                )
            }
        )
        for row, own in zip(rows, worths, strict=True)
    )
