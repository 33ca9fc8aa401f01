"""The frontier of risk and utility of a pipeline: what other settings would cost each table.

What lives here: which settings are looked at, and in which order the tables come. What does not:
one table's figures (:mod:`sector_data.pipeline.exploring.tables`), printing and drawing.

A table below others is counted together with them at the levels that the pipeline's own setting
gives them; by itself where that setting is refused.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import pyarrow as pa

from sector_data._version import __version__
from sector_data.errors import InputError, ReleaseRefusedError
from sector_data.pipeline.exploring.settings import Grid
from sector_data.pipeline.exploring.tables import explore_table
from sector_data.pipeline.planning.cascade import Mask, protection_order, rows_with_parents
from sector_data.pipeline.planning.joining import tables_above
from sector_data.pipeline.planning.longitudinal import World, needs_settling
from sector_data.pipeline.planning.making import Decided, decide_columns
from sector_data.pipeline.planning.protecting import protect_table, what_is_searched
from sector_data.pipeline.progress import Announce, silent
from sector_data.pipeline.sourcing import Source
from sector_data.spec.evidence.exploration import Exploration, ExploredTable
from sector_data.spec.pipeline import Pipeline
from sector_data.spec.profiles import strictest

MOST_SETTINGS = 2_000
"""Settings of one table that are looked at; more are a mistake in the lists."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a user wants to see.

    Attributes
    ----------
    k
        Smallest classes; None for the usual ones up to the subjects of the table.
    limits
        Suppression limits, as shares; None for the usual ones.
    l, t
        Distinct values and largest distances of the sensitive columns, beside those of the file.
    table
        The only table to look at; all of them when it is None.
    """

    k: Sequence[int] | None = None
    limits: Sequence[float] | None = None
    l: Sequence[int] = ()  # noqa: E741
    t: Sequence[float] = ()
    table: str | None = None


def explore_pipeline(
    pipeline: Pipeline,
    source: Source,
    asked: Asked,
    *,
    today: date,
    announce: Announce = silent,
) -> Exploration:
    """Tell what other settings would cost each protected table.

    Parameters
    ----------
    pipeline
        As the steward wrote it.
    source
        Its tables, read.
    asked
        Which settings.
    today
        Day that ages are counted to.
    announce
        Told what is being done.

    Raises
    ------
    InputError
        If a list or the table's name is not right, or there is nothing to protect.
    SpecificationError
        As for :func:`sector_data.pipeline.planning.making.make_plan`.
    """
    grid = check_lists(asked)
    if asked.table is not None and asked.table not in pipeline.source:
        near = difflib.get_close_matches(asked.table, pipeline.source, n=1, cutoff=0.5)
        raise InputError(
            f"The pipeline has no table named {asked.table}.",
            f"Did you mean {near[0]}?" if near else f"Its tables are {', '.join(pipeline.source)}.",
        )
    decided = decide_columns(pipeline, source, today=today, announce=announce)
    pipeline = decided.pipeline
    wanted = set(pipeline.source) if asked.table is None else {asked.table}
    explored, empty = _tables(decided, grid, wanted, today, announce)
    if not explored:
        lacks = (
            "No table has quasi-identifiers"
            if asked.table is None
            else (f"{asked.table} has no quasi-identifiers")
        )
        raise InputError(
            f"{lacks} that are counted: there is nothing to trade off.",
            "Give the columns that others may know of a person 'role: quasi-identifier'; "
            "sector-data plan shows what each column is now.",
        )
    return Exploration(
        made_with=f"sector-data {__version__}",
        made_on=today,
        release=pipeline.release.name,
        title=pipeline.release.title,
        language=pipeline.release.languages[0],
        least_k=_least_k(decided),
        events_follow=needs_settling(pipeline),
        tables=tuple(explored),
        without_quasi_identifiers=tuple(empty),
    )


def check_lists(asked: Asked) -> Grid:
    """Return the settings to look at, each once and in rising order.

    Raises
    ------
    InputError
        If a list is empty or holds what is no threshold.
    """
    for name, values in (("k", asked.k), ("the suppression limit", asked.limits)):
        if values is not None and not values:
            raise InputError(f"The list of {name} is empty.", "Leave it out for the usual ones.")
    whole = [*(asked.k or ()), *asked.l]
    if any(isinstance(n, bool) or not isinstance(n, int) or n < 1 for n in whole):
        raise InputError("k and l are whole numbers of at least 1.", "For example: 5, 10, 20.")
    shares = [*(asked.limits or ()), *asked.t]
    if not all(0 <= share <= 1 for share in shares):
        raise InputError(
            "Suppression limits and t are shares from 0 to 1.", "For example: 0.01 for 1 %."
        )
    many = len(set(asked.k or range(8))) * len(set(asked.limits or range(5)))
    if many * (1 + len(set(asked.l))) * (1 + len(set(asked.t))) > MOST_SETTINGS:
        raise InputError(
            f"These lists make more than {MOST_SETTINGS:,} settings.", "Shorten one of them."
        )
    return Grid(
        None if asked.k is None else tuple(sorted(set(asked.k))),
        None if asked.limits is None else tuple(sorted({float(x) for x in asked.limits})),
        tuple(sorted(set(asked.l))),
        tuple(sorted({float(x) for x in asked.t})),
    )


def _tables(
    decided: Decided, grid: Grid, wanted: set[str], today: date, announce: Announce
) -> tuple[list[ExploredTable], list[str]]:
    """Explore the wanted tables, and name those in which nothing is to be protected."""
    pipeline = decided.pipeline
    above = {name: tables_above(name, pipeline) for name in wanted}
    values: dict[str, dict[str, pa.Array]] = {}
    kept: dict[str, Mask] = {}
    refused: list[str] = []
    explored: list[ExploredTable] = []
    empty: list[str] = []
    for name in protection_order(pipeline):
        table = decided.tables[name]
        world = decided.world(values, kept)
        base = rows_with_parents(table, decided.tables, kept, pipeline)
        apart = tuple(n for n in refused if n in tables_above(name, pipeline))
        if apart:
            world = _by_itself(world)
        if name in wanted:
            announce(f"preparing {name}")
            given = what_is_searched(table, decided.decisions[name], base, world, today)
            if given.quasi:
                explored.append(explore_table(table, given, world, grid, apart, announce))
            else:
                empty.append(name)
        if any(name in tables for tables in above.values()):
            announce(f"protecting {name} as the pipeline has it")
            kept[name] = base
            try:
                found = protect_table(table, decided.decisions[name], base, world, today)
                values[name], kept[name] = found.values, found.keep
            except ReleaseRefusedError:
                refused.append(name)
    return explored, empty


def _by_itself(world: World) -> World:
    """Return a world in which tables are counted without those above."""
    privacy = world.pipeline.privacy
    alone = privacy.longitudinal.model_copy(update={"known_events": 0})
    privacy = privacy.model_copy(update={"longitudinal": alone})
    return replace(world, pipeline=world.pipeline.model_copy(update={"privacy": privacy}))


def _least_k(decided: Decided) -> int | None:
    """Return the k that profile and policy packs ask for, whatever the file says."""
    pipeline = decided.pipeline
    named, _ = strictest(pipeline.privacy.profile, None)
    demanded = [pack.demanded_k(pipeline.policy_confirmed) for pack in decided.policies]
    asked = [k for k in (named, *demanded) if k is not None]
    return max(asked, default=None)
