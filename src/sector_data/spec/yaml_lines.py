"""YAML read into plain values, with the line of each of them and without surprises.

What lives here: the syntax of files that people write. What does not: what the words in them mean
(:mod:`sector_data.spec.shorthands`, :mod:`sector_data.spec.reading`).

Unlike PyYAML's loader, this one

- keeps every scalar as text until somebody knows what is expected in its place, so that the
  country code ``no``, the version ``1.10`` and the code ``0123`` stay what they are. Where nothing
  is expected, :func:`resolve` applies the core schema of YAML 1.2.2 (section 10.3);
- refuses a key that stands twice in a mapping, tags, merge keys and control characters;
- bounds size and depth, aliases expanded, so that a "billion laughs" file is refused at once.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from sector_data.errors import Problem, SpecificationError

MAX_BYTES = 1 << 20
MAX_NODES = 100_000
"""Values in a file, those that aliases repeat counted each time."""
MAX_DEPTH = 40

Place = tuple[str | int, ...]
"""Keys and list positions that lead from the top of a document to a value."""

_NULL = re.compile(r"~|null|Null|NULL|")
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT = re.compile(r"[-+]?(0|[1-9][0-9]{0,300})")
_OCTAL = re.compile(r"0o[0-7]{1,300}")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]{1,300}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


class Plain(str):
    """A scalar that was written without quotes; its type is for the reader to decide."""

    __slots__ = ()


def resolve(value: object) -> object:
    """Return a value with its plain scalars typed by the YAML 1.2 core schema.

    With two exceptions, which stay text: numbers that JSON cannot hold (``.inf``, ``.nan``,
    ``1e999``), and digits behind a leading zero (``0123``), since they are a code.
    """
    if isinstance(value, dict):
        return {key: resolve(item) for key, item in value.items()}
    if isinstance(value, list):
        return [resolve(item) for item in value]
    if not isinstance(value, Plain):
        return value
    text = str(value)
    if text in _BOOL:
        return _BOOL[text]
    if _INT.fullmatch(text):
        return int(text)
    if _OCTAL.fullmatch(text) or _HEXADECIMAL.fullmatch(text):
        return int(text, 0)
    if _FLOAT.fullmatch(text) and math.isfinite(number := float(text)):
        return number
    return text


@dataclass(frozen=True, slots=True)
class Document:
    """A file as it was written.

    Attributes
    ----------
    content
        ``dict`` (keys as text), ``list``, ``str`` (:class:`Plain` when unquoted) or None.
    lines
        1-based line of every value, by its place.
    problems
        Mistakes of the syntax that did not stop the reading.
    """

    content: object
    lines: Mapping[Place, int]
    problems: tuple[Problem, ...] = ()

    def line(self, place: Place) -> int | None:
        """Return the line of a place, or of the nearest place above it."""
        for length in range(len(place), -1, -1):
            if place[:length] in self.lines:
                return self.lines[place[:length]]
        return None


@dataclass(slots=True)
class _Node:
    line: int
    value: str | list[_Node] | dict[str, tuple[int, _Node]]
    size: int = 1
    height: int = 1

    def take(self, child: _Node) -> None:
        self.size += child.size
        self.height = max(self.height, child.height + 1)


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end has not been met yet."""

    node: _Node
    anchor: str | None
    key: str | None = None
    key_line: int = 0
    expects_value: bool = False
    skips: bool = False
    """Whether the value that comes next belongs to a key that was refused."""


