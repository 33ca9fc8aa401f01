"""A release for data catalogues: DCAT-AP 3 as JSON-LD.

What lives here: the ``dcat:Dataset`` with its distributions. What does not: what health catalogues
want besides (:mod:`sector_data.release.exporters.healthdcat`).

Source: SEMIC, *DCAT-AP* 3.0.1 (mandatory and recommended properties, classes of their values);
EU Publications Office, authority tables of access rights, data themes and file types.

Addresses of files are relative to where the description lies, unless the pipeline file says where
they will be; only public releases name a direct download.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sector_data.release.croissant import file_id, licence_of
from sector_data.release.croissant_rai import use_terms
from sector_data.release.datapackage import PROFILE
from sector_data.release.exporters.described import DescribedRelease
from sector_data.release.layout import REPORT
from sector_data.release.report.catalogue import catalogue
from sector_data.spec.cataloguing import CatalogueSpec
from sector_data.spec.words import Recipient

Node = dict[str, Any]

EU = "http://publications.europa.eu/resource/authority"

CONTEXT = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "dpv": "https://w3id.org/dpv#",
    "eli": "http://data.europa.eu/eli/ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "healthdcatap": "http://healthdataportal.eu/ns/health#",
    "name": "https://schema.org/name",
    "odrl": "http://www.w3.org/ns/odrl/2/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "sc": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

_RIGHTS = {
    Recipient.PUBLIC: "PUBLIC",
    Recipient.REGISTERED: "RESTRICTED",
    Recipient.SECURE_ROOM: "NON_PUBLIC",
}


def dcat_ap(release: DescribedRelease) -> Node:
    """Return the DCAT-AP description of a release.

    Parameters
    ----------
    release
        What its documents say.
    """
    told, settings = release.datapackage, release.plan.pipeline
    known, spec = settings.catalogue, settings.release
    dataset: Node = {
        "@context": CONTEXT,
        "@id": told["id"],
        "@type": "dcat:Dataset",
        "dct:title": told["title"],
        "dct:description": told["description"],
        "dct:identifier": told["id"],
        "dcat:version": told["version"],
        "dct:issued": literal(release.plan.made_on.isoformat(), "date"),
        "dct:accessRights": term(
            f"{EU}/access-right/{_RIGHTS[spec.recipient]}", "dct:RightsStatement"
        ),
        "dct:conformsTo": term(PROFILE, "dct:Standard"),
        "dct:provenance": {
            "@type": "dct:ProvenanceStatement",
            "rdfs:label": " ".join(
                [
                    *([f"{known.provenance.rstrip('.')}."] if known.provenance else []),
                    _made(release),
                ]
            ),
        },
        "dct:publisher": publisher(release),
        "dcat:keyword": list(spec.keywords),
        "dcat:theme": terms((f"{EU}/data-theme/{code}" for code in known.themes), "skos:Concept"),
        "dct:spatial": terms(known.places, "dct:Location"),
        "dct:temporal": _period(known),
        "dct:type": term(known.type, "skos:Concept") if known.type else None,
        "dcatap:applicableLegislation": terms(known.legislation, "eli:LegalResource"),
        "dcat:contactPoint": contact(spec.contact) if spec.contact else None,
        "dcat:landingPage": term(known.address, "foaf:Document") if known.address else None,
        "foaf:page": term(_address(release, REPORT), "foaf:Document"),
        "odrl:hasPolicy": {
            **use_terms(spec),
            "@id": f"{told['id']}#terms",
            "@type": ["odrl:Policy", "odrl:Offer"],
        },
        "dcat:distribution": [
            node for resource in release.resources for node in _distributions(release, resource)
        ],
    }
    return {key: value for key, value in dataset.items() if value not in (None, [], "")}


def term(address: str, kind: str) -> Node:
    """Return a term of a vocabulary, a law, a page: its address with its class."""
    return {"@id": address, "@type": kind}


def terms(addresses: Iterable[str], kind: str) -> list[Node]:
    """Return several terms of one class."""
    return [term(address, kind) for address in addresses]


def literal(value: str | int, kind: str) -> Node:
    """Return a typed literal of XML Schema."""
    return {"@value": str(value), "@type": f"xsd:{kind}"}


def agent(name: str) -> Node:
    """Return an organisation."""
    return {"@type": "foaf:Agent", "foaf:name": name}


def contact(words: str) -> Node:
    """Return whom to ask: an address for mail, or words."""
    if re.fullmatch(r"[^@\s]+@[^@\s]+", words):
        return {
            "@type": "vcard:Kind",
            "vcard:fn": words,
            "vcard:hasEmail": {"@id": f"mailto:{words}"},
        }
    return {"@type": "vcard:Kind", "vcard:fn": words}


def publisher(release: DescribedRelease) -> Node | None:
    """Return who publishes a release; None where the pipeline file names nobody."""
    pipeline = release.plan.pipeline
    name = pipeline.catalogue.publisher or pipeline.release.contact
    return agent(name) if name else None


def _made(release: DescribedRelease) -> str:
    made = f"Anonymised by {release.plan.made_with}, plan sha256:{release.plan.digest()}."
    if not release.synthetic:
        return made
    return f"{made} Synthetic rows: {', '.join(sorted(release.synthetic))}."


def _period(known: CatalogueSpec) -> Node | None:
    days = {"dcat:startDate": known.begins, "dcat:endDate": known.ends}
    told = {name: literal(day.isoformat(), "date") for name, day in days.items() if day}
    return {"@type": "dct:PeriodOfTime", **told} if told else None


def _address(release: DescribedRelease, path: str) -> str:
    files = release.plan.pipeline.catalogue.files
    return path if files is None else f"{files.rstrip('/')}/{path}"


def _distributions(release: DescribedRelease, resource: Node) -> list[Node]:
    parquet = resource["sectorData:parquet"]
    return [
        _distribution(release, resource["name"], resource, "csv", "text/csv"),
        _distribution(
            release, resource["name"], parquet, "parquet", "application/vnd.apache.parquet"
        ),
    ]


def _distribution(release: DescribedRelease, table: str, file: Node, kind: str, media: str) -> Node:
    pipeline = release.plan.pipeline
    address = _address(release, file["path"])
    public = pipeline.release.recipient is Recipient.PUBLIC
    page = pipeline.catalogue.address
    node: Node = {
        "@id": f"{release.datapackage['id']}#{file_id(table, kind)}",
        "@type": "dcat:Distribution",
        "dct:title": file_id(table, kind),
        "dcat:accessURL": term(address if public or not page else page, "rdfs:Resource"),
        "dct:format": term(f"{EU}/file-type/{kind.upper()}", "dct:MediaTypeOrExtent"),
        "dcat:mediaType": term(
            f"https://www.iana.org/assignments/media-types/{media}", "dct:MediaType"
        ),
        "dcat:byteSize": literal(file["bytes"], "nonNegativeInteger"),
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": term(
                "http://spdx.org/rdf/terms#checksumAlgorithm_sha256", "spdx:ChecksumAlgorithm"
            ),
            "spdx:checksumValue": literal(file["hash"].removeprefix("sha256:"), "hexBinary"),
        },
        "dct:rights": {
            "@type": "dct:RightsStatement",
            "rdfs:label": catalogue("en").text("use.forbidden"),
        },
    }
    if public:
        node["dcat:downloadURL"] = term(address, "rdfs:Resource")
    if licences := release.datapackage.get("licenses"):
        node["dct:license"] = _licence(licence_of(licences[0]))
    return node


def _licence(licence: str) -> Node:
    if licence.startswith(("http://", "https://")):
        return term(licence, "dct:LicenseDocument")
    return {"@type": "dct:LicenseDocument", "dct:title": licence}
