"""The leak gate: no value of a direct identifier may be in any file of a bundle.

What lives here: the search of every file, and the verdict on what is met. What does not: the rule's
words and thresholds (:mod:`sector_data.release.leak_rules`; in prose ``docs/leak-gate.md``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path, PurePosixPath

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.errors import TargetError
from sector_data.release.layout import DATA, list_files
from sector_data.release.leak_columns import (
    ColumnKind,
    SearchColumn,
    SearchTable,
    read_csv,
    read_parquet,
)
from sector_data.release.leak_index import NO_MATCHES, Matches, SecretIndex, secret_texts
from sector_data.release.leak_numbers import coincidences
from sector_data.release.leak_passages import Passages, read_passages
from sector_data.release.leak_rules import CATEGORY_ROWS, Kind, eponyms, is_common
from sector_data.sources.shares import Share, Tell
from sector_data.spec.evidence import LeakFinding, LeakReport


def search_leaks(
    directory: Path,
    secrets: Mapping[str, pa.Array | pa.ChunkedArray],
    *,
    kept: Mapping[str, pa.Array | pa.ChunkedArray],
    vocabulary: frozenset[str],
    ordinary: frozenset[str] = frozenset(),
    only: Collection[str] | None = None,
    tell: Tell | None = None,
) -> LeakReport:
    """Search every file of a bundle for values of the source that must not be in it.

    Parameters
    ----------
    directory
        The bundle.
    secrets
        Values to look for, by a name for where they come from: the source's direct identifiers by
        ``table.column``, and what was found in its free texts. Dates and spells of time that were
        found in texts are best left out: they say little, and are searched in texts only.
    kept
        Released values of the columns that keep source values as categories by plan (kept or
        generalised quasi-identifiers, sensitive and insensitive columns), by ``table.column``.
    vocabulary
        Folded words that documents may hold whatever the data are: those of
        :func:`sector_data.release.leak_vocabulary.package_vocabulary` and of the pipeline file.
    ordinary
        Folded words that are left in texts in lower case on purpose, though somebody may be called
        so ("colon"), beside those of the gate's own list.
    only
        Files to search, when the others have been searched already.
    tell
        Told how much is done of a large bundle.

    Returns
    -------
    LeakReport
        Files, columns and counts; never a value.

    Raises
    ------
    TargetError
        If the bundle holds a link, a device or a file with a name that may not stand.
    """
    search = _Search(SecretIndex(secrets), kept, vocabulary, ordinary)
    listing = list_files(directory)
    if listing.refused:
        path, reason = listing.refused[0]
        raise TargetError(f"The bundle holds {path!r}, which cannot be searched: {reason}.")
    files = [path for path in listing.files if only is None or path in only]
    share = Share("searching every file for identifiers of the source", listing.total, tell)
    for path in files:
        search.file(directory, path)
        share.add((directory / path).stat().st_size)
    return LeakReport(
        files=len(files),
        values=search.index.values,
        not_searchable=search.index.not_searchable,
        excused=search.excused,
        findings=search.findings(),
    )


class _Search:
    """The state of one search: what was found, and what was excused."""

    def __init__(
        self,
        index: SecretIndex,
        kept: Mapping[str, pa.Array | pa.ChunkedArray],
        vocabulary: frozenset[str],
        ordinary: frozenset[str],
    ) -> None:
        self.index = index
        self._ordinary = ordinary
        self.excused = 0
        self._vocabulary = vocabulary
        self._searched: dict[tuple[str, str], tuple[pa.Array, Matches]] = {}
        self._found: Counter[tuple[str, str | None, str]] = Counter()
        self._kept = {path: _categories(values) for path, values in kept.items()}
        self._category_groups, self._category_words = self._in_categories()

    def _in_categories(self) -> tuple[frozenset[int], frozenset[int]]:
        """Return the spellings that are a category, and the single words that are part of one."""
        whole: set[int] = set()
        words: set[int] = set()
        for categories in self._kept.values():
            matches = self.index.find(categories)
            whole.update(matches.groups[matches.whole].tolist())
            words.update(matches.groups.tolist())
        groups = self.index.groups
        return frozenset(whole), frozenset(g for g in words if groups[g].word is not None)

    def findings(self) -> tuple[LeakFinding, ...]:
        """Return what was found, sorted; columns whose name is itself a leak stay unnamed."""
        return tuple(
            LeakFinding(file=file, source_column=source, hits=hits, where=where or None)
            for (file, where, source), hits in sorted(
                self._found.items(), key=lambda item: (item[0][0], item[0][1] or "", item[0][2])
            )
        )

    def file(self, directory: Path, path: str) -> None:
        """Search one file, and its name."""
        named = self._judge_document(Passages(texts=[path]))
        shown = path
        if named:
            shown = f"{PurePosixPath(path).parent}/ (the name of a file)"
            self._note(shown, None, named)
        table = _read_table(directory / path)
        if table is None:
            content = (directory / path).read_bytes()
            self._note(shown, None, self._judge_document(read_passages(path, content)))
            return
        self._note(shown, None, self._judge_document(Passages(texts=list(table.around))))
        names = self._judge_names(table)
        for column, leaking in zip(table.columns, names, strict=True):
            where = None if leaking else column.name
            self._note(shown, where, self._judge_column(path, column))

    def _judge_names(self, table: SearchTable) -> list[bool]:
        """Whether each column's name is a leak, so that the report must not repeat it."""
        names = pa.array([column.name for column in table.columns], pa.string())
        matches = self.index.find(names)
        leaking = {
            cell
            for cell, group in zip(matches.cells.tolist(), matches.groups.tolist(), strict=True)
            for kind in self.index.groups[group].kinds.values()
            if not self._excused_in_documents(group, kind, lower=False)
        }
        return [place in leaking for place in range(len(table.columns))]

    def _note(self, file: str, where: str | None, hits: Counter[int]) -> None:
        for source, count in hits.items():
            self._found[(file, where, self.index.sources[source])] += count

    # Documents

    def _judge_document(self, passages: Passages) -> Counter[int]:
        hits: Counter[int] = Counter()
        for texts, with_short in ((passages.texts, True), (passages.figures, False)):
            if not texts:
                continue
            counted = Counter(texts)
            matches = self.index.find(pa.array(list(counted), pa.string()))
            rows = np.fromiter(counted.values(), np.int64, len(counted))
            for group, _, lower, _, count in _pooled(matches, rows, None):
                entry = self.index.groups[group]
                if entry.short and not with_short:
                    continue
                for source, kind in entry.kinds.items():
                    if kind is Kind.DATE:
                        continue
                    if self._excused_in_documents(group, kind, lower=lower):
                        self.excused += count
                    else:
                        hits[source] += count
        return hits

    def _excused_in_documents(self, group: int, kind: Kind, *, lower: bool) -> bool:
        if group in self._category_groups:
            return True
        word = self.index.groups[group].word
        if word is None or kind is not Kind.WORD:
            return False
        return (
            word in self._vocabulary
            or group in self._category_words
            or (lower and self._is_ordinary(word))
        )

    def _is_ordinary(self, word: str) -> bool:
        return word in self._ordinary or is_common(word)

    # Tables

    def _judge_column(self, path: str, column: SearchColumn) -> Counter[int]:
        place = PurePosixPath(path)
        in_data = place.parts[0] == DATA and len(place.parts) == 2
        categories = self._kept.get(f"{place.stem}.{column.name}") if in_data else None
        if column.kind is ColumnKind.TEMPORAL:
            return Counter()
        common = (
            None
            if categories is None
            else pc.is_in(column.values, value_set=categories).to_numpy(zero_copy_only=False)
        )
        if column.kind is ColumnKind.NUMERIC:
            return self._judge_numbers(column, common)
        return self._judge_texts(path, column, common)

    def _find(self, path: str, column: SearchColumn) -> Matches:
        """Search the values of a column; those that its other file has are not searched twice."""
        key = (str(PurePosixPath(path).with_suffix("")), column.name)
        known, matches = self._searched.pop(key, (pa.array([], pa.string()), NO_MATCHES))
        fresh = pc.invert(pc.is_in(column.values, value_set=known))
        places = np.flatnonzero(fresh.to_numpy(zero_copy_only=False))
        found = self.index.find(column.values.filter(fresh)).at(places)
        if len(matches.cells):
            again = pc.index_in(known, value_set=column.values).fill_null(-1).to_numpy()
            found = found.joined(matches.at(again))
        self._searched[key] = (column.values, found)
        return found

    def _judge_texts(
        self, path: str, column: SearchColumn, common: npt.NDArray[np.bool_] | None
    ) -> Counter[int]:
        hits: Counter[int] = Counter()
        for group, whole, lower, is_category, count in _pooled(
            self._find(path, column), column.rows, common
        ):
            entry = self.index.groups[group]
            if common is not None and entry.short and not whole:
                continue  # bounds of an interval, and other figures inside a label
            for source, kind in entry.kinds.items():
                if kind is Kind.DATE and common is not None:
                    continue
                word = entry.word if kind is Kind.WORD else None
                ordinary = word is not None and self._is_ordinary(word)
                excused = (ordinary and lower) or (
                    is_category
                    and (
                        whole
                        or group in self._category_groups
                        or ordinary
                        or (word is not None and word in eponyms())
                    )
                )
                if excused:
                    self.excused += count
                else:
                    hits[source] += count
        return hits

    def _judge_numbers(
        self, column: SearchColumn, common: npt.NDArray[np.bool_] | None
    ) -> Counter[int]:
        hits: Counter[int] = Counter()
        for source, numbers in enumerate(self.index.numbers):
            if not numbers:
                continue
            result = coincidences(column.values, column.rows, numbers, common)
            hits.update({source: result.hits} if result.hits else {})
            self.excused += result.excused
        return hits


