"""From pseudonyms back to the values, for whoever holds the key, with a recorded reason.

What lives here: undoing tokens, codes and encryption, and the log of it. What does not: who may do
that; the log tells afterwards.

A keyed token cannot be computed backwards: it is made again from every value of the source, and
compared. Random codes are looked up, encrypted values decrypted; neither needs the source. Once the
key is destroyed none of it is possible.

The log lies beside the key ring (``reidentifications.jsonl``, mode 0600). It is only added to; each
line holds the SHA-256 of the line before, so that a line that was changed or taken away shows. It
holds no value and no pseudonym: when, by whom, with which key, of which column, how many, and why.
"""

from __future__ import annotations

import csv
import difflib
import getpass
import hashlib
import io
import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from sector_data.deidentify.canonical import canonical_text
from sector_data.deidentify.format_preserving import decrypt_format
from sector_data.deidentify.private_files import append_line, read_private, write_all, writing
from sector_data.deidentify.pseudonyms import pseudonymise
from sector_data.errors import InputError, PlanError
from sector_data.pipeline.keying import Keyed, domain_in_plan
from sector_data.pipeline.progress import silent
from sector_data.sources.numbering import numbered
from sector_data.sources.tables import Table
from sector_data.spec.pipeline import split_path
from sector_data.spec.plan import ColumnPlan, Plan
from sector_data.spec.transforms.values import FormatPreserving, Pseudonym, Surrogate

if TYPE_CHECKING:
    import pandas as pd

    from sector_data.deidentify.keyring import Key

LOG = "reidentifications.jsonl"
_WHAT = "log of re-identifications"
SHORTEST_REASON = 10


@dataclass(frozen=True, slots=True, repr=False)
class Reidentified:
    """What pseudonyms stand for.

    Attributes
    ----------
    values
        For each pseudonym that was asked for, its value; None when it is none of the column's.
    log
        Where it was recorded.
    """

    values: dict[str, str | None]
    log: Path

    @property
    def found(self) -> int:
        """How many were found."""
        return sum(value is not None for value in self.values.values())

    def __repr__(self) -> str:
        return f"<Reidentified {self.found} of {len(self.values)}>"


def reidentify(
    pseudonyms: Sequence[str],
    *,
    plan: Plan | Path | str,
    column: str,
    reason: str,
    output: Path | str | None = None,
    tables: Mapping[str, pd.DataFrame] | None = None,
    key_ring: Path | str | None = None,
    key: str | None = None,
) -> Reidentified:
    """Find out who pseudonyms stand for, and record that it was asked.

    Parameters
    ----------
    pseudonyms
        As the release has them.
    plan
        That the release was made with, or the path of its file.
    column
        Column that the pseudonyms stand in, ``table.column``.
    reason
        Why somebody must be found; recorded beside the key ring.
    output
        CSV file to make, readable for its owner alone.
    tables
        DataFrames in place of files, if the plan was made for such.
    key_ring
        File that holds the key; the default ring when it is not given.
    key
        Name or id of the key, where it is not the one that the pipeline names now.

    Raises
    ------
    InputError
        If the column has no pseudonyms, the reason says nothing or the output is there already.
    KeyRingError
        If the key is not there, was destroyed, or nothing can be recorded.
    """
    from sector_data.deidentify.keyring import KeyRing
    from sector_data.pipeline.sourcing import read_source
    from sector_data.pipeline.verbs import read_plan

    made = plan if isinstance(plan, Plan) else read_plan(Path(plan))
    ring = KeyRing.open(None if key_ring is None else Path(key_ring))
    named = key or made.pipeline.release.key
    found = ring.get(named) if named in ring.names() or key is None else ring.by_id(named)
    target = None if output is None else Path(output)
    if target is not None and target.exists():
        raise InputError(f"{target} is there already.", "Name another file.")
    result = reidentify_column(
        made,
        column,
        pseudonyms,
        key=found,
        reason=reason,
        tables=lambda: read_source(made.pipeline, tables, silent).tables,
    )
    if target is not None:
        _write(target, result)
    return result


def _write(target: Path, result: Reidentified) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("pseudonym", "value"))
    writer.writerows((token, value or "") for token, value in result.values.items())
    try:
        with writing(target, "file of values") as descriptor:
            write_all(descriptor, text.getvalue().encode())
    except OSError as error:
        raise InputError(
            f"{target} cannot be written ({os.strerror(error.errno or 0)}).", "Name another file."
        ) from None