@dataclass(slots=True)
class _Builder:
    """Turns PyYAML's events into nodes; iterative, so that depth costs no stack."""

    problems: list[Problem] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    anchors: dict[str, _Node] = field(default_factory=dict)
    nodes: int = 0
    root: _Node | None = None

    def feed(self, event: yaml.Event) -> None:
        line = event.start_mark.line + 1 if event.start_mark is not None else 1
        match event:
            case yaml.DocumentStartEvent() if self.root is not None:
                raise _RefusalError("holds a second document.", line, "Keep one document a file.")
            case yaml.AliasEvent():
                self._alias(event.anchor or "", line)
            case yaml.ScalarEvent():
                self._tag(event.tag, line)
                text = self._clean(event.value, line)
                self._add(_Node(line, Plain(text) if event.implicit[0] else text), event.anchor)
            case yaml.MappingStartEvent():
                self._tag(event.tag, line)
                self._open(_Node(line, {}), event.anchor)
            case yaml.SequenceStartEvent():
                self._tag(event.tag, line)
                self._open(_Node(line, []), event.anchor)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                closed = self.stack.pop()
                self._attach(closed.node, closed.anchor)
            case _:
                pass

    def _problem(self, message: str, line: int, hint: str | None = None) -> None:
        keys = [o.key for o in self.stack if o.key is not None]
        self.problems.append(Problem(".".join(keys) or "YAML", message, line, hint))

    def _tag(self, tag: str | None, line: int) -> None:
        if tag not in (None, "!"):
            self._problem("tags (!) have no meaning in these files.", line, "Leave it out.")

    def _clean(self, text: str, line: int) -> str:
        # JSON, which is YAML, escapes what lies beyond 16 bits as two surrogates.
        text = _PAIR.sub(
            lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), text
        )
        if _CONTROL.search(text) is None:
            return text
        self._problem("holds a control character.", line, "Write it without.")
        return _CONTROL.sub("?", text)

    def _count(self, size: int, height: int, line: int) -> None:
        self.nodes += size
        if self.nodes > MAX_NODES:
            raise _RefusalError(
                f"holds more than {MAX_NODES:,} values, aliases (*) expanded.",
                line,
                "Write a shorter file; it cannot be read safely.",
            )
        if len(self.stack) + height > MAX_DEPTH:
            raise _RefusalError(
                f"is nested more than {MAX_DEPTH} levels deep.", line, "Flatten it."
            )

    def _alias(self, anchor: str, line: int) -> None:
        if anchor in self.anchors:
            node = self.anchors[anchor]
            self._count(node.size, node.height, line)
            self._attach(_Node(line, node.value, node.size, node.height), None)
        elif any(o.anchor == anchor for o in self.stack):
            raise _RefusalError(f"*{anchor} stands inside of what it repeats.", line, None)
        else:
            raise _RefusalError(
                f"*{anchor} repeats nothing: there is no &{anchor} above it.", line, None
            )

    def _add(self, node: _Node, anchor: str | None) -> None:
        self._count(1, 1, node.line)
        self._attach(node, anchor)

    def _open(self, node: _Node, anchor: str | None) -> None:
        self._count(1, 1, node.line)
        self.stack.append(_Open(node, anchor))

    def _attach(self, node: _Node, anchor: str | None) -> None:
        if anchor is not None:
            self.anchors[anchor] = node
        if not self.stack:
            self.root = node
            return
        top = self.stack[-1]
        if isinstance(top.node.value, list):
            top.node.value.append(node)
            top.node.take(node)
        elif not top.expects_value:
            self._key(top, node)
        else:
            self._value(top, node)

    def _key(self, top: _Open, node: _Node) -> None:
        top.expects_value = True
        top.key, top.key_line, top.skips = None, node.line, False
        assert isinstance(top.node.value, dict)
        if not isinstance(node.value, str):
            self._problem("a key must be a word, not a list or a mapping.", node.line)
            top.skips = True
        elif node.value == "<<" and isinstance(node.value, Plain):
            self._problem(
                "merge keys (<<) are not part of YAML 1.2.", node.line, "Write the keys out."
            )
            top.skips = True
        elif node.value in top.node.value:
            first = top.node.value[node.value][0]
            top.key = str(node.value)
            self._problem(f"stands twice; first on line {first}.", node.line, "Remove one.")
            top.skips = True
        else:
            top.key = str(node.value)

    def _value(self, top: _Open, node: _Node) -> None:
        if top.key is not None and not top.skips and isinstance(top.node.value, dict):
            top.node.value[top.key] = (top.key_line, node)
            top.node.take(node)
        top.expects_value, top.key = False, None


