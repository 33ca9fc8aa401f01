"""A draft pipeline file from data files: a role and a transform for every column, and why.

What lives here: what `init` proposes and how the file reads. What does not: detection
(:mod:`sector_data.detect`) and the defaults themselves
(:mod:`sector_data.pipeline.planning.deciding`).
"""

from __future__ import annotations

import os
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from sector_data._version import __version__
from sector_data.detect.keys import KeyProposal, propose_keys
from sector_data.errors import InputError
from sector_data.pipeline.keying import IN_DOMAINS
from sector_data.pipeline.planning.deciding import Context, decide
from sector_data.pipeline.planning.decision import Decision
from sector_data.pipeline.planning.knowing import in_words, powers
from sector_data.pipeline.planning.linked_columns import domain_of
from sector_data.pipeline.planning.making import DEFAULT_K
from sector_data.pipeline.planning.profiling import profile
from sector_data.pipeline.planning.quasi import counted
from sector_data.pipeline.policies.composing import check_packs, widest_recipient
from sector_data.pipeline.progress import Announce, silent
from sector_data.pipeline.sectors.matching import match_columns
from sector_data.pipeline.sectors.naming import LONGEST, table_names
from sector_data.pipeline.sectors.structure import with_sector
from sector_data.pipeline.sectors.values import ValueCheck, check_values
from sector_data.pipeline.subjects import subject_paths, subjects_of_rows
from sector_data.sources.reading import read_undeclared
from sector_data.sources.tables import Table
from sector_data.spec.documentation import open_questions
from sector_data.spec.evidence.findings import ColumnFinding
from sector_data.spec.evidence.identifying import IdentifyingPower
from sector_data.spec.packs import load_policy, load_sector
from sector_data.spec.pipeline import Pipeline, ReleaseSpec, SourceSpec
from sector_data.spec.plan import ColumnPlan
from sector_data.spec.policies import PolicyPack
from sector_data.spec.shorthands import render_hierarchy, render_transform
from sector_data.spec.transforms.values import Generalise, Keep, TransformSpec
from sector_data.spec.words import Recipient, Role

WIDTH = 98
"""Columns that comments are wrapped at."""
FEW = 20
TELLING = 0.5
"""Share of distinct values in a kept column, of that many rows, from which on it may single out."""
SHOWN = 8
"""Names that a sentence of advice holds at most."""
UNSURE = 0.6
"""Below this confidence the draft asks the steward to look at a column."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A pipeline file that waits for review.

    Attributes
    ----------
    text
        The file.
    look_at_first
        Sentences in order of importance; they stand at the head of the file as well.
    """

    text: str
    look_at_first: tuple[str, ...]


