"""The description of a release for machine learning: Croissant 1.1 with its RAI vocabulary.

What lives here: ``croissant.json``, written from the Data Package descriptor, the plan and the
evidence. What does not: what a column, a key or a type is
(:mod:`sector_data.release.datapackage`), and the words of use and responsibility
(:mod:`sector_data.release.croissant_rai`).

Source: MLCommons, *Croissant Format Specification* 1.1 (files, record sets, fields, PROV); the
JSON-LD context is that of its reference implementation, mlcroissant 1.1.

Records are read from the Parquet files, which keep types: a reader of CSV that guesses makes the
number 10 of the text ``010``. What the release does not know is left out, required or not: no
address on the web is made up, and a release without a licence names none.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from sector_data.release.croissant_rai import responsibility, usage_info
from sector_data.spec.evidence.release import Assessment
from sector_data.spec.plan import Plan
from sector_data.spec.words import DataType

CONFORMS_TO = ["http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"]

_TERMS = (
    "annotation arrayShape citeAs column containedIn equivalentProperty extract field fileObject "
    "fileProperty fileSet format includes isArray isLiveDataset jsonPath key md5 parentField path "
    "recordSet references regex repeated replace samplingRate separator source subField transform"
)

CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    **{term: f"cr:{term}" for term in _TERMS.split()},
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "description": {"@container": "@language"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "name": {"@container": "@language"},
    "cr": "http://mlcommons.org/croissant/",
    "dct": "http://purl.org/dc/terms/",
    "odrl": "http://www.w3.org/ns/odrl/2/",
    "prov": "http://www.w3.org/ns/prov#",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "sc": "https://schema.org/",
}
"""Appendix 1 of the specification, and the vocabularies of provenance and of use terms."""

DATA_TYPES = {
    DataType.STRING: "sc:Text",
    DataType.INTEGER: "sc:Integer",
    DataType.NUMBER: "sc:Float",
    DataType.BOOLEAN: "sc:Boolean",
    DataType.DATE: "sc:Date",
    DataType.DATETIME: "sc:DateTime",
}

PARQUET = "application/x-parquet"
"""The media type that the specification's readers know; the registered one they refuse."""


def describe_croissant(
    plan: Plan,
    descriptor: Mapping[str, Any],
    assessment: Assessment,
    *,
    synthetic: Collection[str] = (),
) -> dict[str, Any]:
    """Return the Croissant description of a release.

    Parameters
    ----------
    plan
        The plan that was carried out.
    descriptor
        Its Data Package, as :func:`sector_data.release.datapackage.describe` returns it.
    assessment
        What was measured; only what the bundle's evidence says is quoted.
    synthetic
        Tables whose rows were made, not taken from the source.
    """
    return {
        **_dataset(plan, descriptor),
        **_provenance(
            plan, descriptor.get("contributors"), "Anonymisation", [t.table for t in plan.tables]
        ),
        **responsibility(plan, assessment, synthetic),
        **_contents(descriptor),
    }


def describe_figures(plan: Plan, descriptor: Mapping[str, Any], table: str) -> dict[str, Any]:
    """Return the Croissant description of figures that were counted with noise.

    Parameters
    ----------
    plan
        What was asked for.
    descriptor
        The Data Package of the figures.
    table
        The table that was counted.
    """
    return {
        **_dataset(plan, descriptor),
        **_provenance(plan, descriptor.get("contributors"), "Counting with noise", [table]),
        **_contents(descriptor),
    }


def _dataset(plan: Plan, descriptor: Mapping[str, Any]) -> dict[str, Any]:
    document: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS_TO,
        "name": descriptor["name"],
        "alternateName": descriptor["title"],
        "description": descriptor["description"],
        "identifier": descriptor["id"],
        "version": descriptor["version"],
        "datePublished": plan.made_on.isoformat(),
        "isLiveDataset": False,
        "citeAs": _citation(plan, descriptor),
    }
    if licences := descriptor.get("licenses"):
        document["license"] = licence_of(licences[0])
    if contributors := descriptor.get("contributors"):
        document["creator"] = _organisation(contributors[0])
    if keywords := descriptor.get("keywords"):
        document["keywords"] = keywords
    document["usageInfo"] = usage_info(plan.pipeline)
    return document


def _contents(descriptor: Mapping[str, Any]) -> dict[str, Any]:
    resources = descriptor["resources"]
    ends = {r["name"] for r in resources if not r["schema"].get("foreignKeys")}
    return {
        "distribution": [file for resource in resources for file in _files(resource)],
        "recordSet": [_record_set(resource, ends) for resource in resources],
    }


def to_json(document: Mapping[str, Any]) -> str:
    """Return a description as the text of ``croissant.json``."""
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def licence_of(licence: Mapping[str, str]) -> str:
    """Return a licence of a Data Package as Croissant wants it: its address, else its words."""
    return licence.get("path") or licence.get("title") or licence["name"]


