"""Tables from the files that a pipeline names.

What lives here: finding the files of a source and putting them together as one table. What does
not: the formats (:mod:`sector_data.sources.delimited`, :mod:`sector_data.sources.parquet`).
"""

from __future__ import annotations

import difflib
import glob
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import pyarrow as pa

from sector_data.errors import SourceError
from sector_data.sources.decimal_commas import has_decimal_commas, with_points
from sector_data.sources.delimited import find_layout, read_delimited
from sector_data.sources.inference import infer_types
from sector_data.sources.opening import WORKBOOKS, check_file, workbook
from sector_data.sources.parquet import read_parquet
from sector_data.sources.shares import Tell
from sector_data.sources.spilling import gathered, slices
from sector_data.sources.stacking import check_same_columns
from sector_data.sources.tables import Table
from sector_data.spec.pipeline import SourceSpec

_FORMATS: dict[str, Literal["csv", "parquet"]] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".csv.gz": "csv",
    ".tsv.gz": "csv",
    ".parquet": "parquet",
    ".pq": "parquet",
}


def is_table(path: Path) -> bool:
    """Tell whether a file's name is that of a table."""
    return path.name.lower().endswith(tuple(_FORMATS))


def source_files(spec: SourceSpec, base: Path) -> list[Path]:
    """Return the files of a source, sorted by path.

    ``*`` and ``?`` match within one folder or file name, and no hidden files; other characters,
    brackets too, mean themselves. A file whose name is the pattern itself comes first.

    Parameters
    ----------
    spec
        The source as the pipeline names it.
    base
        The folder that relative paths start from.

    Raises
    ------
    SourceError
        If there is no such file (with the nearest name in its folder), no file matches, or the
        path is a directory.
    """
    path = base / spec.path
    if not glob.has_magic(spec.path.replace("[", "")) or _exists(path):
        check_file(path)
        return [path]
    pattern = spec.path.replace("[", "[[]")
    matches = (base / match for match in glob.glob(pattern, root_dir=base))  # noqa: PTH207 - Path.glob matches hidden files
    files = sorted(match for match in matches if match.is_file())
    if not files:
        raise _no_match(path, spec.path)
    for file in files:
        check_file(file)
    return files


def read_table(name: str, spec: SourceSpec, base: Path, tell: Tell | None = None) -> Table:
    """Read one table of a pipeline: all its files, one under the other.

    Parameters
    ----------
    name
        What the pipeline calls the table.
    spec
        Where its files are and how they are laid out.
    base
        The folder that relative paths start from.
    tell
        Told how much of a large file is read.

    Returns
    -------
    Table
        In a temporary file when it is large.
        Types as :mod:`sector_data.sources.inference` finds them over the files together (CSV), or
        as :mod:`sector_data.sources.arrow_types` maps them (Parquet).

    Raises
    ------
    SourceError
        If a file cannot be read as a table, or the files differ in format or columns. Messages
        name files, lines and columns, never values.
    """
    files = source_files(spec, base)
    formats = {spec.format or format_of(path) for path in files}
    if len(formats) > 1:
        raise SourceError(
            f"{spec.path}: files of different formats match, perhaps the same rows twice.",
            "Let the pattern end in .csv or .parquet.",
        )
    if formats == {"parquet"}:
        return Table(name, read_parquet(files, tell))
    # Types are found over all files together: 01103 in one file keeps 20001 in another a text.
    texts = _read_texts(files, spec, tell)
    if spec.decimal == ",":
        texts = with_points(texts)
    phrase = f"finding the types of {files[0].name if len(files) == 1 else name}"
    return Table(name, infer_types(texts, spec.missing, phrase=phrase, tell=tell))


def read_undeclared(
    name: str, path: Path, tell: Tell | None = None
) -> tuple[Table, Literal[".", ","]]:
    """Read a file of which nobody has said which sign stands before its decimals.

    Parameters
    ----------
    name
        What to call the table.
    path
        CSV, TSV (``.gz`` too) or Parquet.
    tell
        Told how much of a large file is read.

    Returns
    -------
    table, decimal
        A comma where a column holds nothing but numbers that have one.

    Raises
    ------
    SourceError
        If the file cannot be read as a table.
    """
    spec = SourceSpec(path=path.as_posix())
    table = read_table(name, spec, Path(), tell)
    if not has_decimal_commas(table.data):
        return table, "."
    return read_table(name, spec.model_copy(update={"decimal": ","}), Path(), tell), ","


def _read_texts(files: Sequence[Path], spec: SourceSpec, tell: Tell | None) -> pa.Table:
    """Read delimited files, one under the other; columns in the order of the first."""
    layouts = [
        (
            path,
            find_layout(path, encoding=spec.encoding, delimiter=spec.delimiter, tell=tell),
        )
        for path in files
    ]
    check_same_columns([(path, layout.columns) for path, layout in layouts])
    tables = (
        read_delimited(path, layout, missing=spec.missing, tell=tell) for path, layout in layouts
    )
    if len(files) == 1:
        return next(tables)
    schema = pa.schema([pa.field(name, pa.string()) for name in layouts[0][1].columns])
    return gathered(
        (piece for table in tables for piece in slices(table.select(schema.names))), schema
    )


def read_file(
    path: Path,
    *,
    name: str | None = None,
    spec: SourceSpec | None = None,
    tell: Tell | None = None,
) -> Table:
    """Read one file as a table.

    Parameters
    ----------
    path
        CSV, TSV (``.gz`` too) or Parquet.
    name
        What to call the table; the file's name up to its first dot if not given.
    spec
        How the file is laid out; its path is not looked at. Found out from the file if not given.
    tell
        Told how much of a large file is read.

    Raises
    ------
    SourceError
        If the file cannot be read as a table.
    """
    check_file(path)
    table_name = name or path.name.lstrip(".").split(".")[0]
    literal = SourceSpec(path=path.name)
    settings = literal if spec is None else spec.model_copy(update={"path": path.name})
    return read_table(table_name, settings, path.parent, tell)


def format_of(path: Path) -> Literal["csv", "parquet"]:
    """Return the format that a file's name tells."""
    suffixes = [suffix.lower() for suffix in path.suffixes[-2:]]
    for ending in ("".join(suffixes), *suffixes[-1:]):
        if ending in _FORMATS:
            return _FORMATS[ending]
    if path.suffix.lower() in WORKBOOKS:
        raise workbook(path)
    known = ", ".join(_FORMATS)
    raise SourceError(
        f"{path.name}: the file's ending does not tell its format; known are {known}.",
        "Rename the file, or name its format in the pipeline file (format: csv or parquet).",
    )


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False


def _no_match(path: Path, pattern: str) -> SourceError:
    """Return the error for a pattern that no file matches."""
    folder = path.parent
    if glob.has_magic(str(folder)) or not _exists(folder):
        return SourceError(f"{pattern}: no file matches.", "Check the folders in the path.")
    names = sorted(entry.name for entry in folder.iterdir() if entry.is_file())
    if not names:
        return SourceError(f"{pattern}: no file matches; the folder is empty.", "Check the path.")
    near = difflib.get_close_matches(path.name, names, n=1, cutoff=0.3)
    return SourceError(
        f"{pattern}: no file matches.",
        f"The nearest file in the folder is {near[0]}."
        if near
        else f"The folder holds other files, such as {names[0]}.",
    )
