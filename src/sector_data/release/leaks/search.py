"""The leak gate: no value of a direct identifier may be in any file of a bundle.

What lives here: the search of every file, and the verdict on what is met. What does not: the rule's
words and thresholds (:mod:`sector_data.release.leaks.rules`; in prose ``docs/leak-gate.md``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.errors import TargetError
from sector_data.release.layout import DATA, list_files
from sector_data.release.leaks.categories import Categories, Mark, Marks
from sector_data.release.leaks.columns import (
    ColumnKind,
    SearchTable,
    read_csv,
    read_parquet,
)
from sector_data.release.leaks.index import Matches, SecretIndex
from sector_data.release.leaks.numbers import NumberColumn
from sector_data.release.leaks.passages import Passages, read_passages
from sector_data.release.leaks.rules import Kind
from sector_data.release.leaks.secrets import Column, Form
from sector_data.release.leaks.seen import SearchedInVain
from sector_data.release.leaks.tokens import hash_texts
from sector_data.sources.shares import Share, Tell
from sector_data.spec.evidence.release import LeakFinding, LeakReport

OfColumn = TypeVar("OfColumn")


class LeakSearch:
    """What must not be in a bundle, and what may; ready to search its files.

    Parameters
    ----------
    secrets
        Values to look for, by a name for where they come from: the source's direct identifiers by
        ``table.column``, and what was found in its free texts. Dates and spells of time that were
        found in texts are best left out: they say little, and are searched in texts only.
    kept
        Released values of the columns that keep source values as categories by plan (kept or
        generalised quasi-identifiers, sensitive and insensitive columns), by ``table.column``.
    vocabulary
        Folded words that documents may hold whatever the data are: those of
        :func:`sector_data.release.leaks.vocabulary.package_vocabulary` and of the pipeline file.
    tokens
        Pattern of what a column of pseudonyms holds, by ``table.column``: pieces of a pseudonym
        that look like a number are chance.
    ordinary
        Folded words that are left in texts in lower case on purpose, though somebody may be called
        so ("colon"), beside those of the gate's own list.
    tell
        Told how much is done of large sources and bundles.

    Raises
    ------
    TargetError
        If there is no room for temporary files.
    """

    def __init__(
        self,
        secrets: Mapping[str, Column],
        *,
        kept: Mapping[str, Column],
        vocabulary: frozenset[str],
        ordinary: frozenset[str] = frozenset(),
        tokens: Mapping[str, str] | None = None,
        tell: Tell | None = None,
    ) -> None:
        self._index = SecretIndex(secrets, tell)
        self._marks = Marks(self._index, vocabulary, ordinary)
        self._kept = {path: self._marks.categories(values) for path, values in kept.items()}
        self._tokens = tokens or {}
        self._tell = tell

    def report(self, directory: Path, only: Collection[str] | None = None) -> LeakReport:
        """Search every file of a bundle.

        Parameters
        ----------
        directory
            The bundle.
        only
            Files to search, when the others have been searched already.

        Returns
        -------
        LeakReport
            Files, columns and counts; never a value.

        Raises
        ------
        TargetError
            If the bundle holds a link, a device or a file with a name that may not stand.
        """
        listing = list_files(directory)
        if listing.refused:
            path, reason = listing.refused[0]
            raise TargetError(f"The bundle holds {path!r}, which cannot be searched: {reason}.")
        files = [path for path in listing.files if only is None or path in only]
        size = sum((directory / path).stat().st_size for path in files)
        share = Share("searching every file for identifiers of the source", size, self._tell)
        verdicts = _Verdicts(self._index, self._marks, self._kept, self._tokens, share)
        for path in files:
            verdicts.file(directory, path)
        return LeakReport(
            files=len(files),
            values=self._index.secrets.values,
            not_searchable=self._index.secrets.not_searchable,
            excused=verdicts.excused,
            findings=verdicts.findings(),
        )


class _Verdicts:
    """What was found in one search, and what was excused."""

    def __init__(
        self,
        index: SecretIndex,
        marks: Marks,
        kept: Mapping[str, Categories],
        tokens: Mapping[str, str],
        share: Share,
    ) -> None:
        self._index = index
        self._marks = marks
        self._kept = kept
        self._tokens = tokens
        self._share = share
        self._in_vain = SearchedInVain()
        self._found: Counter[tuple[str, str | None, str]] = Counter()
        self.excused = 0

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
        size = (directory / path).stat().st_size
        table = _read_table(directory / path)
        if table is None:
            content = (directory / path).read_bytes()
            self._note(shown, None, self._judge_document(read_passages(path, content)))
            self._share.add(size)
            return
        self._note(shown, None, self._judge_document(Passages(texts=list(table.around))))
        self._judge_table(path, shown, table, size)

    def _judge_table(self, path: str, shown: str, table: SearchTable, size: int) -> None:
        leaking = self._leaking_names(table)
        where = [None if at in leaking else name for at, name in enumerate(table.names)]
        kept = [_of_column(self._kept, path, name) for name in table.names]
        tokens = [_of_column(self._tokens, path, name) for name in table.names]
        numbers = {
            place: NumberColumn(self._index.secrets.numbers)
            for place, kind in enumerate(table.kinds)
            if kind is ColumnKind.NUMERIC
        }
        cells = max(1, table.rows * len(table.names))
        done = 0
        for portion in table.portions():
            place, kind = portion.column, table.kinds[portion.column]
            categories = kept[place]
            common = None if categories is None else categories.hold(portion.values)
            if kind is ColumnKind.NUMERIC:
                numbers[place].add(portion.values, portion.rows, common)
            elif kind is ColumnKind.TEXT:
                hits = self._judge_texts(portion.values, portion.rows, common, tokens[place])
                self._note(shown, where[place], hits)
            before, done = done, done + portion.read
            self._share.add(size * done // cells - size * before // cells)
        for place, column in numbers.items():
            for source, result in column.verdicts():
                self._note(shown, where[place], Counter({source: result.hits}))
                self.excused += result.excused

    def _leaking_names(self, table: SearchTable) -> set[int]:
        """Return the columns whose name is a leak, so that the report must not repeat it."""
        matches = self._index.find(pa.array(table.names, pa.string()))
        marks = self._marks.of(matches.spellings).tolist()
        forms = self._index.forms_of(matches.spellings).tolist()
        return {
            cell
            for cell, mark, form in zip(matches.cells.tolist(), marks, forms, strict=True)
            for _, kind in self._index.secrets.forms[form].kinds
            if not _excused_in_documents(kind, Mark(mark), lower=False)
        }

    def _note(self, file: str, where: str | None, hits: Counter[int]) -> None:
        for source, count in hits.items():
            if count:
                self._found[file, where, self._index.secrets.sources[source]] += count

    # Documents

    def _judge_document(self, passages: Passages) -> Counter[int]:
        hits: Counter[int] = Counter()
        for texts, with_short in ((passages.texts, True), (passages.figures, False)):
            counted = Counter(texts)
            matches = self._index.find(pa.array(list(counted), pa.string()))
            rows = np.fromiter(counted.values(), np.int64, len(counted))
            for met in self._pooled(matches, rows, None):
                if met.form.short and not with_short:
                    continue
                for source, kind in met.form.kinds:
                    if kind is Kind.DATE:
                        continue
                    if _excused_in_documents(kind, met.mark, lower=met.lower):
                        self.excused += met.rows
                    else:
                        hits[source] += met.rows
        return hits

    # Tables

    def _judge_texts(
        self,
        values: pa.Array,
        rows: npt.NDArray[np.int64],
        common: npt.NDArray[np.bool_] | None,
        token: str | None,
    ) -> Counter[int]:
        hits: Counter[int] = Counter()
        matches = self._find(values)
        if token is not None:
            chance = ~matches.whole
            chance[chance] = pc.match_substring_regex(
                values.take(pa.array(matches.cells[chance])), token
            ).to_numpy(zero_copy_only=False)
            self.excused += int(np.maximum(rows[matches.cells[chance]], 1).sum())
            matches = matches.only(~chance)
        for met in self._pooled(matches, rows, common):
            if common is not None and met.form.short and not met.whole:
                continue  # bounds of an interval, and other figures inside a label
            for source, kind in met.form.kinds:
                if kind is Kind.DATE and common is not None:
                    continue
                if _excused_in_tables(kind, met):
                    self.excused += met.rows
                else:
                    hits[source] += met.rows
        return hits

    def _find(self, values: pa.Array) -> Matches:
        high, low = hash_texts(values)
        new = np.flatnonzero(~self._in_vain.hold(high, low))
        matches = self._index.find(values.take(pa.array(new)))
        in_vain = np.ones(len(new), np.bool_)
        in_vain[matches.cells] = False
        self._in_vain.add(high[new[in_vain]], low[new[in_vain]])
        return matches.at(new)

    def _pooled(
        self,
        matches: Matches,
        rows: npt.NDArray[np.int64],
        common: npt.NDArray[np.bool_] | None,
    ) -> Iterator[_Met]:
        """Yield occurrences that are judged alike, with their number of rows.

        What is stored in no row (an unused dictionary entry, say) counts as one.
        """
        category = np.zeros(len(rows), np.bool_) if common is None else common
        keys = self._index.forms_of(matches.spellings).astype(np.int64) << 8
        keys |= self._marks.of(matches.spellings).astype(np.int64) << 3
        keys |= matches.whole * 4 + matches.lower * 2 + category[matches.cells]
        distinct, inverse = np.unique(keys, return_inverse=True)
        counts = np.zeros(len(distinct), np.int64)
        np.add.at(counts, inverse, np.maximum(rows[matches.cells], 1))
        for key, count in zip(distinct.tolist(), counts.tolist(), strict=True):
            form = self._index.secrets.forms[key >> 8]
            mark = Mark(key >> 3 & 31)
            yield _Met(form, mark, bool(key & 4), bool(key & 2), bool(key & 1), count)


class _Met(NamedTuple):
    """Occurrences that are judged alike.

    Attributes
    ----------
    form, mark
        Of the spellings.
    whole
        Whether each is all of its text.
    lower
        Whether it is in lower case.
    is_category
        Whether its text is a category of the column.
    rows
        In how many there are.
    """

    form: Form
    mark: Mark
    whole: bool
    lower: bool
    is_category: bool
    rows: int


def _of_column(columns: Mapping[str, OfColumn], path: str, column: str) -> OfColumn | None:
    """Return what is said of a column of a table in the folder of data."""
    place = PurePosixPath(path)
    in_data = place.parts[0] == DATA and len(place.parts) == 2
    return columns.get(f"{place.stem}.{column}") if in_data else None


def _excused_in_documents(kind: Kind, mark: Mark, *, lower: bool) -> bool:
    if Mark.CATEGORY in mark:
        return True
    if kind is not Kind.WORD:
        return False
    return bool(mark & (Mark.VOCABULARY | Mark.IN_CATEGORY)) or (lower and Mark.ORDINARY in mark)


def _excused_in_tables(kind: Kind, met: _Met) -> bool:
    ordinary = kind is Kind.WORD and Mark.ORDINARY in met.mark
    if ordinary and met.lower:
        return True
    eponym = kind is Kind.WORD and Mark.EPONYM in met.mark
    return met.is_category and (met.whole or Mark.CATEGORY in met.mark or ordinary or eponym)


def _read_table(path: Path) -> SearchTable | None:
    match path.suffix.lower():
        case ".csv":
            return read_csv(path)
        case ".parquet":
            return read_parquet(path)
        case _:
            return None
