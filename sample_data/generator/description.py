"""What is known of a sample's columns, and the pages that say it.

What lives here: reading ``description.toml``, the README (data dictionary and datasheet), the
ground truth of columns, the licence. What does not: the tables and what was counted in them
(:mod:`sample_data.generator.writing`).

The datasheet answers the questions of Gebru et al., "Datasheets for datasets", Communications of
the ACM 64 (12), 2021.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sample_data.generator.sample import Sample

DATASHEET = {
    "motivation": "Motivation",
    "composition": "Composition",
    "collection": "How it was made",
    "labelling": "Labels",
    "uses": "Uses, and what it is no use for",
    "distribution": "Distribution",
    "maintenance": "Maintenance",
}
"""Each part of a datasheet and its heading."""
DISTRIBUTION = """\
With the program, in its repository; any other size by `sector-data samples get {name}`. CC0-1.0."""
MAINTENANCE = """\
The same seed gives the same bytes as long as the generator stays as it is; where it changes, the
changelog of the program says so."""
LICENCE = """\
SPDX-License-Identifier: CC0-1.0

To the extent possible under law, its makers have waived all copyright and related rights to this
sample and to the word lists that it was made from. It may be copied, changed and used for any
purpose, without asking and without naming anybody.

The legal code: https://creativecommons.org/publicdomain/zero/1.0/legalcode
"""


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds."""

    role: str
    entity: str | None
    """Kind of the values, as detection calls it."""
    meaning: str


@dataclass(frozen=True, slots=True)
class Description:
    """What is known of a sample before it is made."""

    summary: str
    subject: str | None
    """Whose privacy is at stake, as ``table.column``."""
    keys: Mapping[str, str]
    references: Mapping[str, str]
    rows: Mapping[str, str]
    """What one row of a table is."""
    languages: Mapping[str, str]
    """Of the texts of a table, where a sample has several."""
    columns: Mapping[str, Mapping[str, Column]]
    sections: Mapping[str, str]
    """Further parts of the README, by their headings."""
    datasheet: Mapping[str, str]

    def texts(self, table: str) -> tuple[str, ...]:
        """Return the columns of free text, whose passages are marked."""
        return tuple(n for n, c in self.columns[table].items() if c.role == "free-text")


@dataclass(slots=True)
class Counted:
    """What was counted while a table was written."""

    rows: int
    missing: dict[str, int]
    """Empty cells of each column."""
    planted: dict[str, int]
    """Marked passages of each entity."""


def describe(sample: Sample) -> Description:
    """Return what the sample's ``description.toml`` says.

    Raises
    ------
    ValueError
        If a part of the datasheet is missing or unknown.
    """
    told = tomllib.loads(sample.description.read_text(encoding="utf-8"))
    tables: dict[str, Any] = told["tables"]
    sheet = {
        "distribution": DISTRIBUTION.format(name=sample.name),
        "maintenance": MAINTENANCE,
        **told["datasheet"],
    }
    if set(sheet) != set(DATASHEET):
        wrong = ", ".join(sorted(set(sheet) ^ set(DATASHEET)))
        raise ValueError(f"{sample.description}: missing or unknown in the datasheet: {wrong}")
    return Description(
        summary=told["summary"].strip(),
        subject=told.get("subject"),
        keys=told.get("keys", {}),
        references=told.get("references", {}),
        rows={name: table["row"] for name, table in tables.items()},
        languages={n: table["language"] for n, table in tables.items() if "language" in table},
        columns={name: _columns(table["columns"]) for name, table in tables.items()},
        sections={section["heading"]: section["text"].strip() for section in told["section"]}
        if "section" in told
        else {},
        datasheet={part: sheet[part].strip() for part in DATASHEET},
    )


def _columns(told: Mapping[str, Mapping[str, str]]) -> dict[str, Column]:
    return {
        name: Column(column["role"], column.get("entity"), column["meaning"])
        for name, column in told.items()
    }


def truth_of_columns(description: Description) -> str:
    """Return the answers that detection is scored against, as YAML."""
    lines = ["# What every column is: the answers that detection is scored against."]
    if description.subject:
        lines.append(f"subject: {description.subject}")
    for heading, told in (("keys", description.keys), ("references", description.references)):
        if told:
            lines += [f"{heading}:", *(f"  {name}: {value}" for name, value in told.items())]
    lines.append("columns:")
    for table, columns in description.columns.items():
        for name, column in columns.items():
            entity = column.entity or "null"
            lines.append(f"  {table}.{name}: {{role: {column.role}, entity: {entity}}}")
    return "\n".join(lines) + "\n"


def readme(
    sample: Sample, description: Description, counted: Mapping[str, Counted], seed: int, size: int
) -> str:
    """Return data dictionary and datasheet of a sample, with what was counted in it."""
    command = f"sector-data samples get {sample.name} --rows {size} --seed {seed} -o FOLDER"
    parts = [
        f"# {sample.title}",
        description.summary,
        "**Fiction.** No person, company, address, account or number in it is real."
        f" {size:,} {sample.unit}, made from seed {seed}; the same again, or any other size:",
        f"```bash\n{command}\n```",
        "## Tables",
        _overview(description, counted),
        "CSV, comma separated, quoted where needed, `\\n` line ends; an empty cell is missing.",
    ]
    for table, columns in description.columns.items():
        parts += [f"### {table}", _dictionary(columns, counted[table])]
    planted = _planted(counted)
    if planted:
        parts += [
            "## Identifiers planted in texts",
            "`ground_truth/` holds every one of them with its place: `text[start:end]`, counted in"
            " code points.",
            planted,
        ]
    for heading, text in description.sections.items():
        parts += [f"## {heading}", text]
    parts.append("## Datasheet")
    for part, heading in DATASHEET.items():
        parts += [f"### {heading}", description.datasheet[part]]
    parts += ["## Licence", "[CC0-1.0](LICENSE): no rights reserved."]
    return "\n\n".join(parts) + "\n"


def _overview(description: Description, counted: Mapping[str, Counted]) -> str:
    lines = ["| file | rows | one row is | key | refers to |", "|---|---:|---|---|---|"]
    for table, row in description.rows.items():
        key = f"`{description.keys[table]}`" if table in description.keys else ""
        refers = ", ".join(
            f"`{referring.removeprefix(f'{table}.')}` → `{referred}`"
            for referring, referred in description.references.items()
            if referring.startswith(f"{table}.")
        )
        lines.append(f"| `{table}.csv` | {counted[table].rows:,} | {row} | {key} | {refers} |")
    return "\n".join(lines)


def _dictionary(columns: Mapping[str, Column], counted: Counted) -> str:
    lines = ["| column | meaning | role | missing |", "|---|---|---|---:|"]
    for name, column in columns.items():
        share = counted.missing[name] / max(counted.rows, 1)
        missing = (
            "" if not share else "< 1 %" if share < 0.01 else f"{share:.0%}".replace("%", " %")
        )
        lines.append(f"| `{name}` | {column.meaning} | {column.role} | {missing} |")
    return "\n".join(lines)


def _planted(counted: Mapping[str, Counted]) -> str:
    total: dict[str, int] = {}
    for table in counted.values():
        for entity, count in table.planted.items():
            total[entity] = total.get(entity, 0) + count
    if not total:
        return ""
    ordered = sorted(total.items(), key=lambda item: (-item[1], item[0]))
    rows = [f"| `{entity}` | {count:,} |" for entity, count in ordered]
    return "\n".join(["| entity | passages |", "|---|---:|", *rows])
