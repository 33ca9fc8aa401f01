"""What other privacy settings would cost one table of a pipeline.

What lives here: from the grid of settings to the figures of each, over a table that is encoded
once. What does not: the order of tables (:mod:`sector_data.pipeline.exploring.pipelines`) and the
search (:mod:`sector_data.anonymise.frontier`).

``method: generalise`` asks the frontier for each setting. Suppression of cells leaves out rows only
where nothing helps them, so that its result hangs on the models alone and is made once for all
limits; local recoding is planned for each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np
import pyarrow as pa

from sector_data.anonymise.applying import apply_protection
from sector_data.anonymise.classes import EquivalenceClasses
from sector_data.anonymise.encoding import allowance
from sector_data.anonymise.frontier import Explorable, FrontierPoint
from sector_data.anonymise.metrics import Loss
from sector_data.anonymise.models import KAnonymity, PrivacyModel
from sector_data.anonymise.refusal import Change, share_up, spell
from sector_data.errors import ReleaseRefusedError
from sector_data.pipeline.exploring.settings import (
    USUAL_K,
    USUAL_LIMITS,
    Grid,
    Variant,
    at_k,
    variants_of,
)
from sector_data.pipeline.planning.joining import joined_columns
from sector_data.pipeline.planning.judging import Judged
from sector_data.pipeline.planning.longitudinal import World
from sector_data.pipeline.planning.protecting import (
    BY_ITSELF,
    Searched,
    own_loss,
    search_table,
    table_risk,
)
from sector_data.pipeline.planning.settings import (
    aim_of,
    as_typed,
    budget_of,
    population_of,
)
from sector_data.pipeline.progress import Announce
from sector_data.sources.tables import Table
from sector_data.spec.evidence.exploration import ExploredPoint, ExploredTable, SmallestChange
from sector_data.spec.plan import ProtectionPlan

_TIE = 1e-12
"""Losses that differ by less are the same; the order of a sum tells them apart."""


@dataclass(slots=True)
class _Looker:
    """Gives the figures of settings of one table.

    Attributes
    ----------
    encoded
        For the search of levels, and to see what would pass.
    made
        Plans of the other methods, by their models and their limit.
    known
        What the search found, by variant.
    """

    table: Table
    given: Searched
    world: World
    encoded: Explorable
    made: dict[tuple[int, float], tuple[Sequence[PrivacyModel], FrontierPoint]] = field(
        default_factory=dict
    )
    known: dict[int, list[tuple[int, FrontierPoint]]] = field(default_factory=dict)

    def look_at(self, variant: Variant, judged: Judged, k: int, limit: float) -> FrontierPoint:
        """Return what a variant would cost with a k and within a limit.

        What was found for a smaller k and a larger limit is looked at first: that search had all
        the generalisations to choose from that this one has, each at no higher cost. If its choice
        suppresses few enough rows and releases no class below this k, it is the choice here too.
        """
        if self.world.pipeline.privacy.method != "generalise":
            return self.look(judged, limit)
        known = self.known.setdefault(id(variant), [])
        for k_before, point in known:
            if self._holds(point, k_before, k, limit):
                words = tuple(spell(model) for model in judged.models)
                return replace(point, models=words, suppression_limit=limit)
        found = self.look(judged, limit)
        known.append((k, found))
        return found

    def _holds(self, point: FrontierPoint, k_before: int, k: int, limit: float) -> bool:
        """Return whether what was found for another k and limit is the best for this one."""
        if not point.optimal or k_before > k or limit > point.suppression_limit:
            return False
        if (point.suppressed_rows or 0) > allowance(limit, int(self.given.base.sum())):
            return False
        if k_before == k:
            return True
        # A larger k never lowers the loss of a generalisation; of other figures it may.
        smallest = round(1 / point.highest_risk) if point.highest_risk else 0
        return smallest >= k and isinstance(self.encoded.metric, Loss)

    def look(self, judged: Judged, limit: float) -> FrontierPoint:
        """Return what some models would cost within a limit."""
        if self.world.pipeline.privacy.method == "generalise":
            return self._of_own(self.encoded.point(judged.models, limit))
        if self.world.pipeline.privacy.method != "cells":
            try:
                return replace(self._made(judged, limit), suppression_limit=limit)
            except ReleaseRefusedError:
                # The coarsest levels leave out too many rows: what would pass, is known there.
                return self.encoded.refused(judged.models, limit)
        found = self._made(judged, 1.0)
        lost = found.suppressed_rows or 0
        rows = int(self.given.base.sum())
        if lost <= allowance(limit, rows):
            return replace(found, suppression_limit=limit)
        change = Change(tuple(judged.models), float(share_up(lost, rows)))
        return FrontierPoint(
            found.models,
            limit,
            False,
            fix=f"It would pass with {change.words}; coarser levels (generalise: {{at-least: …}}) "
            "need less.",
            changes=(change,),
        )

    def _of_own(self, found: FrontierPoint) -> FrontierPoint:
        """Return a point with the loss of the table's own columns."""
        if found.loss is None:
            return found
        share = (found.suppressed_rows or 0) / int(self.given.base.sum())
        loss = own_loss(found.loss, share, len(self.given.quasi), self.given.joined)
        return replace(found, loss=loss)

    def _made(self, judged: Judged, limit: float) -> FrontierPoint:
        """Return what another method gives; made once for the same models and limit."""
        key = id(judged.models), limit
        if key not in self.made:
            pipeline = self.world.pipeline
            (k,) = {m.k for m in judged.models if isinstance(m, KAnonymity)}
            privacy = pipeline.privacy.model_copy(
                update={"k_anonymity": k, "suppression_limit": limit}
            )
            world = replace(self.world, pipeline=pipeline.model_copy(update={"privacy": privacy}))
            plan = search_table(self.table, self.given, world, judged)
            self.made[key] = (judged.models, self._measured(plan, judged))
        return self.made[key][1]

    def _measured(self, plan: ProtectionPlan, judged: Judged) -> FrontierPoint:
        whole = {**self.given.whole, **self.given.joined}
        done = apply_protection(whole, plan, base=self.world.pipeline.base)
        keep = pa.array(self.given.base & done.keep)
        owners = self.world.subjects[self.table.name]
        classes = EquivalenceClasses.of(
            [done.columns[name].filter(keep) for name in whole],
            int(np.sum(self.given.base & done.keep)),
            subjects=None if owners is None else owners.filter(keep),
        )
        people = classes.subjects
        return FrontierPoint(
            plan.models or tuple(spell(model) for model in judged.models),
            1.0,
            True,
            None,
            plan.loss,
            plan.cost,
            plan.suppressed_rows,
            plan.suppressed_subjects,
            len(people),
            1 / float(people.min()) if len(people) else 0.0,
            len(people) / float(people.sum()) if len(people) else 0.0,
            plan.optimal,
        )


