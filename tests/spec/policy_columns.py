"""Columns that a policy rule is about, and transforms within its limits, made from the rule."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from sector_data.spec.evidence.findings import ColumnFinding
from sector_data.spec.hierarchies import (
    AgeHierarchy,
    DateHierarchy,
    FlatHierarchy,
    HierarchySpec,
    NumberHierarchy,
    UsZipHierarchy,
)
from sector_data.spec.packs import PolicyPack, PolicyRule
from sector_data.spec.transforms.values import (
    TRANSFORMS,
    AnyTransform,
    Generalise,
    Geohash,
    Grid,
    Midpoint,
    Round,
    TopBottom,
    TruncateDate,
)
from sector_data.spec.words import DataType, Role

HIERARCHIES: dict[str, HierarchySpec] = {
    "age": AgeHierarchy(top=75),
    "date": DateHierarchy(),
    "us-zip": UsZipHierarchy(),
    "flat": FlatHierarchy(),
    "number": NumberHierarchy(widths=(5,)),
}
"""One of each kind that can be made without a file."""


def columns_of(rule: PolicyRule) -> Iterator[tuple[ColumnFinding, Role]]:
    """Yield a column for each entity, role and type that a rule names."""
    for columns in rule.applies_to:
        entities = columns.entities or (None,)
        roles = columns.roles or (Role.INSENSITIVE,)
        types = columns.data_types or (DataType.STRING,)
        for entity, role, data_type in product(entities, roles, types):
            found = ColumnFinding(
                table="t", column="c", data_type=data_type, rows=9, missing=0, distinct=3,
                entity=entity, role=role,
            )  # fmt: skip
            yield found, role


def binding_columns(pack: PolicyPack, rule: PolicyRule) -> list[tuple[ColumnFinding, Role]]:
    """Return the columns that the rule binds, no earlier rule of its pack being about them."""
    return [(f, r) for f, r in columns_of(rule) if pack.rule_for(f, r) == rule]


def passing(rule: PolicyRule) -> Iterator[AnyTransform]:
    """Yield transforms of the accepted kinds that go as far as the rule asks."""
    for kind in rule.accepts:
        yield from _of_kind(kind, rule)


def _of_kind(kind: str, rule: PolicyRule) -> Iterator[AnyTransform]:
    limits = rule.limits
    match kind:
        case "truncate-date":
            yield from (TruncateDate(to=period) for period in limits.periods or ("year",))
        case "top-bottom":
            top = limits.highest_top or 80
            yield TopBottom(top=top, bottom=0 if "bottom" in limits.bounds else None)
        case "round":
            yield Round(to=limits.least_width or 10)
        case "midpoint":
            yield Midpoint(width=limits.least_width or 10)
        case "grid":
            yield Grid(degrees=limits.least_degrees or 1)
        case "geohash":
            yield Geohash(precision=limits.longest_geohash or 4)
        case "generalise":
            for hierarchy in HIERARCHIES.values():
                level = rule.lowest_level(hierarchy)
                if level is not None:
                    yield Generalise(hierarchy=hierarchy, level=level)
        case _:
            yield TRANSFORMS[kind]()


def short_of(rule: PolicyRule) -> Iterator[AnyTransform]:
    """Yield transforms of accepted kinds that do not go as far as the rule asks."""
    limits = rule.limits
    if limits.periods is not None and "week" not in limits.periods:
        yield TruncateDate(to="week")
    if "round" in rule.accepts and limits.least_width is not None:
        yield Round(to=limits.least_width / 2)
    if "midpoint" in rule.accepts and limits.least_width is not None:
        yield Midpoint(width=limits.least_width / 2)
    if limits.least_degrees is not None:
        yield Grid(degrees=limits.least_degrees / 2)
    if limits.longest_geohash is not None:
        yield Geohash(precision=limits.longest_geohash + 1)
    if "top-bottom" in rule.accepts and limits.highest_top is not None:
        yield TopBottom(top=limits.highest_top + 1)
    if "generalise" in rule.accepts and limits.levels is not None:
        for hierarchy in HIERARCHIES.values():
            level = rule.lowest_level(hierarchy)
            if level is None:
                yield Generalise(hierarchy=hierarchy, level=1)
            elif level > 0:
                yield Generalise(hierarchy=hierarchy, level=level - 1)
