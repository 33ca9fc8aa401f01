"""A sample as files in a folder.

What lives here: CSV tables, the ground truth of their texts, README and licence beside them. What
does not: what the files say (:mod:`sample_data.generator.description` and each sample).
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from sample_data.generator.description import (
    LICENCE,
    Counted,
    Description,
    describe,
    readme,
    truth_of_columns,
)
from sample_data.generator.sample import Marked, Sample, Table


def write(sample: Sample, folder: Path, seed: int, size: int) -> list[Path]:
    """Make a sample and write all its files.

    Parameters
    ----------
    folder
        Made where it is missing; files of the same names are replaced.
    seed
        The same seed and size give the same files, byte for byte.
    size
        Number of the sample's units.

    Returns
    -------
    list
        Every file that was written, in order.

    Raises
    ------
    ValueError
        If a table is not as the sample's description says.
    """
    description = describe(sample)
    truth = folder / "ground_truth"
    truth.mkdir(parents=True, exist_ok=True)
    paths, counted = [], {}
    made = sample.make(seed, size)
    if list(made.tables) != list(description.columns):
        raise ValueError(f"{sample.description}: its tables are not those that were made")
    for name, table in made.tables.items():
        if table.columns != tuple(description.columns[name]):
            raise ValueError(f"{sample.description}: columns of {name} are not those made")
        path = folder / f"{name}.csv"
        counted[name] = _write_table(name, table, description, path, truth / f"{name}.jsonl")
        paths += [path, truth / f"{name}.jsonl"] if description.texts(name) else [path]
    pages = {
        truth / "columns.yaml": truth_of_columns(description),
        folder / "README.md": readme(sample, description, counted, seed, size),
        folder / "LICENSE": LICENCE,
    }
    for path, text in pages.items():
        path.write_bytes(text.encode())
    return [*paths, *pages]


def _write_table(
    name: str, table: Table, description: Description, path: Path, truth: Path
) -> Counted:
    counted = Counted(0, dict.fromkeys(table.columns, 0), Counter())
    texts = [table.columns.index(column) for column in description.texts(name)]
    rows = _counting(table, counted)
    with path.open("w", encoding=table.encoding, newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.columns)
        if not texts:
            writer.writerows(rows)
            return counted
        key = description.keys.get(name)
        with truth.open("w", encoding="utf-8", newline="") as marks:
            for row in rows:
                writer.writerow(row)
                known = {"row": counted.rows} if key is None else _key(table, row, key)
                for at in texts:
                    column = {"column": table.columns[at]} if len(texts) > 1 else {}
                    marks.write(_record({**known, **column}, row[at], counted))
    return counted


def _counting(table: Table, counted: Counted) -> Iterator[Sequence[str]]:
    missing = [0] * len(table.columns)
    for row in table.rows:
        counted.rows += 1
        for at, cell in enumerate(row):
            if not cell:
                missing[at] += 1
        yield row
    counted.missing = dict(zip(table.columns, missing, strict=True))


def _key(table: Table, row: Sequence[str], key: str) -> dict[str, str | int]:
    return {key: row[table.columns.index(key)]}


def _record(known: dict[str, str | int], text: str, counted: Counted) -> str:
    """Return the line of a text in the ground truth; nothing for an empty text."""
    if not text:
        return ""
    spans = text.spans if isinstance(text, Marked) else ()
    for span in spans:
        counted.planted[span.entity] = counted.planted.get(span.entity, 0) + 1
    record = {**known, "spans": [span._asdict() for span in spans]}
    return json.dumps(record, separators=(",", ":"), ensure_ascii=False) + "\n"
