"""Synthetic rows of a release, and releases that ask for other ones than their pipeline file.

What lives here: settings that a command or a program gives beside the file, stored models, and
free texts after rows. What does not: rows (:mod:`sector_data.synthesise`), and the release
(:mod:`sector_data.pipeline.releasing`).
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sector_data.errors import InputError
from sector_data.pipeline.keying import Keyed
from sector_data.pipeline.progress import Announce, silent
from sector_data.sources.tables import Table
from sector_data.spec.pipeline import Pipeline, split_path
from sector_data.spec.plan import Plan
from sector_data.spec.synthesis import SynthesisSpec
from sector_data.synthesise.telling import Paying

if TYPE_CHECKING:
    from sector_data.pipeline.releasing import Released
    from sector_data.pipeline.verbs import Frames


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """Where what engines learn is kept, and taken from; None for neither."""

    store: Path | None = None
    opened: Path | None = None


NO_MODELS = ModelFiles()


def synthesise_tables(
    plan: Plan,
    tables: Mapping[str, Table],
    source: Mapping[str, Table],
    keyed: Keyed,
    models: ModelFiles,
    announce: Announce,
    paying: Paying = nullcontext,
) -> tuple[dict[str, Table], dict[str, Any] | None]:
    """Replace protected tables by synthetic ones, as the plan's pipeline says.

    Parameters
    ----------
    plan
        What is carried out.
    tables, source
        The protected tables, and the source.
    keyed
        The plan's secrets.
    models
        Where models are kept or taken from.
    announce
        Told what is being done.
    paying
        Entered while noise is drawn that spends a privacy budget.

    Returns
    -------
    tables, record
        None for the second where nothing is to be synthetic.

    Raises
    ------
    InputError
        If a column of a protected table is too long to be learnt from, beside what engines refuse.
    """
    spec = plan.pipeline.synthesise
    if spec is None:
        return dict(tables), None
    from sector_data.pipeline.synthesis.storing_models import open_models, store_models
    from sector_data.synthesise.making import synthesise

    for name in spec.tables or tables:
        if name in tables:
            tables[name].check_lengths(tables[name].columns)
    opened = None if models.opened is None else open_models(models.opened, keyed)
    announce("synthesising")
    result = synthesise(
        tables,
        plan,
        spec,
        announce=announce,
        keep=models.store is not None,
        models=opened,
        paying=paying,
    )
    if models.store is not None and result.models is not None:
        store_models(result.models, models.store, keyed)
        announce(f"the fitted model is in {models.store}; it is confidential")
    made, record = result.tables, result.record
    if spec.texts:
        from sector_data.pipeline.synthesis.templating import fill_texts

        made, filled = fill_texts(made, plan, spec, keyed, source)
        for name, columns in filled.items():
            left_out = record["tables"][name]["columns-left-out"]
            for column in columns:
                left_out.pop(column, None)
            record["tables"][name]["texts-from-templates"] = columns
    return {name: made[name] for name in tables}, record


def release_synthetic(
    pipeline: Pipeline | Path | str,
    *,
    output: Path | str,
    engine: str | None = None,
    rows: int | Mapping[str, int] | None = None,
    where: Mapping[str, str] | None = None,
    seed: int | None = None,
    store_model: Path | str | None = None,
    model: Path | str | None = None,
    tables: Frames | None = None,
    key_ring: Path | str | None = None,
    ledger: Path | str | None = None,
    replace: bool = False,
    announce: Announce = silent,
) -> Released:
    """Release synthetic rows of a pipeline's tables, with other settings than its file has.

    What is released passes every gate of the pipeline, as by :func:`sector_data.run`.

    Parameters
    ----------
    pipeline
        A pipeline, or the path of its file; it need not have a section about synthetic rows.
    output
        Directory to make.
    engine
        Learns and draws; the file's, else the best that is installed.
    rows
        How many, of the only table or by table.
    where
        Column, or ``table.column``, to the value that all rows shall have in it.
    seed
        Of the random numbers.
    store_model
        File for what the engine learns, sealed with the release's key. It is confidential.
    model
        A file that was stored so, to draw from in place of learning again; same pipeline, source
        and key.
    tables, key_ring, ledger, replace, announce
        As for :func:`sector_data.run`.

    Raises
    ------
    InputError
        If a setting fits nothing, or a stored model does not fit.
    TargetError
        If the model cannot be written.
    ReleaseRefusedError
        If a gate fails; nothing is left behind but the stored model.
    """
    from sector_data.pipeline.synthesis.storing_models import check_place
    from sector_data.pipeline.verbs import run
    from sector_data.spec.reading import the_pipeline

    read = the_pipeline(pipeline)
    files = ModelFiles(*(None if p is None else Path(p) for p in (store_model, model)))
    if files.store is not None:
        check_place(files.store)
    spec = read.synthesise or SynthesisSpec()
    update: dict[str, Any] = {}
    if engine is not None:
        update["engine"] = engine
    if seed is not None:
        update["seed"] = seed
    if rows is not None:
        update["rows"] = {**spec.rows, **_rows(rows, where or {}, read)}
    if where:
        given = {_path(column, read, spec): {value: 1.0} for column, value in where.items()}
        update["shares"] = {**spec.shares, **given}
    asked = SynthesisSpec.model_validate({**spec.model_dump(by_alias=False), **update})
    return run(
        read.model_copy(update={"synthesise": asked}),
        output=output,
        tables=tables,
        key_ring=key_ring,
        ledger=ledger,
        replace=replace,
        models=files,
        announce=announce,
    )


def _chosen(pipeline: Pipeline, spec: SynthesisSpec) -> list[str]:
    return [name for name in pipeline.source if spec.tables is None or name in spec.tables]


def _rows(
    rows: int | Mapping[str, int], where: Mapping[str, str], pipeline: Pipeline
) -> dict[str, int]:
    spec = pipeline.synthesise or SynthesisSpec()
    if not isinstance(rows, int):
        return dict(rows)
    named = {split_path(_path(column, pipeline, spec))[0] for column in where}
    among = sorted(named) or _chosen(pipeline, spec)
    if len(among) != 1:
        raise InputError(
            f"There are several tables, {', '.join(among)}: of which so many rows?",
            f"Say --rows {among[0]}={rows}.",
        )
    return {among[0]: rows}


def _path(column: str, pipeline: Pipeline, spec: SynthesisSpec) -> str:
    """Return ``table.column`` of a column that is named alone where there is one table."""
    chosen = _chosen(pipeline, spec)
    if column.partition(".")[0] in chosen and "." in column:
        return column
    if len(chosen) != 1:
        raise InputError(
            f"There are several tables: which one's {column}?", f"Say {chosen[0]}.{column}."
        )
    return f"{chosen[0]}.{column}"
