"""Two policy packs beside each other: on which columns they differ, and which of them is stricter.

What lives here: comparing what two rules accept, kind of column by kind of column. What does not:
whether a transform satisfies a rule (:mod:`sector_data.spec.policies`), and holding several packs
together (:mod:`sector_data.pipeline.policies.composing`).

A rule is stricter than another when everything that it accepts, the other accepts as well. Where
each accepts something that the other does not, neither is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from sector_data.detect.entities import broader, role_of
from sector_data.spec.evidence.findings import ColumnFinding
from sector_data.spec.policies import DATE_LEVELS, Limits, PolicyPack, PolicyRule
from sector_data.spec.words import DataType, Role

Stricter = Literal["first", "second", "same", "neither"]

_PERIODS = frozenset({"week", "month", "quarter", "year"})


@dataclass(frozen=True, slots=True)
class RuleDifference:
    """Columns that the same two rules bind, one of each pack, and how these compare.

    Attributes
    ----------
    columns
        Kinds of columns: an entity (``US_ZIP_CODE``), a role (``free-text``), or a type.
    first, second
        The rules; None where a pack asks nothing of these columns.
    stricter
        Whose rule is.
    """

    columns: tuple[str, ...]
    first: PolicyRule | None
    second: PolicyRule | None
    stricter: Stricter


@dataclass(frozen=True, slots=True)
class FigureDifference:
    """A figure of a pack as a whole: what each asks, and who asks more.

    Attributes
    ----------
    name
        ``k-anonymity``, ``max-risk`` or ``recipients``.
    first, second
        As the packs write it; None where it is open.
    stricter
        Who asks more, whatever the status.
    """

    name: str
    first: str | None
    second: str | None
    stricter: Stricter


@dataclass(frozen=True, slots=True)
class PackDifference:
    """How two packs differ."""

    first: PolicyPack
    second: PolicyPack
    figures: tuple[FigureDifference, ...]
    rules: tuple[RuleDifference, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data; packs and rules by their ids."""
        return {
            "first": self.first.id,
            "second": self.second.id,
            "figures": [
                {"name": f.name, "first": f.first, "second": f.second, "stricter": f.stricter}
                for f in self.figures
            ],
            "rules": [
                {
                    "columns": list(d.columns),
                    "first": d.first and {"rule": d.first.id, "accepts": d.first.accepted()},
                    "second": d.second and {"rule": d.second.id, "accepts": d.second.accepted()},
                    "stricter": d.stricter,
                }
                for d in self.rules
            ],
        }


def compare_packs(first: PolicyPack, second: PolicyPack) -> PackDifference:
    """Compare two packs on every kind of column that either names, and on their figures.

    An entity has the role that detection gives it; what a role binds is compared for a column of
    which nothing else is known.
    """
    pairs: dict[tuple[str | None, str | None], RuleDifference] = {}
    for name, finding, role in _kinds(first, second):
        one, other = first.rule_for(finding, role), second.rule_for(finding, role)
        if one is None and other is None:
            continue
        key = (one.id if one else None, other.id if other else None)
        columns = (*(pairs[key].columns if key in pairs else ()), name)
        pairs[key] = RuleDifference(columns, one, other, stricter_rule(one, other))
    return PackDifference(first, second, tuple(_figures(first, second)), tuple(pairs.values()))


def stricter_rule(first: PolicyRule | None, second: PolicyRule | None) -> Stricter:
    """Return whose rule is stricter; no rule accepts everything."""
    return _stricter(_within(first, second), _within(second, first))


def _stricter(first_within: bool, second_within: bool) -> Stricter:
    if first_within and second_within:
        return "same"
    if first_within:
        return "first"
    return "second" if second_within else "neither"


def _kinds(*packs: PolicyPack) -> Iterator[tuple[str, ColumnFinding, Role]]:
    """Yield a column for each entity, role and type that the packs name, in their order."""
    seen: set[str] = set()
    conditions = [c for pack in packs for rule in pack.rules for c in rule.applies_to]
    for columns in conditions:
        types = columns.data_types or (DataType.STRING,)
        for entity in columns.entities or (None,):
            for data_type in types:
                known = None if entity is None else role_of(entity)
                for role in columns.roles or (known or Role.INSENSITIVE,):
                    words = [
                        *([entity] if entity else []),
                        *(columns.roles and [role.value]),
                        *(columns.data_types and [data_type.value]),
                    ]
                    name = " ".join(words)
                    if name and name not in seen:
                        seen.add(name)
                        yield name, _column(entity, role, data_type), role


