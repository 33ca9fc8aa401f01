"""What the sections of a pipeline file must agree on.

What lives here: tables that are referred to must be in ``source``, names of packs must exist,
settings must not contradict one another. What does not: whether columns exist, which only the data
can tell (:mod:`sector_data.pipeline.sourcing`).

The checks run on the draft, before pydantic, so that all mistakes of a file are told together; they
pass over what is not of the right type, since pydantic tells that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from pydantic import TypeAdapter, ValidationError

from sector_data.spec.aggregation_rules import aggregate_mistakes
from sector_data.spec.catalogue_rules import check_catalogue
from sector_data.spec.hierarchies import HierarchySpec
from sector_data.spec.hierarchy_rules import mistakes_of
from sector_data.spec.privacy_rules import check_privacy
from sector_data.spec.problems import Problems, nearest, quote
from sector_data.spec.shorthands import Draft
from sector_data.spec.synthesis_rules import check_synthesis
from sector_data.spec.yaml_lines import Place

_DATE_LEVELS = ("day", "week", "month", "quarter", "year", "decade", "era")
_HIERARCHY: TypeAdapter[HierarchySpec] = TypeAdapter(HierarchySpec)


def check_consistency(draft: Draft, problems: Problems) -> None:
    """Note everything that contradicts or leads nowhere."""
    tables = tuple(_mapping(problems.document.content, "source"))
    check = _TableCheck(tables, problems)
    for name, source in _mapping(draft, "source").items():
        for place, message, hint in aggregate_mistakes(_mapping(source, "aggregate")):
            problems.add(("source", name, "aggregate", *place), message, hint)
    if isinstance(subject := draft.get("subject"), str):
        check.column(subject, ("subject",))
    for table in _mapping(draft, "keys"):
        check.table(table, ("keys", table))
    for child, parent in _mapping(draft, "references").items():
        check.column(child, ("references", child))
        if isinstance(parent, str):
            check.column(parent, ("references", child))
    for path in _mapping(draft, "columns"):
        check.column(path, ("columns", path))
    check_privacy(draft, check.column, problems)
    _check_assessment(_mapping(draft, "assess"), check)
    _check_cycles(_mapping(draft, "references"), problems)
    check_synthesis(_mapping(draft, "synthesise"), tables, check.table, check.column, problems)
    _check_expectations(_mapping(draft, "quality").get("expectations"), check)
    _check_packs(draft, problems)
    check_catalogue(draft, problems)
    for place, hierarchy in _hierarchies(draft):
        _check_hierarchy(hierarchy, place, problems)


class _TableCheck:
    """Insists that a table is in ``source``."""

    def __init__(self, tables: tuple[str, ...], problems: Problems) -> None:
        self.tables = tables
        self.problems = problems

    def table(self, name: object, place: Place) -> None:
        if isinstance(name, str) and name not in self.tables:
            self.problems.add(
                place, f"no table {quote(name)} in 'source'.", nearest(name, self.tables)
            )

    def column(self, path: str, place: Place) -> None:
        table, dot, column = path.partition(".")
        if not (table and dot and column):
            self.problems.add(
                place, f"expected table.column; found {quote(path)}.", "Name the table, too."
            )
        else:
            self.table(table, place)


def _mapping(owner: object, key: str | None = None) -> dict[str, object]:
    value = owner.get(key) if key is not None and isinstance(owner, Mapping) else owner
    return dict(value) if isinstance(value, Mapping) else {}


def _check_cycles(references: Mapping[str, object], problems: Problems) -> None:
    """Refuse columns that refer to one another in a circle: no column would define the values."""
    told: set[str] = set()
    for start in references:
        chain: list[str] = []
        column: object = start
        while isinstance(column, str) and column in references and column not in chain:
            chain.append(column)
            column = references[column]
        if isinstance(column, str) and column in chain and column not in told:
            circle = chain[chain.index(column) :]
            told.update(circle)
            problems.add(
                ("references", circle[0]),
                f"refers to itself: {' → '.join([*circle, circle[0]])}.",
                "Remove the reference from the column that defines the values.",
            )


def _check_assessment(assess: Mapping[str, object], check: _TableCheck) -> None:
    """Insist that what the section names is in ``source``, and that its parts fit together."""
    for place, path in _assessed_columns(assess):
        check.column(path, ("assess", *place))
    for table in _mapping(_mapping(assess, "control"), "tables"):
        check.table(table, ("assess", "control", "tables", table))
    known = {*map(str, _sequence(assess.get("known")))}
    for position, secret in enumerate(_sequence(assess.get("secrets"))):
        if secret in known:
            check.problems.add(
                ("assess", "secrets", position),
                f"{quote(secret)} is known already, so it is no secret.",
                "Name it in one of the two.",
            )


def _assessed_columns(assess: Mapping[str, object]) -> Iterator[tuple[Place, str]]:
    """Yield the columns that the section names, and where."""
    for key in ("known", "secrets", "subgroups"):
        for position, path in enumerate(_sequence(assess.get(key))):
            yield (key, position), str(path)
    for key in ("weights", "household", "target"):
        if isinstance(path := assess.get(key), str):
            yield (key,), path
    for path in _mapping(assess, "events"):
        yield ("events", path), path
    for name, conditions in _mapping(assess, "queries").items():
        for path in _mapping(conditions):
            yield ("queries", name, path), path
    for key, path in _mapping(assess, "survival").items():
        yield ("survival", key), str(path)
    for position, regression in enumerate(_sequence(assess.get("regressions"))):
        named = _mapping(regression)
        for path in (named.get("outcome"), *_sequence(named.get("predictors"))):
            if isinstance(path, str):
                yield ("regressions", position), path


def _check_expectations(expectations: object, check: _TableCheck) -> None:
    for position, expectation in enumerate(_sequence(expectations)):
        for name, arguments in _mapping(expectation).items():
            place = ("quality", "expectations", position, name)
            named = _mapping(arguments)
            columns = [
                *(named[key] for key in ("column", "column_A", "column_B") if key in named),
                *_sequence(named.get("column_list")),
                *_sequence(named.get("column_set")),
                *_sequence(named.get("columns")),
            ]
            for column in columns:
                check.column(str(column), place)
            if "table" in named:
                check.table(named["table"], (*place, "table"))
            elif not columns:
                check.problems.add(
                    place,
                    "names neither a column nor a table.",
                    "Write column: table.column, or table: name.",
                )


def _check_packs(draft: Draft, problems: Problems) -> None:
    from sector_data.spec.packs import policy_names, sector_names

    if isinstance(sector := draft.get("sector"), str) and sector not in sector_names():
        problems.add(
            ("sector",), f"unknown sector {quote(sector)}.", nearest(sector, sector_names())
        )
    listed = isinstance(_mapping(problems.document.content).get("policy"), list)
    seen: set[str] = set()
    for position, policy in enumerate(_sequence(draft.get("policy"))):
        if not isinstance(policy, str):
            continue
        place = ("policy", position) if listed else ("policy",)
        if policy not in policy_names():
            problems.add(place, f"unknown policy {quote(policy)}.", nearest(policy, policy_names()))
        elif policy in seen:
            problems.add(place, f"policy {policy!r} is named twice.", "Name it once.")
        seen.add(policy)
    for policy in _sequence(draft.get("policy-confirmed")):
        if isinstance(policy, str) and policy not in seen:
            problems.add(
                ("policy-confirmed",),
                f"{quote(policy)} is none of the packs that 'policy' names.",
                "Name it there as well, or leave it out here.",
            )


def _hierarchies(draft: Draft) -> Iterator[tuple[Place, dict[str, object]]]:
    for path, column in _mapping(draft, "columns").items():
        spec = _mapping(column)
        yield ("columns", path, "hierarchy"), _mapping(spec, "hierarchy")
        nested = _mapping(_mapping(spec, "transform"), "hierarchy")
        yield ("columns", path, "transform", "generalise", "hierarchy"), nested


def _check_hierarchy(hierarchy: Mapping[str, object], place: Place, problems: Problems) -> None:
    """Insist that every level is coarser than the one below and made of whole parts of it."""
    kind = hierarchy.get("kind")
    if not hierarchy:
        return
    try:
        spec = _HIERARCHY.validate_python(hierarchy)
    except ValidationError:
        pass  # told with the other mistakes of types
    else:
        for parameter, message, hint in mistakes_of(spec):
            problems.add((*place, str(kind), parameter), message, hint)
    if kind in ("age", "number"):
        widths = _numbers(hierarchy.get("widths"))
        if any(wide <= narrow or wide % narrow for narrow, wide in pairwise(widths)):
            problems.add(
                (*place, str(kind), "widths"),
                "each width must be a multiple of the one before, and larger.",
                "Such as [1, 5, 10, 20].",
            )
    elif kind == "prefix":
        lengths = _numbers(hierarchy.get("lengths"))
        if any(after >= before for before, after in pairwise(lengths)):
            problems.add(
                (*place, "prefix", "lengths"), "must fall from level to level.", "Such as [3, 1]."
            )
    elif kind == "date":
        known = [w for w in _sequence(hierarchy.get("levels")) if w in _DATE_LEVELS]
        ranks = [_DATE_LEVELS.index(str(word)) for word in known]
        if any(after <= before for before, after in pairwise(ranks)):
            problems.add(
                (*place, "date", "levels"),
                "must go from fine to coarse, each once.",
                f"In the order: {', '.join(_DATE_LEVELS)}.",
            )
        if "week" in known and set(known) & {"month", "quarter", "year", "decade"}:
            problems.add(
                (*place, "date", "levels"),
                "weeks do not fit into months, quarters or years.",
                "Leave out 'week', or everything coarser.",
            )


def _sequence(value: object) -> Sequence[object]:
    return value if isinstance(value, (list, tuple)) else ()


def _numbers(value: object) -> list[float]:
    """Return the positive numbers of a list, or nothing when one of them is not."""
    numbers: list[float] = []
    for item in _sequence(value):
        try:
            number = float(str(item))
        except ValueError:
            return []
        if not 0 < number < float("inf"):
            return []
        numbers.append(number)
    return numbers
