"""Surrogates in texts and columns: what they must not be, agree with, and are drawn from.

What lives here: bringing together the key, the source's own values, the codes of the tables and the
shift of each subject. What does not: the surrogates
(:mod:`sector_data.deidentify.plain_sight`) and the search of texts
(:mod:`sector_data.pipeline.texts.replacing`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from sector_data.deidentify.canonical import canonical_column, canonical_text
from sector_data.deidentify.dates import draw_offsets
from sector_data.deidentify.keyed import KeyedHash
from sector_data.deidentify.plain_sight import Forbidden, PlainSight, joined
from sector_data.deidentify.plain_sight.name_lists import Kind
from sector_data.deidentify.plain_sight.names import hints_from
from sector_data.deidentify.plain_sight.replacing import DATES
from sector_data.pipeline.keying import IN_DOMAINS, Keyed
from sector_data.pipeline.texts.keeping import Passages
from sector_data.sources.numbering import numbered
from sector_data.sources.tables import Table
from sector_data.spec.evidence.findings import Span
from sector_data.spec.plan import ColumnPlan, Plan
from sector_data.spec.transforms.dates import possible_shifts
from sector_data.spec.transforms.values import RedactText
from sector_data.spec.words import Language, Role

_GIVEN = re.compile(r"(?i)first|given|forename|christian|pr[ée]nom|vorname|^nome$|_nome$|名$")
_FAMILY = re.compile(r"(?i)last|family|surname|^nom$|_nom$|nachname|famil|cognome|姓|氏|名字")
_UNSAID = frozenset({"AGE"}) | DATES
"""What surrogates may repeat: a day that is moved is somebody's day."""


def asks_for_surrogates(column: ColumnPlan) -> bool:
    """Tell whether a column's findings become surrogates."""
    spec = column.transform
    return isinstance(spec, RedactText) and spec.replacement == "surrogates"


def is_one_passage(column: ColumnPlan) -> bool:
    """Tell whether each value of a column is one passage: a name, a number, no running text."""
    return asks_for_surrogates(column) and column.role is Role.DIRECT_IDENTIFIER


