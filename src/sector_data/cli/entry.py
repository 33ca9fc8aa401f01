"""The entry point: one group of commands, and what happens when something goes wrong.

What lives here: the list of commands, exit codes, the last resort against tracebacks. What does
not: the commands (:mod:`sector_data.cli.commands`).

Exit codes: 0 done, 1 a gate refused the release, an audit found a false claim or a bundle is not as
it was released, 2 bad input or usage, 3 an internal fault, 130 interrupted (143 by SIGTERM, 129 by
SIGHUP), 141 the reader of a pipe went away.
"""

from __future__ import annotations

import importlib
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import click

from sector_data._version import __version__
from sector_data.cli.interruption import Interruption, interruptible
from sector_data.errors import SectorDataError

COMMANDS = {
    "detect": "Find personal data in tables, texts and folders.",
    "evaluate-detection": "Measure detection on texts that you marked yourself.",
    "init": "Look at data files and draft a pipeline for them.",
    "check": "Tell what is wrong with a pipeline before its data are read.",
    "explore": "Tell what other privacy settings of a pipeline would cost.",
    "plan": "Show what a pipeline will do, and write the plan.",
    "apply": "Carry out a plan and make the release bundle.",
    "run": "Plan and apply in one: from data to release bundle.",
    "synthesise": "Compare engines for synthetic rows, before one is chosen.",
    "tabulate": "Release counts, means and tables under differential privacy.",
    "assess": "Measure the re-identification risk of any table.",
    "audit": "Check a release bundle, offline and without its source.",
    "load": "Open a release bundle, verified first, and tell what is in its tables.",
    "release": "Approve plans; sign, verify, compare and check finished bundles.",
    "ledger": "Tell which releases were made of whom, and what they spent.",
    "keys": "Make, list, rotate and destroy keys for pseudonyms and signatures.",
    "reidentify": "Find out who is behind a pseudonym: for the key's holder, with a reason.",
    "policies": "List, show and compare the policy packs that can be named in a pipeline.",
    "schemas": "List and show sector schemas; tell which of them fits your files.",
    "samples": "List fictional sources that come with ready pipelines; make one in any size.",
    "schema": "Print the JSON Schema of pipeline files, for editors.",
    "doctor": "Tell what is installed, what is missing, and how to get it.",
    "completion": "Print the completion script for a shell.",
}
"""Each command and its line in the help; the module of the same name holds it."""

READER_GONE = 141
"""128 + SIGPIPE, as a shell reports it of other programs."""

CLEAN = "Nothing is left half-written."
"""True whenever it is said: files and bundles appear whole or not at all."""

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 96}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called, not when they are listed."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Return the commands in the order in which a steward meets them."""
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"sector_data.cli.commands.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from their one-line help, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Name the nearest command when there is none of that name."""
        import difflib

        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            near = difflib.get_close_matches(args[0], COMMANDS, n=1, cutoff=0.5)
            if not near or "Did you mean" in error.message:
                raise
            raise click.UsageError(f"{error.message} Did you mean {near[0]!r}?", ctx) from None


@click.group(cls=LazyGroup, context_settings=CONTEXT)
@click.version_option(__version__, "-V", "--version", message="sector-data %(version)s")
def group() -> None:
    """Release confidential sector data safely.

    \b
    First steps:
      sector-data keys new default             a key for pseudonyms and signatures
      sector-data init DATA... -o pipeline.yaml
      sector-data run pipeline.yaml -o release
      sector-data audit release
    """


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit."""
    with interruptible(ending=arguments is None) as interruption:
        sys.exit(_run(arguments, interruption))


def _run(arguments: Sequence[str] | None, interruption: Interruption) -> int:
    try:
        result = group.main(args=arguments, prog_name="sector-data", standalone_mode=False)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show()
        return 2
    except (click.Abort, KeyboardInterrupt):
        return _interrupted(interruption)
    except SystemExit:
        # Only click calls sys.exit here, when the reader went away (`| head`). Whatever the command
        # wanted to say with its exit code was not heard, so that neither 0 nor 1 would be true.
        return READER_GONE
    except SectorDataError as error:
        from sector_data.cli.views.console import plain

        # A message may name what a stranger named: a column, a file of a bundle.
        click.echo("\n".join(map(plain, f"Error: {error}".split("\n"))), err=True)
        return error.exit_code
    except MemoryError:
        click.echo(f"Error: the machine ran out of memory. {CLEAN}", err=True)
        return 3
    except Exception as fault:  # the last resort: no traceback may show values
        if interruption.signal is not None:  # a library made something else of it
            return _interrupted(interruption)
        click.echo(_describe(fault), err=True)
        return 3
    return result if isinstance(result, int) else 0


def _interrupted(interruption: Interruption) -> int:
    click.echo(f"\nInterrupted. {CLEAN}", err=True)
    return interruption.exit_code


def _describe(fault: Exception) -> str:
    """Say where a fault happened, without its message: that might quote the data."""
    frames = traceback.extract_tb(fault.__traceback__)
    package = str(Path(__file__).parents[1])
    own = [frame for frame in frames if frame.filename.startswith(package)]
    place = (own or frames)[-1]
    name = Path(place.filename).relative_to(package) if own else Path(place.filename).name
    return (
        f"Internal fault: {type(fault).__name__} in {name}, line {place.lineno} "
        f"(sector-data {__version__}). {CLEAN}\n"
        "  Fix: please report this line; it holds nothing of your data."
    )
