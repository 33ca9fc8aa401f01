"""Policy packs: what a law, a guideline or a practice asks of each column.

What lives here: the documents, and whether a transform satisfies a rule. What does not: the files
(:mod:`sector_data.spec.packs`) and what follows when a rule is broken
(:mod:`sector_data.pipeline.planning.deciding`).

A pack is a working reading, quoted and versioned, not legal advice.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from sector_data.spec.evidence.findings import ColumnFinding
from sector_data.spec.hierarchies import AgeHierarchy, DateHierarchy, HierarchySpec
from sector_data.spec.model import Model
from sector_data.spec.policy_terms import OutputCheck, Recipients, Status, Thresholds
from sector_data.spec.transforms.values import (
    Generalise,
    TopBottom,
    TransformSpec,
    TruncateDate,
)
from sector_data.spec.words import DataType, Role

Word = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
"""A name of a pack, in lower case."""

TransformName = Literal[
    "keep",
    "drop",
    "pseudonym",
    "surrogate",
    "format-preserving",
    "mask",
    "truncate-pan",
    "shift-date",
    "truncate-date",
    "generalise",
    "round",
    "share-items",
    "midpoint",
    "top-bottom",
    "join-rare",
    "microaggregate",
    "rank-swap",
    "pram",
    "noise",
    "zip3",
    "grid",
    "geohash",
    "redact-text",
    "nested",
]
HierarchyName = Literal[
    "age",
    "date",
    "us-zip",
    "number",
    "interval",
    "ordered",
    "prefix",
    "flat",
    "file",
    "halved",
    "ca-postcode",
    "uk-postcode",
    "fr-postcode",
    "de-postcode",
    "it-postcode",
    "jp-postcode",
    "jp-municipality",
    "nuts",
    "country",
    "icd-10",
    "atc",
    "nace",
    "naics",
    "isco",
    "soc",
    "mcc",
]
Period = Literal["week", "month", "quarter", "year"]

_SIZES = {
    "round": ("to", "least_width", 1),
    "midpoint": ("width", "least_width", 1),
    "grid": ("degrees", "least_degrees", 1),
    "geohash": ("precision", "longest_geohash", -1),
}
"""Parameter of a transform, the limit that bounds it, and 1 when it must be as large or larger."""

DATE_LEVELS = ("day", "week", "month", "quarter", "year", "decade", "era")
"""Periods of dates, from fine to coarse."""


class Columns(Model):
    """Columns that a rule is about: those that satisfy every condition that is given."""

    entities: tuple[str, ...] = ()
    """What the values are; any of these."""
    roles: tuple[Role, ...] = ()
    """What the column is for whoever wants to recognise a subject; any of these."""
    data_types: tuple[DataType, ...] = ()
    """Logical type of the column; any of these."""

    def match(self, finding: ColumnFinding, role: Role) -> bool:
        """Return whether a column is one of these."""
        return (
            (not self.entities or bool({finding.entity, finding.broader} & set(self.entities)))
            and (not self.roles or role in self.roles)
            and (not self.data_types or finding.data_type in self.data_types)
        )


class Limits(Model):
    """How far a transform must go to be accepted; a limit that is not given does not bind."""

    periods: tuple[Period, ...] | None = None
    """Periods that ``truncate-date`` may keep."""
    bounds: tuple[Literal["top", "bottom"], ...] = ()
    """Bounds that ``top-bottom`` must set."""
    highest_top: float | None = None
    """Highest ``top`` of ``top-bottom`` and of an age hierarchy."""
    levels: dict[HierarchyName, int | Literal["month", "quarter", "year", "decade"]] | None = None
    """Lowest level of ``generalise`` in each hierarchy that is accepted: its number, or the period
    for dates. Hierarchies that are not named are not accepted."""
    least_width: Annotated[float, Field(gt=0)] | None = None
    """Narrowest interval of ``round`` and ``midpoint``, in the column's unit."""
    least_degrees: Annotated[float, Field(gt=0)] | None = None
    """Narrowest cell of ``grid``, in degrees."""
    longest_geohash: Annotated[int, Field(ge=1)] | None = None
    """Most characters of ``geohash``."""


