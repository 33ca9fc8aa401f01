"""The columns in which passages are replaced, each searched before any is written.

What lives here: the order of searching and replacing over all tables of a plan. A surrogate must be
no passage of any text of the source; so where surrogates are asked for, every text is searched
before the first is replaced. What does not: the search (:mod:`sector_data.pipeline.texts`) and the
surrogates (:mod:`sector_data.pipeline.surrogating`).
"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from sector_data.deidentify.text import replace_spans
from sector_data.pipeline.keying import Keyed
from sector_data.pipeline.progress import Announce
from sector_data.pipeline.surrogating import Surrogates, asks_for_surrogates, is_one_passage
from sector_data.pipeline.texts import Searched, TextFindings, search_column, text_language
from sector_data.sources.tables import Table
from sector_data.spec.plan import ColumnPlan, Plan
from sector_data.spec.transforms import RedactText


class Texts:
    """The texts of one plan.

    Parameters
    ----------
    plan, tables
        The plan, and the source.
    keyed
        The plan's secrets.
    subjects
        Of the rows of each table.
    announce
        Told what is being done.
    """

    def __init__(
        self,
        plan: Plan,
        tables: Mapping[str, Table],
        keyed: Keyed,
        subjects: Mapping[str, pa.Array | None],
        announce: Announce,
    ) -> None:
        self.plan = plan
        self.keyed = keyed
        self._tables = tables
        self._subjects = subjects
        self._searched: dict[str, Searched] = {}
        self._surrogates: Surrogates | None = None
        texts = [
            (table.table, column)
            for table in plan.tables
            for column in table.columns
            if isinstance(column.transform, RedactText)
        ]
        if any(asks_for_surrogates(column) for _, column in texts):
            for table, column in texts:
                if not is_one_passage(column):
                    announce(f"searching {table}.{column.column}")
                    self._search(tables[table], column)
            found = (p for searched in self._searched.values() for p in searched.passages())
            self._surrogates = Surrogates(plan, tables, keyed, found)

    def __repr__(self) -> str:
        return f"<Texts of {self.plan.pipeline.release.name}>"

    def _search(self, table: Table, column: ColumnPlan) -> Searched:
        path = f"{table.name}.{column.column}"
        if path not in self._searched:
            self._searched[path] = search_column(table, column, self._tables, self.plan)
        return self._searched[path]

    def replaced(self, table: Table, column: ColumnPlan) -> pa.Array:
        """Return a column with its passages replaced."""
        spec = column.transform
        assert isinstance(spec, RedactText)
        subjects = self._subjects[table.name]
        if self._surrogates is not None and is_one_passage(column):
            language = text_language(column, self.plan.pipeline)
            return self._surrogates.values(table, column, language, subjects)
        searched = self._search(table, column)
        if self._surrogates is None or not asks_for_surrogates(column):
            made = pa.array(replace_spans(searched.texts, searched.spans, spec), pa.string())
            return made.take(searched.rows)
        readings = list(zip(searched.texts, searched.spans, strict=True))
        return self._surrogates.texts(
            table.name, column, searched.language, readings, searched.rows, subjects
        )

    def findings(self, table: Table, column: ColumnPlan) -> TextFindings | None:
        """Return what was found in a column of running text; None for one of identifiers."""
        searched = self._searched.get(f"{table.name}.{column.column}")
        return None if searched is None else searched.findings
