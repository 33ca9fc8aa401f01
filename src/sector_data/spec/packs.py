"""The policy packs and sector schemas that ship with the package.

What lives here: finding and reading their files. What does not: the documents themselves
(:mod:`sector_data.spec.policies`, :mod:`sector_data.spec.sectors`), whose names are also here for
those who load them.
"""

from __future__ import annotations

from functools import cache
from typing import Literal, TypeVar

from pydantic import BaseModel

from sector_data.errors import InputError
from sector_data.spec.packaged import names_in, packaged
from sector_data.spec.policies import PolicyPack, PolicyRule
from sector_data.spec.problems import Problems, nearest, quote, validate
from sector_data.spec.sectors import SectorColumn, SectorSchema
from sector_data.spec.shorthands import Draft, expand_hierarchy, expand_transform
from sector_data.spec.yaml_lines import Place, load

__all__ = [
    "PolicyPack",
    "PolicyRule",
    "SectorColumn",
    "SectorSchema",
    "load_policy",
    "load_sector",
    "parse_policy",
    "parse_sector",
    "policy_names",
    "sector_names",
]

M = TypeVar("M", bound=BaseModel)


@cache
def policy_names() -> tuple[str, ...]:
    """Return the names of the policy packs, sorted."""
    return names_in(packaged("schemas") / "policies")


@cache
def sector_names() -> tuple[str, ...]:
    """Return the names of the sector schemas, sorted."""
    return names_in(packaged("schemas") / "sectors")


@cache
def load_policy(name: str) -> PolicyPack:
    """Return a policy pack by its name, such as ``hipaa-safe-harbor``.

    Raises
    ------
    InputError
        If there is none of that name.
    """
    return parse_policy(_read("policies", name, policy_names()), file=f"policies/{name}.yaml")


@cache
def load_sector(name: str) -> SectorSchema:
    """Return a sector schema by its name, such as ``health``.

    Raises
    ------
    InputError
        If there is none of that name.
    """
    return parse_sector(_read("sectors", name, sector_names()), file=f"sectors/{name}.yaml")


def parse_policy(text: str | bytes, *, file: str) -> PolicyPack:
    """Read a policy pack from YAML; transforms may be written as in a pipeline file.

    Raises
    ------
    SpecificationError
        With all mistakes of the file.
    """
    return _parse(text, file, PolicyPack, "rules")


def parse_sector(text: str | bytes, *, file: str) -> SectorSchema:
    """Read a sector schema from YAML; transforms may be written as in a pipeline file.

    Raises
    ------
    SpecificationError
        With all mistakes of the file.
    """
    return _parse(text, file, SectorSchema, "columns")


def _read(folder: Literal["policies", "sectors"], name: str, known: tuple[str, ...]) -> bytes:
    if name not in known:
        what = "policy pack" if folder == "policies" else "sector schema"
        raise InputError(f"There is no {what} {quote(name)}.", nearest(name, known))
    return (packaged("schemas") / folder / f"{name}.yaml").read_bytes()


def _parse(text: str | bytes, file: str, model: type[M], listed: str) -> M:
    document = load(text, file)
    problems = Problems(document)
    draft = document.content
    if isinstance(draft, dict) and isinstance(entries := draft.get(listed), list):
        draft = {
            **draft,
            listed: [_expand(e, (listed, i), problems) for i, e in enumerate(entries)],
        }
    parsed = validate(model, draft, problems)
    problems.raise_if_any(file)
    assert parsed is not None  # without a problem there is a document
    return parsed


def _expand(entry: object, place: Place, problems: Problems) -> object:
    if not isinstance(entry, dict):
        return entry
    draft: Draft = dict(entry)
    if draft.get("transform") is not None:
        draft["transform"] = expand_transform(draft["transform"], (*place, "transform"), problems)
    if draft.get("hierarchy") is not None:
        draft["hierarchy"] = expand_hierarchy(draft["hierarchy"], (*place, "hierarchy"), problems)
    return draft
