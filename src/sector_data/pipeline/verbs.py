"""The verbs of the tool as Python functions: DataFrames and paths in, results out.

What lives here: the public API. What does not: the command line (:mod:`sector_data.cli`), which
calls these and prints.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sector_data.errors import InputError, PlanError, SpecificationError
from sector_data.pipeline.bounding import memory_bounded
from sector_data.pipeline.progress import Announce, silent
from sector_data.spec.pipeline import Pipeline
from sector_data.spec.plan import Plan

if TYPE_CHECKING:
    import pandas as pd

    from sector_data.pipeline.drafting import Draft
    from sector_data.pipeline.releasing import Released
    from sector_data.pipeline.synthesis.releasing import ModelFiles
    from sector_data.spec.evidence.exploration import Exploration
    from sector_data.spec.ledger import BetweenReleases

Frames = Mapping[str, "pd.DataFrame"]


def today() -> date:
    """Return the date that a release bears: today in UTC, or ``SOURCE_DATE_EPOCH`` when set."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is None:
        return datetime.now(UTC).date()
    try:
        return datetime.fromtimestamp(int(epoch), UTC).date()
    except (ValueError, OverflowError, OSError):
        raise InputError(
            "SOURCE_DATE_EPOCH is not a number of seconds.", "Unset it, or give whole seconds."
        ) from None


@contextmanager
def _with_lines(pipeline: Pipeline | Path | str) -> Iterator[None]:
    """Give mistakes that the data showed their lines in the pipeline file, if there is one."""
    from sector_data.spec.reading import with_lines

    try:
        yield
    except SpecificationError as error:
        if isinstance(pipeline, Pipeline) or error.file is not None:
            raise
        raise with_lines(error, Path(pipeline)) from None


def init(
    data: Sequence[Path | str],
    *,
    target: Path | str = "pipeline.yaml",
    name: str | None = None,
    sector: str | None = None,
    policies: Sequence[str] = (),
    announce: Announce = silent,
) -> Draft:
    """Profile data files and draft a pipeline file; nothing is written.

    Parameters
    ----------
    data
        CSV or Parquet files, one for each table.
    target
        Where the file will lie; paths in the draft are relative to it.
    name
        Of the release.
    sector, policies
        Names of a sector schema and of policy packs.
    announce
        Told what is being done.
    """
    from sector_data.pipeline.drafting import draft_pipeline

    return draft_pipeline(
        [Path(path) for path in data],
        target=Path(target),
        today=today(),
        name=name,
        sector=sector,
        policies=policies,
        announce=announce,
    )


def plan(
    pipeline: Pipeline | Path | str,
    *,
    tables: Frames | None = None,
    key_ring: Path | str | None = None,
    ledger: Path | str | None = None,
    announce: Announce = silent,
) -> Plan:
    """Fix every decision for a pipeline and its data; nothing is done yet.

    Parameters
    ----------
    pipeline
        A pipeline, or the path of its file.
    tables
        DataFrames in place of files, by table name; they are not changed.
    key_ring, ledger
        Where the ledger of releases lies, see :func:`plan_beside_ledger`.
    announce
        Told what is being done.

    Raises
    ------
    InputError
        If pipeline or data are not right; the message names the fix.
    ReleaseRefusedError
        If the privacy models cannot be reached within the suppression limit, or the pipeline
        refuses what earlier releases and this one would tell together.
    """
    return plan_beside_ledger(
        pipeline, tables=tables, key_ring=key_ring, ledger=ledger, announce=announce
    )[0]


@memory_bounded()
def plan_beside_ledger(
    pipeline: Pipeline | Path | str,
    *,
    tables: Frames | None = None,
    key_ring: Path | str | None = None,
    ledger: Path | str | None = None,
    announce: Announce = silent,
) -> tuple[Plan, BetweenReleases | None]:
    """Make a plan and tell what it would tell together with earlier releases.

    The plan says nothing of other releases: it is published with the bundle.

    Parameters
    ----------
    pipeline, tables, announce
        See :func:`plan`.
    key_ring
        The ledger lies beside it, where nothing else is said.
    ledger
        The ledger's file; otherwise the one that the pipeline or ``$SECTOR_DATA_LEDGER`` names.

    Returns
    -------
    plan, between
        None for the second where no ledger is kept, or there is none yet.
    """
    from sector_data.pipeline.ledger.comparing import refuse_if_exposing, watch
    from sector_data.pipeline.planning.making import make_plan
    from sector_data.pipeline.sourcing import read_source
    from sector_data.spec.reading import the_pipeline

    read = the_pipeline(pipeline)
    with _with_lines(pipeline):
        source = read_source(read, tables, announce)
        made = make_plan(read, source, today=today(), announce=announce)
    between = watch(made, source.tables, ledger, key_ring, announce=announce).compare()
    refuse_if_exposing(between, made.pipeline)
    return made, between