def draft_pipeline(
    paths: Sequence[Path],
    *,
    target: Path,
    today: date,
    name: str | None = None,
    sector: str | None = None,
    policies: Sequence[str] = (),
    announce: Announce = silent,
) -> Draft:
    """Profile data files and write the pipeline file that a steward starts from.

    Parameters
    ----------
    paths
        CSV or Parquet files, one for each table.
    target
        Where the file will lie; paths in it are relative to this place.
    today
        Date in its head.
    name
        Of the release; taken from the folder of the data when it is not given.
    sector, policies
        Names of a sector schema and of policy packs.

    Raises
    ------
    InputError
        If `name` or the files' names cannot name a release and its tables.
    """
    if name is not None and not re.fullmatch(rf"[a-z0-9][a-z0-9._-]{{0,{LONGEST - 1}}}", name):
        raise InputError(
            f"{name!r} cannot be the name of a release.",
            f"Use lower-case letters, digits, '.', '_' and '-', {LONGEST} at most.",
        )
    files = table_names(paths)
    base = target.resolve().parent
    source = {
        table: SourceSpec(path=Path(os.path.relpath(path.resolve(), base)).as_posix())
        for table, path in files.items()
    }
    tables: dict[str, Table] = {}
    for table, path in files.items():
        announce(f"reading {table}")
        # As they were named: the folder of the file that is drafted need not be there yet.
        tables[table], decimal = read_undeclared(table, path, announce)
        source[table] = source[table].model_copy(update={"decimal": decimal})
    announce("looking for keys")
    proposal = propose_keys(tables)
    schema = load_sector(sector) if sector else None
    checks: tuple[ValueCheck, ...] = ()
    if schema is not None:
        matched = match_columns({name: table.columns for name, table in tables.items()}, [schema])
        proposal = with_sector(proposal, tables, matched, schema)
        checks = check_values(tables, matched, {schema.id: schema})
    packs = tuple(load_policy(policy) for policy in policies)
    pipeline = Pipeline(
        release=ReleaseSpec(
            name=name or _release_name(paths), recipient=widest_recipient(packs) or Recipient.PUBLIC
        ),
        sector=sector,
        policy=tuple(policies),
        source=source,
        subject=proposal.subject,
        keys=proposal.keys,
        references=proposal.references,
        base=base,
    )
    check_packs(pipeline, packs, today)
    subjects = subjects_of_rows(tables, pipeline)
    findings = profile(tables, subjects=subjects, sector=schema, announce=announce)
    announce("counting what columns tell")
    power = powers(tables, findings, subjects)
    linked = frozenset(t for t, path in subject_paths(pipeline).items() if path is not None)
    decisions = decide(tables, findings, Context(pipeline, packs, schema, linked))
    advice = (
        *_look_at_first(tables, decisions, pipeline, linked, power),
        *_unexpected(checks),
    )
    lines = [
        *_head(len(paths), target, advice, today),
        *_release(pipeline),
        *_structure(pipeline, proposal),
        *_columns(tables, decisions, pipeline, power),
        *_privacy(pipeline, packs),
        *_quality(checks, decisions),
        *_questions(),
    ]
    return Draft("\n".join(lines) + "\n", advice)


def _release_name(paths: Sequence[Path]) -> str:
    folder = paths[0].resolve().parent.name if len(paths) > 1 else paths[0].name.split(".")[0]
    return re.sub(r"[^a-z0-9]+", "-", folder.lower()).strip("-")[:LONGEST] or "release"


def _scalar(text: str) -> str:
    """Return a text as a YAML scalar on one line."""
    dumped = yaml.safe_dump(text, allow_unicode=True, width=10_000, default_style=None)
    return str(dumped).removesuffix("\n").removesuffix("\n...")


def _flow(value: object) -> str:
    """Return a value in YAML's one-line style."""
    dumped = yaml.safe_dump(
        value, allow_unicode=True, default_flow_style=True, width=10_000, sort_keys=False
    )
    return str(dumped).removesuffix("\n").removesuffix("\n...")


def _head(files: int, target: Path, advice: Sequence[str], today: date) -> Iterator[str]:
    yield f"# Draft by sector-data {__version__}, {today:%Y-%m-%d}, from {files} " + (
        "file." if files == 1 else "files."
    )
    yield "# It is a proposal: read every line, correct it, and answer for it. Then:"
    yield f"#   sector-data plan {target.name}    shows what would happen"
    yield f"#   sector-data run {target.name}     makes the release"
    if advice:
        yield "#"
        yield "# Look at first:"
        for number, line in enumerate(advice, 1):
            yield from textwrap.wrap(
                line, WIDTH, initial_indent=f"#   {number}. ", subsequent_indent="#      "
            )
    yield ""


def _release(pipeline: Pipeline) -> Iterator[str]:
    yield "release:"
    yield f"  name: {_scalar(pipeline.release.name)}"
    yield "  # title: what a reader sees first"
    yield "  # purpose: what the release is for, in one sentence"
    yield "  # licence: CC-BY-4.0"
    yield "  # contact: data-office@your-organisation.example"
    recipient = f"recipient: {pipeline.release.recipient.value}"
    yield f"  {recipient:<24} # public | registered | secure-room: sets the default k"
    if pipeline.sector:
        yield f"sector: {pipeline.sector}"
    if pipeline.policy:
        yield f"policy: {_flow(list(pipeline.policy))}"
    yield ""


