"""YAML with line numbers and without surprises."""

from __future__ import annotations

import json
import math

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sector_data.errors import SpecificationError
from sector_data.spec.yaml_lines import MAX_BYTES, MAX_DEPTH, MAX_NODES, Plain, load, resolve

WORDS = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=12)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=20,
)


@settings(deadline=None)
@given(VALUES)
def test_reads_back_what_json_writes(value: object) -> None:
    """JSON is YAML 1.2: the core schema must give back every value with its type."""
    assert resolve(load(json.dumps(value), "f").content) == value


@settings(deadline=None)
@given(st.dictionaries(WORDS.filter(bool), WORDS, min_size=1, max_size=6))
def test_reads_back_texts_that_pyyaml_writes(value: dict[str, str]) -> None:
    """Drafts are written by PyYAML, which follows YAML 1.1, and read where texts are expected."""
    text = yaml.safe_dump(value, allow_unicode=True, sort_keys=False)
    assert load(text, "f").content == value


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("no", "no"),
        ("on", "on"),
        ("yes", "yes"),
        ("n", "n"),
        ("true", True),
        ("FALSE", False),
        ("0123", "0123"),
        ("0o17", 15),
        ("0x1F", 31),
        ("-7", -7),
        ("1_000", "1_000"),
        ("12:30:45", "12:30:45"),
        ("2025-01-31", "2025-01-31"),
        ("1.10", 1.1),
        ("1e3", 1000.0),
        (".5", 0.5),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("1e999", "1e999"),
        ("9" * 400, "9" * 400),
        ("~", None),
        ("null", None),
        ("", None),
        ("'null'", "null"),
        ("'1'", "1"),
        ("=", "="),
    ],
)
def test_plain_scalars_follow_yaml_1_2(written: str, meant: object) -> None:
    content = load(f"key: {written}\n", "f").content
    assert isinstance(content, dict)
    found = resolve(content["key"])
    assert found == meant
    assert type(found) is type(meant)


def test_scalars_stay_text_until_somebody_knows_better() -> None:
    content = load("version: 1.10\nquoted: '1.10'\n", "f").content
    assert content == {"version": "1.10", "quoted": "1.10"}
    assert isinstance(content, dict)
    assert isinstance(content["version"], Plain)
    assert not isinstance(content["quoted"], Plain)


def test_every_value_knows_its_line() -> None:
    document = load("a: 1\n\nb:\n  c: [x,\n      y]\n  d d:\n    - é\n    - 2\n", "f")
    assert document.line(("a",)) == 1
    assert document.line(("b", "c")) == 4
    assert document.line(("b", "c", 1)) == 5
    assert document.line(("b", "d d")) == 6
    assert document.line(("b", "d d", 1)) == 8
    assert document.line(("b", "d d", "not", "there")) == 6
    assert document.line(("nor", "this")) == 1


def test_aliases_repeat_a_value() -> None:
    assert load("a: &x [1, 2]\nb: *x\n", "f").content == {"a": ["1", "2"], "b": ["1", "2"]}


def refused(text: str | bytes) -> str:
    with pytest.raises(SpecificationError) as caught:
        load(text, "file.yaml")
    return str(caught.value)


def test_refuses_a_billion_laughs_at_once() -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    for before, name in zip("abcdefgh", "bcdefghi", strict=True):
        lines.append(f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]")
    said = refused("\n".join(lines))
    assert f"{MAX_NODES:,} values" in said
    assert "file.yaml:5:" in said


def test_refuses_depth_without_using_the_stack() -> None:
    assert f"{MAX_DEPTH} levels" in refused("[" * 100_000)
    assert f"{MAX_DEPTH} levels" in refused(
        "a: &a " + "[" * 30 + "]" * 30 + "\nb: " + "[" * 20 + "*a"
    )


def test_refuses_files_that_are_too_large() -> None:
    assert "1024 KiB" in refused("#" * (MAX_BYTES + 1))
    assert "1024 KiB" in refused(b"#" * (MAX_BYTES + 1))
    assert "is empty" in refused("#" * MAX_BYTES)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", None, "is empty"),
        ("# nothing\n", None, "is empty"),
        ("a: 1\n\tb: 2\n", 2, "Indent with spaces"),
        ("a: b: c\n", 1, "in quotes"),
        ("a: [1,\n", 2, "Close the bracket"),
        ('a: 1\nb: "x\n', 3, "Close the bracket or the quotes"),
        ("a: 1\n b: 2\n", 2, "syntax"),
        ("---\na: 1\n---\nb: 1\n", 3, "second document"),
        ("a: *x\n", 1, "repeats nothing"),
        ("a: &x [*x]\n", 1, "inside of what it repeats"),
        ("a: 1\nb: \x07\n", 2, "control character"),
        ("a: 1\nb: \ud800\n", 2, "control character"),
        ('a: "\\UFFFFFFFF"\n', None, "escape"),
        (b"a: 1\nb: \xff\n", 2, "UTF-8"),
        ("a: 1\n".encode("utf-16"), 1, "UTF-8"),
    ],
)
def test_says_where_reading_stopped(text: str | bytes, line: int | None, said: str) -> None:
    message = refused(text)
    assert said in message
    assert (f"file.yaml:{line}:" in message) == (line is not None)


@pytest.mark.parametrize(
    ("text", "path", "line", "said"),
    [
        ("a: 1\nb: {c: 1, d: 2,\n    c: 3}\n", "b.c", 3, "first on line 2"),
        ("a: 1\na: 1\n", "a", 2, "twice"),
        ("a: !!python/name:os.system x\n", "a", 1, "tags"),
        ("a: 1\n<<: {b: 2}\n", "YAML", 2, "merge keys"),
        ("? [a]\n: 1\n", "YAML", 1, "a key must be a word"),
        ('a: "x\\0y"\n', "a", 1, "control character"),
        ('a: "\\ud800"\n', "a", 1, "control character"),
    ],
)
def test_goes_on_after_mistakes_that_do_not_stop_it(
    text: str, path: str, line: int, said: str
) -> None:
    (problem,) = load(text + "z: 1\n", "f").problems
    assert (problem.path, problem.line) == (path, line)
    assert said in problem.message + str(problem.hint)


def test_a_byte_order_mark_is_no_mistake() -> None:
    assert load("\ufeffa: 1\n", "f").content == {"a": "1"}
    assert load("\ufeffa: 1\n".encode(), "f").content == {"a": "1"}


@settings(deadline=None, max_examples=150)
@given(
    st.text(st.sampled_from("ab1 \n\t:-,[]{}&*!|>'\"%@`#?<=~.\\\x85\u2028"), max_size=60)
    | st.text(max_size=40)
    | st.binary(max_size=40)
)
@example("? \n? ")
@example("&a : *a")
@example("%YAML 9" + "9" * 5000 + "\n--- a")
@example("- &a\n- *a")
@example("{? : }")
def test_only_its_own_error_escapes(text: str | bytes) -> None:
    try:
        document = load(text, "f")
    except SpecificationError:
        return
    assert () in document.lines
    value = resolve(document.content)
    assert not isinstance(value, float) or math.isfinite(value)
