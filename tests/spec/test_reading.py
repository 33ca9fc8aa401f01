"""Pipeline files: what is read, and what is refused in which words."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from sector_data.errors import InputError, SpecificationError
from sector_data.spec.metrics import GATE_METRICS
from sector_data.spec.pipeline import Gate, Pipeline, QualitySpec, SourceSpec
from sector_data.spec.privacy import DiversitySpec, PrivacySpec
from sector_data.spec.reading import parse_pipeline, read_pipeline
from sector_data.spec.reference.examples import COMPLETE_EXAMPLE
from sector_data.spec.transforms.values import Drop, Pseudonym
from sector_data.spec.words import Recipient, Role

MINIMAL = "release: {name: r}\nsource: {t: t.csv}\n"


def parse(text: str | bytes) -> Pipeline:
    return parse_pipeline(text, base=Path("folder"), file="f.yaml")


def problems(text: str | bytes) -> list[str]:
    with pytest.raises(SpecificationError) as caught:
        parse(text)
    return str(caught.value).splitlines()[1:]


def test_reads_the_file_of_the_documentation() -> None:
    pipeline = parse(COMPLETE_EXAMPLE)
    assert pipeline.release.recipient is Recipient.PUBLIC
    assert pipeline.policy == ("ontario-ipc-high",)
    assert pipeline.source["encounters"] == SourceSpec(path="data/encounters/*.parquet")
    assert pipeline.columns["patients.patient_id"].transform == Pseudonym()
    assert pipeline.columns["patients.name"].transform == Drop()
    assert pipeline.columns["patients.sex"].role is Role.QUASI_IDENTIFIER
    assert pipeline.privacy == PrivacySpec(
        k_anonymity=20,
        l_diversity={"encounters.diagnosis": DiversitySpec(distinct=3)},
        suppression_limit=0.02,
    )
    assert pipeline.quality.gates == (
        Gate(metric="highest-risk", comparison="<=", bound=0.05),
        Gate(metric="pair-trends", comparison=">=", bound=0.9),
    )
    assert pipeline.base == Path("folder")


def test_what_is_not_said_has_its_default() -> None:
    pipeline = parse(
        MINIMAL + "sector:\npolicy:\nsubject:\ncolumns:\nprivacy: {k-anonymity: }\nquality:\n"
    )
    assert pipeline == parse(MINIMAL)
    assert pipeline.privacy == PrivacySpec()
    assert pipeline.quality == QualitySpec()


def test_texts_keep_their_spelling() -> None:
    pipeline = parse(
        "release: {name: 2025, title: on, version: 1.10, keywords: [no, 007]}\n"
        "source: {t: {path: 1.csv, missing: [NA, 99, '', ~, no]}}\n"
        "keys: {t: 0123}\n"
    )
    assert pipeline.release.name == "2025"
    assert pipeline.release.title == "on"
    assert pipeline.release.version == "1.10"
    assert pipeline.release.keywords == ("no", "007")
    assert pipeline.source["t"].missing == ("NA", "99", "", "", "no")
    assert pipeline.keys == {"t": "0123"}


def test_a_missing_text_may_stand_alone() -> None:
    text = "release: {name: r}\nsource: {t: {path: t.csv, missing: NA}}\n"
    assert parse(text).source["t"].missing == ("NA",)


def test_columns_may_have_any_name() -> None:
    names = ["patient id", "a.b.c", "日付", "👩", "x", "no", "1", "a:b", "#", "it's", 'a"b', "-"]
    text = MINIMAL + yaml.safe_dump({"columns": {f"t.{n}": "drop" for n in names}})
    assert set(parse(text).columns) == {f"t.{n}" for n in names}


def test_expectation_arguments_are_typed_by_yaml_1_2() -> None:
    text = MINIMAL + (
        "quality: {expectations: [{expect_column_values_to_be_in_set: "
        "{column: t.c, value_set: [no, 1, 2.5, true, '3', 0123, ~]}}]}\n"
    )
    ((expectation),) = parse(text).quality.expectations
    arguments = expectation["expect_column_values_to_be_in_set"]
    assert arguments == {"column": "t.c", "value_set": ["no", 1, 2.5, True, "3", "0123", None]}
    assert [type(v) for v in arguments["value_set"]] == [
        str,
        int,
        float,
        bool,
        str,
        str,
        type(None),
    ]


@pytest.mark.parametrize(
    ("written", "share"), [("2%", 0.02), ("2 %", 0.02), ("0.02", 0.02), ("0", 0), ("100%", 1)]
)
def test_shares(written: str, share: float) -> None:
    text = f"{MINIMAL}privacy: {{suppression-limit: {written}}}\n"
    assert parse(text).privacy.suppression_limit == share


@pytest.mark.parametrize(
    "written", ["200%", "-1%", "-0.1", "1.1", "two", "[1]", "nan", "5%%", "'%'"]
)
def test_what_is_no_share(written: str) -> None:
    (problem,) = problems(f"{MINIMAL}privacy: {{suppression-limit: {written}}}\n")
    assert problem.startswith("  f.yaml:3: privacy.suppression-limit: ")


@pytest.mark.parametrize("sign", ["<=", ">=", "≤", "≥"])
@pytest.mark.parametrize("metric", list(GATE_METRICS))
@pytest.mark.parametrize(("written", "bound"), [("0.5", 0.5), ("50%", 0.5), ("50 %", 0.5)])
def test_gates_that_are_shares(metric: str, sign: str, written: str, bound: float) -> None:
    text = f'{MINIMAL}quality: {{gates: {{{metric}: "{sign} {written}"}}}}\n'
    fits = sign in ("<=", "≤") if GATE_METRICS[metric].better == "lower" else sign in (">=", "≥")
    if GATE_METRICS[metric].unit == "share" and fits:
        (gate,) = parse(text).quality.gates
        assert gate == Gate(metric=metric, comparison="<=" if sign in "<=≤" else ">=", bound=bound)
    else:
        (problem,) = problems(text)
        assert f"quality.gates.{metric}: " in problem


def test_gates_that_are_counts() -> None:
    (gate,) = parse(MINIMAL + 'quality: {gates: {k-anonymity: ">=11"}}\n').quality.gates
    assert gate == Gate(metric="k-anonymity", comparison=">=", bound=11)
    for written in ("0", "1.5", "1100%"):
        (problem,) = problems(f'{MINIMAL}quality: {{gates: {{k-anonymity: ">= {written}"}}}}\n')
        assert "must be a whole number from 1" in problem


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[]", "f.yaml:1: the file: expected a mapping with 'release' and 'source'; found a list."),
        ("x", "f.yaml:1: the file: expected a mapping with 'release' and 'source'; found 'x'."),
        ("source: {t: t.csv}", "f.yaml:1: release: is missing; it is required."),
        ("release: {}\nsource: {t: t.csv}", "f.yaml:1: release.name: is missing; it is required."),
        ("release: x\nsource: {t: t.csv}", "f.yaml:1: release: expected a mapping; found 'x'."),
        (
            "release: {name: r}\nsource: {}",
            "f.yaml:2: source: expected at least one entry; found none.",
        ),
        (
            "release: {name: r}\nsource: t.csv",
            "f.yaml:2: source: expected a mapping; found 't.csv'.",
        ),
        (
            "release: {name: r}\nsource:\n  t:",
            "f.yaml:3: source.t: expected a path or a mapping with one; found nothing.",
        ),
        (
            "release: {name: r}\nsource:\n  t: ''",
            "f.yaml:3: source.t: the path is empty. Name a CSV or Parquet file.",
        ),
        (
            "release: {name: r}\nsource:\n  t: {sql: env:URL, table: x}",
            "f.yaml:3: source.t.sql: SQL sources are not there yet. "
            "Export the table as CSV or Parquet and name that file.",
        ),
        (
            "release: {name: r}\nsource:\n  T: t.csv",
            "f.yaml:3: source.T: expected 1 to 64 lower-case letters, digits, '_' or '-', "
            "beginning with a letter or digit; found 'T'.",
        ),
        (
            "release: {name: r}\nsource:\n  a.b: t.csv",
            "f.yaml:3: source.a.b: expected 1 to 64 lower-case letters, digits, '_' or '-', "
            "beginning with a letter or digit; found 'a.b'.",
        ),
        (
            "release: {name: a b}\nsource: {t: t.csv}",
            "f.yaml:1: release.name: expected 1 to 64 lower-case letters, digits, '.', '_' or '-', "
            "beginning with a letter or digit; found 'a b'.",
        ),
        (
            "release: {name: r, recipient: publik}\nsource: {t: t.csv}",
            "f.yaml:1: release.recipient: unknown word 'publik'. Did you mean 'public'?",
        ),
        (
            "release: {name: r, languages: [en, xx]}\nsource: {t: t.csv}",
            "f.yaml:1: release.languages.1: unknown word 'xx'. One of: en, fr, de, it, ja.",
        ),
        (
            MINIMAL + "base: /",
            "f.yaml:3: base: unknown word 'base'. Paths start at the pipeline file; leave it out.",
        ),
        (
            MINIMAL + "colums: {}",
            "f.yaml:3: colums: unknown word 'colums'. Did you mean 'columns'?",
        ),
        (
            MINIMAL + "privacy: {k_anonymity: 3}",
            "f.yaml:3: privacy.k_anonymity: unknown word "
            "'k_anonymity'. Did you mean 'k-anonymity'?",
        ),
        (
            MINIMAL + "privacy: {k-anonymity: 0}",
            "f.yaml:3: privacy.k-anonymity: must be at least 1; found '0'.",
        ),
        (
            MINIMAL + "privacy: {k-anonymity: true}",
            "f.yaml:3: privacy.k-anonymity: expected a whole number; found 'true'.",
        ),
        (
            MINIMAL + "policy: hipaa-safe",
            "f.yaml:3: policy: unknown policy 'hipaa-safe'. Did you mean 'hipaa-safe-harbor'?",
        ),
        (
            MINIMAL + "policy: [gdpr-wp29, gdpr-wp29]",
            "f.yaml:3: policy.1: policy 'gdpr-wp29' is named twice. Name it once.",
        ),
        (
            MINIMAL + "sector: heath",
            "f.yaml:3: sector: unknown sector 'heath'. Did you mean 'health'?",
        ),
        (
            MINIMAL + "quality: {gates: {pair-trend: '>= 1'}}",
            "f.yaml:3: quality.gates.pair-trend: "
            "unknown figure 'pair-trend'. Did you mean 'pair-trends'?",
        ),
        (
            MINIMAL + "quality: {gates: {pair-trends: 0.9}}",
            "f.yaml:3: quality.gates.pair-trends: "
            "expected a comparison and a number; found '0.9'. Write \">= 0.90\".",
        ),
        (
            MINIMAL + "quality: {gates: {highest-risk: '>= 0.9'}}",
            "f.yaml:3: quality.gates."
            "highest-risk: highest-risk is better when it is lower: a bound '>=' says nothing. "
            'Write "<= 0.05".',
        ),
        (
            MINIMAL + "quality: {gates: {rows-kept: '>= 2'}}",
            "f.yaml:3: quality.gates.rows-kept: "
            "must be a share from 0 to 1; found '>= 2'. Write \">= 0.90\".",
        ),
        (
            MINIMAL + "quality: {gates: [a]}",
            "f.yaml:3: quality.gates: expected a mapping of "
            'figures to bounds; found a list. Write {pair-trends: ">= 0.90"}.',
        ),
        (
            MINIMAL + "quality: {expectations: {}}",
            "f.yaml:3: quality.expectations: expected a list "
            "of expectations; found a mapping. Begin each line with '- '.",
        ),
        (
            MINIMAL + "quality: {expectations: [expect_x: 3]}",
            "f.yaml:3: quality.expectations.0.expect_x: expected a mapping of arguments; found "
            "'3'. Write {expect_column_values_to_not_be_null: {column: table.column}}.",
        ),
        (
            MINIMAL + "quality: {expectations: [not_null: {column: t.c}]}",
            "f.yaml:3: quality."
            "expectations.0.not_null: 'not_null' is not the name of an expectation. Great "
            "Expectations' names begin with 'expect_'.",
        ),
        (
            MINIMAL + "synthesise: {seed: -1}",
            "f.yaml:3: synthesise.seed: must be at least 0; found '-1'.",
        ),
    ],
)
def test_one_mistake_is_told_once_and_in_our_words(text: str, said: str) -> None:
    assert problems(text) == [f"  {said}"]


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file() -> None:
    text = """\
