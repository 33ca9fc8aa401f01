"""Tables of figures under differential privacy: foretold, paid for, written and recorded.

What lives here: the order of things. What does not: questions and answers
(:mod:`sector_data.tabulation`), the files (:mod:`sector_data.release.tabulation`) and the ledger
(:mod:`sector_data.pipeline.ledger.comparing`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sector_data._version import __version__
from sector_data.errors import InputError, LedgerError
from sector_data.pipeline.ledger.comparing import refuse_if_exposing, watch
from sector_data.pipeline.progress import Announce, silent
from sector_data.pipeline.public_domains import with_public_domains
from sector_data.pipeline.recording import key_of
from sector_data.pipeline.releasing import check_output
from sector_data.pipeline.sourcing import Source, read_source
from sector_data.pipeline.subjects import subjects_of_rows
from sector_data.release.tabulation import write_tables
from sector_data.sources.tables import Table
from sector_data.sources.targets import atomic_directory
from sector_data.spec.ledger import Spent
from sector_data.spec.pipeline import Pipeline, split_path
from sector_data.spec.plan import Plan, TablePlan
from sector_data.spec.tabulation import TabulateSpec, TabulationForecast
from sector_data.synthesise.engines.opendp_marginals import OpenDpMarginals
from sector_data.synthesise.guarantee import first_rows
from sector_data.tabulation.answering import answer
from sector_data.tabulation.asking import ask, forecast

if TYPE_CHECKING:
    import pandas as pd

    from sector_data.pipeline.verbs import Frames


@dataclass(frozen=True, slots=True)
class Tabulated:
    """Tables of figures, or what they would be worth.

    Attributes
    ----------
    forecast
        Accuracy of every figure, told before anything is spent.
    bundle
        Its directory; None when nothing was spent.
    record
        The guarantee; None when nothing was spent.
    """

    forecast: TabulationForecast
    bundle: Path | None = None
    record: Mapping[str, Any] | None = None
    _tables: Mapping[str, pa.Table] | None = None

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The figures, by name; none when nothing was spent."""
        return {name: table.to_pandas() for name, table in (self._tables or {}).items()}


def tabulate(
    pipeline: Pipeline | Path | str,
    *,
    output: Path | str | None = None,
    tables: Frames | None = None,
    key_ring: Path | str | None = None,
    ledger: Path | str | None = None,
    replace: bool = False,
    announce: Announce = silent,
) -> Tabulated:
    """Release the figures of a pipeline's section ``tabulate`` under differential privacy.

    Parameters
    ----------
    pipeline
        A pipeline, or the path of its file.
    output
        Directory to make. Without it nothing is spent, and no row is read: the accuracy of every
        figure is told.
    tables
        DataFrames in place of files, by table name.
    key_ring, ledger
        The key that signs, and where the budget is kept; see :func:`sector_data.apply`.
    replace
        Take the place of an earlier bundle in the same directory.
    announce
        Told what is being done.

    Raises
    ------
    InputError
        If there is no such section, the unit is not said, or a column has no public domain.
    MissingExtraError
        If OpenDP is not installed.
    ReleaseRefusedError
        If the budget of the subjects is spent.
    LedgerError
        If the release cannot be recorded.
    """
    from sector_data.spec.reading import the_pipeline

    read = the_pipeline(pipeline)
    spec, domains = with_public_domains(read, _section(read), tables)
    read = read.model_copy(update={"tabulate": spec})
    told = forecast(ask(spec))
    for warning in told.warnings:
        announce(warning)
    if output is None:
        return Tabulated(told)
    target = Path(output)
    check_output(target, replace=replace)
    key = key_of(read, key_ring)
    source = read_source(read, tables, announce)
    plan = _plan(read, source)
    spent = Spent(epsilon=spec.epsilon, delta=spec.delta, rho=told.rho)
    beside = watch(
        plan, source.tables, ledger, key_ring, key=key.fingerprint, spending=spent,
        announce=announce,
    )  # fmt: skip
    refuse_if_exposing(beside.compare(), read)
    table = source.tables[spec.table]
    types = {
        path: table.column(split_path(path)[1]).type
        for path in spec.domain
        if split_path(path)[1] in table.columns
    }
    asked = ask(spec, types)
    _insist_on_columns(asked.columns, table)
    announce("counting with noise")
    rows = _rows(read, spec, source)
    with beside.paying():
        answered = answer(asked, table, rows)
    record = _record(spec, domains, answered.rho, answered.noise)
    with (
        beside.telling_what_counts(),
        atomic_directory(target, replace=replace) as directory,
    ):
        bare = plan.model_copy(update={"sources": (), "tables": ()})
        write_tables(directory, answered.tables, record, bare, key.signing_key())
    try:
        beside.record(target, key.fingerprint, record)
    except LedgerError as error:
        raise LedgerError(
            f"The bundle {target} is written, but does not stand in the ledger: {error.message}",
            f"Mend that first, then: {beside.mending(target)}. Hand nothing out before.",
        ) from None
    return Tabulated(told, target, record, answered.tables)


