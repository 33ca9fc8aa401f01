"""The reference of the command line says what the commands say."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from sector_data.cli.entry import COMMANDS, READER_GONE, group
from sector_data.cli.reference import EXIT_CODES, PAGE, VARIABLES, cli_reference
from sector_data.errors import InputError, ReleaseRefusedError, SectorDataError

REPOSITORY = Path(__file__).parents[2]


def test_the_committed_page_is_current() -> None:
    committed = (REPOSITORY / PAGE).read_text(encoding="utf-8")
    assert committed == cli_reference(), "run: python -m sector_data.cli.reference"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_a_command_is_explained(name: str) -> None:
    section = re.split(r"^## ", cli_reference(), flags=re.M)
    (text,) = [part for part in section if part.startswith(f"{name}\n")]
    command = group.get_command(click.Context(group, help_option_names=["-h", "--help"]), name)
    assert command is not None
    commands = [command, *getattr(command, "commands", {}).values()]
    options = [p for c in commands for p in c.params if isinstance(p, click.Option)]
    for option in options:
        assert option.help, option.name
        assert all(f"`{word}`" in text for word in option.opts)


def test_the_exit_codes_are_those_of_the_errors() -> None:
    codes = {error.exit_code for error in (SectorDataError, InputError, ReleaseRefusedError)}
    assert codes | {0, 130, READER_GONE} == set(EXIT_CODES)


@pytest.mark.parametrize("variable", VARIABLES)
def test_each_variable_is_looked_at(variable: str) -> None:
    name = variable.removesuffix("<NAME>")
    sources = (REPOSITORY / "src" / "sector_data").rglob("*.py")
    texts = [f.read_text(encoding="utf-8") for f in sources if f.name != "reference.py"]
    assert any(name in text for text in texts)
