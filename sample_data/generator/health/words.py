"""The word lists beside the code: names, places, conditions, phrases.

What lives here: reading and holding them. What does not: how they are used.
"""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

WORDS = Path(__file__).parent / "words"
PHRASE_FILES = (
    "heart_and_lungs",
    "injuries_and_joints",
    "medicine",
    "mind_and_nerves",
    "women_and_children",
)
AGE_POINTS = (5, 25, 50, 70, 88)


@dataclass(frozen=True, slots=True)
class Place:
    """A ZIP code with its post town; `weight` says how many of the region's people live there."""

    zip: str
    city: str
    state: str
    weight: float
    phone_area: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a family name comes from, with the first names that go with it."""

    name: str
    weight: float
    race: str
    ethnicity: str
    own: float
    """Share of bearers whose first name is from this origin too."""
    women: tuple[str, ...]
    men: tuple[str, ...]
    surnames: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """An ICD-10-CM code with how common it is."""

    code: str
    description: str
    prose: str
    """How a note calls it."""
    family: str
    """The group of phrases that tell of it."""
    kind: str
    """chronic, acute, pregnancy, newborn or status."""
    women: float
    """Share of women among those who have it; 0 and 1 are rules, not rates."""
    ages: tuple[int, int]
    """First and last age, in full years, at which it occurs at all."""
    frequency: tuple[float, ...]
    """At `AGE_POINTS`: per 1,000 for chronic conditions, a weight among reasons for acute ones."""
    classes: str
    """Encounter classes it is a reason for: a, e, i, o, v."""
    department: str

    def frequency_at(self, age: float, sex: str) -> float:
        """Return the frequency at an age in years, in one sex."""
        if not self.ages[0] <= age < self.ages[1] + 1:
            return 0.0
        points = list(zip(AGE_POINTS, self.frequency, strict=True))
        value = points[-1][1] if age >= AGE_POINTS[-1] else points[0][1]
        for (low, start), (high, end) in pairwise(points):
            if low <= age < high:
                value = start + (end - start) * (age - low) / (high - low)
        share = self.women if sex == "F" else 1 - self.women
        return value * share / max(self.women, 1 - self.women)


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((WORDS / f"{name}.toml").read_text(encoding="utf-8"))


def _rows(name: str) -> list[dict[str, str]]:
    with (WORDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _years(text: str) -> tuple[int, int]:
    low, high = text.split("-")
    return int(low), int(high)


def _split_names(text: str) -> tuple[str, ...]:
    """Split at spaces, keeping names of several words (``De La Cruz``, ``St. Pierre``) whole."""
    names: list[str] = []
    for word in text.split():
        joins = bool(names) and names[-1].split()[-1] in {"De", "La", "da", "St."}
        if joins:
            names[-1] += f" {word}"
        else:
            names.append(word)
    return tuple(names)


@cache
def places() -> tuple[Place, ...]:
    """Return the post towns of the region."""
    return tuple(
        Place(r["zip"], r["city"], r["state"], float(r["weight"]), r["phone_area"])
        for r in _rows("places")
    )


@cache
def conditions() -> tuple[Condition, ...]:
    """Return all conditions in file order."""
    return tuple(
        Condition(
            r["code"],
            r["description"],
            r["prose"],
            r["family"],
            r["kind"],
            float(r["women"]),
            _years(r["ages"]),
            tuple(float(r[f"p{age}"]) for age in AGE_POINTS),
            r["classes"],
            r["department"],
        )
        for r in _rows("conditions")
    )


@cache
def origins() -> tuple[Origin, ...]:
    """Return the origins of names."""
    return tuple(
        Origin(
            name,
            float(o["weight"]),
            o["race"],
            o.get("ethnicity", "Not Hispanic or Latino"),
            float(o["own"]),
            _split_names(o.get("women", "")),
            _split_names(o.get("men", "")),
            _split_names(o["surnames"]),
        )
        for name, o in _toml("names")["origin"].items()
    )


@cache
def first_names(sex: str) -> dict[int, tuple[str, ...]]:
    """Return the first names of one sex (``F`` or ``M``) by the decade they were in fashion."""
    lists = _toml("names")["women" if sex == "F" else "men"]
    return {int(decade): _split_names(names) for decade, names in lists.items()}


@cache
def surroundings() -> dict[str, Any]:
    """Return streets, employers, hospitals and the like."""
    return _toml("surroundings")


@cache
def phrases() -> dict[str, dict[str, list[str]]]:
    """Return what notes say, by family of conditions and part of a note."""
    merged: dict[str, dict[str, list[str]]] = {}
    for name in PHRASE_FILES:
        merged.update(_toml(name))
    return merged


@cache
def frames() -> dict[str, Any]:
    """Return the sentences around the medicine: openings, families, telephone calls, closings."""
    return _toml("frames")
