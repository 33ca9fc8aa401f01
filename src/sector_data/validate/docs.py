"""Data Docs: what was expected and found, as pages for people.

What lives here: an index and one page for each table. The sentences come from Great Expectations
itself; the pages around them are ours, because its own load scripts, styles and fonts from
seven other sites, carry the time and random numbers, and show examples of the data. What does not:
the results (:mod:`sector_data.validate.results`).

The pages hold no script and no reference to anything outside their directory, and the same results
give the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from sector_data.validate.adapter import expectation_names, mistakes_in, quiet
from sector_data.validate.pages import INDEX, STYLE, TABLE
from sector_data.validate.results import ExpectationResult

LONGEST_SET = 30
"""Values that a sentence lists; of longer sets it tells the number."""


@dataclass(frozen=True, slots=True)
class _Row:
    """An expectation as a page shows it; `sentence` is HTML."""

    state: str
    sentence: str
    reason: str
    rows: int | None
    missing: int | None
    unexpected: int | None
    observed: int | str | None


@dataclass(frozen=True, slots=True)
class _Summary:
    """A table as the index shows it."""

    table: str
    href: str
    expectations: int
    met: int


def write_docs(
    results: Sequence[ExpectationResult],
    docs: Path,
    *,
    engine: str,
    run_time: datetime | None = None,
) -> list[Path]:
    """Write Data Docs: ``index.html`` and a page for each table.

    Parameters
    ----------
    results
        Of all tables.
    docs
        Directory; made when it is not there.
    engine
        Name and version of what checked.
    run_time
        The moment that the pages name, if any.

    Returns
    -------
    list
        The files, the index first.
    """
    tables = list(dict.fromkeys(r.table for r in results))
    common = {
        "engine": engine,
        "style": STYLE,
        "moment": None if run_time is None else f"{run_time.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC",
    }
    (docs / "tables").mkdir(parents=True, exist_ok=True)
    summaries: list[_Summary] = []
    pages: list[Path] = []
    with quiet():
        for place, table in enumerate(tables, start=1):
            own = [r for r in results if r.table == table]
            summary = _Summary(
                table, f"tables/{_file_name(table, place)}", len(own), sum(r.passed for r in own)
            )
            text = _page(TABLE, **common, summary=summary, sections=list(_sections(own)))
            pages.append(_write(docs / summary.href, text))
            summaries.append(summary)
        index = _write(docs / "index.html", _page(INDEX, **common, summaries=summaries))
    return [index, *pages]


def _write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def _file_name(table: str, place: int) -> str:
    safe = re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,63}", table)
    return f"{table}.html" if safe else f"table-{place}.html"


def _page(template: str, **content: Any) -> str:
    import jinja2

    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["count"] = lambda number: "" if number is None else f"{number:,}"
    return environment.from_string(template).render(**content) + "\n"


def _sections(results: Sequence[ExpectationResult]) -> Iterator[tuple[str | None, list[_Row]]]:
    """Yield column and rows; first those of the whole table, with None for the column."""
    columns = dict.fromkeys(r.document.column for r in results)
    for column in sorted(columns, key=lambda c: c is not None):
        yield column, [_row(r) for r in results if r.document.column == column]


def _row(result: ExpectationResult) -> _Row:
    state = "met" if result.passed else "not met" if result.evaluated else "not checked"
    return _Row(
        state=state,
        sentence=_sentence(result),
        reason=result.document.reason,
        rows=result.rows,
        missing=result.missing,
        unexpected=result.unexpected,
        observed=result.observed,
    )


def _sentence(result: ExpectationResult) -> str:
    """Return what is expected, as Great Expectations says it, in harmless HTML."""
    document = result.document
    values = document.arguments.get("value_set")
    if isinstance(values, list) and len(values) > LONGEST_SET:
        return f"values must belong to a set of {len(values):,} that expectations.json lists."
    if document.expectation not in expectation_names() or mistakes_in(document):
        return escape(document.expectation.replace("_", " "))
    return harmless(_rendered(result))


def _rendered(result: ExpectationResult) -> str:
    from great_expectations.core.expectation_validation_result import ExpectationValidationResult
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
    from great_expectations.render.renderer.content_block import (
        ValidationResultsTableContentBlockRenderer,
    )

    document = result.document
    column = {} if document.column is None else {"column": document.column}
    configuration = ExpectationConfiguration(
        type=document.expectation, kwargs={**column, **document.arguments}
    )
    # No result is handed over: counts have columns of their own, values none.
    validated = ExpectationValidationResult(
        success=result.passed,
        expectation_config=configuration,
        result={},
        exception_info={
            "raised_exception": False,
            "exception_message": None,
            "exception_traceback": None,
        },
    )
    block = ValidationResultsTableContentBlockRenderer.render(
        [validated], include_column_name=False
    )
    _status, sentence, *_observed = block.to_json_dict()["table"][0]
    return str(_view().render_content_block({}, sentence))


@cache
def _view() -> Any:
    from great_expectations.render.view import DefaultJinjaComponentView

    return DefaultJinjaComponentView()


class _Harmless(HTMLParser):
    """Keeps the text of HTML and the marks of arguments, and nothing that could act or load."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._marks: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "span":
            self._marks.append("badge" in (dict(attrs).get("class") or ""))
            self._parts.append("<code>" if self._marks[-1] else "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "span" and self._marks:
            self._parts.append("</code>" if self._marks.pop() else "")

    def handle_data(self, data: str) -> None:
        self._parts.append(escape(data))

    def result(self) -> str:
        """Return the cleaned HTML on one line."""
        self.close()
        while self._marks:
            self.handle_endtag("span")
        return " ".join("".join(self._parts).split())


def harmless(html: str) -> str:
    """Return the text of HTML with marked arguments as ``code``, balanced; all else is dropped."""
    parser = _Harmless()
    parser.feed(html)
    return parser.result()
