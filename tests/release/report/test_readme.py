"""The README of a bundle is correct Markdown, and its examples run."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sector_data.release.governance.document import governance_of
from sector_data.release.report.catalogue import catalogue
from sector_data.release.report.content import ReportContent
from sector_data.release.report.readme import render_readme, variables
from sector_data.release.report.templates import visible
from sector_data.spec.questions import FRAMES
from sector_data.spec.words import LANGUAGES, Language
from tests.release.bundles import make_plan, make_tables, write_data
from tests.release.report.contents import hospital, unprotected
from tests.release.report.hostile import SAYINGS, TEXTS, named
from tests.release.report.odd_contents import every_word, wide
from tests.release.report.test_markdown import MARKDOWN, Text

HARMLESS = tuple("abcdefghi")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)


def blocks(readme: str, kind: str, word: str = "") -> list[str]:
    return [code for found, code in BLOCK.findall(readme) if found == kind and word in code]


def of_tables() -> ReportContent:
    """Return what is told of the tables that the bundles of the tests hold."""
    tables = make_tables()
    return dataclasses.replace(
        hospital(),
        plan=make_plan(tables),
        rows={name: table.rows for name, table in tables.items()},
        types={
            name: {column: table.data_type(column).value for column in table.columns}
            for name, table in tables.items()
        },
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_examples_load_the_tables(
    language: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = make_tables()
    write_data(tmp_path, tables, make_plan(tables))
    monkeypatch.chdir(tmp_path)
    readme = render_readme(of_tables(), language)
    names: dict[str, Any] = {}
    exec(compile(blocks(readme, "python")[0], "README.md", "exec"), names)
    for name, table in tables.items():
        assert names[name].shape == (table.rows, len(table.columns))
    (query,) = blocks(readme, "sql")
    assert len(duckdb.sql(query).fetchall()) == 5


def test_the_example_with_the_tool_loads_a_signed_bundle(
    bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(bundle)
    names: dict[str, Any] = {}
    (example,) = blocks(render_readme(of_tables(), "ja"), "python", "sd.load")
    exec(compile(example, "README.md", "exec"), names)
    for name, table in make_tables().items():
        assert len(names[name]) == table.rows


def test_the_example_with_mlcroissant_reads_the_first_table(
    bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(bundle)
    names: dict[str, Any] = {}
    (example,) = blocks(render_readme(of_tables(), "en"), "python", "mlcroissant")
    exec(compile(example, "README.md", "exec"), names)
    assert len(list(names["records"])) == make_tables()["patients"].rows


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", range(len(every_word())))
def test_every_readme_in_every_language_is_what_it_looks_like(
    place: int, language: Language
) -> None:
    content = every_word()[place]
    readme = render_readme(content, language)
    assert "\n\n\n" not in readme
    assert readme.endswith("\n")
    found = Text(MARKDOWN.render(readme))
    headings = [element for element in found.elements if re.fullmatch("h[1-6]", element)]
    tables = len(content.plan.tables)
    assert headings.count("h1") == 1
    packs = len(content.conformity.packs) if content.conformity else 0
    trusts = {found.trust for found in governance_of(content).statistics}
    sums = bool(content.plan.aggregates)
    assert headings.count("h2") == 7 + (packs > 0) + sums + len(content.sequences)
    assert headings.count("h3") == 2 + tables + packs + 2 + len(trusts) + len(FRAMES)
    assert headings.count("h4") == sum(len(parts) for parts in FRAMES.values() if len(parts) > 1)
    released = sum(
        any(column.transform.kind != "drop" for column in table.columns)
        for table in content.plan.tables
    )
    assert found.elements.count("table") == released + 2 + sums + 3 * len(content.sequences)
    assert "|" not in found.read
    assert "**" not in found.read
    assert [kind for kind, _ in BLOCK.findall(readme)] == [
        *("python", "python", "r", "sql", "python", "python", "python", "console"),
    ]


def test_every_column_is_in_the_dictionary() -> None:
    content = hospital()
    text = Text(MARKDOWN.render(render_readme(content, "en"))).read
    for table in content.plan.tables:
        for column in table.columns:
            assert column.column in text


def test_pages_of_all_languages_are_listed() -> None:
    readme = render_readme(hospital(), "de")
    assert "| `report.html`, `README.md` | Bericht und README (English) |" in readme
    assert "| `report.ja.html`, `README.ja.md` | Bericht und README (日本語) |" in readme
    assert "report.fr.html" not in render_readme(unprotected(), "de")


def test_the_verdict_and_the_way_to_the_report_come_first() -> None:
    lines = render_readme(hospital(), "en").splitlines()
    told = "All gates passed (6 of 6, 4 of them from the pipeline file)"
    assert lines[2] == f"**{told}** · [Release report](report.html)"
    assert "](report.ja.html)" in render_readme(hospital(), "ja").splitlines()[2]


def test_sixty_columns_of_twenty_tables() -> None:
    readme = render_readme(wide(), "fr")
    assert readme.count("\n| `average_daily") == 1200


@given(texts=st.tuples(*[TEXTS] * 9), language=st.sampled_from(LANGUAGES))
@example(texts=SAYINGS[:9], language="en")
@example(texts=SAYINGS[9:18], language="ja")
@example(texts=SAYINGS[-9:], language="fr")
@settings(deadline=None, max_examples=40)
def test_no_text_becomes_markup(texts: tuple[str, ...], language: Language) -> None:
    readme = render_readme(named(texts), language)
    readme.encode("utf-8")
    found = Text(MARKDOWN.render(readme))
    assert (
        found.elements == Text(MARKDOWN.render(render_readme(named(HARMLESS), language))).elements
    )
    shown = " ".join(found.read.split())
    for text in texts[:7]:
        assert " ".join(str(visible(text)).split()) in shown
    for code in blocks(readme, "python"):
        compile(code, "README.md", "exec")


@pytest.mark.parametrize(
    ("tables", "names"),
    [
        (["patients", "clinical-notes"], ["patients", "clinical_notes"]),
        (["a-b", "a_b", "a.b"], ["a_b", "a_b_", "a_b__"]),
        (["2024", "class", "pd", "sd", "release", "list"], None),
        (["", "-", "größe"], ["table_", "_", "gr_e"]),
    ],
)
def test_every_table_has_a_variable_of_its_own(tables: list[str], names: list[str] | None) -> None:
    chosen = variables(tables)
    assert list(chosen) == tables
    expected = [f"table_{table}" for table in tables] if names is None else names
    assert list(chosen.values()) == expected


@given(tables=st.lists(st.text(max_size=6), unique=True, max_size=8))
@settings(deadline=None, max_examples=60)
def test_variables_are_names_that_python_takes(tables: list[str]) -> None:
    chosen = list(variables(tables).values())
    assert len(set(chosen)) == len(tables)
    for name in chosen:
        exec(compile(f"{name} = 1", "name", "exec"), {})


def test_the_same_content_gives_the_same_bytes() -> None:
    assert render_readme(hospital(), "it") == render_readme(hospital(), "it")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_request_not_to_reidentify_is_before_the_data(language: Language) -> None:
    readme = render_readme(hospital(), language)
    assert readme.index(catalogue(language).text("use.forbidden")) < readme.index("```python")
