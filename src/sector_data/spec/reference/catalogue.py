"""The section ``catalogue`` in the reference of the pipeline file.

What lives here: one example for each of its keys. What does not: the page
(:mod:`sector_data.spec.reference.pages`) and what the keys mean
(:mod:`sector_data.spec.cataloguing`).
"""

_DPV = "https://w3id.org/dpv#"
_EU = "http://publications.europa.eu/resource/authority/"

CATALOGUE_EXAMPLES = {
    f"catalogue.{key}": f"catalogue: {{{key}: {value}}}"
    for key, value in {
        "publisher": "Valley Health",
        "address": "https://valley-health.example/data/admissions",
        "files": "https://valley-health.example/files/admissions-2025/",
        "themes": "[HEAL, SOCI]",
        "type": f"{_EU}dataset-type/STATISTICAL",
        "places": f"[{_EU}country/ITA]",
        "begins": "2024-01-01",
        "ends": "2025-12-31",
        "provenance": "Extract of the hospital's information system",
        "legislation": "[http://data.europa.eu/eli/reg/2016/679/oj]",
        "legal-basis": f"[{_DPV}PublicInterest]",
        "purposes": f"[{_DPV}AcademicResearch]",
        "personal-data": f"[{_DPV}PersonalData]",
        "data-use": "[DUO:0000042]",
        "health-categories": "[https://valley-health.example/terms/ehr]",
        "health-themes": "[https://www.wikidata.org/entity/Q12078]",
        "access-body": "Health data access body of the valley",
        "access-body-email": "access@valley-health.example",
        "coding-systems": "[https://www.wikidata.org/entity/P494]",
        "population": "Inpatients of one valley's hospitals",
        "youngest": "0",
        "oldest": "95",
    }.items()
}
"""Key to a line of a pipeline file that has it."""
