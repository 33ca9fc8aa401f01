"""Several engines on the same protected tables: use, privacy, time and licence of each.

What lives here: the split by subject, the order of things, the figures of use, the frontier. What
does not: engines (:mod:`sector_data.synthesise`), the process that ends one in time
(:mod:`sector_data.pipeline.synthesis.trying_engines`), and attacks
(:mod:`sector_data.pipeline.synthesis.attacking_engines`). Nothing is released.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.assessment.associations import code_together, pair_likeness, shape_likeness
from sector_data.errors import InputError, SectorDataError
from sector_data.pipeline.applying import apply_plan
from sector_data.pipeline.assessing.holding_out import row_marks, split_subjects
from sector_data.pipeline.progress import Announce, silent
from sector_data.pipeline.sourcing import Source
from sector_data.pipeline.subjects import subjects_of_rows
from sector_data.pipeline.synthesis.attacking_engines import Opponent, worst_attack
from sector_data.pipeline.synthesis.trying_engines import Tried, try_engine
from sector_data.sources.tables import Table
from sector_data.spec.evidence.engine_comparison import EngineComparison, EngineFigures
from sector_data.spec.evidence.measurements import TableMeasurements
from sector_data.spec.evidence.membership import MembershipFigure
from sector_data.spec.pipeline import Pipeline
from sector_data.spec.plan import Plan
from sector_data.spec.synthesis import SynthesisSpec
from sector_data.synthesise.layout import lay_out
from sector_data.synthesise.registry import engine_names

if TYPE_CHECKING:
    from sector_data.deidentify.keyring import Key

SET_ASIDE = 0.5
"""Share of the subjects that no engine sees: as many as it does, for attacks on both to compare."""
FEWEST = 50
"""Subjects below which a split says nothing."""
REAL = "real rows"
GUARANTEED = {"opendp": "opendp", "tabular-argn-dp": "tabular-argn"}
"""Rows under the guarantee that a pipeline asks for, to the engines that make them."""
_QUICK = "gaussian-copula"
"""Fitted first: what it leaves of its share of the time goes to the others."""

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
    """Fit several engines to half of the subjects and compare them with the other half.

    Parameters
    ----------
    plan, source, key
        As of a release; the plan's pipeline says tables, rules, seed, what intruders know, and the
        gate profile.
    engines
        Names; all that are installed when none is given, and where the pipeline asks for
        differential privacy those of :data:`GUARANTEED` too.
    minutes
        Time that all engines have together. Each gets its share of what is left, and is ended when
        that is over; attacks come on top.
    announce
        Told what is being done.

    Returns
    -------
    EngineComparison
        Real rows of the subjects set aside first, then the engines in the order that they were
        fitted in.

    Raises
    ------
    InputError
        If there are too few subjects to split, or an engine of a name that is given cannot be had.
    """
    spec = plan.pipeline.synthesise or SynthesisSpec()
    protected = dict(apply_plan(plan, source.tables, key, announce=announce).tables)
    learnt, aside = split_in_half(protected, plan.pipeline, spec.seed)
    columns = {name: each.learnt for name, each in lay_out(protected, plan, spec).tables.items()}
    announce("trying the gate on releases whose leak is known")
    opponent = Opponent(plan, learnt, aside, columns)
    rows = [_figures_of(REAL, learnt, aside, aside, columns)]
    clock = _Clock(None if minutes is None else minutes * 60)
    names = list(engines) or [*engine_names(), *(GUARANTEED if spec.differential_privacy else ())]
    names.sort(key=lambda name: name != _QUICK)
    for place, name in enumerate(names):
        announce(f"fitting {name}")
        own = task_of(name, spec, learnt)
        try:
            with clock.share(len(names) - place) as seconds:
                tried = try_engine(learnt, plan, own, seconds=seconds, announce=announce)
        except SectorDataError as error:
            if engines and isinstance(error, InputError):
                raise
            rows.append(EngineFigures(engine=name, why_not=error.message))
        else:
            announce(f"attacking the rows of {name}")
            found = opponent.attack(tried.tables)
            rows.append(_row(name, tried, found, learnt, aside, columns))
    return EngineComparison(
        rows_learnt=sum(learnt[name].rows for name in columns),
        rows_set_aside=sum(aside[name].rows for name in columns),
        profile=opponent.profile.id,
        minutes=minutes,
        self_tests=tuple(opponent.self_tests.values()),
        engines=_with_frontier(rows),
    )


@dataclass(slots=True)
class _Clock:
    """The time that is left for engines, in seconds; None without a bound."""

    left: float | None

    @contextmanager
    def share(self, engines: int) -> Iterator[float | None]:
        """Give one of so many engines its share; what it does not take is for the others."""
        begun = time.monotonic()
        try:
            yield None if self.left is None else self.left / engines
        finally:
            if self.left is not None:
                self.left = max(self.left - (time.monotonic() - begun), 0.0)


def task_of(name: str, spec: SynthesisSpec, learnt: Mapping[str, Table]) -> SynthesisSpec:
    """Return what an engine is to do; all make as many rows as they learn from."""
    if spec.differential_privacy is not None and name in GUARANTEED:
        rows = {table: learnt[table].rows for table in spec.rows if table in learnt}
        return spec.model_copy(update={"engine": GUARANTEED[name], "rows": rows})
    return spec.model_copy(update={"engine": name, "rows": {}, "differential_privacy": None})


def _row(
    name: str,
    tried: Tried,
    found: Sequence[TableMeasurements],
    learnt: Mapping[str, Table],
    aside: Mapping[str, Table],
    columns: Mapping[str, Sequence[str]],
) -> EngineFigures:
    trained = [
        check.value
        for table in found
        if table.gate is not None
        for check in table.gate.checks
        if check.figure == "trained-on-release" and check.value is not None
    ]
    told = _told(found)
    return _figures_of(name, learnt, tried.tables, aside, columns).model_copy(
        update={
            "seconds": tried.seconds,
            "licence": str(tried.record["licence"]),
            "trained": min(trained, default=None),
            "told": None if told is None else told.caught,
            "told_beyond": None if told is None else told.excess,
            "attack": worst_attack(found),
            "gates": tuple(table.gate for table in found if table.gate is not None),
        }
    )


def _told(found: Sequence[TableMeasurements]) -> MembershipFigure | None:
    """Return the figure that surely catches most beyond what others are told wrongly."""
    figures = [
        figure
        for table in found
        if table.membership is not None
        for figure in table.membership.figures
    ]
    return max(figures, key=lambda f: (f.excess.lower, f.caught.share), default=None)


def compare_engines_of(
    pipeline: Path | str,
    *,
    engines: Sequence[str] = (),
    minutes: float | None = None,
    key_ring: Path | str | None = None,
    announce: Announce = silent,
) -> EngineComparison:
    """Read a pipeline and its data, plan it, and compare engines; see :func:`compare_engines`."""
    from sector_data.pipeline.planning.making import make_plan
    from sector_data.pipeline.recording import key_of
    from sector_data.pipeline.sourcing import read_source
    from sector_data.pipeline.verbs import today
    from sector_data.spec.reading import the_pipeline

    read = the_pipeline(pipeline)
    key = key_of(read, key_ring)
    source = read_source(read, None, announce)
    plan = make_plan(read, source, today=today(), announce=announce)
    return compare_engines(plan, source, key, engines=engines, minutes=minutes, announce=announce)


def split_in_half(
    protected: Mapping[str, Table], pipeline: Pipeline, seed: int
) -> tuple[Tables, Tables]:
    """Split protected tables by subject.

    Parameters
    ----------
    protected
        Tables as engines learn from them.
    pipeline
        Says who the subjects are; without any, each row is its own.
    seed
        Another one splits in another way.

    Returns
    -------
    learnt, aside
        All tables each, whatever the order of their rows; those that hang on no subject are whole
        in both.

    Raises
    ------
    InputError
        If there are fewer subjects than `FEWEST`.
    """
    if pipeline.subject is None:
        subjects: dict[str, pa.Array | None] = {n: row_marks(t) for n, t in protected.items()}
    else:
        subjects = subjects_of_rows(protected, pipeline)
    people = max(
        (pc.count_distinct(s).as_py() for s in subjects.values() if s is not None), default=0
    )
    if people < FEWEST:
        raise InputError(
            f"{people} subjects are too few to set half of them aside and compare with these.",
            f"Compare engines on {FEWEST} subjects or more.",
        )
    return split_subjects(protected, subjects, SET_ASIDE, seed)


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
    texts = [pc.fill_null(table.array(c).cast(pa.string()), "\0") for c in columns]
    return pc.binary_join_element_wise(*texts, "\x1f")


def _with_frontier(rows: Sequence[EngineFigures]) -> tuple[EngineFigures, ...]:
    """Mark the engines that the gate lets be and no other one beats in likeness, in what is surely
    given away, and in time together."""

    def worth(row: EngineFigures) -> tuple[float, float, float] | None:
        if row.pair_trends is None or row.seconds is None or row.verdict == "refuses":
            return None
        return (row.pair_trends, -row.given_away, -row.seconds)

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