def field_id(table: str, column: str) -> str:
    """Return the identifier of a field, which names it in records: ``table/column``.

    It is a relative IRI reference (RFC 3987). Letters and digits of all scripts stand; what has a
    meaning in an IRI, and white space, is percent-encoded, so that no two columns share one.
    """
    if not column.strip("."):  # ``.`` and ``..`` are steps in a path
        return f"{table}/{column.replace('.', '%2E')}"
    return f"{table}/" + "".join(
        character if character.isalnum() else quote(character, safe="-._~") for character in column
    )


def file_id(table: str, kind: str) -> str:
    """Return the identifier of a table's file: no table has a dot in its name."""
    return f"{table}.{kind}"


def _citation(plan: Plan, descriptor: Mapping[str, Any]) -> str:
    return (
        f"{descriptor['title']}, version {descriptor['version']}, "
        f"{plan.made_on.isoformat()}, {descriptor['id']}"
    )


def _organisation(contributor: Mapping[str, Any]) -> dict[str, str]:
    """Return whoever answers for the release; the plan tells no more than how to reach them."""
    email = contributor.get("email")
    named = {"@type": "sc:Organization", "name": email or contributor["title"]}
    return named | ({"email": email} if email else {})


def _files(resource: Mapping[str, Any]) -> list[dict[str, Any]]:
    parquet = resource["sectorData:parquet"]
    return [
        _file(resource, "csv", "text/csv", "The released rows as CSV."),
        _file({"name": resource["name"], **parquet}, "parquet", PARQUET, "The same as Parquet."),
    ]


def _file(resource: Mapping[str, Any], kind: str, media: str, description: str) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": file_id(resource["name"], kind),
        "name": file_id(resource["name"], kind),
        "description": description,
        "contentUrl": resource["path"],
        "contentSize": f"{resource['bytes']} B",
        "encodingFormat": media,
        "sha256": resource["hash"].removeprefix("sha256:"),
    }


def _record_set(resource: Mapping[str, Any], ends: Collection[str]) -> dict[str, Any]:
    """Describe a table; its references only to tables among `ends`, which refer to no other.

    mlcroissant 1.1 joins a table with those that it refers to, and cannot read one that is joined
    itself. All references stand in ``datapackage.json``.
    """
    table, schema = resource["name"], resource["schema"]
    references = {
        key["fields"][0]: field_id(
            key["reference"].get("resource", table), key["reference"]["fields"][0]
        )
        for key in schema.get("foreignKeys", ())
        if key["reference"].get("resource", table) in ends
    }
    record_set: dict[str, Any] = {"@type": "cr:RecordSet", "@id": table, "name": table}
    if key := schema.get("primaryKey"):
        record_set["key"] = [{"@id": field_id(table, column)} for column in key]
    record_set["field"] = [
        _field(table, field, references.get(field["name"])) for field in schema["fields"]
    ]
    return record_set


def _field(table: str, field: Mapping[str, Any], reference: str | None) -> dict[str, Any]:
    described: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": field_id(table, field["name"]),
        "name": field["name"],
        "dataType": DATA_TYPES[DataType(field["type"])],
        "source": {
            "fileObject": {"@id": file_id(table, "parquet")},
            "extract": {"column": field["name"]},
        },
    }
    if "description" in field:
        described["description"] = _treatment(field)
    if reference is not None:
        described["references"] = {"field": {"@id": reference}}
    return described


def _treatment(field: Mapping[str, Any]) -> str:
    """Say what was done to a column, what is lost, and who can undo it; of a figure what it is."""
    if "sectorData:technique" not in field:
        return str(field["description"])
    return (
        f"{field['description']} Technique: {field['sectorData:technique']}. "
        f"Lost: {field['sectorData:lost']}. Reversible: {field['sectorData:reversible']}."
    )


def _provenance(
    plan: Plan, contributors: list[dict[str, Any]] | None, done: str, tables: Sequence[str]
) -> dict[str, Any]:
    """Return where the release comes from, in PROV-O; of the source no more than that it is."""
    provenance: dict[str, Any] = {
        "prov:wasDerivedFrom": [
            {"@type": "prov:Entity", "prov:label": f"{table}: confidential, not released"}
            for table in tables
        ],
        "prov:wasGeneratedBy": {
            "@type": "prov:Activity",
            "prov:label": f"{done} by the plan sha256:{plan.digest()}",
            "prov:endedAtTime": plan.made_on.isoformat(),
            "prov:wasAssociatedWith": {
                "@type": "prov:SoftwareAgent",
                "prov:label": plan.made_with,
            },
        },
    }
    if contributors:
        provenance["prov:wasAttributedTo"] = {
            "@type": "prov:Agent",
            "prov:label": _organisation(contributors[0])["name"],
        }
    return provenance
