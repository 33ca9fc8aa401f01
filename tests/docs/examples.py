"""Running the examples of a Markdown page: what lives in its `python` and `console` blocks.

A page is run from top to bottom in one folder, so that its blocks build on each other.

- ``console``: each line that begins with ``$`` is a command for bash (a trailing backslash goes on
  in the next line). It must succeed. Lines below it, if any, are what it prints, with ``...`` for
  anything.
- ``python``: statements, or a session with ``>>>``; all blocks of a page share their names.
- A block below ``<!-- not executed: reason -->`` is left alone. Other languages are too.
"""

from __future__ import annotations

import doctest
import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
EXECUTED = {"console", "python"}
_FENCE = re.compile(r"^(?P<indent> *)(?P<fence>`{3,})(?P<language>[\w-]*)")
_LEFT_ALONE = re.compile(r"<!-- not executed: \S.* -->")


@dataclass(frozen=True)
class Block:
    """A fenced block; `line` is that of its first line of content, from 1."""

    page: Path
    line: int
    language: str
    text: str

    @property
    def place(self) -> str:
        """Where it stands, for messages."""
        return f"{self.page.name}:{self.line}"


@dataclass(frozen=True)
class Command:
    """A command of a console block with what it should print; None when that is not said."""

    line: int
    text: str
    output: str | None


class ExampleError(AssertionError):
    """An example that does not do what the page says."""


def blocks(page: Path) -> list[Block]:
    """Return the blocks of a page that are to be executed."""
    found = []
    lines = iter(enumerate(page.read_text(encoding="utf-8").splitlines(), start=1))
    before = ""
    for number, line in lines:
        fence = _FENCE.match(line)
        if fence is None:
            before = line if line.strip() else before
            continue
        text = "\n".join(_content(lines, fence["fence"], len(fence["indent"])))
        if fence["language"] in EXECUTED and not _LEFT_ALONE.fullmatch(before.strip()):
            found.append(Block(page, number + 1, fence["language"], text + "\n"))
        before = line
    return found


def _content(lines: Iterator[tuple[int, str]], fence: str, indent: int) -> Iterator[str]:
    for _, line in lines:
        if line.strip() == fence:
            return
        yield line[indent:]


def commands(block: Block) -> list[Command]:
    """Return the commands of a console block."""
    found: list[Command] = []
    lines = block.text.splitlines()
    at = 0
    while at < len(lines):
        if not lines[at].startswith("$ "):
            raise ExampleError(f"{block.place}: output without a command before it")
        start, text = at, lines[at][2:]
        while text.endswith("\\") and at + 1 < len(lines):
            at += 1
            text = f"{text}\n{lines[at].removeprefix('> ')}"
        at += 1
        output = []
        while at < len(lines) and not lines[at].startswith("$ "):
            output.append(lines[at])
            at += 1
        said = any(line.strip() for line in output)
        found.append(
            Command(block.line + start, text, "\n".join(output).rstrip() + "\n" if said else None)
        )
    return found


def run_page(page: Path, folder: Path, environment: Mapping[str, str]) -> int:
    """Run all examples of a page in a folder, which must be the current one; return their number.

    Raises
    ------
    ExampleError
        At the first one that fails or prints something else.
    """
    names: dict[str, Any] = {"__name__": "__example__"}
    found = blocks(page)
    for block in found:
        if block.language == "console":
            for command in commands(block):
                _run_command(block, command, folder, environment)
        elif ">>>" in block.text:
            _run_session(block, names)
        else:
            _run_statements(block, names)
    return len(found)


def _run_command(
    block: Block, command: Command, folder: Path, environment: Mapping[str, str]
) -> None:
    done = subprocess.run(
        ["bash", "-c", command.text],
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        timeout=900,
        check=False,
    )
    place = f"{block.page.name}:{command.line}: {command.text}"
    if done.returncode != 0:
        raise ExampleError(f"{place}\nexit code {done.returncode}\n{done.stdout}")
    if command.output is not None and not same(command.output, done.stdout):
        raise ExampleError(f"{place}\nexpected:\n{command.output}\nprinted:\n{done.stdout}")


def same(expected: str, printed: str) -> bool:
    """Return whether an output is what was expected; ``...`` stands for anything."""
    return doctest.OutputChecker().check_output(expected, printed.rstrip() + "\n", FLAGS)


def _run_session(block: Block, names: dict[str, Any]) -> None:
    test = doctest.DocTestParser().get_doctest(
        block.text, names, block.place, str(block.page), block.line - 1
    )
    report: list[str] = []
    doctest.DocTestRunner(optionflags=FLAGS).run(test, out=report.append, clear_globs=False)
    names.update(test.globs)
    if report:
        raise ExampleError("".join(report))


def _run_statements(block: Block, names: dict[str, Any]) -> None:
    # Blank lines in front make the line numbers of a traceback those of the page.
    code = compile("\n" * (block.line - 1) + block.text, str(block.page), "exec")
    try:
        exec(code, names)
    except Exception as fault:
        raise ExampleError(f"{block.place}: {type(fault).__name__}: {fault}") from fault