def _section(pipeline: Pipeline) -> TabulateSpec:
    spec = pipeline.tabulate
    if spec is None:
        raise InputError(
            "The pipeline has no section 'tabulate'.", "Say in it which figures are asked for."
        )
    if spec.table not in pipeline.source:
        raise InputError(
            f"There is no table {spec.table} to tabulate.",
            f"Its tables are {', '.join(pipeline.source)}.",
        )
    if spec.unit == "subject" and pipeline.subject is None:
        raise InputError(
            "Whose privacy is protected is not said.",
            "Name the column of the subjects (subject: table.column), or write 'unit: row' where "
            "each row is somebody else's.",
        )
    return spec


def _plan(pipeline: Pipeline, source: Source) -> Plan:
    """Return a plan that releases no row: with it the ledger counts whose budget is spent."""
    from sector_data.pipeline.verbs import today

    return Plan(
        made_with=f"sector-data {__version__}",
        made_on=today(),
        pipeline=pipeline.model_copy(update={"synthesise": None, "quality": type(
            pipeline.quality)()}),
        sources=source.digests,
        tables=tuple(
            TablePlan(
                table=name, rows=table.rows, subjects=None, subject_path=None, columns=(),
                protection=None, before=None, after=None,
            )
            for name, table in source.tables.items()
        ),
    )  # fmt: skip


def _insist_on_columns(paths: Mapping[str, Any], table: Table) -> None:
    lacking = [path for path in paths if split_path(path)[1] not in table.columns]
    if lacking:
        raise InputError(
            f"{table.name} has no column {', '.join(split_path(path)[1] for path in lacking)}.",
            f"Its columns are {', '.join(table.columns)}.",
        )


def _rows(pipeline: Pipeline, spec: TabulateSpec, source: Source) -> npt.NDArray[np.int64]:
    """Return the rows that count: those of known subjects, none with more than it may have."""
    everything = np.arange(source.tables[spec.table].rows)
    if spec.unit == "row":
        return everything
    subjects = subjects_of_rows(source.tables, pipeline)[spec.table]
    if subjects is None:
        raise InputError(
            f"No column leads from {spec.table} to the subject {pipeline.subject}.",
            "Declare the references between the tables.",
        )
    codes = subjects.dictionary_encode().indices.fill_null(-1).to_numpy(zero_copy_only=False)
    known = np.flatnonzero(codes >= 0)
    return known[first_rows(codes[known], spec.contributions)]


def _record(
    spec: TabulateSpec, domains: Mapping[str, str], rho: float, noise: Mapping[str, float]
) -> dict[str, Any]:
    return {
        "made-with": f"sector-data {__version__}",
        "versions": OpenDpMarginals().versions(),
        "differential-privacy": {
            "table": spec.table,
            "epsilon": spec.epsilon,
            "delta": spec.delta,
            "rho": rho,
            "unit": f"one {spec.unit}",
            "contributions": spec.contributions,
            "neighbours": "tables that differ by all rows of one unit, added or removed",
            "mechanism": "discrete Gaussian noise on counts and on sums of bounded whole numbers "
            "(OpenDP)",
            "accountant": "zero-concentrated differential privacy, turned into epsilon and delta "
            "by OpenDP (Canonne, Kamath and Steinke 2020)",
            "bounds": "; ".join(sorted(set(domains.values()))) or "no column is counted by",
            "domain": {
                path: list(domain) if isinstance(domain, tuple) else domain.model_dump(mode="json")
                for path, domain in spec.domain.items()
            },
            "domain-sources": dict(domains),
            "figures": [figure.model_dump(mode="json") for figure in spec.figures],
            "noise-standard-deviations": dict(noise),
        },
    }