@memory_bounded()
def explore(
    pipeline: Pipeline | Path | str,
    *,
    tables: Frames | None = None,
    k: Sequence[int] | None = None,
    limits: Sequence[float] | None = None,
    l: Sequence[int] = (),  # noqa: E741
    t: Sequence[float] = (),
    table: str | None = None,
    announce: Announce = silent,
) -> Exploration:
    """Tell what other privacy settings would cost; nothing is written.

    Parameters
    ----------
    pipeline
        A pipeline, or the path of its file.
    tables
        DataFrames in place of files, by table name; they are not changed.
    k
        Smallest classes to look at, beside the pipeline's own; 2, 3, 5, 10, 11, 15, 20 and 50 up to
        the subjects of a table when not given.
    limits
        Suppression limits, as shares; 0, 0.01, 0.02, 0.05 and 0.1 when not given.
    l
        Also ask for so many distinct values of the sensitive columns that the privacy section
        names; of those with the role where it names none.
    t
        Also ask for distances of those columns of at most so much.
    table
        The only table to look at.
    announce
        Told what is being done.

    Raises
    ------
    InputError
        If pipeline, data or lists are not right, or no table has quasi-identifiers.
    """
    from sector_data.pipeline.exploring.pipelines import Asked, explore_pipeline
    from sector_data.pipeline.sourcing import read_source
    from sector_data.spec.reading import the_pipeline

    read = the_pipeline(pipeline)
    asked = Asked(k, limits, l, t, table)
    with _with_lines(pipeline):
        source = read_source(read, tables, announce)
        return explore_pipeline(read, source, asked, today=today(), announce=announce)


@memory_bounded()
def apply(
    plan: Plan | Path | str,
    *,
    output: Path | str,
    tables: Frames | None = None,
    key_ring: Path | str | None = None,
    ledger: Path | str | None = None,
    replace: bool = False,
    announce: Announce = silent,
) -> Released:
    """Carry out a plan: protect, measure, validate, gate, package and sign.

    Parameters
    ----------
    plan
        A plan, or the path of its file.
    output
        Directory to make; its parent must be writable.
    tables
        The same DataFrames that the plan was made for, if it was.
    key_ring
        File that holds the key named in the pipeline; the default ring when it is not given.
    ledger
        Where the release is recorded; see :func:`plan_beside_ledger`.
    replace
        Take the place of an earlier release in the same directory.
    announce
        Told what is being done.

    Raises
    ------
    PlanError
        If the data changed since the plan was made.
    ReleaseRefusedError
        If a gate fails, or a second key has to approve the plan and has not; nothing is left
        behind.
    LedgerError
        If the release cannot be recorded; this is looked at before anything is done.
    """
    from sector_data.pipeline.approving import required_approvals
    from sector_data.pipeline.recording import Places, key_of, release_and_record
    from sector_data.pipeline.sourcing import check_unchanged, read_source

    file = None if isinstance(plan, Plan) else Path(plan)
    if not isinstance(plan, Plan):
        plan = read_plan(Path(plan))
    key = key_of(plan.pipeline, key_ring)
    approvals = required_approvals(plan, file, key.fingerprint)
    source = read_source(plan.pipeline, tables, announce)
    check_unchanged(plan, source)
    places = Places(Path(output), key_ring, ledger, replace=replace, approvals=approvals)
    return release_and_record(plan, source, key, places, announce)


@memory_bounded()
def run(
    pipeline: Pipeline | Path | str,
    *,
    output: Path | str,
    tables: Frames | None = None,
    key_ring: Path | str | None = None,
    ledger: Path | str | None = None,
    replace: bool = False,
    models: ModelFiles | None = None,
    announce: Announce = silent,
) -> Released:
    """Plan and apply in one; see :func:`plan` and :func:`apply` for parameters and errors.

    `models` says where what engines learn is kept or taken from; see
    :func:`sector_data.pipeline.synthesis.releasing.release_synthetic`.
    """
    from sector_data.pipeline.approving import refuse_unapproved
    from sector_data.pipeline.planning.making import make_plan
    from sector_data.pipeline.recording import Places, key_of, release_and_record
    from sector_data.pipeline.releasing import check_output
    from sector_data.pipeline.sourcing import read_source
    from sector_data.pipeline.synthesis.releasing import ModelFiles
    from sector_data.spec.reading import the_pipeline

    read = the_pipeline(pipeline)
    # What can be known to fail at the end is said at the beginning.
    check_output(Path(output), replace=replace)
    refuse_unapproved(read)
    key = key_of(read, key_ring)
    with _with_lines(pipeline):
        source = read_source(read, tables, announce)
        made = make_plan(read, source, today=today(), announce=announce)
    places = Places(Path(output), key_ring, ledger, replace=replace, models=models or ModelFiles())
    return release_and_record(made, source, key, places, announce)


def read_plan(path: Path) -> Plan:
    """Read a plan file.

    Raises
    ------
    PlanError
        If it is missing, damaged or of another version.
    """
    from pydantic import ValidationError

    try:
        return Plan.model_validate_json(path.read_bytes())
    except OSError:
        raise PlanError(
            f"The plan {path} cannot be read.", "Make one: sector-data plan PIPELINE"
        ) from None
    except (ValidationError, ValueError):
        raise PlanError(
            f"{path} is not a plan, or one of another version.",
            "Make it anew: sector-data plan PIPELINE",
        ) from None