def explore_table(
    table: Table,
    given: Searched,
    world: World,
    grid: Grid,
    apart: tuple[str, ...],
    announce: Announce,
) -> ExploredTable:
    """Tell what other settings would cost a table.

    Parameters
    ----------
    table
        Its times on the subject's own clock.
    given
        What is searched, with at least one quasi-identifier.
    world
        All tables, and what was found for those above; the pipeline's k is filled in.
    grid
        The settings.
    apart
        Tables above that it is counted without, because their own setting is refused.
    announce
        Told how far it is.

    Raises
    ------
    InputError
        If thresholds of sensitive columns are asked for and the file names none.
    """
    privacy = world.pipeline.privacy
    own_k, own_limit = privacy.k_anonymity or 1, privacy.suppression_limit
    variants = list(variants_of(table.name, given.base, world, grid))
    before = table_risk(
        table,
        given.columns,
        joined_columns(tuple(given.joined), table.name, world.tables, world.pipeline) or {},
        given.base,
        subjects=world.subjects[table.name],
        k=own_k,
    )
    looker = _Looker(table, given, world, _encoded(table, given, world, variants))
    usual = [k for k in USUAL_K if k <= before.subjects]
    ks = sorted({own_k, *(usual if grid.k is None else grid.k)})
    limits = sorted({own_limit, *(USUAL_LIMITS if grid.limits is None else grid.limits)})
    tell = _counted(announce, table.name, len(variants) * len(ks) * len(limits))
    points: list[ExploredPoint] = []
    changes: tuple[Change, ...] = ()
    for variant in variants:
        found: list[ExploredPoint] = []
        for k in ks:
            judged, problem = at_k(variant.judged, own_k, k)
            for limit in reversed(limits):  # what passes with more may pass with less
                tell()
                setting = {"k": k, "suppression_limit": limit, "l": variant.l, "t": variant.t}
                own = variant is variants[0] and (k, limit) == (own_k, own_limit)
                if judged is None:
                    words = (f"{k}-anonymity",)
                    found.append(
                        ExploredPoint(**setting, models=words, own=own, passes=False, fix=problem)
                    )
                    continue
                looked = looker.look_at(variant, judged, k, limit)
                changes = looked.changes if own else changes
                found.append(_point(looked, setting, given, own=own))
        found.sort(key=lambda point: (point.k, point.suppression_limit))
        points += _with_frontier(found)
    asked = variants[0].judged
    return ExploredTable(
        table=table.name,
        quasi_identifiers=tuple(given.whole),
        joined=tuple(given.joined),
        method=privacy.method,
        metric=looker.encoded.metric.name,
        before=before,
        apart_from=apart,
        points=tuple(points),
        changes=tuple(_tried(changes, asked, own_limit, looker)),
    )


