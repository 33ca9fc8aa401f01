"""A release for research archives: an RO-Crate, with the run that made it.

What lives here: ``ro-crate-metadata.json`` of a bundle. What does not: the data's columns, which
``datapackage.json`` describes.

Sources: *RO-Crate* 1.2; *Process Run Crate* 0.5 (the program, its run, what it made); *Five Safes
RO-Crate* 0.4, whose terms name the phases of review (validation, disclosure check). The Five Safes
profile itself is not claimed: it describes the request to run a workflow crate inside a trusted
research environment, made by a named person.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from sector_data.release import layout
from sector_data.release.croissant import licence_of
from sector_data.release.exporters.described import DescribedRelease
from sector_data.release.report.catalogue import catalogue
from sector_data.release.report.content import page_names

Entity = dict[str, Any]

SPECIFICATION = "https://w3id.org/ro/crate/1.2"
PROCESS_RUN = "https://w3id.org/ro/wfrun/process/0.5"
_SHP = "https://w3id.org/shp#"
_COMPLETED = "http://schema.org/CompletedActionStatus"
_RUN, _PUBLISHER, _IDENTIFIER = "#anonymisation", "#publisher", "#identifier"


def ro_crate(release: DescribedRelease) -> Entity:
    """Return the RO-Crate description of a bundle.

    Parameters
    ----------
    release
        What its documents say.
    """
    data = [entity for resource in release.resources for entity in _data(resource)]
    files = [*data, *_documents(release)]
    people = _publisher(release)
    reviews = [_review(release, *phase) for phase in _PHASES]
    licence = _licence(release)
    root: Entity = {
        "@id": "./",
        "@type": "Dataset",
        "conformsTo": {"@id": PROCESS_RUN},
        "name": release.datapackage["title"],
        "description": release.datapackage["description"],
        "identifier": {"@id": _IDENTIFIER},
        "version": release.datapackage["version"],
        "datePublished": release.plan.made_on.isoformat(),
        "license": {"@id": licence["@id"]},
        "keywords": list(release.plan.pipeline.release.keywords),
        "publisher": {"@id": _PUBLISHER},
        "author": {"@id": _PUBLISHER},
        "conditionsOfAccess": catalogue("en").text(
            f"recipients.{release.plan.pipeline.release.recipient.value}"
        ),
        "usageInfo": catalogue("en").text("use.forbidden"),
        "mentions": [{"@id": _RUN}, *_refer(reviews)],
        "hasPart": _refer(files),
    }
    graph = [
        {
            "@id": "ro-crate-metadata.json",
            "@type": "CreativeWork",
            "name": "RO-Crate description of the bundle",
            "about": {"@id": "./"},
            "conformsTo": {"@id": SPECIFICATION},
        },
        {key: value for key, value in root.items() if value not in ([], "")},
        *files,
        _run(release, data),
        _tool(release),
        *reviews,
        *people,
        licence,
        {
            "@id": _IDENTIFIER,
            "@type": "PropertyValue",
            "name": "Identifier of the data package",
            "propertyID": "https://registry.identifiers.org/registry/uuid",
            "value": release.datapackage["id"],
        },
        {
            "@id": PROCESS_RUN,
            "@type": ["CreativeWork", "Profile"],
            "name": "Process Run Crate",
            "version": PROCESS_RUN.rsplit("/", 1)[-1],
        },
    ]
    return {"@context": f"{SPECIFICATION}/context", "@graph": graph}


def _refer(entities: list[Entity]) -> list[Entity]:
    return [{"@id": entity["@id"]} for entity in entities]


def _data(resource: Entity) -> list[Entity]:
    table, parquet = resource["name"], resource["sectorData:parquet"]
    return [
        _file(resource["path"], "text/csv", f"The released rows of {table} as CSV.", resource),
        _file(parquet["path"], parquet["mediatype"], f"{table}: the same as Parquet.", parquet),
    ]


def _file(path: str, media: str, description: str, measured: Entity | None = None) -> Entity:
    entity: Entity = {
        "@id": path,
        "@type": "File",
        "name": path,
        "description": description,
        "encodingFormat": media,
    }
    if measured is not None:
        entity["contentSize"] = str(measured["bytes"])
        entity["sha256"] = measured["hash"].removeprefix("sha256:")
    return entity


def _documents(release: DescribedRelease) -> list[Entity]:
    """Return what is in every bundle beside the data; what it says is said there."""
    words = catalogue("en").text
    pages = page_names(release.plan.pipeline.release.languages)
    return [
        _file(layout.DATAPACKAGE, "application/json", words("files.datapackage")),
        _file(layout.CROISSANT, "application/ld+json", words("files.croissant")),
        _file(layout.PLAN, "application/json", words("files.plan")),
        *(
            entity
            for language, (report, readme) in pages.items()
            for entity in (
                _file(report, "text/html", f"Report ({language})"),
                _file(readme, "text/markdown", f"README ({language})"),
            )
        ),
        {
            "@id": f"{layout.EVIDENCE}/",
            "@type": "Dataset",
            "name": "Evidence",
            "description": words("files.evidence"),
        },
        _file(layout.SUMS, "text/plain", words("files.sums")),
        _file(layout.ATTESTATIONS, "application/jsonl", words("files.statement")),
    ]


def _run(release: DescribedRelease, data: list[Entity]) -> Entity:
    return {
        "@id": _RUN,
        "@type": "CreateAction",
        "name": "Anonymisation",
        "description": f"Carried out by the plan sha256:{release.plan.digest()}.",
        "instrument": {"@id": _tool_id(release)},
        "agent": {"@id": _PUBLISHER},
        "object": {"@id": layout.PLAN},
        "result": _refer(data),
        "endTime": _end(release),
        "actionStatus": _COMPLETED,
    }


def _tool_id(release: DescribedRelease) -> str:
    name, _, version = release.plan.made_with.rpartition(" ")
    return f"pkg:pypi/{quote(name)}@{quote(version)}"


def _tool(release: DescribedRelease) -> Entity:
    name, _, version = release.plan.made_with.rpartition(" ")
    return {
        "@id": _tool_id(release),
        "@type": "SoftwareApplication",
        "name": name,
        "description": "Program that de-identifies, anonymises and releases tables.",
        "url": {"@id": _tool_id(release)},
        "version": version,
        "provider": {"@id": _PUBLISHER},
    }


_PHASES: tuple[tuple[str, str, str, layout.EvidenceName], ...] = (
    ("validation", "ValidationCheck", "Expectations on the released tables: met", "validation"),
    ("disclosure", "DisclosureCheck", "Risk gates and search for leaks: passed", "leaks"),
)
"""Phases of review that every bundle went through: one that fails is not written."""


def _review(
    release: DescribedRelease, name: str, term: str, outcome: str, evidence: layout.EvidenceName
) -> Entity:
    return {
        "@id": f"#{name}",
        "@type": "AssessAction",
        "additionalType": {"@id": f"{_SHP}{term}"},
        "name": outcome,
        "description": f"See {layout.evidence_path(evidence)}.",
        "instrument": {"@id": _tool_id(release)},
        "agent": {"@id": _tool_id(release)},
        "object": {"@id": "./"},
        "endTime": _end(release),
        "actionStatus": _COMPLETED,
    }


def _end(release: DescribedRelease) -> str:
    return f"{release.plan.made_on.isoformat()}T00:00:00+00:00"


def _publisher(release: DescribedRelease) -> list[Entity]:
    """Return who answers for the release; a crate must name somebody."""
    pipeline = release.plan.pipeline
    contact = pipeline.release.contact
    entity: Entity = {
        "@id": _PUBLISHER,
        "@type": "Organization",
        "name": pipeline.catalogue.publisher or contact or catalogue("en").text("page.nobody"),
    }
    if pipeline.catalogue.address:
        entity["url"] = pipeline.catalogue.address
    if contact is None or "@" not in contact:
        return [entity]
    point = f"mailto:{contact}"
    return [
        entity | {"contactPoint": {"@id": point}},
        {
            "@id": point,
            "@type": "ContactPoint",
            "name": contact,
            "contactType": "data protection",
            "email": contact,
        },
    ]


def _licence(release: DescribedRelease) -> Entity:
    """Return the licence; a crate must name one, so that "none" is one that permits nothing."""
    licences = release.datapackage.get("licenses")
    if not licences:
        words = catalogue("en").text("page.no_licence")
        return {"@id": "#licence", "@type": "CreativeWork", "name": words, "description": words}
    name = licence_of(licences[0])
    return {
        "@id": name if name.startswith(("http://", "https://")) else "#licence",
        "@type": "CreativeWork",
        "name": licences[0].get("title") or name,
        "description": f"Licence of the release: {licences[0].get('name') or name}",
    }
