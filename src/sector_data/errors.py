"""Every error that a user can meet, and the exit code that goes with it.

What lives here: the exception tree below. What does not: the rules that raise them.

    SectorDataError                 exit 3 when it is none of the following
    ├── InputError                  exit 2: the files, the pipeline or the command are not right
    │   ├── SpecificationError      a pipeline file, schema or policy pack: all mistakes at once
    │   ├── SourceError             a data file that cannot be read as a table
    │   ├── PlanError               a plan that is damaged, or older than its data
    │   ├── KeyRingError            a missing, unreadable or unprotected key ring
    │   ├── LedgerError             a ledger of releases that cannot be read or written
    │   ├── BundleError             a directory that is not a bundle, or a key that is no key
    │   │   └── DamagedBundleError  exit 1: a bundle that is not as it was released
    │   ├── TargetError             an output place that cannot be written
    │   └── MissingExtraError       an optional library that is not installed
    └── ReleaseRefusedError         exit 1: a gate refused the release

Messages name tables, columns, lines and counts; they never carry a value of the data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


class SectorDataError(Exception):
    """Base of all errors of this package.

    Parameters
    ----------
    message
        What is wrong, in one sentence.
    fix
        What the user can do about it, in one sentence; printed on a line of its own.
    """

    exit_code = 3

    def __init__(self, message: str, fix: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix

    def __str__(self) -> str:
        return f"{self.message}\n  Fix: {self.fix}" if self.fix else self.message


class InputError(SectorDataError):
    """Bad input or usage."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a file that a person wrote.

    Attributes
    ----------
    path
        Where in the document, dotted: ``columns.patients.zip.hierarchy``.
    message
        What was found and what was expected.
    line
        1-based line in the file, when it is known.
    hint
        The nearest valid word, or another way out.
    """

    path: str
    message: str
    line: int | None = None
    hint: str | None = None


class SpecificationError(InputError):
    """One or more mistakes in a pipeline file, sector schema or policy pack, reported together."""

    def __init__(self, problems: Sequence[Problem], file: Path | str | None = None) -> None:
        self.problems = tuple(problems)
        self.file = file
        count = len(self.problems)
        head = f"{count} {'mistake' if count == 1 else 'mistakes'} in {file or 'the pipeline'}:"
        super().__init__("\n".join([head, *map(self._render, self.problems)]))

    def _render(self, problem: Problem) -> str:
        known = self.file is not None and problem.line is not None
        place = f"{self.file}:{problem.line}: " if known else ""
        hint = f" {problem.hint}" if problem.hint else ""
        return f"  {place}{problem.path}: {problem.message}{hint}"


class SourceError(InputError):
    """A data file that cannot be read as a table."""


class PlanError(InputError):
    """A plan that is damaged or does not fit its data any more."""


class KeyRingError(InputError):
    """A key or key ring that is missing, unreadable, damaged or readable by others."""


class LedgerError(InputError):
    """A ledger of releases that is damaged, readable by others, or cannot be written."""


class BundleError(InputError):
    """A path that does not hold a release bundle."""


class DamagedBundleError(BundleError):
    """A bundle in which something is not as it was released.

    That is a finding, as the false claim of an audit is one, and not a wrong command.
    """

    exit_code = 1


class TargetError(InputError):
    """An output place that cannot be written or is in the way."""


class MissingExtraError(InputError):
    """An optional library is needed and not installed.

    Parameters
    ----------
    feature
        What the user asked for, as the subject of a sentence.
    extra
        The extra of this package that brings it.
    """

    def __init__(self, feature: str, extra: str) -> None:
        super().__init__(
            f"{feature} needs libraries that are not installed.",
            f"pip install 'sector-data[{extra}]'",
        )
        self.extra = extra


class ReleaseRefusedError(SectorDataError):
    """A gate refused the release; nothing was written.

    Parameters
    ----------
    reasons
        One sentence for each gate that failed.
    fix
        The smallest change that would pass, when it is known.
    """

    exit_code = 1

    def __init__(self, reasons: Sequence[str], fix: str | None = None) -> None:
        self.reasons = tuple(reasons)
        lines = ["The release was refused; nothing was written.", *(f"  - {r}" for r in reasons)]
        super().__init__("\n".join(lines), fix)
