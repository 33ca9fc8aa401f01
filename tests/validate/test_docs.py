"""Data Docs: complete, still, the same twice, and silent about values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from html.parser import HTMLParser
from pathlib import Path

import pyarrow as pa
import pytest

from sector_data.sources.tables import Table
from sector_data.validate.docs import LONGEST_SET, harmless, write_docs
from sector_data.validate.documents import ExpectationDocument
from sector_data.validate.results import ExpectationResult
from sector_data.validate.running import run_suites
from sector_data.validate.suites import build_suites
from tests.validate.worlds import changed, no_identifiers, plan, released

MOMENT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


class Page(HTMLParser):
    """Elements and references of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.open: list[str] = []
        self.references: list[str] = []
        self.handlers: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag not in {"meta", "col", "br"}:
            self.open.append(tag)
        self.references += [v or "" for k, v in attrs if k in {"href", "src", "action", "srcset"}]
        self.handlers += [k for k, _ in attrs if k.startswith("on")]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def pages(docs: Path) -> dict[str, str]:
    return {
        str(path.relative_to(docs)): path.read_text(encoding="utf-8")
        for path in sorted(docs.rglob("*"))
        if path.is_file()
    }


def write(tables: dict[str, Table], docs: Path, run_time: datetime | None = MOMENT) -> None:
    suites = build_suites(plan(), tables)
    run_suites(tables, suites, find_identifiers=no_identifiers, docs=docs, run_time=run_time)


def test_every_table_has_a_page_and_every_link_leads_somewhere(tmp_path: Path) -> None:
    write(released(), tmp_path)
    found = pages(tmp_path)
    assert set(found) == {"index.html", *(f"tables/{name}.html" for name in released())}
    for name, text in found.items():
        for reference in Page(text).references:
            target = ((tmp_path / name).parent / reference).resolve()
            assert target.is_relative_to(tmp_path)
            assert target.is_file()


def test_pages_are_well_formed_and_load_nothing(tmp_path: Path) -> None:
    write(changed(released(), "notes.text", 0, "ID-123"), tmp_path)
    for text in pages(tmp_path).values():
        page = Page(text)
        assert page.open == []
        assert page.handlers == []
        assert {"script", "link", "img", "iframe", "base", "object"}.isdisjoint(page.tags)
        assert "http:" not in text
        assert "https:" not in text
        assert "url(" not in text


def test_two_runs_write_the_same_bytes(tmp_path: Path) -> None:
    write(released(), tmp_path / "one")
    write(released(), tmp_path / "two", MOMENT.astimezone(timezone(timedelta(hours=9))))
    assert pages(tmp_path / "one") == pages(tmp_path / "two")


def test_nothing_of_the_machine_and_no_broken_value_is_shown(tmp_path: Path) -> None:
    tables = changed(released(), "patients.zip", 0, "02138")
    tables = changed(tables, "patients.income", 1, 987654)
    write(tables, tmp_path)
    text = "".join(pages(tmp_path).values())
    for secret in ("02138", "987654", str(tmp_path), str(Path.home()), "Traceback"):
        assert secret not in text
    assert "2026-01-02 03:04:05 UTC" in text


def test_no_moment_is_named_when_none_is_given(tmp_path: Path) -> None:
    write(released(), tmp_path, None)
    assert "UTC" not in "".join(pages(tmp_path).values())


def test_every_expectation_is_a_sentence_with_its_reason(tmp_path: Path) -> None:
    write(released(), tmp_path)
    text = Page(pages(tmp_path)["tables/patients.html"]).text
    assert "every combination of age, sex must belong to at least 4 subjects." in text
    assert "values must be pseudonyms: p- and 16 characters of Crockford base 32." in text
    assert "values must hold nothing that looks like a direct identifier." in text
    assert "values must belong to this set: [20, 40) [40, 60)." in text
    assert "The privacy model of the plan, counted in subjects." in text
    assert "values must occur in patients.patient_id." in (
        Page(pages(tmp_path)["tables/encounters.html"]).text
    )
    assert "expect_" not in text


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src="https://x.example/p.png">',
    "$column ${value_set}",
    "{{ 7 * 7 }}",
    "a & b",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_names_and_labels_are_shown_as_they_are(tmp_path: Path, name: str) -> None:
    table = Table("T / 日本", pa.table({name: [name]}))
    suite = [
        ExpectationDocument(
            expectation="expect_column_values_to_be_in_set",
            column=name,
            arguments={"value_set": [name]},
            reason=name,
        ),
        ExpectationDocument(
            expectation="expect_table_to_be_k_anonymous",
            arguments={"columns": [name], "k": 1},
            reason=name,
        ),
        ExpectationDocument(expectation=name, reason=name),
    ]
    run_suites(
        {table.name: table}, {table.name: suite}, find_identifiers=no_identifiers, docs=tmp_path
    )
    page = Page(pages(tmp_path)["tables/table-1.html"])
    assert page.text.count(name) >= 6
    assert {"script", "img"}.isdisjoint(page.tags)
    assert page.open == []


@pytest.mark.parametrize(("count", "listed"), [(LONGEST_SET, True), (LONGEST_SET + 1, False)])
def test_long_sets_are_counted_and_not_listed(tmp_path: Path, count: int, listed: bool) -> None:
    labels = [f"label-{i:04d}" for i in range(count)]
    document = ExpectationDocument(
        expectation="expect_column_values_to_be_in_set",
        column="c",
        arguments={"value_set": labels},
        reason="r",
    )
    write_docs([ExpectationResult("t", document, passed=True)], tmp_path, engine="e")
    text = pages(tmp_path)["tables/t.html"]
    assert ("label-0007" in text) is listed
    assert (f"a set of {count}" in text) is not listed


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ('<span>a <span class="badge x">b</span>.</span>', "a <code>b</code>."),
        ('<span class="badge">open <b onclick="x()">bold', "<code>open bold</code>"),
        ("</span>a</div>", "a"),
        ('<a href="https://x.example">a</a><img src="y"><br>\n &lt;b&gt;', "a &lt;b&gt;"),
    ],
)
def test_of_html_only_text_and_marks_are_kept(html: str, kept: str) -> None:
    assert harmless(html) == kept