class PolicyRule(Model):
    """What a text asks of some columns."""

    id: str
    """As the text numbers it: ``B-zip``."""
    title: str
    """What it asks, in a few words."""
    source: str
    """Exact citation: ``45 CFR 164.514(b)(2)(i)(B)``."""
    quote: str | None = None
    """The words of the source that the rule rests on."""
    applies_to: Annotated[tuple[Columns, ...], Field(min_length=1)]
    """Columns that it is about; one of these is enough."""
    transform: TransformSpec | None = None
    """What is done when the pipeline file says nothing; left to the defaults when it is not
    given."""
    accepts: Annotated[tuple[TransformName, ...], Field(min_length=1)]
    """Transforms that satisfy it, within the limits."""
    limits: Limits = Limits()
    """How far these transforms must go."""
    cautions: dict[TransformName, str] = {}
    """Transforms that are accepted with a warning, and the warning."""
    status: Status | None = None
    """How far the rule binds; as the pack does when it is not given."""
    note: str | None = None
    """How the text was read, and what is open."""

    def applies(self, finding: ColumnFinding, role: Role) -> bool:
        """Return whether the rule is about a column."""
        return any(columns.match(finding, role) for columns in self.applies_to)

    def accepts_transform(
        self, transform: TransformSpec, hierarchy: HierarchySpec | None = None
    ) -> bool:
        """Return whether a transform satisfies the rule.

        Parameters
        ----------
        hierarchy
            The column's, for a ``generalise`` that does not name its own.

        Notes
        -----
        A ``generalise`` whose level is left to the privacy search is judged by its ``at_least``.
        """
        if transform.kind not in self.accepts:
            return False
        limits = self.limits
        if isinstance(transform, TruncateDate):
            return limits.periods is None or transform.to in limits.periods
        if isinstance(transform, TopBottom):
            low_enough = limits.highest_top is None or (
                transform.top is not None and transform.top <= limits.highest_top
            )
            return low_enough and all(getattr(transform, b) is not None for b in limits.bounds)
        if transform.kind in _SIZES:
            parameter, limit, sign = _SIZES[transform.kind]
            bound = getattr(limits, limit)
            return bound is None or sign * (getattr(transform, parameter) - bound) >= 0
        if isinstance(transform, Generalise) and limits.levels is not None:
            hierarchy = transform.hierarchy or hierarchy
            lowest = None if hierarchy is None else self.lowest_level(hierarchy)
            chosen = transform.at_least if transform.level is None else transform.level
            return lowest is not None and chosen >= lowest
        return True

    def lowest_level(self, hierarchy: HierarchySpec) -> int | None:
        """Return the lowest level of a hierarchy that the rule accepts; None when none is.

        Level 0 is the untouched value.
        """
        if "generalise" not in self.accepts:
            return None
        limits = self.limits
        if limits.levels is None:
            return 0
        lowest = limits.levels.get(hierarchy.kind)
        if isinstance(hierarchy, AgeHierarchy) and limits.highest_top is not None:
            lowest = lowest if hierarchy.top <= limits.highest_top else None
        if not isinstance(lowest, str):
            return lowest
        if not isinstance(hierarchy, DateHierarchy):
            return None
        wanted = DATE_LEVELS.index(lowest)
        ranks = [DATE_LEVELS.index(level) for level in hierarchy.levels]
        if getattr(hierarchy, "calendar", None) == "japanese":
            # Cut by an era, a year may have seven days (昭和64年), so that it counts as no more.
            ranks = [rank if DATE_LEVELS[rank] == "era" else 0 for rank in ranks]
        coarse = [level for level, rank in enumerate(ranks, start=1) if rank >= wanted]
        # Above the last period there is only ``*``, which tells nothing.
        return coarse[0] if coarse else len(ranks) + 1

    def caution(self, transform: TransformSpec) -> str | None:
        """Return the warning that goes with a transform that is accepted."""
        return self.cautions.get(transform.kind)

    def accepted(self) -> str:
        """Return what satisfies the rule, with its limits: ``drop, truncate-date (to year)``."""
        return ", ".join(
            self._worded(kind) + (" with a warning" if kind in self.cautions else "")
            for kind in self.accepts
        )

    def _worded(self, kind: str) -> str:
        limits = self.limits
        match kind:
            case "truncate-date" if limits.periods is not None:
                return f"truncate-date (to {' or '.join(limits.periods)})"
            case "top-bottom" if limits.highest_top is not None or limits.bounds:
                top = f"top {limits.highest_top:g} or lower" if limits.highest_top else ""
                return f"top-bottom ({top or 'with a ' + ' and a '.join(limits.bounds)})"
            case "round" | "midpoint" if limits.least_width is not None:
                return f"{kind} (intervals of {limits.least_width:g} or more)"
            case "grid" if limits.least_degrees is not None:
                return f"grid (cells of {limits.least_degrees:g} degrees or more)"
            case "geohash" if limits.longest_geohash is not None:
                return f"geohash ({limits.longest_geohash} characters or fewer)"
            case "generalise" if limits.levels is not None:
                levels = (
                    f"{name} from {lowest if isinstance(lowest, str) else f'level {lowest}'}"
                    for name, lowest in limits.levels.items()
                )
                return f"generalise ({', '.join(levels)})"
            case _:
                return kind

    def violation(self, column: str, transform: TransformSpec) -> str:
        """Return the sentence that says that a transform does not satisfy the rule.

        Parameters
        ----------
        column
            As ``table.column``.
        """
        return (
            f"{column}: {transform.kind!r} is not enough for rule {self.id}, {self.title} "
            f"({self.source}); it accepts {self.accepted()}."
        )


