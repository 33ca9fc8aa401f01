"""Short forms: what they stand for, and that writing and reading undo each other."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings

from sector_data.errors import SpecificationError
from sector_data.spec.classifications import (
    DePostcodeHierarchy,
    Icd10Hierarchy,
    NaceHierarchy,
)
from sector_data.spec.hierarchies import (
    AgeHierarchy,
    FileHierarchy,
    HierarchySpec,
    NumberHierarchy,
    PrefixHierarchy,
)
from sector_data.spec.pipeline import ColumnSpec
from sector_data.spec.reading import parse_pipeline
from sector_data.spec.shorthands import render_hierarchy, render_transform
from sector_data.spec.transforms.refused import REFUSED
from sector_data.spec.transforms.values import (
    TRANSFORMS,
    Drop,
    Generalise,
    Mask,
    Round,
    TopBottom,
    TransformSpec,
)
from sector_data.spec.words import Role
from tests.spec.strategies import HIERARCHIES, TRANSFORM_SPECS

HEAD = "release: {name: r}\nsource: {t: t.csv}\n"


def read_column(written: object) -> ColumnSpec:
    text = HEAD + yaml.safe_dump({"columns": {"t.c": written}}, allow_unicode=True)
    return parse_pipeline(text, base=Path()).columns["t.c"]


def mistakes(column: str) -> list[str]:
    with pytest.raises(SpecificationError) as caught:
        parse_pipeline(f"{HEAD}columns:\n  t.c: {column}\n", base=Path(), file="f")
    return [f"{p.path}: {p.message} {p.hint or ''}".strip() for p in caught.value.problems]


@settings(deadline=None, max_examples=100)
@given(TRANSFORM_SPECS)
@example(TopBottom(top=0.0))
@example(Round(to=10.0))
def test_a_rendered_transform_reads_back(transform: TransformSpec) -> None:
    assert read_column({"transform": render_transform(transform)}).transform == transform


@settings(deadline=None, max_examples=100)
@given(HIERARCHIES)
@example(PrefixHierarchy(lengths=(3, 1)))
@example(FileHierarchy(path=Path("age")))
@example(FileHierarchy(path=Path("icd-10")))
def test_a_rendered_hierarchy_reads_back(hierarchy: HierarchySpec) -> None:
    assert read_column({"hierarchy": render_hierarchy(hierarchy)}).hierarchy == hierarchy


@pytest.mark.parametrize("word", [w for w in TRANSFORMS if w != "top-bottom"])
def test_a_transform_with_its_defaults_is_a_word(word: str) -> None:
    transform = TRANSFORMS[word]()
    assert render_transform(transform) == word
    forms: list[object] = [
        word,
        {"transform": word},
        {"transform": {word: None}},
        {"transform": {word: {}}},
        {"transform": {"kind": word}},
    ]
    for written in forms:
        assert read_column(written) == ColumnSpec(transform=transform)


@pytest.mark.parametrize("role", list(Role))
def test_a_role_alone_is_a_column(role: Role) -> None:
    assert read_column(role.value) == ColumnSpec(role=role)


@pytest.mark.parametrize(
    "written",
    [
        "{mask: {keep-last: 4}}",
        "{kind: mask, keep-last: 4}",
        "{mask: {keep-last: 4, keep-first: }}",
    ],
)
def test_parameters_are_written_in_two_ways(written: str) -> None:
    text = f"{HEAD}columns: {{t.c: {{transform: {written}}}}}"
    assert parse_pipeline(text, base=Path()).columns["t.c"].transform == Mask(keep_last=4)


@pytest.mark.parametrize(
    ("written", "hierarchy"),
    [
        ("age", AgeHierarchy()),
        ("icd-10", Icd10Hierarchy()),
        ("{icd-10: {edition: cm}}", Icd10Hierarchy(edition="cm")),
        ("{nace: {revision: 2.1}}", NaceHierarchy(revision="2.1")),
        ("de-postcode", DePostcodeHierarchy()),
        ("prefix", PrefixHierarchy()),
        ("number", NumberHierarchy()),
        ("{number: {widths: [10, 100]}}", NumberHierarchy(widths=(10, 100))),
        ("{kind: number, widths: [0.5, 5]}", NumberHierarchy(widths=(0.5, 5))),
        ("trees/jobs.csv", FileHierarchy(path=Path("trees/jobs.csv"))),
        ("Jobs.YAML", FileHierarchy(path=Path("Jobs.YAML"))),
        ("{file: {path: jobs}}", FileHierarchy(path=Path("jobs"))),
    ],
)
def test_hierarchies(written: str, hierarchy: HierarchySpec) -> None:
    text = f"{HEAD}columns: {{t.c: {{hierarchy: {written}}}}}"
    assert parse_pipeline(text, base=Path()).columns["t.c"].hierarchy == hierarchy


def test_a_hierarchy_may_stand_in_its_transform() -> None:
    column = read_column({"transform": {"generalise": {"hierarchy": "icd-10", "level": 1}}})
    assert column.transform == Generalise(hierarchy=Icd10Hierarchy(), level=1)


def test_the_shortest_form_is_written() -> None:
    assert render_transform(Drop()) == "drop"
    assert render_transform(Round(to=100)) == {"round": {"to": 100}}
    assert render_transform(Round()) == "round"
    assert render_transform(Mask(keep_last=4)) == {"mask": {"keep-last": 4}}
    assert render_transform(Generalise(hierarchy=AgeHierarchy())) == {
        "generalise": {"hierarchy": "age"}
    }
    assert render_hierarchy(FileHierarchy(path=Path("a/b.csv"))) == "a/b.csv"
    assert render_hierarchy(FileHierarchy(path=Path("b"))) == {"file": {"path": "b"}}


@pytest.mark.parametrize(
    ("column", "said"),
    [
        (
            "pseudonim",
            "columns.t.c: unknown word 'pseudonim'; expected a role or a transform. "
            "Did you mean 'pseudonym'?",
        ),
        (
            "quasi",
            "columns.t.c: unknown word 'quasi'; expected a role or a transform. "
            "Did you mean 'quasi-identifier'?",
        ),
        ("", "columns.t.c: expected a role, a transform or a mapping; found nothing."),
        ("[drop]", "columns.t.c: expected a role, a transform or a mapping; found a list."),
        (
            "{mask: {keep-last: 4}}",
            "columns.t.c: 'mask' is a transform. Write {transform: {mask: …}}.",
        ),
        (
            "{transform: sensitive}",
            "columns.t.c.transform: unknown transform 'sensitive'. "
            "It is a role: write {role: sensitive}.",
        ),
        ("{transform: [mask]}", "columns.t.c.transform: expected a transform; found a list."),
        (
            "{transform: {mask: 4}}",
            "columns.t.c.transform.mask: expected a mapping of parameters; "
            "found '4'. Write {mask: {parameter: value}}.",
        ),
        (
            "{transform: {mask: {}, drop: {}}}",
            "columns.t.c.transform: expected one transform with "
            "its parameters; found 2 words. Write {name: {parameter: value}}.",
        ),
        (
            "{transform: {maks: {}}}",
            "columns.t.c.transform.maks: unknown transform 'maks'. Did you mean 'mask'?",
        ),
        (
            "{transform: {kind: maks}}",
            "columns.t.c.transform.kind: unknown transform 'maks'. Did you mean 'mask'?",
        ),
        ("{transform: {kind: [a]}}", "columns.t.c.transform.kind: unknown transform a list."),
        (
            "{transform: {mask: {kind: drop}}}",
            "columns.t.c.transform.mask.kind: unknown word 'kind'. Leave it out.",
        ),
        (
            "{transform: {mask: {keep-lst: 4}}}",
            "columns.t.c.transform.mask.keep-lst: unknown word "
            "'keep-lst'. Did you mean 'keep-last'?",
        ),
        (
            "{transform: {mask: {keep_last: 4}}}",
            "columns.t.c.transform.mask.keep_last: unknown "
            "word 'keep_last'. Did you mean 'keep-last'?",
        ),
        (
            "{transform: {mask: {keep-last: four}}}",
            "columns.t.c.transform.mask.keep-last: expected a whole number; found 'four'.",
        ),
        (
            "{transform: {mask: {keep-last: -1}}}",
            "columns.t.c.transform.mask.keep-last: must be at least 0; found '-1'.",
        ),
        (
            "{transform: {mask: {character: ab}}}",
            "columns.t.c.transform.mask.character: must be one character; found 'ab'.",
        ),
        (
            "{transform: {pseudonym: {prefix: a b}}}",
            "columns.t.c.transform.pseudonym.prefix: "
            "expected letters, digits, '_' or '-'; found 'a b'.",
        ),
        (
            "{transform: {pseudonym: {prefix: abcdefghijklm}}}",
            "columns.t.c.transform.pseudonym."
            "prefix: must have at most 12 characters; found 'abcdefghijklm'.",
        ),
        (
            "{transform: {pseudonym: {length: 70}}}",
            "columns.t.c.transform.pseudonym.length: must be at most 64; found '70'.",
        ),
        (
            "{transform: {round: {to: 0}}}",
            "columns.t.c.transform.round.to: must be more than 0; found '0'.",
        ),
        (
            "{transform: {round: {to: .inf}}}",
            "columns.t.c.transform.round.to: expected a number; found '.inf'.",
        ),
        (
            "{transform: {round: {to: inf}}}",
            "columns.t.c.transform.round.to: expected a finite number; found 'inf'.",
        ),
        (
            "{transform: {truncate-date: {to: years}}}",
            "columns.t.c.transform.truncate-date.to: unknown word 'years'. Did you mean 'year'?",
        ),
        (
            "{transform: top-bottom}",
            "columns.t.c.transform: name a top, a bottom or both, or a count; found 'top-bottom'.",
        ),
        (
            "{transform: {top-bottom: {top: 1, bottom: 2}}}",
            "columns.t.c.transform.top-bottom: top is below bottom; found a mapping.",
        ),
        (
            "{hierarchy: agee}",
            "columns.t.c.hierarchy: unknown hierarchy 'agee'; expected a name or "
            "a path ending in .csv or .yaml. Did you mean 'age'?",
        ),
        (
            "{hierarchy: {icd-10: {lengths: [3]}}}",
            "columns.t.c.hierarchy.icd-10.lengths: unknown word 'lengths'. One of: kind, levels, "
            "edition.",
        ),
        (
            "{hierarchy: {number: {widths: 10}}}",
            "columns.t.c.hierarchy.number.widths: expected a list; found '10'.",
        ),
        (
            "{hierarchy: {number: {widths: [10, x]}}}",
            "columns.t.c.hierarchy.number.widths.1: expected a number; found 'x'.",
        ),
        (
            "{hierarchy: {number: {widths: [10, 25]}}}",
            "columns.t.c.hierarchy.number.widths: each "
            "width must be a multiple of the one before, and larger. Such as [1, 5, 10, 20].",
        ),
        (
            "{hierarchy: {prefix: {lengths: [1, 3]}}}",
            "columns.t.c.hierarchy.prefix.lengths: must fall from level to level. Such as [3, 1].",
        ),
        (
            "{hierarchy: {date: {levels: [year, month]}}}",
            "columns.t.c.hierarchy.date.levels: must "
            "go from fine to coarse, each once. In the order: day, week, month, quarter, year, "
            "decade, era.",
        ),
        (
            "{hierarchy: {icd-10: {levels: [chapter, block]}}}",
            "columns.t.c.hierarchy.icd-10.levels: must go from fine to coarse, each once. "
            "Such as block, chapter.",
        ),
        (
            "{hierarchy: {interval: {cuts: [[1, 2], [3]]}}}",
            "columns.t.c.hierarchy.interval.cuts: level 2 must have some of the cuts of level 1, "
            "and no others. Otherwise a group would be split again on a higher level.",
        ),
        (
            "{hierarchy: interval}",
            "columns.t.c.hierarchy: unknown hierarchy 'interval'; expected a name or a path ending "
            "in .csv or .yaml. Write {interval: {parameter: value}}.",
        ),
        (
            "{hierarchy: {date: {levels: [week, year]}}}",
            "columns.t.c.hierarchy.date.levels: weeks "
            "do not fit into months, quarters or years. Leave out 'week', or everything coarser.",
        ),
        (
            "{hierarchy: {age: {reference: 20250101}}}",
            "columns.t.c.hierarchy.reference: expected a "
            "date such as 2025-12-31; found '20250101'.",
        ),
        (
            "{hierarchy: {age: {reference: 2025-02-31}}}",
            "columns.t.c.hierarchy.age.reference: "
            "expected a date such as 2025-12-31; found '2025-02-31'.",
        ),
        (
            "{hierarchy: file}",
            "columns.t.c.hierarchy: unknown hierarchy 'file'; expected a name or "
            "a path ending in .csv or .yaml. Write the path alone, or {file: {path: …}}.",
        ),
        ("{hierarchy: {file: {}}}", "columns.t.c.hierarchy.file.path: is missing; it is required."),
        (
            "{hierarchy: age, transform: {generalise: {hierarchy: age}}}",
            "columns.t.c.hierarchy: is named twice. Name it beside the transform, or in it.",
        ),
        (
            "{role: quasi}",
            "columns.t.c.role: unknown word 'quasi'. Did you mean 'quasi-identifier'?",
        ),
        ("{language: es}", "columns.t.c.language: unknown word 'es'. One of: en, fr, de, it, ja."),
        (
            "{langauge: en}",
            "columns.t.c.langauge: unknown word 'langauge'. Did you mean 'language'?",
        ),
        ("{entity: [PERSON]}", "columns.t.c.entity: expected a text; found a list."),
    ],
)
def test_one_mistake_is_told_once_and_in_our_words(column: str, said: str) -> None:
    assert mistakes(column) == [said]


@pytest.mark.parametrize("word", sorted(REFUSED))
@pytest.mark.parametrize("form", ["{}", "{{transform: {}}}", "{{transform: {{{}: {{}}}}}}"])
def test_transforms_that_are_not_there_on_purpose_say_why(word: str, form: str) -> None:
    reason, remedy = REFUSED[word]
    with pytest.raises(SpecificationError) as refused:
        parse_pipeline(f"{HEAD}columns: {{t.c: {form.format(word)}}}", base=Path())
    assert reason in str(refused.value)
    assert remedy in str(refused.value)