def _structure(pipeline: Pipeline, proposal: KeyProposal) -> Iterator[str]:
    yield "source:"
    for table, spec in pipeline.source.items():
        said = spec.path if spec.decimal == "." else {"path": spec.path, "decimal": spec.decimal}
        yield f"  {table}: {_flow(said)}"
    yield ""
    if pipeline.subject:
        yield f"# {proposal.reasons.get('subject', 'whose privacy is protected')}"
        yield f"subject: {_scalar(pipeline.subject)}"
    else:
        yield "# subject: table.column    whose privacy is protected; nobody was recognised"
    if pipeline.keys:
        yield "keys:"
        for table, column in pipeline.keys.items():
            yield f"  {table}: {_scalar(column)}"
    if pipeline.references:
        yield "references:"
        for child, parent in pipeline.references.items():
            yield f"  {_scalar(child)}: {_scalar(parent)}"
    yield ""


def _columns(
    tables: Mapping[str, Table],
    decisions: Mapping[str, Sequence[Decision]],
    pipeline: Pipeline,
    power: Mapping[str, IdentifyingPower],
) -> Iterator[str]:
    yield "columns:"
    for table, columns in decisions.items():
        yield f"  # ── {table}: {tables[table].rows:,} rows"
        for sentence in in_words(power[table]):
            yield from textwrap.wrap(
                sentence, WIDTH, initial_indent="  # ", subsequent_indent="  # "
            )
        for decision in columns:
            plan = decision.plan
            path = f"{table}.{plan.column}"
            yield from textwrap.wrap(
                _why(decision), WIDTH, initial_indent="  # ", subsequent_indent="  # "
            )
            entry: dict[str, object] = {"role": plan.role.value}
            entry["transform"] = render_transform(_without_default(plan.transform, pipeline, path))
            spelt_out = (
                isinstance(plan.transform, Generalise) and plan.transform.hierarchy is not None
            )
            if decision.hierarchy is not None and counted([plan]) and not spelt_out:
                entry["hierarchy"] = render_hierarchy(decision.hierarchy)
            if plan.finding.language is not None and plan.role is Role.FREE_TEXT:
                entry["language"] = plan.finding.language
            if plan.role is Role.UNKNOWN:
                entry = {"transform": "drop"}
            yield f"  {_scalar(path)}: {_flow(entry)}"
    yield ""


def _without_default(transform: TransformSpec, pipeline: Pipeline, path: str) -> TransformSpec:
    """Return a transform without the domain that it would have anyway."""
    if isinstance(transform, IN_DOMAINS) and transform.domain == domain_of(path, pipeline):
        return transform.model_copy(update={"domain": None})
    return transform


def _why(decision: Decision) -> str:
    finding = decision.plan.finding
    evidence = "; ".join(line.rstrip(".") for line in finding.evidence)
    sentence = f"{evidence}. " if evidence else ""
    return f"{sentence}→ {decision.plan.reason}."


def _privacy(pipeline: Pipeline, packs: Sequence[PolicyPack]) -> Iterator[str]:
    demanded = {pack.id: k for pack in packs if (k := pack.demanded_k()) is not None}
    k, who = DEFAULT_K[pipeline.release.recipient], "the default for the recipient above"
    for pack, least in demanded.items():
        if least > k:
            k, who = least, f"what {pack} asks"
    setting = f"k-anonymity: {k}"
    yield "privacy:"
    yield f"  # {setting:<24} # {who}; counts subjects"
    yield "  # l-diversity: {table.column: 3}"
    yield "  suppression-limit: 5%"


