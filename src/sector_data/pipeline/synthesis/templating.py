"""Free texts of synthetic rows: the steward's templates, filled.

What lives here: reading templates, and filling them with the columns of their row and invented
persons, places and contacts. What does not: the invented ones
(:mod:`sector_data.deidentify.plain_sight`), and rows (:mod:`sector_data.synthesise`).

A language model or a chain of words that has seen texts repeats them. So free text is never learnt:
what stands in a synthetic note is what the steward wrote, what the row says, and names of nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from string import Formatter

import numpy as np
import pyarrow as pa

from sector_data.deidentify.canonical import canonical_text
from sector_data.deidentify.plain_sight import Forbidden, PlainSight
from sector_data.errors import InputError
from sector_data.pipeline.keying import Keyed
from sector_data.pipeline.texts.replacing import text_language
from sector_data.sources.tables import Table
from sector_data.spec.pipeline import split_path
from sector_data.spec.plan import ColumnPlan, Plan
from sector_data.spec.synthesis import SynthesisSpec
from sector_data.spec.transforms.values import RedactText
from sector_data.spec.words import Language, Role

_FORMS: dict[str, dict[Language, tuple[str, ...]]] = {
    "PERSON": {
        "en": ("Anna Novak", "Peter Novak"),
        "fr": ("Anna Novak", "Pierre Novak"),
        "de": ("Anna Novak", "Peter Novak"),
        "it": ("Anna Novak", "Pietro Novak"),
        "ja": ("山田 花子", "山田 太郎"),
    },
    "CITY": {"en": ("Springfield",), "fr": ("Lyon",), "de": ("Bremen",), "it": ("Roma",),
             "ja": ("横浜市",)},
    "STREET_ADDRESS": {"en": ("12 Main Street",), "fr": ("12 rue de la Paix",),
                       "de": ("Hauptstraße 12",), "it": ("Via Roma 12",),
                       "ja": ("横浜市中区本町1-2",)},
    "ORGANIZATION": {"en": ("Novak Ltd",), "fr": ("Novak SA",), "de": ("Novak GmbH",),
                     "it": ("Novak SpA",), "ja": ("山田株式会社",)},
    "PHONE_NUMBER": {"en": ("+1 212 555 0100",), "fr": ("+33 1 23 45 67 89",),
                     "de": ("+49 30 123456",), "it": ("+39 06 1234567",), "ja": ("03-1234-5678",)},
    "EMAIL_ADDRESS": dict.fromkeys(("en", "fr", "de", "it", "ja"), ("a.novak@example.org",)),
}  # fmt: skip
"""What is invented, by the form that it has; nobody is called so."""


@dataclass(frozen=True, slots=True)
class _Template:
    """Words and what stands between them: each piece with the name of the field behind it."""

    pieces: tuple[tuple[str, str | None], ...]

    def fields(self) -> set[str]:
        return {field for _, field in self.pieces if field is not None}


def fill_texts(
    tables: Mapping[str, Table],
    plan: Plan,
    spec: SynthesisSpec,
    keyed: Keyed,
    source: Mapping[str, Table],
) -> tuple[dict[str, Table], dict[str, dict[str, int]]]:
    """Give synthetic tables the free texts that templates make.

    Parameters
    ----------
    tables
        The synthetic tables.
    plan, spec
        Say which columns are free text, and their templates.
    keyed
        The secret that the invented are drawn with.
    source
        The source: nobody in it is invented.

    Returns
    -------
    tables, record
        All tables; and table to column to the number of its templates.

    Raises
    ------
    InputError
        If a column is no free text of a synthetic table, or a template cannot be read or names
        what is not there.
    """
    made, record = dict(tables), dict[str, dict[str, int]]()
    forbidden = _forbidden(plan, source) if spec.texts else Forbidden()
    for path, written in spec.texts.items():
        name, column = split_path(path)
        described = _described(path, tables, plan)
        templates = [_read(path, text, made[name].columns) for text in written]
        language = text_language(described, plan.pipeline)
        sight = PlainSight(keyed.secret(path, "text"), language, forbidden)
        texts = _filled(made[name], templates, sight, language, spec.seed)
        order = [c.column for part in plan.tables if part.table == name for c in part.columns]
        columns = {c: made[name].column(c) for c in made[name].columns} | {column: texts}
        made[name] = Table(name, pa.table({c: columns[c] for c in order if c in columns}))
        record.setdefault(name, {})[column] = len(templates)
    return made, record


def _described(path: str, tables: Mapping[str, Table], plan: Plan) -> ColumnPlan:
    name, column = split_path(path)
    found = [c for p in plan.tables if p.table == name for c in p.columns if c.column == column]
    released = found and (
        isinstance(found[0].transform, RedactText)
        or (found[0].role is Role.FREE_TEXT and found[0].transform.kind != "drop")
    )
    if name not in tables or not released or column in tables[name].columns:
        raise InputError(
            f"synthesise.texts names {path}, which is no free text of a synthetic table.",
            "Name a column of free text that is released (transform: {redact-text: {replacement: "
            "surrogates}}) of a table in synthesise.tables.",
        )
    return found[0]


def _read(path: str, text: str, columns: Iterable[str]) -> _Template:
    try:
        pieces = tuple((words, field) for words, field, _, _ in Formatter().parse(text))
    except ValueError:
        raise InputError(
            f"A template of {path} has a brace that is not closed, or closed twice.",
            "Write {column} for a column of the row, and {{ for a brace.",
        ) from None
    template = _Template(pieces)
    unknown = template.fields() - set(columns) - _FORMS.keys()
    if unknown:
        raise InputError(
            f"A template of {path} names {', '.join(sorted(unknown))}, which the synthetic table "
            "does not have.",
            f"Name columns of its row, or {', '.join(_FORMS)}.",
        )
    return template


def _forbidden(plan: Plan, source: Mapping[str, Table]) -> Forbidden:
    """Return the source's direct identifiers: none of them is invented."""
    forbidden = Forbidden()
    for part in plan.tables:
        for column in part.columns:
            if column.role.protected and column.column in source[part.table].columns:
                values = source[part.table].array(column.column)
                forbidden.add(canonical_text(values).unique().drop_null().to_pylist())
    return forbidden


def _filled(
    table: Table, templates: list[_Template], sight: PlainSight, language: Language, seed: int
) -> pa.Array:
    rng = np.random.default_rng([seed, 9, *table.name.encode()])
    chosen = rng.integers(0, len(templates), table.rows)
    named = set().union(*(template.fields() for template in templates))
    values = {c: canonical_text(table.array(c)).to_pylist()
              for c in named if c in table.columns}  # fmt: skip
    forms = {field: _FORMS[field][language] for field in named if field not in values}
    texts: list[str] = []
    for row, place in enumerate(chosen):
        own = {field: column[row] or "" for field, column in values.items()}
        for field, like in forms.items():
            own[field] = sight.passage(like[row % len(like)], field, str(row), None)
        texts.append(
            "".join(
                words + ("" if field is None else own[field])
                for words, field in templates[place].pieces
            )
        )
    return pa.array(texts, pa.string())
