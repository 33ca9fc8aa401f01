"""The reference is complete, its examples work, and the committed files are current."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from sector_data.assessment.gate_figures import MEASURED
from sector_data.spec.aggregation import AggregateSpec
from sector_data.spec.assessing import AssessSpec
from sector_data.spec.cataloguing import CatalogueSpec
from sector_data.spec.evidence.release import RiskFigures, UtilityFigures
from sector_data.spec.generated import generated_files, write_generated_files
from sector_data.spec.jsonschema import hierarchy_kinds, pipeline_json_schema
from sector_data.spec.ledger_settings import LedgerSpec
from sector_data.spec.metrics import GATE_METRICS
from sector_data.spec.model import Model
from sector_data.spec.packs import load_policy, policy_names, sector_names
from sector_data.spec.pipeline import (
    ColumnSpec,
    Pipeline,
    QualitySpec,
    ReleaseSpec,
    SourceSpec,
)
from sector_data.spec.policies import Limits, PolicyPack, PolicyRule
from sector_data.spec.privacy import PrivacySpec
from sector_data.spec.reading import parse_pipeline
from sector_data.spec.reference.examples import COMPLETE_EXAMPLE, EXAMPLES
from sector_data.spec.reference.pages import pipeline_reference
from sector_data.spec.sectors import SectorColumn, SectorSchema, SectorTable, TableColumn
from sector_data.spec.synthesis import SynthesisSpec
from sector_data.spec.tabulation import TabulateSpec
from sector_data.spec.transforms.values import TRANSFORMS
from sector_data.spec.words import Role
from sector_data.spec.yaml_lines import load

REPOSITORY = Path(__file__).parents[2]
PAGE = pipeline_reference()

SOURCE = "{patients: p.csv, visits: v.csv, encounters: e.csv, notes: n.csv}"
FILLING = {"release": "{name: r}", "source": SOURCE}


def whole_file(line: str) -> str:
    """Complete an example's line to a file that can be read."""
    content: Any = load(line, "example").content
    (key,) = content
    others = [f"{name}: {filling}\n" for name, filling in FILLING.items() if name != key]
    if key == "policy-confirmed":
        others.append("policy: nhs-small-numbers\n")
    if key == "release" and "name" not in content["release"]:
        line = line.replace("release: {", "release: {name: r, ")
    return "".join([*others, line, "\n"])


@pytest.mark.parametrize("key", EXAMPLES)
def test_every_example_can_be_read(key: str) -> None:
    pipeline = parse_pipeline(whole_file(EXAMPLES[key]), base=Path())
    assert pipeline != parse_pipeline(
        "".join(f"{k}: {v}\n" for k, v in FILLING.items()), base=Path()
    ), "an example shows something that is not the default"


@pytest.mark.parametrize("key", EXAMPLES)
def test_every_example_shows_its_key(key: str) -> None:
    chapter, _, word = key.rpartition(".")
    line = EXAMPLES[key]
    if key == "hierarchies.file":
        assert line.endswith(".csv}}")
    else:
        assert re.search(rf"\b{re.escape(word)}\b", line)
    if chapter in ("release", "source", "columns", "privacy", "synthesise", "quality"):
        assert line.startswith(f"{chapter}: ")


def test_every_key_has_a_row_an_example_and_a_meaning() -> None:
    rows = dict(re.findall(r"^\| `([\w-]+)` \| (.+)$", PAGE, flags=re.MULTILINE))
    sections: dict[str, type[Model]] = {
        "": Pipeline,
        "release.": ReleaseSpec,
        "source.": SourceSpec,
        "aggregate.": AggregateSpec,
        "columns.": ColumnSpec,
        "privacy.": PrivacySpec,
        "synthesise.": SynthesisSpec,
        "tabulate.": TabulateSpec,
        "assess.": AssessSpec,
        "quality.": QualitySpec,
        "catalogue.": CatalogueSpec,
        "ledger.": LedgerSpec,
    }
    parts = {name.rstrip(".") for name in sections} - {"source", "columns"} | {"detect", "base"}
    for prefix, model in sections.items():
        for name in model.model_fields:
            key = name.replace("_", "-")
            if prefix or key not in parts:
                assert f"{prefix}{key}" in EXAMPLES
                assert EXAMPLES[f"{prefix}{key}"] in PAGE
                assert key in rows
    for part in (
        "release",
        "source",
        "columns",
        "privacy",
        "synthesise",
        "quality",
        "catalogue",
        "ledger",
    ):
        assert f"\n## {part}\n" in PAGE


def test_every_word_is_explained() -> None:
    for word, transform in TRANSFORMS.items():
        assert f"\n### {word}\n" in PAGE
        assert f"| {transform.technique.value} | {transform.loss} |" in PAGE
    for word in hierarchy_kinds():
        assert f"\n### {word}\n" in PAGE
    for word in (*GATE_METRICS, *Role, *sector_names()):
        assert f"`{word}`" in PAGE
    for name in policy_names():
        assert f"\n### {name}\n" in PAGE
        assert all(f"| `{rule.id}` |" in PAGE for rule in load_policy(name).rules)


def test_every_link_on_the_page_leads_to_a_heading() -> None:
    headings = {
        re.sub(r"[^\w -]", "", title).lower().replace(" ", "-")
        for title in re.findall(r"^#+ (.+)$", PAGE, flags=re.MULTILINE)
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", PAGE)) <= headings


def test_tables_are_well_formed() -> None:
    for block in re.findall(r"(?:^\|.*\n)+", PAGE, flags=re.MULTILINE):
        widths = {len(re.split(r"(?<!\\)\|", line)) for line in block.splitlines()}
        assert len(widths) == 1, block


@pytest.mark.parametrize(
    "model", [PolicyPack, PolicyRule, Limits, SectorSchema, SectorColumn, SectorTable, TableColumn,
              *TRANSFORMS.values(), *hierarchy_kinds().values()],
)  # fmt: skip
def test_models_explain_their_keys(model: type[Model]) -> None:
    for name, info in model.model_fields.items():
        assert info.description or name == "kind", f"{model.__name__}.{name}"


@pytest.mark.parametrize("name", generated_files())
def test_committed_files_are_current(name: str) -> None:
    committed = (REPOSITORY / name).read_text(encoding="utf-8")
    assert committed == generated_files()[name], "run: python -m sector_data.spec.generated"


def test_generated_files_are_written(tmp_path: Path) -> None:
    write_generated_files(tmp_path)
    assert {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()} == set(
        generated_files()
    )


def test_the_complete_example_shows_each_section() -> None:
    content: Any = load(COMPLETE_EXAMPLE, "example").content
    optional = {"keys", "synthesise", "tabulate", "policy-confirmed"}
    assert set(content) == set(pipeline_json_schema()["properties"]) - optional


def test_gate_metrics_are_figures_that_are_measured() -> None:
    measured = {
        name.replace("_", "-") for m in (RiskFigures, UtilityFigures) for name in m.model_fields
    }
    named_otherwise = {"k-anonymity", "rows-kept", "subjects-kept", "column-shapes", "expectations",
                       "cells-shown"}  # fmt: skip
    assert set(GATE_METRICS) - named_otherwise - set(MEASURED) <= measured
