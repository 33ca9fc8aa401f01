"""The part of a plan that is about events of subjects over several tables.

What lives here: settling the events while planning, their figures, and the refusal when too many
would have to go. What does not: settling itself
(:mod:`sector_data.pipeline.planning.longitudinal`).

Planning has no key, and the key decides which events of a subject stay. So what is planned is what
to expect; the limit is held against what happens when the plan is carried out, once more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from sector_data.anonymise.refusal import percent_up
from sector_data.errors import ReleaseRefusedError
from sector_data.pipeline.planning.cascade import Mask
from sector_data.pipeline.planning.joining import subject_table
from sector_data.pipeline.planning.longitudinal import (
    Settled,
    World,
    event_tables,
    figures_of,
    needs_settling,
    nobodys_secret,
    settle_events,
    steady_columns,
)
from sector_data.pipeline.planning.protecting import Protection
from sector_data.spec.evidence.events import EventsPlan, LongitudinalPlan
from sector_data.spec.longitudinal import EventsSpec
from sector_data.spec.pipeline import Pipeline


def plan_events(
    world: World, found: Mapping[str, Protection], bases: Mapping[str, Mask]
) -> tuple[LongitudinalPlan | None, dict[str, Mask]]:
    """Plan what happens to events over tables.

    Parameters
    ----------
    world
        After the protection of each table.
    found
        That protection.
    bases
        Rows that were there before it.

    Returns
    -------
    plan, kept
        None where no table has events that can be joined; the rows that stay in any case.

    Raises
    ------
    ReleaseRefusedError
        If more events would go than the suppression limit allows.
    """
    names = event_tables(world)
    home = subject_table(world.pipeline)
    if not names or home is None:
        return None, dict(world.kept)
    columns = tuple(f"{home}.{column}" for column in steady_columns(home, world))
    k = world.pipeline.privacy.k_anonymity or 1
    settled = Settled(dict(world.kept), {}, {})
    if needs_settling(world.pipeline):
        settled = settle_events(world, columns, k=k, secret=nobodys_secret)
        own = {n: p.plan.suppressed_rows for n, p in found.items() if p.plan is not None}
        check_limit(settled, own, bases, world.pipeline)
    raw = replace(world, values={}, kept=bases)
    before = figures_of(raw, columns)
    after = figures_of(replace(world, kept=settled.kept), columns)
    if before is None or after is None:
        return None, settled.kept
    asked = world.pipeline.privacy.longitudinal
    plan = LongitudinalPlan(
        k=k,
        known_events=asked.known_events,
        subject_columns=columns,
        events=tuple(
            EventsPlan(
                table=name,
                settings=asked.events.get(name, EventsSpec()),
                over_cap=settled.over_cap.get(name, 0),
                thinned=settled.thinned.get(name, 0),
            )
            for name in settled.kept
            if name in names or settled.thinned.get(name) or settled.over_cap.get(name)
        ),
        before=before,
        after=after,
    )
    return plan, settled.kept


def check_limit(
    settled: Settled,
    suppressed: Mapping[str, int],
    bases: Mapping[str, Mask],
    pipeline: Pipeline,
) -> None:
    """Hold what goes against the suppression limit; events over a cap do not count.

    Parameters
    ----------
    suppressed
        Rows that the protection of each table leaves out.
    bases
        Rows that the limit is a share of.

    Raises
    ------
    ReleaseRefusedError
        Naming each table, and the limit that would do.
    """
    limit = pipeline.privacy.suppression_limit
    reasons, needed = [], []
    for name, thinned in settled.thinned.items():
        rows = int(bases[name].sum())
        gone = thinned + suppressed.get(name, 0)
        allowed = int(Decimal(repr(float(limit))) * rows)
        if thinned and gone > allowed:
            reasons.append(
                f"{name}: for k subjects to share numbers and known events {gone:,} of {rows:,} "
                f"rows would go; the suppression limit of {limit * 100:.10g} % allows {allowed:,}."
            )
            needed.append((gone / rows, percent_up(gone, rows)))
    if reasons:
        raise ReleaseRefusedError(
            reasons,
            f"It needs a suppression limit of {max(needed)[1]} at least, a little more where "
            "classes change with it; a lower cap, wider bands or coarser quasi-identifiers of "
            "events need less.",
        )
