"""The short forms of transforms, hierarchies and columns: read, and written.

What lives here: words and one-word mappings of a file turned into what the models validate, and
models turned into their shortest form. What does not: the other sections of a pipeline file
(:mod:`sector_data.spec.sections`).

Each ``expand_`` function takes what stands in the file and its place. It returns plain data for
pydantic, or None when it noted a mistake, so that one mistake is told once.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from pydantic import BaseModel

from sector_data.spec.hierarchies import (
    HIERARCHY_KINDS,
    HIERARCHY_NAMES,
    FileHierarchy,
    HierarchySpec,
)
from sector_data.spec.model import kebab
from sector_data.spec.problems import Problems, nearest, quote
from sector_data.spec.transforms.refused import refused_transform
from sector_data.spec.transforms.values import TRANSFORMS, Generalise, TransformSpec
from sector_data.spec.words import Role
from sector_data.spec.yaml_lines import Place

Draft = dict[str, object]

ROLES: tuple[str, ...] = tuple(role.value for role in Role)
HIERARCHY_FILES = (".csv", ".yaml", ".yml")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def without_nothing(value: dict[str, object]) -> Draft:
    """Return a mapping without the keys that nothing stands behind: they are not said."""
    return {key: item for key, item in value.items() if item is not None}


def expand_column(value: object, place: Place, problems: Problems) -> Draft | None:
    """Spell out a column: a role, a transform, or a mapping of both and more."""
    if isinstance(value, str):
        if value in ROLES:
            return {"role": str(value)}
        if value in TRANSFORMS:
            return {"transform": {"kind": str(value)}}
        if (why := refused_transform(value)) is not None:
            problems.add(place, f"there is no transform {quote(value)}: {why[0]}.", why[1])
            return None
        problems.add(
            place,
            f"unknown word {quote(value)}; expected a role or a transform.",
            nearest(value, (*ROLES, *TRANSFORMS)),
        )
        return None
    if not isinstance(value, dict):
        problems.add(place, f"expected a role, a transform or a mapping; found {quote(value)}.")
        return None
    if len(value) == 1 and (word := next(iter(value))) in TRANSFORMS:
        problems.add(
            place,
            f"{word!r} is a transform.",
            f"Write {{transform: {{{word}: …}}}}.",
        )
        return None
    draft = without_nothing(value)
    _replace(draft, "transform", expand_transform, place, problems)
    _replace(draft, "hierarchy", expand_hierarchy, place, problems)
    transform = draft.get("transform")
    if isinstance(transform, dict) and "hierarchy" in transform and "hierarchy" in draft:
        problems.add(
            (*place, "hierarchy"), "is named twice.", "Name it beside the transform, or in it."
        )
    return draft


def expand_transform(value: object, place: Place, problems: Problems) -> Draft | None:
    """Spell out a transform: ``mask``, ``{mask: {keep-last: 4}}``, ``{kind: mask, …}``."""
    if isinstance(value, str):
        if value in TRANSFORMS:
            return {"kind": str(value)}
        if (why := refused_transform(value)) is not None:
            problems.add(place, f"there is no transform {quote(value)}: {why[0]}.", why[1])
            return None
        hint = nearest(value, TRANSFORMS)
        if value in ROLES:
            hint = f"It is a role: write {{role: {value}}}."
        problems.add(place, f"unknown transform {quote(value)}.", hint)
        return None
    draft = _one_of(value, place, problems, "transform", tuple(TRANSFORMS))
    if draft is not None and draft["kind"] == "generalise":
        inner = place if isinstance(value, dict) and "kind" in value else (*place, "generalise")
        _replace(draft, "hierarchy", expand_hierarchy, inner, problems)
    return draft


def expand_hierarchy(value: object, place: Place, problems: Problems) -> Draft | None:
    """Spell out a hierarchy: ``age``, a file, ``{number: {widths: [10, 100]}}``, ``{kind: …}``."""
    if isinstance(value, str):
        if value in HIERARCHY_NAMES:
            return {"kind": str(value)}
        if value.lower().endswith(HIERARCHY_FILES):
            return {"kind": "file", "path": str(value)}
        problems.add(
            place,
            f"unknown hierarchy {quote(value)}; expected a name or a path ending in .csv or .yaml.",
            _needs_parameters(value) or nearest(value, HIERARCHY_NAMES),
        )
        return None
    draft = _one_of(value, place, problems, "hierarchy", HIERARCHY_KINDS)
    if draft is not None and "reference" in draft:
        day = draft["reference"]
        if not isinstance(day, str) or not _DAY.fullmatch(day):
            # pydantic would read a bare number as seconds since 1970.
            problems.add(
                (*place, "reference"), f"expected a date such as 2025-12-31; found {quote(day)}."
            )
            return None
    return draft


def _needs_parameters(word: str) -> str | None:
    return _with_parameters(word) if word in HIERARCHY_KINDS else None


def _with_parameters(word: str) -> str:
    if word == "file":
        return "Write the path alone, or {file: {path: …}}."
    return f"Write {{{word}: {{parameter: value}}}}."


def _one_of(
    value: object, place: Place, problems: Problems, what: str, kinds: tuple[str, ...]
) -> Draft | None:
    """Spell out ``{word: {parameters}}`` and ``{kind: word, parameters}``."""
    if not isinstance(value, dict):
        problems.add(place, f"expected a {what}; found {quote(value)}.")
        return None
    word: object
    parameters: object
    inner: Place
    if "kind" in value:
        word, parameters, inner = value["kind"], value, (*place, "kind")
    elif len(value) == 1:
        word, parameters = next(iter(value.items()))
        inner = (*place, str(word))
    else:
        problems.add(
            place,
            f"expected one {what} with its parameters; found {len(value)} words.",
            "Write {name: {parameter: value}}.",
        )
        return None
    if not isinstance(word, str) or word not in kinds:
        if what == "transform" and (why := refused_transform(word)) is not None:
            problems.add(inner, f"there is no transform {quote(word)}: {why[0]}.", why[1])
            return None
        hint = nearest(word, kinds) if isinstance(word, str) else None
        problems.add(inner, f"unknown {what} {quote(word)}.", hint)
        return None
    if parameters is None:
        parameters = {}
    if not isinstance(parameters, dict):
        problems.add(
            inner,
            f"expected a mapping of parameters; found {quote(parameters)}.",
            _with_parameters(word),
        )
        return None
    if inner[-1] == word and "kind" in parameters:
        problems.add((*inner, "kind"), "unknown word 'kind'.", "Leave it out.")
        return None
    return {**without_nothing(parameters), "kind": str(word)}


def _replace(
    draft: Draft,
    key: str,
    expand: Callable[[object, Place, Problems], Draft | None],
    place: Place,
    problems: Problems,
) -> None:
    """Expand one entry of a draft in place; leave it out when it was mistaken."""
    if key not in draft:
        return
    expanded = expand(draft.pop(key), (*place, key), problems)
    if expanded is not None:
        draft[key] = expanded


def render_transform(transform: TransformSpec) -> str | dict[str, object]:
    """Return the shortest form of a transform that reads back as the same: a word, or a word with
    the parameters that are not the default; plain data that YAML and JSON can hold."""
    parameters = _parameters(transform)
    if isinstance(transform, Generalise) and transform.hierarchy is not None:
        parameters["hierarchy"] = render_hierarchy(transform.hierarchy)
    return {transform.kind: parameters} if parameters else transform.kind


def render_hierarchy(hierarchy: HierarchySpec) -> str | dict[str, object]:
    """Return the shortest form of a hierarchy that reads back as the same."""
    parameters = _parameters(hierarchy)
    if isinstance(hierarchy, FileHierarchy) and set(parameters) == {"path"}:
        path = hierarchy.path.as_posix()
        if path.lower().endswith(HIERARCHY_FILES):
            return path
    return {hierarchy.kind: parameters} if parameters else hierarchy.kind


def _parameters(model: BaseModel) -> dict[str, object]:
    """Return the fields that differ from their defaults, as they are spelt in files."""
    dumped = model.model_dump(mode="json", by_alias=True)
    changed = [
        kebab(name)
        for name, info in type(model).model_fields.items()
        if name != "kind" and getattr(model, name) != info.default
    ]
    return {name: _plain(dumped[name]) for name in changed}


def _plain(value: object) -> object:
    """Return whole floats as integers: ``100`` reads better than ``100.0``."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
