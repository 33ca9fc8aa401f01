"""The privacy section in the reference of the pipeline file.

What lives here: how its keys are written, the tables of its parts, the profiles, examples. What
does not: the rest of the page (:mod:`sector_data.spec.reference.pages`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from inspect import cleandoc

from sector_data.spec.longitudinal import EventsSpec, LongitudinalSpec
from sector_data.spec.model import Model
from sector_data.spec.privacy import (
    ClosenessSpec,
    DisclosureSpec,
    DiversitySpec,
    ExposureSpec,
    ItemsSpec,
    KMapSpec,
    LikenessSpec,
    PopulationSpec,
    PresenceSpec,
    RecursiveSpec,
    SearchSpec,
    WorkloadSpec,
)
from sector_data.spec.profiles import PROFILES

_COLUMNS = "mapping of `table.column` to "

PRIVACY_WORDS = {
    "privacy.profile": "a [profile](#profiles)",
    "privacy.k-map": "the keys of [`k-map`](#k-map)",
    "privacy.l-diversity": _COLUMNS + "a whole number from 1, or [`l-diversity`](#l-diversity)",
    "privacy.t-closeness": _COLUMNS + "a number from 0 to 1, or [`t-closeness`](#t-closeness)",
    "privacy.p-sensitivity": _COLUMNS + "a whole number from 1",
    "privacy.alpha-k": _COLUMNS + "a number above 0 to 1",
    "privacy.beta-likeness": _COLUMNS + "a number above 0, or [`beta-likeness`](#beta-likeness)",
    "privacy.delta-disclosure": _COLUMNS
    + "a number above 0, or [`delta-disclosure`](#delta-disclosure)",
    "privacy.delta-presence": "the keys of [`delta-presence`](#delta-presence)",
    "privacy.records-at-risk": "the keys of [`records-at-risk`](#records-at-risk)",
    "privacy.km-anonymity": _COLUMNS + "the keys of [`km-anonymity`](#km-anonymity)",
    "privacy.longitudinal": "the keys of [`longitudinal`](#longitudinal)",
    "privacy.missing": "`own-value`, `wildcard` or `removed`",
    "privacy.weights": _COLUMNS + "a number above 0",
    "privacy.workload": "the keys of [`workload`](#workload)",
    "privacy.search": "the keys of [`search`](#search)",
    "parts.recursive": "`{c: …, l: …}`, [as below](#recursive)",
    "parts.population": "the keys of [`population`](#population)",
    "parts.events": "mapping of table names to the keys of [`events`](#events)",
    "parts.times": "list of names of columns",
    "parts.order": "list of texts",
    "parts.path": "path of a file",
    "parts.queries": "list of lists of `table.column`",
    "parts.target": "`table.column`",
}
"""Types that read better than their schema, by chapter and key."""

_PARTS: dict[str, type[Model]] = {
    "k-map": KMapSpec,
    "l-diversity": DiversitySpec,
    "recursive": RecursiveSpec,
    "t-closeness": ClosenessSpec,
    "beta-likeness": LikenessSpec,
    "delta-disclosure": DisclosureSpec,
    "delta-presence": PresenceSpec,
    "population": PopulationSpec,
    "records-at-risk": ExposureSpec,
    "km-anonymity": ItemsSpec,
    "longitudinal": LongitudinalSpec,
    "events": EventsSpec,
    "workload": WorkloadSpec,
    "search": SearchSpec,
}

_POPULATION = "population: {path: census.csv}"

PRIVACY_EXAMPLES = {
    "privacy.profile": "privacy: {profile: ontario-ipc-high}",
    "privacy.k-anonymity": "privacy: {k-anonymity: 11}",
    "privacy.k-map": "privacy: {k-map: {k: 5, population: {size: 1000000}}}",
    "privacy.l-diversity": "privacy: {l-diversity: {encounters.diagnosis: 3, "
    "encounters.drug: {entropy: 2.5}, encounters.ward: {recursive: {c: 4, l: 3}}}}",
    "privacy.t-closeness": "privacy: {t-closeness: {encounters.cost: {t: 0.2, distance: ordered}}}",
    "privacy.p-sensitivity": "privacy: {p-sensitivity: {encounters.diagnosis: 3}}",
    "privacy.alpha-k": "privacy: {alpha-k: {encounters.diagnosis: 0.5}}",
    "privacy.beta-likeness": "privacy: {beta-likeness: {encounters.diagnosis: 2}}",
    "privacy.delta-disclosure": "privacy: {delta-disclosure: {encounters.diagnosis: "
    "{delta: 1.5, absent: ignored}}}",
    "privacy.delta-presence": f"privacy: {{delta-presence: {{maximum: 0.5, {_POPULATION}}}}}",
    "privacy.maximum-risk": "privacy: {maximum-risk: 0.05}",
    "privacy.average-risk": "privacy: {average-risk: 0.02}",
    "privacy.records-at-risk": "privacy: {records-at-risk: {risk: 0.2, share: 0.05}}",
    "privacy.km-anonymity": "privacy: {km-anonymity: {patients.allergies: {k: 5, m: 2}}}",
    "privacy.longitudinal": "privacy: {longitudinal: {events: {encounters: {cap: 10}}}}",
    "privacy.suppression-limit": "privacy: {suppression-limit: 2%}",
    "privacy.missing": "privacy: {missing: wildcard}",
    "privacy.method": "privacy: {method: local}",
    "privacy.metric": "privacy: {metric: entropy}",
    "privacy.weights": "privacy: {weights: {patients.age: 2}}",
    "privacy.workload": "privacy: {workload: {target: encounters.readmitted}}",
    "privacy.search": "privacy: {search: {allow-heuristic: true, seconds: 30}}",
}
"""One line for each key of the section, as it could stand in a file."""


def privacy_parts(
    parameters: Callable[[str, str], Iterator[str]],
    table: Callable[[list[str], list[list[str]]], Iterator[str]],
) -> Iterator[str]:
    """Yield the lines about the parts of the section, and about profiles.

    Parameters
    ----------
    parameters
        Yields the table of a part of the schema, by its name and the chapter of its words.
    table
        Yields a table of a head and rows.
    """
    yield from cleandoc(
        """
        A model is asked of every equivalence class, or of a table as a whole. Sensitive columns are
        `table.column`; one of another table binds the table of the subject, too. A class that
        does not satisfy a model is left out, within `suppression-limit`. `profile`, `k-anonymity`
        and the policy packs are read together: the largest k counts.
        """
    ).splitlines()
    yield ""
    for word, part in _PARTS.items():
        yield from (f"### {word}", "", " ".join(cleandoc(part.__doc__ or "").split()), "")
        yield from parameters(part.__name__, "parts.")
    yield from ("### profiles", "", "Working readings of their sources, not legal advice.", "")
    yield from table(
        ["Profile", "Smallest class", "Threshold", "Source"],
        [
            [f"`{name}`", str(p.k), f"{p.risk:g}" if p.risk else "–", f"{p.source}."]
            for name, p in PROFILES.items()
        ],
    )
