"""Help: everywhere, for everything, in 80 columns."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest

from sector_data.cli.entry import COMMANDS, group
from tests.cli.running import sector_data


def commands() -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every command with the words that lead to it, the group itself first."""
    pending: list[tuple[tuple[str, ...], click.Command]] = [((), group)]
    while pending:
        words, command = pending.pop(0)
        yield words, command
        if isinstance(command, click.Group):
            context = click.Context(command, help_option_names=["-h", "--help"])
            for name in command.list_commands(context):
                found = command.get_command(context, name)
                assert found is not None
                pending.append(((*words, name), found))


EVERY = list(commands())
NAMES = [" ".join(words) or "sector-data" for words, _ in EVERY]


def test_every_verb_of_the_tool_is_a_command() -> None:
    assert set(COMMANDS) >= {
        *("init", "plan", "apply", "run", "assess", "audit"),
        *("keys", "schema", "doctor", "completion"),
    }
    assert {"keys new", "keys list", "keys public"} <= set(NAMES)


@pytest.mark.parametrize(("words", "command"), EVERY, ids=NAMES)
def test_help_is_everywhere(words: tuple[str, ...], command: click.Command) -> None:
    short, long = sector_data(*words, "-h"), sector_data(*words, "--help")

    assert short == long
    assert (short.code, short.err) == (0, "")
    assert short.out.startswith("Usage: sector-data")
    assert max(map(len, short.out.splitlines())) <= 80


@pytest.mark.parametrize(("words", "command"), EVERY, ids=NAMES)
def test_every_command_and_option_is_explained(
    words: tuple[str, ...], command: click.Command
) -> None:
    assert command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name
            assert parameter.help.endswith("."), parameter.help
        else:
            # An argument is explained in the text, by the word that stands for it.
            assert parameter.name is not None
            assert parameter.name.upper() in command.help


def test_list_of_commands_tells_what_each_one_says_itself() -> None:
    shown = sector_data("--help").out
    for name, line in COMMANDS.items():
        assert name in shown
        assert line.endswith(".")
    assert "Commands:" in shown


def test_version() -> None:
    from sector_data import __version__

    for option in ("-V", "--version"):
        assert sector_data(option).out == f"sector-data {__version__}\n"


def test_without_a_command_help_is_shown_as_a_mistake() -> None:
    done = sector_data()

    assert done.code == 2
    assert "Commands:" in done.err


@pytest.mark.parametrize(
    ("typed", "meant"), [("pln", "plan"), ("adit", "audit"), ("assess-risk", "assess")]
)
def test_unknown_command_names_the_nearest(typed: str, meant: str) -> None:
    done = sector_data(typed)

    assert done.code == 2
    assert f"Did you mean '{meant}'?" in done.err
    assert "Traceback" not in done.err


def test_unknown_command_that_is_near_to_nothing_is_only_refused() -> None:
    done = sector_data("zzzzzz")

    assert done.code == 2
    assert "zzzzzz" in done.err
    assert "Did you mean" not in done.err


def test_unknown_command_of_a_group_within_names_the_nearest() -> None:
    done = sector_data("keys", "lst")

    assert done.code == 2
    assert "list" in done.err


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (("run", "p.yaml", "--outptu", "x"), "--output"),
        (("plan", "p.yaml", "--jsn"), "--json"),
        (("assess", "t.csv", "--quasi-identifer", "a"), "--quasi-identifiers"),
    ],
)
def test_unknown_option_names_the_nearest(arguments: tuple[str, ...], meant: str) -> None:
    done = sector_data(*arguments)

    assert done.code == 2
    assert meant in done.err


def test_missing_argument_is_named() -> None:
    done = sector_data("run")

    assert done.code == 2
    assert "PIPELINE" in done.err
