"""What the labels of annotated texts mean in the entities of detection.

What lives here: the meaning of other people's labels ("NOM", "GPE", "fax"). What does not: counting
(:mod:`sector_data.detect.scoring`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources

import yaml

from sector_data.detect.entities import ENTITIES
from sector_data.errors import InputError
from sector_data.spec.words import Role

IGNORED = "ignore"
"""What a label means that is neither right nor wrong to find."""
_NOT_NUMBERS = frozenset(
    {"PERSON", "USERNAME", "EMAIL_ADDRESS", "PHONE_NUMBER", "URL", "IP_ADDRESS", "STREET_ADDRESS"}
    | {"GEO_COORDINATE", "SECRET", "CREDIT_CARD"}
)


def plain(label: str) -> str:
    """Return a label in one spelling: lower case, words joined by underscores."""
    return re.sub(r"\W+", "_", label.casefold()).strip("_")


@cache
def numbers() -> frozenset[str]:
    """Return the entities that are numbers given to somebody or something.

    Which office gave a number cannot always be told from a text: any of them answers to any.
    """
    return (
        frozenset(e.name for e in ENTITIES.values() if e.role is Role.DIRECT_IDENTIFIER)
        - _NOT_NUMBERS
    )


@cache
def _meanings() -> dict[str, frozenset[str]]:
    path = resources.files("sector_data.detect") / "words" / "labels.yaml"
    found: dict[str, frozenset[str]] = {}
    for group in yaml.safe_load(path.read_text("utf-8")):
        entities = frozenset(group.get("entities", ()))
        if "number" in group.get("families", ()):
            entities |= numbers()
        for label in group["labels"]:
            found[plain(label)] = entities
    return found


def entity_of(label: str) -> str | None:
    """Return the one entity that a model's label stands for; None where it is no personal data."""
    path = resources.files("sector_data.detect") / "words" / "labels.yaml"
    for group in yaml.safe_load(path.read_text("utf-8")):
        if plain(label) in map(plain, group["labels"]):
            return str(group.get("as") or group["entities"][0])
    return label.upper() if label.upper() in ENTITIES else None


def meanings(
    labels: Iterable[str], own: Mapping[str, str] | None = None
) -> dict[str, frozenset[str]]:
    """Return the entities that answer to each label; none where the label is to be ignored.

    Parameters
    ----------
    labels
        As the texts have them.
    own
        The steward's own meanings: label to label, entity or ``ignore``.

    Raises
    ------
    InputError
        If a label means nothing here.
    """
    said = {plain(label): meaning for label, meaning in (own or {}).items()}
    found: dict[str, frozenset[str]] = {}
    unknown: list[str] = []
    for label in sorted(set(labels)):
        name = plain(said.get(plain(label), label))
        if name == IGNORED:
            found[label] = frozenset()
        elif name in _meanings():
            found[label] = _meanings()[name]
        elif name.upper() in ENTITIES:
            found[label] = numbers() if name.upper() in numbers() else frozenset({name.upper()})
        else:
            unknown.append(label)
    if unknown:
        raise InputError(
            f"Nobody knows here what the labels {', '.join(map(repr, unknown))} mean.",
            "Say it in a YAML file, such as `WARD: facility` or `MISC: ignore`, and name the file "
            "with --labels.",
        )
    return found