def _counted(announce: Announce, table: str, settings: int) -> Callable[[], None]:
    """Return what tells how many settings were looked at."""
    done = iter(range(1, settings + 1))
    return lambda: announce(f"searching {table}, setting {next(done)} of {settings}")


def _encoded(
    table: Table, given: Searched, world: World, variants: Sequence[Variant]
) -> Explorable:
    """Encode a table for all models of all variants."""
    pipeline, name = world.pipeline, table.name
    aim = aim_of(name, list(given.quasi), pipeline)
    people = population_of(name, given.quasi, pipeline)
    rows = pa.array(given.base)
    owners = world.subjects[name]
    targets = [aim.target] if aim.target is not None else []
    sensitive = {path: c for v in variants for path, c in v.judged.sensitive.items()}
    return Explorable.of(
        quasi_identifiers=given.quasi,
        hierarchies=given.hierarchies,
        models=[variant.judged.models for variant in variants],
        metric=aim.metric,
        weights=aim.weights,
        fixed_levels=given.fixed,
        lowest_levels=given.lowest,
        subjects=None if owners is None else owners.filter(rows),
        sensitive=aim.with_target(sensitive, {t: table.array(t).filter(rows) for t in targets}),
        population=None if people is None else as_typed(people, given.quasi),
        budget=budget_of(pipeline.privacy.search),
    )


def _point(
    found: FrontierPoint, setting: Mapping[str, Any], given: Searched, *, own: bool
) -> ExploredPoint:
    levels = found.levels
    return ExploredPoint(
        **setting,
        models=found.models,
        own=own,
        passes=found.feasible,
        levels=None if levels is None else {c: levels[c] for c in given.whole},
        detail_kept=None if found.loss is None else 1 - found.loss,
        loss=found.loss,
        cost=found.cost,
        suppressed_rows=found.suppressed_rows,
        suppressed_subjects=found.suppressed_subjects,
        classes=found.classes,
        highest_risk=found.highest_risk,
        average_risk=found.average_risk,
        optimal=found.optimal,
        fix=f"{found.fix} {BY_ITSELF}" if found.fix and given.joined else found.fix,
    )


def _with_frontier(points: Sequence[ExploredPoint]) -> list[ExploredPoint]:
    """Mark the points that no other is better than, in highest risk and detail kept."""
    there = [place for place, point in enumerate(points) if point.classes]

    def figures(place: int) -> tuple[float, float]:
        point = points[place]
        return point.highest_risk or 0.0, 1.0 if point.loss is None else point.loss

    best: set[int] = set()
    least_loss = np.inf
    # By rising risk; of those that are alike, the strictest first.
    for place in sorted(
        there, key=lambda p: (*figures(p), -points[p].k, points[p].suppression_limit)
    ):
        if figures(place)[1] < least_loss - _TIE:
            least_loss = figures(place)[1]
            best.add(place)
    return [
        point.model_copy(update={"on_frontier": place in best})
        for place, point in enumerate(points)
    ]


def _tried(
    changes: Sequence[Change], asked: Judged, limit: float, looker: _Looker
) -> Iterator[SmallestChange]:
    """Yield the changes that do pass, with what they give."""
    for change in changes:
        judged = replace(asked, models=change.models)
        found = looker.look(judged, change.limit)
        if not found.feasible:
            continue  # a budget ran out before
        (k,) = {m.k for m in change.models if isinstance(m, KAnonymity)}
        setting = {"k": k, "suppression_limit": change.limit}
        gives = _point(found, setting, looker.given, own=False)
        if change.easier is None:
            what, column, before, after = "suppression-limit", None, limit, change.limit
        else:
            what, column = change.easier.name, change.easier.sensitive
            before, after = _thresholds(change.easier, asked.models, change.models)
        yield SmallestChange(
            what=what,
            column=column,
            asked=before,
            passes=after,
            words=change.words,
            gives=gives,
        )


def _thresholds(
    easier: PrivacyModel, asked: Sequence[PrivacyModel], changed: Sequence[PrivacyModel]
) -> tuple[float, float]:
    """Return the threshold of a model before and after it was made easier."""
    (before,) = (old for old, new in zip(asked, changed, strict=True) if new is easier)
    for part in fields(easier):  # type: ignore[arg-type]
        old, new = getattr(before, part.name), getattr(easier, part.name)
        if isinstance(new, int | float) and old != new:
            return float(old), float(new)
    raise AssertionError(f"{easier.name} is as it was")
