"""What the pages tell, apart from words and look.

What lives here: the facts that both pages are made from, and what the pages are called. What does
not: either page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sector_data.release.layout import README, REPORT
from sector_data.release.report.catalogue import Catalogue
from sector_data.spec.evidence.conformity import Conformity
from sector_data.spec.evidence.release import Assessment, LeakReport, ValidationReport
from sector_data.spec.evidence.sequences import SequenceFigures
from sector_data.spec.plan import ColumnPlan, Generalisation, Plan, TablePlan
from sector_data.spec.transforms.values import UNCOUNTED, Drop, Generalise
from sector_data.spec.words import Language, Role

PSEUDONYMS = frozenset({"pseudonym", "surrogate", "format-preserving"})
"""Transforms whose values stand for others, one for each."""
KEYED = PSEUDONYMS - {"surrogate"}
"""Those that whoever holds the key can make again; of random codes there is a list."""

FEWEST_TOLD = 10
"""People of whom a share is told among the limits; of fewer it would point at them."""


@dataclass(frozen=True, slots=True)
class TextSearch:
    """What was found in a free-text column: passages by entity, and texts with at least one; None
    where these are so few that they are not told."""

    column: str
    passages: Mapping[str, int]
    texts: int | None


class FieldFacts(NamedTuple):
    """What the description of the tables says of a column.

    Attributes
    ----------
    description, unit
        As the steward or the sector schema says them; empty when nobody does.
    codes
        The only values there are, where they are listed.
    complete
        Whether no value is missing.
    """

    description: str = ""
    unit: str = ""
    codes: tuple[str, ...] = ()
    complete: bool = False

    @classmethod
    def of(cls, described: Mapping[str, Any]) -> FieldFacts:
        """Return the facts of a field of a Data Package."""
        constraints = described.get("constraints", {})
        return cls(
            description=described.get("title", ""),
            unit=described.get("sectorData:unit", ""),
            codes=tuple(constraints.get("enum", ())),
            complete=constraints.get("required", False),
        )


def described_fields(descriptor: Mapping[str, Any]) -> dict[tuple[str, str], FieldFacts]:
    """Return what a Data Package says of its columns, by table and column."""
    return {
        (resource["name"], field["name"]): FieldFacts.of(field)
        for resource in descriptor["resources"]
        for field in resource["schema"]["fields"]
    }


@dataclass(frozen=True, slots=True)
class ReportContent:
    """Everything that the report tells.

    Attributes
    ----------
    plan
        In its public form.
    assessment, validation, leaks
        The evidence. `leaks` is None while the gate has still to search the report itself.
    texts
        One entry for each free-text column.
    rows
        Released rows of each table.
    types
        Released type of each column: table, then column, then type.
    key_id
        Fingerprint of the signing key.
    synthetic
        Tables whose rows are synthetic.
    conformity
        What is shown of each policy pack; None when the pipeline names none.
    fields
        Meaning, unit, codes and gaps of each released column, by table and column.
    """

    plan: Plan
    assessment: Assessment
    validation: ValidationReport
    texts: tuple[TextSearch, ...]
    rows: Mapping[str, int]
    types: Mapping[str, Mapping[str, str]]
    key_id: str
    leaks: LeakReport | None = None
    synthetic: tuple[str, ...] = ()
    conformity: Conformity | None = None
    fields: Mapping[tuple[str, str], FieldFacts] = field(default_factory=dict)
    """What is described of each released column, by table and column."""
    sequences: Mapping[str, SequenceFigures] = field(default_factory=dict)
    """Figures of the sequences of each synthetic table that has some."""

    def rows_in(self, table: TablePlan) -> int | None:
        """Return the rows of a table before; None where a guarantee keeps them untold."""
        return None if self.plan.pipeline.guaranteed else table.rows


def limits_of(plan: Plan, words: Catalogue, *, spell: Callable[[str], str] = str) -> Iterator[str]:
    """Yield what a release does not promise.

    Parameters
    ----------
    plan, words
        What was carried out, and in which words it is told.
    spell
        How the page writes a name.
    """
    yield words.text("limits.k-anonymity")
    uncounted = [
        spell(f"{table.table}.{column.column}")
        for table in plan.tables
        for column in filter(is_released, table.columns)
        if column.role is Role.QUASI_IDENTIFIER and isinstance(column.transform, UNCOUNTED)
    ]
    if uncounted:
        yield words.text("limits.uncounted", columns=words.joined(uncounted))
    yield from _limits_of_joining(plan, words, spell)
    yield words.text("limits.sensitive")
    if not KEYED.isdisjoint(released_kinds(plan)):
        yield words.text("limits.pseudonyms")
    if not plan.pipeline.guaranteed:
        yield words.text("limits.differential-privacy")


def _limits_of_joining(plan: Plan, words: Catalogue, spell: Callable[[str], str]) -> Iterator[str]:
    """Yield how far tables are counted together, and who is alone all the same."""
    if plan.longitudinal is None:
        yield words.text("limits.apart")
        return
    figures, asked = plan.longitudinal.after, plan.longitudinal.known_events
    # Where no event has a quasi-identifier nothing was counted, whatever was asked.
    known = max((each.known for each in figures.known_events if each.known <= asked), default=0)
    yield words.text(f"limits.together-{known}" if known else "limits.joined")
    alone = [
        f"{spell(numbers.tables[0])} {words.share(numbers.unique)}"
        for numbers in figures.numbers
        if len(numbers.tables) == 1 and round(numbers.unique * figures.subjects) >= FEWEST_TOLD
    ]
    if alone and not plan.pipeline.guaranteed:
        yield words.text("limits.alone", shares=words.joined(alone))


def is_released(column: ColumnPlan) -> bool:
    """Return whether a column is in the release."""
    return not isinstance(column.transform, Drop)


def released_kinds(plan: Plan) -> frozenset[str]:
    """Return the kinds of transform that released columns and their parts went through."""
    columns = [column for table in plan.tables for column in filter(is_released, table.columns)]
    parts = [part for column in columns for part in filter(is_released, column.parts)]
    return frozenset(column.transform.kind for column in (*columns, *parts))


def chosen_level(table: TablePlan, column: ColumnPlan) -> Generalisation | None:
    """Return how far a column was generalised; None when it was not."""
    if table.protection is not None:
        for chosen in table.protection.generalisations:
            if chosen.column == column.column and (
                isinstance(column.transform, Generalise) or chosen.coarsest
            ):
                return chosen
    return None


def page_names(languages: Sequence[Language]) -> dict[Language, tuple[str, str]]:
    """Return what report and README are called in each language of a release.

    The first language's pages bear no code: ``report.html``, then ``report.fr.html``.
    """
    names: dict[Language, tuple[str, str]] = {}
    for language in languages:
        code = language if names else None
        names.setdefault(language, (_with_code(REPORT, code), _with_code(README, code)))
    return names


def _with_code(name: str, language: Language | None) -> str:
    stem, _, ending = name.rpartition(".")
    return name if language is None else f"{stem}.{language}.{ending}"
