"""What must hold of a hierarchy's parameters beyond their types.

What lives here: the rules of the kinds with several parameters that must fit together. What does
not: the declarations (:mod:`sector_data.spec.hierarchies`), and rules that need the data
(:mod:`sector_data.anonymise.hierarchies`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from sector_data.spec.classifications import CODED_KINDS
from sector_data.spec.hierarchies import (
    DateHierarchy,
    FileHierarchy,
    HierarchySpec,
    IntervalHierarchy,
    OrderedHierarchy,
)

OTHER = "other"
"""Label of the values outside of an interval hierarchy's bounds."""


class Mistake(NamedTuple):
    """What is wrong with a parameter, and what to do about it."""

    parameter: str
    message: str
    hint: str


def mistakes_of(spec: HierarchySpec) -> Iterator[Mistake]:
    """Yield the mistakes of a declaration."""
    if isinstance(spec, CODED_KINDS):
        yield from _order(spec.levels, type(spec).model_fields["levels"].default)
        return
    match spec:
        case DateHierarchy():
            yield from _date(spec)
        case IntervalHierarchy():
            yield from _interval(spec)
        case OrderedHierarchy():
            yield from _ordered(spec)
        case FileHierarchy(layout=("parent" | "level") as layout, fields=tuple(columns)):
            if len(columns) != 2:
                yield Mistake(
                    "fields",
                    f"{len(columns)} columns are named, but the layout {layout!r} has two.",
                    f"Name the column of the code, then that of its {layout}.",
                )
        case FileHierarchy(layout="levels", fields=tuple(columns)):
            if len(columns) < 2:
                yield Mistake(
                    "fields",
                    "a hierarchy needs a column of values and one of groups.",
                    "Name the columns from fine to coarse.",
                )
        case _:
            pass


def _order(chosen: Sequence[str], known: Sequence[str]) -> Iterator[Mistake]:
    right = [level for level in known if level in chosen]
    if list(chosen) != right:
        yield Mistake(
            "levels", "must go from fine to coarse, each once.", f"Such as {', '.join(right)}."
        )


def _date(spec: DateHierarchy) -> Iterator[Mistake]:
    japanese = spec.calendar == "japanese"
    if "era" in spec.levels and not japanese:
        yield Mistake("levels", "only the Japanese calendar has eras.", "Add calendar: japanese.")
    if japanese and "decade" in spec.levels:
        yield Mistake(
            "levels",
            "decades lie across eras, so that one cannot follow the other.",
            "Name era in the place of decade, as in [day, month, year, era].",
        )
    if japanese and "week" in spec.levels:
        yield Mistake("levels", "weeks lie across eras.", "Leave out 'week'.")
    if japanese and spec.year_starts != 1:
        yield Mistake(
            "year-starts",
            "fiscal years lie across eras.",
            "Leave it out, or use the Gregorian calendar.",
        )


def _interval(spec: IntervalHierarchy) -> Iterator[Mistake]:
    for level, cuts in enumerate(spec.cuts, start=1):
        if not cuts or any(high <= low for low, high in pairwise(cuts)):
            yield Mistake(
                "cuts", f"the cuts of level {level} do not rise.", "Such as [18, 40, 65]."
            )
    for level, (finer, coarser) in enumerate(pairwise(spec.cuts), start=2):
        if not set(coarser) < set(finer):
            yield Mistake(
                "cuts",
                f"level {level} must have some of the cuts of level {level - 1}, and no others.",
                "Otherwise a group would be split again on a higher level.",
            )
    low, high = spec.lowest, spec.highest
    if low is not None and high is not None and low >= high:
        yield Mistake("lowest", "is not below highest.", "Exchange them.")
    every = [cut for level in spec.cuts for cut in level]
    if any((low is not None and c <= low) or (high is not None and c > high) for c in every):
        yield Mistake("cuts", "a cut lies outside of lowest and highest.", "Leave it out.")
    if spec.labels is not None:
        yield from _names("labels", spec.labels, [len(cuts) + 1 for cuts in spec.cuts])
    if spec.outside == "other":
        if low is None and high is None:
            yield Mistake("outside", "nothing is outside.", "Give lowest, highest or both.")
        if any(OTHER in level for level in spec.labels or ()):
            yield Mistake("labels", f"{OTHER!r} is the label of what is outside.", "Rename it.")


def _ordered(spec: OrderedHierarchy) -> Iterator[Mistake]:
    twice = [value for value, count in Counter(spec.values).items() if count > 1]
    if twice:
        yield Mistake("values", f"{len(twice)} of them stand there twice.", "Name each once.")
    if any(wide <= narrow or wide % narrow for narrow, wide in pairwise(spec.groups)):
        yield Mistake(
            "groups",
            "each number must be a multiple of the one before, and larger.",
            "Such as [2, 4].",
        )
    if spec.groups and spec.groups[-1] >= len(spec.values):
        yield Mistake(
            "groups",
            "a group of all is the level * already.",
            f"Name numbers below {len(spec.values)}.",
        )
    if spec.names is not None:
        sizes = [-(-len(spec.values) // group) for group in spec.groups]
        yield from _names("names", spec.names, sizes)


def _names(
    parameter: str, names: Sequence[Sequence[str]], sizes: Sequence[int]
) -> Iterator[Mistake]:
    if [len(level) for level in names] != list(sizes):
        yield Mistake(
            parameter,
            "there must be one for each group of each level.",
            f"Give {', '.join(map(str, sizes))} for the levels in turn.",
        )
    elif any(not name or name == "*" for level in names for name in level):
        yield Mistake(parameter, "a name is empty or *.", "* is the top level.")
    elif any(len(set(level)) < len(level) for level in names):
        yield Mistake(
            parameter,
            "two groups of a level have one name.",
            "Groups that belong together are one group: leave out the cut between them.",
        )