def _quality(
    checks: Sequence[ValueCheck], decisions: Mapping[str, Sequence[Decision]]
) -> Iterator[str]:
    """Write what the sector expects of the columns that stay as they are, where it holds today."""
    kept = {
        f"{table}.{decision.plan.column}"
        for table, columns in decisions.items()
        for decision in columns
        if isinstance(decision.plan.transform, Keep)
    }
    met = [check for check in checks if check.path in kept and not check.failing]
    if met:
        yield ""
        yield "quality:"
        yield "  expectations:"
        yield "    # what the sector schema expects; the source meets it, and the release must"
        yield from (f"    - {_flow(check.expectation)}" for check in met)


def _unexpected(checks: Sequence[ValueCheck]) -> Iterator[str]:
    """Say which values are not what the sector schema expects, by their number."""
    failing = [check for check in checks if check.failing]
    if failing:
        told = "; ".join(f"{c.path} ({c.failing:,} not {c.expected})" for c in failing[:SHOWN])
        more = f"; and {len(failing) - SHOWN} more" if len(failing) > SHOWN else ""
        yield f"Values are not what the sector schema expects: {told}{more}."


def _questions() -> Iterator[str]:
    yield ""
    yield "# What only a person can say of the data. Report and README tell it, and what is open."
    yield "# Take the first # from a line, and answer the question there."
    yield "documentation:"
    for question in open_questions({}):
        yield f"  # {question.id + ':':<29} # {question.text}"


def _look_at_first(
    tables: Mapping[str, Table],
    decisions: Mapping[str, Sequence[Decision]],
    pipeline: Pipeline,
    linked: frozenset[str],
    power: Mapping[str, IdentifyingPower],
) -> Iterator[str]:
    every = [(t, d.plan) for t, columns in decisions.items() for d in columns]
    if pipeline.subject is None:
        yield "No subject was recognised: name the column that stands for the person or household."
    elif strangers := [t for t in tables if t not in linked]:
        yield f"Not linked to the subject: {', '.join(strangers)}. Is a reference missing?"
    if texts := _names(every, Role.FREE_TEXT):
        yield f"Free text is the hardest to clean: {texts}. Drop it unless you need it."
    if unknown := _names(every, Role.UNKNOWN):
        yield f"Could not be classified and will be dropped: {unknown}."
    unsure = [
        f"{t}.{p.column}"
        for t, p in every
        if p.finding.confidence < UNSURE and p.role is not Role.UNKNOWN and not _is_key(p.finding)
    ]
    if unsure:
        yield f"Recognised with little confidence: {', '.join(unsure)}."
    overlooked = [
        f"{t}.{p.column}"
        for t, p in every
        if p.role is not Role.QUASI_IDENTIFIER
        and isinstance(p.transform, Keep)
        and p.column in power[t].quasi_identifiers
    ]
    if overlooked:
        yield f"Kept, though with others they tell somebody apart: {', '.join(overlooked)}."
    telling = [
        (t, p)
        for t, p in every
        if p.role is Role.SENSITIVE
        and isinstance(p.transform, Keep)
        and p.finding.rows >= FEW
        and p.finding.distinct > TELLING * p.finding.rows
    ]
    if telling:
        yield (
            f"More than half as many values as rows, so that somebody may be known by one; "
            f"consider rounding: {_names(telling, Role.SENSITIVE)}."
        )
    if sensitive := _names(every, Role.SENSITIVE):
        yield f"Kept as sensitive; consider l-diversity: {sensitive}."


def _is_key(finding: ColumnFinding) -> bool:
    return finding.role is Role.DIRECT_IDENTIFIER


def _names(every: Sequence[tuple[str, ColumnPlan]], role: Role) -> str:
    names = [f"{t}.{p.column}" for t, p in every if p.role is role]
    shown = ", ".join(names[:SHOWN])
    return f"{shown} and {len(names) - SHOWN} more" if len(names) > SHOWN else shown
