"""What a sector schema knows of how a steward's tables hang together.

What lives here: subject, keys and references of files that are usual tables of a sector. What does
not: which table a file is (:mod:`sector_data.pipeline.sectors.matching`), and tables that no schema
knows (:mod:`sector_data.detect.keys`), whose values and names have to tell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from sector_data.detect.keys import KeyProposal
from sector_data.pipeline.sectors.matching import SchemaMatch, TableMatch
from sector_data.sources.numbering import distinct_count
from sector_data.sources.tables import Table
from sector_data.spec.sectors import SectorSchema, SectorTable


def with_sector(
    proposal: KeyProposal,
    tables: Mapping[str, Table],
    matched: SchemaMatch,
    schema: SectorSchema,
) -> KeyProposal:
    """Return a proposal in which the word of a sector schema comes first, where the data bear it.

    A reference is taken over if the file that it leads to is there and holds its column without
    gaps and repetitions; then that column is the file's key. The subject is the one to whom most
    files lead.

    Parameters
    ----------
    proposal
        From names and values.
    tables
        The steward's, by name.
    matched
        Which usual tables they are.
    schema
        The pipeline's.
    """
    files = {
        file.best.table: (file.name, file.best, schema.table(file.best.table))
        for file in matched.files
        if file.best is not None
    }
    keys = dict(proposal.keys)
    references = dict(proposal.references)
    reasons = dict(proposal.reasons)
    for name, best, usual in files.values():
        for column, known in best.known.items():
            end = usual.columns[known].references
            place = _end(end, files) if end is not None else None
            if place is None or not _identifies(tables, *place):
                continue
            parent, key = place
            keys[parent] = key
            reasons.setdefault(parent, f"the {schema.id} schema says so")
            if references.get(f"{name}.{column}") != f"{parent}.{key}":
                references[f"{name}.{column}"] = f"{parent}.{key}"
                reasons[f"{name}.{column}"] = f"the {schema.id} schema says so"
    # What was a reference to another column than the parent's key is none any more.
    ends = {f"{table}.{column}" for table, column in keys.items()}
    references = {child: parent for child, parent in references.items() if parent in ends}
    subject = _subject(files, references)
    if subject is not None and subject != proposal.subject:
        reasons["subject"] = f"the {schema.id} schema says so"
    return KeyProposal(keys, references, subject or proposal.subject, reasons)


_Files = Mapping[str, tuple[str, TableMatch, SectorTable]]


def _end(reference: str, files: _Files) -> tuple[str, str] | None:
    """Return file and column that a schema's reference leads to, if they are there."""
    table, column = reference.split(".")
    if table not in files:
        return None
    name, best, _ = files[table]
    return next(((name, own) for own, known in best.known.items() if known == column), None)


def _identifies(tables: Mapping[str, Table], table: str, column: str) -> bool:
    values = tables[table].column(column)
    return not values.null_count and distinct_count(values) == len(values)


def _subject(files: _Files, references: Mapping[str, str]) -> str | None:
    """Return the column to whom most files lead; the first of several."""
    led: Counter[str] = Counter()
    for name, best, usual in files.values():
        column = next((own for own, known in best.known.items() if known == usual.subject), None)
        if column is None:
            continue
        path = f"{name}.{column}"
        for _ in references:  # no way is longer, whatever refers to whatever
            path = references.get(path, path)
        led[path] += 1
    return max(led, key=led.__getitem__) if led else None