class PolicyPack(Model):
    """The rules of one text."""

    id: Word
    """Name of the pack, as pipeline files call it; the file's name, too."""
    version: str
    """Of this file."""
    title: str
    """What people call the text."""
    jurisdiction: str
    """ISO 3166 code of the country or region (``US``, ``CA-ON``), or ``EU``."""
    status: Status
    """How far the text binds."""
    source: str
    """Citation of the text."""
    url: str | None = None
    """Where the text can be read."""
    quote: str | None = None
    """The words of the source that say what it asks."""
    retrieved: date
    """Day on which the source was read."""
    note: str | None = None
    """How the text was read, and what is open."""
    thresholds: Thresholds | None = None
    """Figures for groups and risks."""
    checks: tuple[OutputCheck, ...] = ()
    """What is held against the figures of a finished release."""
    recipients: Recipients | None = None
    """Who may get a release under the text; anybody when it is not given."""
    in_force_until: date | None = None
    """Last day on which the text is in force; a release after it is refused under this pack."""
    requires: tuple[str, ...] = ()
    """Documents and decisions that the text asks for and no program can give."""
    rules: tuple[PolicyRule, ...] = ()
    """In order: the first that is about a column binds it."""

    def rule_for(self, finding: ColumnFinding, role: Role) -> PolicyRule | None:
        """Return the rule that binds a column, or None when the text asks nothing of it.

        Parameters
        ----------
        role
            As decided, which may differ from the one that was found.
        """
        return next((rule for rule in self.rules if rule.applies(finding, role)), None)

    @property
    def k_anonymity(self) -> int | None:
        """Smallest number of subjects in an equivalence class; None when it is left open."""
        return self.thresholds.k_anonymity if self.thresholds else None

    @property
    def max_risk(self) -> float | None:
        """Largest risk of a subject, from 0 to 1; None when it is left open."""
        return self.thresholds.max_risk if self.thresholds else None

    def demanded_k(self, confirmed: Collection[str] = ()) -> int | None:
        """Return the k that a release must reach; None when the pack asks for none.

        Parameters
        ----------
        confirmed
            Names of the packs whose unverified figures the steward has checked. Those of other
            packs are named in a warning and bind nobody.
        """
        if self.thresholds is None or not self.enforced(self.thresholds.status, confirmed):
            return None
        return self.thresholds.k_anonymity

    def enforced(self, status: Status | None, confirmed: Collection[str] = ()) -> bool:
        """Return whether what has this status (None for the pack's own) is applied."""
        return (status or self.status) is not Status.UNVERIFIED or self.id in confirmed

    def rule(self, identifier: str) -> PolicyRule:
        """Return the rule with an id.

        Raises
        ------
        KeyError
            If there is none.
        """
        for rule in self.rules:
            if rule.id == identifier:
                return rule
        raise KeyError(identifier)
