"""Protecting one table while planning: its hierarchies, the search, what comes out.

What lives here: the call of the search for one table, and what it is given. What does not: the
order of tables (:mod:`sector_data.pipeline.planning.making`), the search
(:mod:`sector_data.anonymise.protect`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from sector_data.anonymise.applying import apply_protection
from sector_data.anonymise.cells import plan_cell_suppression
from sector_data.anonymise.encoding import allowance
from sector_data.anonymise.hierarchies import Hierarchy, build, require_fit
from sector_data.anonymise.models import KAnonymity
from sector_data.anonymise.protect import plan_protection
from sector_data.anonymise.recoding import plan_local_recoding
from sector_data.anonymise.refusal import percent_up, spell
from sector_data.assessment.risk import measure_risk
from sector_data.errors import InputError, ReleaseRefusedError
from sector_data.pipeline.checking.feasibility import of_column, of_place
from sector_data.pipeline.planning.cascade import Mask
from sector_data.pipeline.planning.decision import Decision
from sector_data.pipeline.planning.joining import joined_columns
from sector_data.pipeline.planning.judging import Judged, models_of_table
from sector_data.pipeline.planning.longitudinal import World, columns_to_join
from sector_data.pipeline.planning.quasi import complete_rows, counted, quasi_values
from sector_data.pipeline.planning.settings import aim_of, as_typed, budget_of, population_of
from sector_data.sources.spilling import filtered, settled
from sector_data.sources.tables import Table
from sector_data.spec.evidence.release import RiskFigures
from sector_data.spec.hierarchies import AgeHierarchy, FlatHierarchy
from sector_data.spec.pipeline import Pipeline
from sector_data.spec.plan import ColumnPlan, ProtectionPlan
from sector_data.spec.transforms.values import Generalise

BY_ITSELF = "{known-events: 0} under privacy, longitudinal, counts each table by itself."


@dataclass(frozen=True, slots=True)
class Searched:
    """What the search of a table is given.

    Attributes
    ----------
    columns
        With every parameter fixed but the levels.
    base
        Rows that are there before the protection.
    whole
        The table's own quasi-identifiers, whole columns.
    joined
        Those of tables above that it is counted together with, whole columns.
    quasi
        Both, cut to the rows that are there.
    hierarchies, lowest, fixed
        One hierarchy for each; levels below which the search does not go, and those that are not
        its to choose.
    """

    columns: tuple[ColumnPlan, ...]
    base: Mask
    whole: Mapping[str, pa.Array]
    joined: Mapping[str, pa.Array]
    quasi: Mapping[str, pa.Array]
    hierarchies: Mapping[str, Hierarchy]
    lowest: Mapping[str, int]
    fixed: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Protection:
    """What planning found for one table.

    Attributes
    ----------
    columns
        With every parameter fixed.
    plan
        None where nothing is to be protected.
    values
        Quasi-identifiers as they will be released, whole columns.
    base
        Rows that were there before the protection.
    keep
        Rows that are released.
    """

    columns: tuple[ColumnPlan, ...]
    plan: ProtectionPlan | None
    values: dict[str, pa.Array]
    base: Mask
    keep: Mask


def protect_table(
    table: Table, decisions: Sequence[Decision], base: Mask, world: World, today: date
) -> Protection:
    """Search the protection of a table.

    Parameters
    ----------
    table
        Its times on the subject's own clock.
    decisions
        One for each column.
    base
        Rows that are there before the table's own protection: those with parents. Rows without a
        quasi-identifier leave it where missing values are to be removed.
    world
        All tables, and what was found for those that come before.
    today
        Day that ages are counted to.

    Raises
    ------
    ReleaseRefusedError
        If no generalisation reaches the privacy models within the suppression limit.
    """
    given = what_is_searched(table, decisions, base, world, today)
    base, whole = given.base, given.whole
    if not given.quasi:
        return Protection(given.columns, None, dict(whole), base, base.copy())
    try:
        with of_place(table.name):
            plan = search_table(table, given, world)
    except ReleaseRefusedError as refused:
        if not given.joined:
            raise
        fix = f"{refused.fix} {BY_ITSELF}" if refused.fix else BY_ITSELF
        raise ReleaseRefusedError(refused.reasons, fix) from None
    protected = apply_protection({**whole, **given.joined}, plan, base=world.pipeline.base)
    values = {name: settled(protected.columns[name]) for name in whole}
    return Protection(given.columns, plan, values, base, base & protected.keep)


def what_is_searched(
    table: Table, decisions: Sequence[Decision], base: Mask, world: World, today: date
) -> Searched:
    """Return what the search of a table is given; no quasi-identifier where nothing is protected.

    Parameters
    ----------
    table, decisions, base, world, today
        As for :func:`protect_table`.
    """
    pipeline = world.pipeline
    columns = [d.plan for d in decisions]
    whole = quasi_values(table, columns)
    if pipeline.privacy.missing == "removed":
        base = base & complete_rows(whole, table.rows)
    quasi = {c: filtered(v, base) for c, v in whole.items()}
    hierarchies = {
        d.plan.column: _hierarchy(d, quasi[d.plan.column], pipeline, today)
        for d in decisions
        if d.plan.column in quasi
    }
    # Levels that the steward named for other columns need their hierarchies fixed as well.
    fixed = {
        d.plan.column: _hierarchy(d, table.array(d.plan.column), pipeline, today)
        for d in decisions
        if isinstance(d.plan.transform, Generalise) and d.plan.column not in quasi
    }
    done = tuple(_completed(c, {**hierarchies, **fixed}) for c in columns)
    if not quasi or not base.any():
        return Searched(done, base, whole, {}, {}, {}, {}, {})
    joined = _joined(table, whole, world)
    return Searched(
        done,
        base,
        whole,
        joined,
        {**quasi, **{c: filtered(v, base) for c, v in joined.items()}},
        {
            **hierarchies,
            **{c: build(FlatHierarchy(), v, base=pipeline.base) for c, v in joined.items()},
        },
        _lowest_levels(done),
        {**_fixed_levels(decisions), **dict.fromkeys(joined, 0)},
    )


def search_table(
    table: Table, given: Searched, world: World, judged: Judged | None = None
) -> ProtectionPlan:
    """Look for levels, classes or cells, as the pipeline's method has it.

    Parameters
    ----------
    table
        The table.
    given
        What is searched, with at least one quasi-identifier.
    world
        All tables, and what was found for those that come before.
    judged
        What is asked of the classes; what the pipeline asks unless it is given.

    Raises
    ------
    ReleaseRefusedError
        If no generalisation reaches the privacy models within the suppression limit.
    """
    found = _search(table, given, world, judged)
    return _without_joined_loss(found, tuple(given.joined), int(given.base.sum()))


def _search(table: Table, given: Searched, world: World, judged: Judged | None) -> ProtectionPlan:
    pipeline, privacy = world.pipeline, world.pipeline.privacy
    base, quasi, hierarchies = given.base, given.quasi, given.hierarchies
    lowest, fixed = given.lowest, given.fixed
    owners = world.subjects[table.name]
    subjects = None if owners is None else filtered(owners, base)
    if privacy.method == "cells":
        cells = plan_cell_suppression(
            quasi_identifiers=quasi,
            hierarchies=hierarchies,
            levels={name: fixed.get(name, lowest.get(name, 0)) for name in quasi},
            k=privacy.k_anonymity or 1,
            subjects=subjects,
            gaps="wildcard" if privacy.missing == "wildcard" else "own-category",
            weights=aim_of(table.name, list(quasi), pipeline).weights or None,
        )
        _check_limit(cells, int(base.sum()), privacy.suppression_limit)
        return cells.model_copy(update={"models": (spell(KAnonymity(cells.k)),)})
    judged = judged or models_of_table(table.name, base, world)
    models, sensitive = judged.models, judged.sensitive
    if privacy.method != "generalise":
        found = plan_local_recoding(
            quasi_identifiers=quasi,
            hierarchies=hierarchies,
            lowest_levels=lowest,
            fixed_levels=fixed,
            subjects=subjects,
            sensitive=sensitive,
            models=models,
            suppression_limit=privacy.suppression_limit,
            overlapping=privacy.method == "local-overlapping",
        )
    else:
        aim = aim_of(table.name, list(quasi), pipeline)
        target = {name: table.array(name) for name in filter(None, [aim.target])}
        people = population_of(table.name, quasi, pipeline)
        found = plan_protection(
            quasi_identifiers=quasi,
            hierarchies=hierarchies,
            lowest_levels=lowest,
            fixed_levels=fixed,
            subjects=subjects,
            sensitive=aim.with_target(
                sensitive, {name: filtered(v, base) for name, v in target.items()}
            ),
            models=models,
            metric=aim.metric,
            weights=aim.weights,
            population=None if people is None else as_typed(people, quasi),
            suppression_limit=privacy.suppression_limit,
            budget=budget_of(privacy.search),
        )
    return found.model_copy(update={"models": tuple(spell(model) for model in models)})


def _check_limit(plan: ProtectionPlan, rows: int, limit: float) -> None:
    """Insist that cells protect enough rows; those that no choice of cells protects go."""
    allowed = allowance(limit, rows)
    if plan.suppressed_rows > allowed:
        raise ReleaseRefusedError(
            [
                f"No choice of cells makes {plan.k:,} subjects share the combinations of "
                f"{plan.suppressed_rows:,} of {rows:,} rows; the suppression limit of "
                f"{limit * 100:.10g} % allows {allowed:,}."
            ],
            f"It would pass with a suppression limit of {percent_up(plan.suppressed_rows, rows)}; "
            "coarser levels (generalise: {at-least: …}) need less.",
        )


def _joined(table: Table, quasi: Mapping[str, pa.Array], world: World) -> dict[str, pa.Array]:
    """Return the quasi-identifiers of tables above that this one is counted together with."""
    names = columns_to_join(table.name, world)
    if clash := [name for name in names if name in quasi]:
        raise InputError(
            f"{table.name} has a column of the name {clash[0]}, as the column of another table "
            "that it is counted together with.",
            "Rename it.",
        )
    return joined_columns(names, table.name, world.tables, world.pipeline, world.values) or {}


def _without_joined_loss(
    found: ProtectionPlan, joined: tuple[str, ...], rows: int
) -> ProtectionPlan:
    """Return a plan whose loss is that of the table's own columns.

    A joined column is released elsewhere. Here it loses what suppressed rows lose, and nothing
    else (:mod:`sector_data.anonymise.loss` has the product of all columns).
    """
    if not joined:
        return found
    loss = own_loss(found.loss, found.suppressed_rows / rows, len(found.generalisations), joined)
    return found.model_copy(update={"joined": joined, "loss": loss})


def own_loss(loss: float, suppressed: float, columns: int, joined: Collection[str]) -> float:
    """Return the loss of a table's own columns from that of all that its classes are made of.

    Parameters
    ----------
    loss
        Of all.
    suppressed
        Share of rows that are left out.
    columns
        How many there are, those of tables above among them.
    joined
        Those of tables above.
    """
    if not joined:
        return loss
    product: float = (1 + loss) ** columns / (1 + suppressed) ** len(joined)
    mean: float = product ** (1 / (columns - len(joined)))
    return min(max(mean - 1, 0.0), 1.0)


def table_risk(
    table: Table,
    columns: Sequence[ColumnPlan],
    joined: Mapping[str, pa.Array],
    keep: Mask,
    *,
    subjects: pa.Array | None,
    k: int,
) -> RiskFigures:
    """Measure some rows of a table by its quasi-identifiers and those it is counted with.

    Parameters
    ----------
    table
        With the values that are meant.
    joined
        Columns of tables above, of the table's length.
    keep
        Rows that are meant.
    """
    names = [c.column for c in counted(columns)]
    data = table.data.select(names)
    for name, values in joined.items():
        data = data.append_column(name, values)
    owners = None if subjects is None else filtered(subjects, keep)
    seen = Table(table.name, data if keep.all() else data.filter(pa.array(keep)))
    return measure_risk(seen, [*names, *joined], subjects=owners, k=k)


def released_values(table: Table, values: Mapping[str, pa.Array]) -> Table:
    """Return a table with its quasi-identifiers as they will be released."""
    data = table.data
    for name, column in values.items():
        data = data.set_column(data.column_names.index(name), name, column)
    return Table(table.name, data)


def _hierarchy(decision: Decision, values: pa.Array, pipeline: Pipeline, today: date) -> Hierarchy:
    spec = decision.hierarchy or FlatHierarchy()
    if isinstance(spec, AgeHierarchy) and spec.reference is None:
        spec = spec.model_copy(update={"reference": today})
    with of_column(decision.plan.finding.table, decision.plan.column):
        hierarchy = build(spec, values, base=pipeline.base)
        require_fit(hierarchy, values)
        return hierarchy


def _completed(column: ColumnPlan, hierarchies: Mapping[str, Hierarchy]) -> ColumnPlan:
    if column.column not in hierarchies or not isinstance(column.transform, Generalise):
        return column
    spec = hierarchies[column.column].spec
    transform = column.transform.model_copy(update={"hierarchy": spec})
    return column.model_copy(update={"transform": transform})


def _lowest_levels(columns: Sequence[ColumnPlan]) -> dict[str, int]:
    return {c.column: c.transform.at_least for c in columns if isinstance(c.transform, Generalise)}


def _fixed_levels(decisions: Sequence[Decision]) -> dict[str, int]:
    """Return the levels that the search may not choose: those that the steward named."""
    levels: dict[str, int] = {}
    for decision in decisions:
        transform = decision.plan.transform
        if isinstance(transform, Generalise) and transform.level is not None:
            levels[decision.plan.column] = transform.level
        elif decision.fixed:
            levels[decision.plan.column] = 0
    return levels
