"""JSON Schemas are valid, describe everything, and agree with the reader where they can tell."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from sector_data.errors import SpecificationError
from sector_data.spec.hierarchies import HierarchySpec
from sector_data.spec.jsonschema import (
    gate_json_schema,
    pipeline_json_schema,
    policy_json_schema,
    sector_json_schema,
)
from sector_data.spec.packaged import packaged
from sector_data.spec.packs import policy_names, sector_names
from sector_data.spec.reading import parse_pipeline
from sector_data.spec.reference.examples import COMPLETE_EXAMPLE
from sector_data.spec.shorthands import render_hierarchy, render_transform
from sector_data.spec.transforms.values import TransformSpec
from sector_data.spec.yaml_lines import load, resolve
from tests.spec.strategies import HIERARCHIES, TRANSFORM_SPECS

SCHEMAS = {
    "gate": gate_json_schema(),
    "pipeline": pipeline_json_schema(),
    "policy": policy_json_schema(),
    "sector": sector_json_schema(),
}
PIPELINE = Draft202012Validator(SCHEMAS["pipeline"])
HEAD = "release: {name: r}\nsource: {t: t.csv, u: u.csv}\n"


def schema_accepts(text: str) -> bool:
    """As an editor does it: a YAML 1.2 parser, then the schema."""
    return bool(PIPELINE.is_valid(resolve(load(text, "f").content)))


def reader_accepts(text: str) -> bool:
    try:
        parse_pipeline(text, base=Path())
    except SpecificationError:
        return False
    return True


@pytest.mark.parametrize("name", SCHEMAS)
def test_is_valid_and_says_what_it_is(name: str) -> None:
    schema = SCHEMAS[name]
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"urn:sector-data:{name}"
    assert schema["title"]
    assert schema["description"]


def _objects(node: Any, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(node, dict):
        if isinstance(node.get("properties"), dict):
            yield place, node
        for key, value in node.items():
            yield from _objects(value, f"{place}/{key}")
    elif isinstance(node, list):
        for position, value in enumerate(node):
            yield from _objects(value, f"{place}/{position}")


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_key_is_described_and_none_is_open(name: str) -> None:
    for place, part in _objects(SCHEMAS[name]):
        assert part["additionalProperties"] is False, place
        for key, schema in part["properties"].items():
            # The short forms refer to the description of what they stand for.
            short = place.startswith(("/$defs/transform/", "/$defs/hierarchy/")) or key == "kind"
            assert short or "description" in schema or "$ref" in schema, f"{place}: {key}"


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_reference_leads_somewhere(name: str) -> None:
    def references(node: Any) -> Iterator[str]:
        if isinstance(node, dict):
            if "$ref" in node:
                yield node["$ref"]
            for value in node.values():
                yield from references(value)
        elif isinstance(node, list):
            for value in node:
                yield from references(value)

    parts = {f"#/$defs/{part}" for part in SCHEMAS[name]["$defs"]}
    assert set(references(SCHEMAS[name])) <= parts


def test_enumerates_the_words_of_the_field() -> None:
    text = str(SCHEMAS["pipeline"])
    for word in (*policy_names(), *sector_names(), "quasi-identifier", "shift-date", "us-zip",
                 "icd-10", "pair-trends", "secure-room"):  # fmt: skip
        assert f"'{word}'" in text


@pytest.mark.parametrize("folder", ["policies", "sectors"])
def test_shipped_packs_satisfy_their_schema(folder: str) -> None:
    validator = Draft202012Validator(SCHEMAS[{"policies": "policy", "sectors": "sector"}[folder]])
    for entry in (packaged("schemas") / folder).iterdir():
        content = resolve(load(entry.read_bytes(), entry.name).content)
        assert [e.message for e in validator.iter_errors(content)] == []


def test_shipped_pipelines_satisfy_theirs() -> None:
    files = [f for f in packaged("pipelines").iterdir() if f.name.endswith(".yaml")]
    assert files
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert reader_accepts(text), file.name
        assert schema_accepts(text), file.name


GOOD = [
    COMPLETE_EXAMPLE,
    HEAD,
    HEAD + "sector:\npolicy:\nsubject:\ncolumns:\nprivacy:\nquality:\nsynthesise:\nkeys:\n",
    "release: {name: 2025, version: 1.10, title: on, keywords: [1, no]}\nsource: {t: t.csv}\n",
    "release: {name: r}\nsource: {t: {path: x, missing: NA}}\n",
    "release: {name: r}\nsource: {t: {path: x, missing: [NA, 9, ~], format: csv, delimiter: ;}}\n",
    HEAD + "policy: gdpr-wp29\nsector: health\n",
    HEAD + "subject: t.a\nkeys: {t: 1}\nreferences: {u.b: t.a}\n",
    HEAD + "columns: {t.a: drop, 't.b c': quasi-identifier, t.d.e: {role: sensitive}, t.f: {}}\n",
    HEAD + "columns: {t.a: {transform: {mask: {keep-last: 2}}, hierarchy: icd-10}}\n",
    HEAD + "columns: {t.a: {transform: {kind: mask, keep-last: 2, keep-first: }}}\n",
    HEAD + "columns: {t.a: {transform: {mask: }, hierarchy: {age: }, language: , role: }}\n",
    HEAD + "columns: {t.a: {hierarchy: {kind: number, widths: [0.5, 1]}}}\n",
    HEAD + "columns: {t.a: {hierarchy: jobs.CSV}, t.b: {hierarchy: {file: {path: jobs}}}}\n",
    HEAD + "columns: {t.a: {hierarchy: {age: {reference: 2025-12-31}}}}\n",
    HEAD + "columns: {t.a: {hierarchy: {icd-10: {edition: cm}}}, t.b: {hierarchy: country}}\n",
    HEAD + "columns: {t.a: {hierarchy: {interval: {cuts: [[1, 2.5], [1]]}}}}\n",
    HEAD + "columns: {t.a: {hierarchy: {file: {path: a.csv, layout: parent, fields: [1, id]}}}}\n",
    HEAD + "columns: {t.a: {transform: {top-bottom: {top: 90}}}}\n",
    HEAD + "columns: {t.a: {transform: {top-bottom: {count: 20, ends: top}}}}\n",
    HEAD + "columns: {t.a: {transform: {rank-swap: {max-rank-shift: 7.5 %}}}, t.b: noise}\n",
    HEAD + "columns: {t.a: {transform: {kind: pram, keep: 1, strata: b}}, t.b: microaggregate}\n",
    HEAD + "columns: {t.a: {transform: {noise: {scale: 10%, together: [b c, d]}}}}\n",
    HEAD + "columns: {t.a: {transform: {generalise: {hierarchy: us-zip, at-least: 2}}}}\n",
    HEAD + "privacy: {k-anonymity: 5, suppression-limit: 100%, l-diversity: {t.a: 2}}\n",
    HEAD + "privacy: {suppression-limit: 0.5}\n",
    HEAD + "privacy: {l-diversity: {t.a: {entropy: 2.5, recursive: {c: 4, l: 3}}}, profile: }\n",
    HEAD + "privacy: {t-closeness: {t.a: 0.2, t.b: {t: 0.2, distance: ordered, order: [x, 1]}}}\n",
    HEAD + "privacy: {k-map: {k: 5, population: {size: 1000, path: }}, maximum-risk: 0.05}\n",
    HEAD + "privacy: {search: {allow-heuristic: true, seconds: 30}, method: local}\n",
    HEAD + "quality: {gates: {k-anonymity: '>= 5', highest-risk: ≤ .5, rows-kept: '>= 99.5 %'}}\n",
    HEAD + "quality: {expectations: [{expect_x: {column: t.a, value_set: [1, {a: b}]}}]}\n",
    HEAD + "assess: {control: 50%}\n",
    HEAD + "assess: {control: 0.5, attacks: [traces], known: [t.a], queries: {q: {t.a: [1, 2]}}}\n",
    HEAD + "assess: {control: {hold-out: 50%}}\n",
    HEAD + "assess: {control: {tables: {t: c.csv}}}\n",
    HEAD + "synthesise: {engine: gaussian-copula, tables: [t], rows: {t: 5}, seed: 0}\n",
]
BAD = [
    "release: {name: r}\n",
    "source: {t: t.csv}\n",
    "[]\n",
    "release: {}\nsource: {t: t.csv}\n",
    "release: {name: a b}\nsource: {t: t.csv}\n",
    "release: {name: r, recipient: publik}\nsource: {t: t.csv}\n",
    "release: {name: r, languages: [xx]}\nsource: {t: t.csv}\n",
    "release: {name: r, nam: r}\nsource: {t: t.csv}\n",
    "release: {name: [r]}\nsource: {t: t.csv}\n",
    "release: {name: r}\nsource: {}\n",
    "release: {name: r}\nsource: {T: t.csv}\n",
    "release: {name: r}\nsource: {a.b: t.csv}\n",
    "release: {name: r}\nsource: {t: }\n",
    "release: {name: r}\nsource: {t: ''}\n",
    "release: {name: r}\nsource: {t: {sql: x}}\n",
    "release: {name: r}\nsource: {t: {path: x, delimiter: ;;}}\n",
    HEAD + "base: x\n",
    HEAD + "sector: heath\n",
    HEAD + "policy: [hipa]\n",
    HEAD + "policy: [gdpr-wp29, gdpr-wp29]\n",
    HEAD + "subject: a\n",
    HEAD + "references: {a: t.a}\n",
    HEAD + "columns: {a: drop}\n",
    HEAD + "columns: {t.a: }\n",
    HEAD + "columns: {t.a: dropp}\n",
    HEAD + "columns: {t.a: top-bottom}\n",
    HEAD + "columns: {t.a: {mask: {}}}\n",
    HEAD + "columns: {t.a: {transform: top-bottom}}\n",
    HEAD + "columns: {t.a: {transform: {top-bottom: }}}\n",
    HEAD + "columns: {t.a: {transform: {top-bottom: {}}}}\n",
    HEAD + "columns: {t.a: {transform: {kind: top-bottom}}}\n",
    HEAD + "columns: {t.a: {transform: {rank-swap: {max-rank-shift: 5}}}}\n",
    HEAD + "columns: {t.a: {transform: {rank-swap: {max-rank-shift: 0}}}}\n",
    HEAD + "columns: {t.a: {transform: {pram: {keep: 120%}}}}\n",
    HEAD + "columns: {t.a: {transform: {microaggregate: {k: 1}}}}\n",
    HEAD + "columns: {t.a: {transform: {noise: {form: laplace}}}}\n",
    HEAD + "columns: {t.a: {transform: {mask: 4}}}\n",
    HEAD + "columns: {t.a: {transform: {mask: {}, drop: {}}}}\n",
    HEAD + "columns: {t.a: {transform: {mask: {kind: mask}}}}\n",
    HEAD + "columns: {t.a: {transform: {mask: {keep_last: 4}}}}\n",
    HEAD + "columns: {t.a: {transform: {mask: {keep-last: -4}}}}\n",
    HEAD + "columns: {t.a: {transform: {mask: {keep-last: x}}}}\n",
    HEAD + "columns: {t.a: {transform: {keep-last: 4}}}\n",
    HEAD + "columns: {t.a: {transform: {pseudonym: {length: 70}}}}\n",
    HEAD + "columns: {t.a: {transform: {pseudonym: {prefix: a b}}}}\n",
    HEAD + "columns: {t.a: {hierarchy: agee}}\n",
    HEAD + "columns: {t.a: {hierarchy: {icd-10: {lengths: [3]}}}}\n",
    HEAD + "columns: {t.a: {hierarchy: interval}}\n",
    HEAD + "columns: {t.a: {hierarchy: {nuts: {levels: [nuts-3]}}}}\n",
    HEAD + "columns: {t.a: {hierarchy: file}}\n",
    HEAD + "columns: {t.a: {hierarchy: {file: }}}\n",
    HEAD + "columns: {t.a: {hierarchy: {number: {widths: [0]}}}}\n",
    HEAD + "privacy: {k-anonymity: 0}\n",
    HEAD + "privacy: {k-anonymity: true}\n",
    HEAD + "privacy: {suppression-limit: 200%}\n",
    HEAD + "privacy: {suppression-limit: 1.5}\n",
    HEAD + "privacy: {l-diversity: {a: 2}}\n",
    HEAD + "privacy: {l-diversity: {t.a: {entropie: 2}}}\n",
    HEAD + "privacy: {t-closeness: {t.a: {distance: equal}}}\n",
    HEAD + "privacy: {alpha-k: {t.a: 1.5}}\n",
    HEAD + "privacy: {profile: strict}\n",
    HEAD + "quality: {gates: {pair-trend: '>= 1'}}\n",
    HEAD + "quality: {gates: {pair-trends: 1}}\n",
    HEAD + "quality: {gates: {pair-trends: '<= 1'}}\n",
    HEAD + "quality: {gates: {pair-trends: '>= 2'}}\n",
    HEAD + "quality: {gates: {k-anonymity: '>= 50%'}}\n",
    HEAD + "quality: {expectations: [x]}\n",
    HEAD + "quality: {expectations: [{not_null: {column: t.a}}]}\n",
    HEAD + "assess: {control: 1.5}\n",
    HEAD + "assess: {attacks: [phishing]}\n",
    HEAD + "assess: {survival: {duration: t.a}}\n",
    HEAD + "synthesise: {engine: Not An Engine}\n",
    HEAD + "synthesise: {seed: -1}\n",
]


@pytest.mark.parametrize("text", GOOD)
def test_both_take_what_is_right(text: str) -> None:
    assert reader_accepts(text)
    assert schema_accepts(text)


@pytest.mark.parametrize("text", BAD)
def test_both_refuse_what_is_wrong(text: str) -> None:
    assert not reader_accepts(text)
    assert not schema_accepts(text)


@settings(deadline=None, max_examples=60)
@given(TRANSFORM_SPECS, HIERARCHIES)
def test_takes_everything_that_is_rendered(
    transform: TransformSpec, hierarchy: HierarchySpec
) -> None:
    columns = {
        "t.a": {"transform": render_transform(transform)},
        "t.b": {"hierarchy": render_hierarchy(hierarchy)},
    }
    text = HEAD + yaml.safe_dump({"columns": columns}, allow_unicode=True)
    assert reader_accepts(text)
    assert schema_accepts(text)


def test_editors_are_told_of_numbers_in_quotes() -> None:
    """The one point in which the schema is stricter than the reader."""
    text = HEAD + "privacy: {k-anonymity: '5'}\n"
    assert reader_accepts(text)
    assert not schema_accepts(text)