def _column(entity: str | None, role: Role, data_type: DataType) -> ColumnFinding:
    general = None if entity is None else broader(entity)
    return ColumnFinding(
        table="",
        column="",
        data_type=data_type,
        rows=0,
        missing=0,
        distinct=0,
        entity=entity,
        broader=general if general != entity else None,
        role=role,
    )


def _within(one: PolicyRule | None, other: PolicyRule | None) -> bool:
    """Return whether everything that a rule accepts, another accepts as well."""
    if other is None:
        return True
    if one is None:
        return False
    return all(
        kind in other.accepts and _limits_within(kind, one.limits, other.limits)
        for kind in one.accepts
    )


def _limits_within(kind: str, one: Limits, other: Limits) -> bool:
    match kind:
        case "truncate-date":
            return set(one.periods or _PERIODS) <= set(other.periods or _PERIODS)
        case "top-bottom":
            return set(other.bounds) <= set(one.bounds) and _no_larger(
                one.highest_top, other.highest_top
            )
        case "round" | "midpoint":
            return _no_larger(other.least_width, one.least_width, open_is="smallest")
        case "grid":
            return _no_larger(other.least_degrees, one.least_degrees, open_is="smallest")
        case "geohash":
            return _no_larger(one.longest_geohash, other.longest_geohash)
        case "generalise" if other.levels is not None:
            return one.levels is not None and all(
                name in other.levels
                and _level(level) >= _level(other.levels[name])
                and (name != "age" or _no_larger(one.highest_top, other.highest_top))
                for name, level in one.levels.items()
            )
        case _:
            return True


def _no_larger(
    one: float | None, other: float | None, *, open_is: Literal["largest", "smallest"] = "largest"
) -> bool:
    """Return whether a bound is no larger than another; an open one is the end of the scale."""
    end = float("inf") if open_is == "largest" else float("-inf")
    return (end if one is None else one) <= (end if other is None else other)


def _level(level: int | str) -> int:
    return DATE_LEVELS.index(level) if isinstance(level, str) else level


def _figures(first: PolicyPack, second: PolicyPack) -> Iterator[FigureDifference]:
    ks = (first.k_anonymity or 0, second.k_anonymity or 0)
    if any(ks):
        yield FigureDifference(
            "k-anonymity", _k(first), _k(second), _stricter(ks[0] >= ks[1], ks[1] >= ks[0])
        )
    risks = (first.max_risk or 1.0, second.max_risk or 1.0)
    if first.max_risk or second.max_risk:
        yield FigureDifference(
            "max-risk",
            _risk(first),
            _risk(second),
            _stricter(risks[0] <= risks[1], risks[1] <= risks[0]),
        )
    allowed = [set(p.recipients.allowed) if p.recipients else None for p in (first, second)]
    if any(limits is not None for limits in allowed):
        everybody = set(allowed[0] or ()) | set(allowed[1] or ())
        one, other = (everybody | {"anybody"} if a is None else set(a) for a in allowed)
        yield FigureDifference(
            "recipients",
            _allowed(first),
            _allowed(second),
            _stricter(one <= other, other <= one),
        )


def _marked(text: str, pack: PolicyPack) -> str:
    figures = pack.thresholds
    assert figures is not None
    return text if pack.enforced(figures.status) else f"{text} (unverified)"


def _k(pack: PolicyPack) -> str | None:
    return None if pack.k_anonymity is None else _marked(str(pack.k_anonymity), pack)


def _risk(pack: PolicyPack) -> str | None:
    return None if pack.max_risk is None else _marked(f"{pack.max_risk:g}", pack)


def _allowed(pack: PolicyPack) -> str | None:
    return None if pack.recipients is None else ", ".join(pack.recipients.allowed)