def reidentify_column(
    plan: Plan,
    column: str,
    pseudonyms: Sequence[str],
    *,
    key: Key,
    reason: str,
    tables: Callable[[], Mapping[str, Table]],
) -> Reidentified:
    """Return what the pseudonyms of a column stand for, and record that it was asked.

    The record is written first: who cannot write it learns nothing.

    Parameters
    ----------
    plan
        That the release was made with.
    column
        ``table.column``.
    pseudonyms
        As the release has them.
    key
        That it was made with.
    reason
        Why somebody must be found: one line of 10 characters or more, without personal data.
    tables
        Reads the source; called only for keyed tokens.

    Raises
    ------
    InputError
        If the column has no pseudonyms, or the reason says nothing.
    KeyRingError
        If the record cannot be written, or a lookup cannot be read.
    """
    planned = _planned(plan, column)
    table, _ = split_path(column)
    said = reason.strip()
    if len(said) < SHORTEST_REASON or not said.isprintable():
        raise InputError(
            "A re-identification needs a reason that can be read afterwards.",
            f"Say why, in one line of {SHORTEST_REASON} characters or more; name nobody in it.",
        )
    asked = list(dict.fromkeys(pseudonyms))
    log = key.ring_folder() / LOG
    _record(log, plan, column, key, said, len(asked))
    keyed = Keyed(plan, key)
    spec = planned.transform
    domain = domain_in_plan(table, planned) or column
    if isinstance(spec, Surrogate):
        lookup = keyed.lookup()
        return Reidentified({code: lookup.value_of(domain, code) for code in asked}, log)
    secret = keyed.secret_of(table, planned)
    if isinstance(spec, FormatPreserving):
        back = decrypt_format(pa.array(asked, pa.string()), spec, secret).to_pylist()
        return Reidentified(dict(zip(asked, back, strict=True)), log)
    assert isinstance(spec, Pseudonym)
    known = _tokens(plan, domain, spec, secret, tables(), set(asked))
    return Reidentified({token: known.get(token) for token in asked}, log)


def _planned(plan: Plan, column: str) -> ColumnPlan:
    for table in plan.tables:
        for planned in table.columns:
            if f"{table.table}.{planned.column}" != column:
                continue
            if isinstance(planned.transform, Pseudonym | Surrogate | FormatPreserving):
                return planned
            raise InputError(
                f"{column} has no pseudonyms: its transform is {planned.transform.kind!r}.",
                "Name a column of pseudonyms, surrogates or format-preserving encryption.",
            )
    known = [f"{table.table}.{c.column}" for table in plan.tables for c in table.columns]
    near = difflib.get_close_matches(column, known, n=1)
    raise PlanError(
        f"There is no column {column!r} in the plan.",
        f"Did you mean {near[0]}?" if near else "Write it as table.column.",
    )


def _tokens(
    plan: Plan,
    domain: str,
    spec: Pseudonym,
    secret: bytes | None,
    tables: Mapping[str, Table],
    asked: set[str],
) -> dict[str, str]:
    """Return the values behind tokens, from every column of their domain."""
    known: dict[str, str] = {}
    for table in plan.tables:
        for planned in table.columns:
            if domain_in_plan(table.table, planned) != domain or table.table not in tables:
                continue
            _, values = numbered(tables[table.table].column(planned.column))
            for distinct in values.chunks:
                texts, made = canonical_text(distinct), pseudonymise(distinct, spec, secret)
                known.update(
                    (token, text)
                    for token, text in zip(made.to_pylist(), texts.to_pylist(), strict=True)
                    if token in asked
                )
    return known


def _record(log: Path, plan: Plan, column: str, key: Key, reason: str, asked: int) -> None:
    before = read_private(log, _WHAT) or b""
    last = before.rstrip(b"\n").rsplit(b"\n", 1)[-1]
    entry: dict[str, Any] = {
        "when": datetime.now(UTC).replace(microsecond=0).isoformat(),
        "who": getpass.getuser(),
        "key": key.id,
        "release": plan.pipeline.release.name,
        "plan": plan.digest(),
        "column": column,
        "pseudonyms": asked,
        "reason": reason,
        "before": hashlib.sha256(last).hexdigest() if before else None,
    }
    append_line(log, json.dumps(entry, ensure_ascii=False).encode(), _WHAT)


def check_log(log: Path) -> int:
    """Return how many lines the log has, all of them as they were written.

    Raises
    ------
    InputError
        If a line was changed, taken away or put between.
    """
    raw = read_private(log, _WHAT)
    lines = raw.splitlines() if raw else []
    expected: str | None = None
    for number, line in enumerate(lines, 1):
        try:
            before = json.loads(line)["before"]
        except (ValueError, KeyError, TypeError):
            before = ""
        if before != expected:
            raise InputError(
                f"Line {number} of {log} does not follow the one before: the log was changed.",
                "Compare it with a backup.",
            )
        expected = hashlib.sha256(line).hexdigest()
    return len(lines)
