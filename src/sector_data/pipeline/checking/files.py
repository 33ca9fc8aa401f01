"""Checking a pipeline before its data are read: what is wrong, what may be, which rules bind.

What lives here: the order of the checks, and what they tell together. What does not: the checks
themselves (:mod:`sector_data.spec.reading`, :mod:`sector_data.pipeline.policies.composing`,
:mod:`sector_data.pipeline.planning.deciding`, :mod:`sector_data.pipeline.checking.names`).

A mistake here is one that the plan refuses as well, unless the values show that a column is not
what its name says; a warning is what the plan decides from the values.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sector_data.errors import InputError, KeyRingError, Problem, SpecificationError
from sector_data.pipeline.aggregating import aggregate_heading
from sector_data.pipeline.checking.combinations import problems_without_data
from sector_data.pipeline.checking.names import short_rooms, suspicions
from sector_data.pipeline.checking.raw_texts import raw_text_suspicions
from sector_data.pipeline.planning.deciding import (
    Context,
    cautions,
    decide_unchecked,
    violations,
)
from sector_data.pipeline.planning.decision import Decision
from sector_data.pipeline.planning.foreseeing import foresee, named_headings
from sector_data.pipeline.planning.settings import check_settings
from sector_data.pipeline.policies.composing import bindings_of, check_packs, unverified_figures
from sector_data.pipeline.sourcing import check_columns, check_named_files
from sector_data.pipeline.subjects import subject_paths
from sector_data.pipeline.verbs import today
from sector_data.sources.headings import Heading, read_heading
from sector_data.spec.documentation import open_questions
from sector_data.spec.packs import load_policy, load_sector
from sector_data.spec.pipeline import Pipeline
from sector_data.spec.policies import PolicyPack
from sector_data.spec.reading import read_pipeline, with_lines
from sector_data.spec.shorthands import render_transform
from sector_data.spec.words import Role

BY_NAME = "If its name misleads, say what it holds (entity:) or what it is for (role:)."


@dataclass(frozen=True, slots=True)
class BoundRule:
    """A rule of a pack that is about a column.

    Attributes
    ----------
    pack, rule, source, status, accepts
        As the pack says them.
    applied
        Whether it binds; an unverified one is only told until its pack is confirmed.
    """

    pack: str
    rule: str
    source: str
    status: str
    accepts: str
    applied: bool


@dataclass(frozen=True, slots=True)
class CheckedColumn:
    """What is foreseen for a column.

    Attributes
    ----------
    table, column
        Its place.
    entity, role
        What it is taken for.
    told_by
        Who says so: ``pipeline``, ``sector``, ``name``, or ``values`` when nobody does yet.
    transform
        What would happen; None when its values have to be seen first.
    reason
        Who decided.
    rules
        Of each pack one at most.
    """

    table: str
    column: str
    entity: str | None
    role: str
    told_by: str
    transform: Any
    reason: str
    rules: tuple[BoundRule, ...]


@dataclass(frozen=True, slots=True)
class PipelineCheck:
    """What a check found.

    Attributes
    ----------
    pipeline
        The file.
    mistakes
        What the plan would refuse, with the remedy.
    warnings
        What the plan decides from the values, and what a steward should know.
    columns
        What is foreseen; empty when the file could not be read so far.
    questions
        Names of the questions of the release's papers that wait for a person.
    """

    pipeline: str
    mistakes: tuple[Problem, ...]
    warnings: tuple[Problem, ...] = ()
    columns: tuple[CheckedColumn, ...] = ()
    questions: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether there is no mistake."""
        return not self.mistakes

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "pipeline": self.pipeline,
            "passed": self.passed,
            "mistakes": [_plain(problem) for problem in self.mistakes],
            "warnings": [_plain(problem) for problem in self.warnings],
            "questions": list(self.questions),
            "columns": [
                {
                    "table": column.table,
                    "column": column.column,
                    "entity": column.entity,
                    "role": column.role,
                    "told-by": column.told_by,
                    "transform": column.transform,
                    "reason": column.reason,
                    "rules": [
                        {name: getattr(rule, name) for name in BoundRule.__slots__}
                        for rule in column.rules
                    ],
                }
                for column in self.columns
            ],
        }