class Surrogates:
    """The surrogates of one plan.

    Parameters
    ----------
    plan, tables
        The plan, and the source.
    keyed
        The plan's secrets.
    passages
        Everything that was found in the texts, with its entity.
    parts
        Direct identifiers in documents.
    """

    def __init__(
        self,
        plan: Plan,
        tables: Mapping[str, Table],
        keyed: Keyed,
        passages: Iterable[tuple[str, str]],
        parts: Iterable[Iterable[str]] = (),
    ) -> None:
        self._plan = plan
        self._tables = tables
        self._keyed = keyed
        self._forbidden = Forbidden()
        said: set[str] = set()
        for passage, entity in passages:
            if entity not in _UNSAID:
                self._forbidden.add([passage])
                said.add(joined(passage))
        for _, values in self._identifiers():
            self._forbidden.add(values.to_pylist())
        for texts in parts:
            self._forbidden.add(texts)
        self._hints = self._names_of_tables()
        self._codes = self._codes_of(said)
        self._secret = keyed.secret(plan.pipeline.subject or "", "text")
        self._made: dict[tuple[Language, RedactText], PlainSight] = {}

    def __repr__(self) -> str:
        return "<Surrogates>"

    def _identifiers(self) -> Iterator[tuple[ColumnPlan, pa.ChunkedArray]]:
        """Yield the columns of direct identifiers with their distinct values as texts."""
        for table in self._plan.tables:
            for column in table.columns:
                if column.role.protected:
                    yield column, self._texts(table.table, column)

    def _texts(self, table: str, column: ColumnPlan) -> pa.ChunkedArray:
        return numbered(canonical_column(self._tables[table].column(column.column)))[1]

    def _names_of_tables(self) -> dict[str, Kind]:
        given: list[str] = []
        family: list[str] = []
        for column, values in self._identifiers():
            if column.finding.entity != "PERSON":
                continue
            texts: list[str] = values.to_pylist()
            if _GIVEN.search(column.column):
                given += texts
            elif _FAMILY.search(column.column):
                family += texts
            else:
                for text in texts:
                    head, comma, tail = text.partition(",")
                    first, _, last = (tail, "", head) if comma else text.rpartition(" ")
                    given.append(first)
                    family.append(last)
        return hints_from(given, family)

    def _codes_of(self, wanted: set[str]) -> dict[str, str]:
        """Return what stands in the tables for keys that were found in texts."""
        codes: dict[str, str] = {}
        names = pa.array(sorted(wanted - {""}), pa.string())
        for table in self._plan.tables:
            for column in table.columns:
                if not isinstance(column.transform, IN_DOMAINS):
                    continue
                values = self._texts(table.table, column)
                bare = pc.utf8_lower(pc.replace_substring_regex(values, r"[^\pL\pN]", ""))
                same = values.filter(pc.is_in(bare, value_set=names))
                if not len(same):
                    continue
                few = Table(table.table, pa.table({column.column: same}))
                made = self._keyed.transformed(few, column, None)
                for value, code in zip(same.to_pylist(), made.to_pylist(), strict=True):
                    if code is not None:
                        codes.setdefault(joined(value), code)
        return codes

    def _of(self, column: ColumnPlan, language: Language) -> PlainSight:
        spec = column.transform
        assert isinstance(spec, RedactText)
        if (language, spec) not in self._made:
            self._made[language, spec] = PlainSight(
                self._secret,
                language,
                self._forbidden,
                codes=self._codes,
                order=spec.order,
                hints=self._hints,
            )
        return self._made[language, spec]

    def _days(self, table: str, column: ColumnPlan, subjects: pa.Array | None) -> dict[str, int]:
        """Return by how many days the dates of each subject move: as in the tables."""
        if subjects is None:
            return {}
        spec = column.transform
        assert isinstance(spec, RedactText)
        shift = spec.shift()
        keyed = KeyedHash(self._keyed.secret(self._plan.pipeline.subject or table, "date-shift"))
        whose = pc.unique(subjects).drop_null()
        shifts = possible_shifts(shift.max_days, shift.keep)
        days = draw_offsets(canonical_text(whose), keyed, shifts)
        return dict(zip(whose.to_pylist(), days.to_pylist(), strict=True))

    def passages(
        self,
        table: str,
        column: ColumnPlan,
        language: Language,
        readings: Sequence[Passages | None],
        subjects: pa.Array | None,
    ) -> list[list[str] | None]:
        """Return what stands in the place of each passage of each text, from left to right.

        Parameters
        ----------
        table, column
            Which it is.
        language
            Of the texts.
        readings
            The text of each row with the passages that were found in it; None for none.
        subjects
            Of each row.
        """
        made = self._of(column, language)
        days = self._days(table, column, subjects)
        whose: list[str | None] = (
            [None] * len(readings) if subjects is None else subjects.to_pylist()
        )
        result: list[list[str] | None] = []
        for reading, subject in zip(readings, whose, strict=True):
            if reading is None:
                result.append(None)
                continue
            text, spans = reading
            shift = None if subject is None else days[subject]
            result.append(
                [
                    made.passage(text[span.start : span.end], span.entity, subject, shift)
                    for span in sorted(spans)
                ]
            )
        return result

    def values(
        self,
        table: str,
        column: ColumnPlan,
        language: Language,
        texts: Sequence[str | None],
        subjects: pa.Array | None,
    ) -> list[str | None]:
        """Return texts of a column of identifiers, each replaced as one passage."""
        entity = column.finding.entity or "ID"
        readings: list[Passages | None] = [
            (text, [Span(0, len(text), entity, 1.0)]) if text else None for text in texts
        ]
        made = self.passages(table, column, language, readings, subjects)
        return [some[0] if some else None for some in made]
