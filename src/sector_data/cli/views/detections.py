"""What was found in files, on a terminal and as CSV."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import click
from rich.padding import Padding
from rich.text import Text

from sector_data.cli.views.console import console, grid, share
from sector_data.cli.views.plans import SHORT_ROLES
from sector_data.pipeline.planning.knowing import in_words
from sector_data.spec.evidence.findings import (
    ColumnFinding,
    DetectionReport,
    DocumentFindings,
    TableFindings,
    TextColumnFindings,
)
from sector_data.spec.evidence.identifying import IdentifyingPower
from sector_data.spec.words import Language, Role

_COLOURS = {
    Role.DIRECT_IDENTIFIER: "red",
    Role.SECURITY_SENSITIVE: "red",
    Role.QUASI_IDENTIFIER: "yellow",
    Role.SENSITIVE: "magenta",
    Role.FREE_TEXT: "cyan",
    Role.UNKNOWN: "bold",
}
CSV_FIELDS = (
    "file", "table", "column", "record", "line", "start", "end",
    "role", "entity", "confidence", "recognizer", "reason",
)  # fmt: skip


def show_detections(report: DetectionReport, *, explain: bool) -> None:
    """Print a report: tables by column, texts by entity, and what read them."""
    for table in report.tables:
        _show_table(table, explain=explain)
    if report.documents:
        _show_documents(report.documents, explain=explain)
    for file, why in report.unread.items():
        console().print(f"! Not searched: {file}. {why}", style="yellow")
    show_models(report.models)


def show_models(models: Mapping[Language, str | None]) -> None:
    """Warn of languages whose texts no language model read."""
    for language, model in models.items():
        if model is None:
            console().print(
                f"! No language model read the {language} texts: more names that nothing "
                "announces are missed. sector-data doctor tells how to get one.",
                style="yellow",
            )


def _show_table(table: TableFindings, *, explain: bool) -> None:
    out = console()
    out.print(Text.assemble((table.table, "bold"), f"  {table.rows:,} rows  {table.file}"))
    if table.subject:
        out.print(Text(f"{table.power.subjects:,} subjects, by {table.subject}", style="dim"))
    if explain:
        for column in table.columns:
            _show_column(column)
    else:
        rows = grid("column", "role", "what it is", "sure", right=(3,))
        for column in table.columns:
            rows.add_row(Text(column.column), *_identity(column), _sure(column.confidence))
        out.print(rows)
    for texts in table.texts:
        out.print(_texts_line(texts))
    show_power(table.power, explain=explain)
    out.print()


def _identity(column: ColumnFinding) -> tuple[Text, str]:
    role = Text(SHORT_ROLES[column.role], style=_COLOURS.get(column.role, ""))
    return role, _named(column.entity) if column.entity else "–"


def _named(entity: str) -> str:
    return entity.replace("_", " ").lower()


def _sure(confidence: float) -> str:
    return f"{100 * confidence:.0f} %"


def _show_column(column: ColumnFinding) -> None:
    """Print a column with the whole of its evidence below."""
    role, entity = _identity(column)
    line = Text.assemble("  ", (column.column, "bold"), "  ", role, f": {entity}, ")
    console().print(line.append(f"{_sure(column.confidence)} sure"))
    for sentence in column.evidence:
        console().print(Padding(Text(sentence, style="dim"), (0, 0, 0, 6)))


def _texts_line(texts: TextColumnFindings) -> Text:
    looked = f"{texts.looked_at:,} of {texts.texts:,}" if texts.looked_at < texts.texts else "all"
    head = f"In {looked} texts of {texts.column} ({texts.language}): "
    if not texts.passages:
        return Text(f"{head}nothing found.")
    found = ", ".join(
        f"{count:,} {_named(entity)}"
        for entity, count in sorted(texts.passages.items(), key=lambda item: (-item[1], item[0]))
    )
    return Text(f"{head}{found}; in {texts.with_findings:,} texts.")


def show_power(power: IdentifyingPower, *, explain: bool) -> None:
    """Print which columns together tell whom; with the figures of each when asked."""
    out = console()
    unit = "subjects" if power.counted_by_subject else "rows"
    if explain and power.single:
        rows = grid(
            "identifying power", "distinct", "distinctness", "separation", "alone",
            right=(1, 2, 3, 4),
        )  # fmt: skip
        for one in (*power.single, *power.combinations):
            rows.add_row(
                Text(" + ".join(one.columns)),
                f"{one.distinct:,}",
                *(share(figure) for figure in (one.distinctness, one.separation, one.alone)),
            )
        out.print(rows)
        if power.sampled:
            out.print(f"Combinations were counted on {power.sampled:,} {unit} drawn at random.")
    for sentence in in_words(power):
        out.print(Text(sentence))


def _show_documents(documents: Sequence[DocumentFindings], *, explain: bool) -> None:
    out = console()
    if explain:
        for document in documents:
            _show_passages(document)
    counts = Counter(p.entity for d in documents for p in d.passages)
    texts = Counter(e for d in documents for e in {p.entity for p in d.passages})
    rows = grid("found in texts", "passages", "texts", right=(1, 2))
    for entity, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        rows.add_row(_named(entity), f"{count:,}", f"{texts[entity]:,}")
    if counts:
        out.print(rows)
    clean = sum(1 for document in documents if not document.passages)
    out.print(f"{len(documents):,} texts read; nothing found in {clean:,}.")


def _show_passages(document: DocumentFindings) -> None:
    out = console()
    place = document.file if document.record is None else f"{document.file}, line {document.record}"
    out.print(Text.assemble((place, "bold"), f"  {document.characters:,} characters"))
    if not document.passages:
        out.print("  nothing found\n")
        return
    rows = grid("line", "characters", "what it is", "sure", "found by", right=(0, 1, 3))
    for passage in document.passages:
        rows.add_row(
            f"{passage.line:,}",
            f"{passage.start}–{passage.end}",
            _named(passage.entity),
            _sure(passage.score),
            Text(f"{passage.recognizer}: {passage.reason}".rstrip(": ")),
        )
    out.print(rows)
    out.print()


def print_csv(report: DetectionReport) -> None:
    """Print a row for each column and each passage."""
    sink = io.StringIO()
    writer = csv.DictWriter(sink, CSV_FIELDS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(_rows(report))
    click.echo(sink.getvalue(), nl=False)


def _rows(report: DetectionReport) -> Iterator[dict[str, object]]:
    for table in report.tables:
        for column in table.columns:
            yield {
                "file": table.file,
                "table": table.table,
                "column": column.column,
                "role": column.role.value,
                "entity": column.entity,
                "confidence": column.confidence,
                "reason": "; ".join(column.evidence),
            }
    for document in report.documents:
        for passage in document.passages:
            yield {
                "file": document.file,
                "record": document.record,
                "line": passage.line,
                "start": passage.start,
                "end": passage.end,
                "entity": passage.entity,
                "confidence": passage.score,
                "recognizer": passage.recognizer,
                "reason": passage.reason,
            }