class _RefusalError(Exception):
    """The file cannot be read on from here."""

    def __init__(self, message: str, line: int, hint: str | None) -> None:
        super().__init__(message)
        self.problem = Problem("YAML", message, line, hint)


def read_bytes(path: Path) -> bytes:
    """Return a file's content, at most one byte more than :data:`MAX_BYTES`."""
    with path.open("rb") as stream:
        return stream.read(MAX_BYTES + 1)


def load(source: str | bytes, file: Path | str) -> Document:
    """Read YAML.

    Parameters
    ----------
    source
        At most :data:`MAX_BYTES` of UTF-8, or text.
    file
        What messages call it.

    Raises
    ------
    SpecificationError
        If it cannot be read to its end.
    """
    builder = _Builder()
    try:
        text = _decode(source)
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            builder.feed(event)
    except _RefusalError as refused:
        raise SpecificationError([*builder.problems, refused.problem], file) from None
    except yaml.MarkedYAMLError as error:
        raise SpecificationError([*builder.problems, _syntax(error)], file) from None
    except yaml.reader.ReaderError as error:
        position = error.position if isinstance(error.position, int) else 0
        line = text.count("\n", 0, position) + 1
        problem = Problem("YAML", "holds a control character.", line, "Write it without.")
        raise SpecificationError([problem], file) from None
    except (ValueError, OverflowError):
        # PyYAML hands escapes such as "\UFFFFFFFF" to chr() unchecked.
        problem = Problem("YAML", "holds an escape or a directive that means nothing.")
        raise SpecificationError([*builder.problems, problem], file) from None
    if builder.root is None:
        raise SpecificationError([Problem("YAML", "the file is empty.")], file)
    lines: dict[Place, int] = {}
    content = _flatten(builder.root, (), builder.root.line, lines)
    return Document(content, lines, tuple(builder.problems))


def _decode(source: str | bytes) -> str:
    size = len(source) if isinstance(source, bytes) else len(source.encode("utf-8", "replace"))
    if size > MAX_BYTES:
        raise _RefusalError(f"is larger than {MAX_BYTES // 1024} KiB.", 1, "Write a shorter file.")
    if isinstance(source, str):
        return source.removeprefix("\ufeff")
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        raise _RefusalError("is not UTF-8 text.", line, "Save the file as UTF-8.") from None


_ADVICE = (
    ("'\\t'", "Indent with spaces, not with tabs."),
    ("mapping values are not allowed", "Put text that holds ': ' in quotes."),
    ("could not find expected ':'", "A key needs ': ' behind it."),
    ("expected <block end>", "Lines of one level must start in the same column."),
    ("<stream end>", "Close the bracket or the quotes."),
    ("unexpected end of stream", "Close the bracket or the quotes."),
    ("expected ',' or", "Close the bracket, or put a comma between its parts."),
    ("cannot start any token", "Put the text in quotes."),
)


def _syntax(error: yaml.MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    said = str(error.problem or error.context or "it cannot be parsed")
    hint = next((advice for sign, advice in _ADVICE if sign in said), None)
    line = mark.line + 1 if mark is not None else None
    return Problem("YAML", f"the syntax is wrong: {said[:120]}.", line, hint)


def _flatten(node: _Node, place: Place, line: int, lines: dict[Place, int]) -> object:
    lines[place] = line
    if isinstance(node.value, dict):
        return {
            key: _flatten(child, (*place, key), key_line, lines)
            for key, (key_line, child) in node.value.items()
        }
    if isinstance(node.value, list):
        return [_flatten(c, (*place, i), c.line, lines) for i, c in enumerate(node.value)]
    if isinstance(node.value, Plain) and _NULL.fullmatch(node.value):
        return None
    return node.value