def check(
    pipeline: Path | str, *, data: bool = True, key_ring: Path | str | None = None
) -> PipelineCheck:
    """Check a pipeline file before any value of its data is read.

    Parameters
    ----------
    pipeline
        The file.
    data
        Whether the headers of the data files may be read; otherwise only the columns that the
        pipeline names are looked at, as its names tell them.
    key_ring
        File that holds the key named in the pipeline; the default ring when it is not given. The
        key is looked at where it is there, and nothing is told of it but what is wrong.

    Raises
    ------
    InputError
        If there is no such pipeline file.
    """
    path = Path(pipeline)
    try:
        read = read_pipeline(path)
    except SpecificationError as error:
        return PipelineCheck(str(path), error.problems)
    found = _Found()
    found.collect(check_settings, read)
    found.collect(check_named_files, read)
    policies = tuple(load_policy(name) for name in read.policy)
    found.collect(check_packs, read, policies, today())
    found.warn("policy", unverified_figures(read, policies))
    _check_key(read, key_ring, found)
    headings = _headings(read, found) if data else named_headings(read)
    columns: tuple[CheckedColumn, ...] = ()
    if headings is not None:
        found.collect(check_columns, read, {n: h.table for n, h in headings.items()})
        if not found.lost:
            columns = _check_decisions(read, policies, headings, found)
    return PipelineCheck(
        str(path),
        _placed(found.mistakes, path),
        _placed(found.warnings, path),
        columns,
        tuple(question.id for question in open_questions(read.documentation)),
    )


class _Found:
    """Mistakes and warnings, as they are met."""

    def __init__(self) -> None:
        self.mistakes: list[Problem] = []
        self.warnings: list[Problem] = []
        self.lost = False
        """Whether columns are named that are not there, so that nothing can be decided."""

    def collect(self, checking: Callable[..., None], *arguments: Any) -> None:
        """Keep what a check raises."""
        try:
            checking(*arguments)
        except SpecificationError as error:
            self.mistakes += error.problems
            self.lost = self.lost or checking is check_columns

    def warn(self, place: str, sentences: Sequence[str]) -> None:
        """Keep warnings that have no remedy of their own."""
        self.warnings += [Problem(place, sentence) for sentence in sentences]


def _headings(pipeline: Pipeline, found: _Found) -> dict[str, Heading] | None:
    headings: dict[str, Heading] = {}
    for name, spec in pipeline.source.items():
        try:
            headings[name] = (
                read_heading(name, spec, pipeline.base)
                if spec.aggregate is None
                else aggregate_heading(name, spec.aggregate, pipeline)
            )
        except SpecificationError as error:
            found.mistakes += error.problems
        except InputError as error:
            found.mistakes.append(Problem(f"source.{name}", error.message, hint=error.fix))
    return headings if len(headings) == len(pipeline.source) else None


def _check_decisions(
    pipeline: Pipeline,
    policies: tuple[PolicyPack, ...],
    headings: Mapping[str, Heading],
    found: _Found,
) -> tuple[CheckedColumn, ...]:
    sector = load_sector(pipeline.sector) if pipeline.sector else None
    findings = foresee(headings, sector, pipeline.release.languages[0])
    tables = {name: heading.table for name, heading in headings.items()}
    linked = frozenset(n for n, route in subject_paths(pipeline).items() if route is not None)
    context = Context(pipeline, policies, sector, linked)
    try:
        decisions = decide_unchecked(tables, findings, context)
    except InputError as error:
        found.mistakes.append(Problem("columns", error.message, hint=error.fix))
        return ()
    plans = {name: [d.plan for d in decided] for name, decided in decisions.items()}
    for problem in violations(decisions, context):
        guessed = _told_by(_decision(problem.path, decisions), pipeline) == "name"
        hint = " ".join(filter(None, (problem.hint, BY_NAME if guessed else None)))
        found.mistakes.append(Problem(problem.path, problem.message, hint=hint))
    found.mistakes += problems_without_data(plans, pipeline)
    found.mistakes += short_rooms(headings, plans, pipeline)
    found.warnings += suspicions(plans)
    found.warnings += raw_text_suspicions(plans, pipeline.release.recipient)
    found.warn("policy", cautions(decisions, policies, pipeline.policy_confirmed))
    return tuple(_columns(decisions, policies, pipeline))


