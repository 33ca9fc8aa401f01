"""DCAT-AP and HealthDCAT-AP: cardinalities and classes of the profiles, read from the RDF."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from rdflib import RDF, XSD, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from sector_data.errors import InputError
from sector_data.release.exporters.described import DescribedRelease
from sector_data.release.exporters.formats import export
from sector_data.spec.cataloguing import CatalogueSpec, ExportFormat
from sector_data.spec.words import Recipient
from tests.release.exporters.releases import KNOWN, described

DCAT = Namespace("http://www.w3.org/ns/dcat#")
DCATAP = Namespace("http://data.europa.eu/r5r/")
DCT = Namespace("http://purl.org/dc/terms/")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")
HEALTH = Namespace("http://healthdataportal.eu/ns/health#")
ODRL = Namespace("http://www.w3.org/ns/odrl/2/")
SPDX = Namespace("http://spdx.org/rdf/terms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
LEGAL = URIRef("http://data.europa.eu/eli/ontology#LegalResource")
CONCEPT = URIRef("http://www.w3.org/2004/02/skos/core#Concept")
RESOURCE = URIRef("http://www.w3.org/2000/01/rdf-schema#Resource")
BASE = "https://files.example/release/"

Rules = Mapping[URIRef, tuple[int, int | None, URIRef | None]]

DATASET: Rules = {
    DCT.title: (1, None, None),
    DCT.description: (1, None, None),
    DCT.identifier: (1, None, None),
    DCT.issued: (0, 1, XSD.date),
    DCT.publisher: (0, 1, FOAF.Agent),
    DCT.accessRights: (1, 1, DCT.RightsStatement),
    DCT.provenance: (1, None, DCT.ProvenanceStatement),
    DCT.conformsTo: (0, None, DCT.Standard),
    DCT.temporal: (0, None, DCT.PeriodOfTime),
    DCT.spatial: (0, None, DCT.Location),
    DCT.type: (0, None, CONCEPT),
    DCAT.version: (0, 1, None),
    DCAT.contactPoint: (0, None, VCARD.Kind),
    DCAT.theme: (0, None, CONCEPT),
    DCAT.landingPage: (0, None, FOAF.Document),
    FOAF.page: (0, None, FOAF.Document),
    DCATAP.applicableLegislation: (0, None, LEGAL),
    ODRL.hasPolicy: (0, None, ODRL.Policy),
    DCAT.distribution: (1, None, DCAT.Distribution),
}
"""DCAT-AP 3.0.1: least, most, and the class or datatype of values."""

DISTRIBUTION: Rules = {
    DCAT.accessURL: (1, None, RESOURCE),
    DCAT.downloadURL: (0, None, RESOURCE),
    DCAT.byteSize: (0, 1, XSD.nonNegativeInteger),
    DCAT.mediaType: (0, 1, DCT.MediaType),
    DCT["format"]: (0, 1, DCT.MediaTypeOrExtent),
    DCT.license: (0, 1, DCT.LicenseDocument),
    DCT.rights: (0, None, DCT.RightsStatement),
    SPDX.checksum: (0, 1, SPDX.Checksum),
    DCATAP.applicableLegislation: (0, None, LEGAL),
}
AGENT: Rules = {FOAF.name: (1, None, None)}
CHECKSUM: Rules = {
    SPDX.algorithm: (1, 1, SPDX.ChecksumAlgorithm),
    SPDX.checksumValue: (1, 1, XSD.hexBinary),
}
HEALTH_DATASET: Rules = {
    **DATASET,
    DCT.publisher: (1, 1, FOAF.Agent),
    DCT.type: (1, None, CONCEPT),
    DCAT.keyword: (1, None, None),
    DCAT.theme: (1, None, CONCEPT),
    DCAT.contactPoint: (1, None, VCARD.Kind),
    DCATAP.applicableLegislation: (1, None, LEGAL),
    HEALTH.healthCategory: (1, None, CONCEPT),
    HEALTH.hdab: (1, 1, FOAF.Agent),
    HEALTH.numberOfRecords: (0, 1, XSD.nonNegativeInteger),
    HEALTH.numberOfUniqueIndividuals: (0, 1, XSD.nonNegativeInteger),
    HEALTH.minTypicalAge: (0, 1, XSD.nonNegativeInteger),
    HEALTH.maxTypicalAge: (0, 1, XSD.nonNegativeInteger),
}
"""HealthDCAT-AP release 5 for data that are not public."""

EVERYTHING = KNOWN.model_copy(
    update={
        "address": "https://valley.example/data",
        "themes": ("SOCI", "HEAL"),
        "places": ("http://publications.europa.eu/resource/authority/country/ITA",),
        "legislation": ("http://data.europa.eu/eli/reg/2016/679/oj",),
        "legal_basis": ("https://w3id.org/dpv#PublicInterest",),
        "purposes": ("https://w3id.org/dpv#AcademicResearch",),
        "personal_data": ("https://w3id.org/dpv#PersonalData",),
        "health_themes": ("https://www.wikidata.org/entity/Q12078",),
        "coding_systems": ("https://www.wikidata.org/entity/P494",),
        "population": "Everybody in the valley",
        "youngest": 0,
        "oldest": 95,
    }
)


def graph(release: DescribedRelease, export_format: ExportFormat) -> Graph:
    return Graph().parse(data=export(release, export_format), format="json-ld", publicID=BASE)


def conforms(found: Graph, subjects: list[Node], rules: Rules) -> None:
    assert subjects
    for subject in subjects:
        for path, (least, most, kind) in rules.items():
            values = list(found.objects(subject, path))
            assert least <= len(values) <= (most or len(values)), (path, values)
            for value in values:
                if kind is None or str(kind).startswith(str(XSD)):
                    assert isinstance(value, Literal), path
                    assert kind is None or value.datatype == kind, path
                else:
                    assert kind in set(found.objects(value, RDF.type)), path


def of_class(found: Graph, kind: URIRef) -> list[Node]:
    return list(found.subjects(RDF.type, kind))


@pytest.mark.parametrize("recipient", Recipient)
@pytest.mark.parametrize("catalogue", [CatalogueSpec(), KNOWN, EVERYTHING])
def test_dcat_ap_is_what_the_profile_asks_for(
    tmp_path: Path, recipient: Recipient, catalogue: CatalogueSpec
) -> None:
    found = graph(described(tmp_path, recipient=recipient, catalogue=catalogue), "dcat-ap")
    conforms(found, of_class(found, DCAT.Dataset), DATASET)
    conforms(found, of_class(found, DCAT.Distribution), DISTRIBUTION)
    conforms(found, of_class(found, FOAF.Agent), AGENT)
    conforms(found, of_class(found, SPDX.Checksum), CHECKSUM)
    assert len(of_class(found, DCAT.Dataset)) == 1


@pytest.mark.parametrize("catalogue", [KNOWN, EVERYTHING])
def test_healthdcat_ap_is_what_the_profile_asks_for(
    tmp_path: Path, catalogue: CatalogueSpec
) -> None:
    release = described(tmp_path, recipient=Recipient.SECURE_ROOM, catalogue=catalogue)
    found = graph(release, "healthdcat-ap")
    (dataset,) = of_class(found, DCAT.Dataset)
    conforms(found, [dataset], HEALTH_DATASET)
    conforms(found, of_class(found, DCAT.Distribution), DISTRIBUTION)
    conforms(
        found, list(found.objects(dataset, DCT.publisher)), {DCAT.contactPoint: (1, 1, VCARD.Kind)}
    )
    conforms(
        found, list(found.objects(dataset, HEALTH.hdab)), {DCAT.contactPoint: (1, 1, VCARD.Kind)}
    )
    heal = URIRef("http://publications.europa.eu/resource/authority/data-theme/HEAL")
    assert (dataset, DCAT.theme, heal) in found
    ehds = URIRef("http://data.europa.eu/eli/reg/2025/327/oj")
    assert set(found.subjects(DCATAP.applicableLegislation, ehds)) == {
        dataset,
        *of_class(found, DCAT.Distribution),
    }


def test_distributions_are_the_files(tmp_path: Path) -> None:
    found = graph(described(tmp_path), "dcat-ap")
    for node in of_class(found, DCAT.Distribution):
        (address,) = found.objects(node, DCAT.downloadURL)
        data = (tmp_path / str(address).removeprefix(BASE)).read_bytes()
        (size,) = found.objects(node, DCAT.byteSize)
        assert int(str(size)) == len(data)
        (checksum,) = found.objects(node, SPDX.checksum)
        (value,) = found.objects(checksum, SPDX.checksumValue)
        assert str(value).lower() == hashlib.sha256(data).hexdigest()


def test_addresses_are_where_the_pipeline_says(tmp_path: Path) -> None:
    files = CatalogueSpec(files="https://elsewhere.example/x/")
    found = graph(described(tmp_path, catalogue=files), "dcat-ap")
    assert {str(a) for a in found.objects(None, DCAT.downloadURL)} == {
        "https://elsewhere.example/x/data/patients.csv",
        "https://elsewhere.example/x/data/patients.parquet",
    }


@pytest.mark.parametrize(
    ("recipient", "rights", "downloads"),
    [("public", "PUBLIC", 2), ("registered", "RESTRICTED", 0), ("secure-room", "NON_PUBLIC", 0)],
)
def test_only_public_releases_can_be_downloaded(
    tmp_path: Path, recipient: str, rights: str, downloads: int
) -> None:
    release = described(tmp_path, recipient=Recipient(recipient), catalogue=EVERYTHING)
    found = graph(release, "dcat-ap")
    (right,) = found.objects(None, DCT.accessRights)
    assert str(right).endswith(f"/access-right/{rights}")
    assert len(list(found.objects(None, DCAT.downloadURL))) == downloads
    assert len(set(found.objects(None, DCAT.accessURL))) == (downloads or 1)


def test_counts_are_rounded(tmp_path: Path) -> None:
    found = graph(described(tmp_path, rows=43), "healthdcat-ap")
    (records,) = found.objects(None, HEALTH.numberOfRecords)
    (people,) = found.objects(None, HEALTH.numberOfUniqueIndividuals)
    assert (str(records), str(people)) == ("40", "40")
    few = graph(described(tmp_path / "few", rows=8), "healthdcat-ap")
    assert not list(few.objects(None, HEALTH.numberOfRecords))


def test_what_only_people_know_is_asked_for(tmp_path: Path) -> None:
    nothing = CatalogueSpec()
    with pytest.raises(InputError, match=r"catalogue\.publisher.*catalogue\.health-categories"):
        export(described(tmp_path, catalogue=nothing), "healthdcat-ap")
    without = KNOWN.model_copy(update={"access_body": None})
    release = described(tmp_path / "b", catalogue=without, recipient=Recipient.REGISTERED)
    with pytest.raises(InputError, match=r"needs catalogue\.access-body,"):
        export(release, "healthdcat-ap")
    assert json.loads(export(described(tmp_path / "c", catalogue=without), "healthdcat-ap"))


def test_synthetic_tables_are_told(tmp_path: Path) -> None:
    document: Any = json.loads(export(described(tmp_path, synthetic=("patients",)), "dcat-ap"))
    assert "Synthetic rows: patients." in document["dct:provenance"]["rdfs:label"]


@pytest.mark.parametrize("licence", [None, "Contract 7", "https://valley.example/licence"])
def test_any_licence_can_stand(tmp_path: Path, licence: str | None) -> None:
    found = graph(described(tmp_path, licence=licence), "dcat-ap")
    conforms(found, of_class(found, DCAT.Distribution), DISTRIBUTION)
    assert bool(list(found.objects(None, DCT.license))) == (licence is not None)
