"""What a health catalogue insists on, and whether a pipeline file says it.

What lives here: the facts that HealthDCAT-AP makes mandatory and that only people know. What does
not: how they are written there (:mod:`sector_data.release.exporters.healthdcat`).

Source: HealthDCAT-AP release 5, whose obligations depend on the access rights.
"""

from __future__ import annotations

from collections.abc import Mapping

from sector_data.spec.problems import Problems
from sector_data.spec.words import Recipient

_ALWAYS = (
    ("release", "contact"),
    ("release", "keywords"),
    ("catalogue", "publisher"),
    ("catalogue", "provenance"),
    ("catalogue", "health-categories"),
)
_RESTRICTED = (
    ("catalogue", "type"),
    ("catalogue", "access-body"),
    ("catalogue", "access-body-email"),
)


def health_facts_missing(pipeline: Mapping[str, object]) -> list[str]:
    """Return the keys that a health catalogue needs and a pipeline file leaves out.

    Parameters
    ----------
    pipeline
        The file's content, keys as they are written there.
    """
    release = _section(pipeline, "release")
    public = release.get("recipient", Recipient.PUBLIC.value) == Recipient.PUBLIC.value
    needed = _ALWAYS if public else (*_ALWAYS, *_RESTRICTED)
    return [
        f"{section}.{key}" for section, key in needed if not _section(pipeline, section).get(key)
    ]


def check_catalogue(draft: Mapping[str, object], problems: Problems) -> None:
    """Note what is missing for the descriptions that the release is to hold."""
    exports = _section(draft, "release").get("exports")
    if not isinstance(exports, list) or "healthdcat-ap" not in exports:
        return
    if missing := health_facts_missing(draft):
        problems.add(
            ("release", "exports"),
            f"healthdcat-ap needs {', '.join(missing)}.",
            "Say it in the pipeline file, or leave healthdcat-ap out.",
        )


def _section(owner: Mapping[str, object], key: str) -> Mapping[str, object]:
    value = owner.get(key)
    return value if isinstance(value, Mapping) else {}