def _read_table(path: Path) -> SearchTable | None:
    match path.suffix.lower():
        case ".csv":
            return read_csv(path)
        case ".parquet":
            return read_parquet(path)
        case _:
            return None


def _categories(values: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Return the values of a kept column that enough rows share."""
    counts = pc.value_counts(values.drop_null())
    shared = counts.filter(pc.greater_equal(counts.field("counts"), CATEGORY_ROWS))
    return secret_texts(shared.field("values"))


def _pooled(
    matches: Matches, rows: npt.NDArray[np.int64], common: npt.NDArray[np.bool_] | None
) -> Iterator[tuple[int, bool, bool, bool, int]]:
    """Yield spelling, whole, lower, in a category, and the number of rows, summed over cells.

    What is stored in no row (an unused dictionary entry, say) counts as one.
    """
    if not len(matches.cells):
        return
    category = np.zeros(len(rows), np.bool_) if common is None else common
    in_category = category[matches.cells]
    keys = matches.groups * 8 + matches.whole * 4 + matches.lower * 2 + in_category
    distinct, inverse = np.unique(keys, return_inverse=True)
    counts = np.zeros(len(distinct), np.int64)
    np.add.at(counts, inverse, np.maximum(rows[matches.cells], 1))
    for key, count in zip(distinct.tolist(), counts.tolist(), strict=True):
        yield key // 8, bool(key & 4), bool(key & 2), bool(key & 1), count