release: {recipient: publik}
source:
  patients: {path: p.csv, formt: csv}
  patients: q.csv
subject: patient.id
columns:
  patients.a: dropp
  visits.b: drop
privacy: {k-anonymity: many, suppression-limit: 3}
quality: {gates: {risk: "<= 1"}}
"""
    with pytest.raises(SpecificationError) as caught:
        parse(text)
    found = [(p.line, p.path) for p in caught.value.problems]
    assert found == [
        (1, "release.name"),
        (1, "release.recipient"),
        (3, "source.patients.formt"),
        (4, "source.patients"),
        (5, "subject"),
        (7, "columns.patients.a"),
        (8, "columns.visits.b"),
        (9, "privacy.k-anonymity"),
        (9, "privacy.suppression-limit"),
        (10, "quality.gates.risk"),
    ]
    assert str(caught.value).startswith("10 mistakes in f.yaml:\n")


def test_what_is_quoted_from_the_file_is_short() -> None:
    (problem,) = problems(f"{MINIMAL}sector: {'x' * 5000}\n")
    assert len(problem) < 200


def test_a_mistake_without_a_file_name_is_still_readable() -> None:
    with pytest.raises(SpecificationError, match="1 mistake in the pipeline:"):
        parse_pipeline("release: {name: r}\nsource: {}\n", base=Path())


def test_paths_start_at_the_folder_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "ünïcode folder" / "my pipeline.yaml"
    path.parent.mkdir()
    path.write_text(MINIMAL + "columns: {t.é: drop}\n", encoding="utf-8")
    pipeline = read_pipeline(path)
    assert pipeline.base == path.parent
    assert pipeline.source["t"].path == "t.csv"


def test_a_missing_file_names_the_one_that_was_meant(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="sector-data init"):
        read_pipeline(tmp_path / "pipelin.yaml")
    (tmp_path / "pipeline.yaml").write_text(MINIMAL)
    with pytest.raises(InputError, match=r"Did you mean .*pipeline\.yaml"):
        read_pipeline(tmp_path / "pipelin.yaml")
    with pytest.raises(InputError, match="is a folder"):
        read_pipeline(tmp_path)
    with pytest.raises(InputError, match="cannot be opened"):
        read_pipeline(tmp_path / "a\0b")


def test_errors_name_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_bytes(b"release: {name: r}\nsource: {t: \xff}\n")
    with pytest.raises(SpecificationError) as caught:
        read_pipeline(path)
    assert f"{path}:2: " in str(caught.value)
    assert caught.value.exit_code == 2
