"""What the privacy section must agree on with itself and with the rest of the file.

What lives here: columns that the section names, and settings that contradict one another or ask for
nothing. What does not: whether a column has an order or a hierarchy, which only the data can tell
(:mod:`sector_data.anonymise.models.building`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from sector_data.spec.privacy import SENSITIVE_MODELS
from sector_data.spec.problems import Problems
from sector_data.spec.yaml_lines import Place

_NAMED = {"t-closeness": "t-closeness", "l-diversity": "l-diversity", "alpha-k": "(alpha, k)"}


def check_privacy(
    draft: Mapping[str, object], column: Callable[[str, Place], None], problems: Problems
) -> None:
    """Note what contradicts or leads nowhere.

    Parameters
    ----------
    draft
        The whole file, spelt out.
    column
        Insists that a column's table is in ``source``.
    """
    privacy = _mapping(draft.get("privacy"))
    for path, place in _columns(privacy):
        column(path, ("privacy", *place))
    roles = _mapping(draft.get("columns"))
    for model in SENSITIVE_MODELS:
        for path in _mapping(privacy.get(model)):
            role = _mapping(roles.get(path)).get("role")
            if role in ("direct-identifier", "security-sensitive", "quasi-identifier"):
                problems.add(
                    ("privacy", model, path),
                    f"{_NAMED.get(model, model)} is for sensitive columns; 'columns' calls it "
                    f"{role}.",
                    "Make its role sensitive, or leave it out here.",
                )
    for path in _mapping(privacy.get("weights")):
        role = _mapping(roles.get(path)).get("role")
        if role not in (None, "quasi-identifier"):
            problems.add(
                ("privacy", "weights", path),
                f"weights are for quasi-identifiers; 'columns' calls it {role}.",
                "Leave it out here.",
            )
    _check_search(privacy, problems)


def _check_search(privacy: Mapping[str, object], problems: Problems) -> None:
    """Refuse limits of a heuristic search that nobody allowed, and two measures of one thing."""
    search = _mapping(privacy.get("search"))
    allowed = str(search.get("allow-heuristic", "false")).lower() == "true"
    for limit in ("nodes", "seconds"):
        if limit in search and search[limit] is not None and not allowed:
            problems.add(
                ("privacy", "search", limit),
                "limits a heuristic search, which is not allowed.",
                "Write allow-heuristic: true beside it, or leave it out.",
            )
    if privacy.get("workload") is not None and "metric" in privacy:
        problems.add(
            ("privacy", "metric"),
            "a workload takes the place of the metric.",
            "Leave out one of the two.",
        )


def _columns(privacy: Mapping[str, object]) -> Iterator[tuple[str, Place]]:
    """Yield the columns that the section names, and where."""
    for key in (*SENSITIVE_MODELS, "km-anonymity", "weights"):
        for path in _mapping(privacy.get(key)):
            yield path, (key, path)
    workload = _mapping(privacy.get("workload"))
    if isinstance(target := workload.get("target"), str):
        yield target, ("workload", "target")
    queries = workload.get("queries")
    for position, query in enumerate(queries if isinstance(queries, list) else ()):
        for path in query if isinstance(query, list) else ():
            if isinstance(path, str):
                yield path, ("workload", "queries", position)


def _mapping(value: object) -> dict[str, object]:
    return dict(value) if isinstance(value, Mapping) else {}