def _decision(path: str, decisions: Mapping[str, Sequence[Decision]]) -> Decision | None:
    for table, decided in decisions.items():
        for decision in decided:
            if path == f"columns.{table}.{decision.plan.column}":
                return decision
    return None


def _told_by(decision: Decision | None, pipeline: Pipeline) -> str:
    """Return who says what a column is."""
    if decision is None:
        return "values"
    plan = decision.plan
    said = pipeline.columns.get(f"{plan.finding.table}.{plan.column}")
    if said is not None and (said.entity or said.role):
        return "pipeline"
    if plan.finding.confidence == 1:
        return "sector"
    return "name" if plan.finding.confidence else "values"


def _columns(
    decisions: Mapping[str, Sequence[Decision]],
    policies: Sequence[PolicyPack],
    pipeline: Pipeline,
) -> Iterator[CheckedColumn]:
    for table, decided in decisions.items():
        for decision in decided:
            plan = decision.plan
            told_by = _told_by(decision, pipeline)
            open_ = plan.role is Role.UNKNOWN and f"{table}.{plan.column}" not in pipeline.columns
            bound = [
                BoundRule(
                    pack.id,
                    rule.id,
                    rule.source,
                    (rule.status or pack.status).value,
                    rule.accepted(),
                    applied,
                )
                for applied in (True, False)
                for pack, rule in bindings_of(
                    plan.finding, plan.role, policies, pipeline, enforced=applied
                )
            ]
            yield CheckedColumn(
                table,
                plan.column,
                plan.finding.entity,
                plan.role.value,
                told_by,
                None if open_ else render_transform(plan.transform),
                plan.finding.evidence[0] if open_ else plan.reason,
                tuple(bound),
            )


def _check_key(pipeline: Pipeline, key_ring: Path | str | None, found: _Found) -> None:
    """Look at the key, if it is there already: damaged or too short ones are told now."""
    from sector_data.deidentify.key_sources import COMMAND
    from sector_data.deidentify.keyring import KeyRing, default_path

    name = pipeline.release.key
    try:
        if _is_locked(default_path() if key_ring is None else Path(key_ring)):
            found.warn(
                "release.key", ["the key ring is sealed, so that its key was not looked at."]
            )
            return
        ring = KeyRing.open(None if key_ring is None else Path(key_ring), create=True)
    except KeyRingError as error:
        found.mistakes.append(Problem("release.key", error.message, hint=error.fix))
        return
    if name not in ring.names() and not os.environ.get(COMMAND):
        try:
            ring.get(name)
        except KeyRingError as error:
            found.warnings.append(Problem("release.key", error.message, hint=error.fix))


def _is_locked(path: Path) -> bool:
    """Return whether a key ring is sealed and nobody has said how to open it: nobody is asked."""
    from sector_data.deidentify.keyring import PASSPHRASE, WHAT
    from sector_data.deidentify.keyring_file import SEALED
    from sector_data.deidentify.private_files import read_private

    raw = read_private(path, WHAT)
    if raw is None or os.environ.get(PASSPHRASE):
        return False
    try:
        document = json.loads(raw)
    except ValueError:
        return False  # damaged: whoever opens it says so
    return isinstance(document, dict) and document.get("format") == SEALED


def _placed(problems: Sequence[Problem], path: Path) -> tuple[Problem, ...]:
    """Return problems with their lines in the file, each once, in its order."""
    if not problems:
        return ()
    placed = with_lines(SpecificationError(tuple(dict.fromkeys(problems))), path).problems
    return tuple(sorted(placed, key=lambda problem: problem.line or 0))


def _plain(problem: Problem) -> dict[str, Any]:
    return {
        "place": problem.path,
        "line": problem.line,
        "message": problem.message,
        "remedy": problem.hint,
    }
