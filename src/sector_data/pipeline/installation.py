"""What is installed, what is missing, and the command that gets it.

What lives here: the check that `doctor` prints. What does not: loading any of it.
"""

from __future__ import annotations

import importlib.metadata
import platform
import sys
from dataclasses import dataclass
from typing import Literal

from sector_data._version import __version__
from sector_data.detect.local_models import local_models
from sector_data.detect.models import installed_models

CORE = (
    "pandas",
    "numpy",
    "pyarrow",
    "pydantic",
    "presidio-analyzer",
    "presidio-anonymizer",
    "spacy",
    "great-expectations",
    "cryptography",
    "python-stdnum",
    "phonenumbers",
)
EXTRAS = {"synthesis": ("sdv", "torch")}


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the doctor's report.

    Attributes
    ----------
    subject
        What was looked for.
    state
        ``ok``, ``missing`` (needed) or ``optional`` (not there, and not needed by default).
    detail
        A version, or what is lost without it.
    command
        What to type to get it.
    """

    subject: str
    state: Literal["ok", "missing", "optional"]
    detail: str
    command: str | None = None


def _version(distribution: str) -> str | None:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return None


def examine() -> list[Check]:
    """Return one check for Python, each library, each extra, each language and the key ring."""
    checks = [
        Check("sector-data", "ok", __version__),
        Check("Python", "ok", platform.python_version()),
    ]
    for name in CORE:
        version = _version(name)
        checks.append(
            Check(name, "ok", version)
            if version
            else Check(name, "missing", "needed", "pip install --force-reinstall sector-data")
        )
    for extra, names in EXTRAS.items():
        versions = {name: _version(name) for name in names}
        found = [f"{name} {version}" for name, version in versions.items() if version]
        checks.append(
            Check(f"extra {extra}", "ok", ", ".join(found))
            if len(found) == len(names)
            else Check(
                f"extra {extra}",
                "optional",
                f"without it: no {extra}",
                f"pip install 'sector-data[{extra}]'",
            )
        )
    return [*checks, *_environments(), *_languages(), _keys()]


def _environments() -> list[Check]:
    """Return a check for each engine that may have an environment of its own."""
    from sector_data.errors import InputError, SectorDataError
    from sector_data.synthesise.engines.opendp_marginals import ENVIRONMENT as OPENDP
    from sector_data.synthesise.engines.tabular_argn import ENVIRONMENT as ARGN

    checks: list[Check] = []
    for environment in (ARGN, OPENDP):
        subject = f"extra {environment.extra}"
        try:
            python = environment.python()
            found = environment.versions(environment.tells)
        except InputError as error:
            checks.append(
                Check(subject, "optional", f"without it: no {environment.engine}", error.fix)
            )
            continue
        except SectorDataError as error:
            checks.append(Check(subject, "missing", error.message, error.fix))
            continue
        versions = ", ".join(f"{name} {version}" for name, version in found.items())
        place = "" if python == sys.executable else f" ({environment.variable})"
        checks.append(
            Check(subject, "ok", versions + place)
            if set(found) == set(environment.tells)
            else Check(
                subject,
                "missing",
                f"{environment.variable} lacks libraries",
                environment.missing().fix,
            )
        )
    return checks


def _languages() -> list[Check]:
    checks: list[Check] = []
    for model in installed_models():
        if model.package and not model.used:
            continue
        checks.append(
            Check(f"language {model.language}", "ok", f"{model.package} {model.version}")
            if model.package
            else Check(
                f"language {model.language}",
                "optional",
                "rules and lists only: more names in running text are missed",
                model.command,
            )
        )
    for local in local_models():
        reads = f"{local.kind}, {local.language or 'every language'}"
        checks.append(
            Check(f"model {local.name}", "ok", reads)
            if local.loads
            else Check(
                f"model {local.name}",
                "optional",
                f"{reads}: not read, its library is missing",
                f"pip install {local.kind}",
            )
        )
    return checks


def _keys() -> Check:
    from sector_data.deidentify.keyring import KeyRing
    from sector_data.errors import KeyRingError

    try:
        names = KeyRing.open(None).names()
    except KeyRingError as error:
        return Check("key ring", "missing", error.message, error.fix)
    if not names:
        return Check("key ring", "missing", "no key yet", "sector-data keys new default")
    count = f"{len(names)} key{'s' * (len(names) != 1)}"
    return Check("key ring", "ok", f"{count}: {', '.join(names)}")
