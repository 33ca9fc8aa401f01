"""The reference page of the command line, written from the commands themselves.

What lives here: the text of ``docs/reference/cli.md``, and a command that writes it::

    python -m sector_data.cli.reference

What does not: what any command says of itself (:mod:`sector_data.cli.commands`). A test insists
that the repository's page is current.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path

import click

from sector_data.cli.entry import COMMANDS, READER_GONE, group

PAGE = "docs/reference/cli.md"
"""Where the page lies, from the top of the repository."""

INTERRUPTED = 130
"""128 + SIGINT, as a shell reports it of other programs."""

EXIT_CODES = {
    0: "done",
    1: "a gate refused the release, an audit found a claim that does not hold, a bundle is not as "
    "it was released (whatever is asked of it), or `doctor` misses something that is needed",
    2: "bad input or usage: a file, the pipeline, the command, the key ring, the output place; a "
    "folder that is not a bundle",
    3: "an internal fault; the message says where, without any value of the data",
    INTERRUPTED: "interrupted",
    READER_GONE: "whoever read the output went away, as with `| head`",
}
"""What a script may rely on."""

VARIABLES = {
    "SECTOR_DATA_KEYRING": "The file of your keys, where `--key-ring` is not given.",
    "SECTOR_DATA_KEY_<NAME>": "One key as 64 random bytes in base64, in place of the file: for "
    "vaults and build servers. The name in upper case, `_` for `.` and `-`.",
    "SECTOR_DATA_MODELS": "The folder of language models for transformers and GLiNER; "
    "`~/.local/share/sector-data/models` without it.",
    "SOURCE_DATE_EPOCH": "The day that a release bears, in seconds since 1970; today without it.",
    "NO_COLOR": "No colours.",
}
"""The environment that commands look at."""

_HEAD = """\
# Command line

<!-- Written by `python -m sector_data.cli.reference` from the commands. Do not edit. -->

`sector-data COMMAND -h` says the same; every command has `-h` and `--help`, and `sector-data -V`
tells the version. Results go to standard output, progress and errors to standard error. On a
terminal a line shows the present step; in a pipe nothing but the result is printed. No message
holds a value of the data.
"""


def cli_reference() -> str:
    """Return the page."""
    root = click.Context(group, info_name="sector-data", **group.context_settings)
    parts = [_HEAD, *_contents(), _exit_codes(), _variables()]
    for name in COMMANDS:
        command = group.get_command(root, name)
        assert command is not None
        parts += _sections(command, click.Context(command, info_name=name, parent=root), 2)
    return "\n".join(parts)


def _contents() -> Iterator[str]:
    yield "| Command | |\n| --- | --- |"
    yield "\n".join(f"| [`{name}`](#{name}) | {line} |" for name, line in COMMANDS.items())
    yield ""


def _exit_codes() -> str:
    rows = "\n".join(f"| {code} | {meaning} |" for code, meaning in EXIT_CODES.items())
    return f"## Exit codes\n\n| Code | Meaning |\n| --- | --- |\n{rows}\n"


def _variables() -> str:
    rows = "\n".join(f"| `{name}` | {meaning} |" for name, meaning in VARIABLES.items())
    return f"## Environment\n\n| Variable | Meaning |\n| --- | --- |\n{rows}\n"


def _sections(command: click.Command, ctx: click.Context, level: int) -> Iterator[str]:
    """Yield a command's section, and those of the commands below it."""
    path = ctx.command_path.removeprefix("sector-data ")
    yield f"{'#' * level} {path}\n"
    pieces = " ".join(command.collect_usage_pieces(ctx))
    yield f"```text\n{ctx.command_path} {pieces}\n```\n"
    yield _prose(command.help or "")
    rows = [_option(option, ctx) for option in command.params if isinstance(option, click.Option)]
    if rows:
        yield "\n".join(["| Option | Meaning | Default |", "| --- | --- | --- |", *rows, ""])
    if isinstance(command, click.Group):
        for name in command.list_commands(ctx):
            below = command.get_command(ctx, name)
            assert below is not None
            yield from _sections(below, click.Context(below, info_name=name, parent=ctx), level + 1)


def _prose(help_text: str) -> str:
    """Return a command's help as Markdown: what click would not wrap becomes a block."""
    text: list[str] = []
    for paragraph in help_text.split("\n\n"):
        first, _, rest = paragraph.partition("\n")
        if first.strip() == "\b":
            text.append(f"```text\n{textwrap.dedent(rest).rstrip()}\n```")
        else:
            text.append(" ".join(paragraph.split()))
    return "\n\n".join(text) + "\n"


def _option(option: click.Option, ctx: click.Context) -> str:
    names = ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
    if not option.is_flag:
        bounded = isinstance(option.type, click.IntRange)
        names += f" `{'NUMBER' if bounded else option.make_metavar(ctx)}`"
    shown = option.get_help_extra(ctx)
    notes = []
    if bounds := shown.get("range"):
        notes.append(f"{bounds.replace('x>=', 'At least ')}.")
    if option.required:
        notes.append("Required.")
    if variables := shown.get("envvars"):
        notes.append(f"Also from {', '.join(f'`{name}`' for name in variables)}.")
    meaning = " ".join([option.help or "", *notes]).replace("|", "\\|")
    default = f"`{shown['default']}`" if "default" in shown else "–"
    return f"| {names.replace('|', chr(92) + '|')} | {meaning} | {default} |"


if __name__ == "__main__":
    Path(PAGE).write_text(cli_reference(), encoding="utf-8")
