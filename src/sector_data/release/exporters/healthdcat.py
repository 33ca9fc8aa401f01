"""A health release for the European Health Data Space's catalogues: HealthDCAT-AP as JSON-LD.

What lives here: what HealthDCAT-AP adds to DCAT-AP. What does not: DCAT-AP itself
(:mod:`sector_data.release.exporters.dcat`).

Source: HealthDCAT-AP release 5, an extension of DCAT-AP 3; Regulation (EU) 2025/327, Articles 51
and 77. The profile is still moving: terms and obligations are those of that release.
"""

from __future__ import annotations

from typing import Any

from sector_data.errors import InputError
from sector_data.release.exporters.dcat import (
    EU,
    Node,
    agent,
    contact,
    dcat_ap,
    literal,
    term,
    terms,
)
from sector_data.release.exporters.described import DescribedRelease
from sector_data.spec.catalogue_rules import health_facts_missing

EHDS = "http://data.europa.eu/eli/reg/2025/327/oj"
_HEALTH = f"{EU}/data-theme/HEAL"


def healthdcat_ap(release: DescribedRelease) -> Node:
    """Return the HealthDCAT-AP description of a release.

    Parameters
    ----------
    release
        What its documents say.

    Raises
    ------
    InputError
        If the pipeline file leaves out what the profile makes mandatory.
    """
    pipeline = release.plan.pipeline
    if missing := health_facts_missing(pipeline.model_dump(mode="json", by_alias=True)):
        raise InputError(
            f"HealthDCAT-AP needs {', '.join(missing)}, which the pipeline file did not say.",
            "Say it in the pipeline file and make the release again, or export dcat-ap.",
        )
    known = pipeline.catalogue
    dataset = dcat_ap(release)
    themes = [node["@id"] for node in dataset.get("dcat:theme", ())]
    laws = terms(dict.fromkeys([EHDS, *known.legislation]), "eli:LegalResource")
    dataset["dcat:theme"] = terms(dict.fromkeys([_HEALTH, *themes]), "skos:Concept")
    dataset["dcatap:applicableLegislation"] = laws
    dataset["dct:publisher"] = {
        **dataset["dct:publisher"],
        "dcat:contactPoint": dataset["dcat:contactPoint"],
    }
    added: dict[str, Any] = {
        "healthdcatap:healthCategory": terms(known.health_categories, "skos:Concept"),
        "healthdcatap:healthTheme": terms(known.health_themes, "skos:Concept"),
        "healthdcatap:hdab": _access_body(known.access_body, known.access_body_email),
        "healthdcatap:hasCodingSystem": terms(known.coding_systems, "dct:Standard"),
        "healthdcatap:populationCoverage": known.population,
        "healthdcatap:minTypicalAge": _count(known.youngest),
        "healthdcatap:maxTypicalAge": _count(known.oldest),
        "healthdcatap:numberOfRecords": _count(release.records),
        "healthdcatap:numberOfUniqueIndividuals": _count(release.individuals),
        "dpv:hasLegalBasis": terms(known.legal_basis, "dpv:LegalBasis"),
        "dpv:hasPurpose": terms(known.purposes, "dpv:Purpose"),
        "dpv:hasPersonalData": terms(known.personal_data, "dpv:PersonalData"),
    }
    dataset |= {key: value for key, value in added.items() if value not in (None, [])}
    for distribution in dataset["dcat:distribution"]:
        distribution["dcatap:applicableLegislation"] = [term(EHDS, "eli:LegalResource")]
    return dataset


def _access_body(name: str | None, email: str | None) -> Node | None:
    if name is None:
        return None
    return agent(name) | ({"dcat:contactPoint": contact(email)} if email else {})


def _count(number: int | None) -> Node | None:
    return None if number is None else literal(number, "nonNegativeInteger")
