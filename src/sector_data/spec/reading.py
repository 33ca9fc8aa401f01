"""The pipeline file read: YAML, shorthands, validation, all mistakes at once.

What lives here: the order of these steps. What does not: syntax
(:mod:`sector_data.spec.yaml_lines`), short forms (:mod:`sector_data.spec.shorthands`,
:mod:`sector_data.spec.sections`), checks across sections (:mod:`sector_data.spec.consistency`).
"""

from __future__ import annotations

import difflib
from dataclasses import replace
from pathlib import Path

from sector_data.errors import InputError, SpecificationError
from sector_data.spec.consistency import check_consistency
from sector_data.spec.pipeline import Pipeline
from sector_data.spec.problems import Problems, validate
from sector_data.spec.sections import expand_pipeline
from sector_data.spec.yaml_lines import Place, load, read_bytes


def the_pipeline(pipeline: Pipeline | Path | str) -> Pipeline:
    """Return a pipeline that is given as such or as the path of its file, which is then read."""
    return pipeline if isinstance(pipeline, Pipeline) else read_pipeline(Path(pipeline))


def read_pipeline(path: Path) -> Pipeline:
    """Read a pipeline file.

    Returns
    -------
    Pipeline
        Relative paths in it start from ``base``, the folder of the file.

    Raises
    ------
    InputError
        If there is no such file, or it cannot be opened.
    SpecificationError
        If it is not a valid pipeline: every mistake with its line and the nearest valid word.
    """
    path = Path(path)
    try:
        content = read_bytes(path)
    except FileNotFoundError:
        raise InputError(f"There is no pipeline file {path}.", _other_file(path)) from None
    except IsADirectoryError:
        raise InputError(f"{path} is a folder, not a pipeline file.", _other_file(path)) from None
    except (OSError, ValueError):
        raise InputError(
            f"{path} cannot be opened.", "Check its name and its permissions."
        ) from None
    return parse_pipeline(content, base=path.parent, file=path)


def parse_pipeline(text: str | bytes, *, base: Path, file: Path | str | None = None) -> Pipeline:
    """Read a pipeline from text.

    Parameters
    ----------
    text
        YAML; bytes must be UTF-8.
    base
        The folder that relative paths start from.
    file
        What messages call it.

    Raises
    ------
    SpecificationError
        If it is not a valid pipeline: every mistake with its line and the nearest valid word.
    """
    name = file if file is not None else "the pipeline"
    document = load(text, name)
    problems = Problems(document)
    draft = expand_pipeline(document.content, problems)
    pipeline = None
    if draft is not None:
        check_consistency(draft, problems)
        pipeline = validate(Pipeline, draft, problems)
    problems.raise_if_any(name)
    assert pipeline is not None  # without a problem there is a pipeline
    return pipeline.model_copy(update={"base": Path(base)})


def with_lines(error: SpecificationError, path: Path) -> SpecificationError:
    """Return mistakes that only the data could show with the lines of the file they stand in.

    Parameters
    ----------
    error
        Its problems name their places as ``columns.table.column``.
    path
        The pipeline file, which was read before.
    """
    document = load(read_bytes(path), path)
    problems = [
        replace(problem, line=problem.line or document.line(_place(problem.path)))
        for problem in error.problems
    ]
    return SpecificationError(problems, path)


def _place(path: str) -> Place:
    """Split a problem's path into keys; column names have dots of their own."""
    section, _, rest = path.partition(".")
    if section == "source" and ".aggregate" in rest:
        name, word, *inner = rest.split(".", 3)
        return (section, name, word, *inner)
    if section == "privacy":
        model, _, rest = rest.partition(".")
        return (section, model, rest)
    return (section, rest) if rest else (section,)


def _other_file(path: Path) -> str:
    """Name what the user may have meant: a YAML file with a similar name, or how to make one."""
    folder = path if path.is_dir() else path.parent
    try:
        present = sorted(p.name for p in folder.iterdir() if p.suffix in (".yaml", ".yml"))
    except OSError:
        present = []
    near = difflib.get_close_matches(path.name, present, n=1, cutoff=0.5) or present[:1]
    if near:
        return f"Did you mean {folder / near[0]}?"
    return "Draft one from your data: sector-data init DATA... -o pipeline.yaml"
