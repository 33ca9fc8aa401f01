"""The road from protected tables to synthetic ones.

What lives here: the order of things, and the record of them. What does not: any of the steps.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from typing import Any

from sector_data.errors import InputError
from sector_data.sources.tables import Table
from sector_data.spec.plan import Plan
from sector_data.spec.synthesis import SynthesisSpec
from sector_data.synthesise.expected import with_expected
from sector_data.synthesise.guarantee import synthesise_with_guarantee
from sector_data.synthesise.keys import count_rows
from sector_data.synthesise.layout import lay_out
from sector_data.synthesise.models import Models, check_fit, fits
from sector_data.synthesise.partial import make_columns
from sector_data.synthesise.protocol import Engine
from sector_data.synthesise.registry import choose
from sector_data.synthesise.sequences import take_apart
from sector_data.synthesise.telling import Announce, Paying
from sector_data.synthesise.walking import Walk, seed_of, told


@dataclass(frozen=True, slots=True)
class SynthesisResult:
    """Synthetic tables and how they were made.

    Attributes
    ----------
    tables
        All tables that came in; those that were not to be synthesised as they were.
    record
        Engine and why it was taken, versions, licence, seed, limits and, for each synthetic table,
        rows learnt and made, what became of its columns, and what its rules were worth. JSON, and
        no value of the data.
    models
        What the engine learnt, where it was asked for.
    """

    tables: dict[str, Table]
    record: dict[str, Any]
    models: Models | None = None


def synthesise(
    tables: Mapping[str, Table],
    plan: Plan,
    spec: SynthesisSpec,
    *,
    announce: Announce,
    keep: bool = False,
    models: Models | None = None,
    paying: Paying = nullcontext,
) -> SynthesisResult:
    """Replace the rows of tables by synthetic ones.

    Keys become fresh numbers and references lead to them, so that referential integrity holds by
    construction. Free text, and identifiers that are no keys, are left out. Rows that belong to
    rows of another synthetic table are learnt together with these. Declared rules hold in every
    row; categories get no value that the protected column does not have.

    Parameters
    ----------
    tables
        The protected tables.
    plan
        The plan that protected them; its pipeline names keys and references.
    spec
        Engine, tables, rows, rules and seed.
    announce
        Told the licence notice and what is being done.
    keep
        Whether to return what the engine learnt.
    models
        What it learnt before, to draw from in place of learning again.
    paying
        Entered while noise is drawn that spends a privacy budget.

    Returns
    -------
    SynthesisResult
        Deterministic for the same tables, specification and library versions, where the engine is.

    Raises
    ------
    MissingExtraError
        If the engine's library is not installed.
    InputError
        If a table to synthesise is unknown or empty, nothing of it would be left, a table that
        keeps its rows refers to one that does not, a rule does not hold, keys cannot be made, or
        models are asked for or given that cannot be had or do not fit.
    """
    if spec.differential_privacy is not None:
        return SynthesisResult(
            *synthesise_with_guarantee(
                tables, plan, spec, spec.differential_privacy, announce=announce, paying=paying
            )
        )
    choice = choose(spec)
    engine = choice.engine
    announce(f"engine: {engine.name} ({choice.reason})")
    if engine.notice:
        announce(engine.notice)
    record = {
        "engine": engine.name,
        "engine-taken-because": choice.reason,
        "versions": engine.versions(),
        "licence": engine.licence,
        "notice": engine.notice,
        "limits": list(engine.limits),
        "seed": spec.seed,
        "repeatable": is_repeatable(engine, spec),
        "drawn-from-stored-model": models is not None,
    }
    kept = _models(tables, spec, engine, keep=keep, models=models)
    if spec.columns is not None:
        with told(engine, "the columns named"):
            changed, columns = make_columns(
                tables,
                plan,
                spec,
                engine,
                seeds=partial(seed_of, seed=spec.seed),
                announce=announce,
            )
        return SynthesisResult(changed, {**record, "tables": columns})
    apart = take_apart(tables, plan, with_expected(tables, plan, spec))
    layout = lay_out(apart.tables, apart.plan, apart.spec)
    rows = count_rows(apart.tables, layout, apart.spec, announce)
    walk = Walk(apart.tables, apart.plan, apart.spec, engine, layout, rows, kept, announce)
    walk.draw_all()
    made, report = walk.finished()
    for line in report.lines():
        announce(line)
    joined = apart.join(made)
    record["tables"] = {
        name: walk.told_of(name, made[name].rows, report)
        | ({"sequences": walk.told_of(above, made[above].rows, report)} if above else {})
        for name, above in ((name, apart.above.get(name)) for name in layout.tables)
        if name in joined
    }
    return SynthesisResult(joined, record, kept if keep else None)


def is_repeatable(engine: Engine, spec: SynthesisSpec) -> bool:
    """Tell whether the same seed gives the same rows on one machine: not if a clock ends it."""
    return bool(getattr(engine, "repeatable", True)) and spec.minutes is None


def _models(
    tables: Mapping[str, Table],
    spec: SynthesisSpec,
    engine: Engine,
    *,
    keep: bool,
    models: Models | None,
) -> Models | None:
    if not keep and models is None:
        return None
    if not getattr(engine, "storable", False):
        raise InputError(
            f"What the engine {engine.name} learns cannot be stored.",
            "Use another engine, such as tabular-argn or gaussian-copula.",
        )
    if spec.columns is not None:
        raise InputError(
            "Models of single columns are not stored.",
            "Leave synthesise.columns out, or do without a stored model.",
        )
    expected = fits(tables, spec, engine)
    if models is None:
        return Models(expected)
    check_fit(models, expected)
    return models
