"""Which engines there are, and which one is taken.

What lives here: finding an engine by its name, and the choice that `auto` makes. What does not: the
engines.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import entry_points

from sector_data.errors import InputError, MissingExtraError, SectorDataError
from sector_data.spec.synthesis import SynthesisSpec
from sector_data.synthesise.protocol import Engine

GROUP = "sector_data.engines"
_ENGINES = "sector_data.synthesise.engines"
BUILT_IN = {
    "tabular-argn": f"{_ENGINES}.tabular_argn:TabularArgn",
    "gaussian-copula": f"{_ENGINES}.gaussian_copula:GaussianCopula",
    "hma": f"{_ENGINES}.sdv_related:Hma",
    "par": f"{_ENGINES}.sdv_sequences:Par",
    "ctgan": f"{_ENGINES}.sdv_networks:Ctgan",
    "tvae": f"{_ENGINES}.sdv_networks:Tvae",
}
"""Name to module and class."""
_BEST_FIRST = ("tabular-argn", "gaussian-copula")


@dataclass(frozen=True, slots=True)
class Choice:
    """An engine and why it was taken."""

    engine: Engine
    reason: str


def engine_names() -> list[str]:
    """Return the names of all engines, those of other packages last."""
    return list(dict.fromkeys([*BUILT_IN, *sorted(entry_points(group=GROUP).names)]))


def engine_named(name: str) -> Engine:
    """Return an engine.

    Raises
    ------
    InputError
        If there is none of that name, or what another package registers is none.
    MissingExtraError
        If its libraries are not installed.
    """
    place = BUILT_IN.get(name)
    if place is not None:
        module, _, attribute = place.partition(":")
        engine: Engine = getattr(import_module(module), attribute)()
        return engine
    registered = entry_points(group=GROUP, name=name)
    if not registered:
        raise InputError(
            f"There is no engine {name}.", f"Use one of: auto, {', '.join(engine_names())}."
        )
    return _registered(name)


def _registered(name: str) -> Engine:
    (entry, *_) = entry_points(group=GROUP, name=name)
    try:
        engine: Engine = entry.load()()
    except SectorDataError:
        raise
    except Exception as error:
        raise InputError(
            f"The engine {name} of another package cannot be loaded ({type(error).__name__}).",
            "Install that package again, or use another engine.",
        ) from None
    lacking = [
        word
        for word in ("name", "licence", "notice", "limits", "conditional", "versions", "make")
        if not hasattr(engine, word)
    ]
    if lacking:
        raise InputError(
            f"What another package registers as the engine {name} has no {', '.join(lacking)}.",
            "See sector_data.synthesise.protocol for what an engine has.",
        )
    return engine


def choose(spec: SynthesisSpec) -> Choice:
    """Return the engine that a specification asks for; of `auto`, the best that is installed.

    Raises
    ------
    InputError
        If there is no engine of that name.
    MissingExtraError
        If its libraries, or those of every engine that `auto` may take, are not installed.
    """
    if spec.engine != "auto":
        return Choice(engine_named(spec.engine), "the pipeline file names it")
    missed: list[MissingExtraError] = []
    for name in _BEST_FIRST:
        try:
            engine = engine_named(name)
        except MissingExtraError as error:
            missed.append(error)
            continue
        if missed:
            return Choice(engine, f"{_BEST_FIRST[0]}, which keeps more, is not installed")
        return Choice(engine, "it keeps most of those that are installed")
    none = missed[0]
    none.fix = ", or ".join(str(each.fix) for each in missed)
    raise none
