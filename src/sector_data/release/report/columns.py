"""The columns of a release and what happened to each, in words.

What lives here: the data dictionary that both pages show. What does not: how a page writes it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sector_data.release.governance.statistics import statistics, trust_by_column
from sector_data.release.report.catalogue import UNKNOWN, Catalogue
from sector_data.release.report.content import (
    FieldFacts,
    ReportContent,
    chosen_level,
    is_released,
)
from sector_data.spec.governance import Trust
from sector_data.spec.hierarchies import (
    AgeHierarchy,
    DateHierarchy,
    NumberHierarchy,
    PlannedHierarchySpec,
    PrefixHierarchy,
    UsZipHierarchy,
)
from sector_data.spec.plan import ColumnPlan, TablePlan
from sector_data.spec.transforms.values import (
    RedactText,
    Reversible,
    Round,
    ShiftDate,
    TopBottom,
    TransformSpec,
    TruncateDate,
)
from sector_data.spec.words import Role, Technique

CODES = 12
"""Codes that are told of a longer list; the description of the tables has all."""

SIGNS = {"trusted": "✓", "care": "!", "no": "✗", "mixed": "!"}


class ColumnLine(NamedTuple):
    """A released column; what nobody says of it is empty.

    Attributes
    ----------
    data_type
        With its unit.
    values
        The codes there are, and whether values are missing.
    technique
        Empty when there was none to use.
    trust, sign
        How far its statistics can be trusted; empty for synthetic rows.
    """

    name: str
    description: str
    data_type: str
    values: str
    role: str
    treatment: str
    technique: str
    loss: str
    trust: str
    sign: str


class Dropped(NamedTuple):
    """Columns of one role that are not released."""

    role: str
    columns: tuple[str, ...]


class Dictionary(NamedTuple):
    """The columns of one table; counts are spelt."""

    table: str
    rows: str
    released: str
    total: str
    columns: list[ColumnLine]
    dropped: list[Dropped]


def dictionary(table: TablePlan, content: ReportContent, words: Catalogue) -> Dictionary:
    """Return the columns of a table and what happened to them."""
    released = [column for column in table.columns if is_released(column)]
    trusts = trust_by_column(statistics(content))
    columns = [
        _line(table, part, content, words, trusts)
        for column in released
        for part in (column, *filter(is_released, column.parts))
    ]
    return Dictionary(
        table=table.table,
        rows=words.integer(content.rows[table.table]),
        released=words.integer(len(released)),
        total=words.integer(len(table.columns)),
        columns=columns,
        dropped=_dropped(table, words),
    )


def _dropped(table: TablePlan, words: Catalogue) -> list[Dropped]:
    gone: dict[Role, list[str]] = {role: [] for role in Role}
    for column in table.columns:
        if not is_released(column):
            gone[column.role].append(column.column)
    return [
        Dropped(words.text(f"roles.{role.value}"), tuple(names))
        for role, names in gone.items()
        if names
    ]


def _line(
    table: TablePlan,
    column: ColumnPlan,
    content: ReportContent,
    words: Catalogue,
    trusts: Mapping[str, frozenset[Trust]],
) -> ColumnLine:
    technique = column.transform.nature.technique
    facts = content.fields.get((table.table, column.column))
    data_type = content.types[table.table].get(column.column, UNKNOWN)
    found = trusts.get(f"{table.table}.{column.column}", frozenset())
    trust = "mixed" if len(found) > 1 else "".join(found)
    return ColumnLine(
        name=column.column,
        description=facts.description if facts else "",
        data_type=f"{data_type} ({facts.unit})" if facts and facts.unit else data_type,
        values=_values(facts, words) if facts else "",
        trust=words.text(f"papers.columns.{trust}") if trust else "",
        sign=SIGNS.get(trust, ""),
        role=words.text(f"roles.{column.role.value}"),
        treatment=_treatment(table, column, words),
        technique=""
        if technique is Technique.NONE
        else words.text(f"techniques.{technique.value}"),
        loss=_loss(column, words),
    )


def _values(facts: FieldFacts, words: Catalogue) -> str:
    """Return the codes of a column, and whether values are missing."""
    told = []
    if facts.codes:
        shown = words.joined(sorted(facts.codes, key=_numbers_apart)[:CODES])
        hidden = len(facts.codes) - CODES
        more = [words.text("papers.columns.more", count=words.integer(hidden))] * (hidden > 0)
        told.append(
            words.labelled(words.text("papers.columns.codes"), words.joined([shown, *more]))
        )
    gaps = "none_missing" if facts.complete else "may_miss"
    return " · ".join([*told, words.text(f"papers.columns.{gaps}")])


def _numbers_apart(code: str) -> list[tuple[int, str]]:
    """Return a key of sorting by which 5-9 comes before 10-14."""
    parts = re.split(r"(\d+)", code)
    return [(int(part), "") if n % 2 else (-1, part) for n, part in enumerate(parts)]


def _loss(column: ColumnPlan, words: Catalogue) -> str:
    """Return what is lost, and who can have it back if anybody can."""
    loss = words.text(f"transforms.{column.transform.kind}.loses")
    match column.transform.nature.reversible:
        case Reversible.KEY_HOLDER:
            by = words.text("reversible.key")
        case Reversible.LOOKUP_HOLDER:
            by = words.text("reversible.lookup")
        case _:
            return loss
    return words.text("columns.undone", loss=loss, by=by)


def _treatment(table: TablePlan, column: ColumnPlan, words: Catalogue) -> str:
    """Return what happened to a column, with the parameters that its reader needs."""
    told = words.text(f"transforms.{column.transform.kind}.does")
    chosen = chosen_level(table, column)
    if chosen is None or table.protection is None:
        details = _parameters(column.transform, words)
    else:
        place = table.protection.generalisations.index(chosen)
        labels = [combination[place] or "" for combination in table.protection.kept_classes]
        of = words.text(
            "levels.of",
            level=_from_to([words.integer(chosen.level), words.integer(chosen.coarsest)]),
            levels=words.integer(chosen.levels - 1),
        )
        ends = [
            told
            for level in (chosen.level, chosen.coarsest)
            for told in _meaning(chosen.hierarchy, level, chosen.levels - 1, labels, words)
        ]
        meaning = [_from_to(ends)] if len(ends) == 2 else []
        details = [*_parameters(column.transform, words), *meaning, of]
    if not details:
        return told
    return words.text("columns.detailed", told=told, details=words.joined(details))


def _from_to(ends: Sequence[str]) -> str:
    """Spell the finest and the coarsest; one word when they are the same."""
    return " – ".join(dict.fromkeys(ends))


def _parameters(transform: TransformSpec, words: Catalogue) -> list[str]:
    match transform:
        case Round(to=to):
            return [words.text("parameters.multiples", to=words.plain(to))]
        case ShiftDate(max_days=days):
            return [words.text("parameters.days", days=words.integer(days))]
        case TruncateDate(to=period):
            return [words.text(f"periods.{period}")]
        case TopBottom(top=top, bottom=bottom):
            bounds = {"≥": bottom, "≤": top}
            return [f"{s} {words.plain(v)}" for s, v in bounds.items() if v is not None]
        case RedactText(replacement=replacement):
            return [words.text(f"parameters.{replacement}")]
        case _:
            return []


def _meaning(
    hierarchy: PlannedHierarchySpec, level: int, top: int, labels: Sequence[str], words: Catalogue
) -> list[str]:
    """Return how coarse a level of a hierarchy is, where the hierarchy's kind tells."""
    if level == 0:
        return [words.text("levels.unchanged")]
    if level == top:
        return [words.text("levels.top")]
    match hierarchy:
        case AgeHierarchy(widths=widths) if widths[level - 1] == 1:
            return [words.text("levels.year")]
        case AgeHierarchy(widths=widths):
            return [words.text("levels.years", width=words.integer(widths[level - 1]))]
        case DateHierarchy(levels=periods):
            return [words.text(f"periods.{periods[level - 1]}")]
        case NumberHierarchy(widths=tuple(widths)):
            return [words.text("levels.intervals", width=words.plain(widths[level - 1]))]
        case PrefixHierarchy(lengths=lengths):
            return [words.text("levels.characters", count=words.integer(lengths[level - 1]))]
        case UsZipHierarchy() if digits := max((len(t.rstrip("*")) for t in labels), default=0):
            # Its labels say how many digits they keep: 021**.
            return [words.text("levels.characters", count=words.integer(digits))]
        case _:
            return []
