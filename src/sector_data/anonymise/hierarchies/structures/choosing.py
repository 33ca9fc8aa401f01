"""Which structure a declaration of known codes names.

What lives here: the choice. What does not: the structures, which stand in a module for each field.
"""

from __future__ import annotations

from sector_data.anonymise.hierarchies.structures import economy, health, places, postcodes
from sector_data.anonymise.hierarchies.structures.structure import Structure
from sector_data.spec.classifications import (
    CodedHierarchySpec,
    Icd10Hierarchy,
    JpMunicipalityHierarchy,
    NaceHierarchy,
)

_STRUCTURES = {
    "ca-postcode": postcodes.canadian,
    "uk-postcode": postcodes.british,
    "fr-postcode": postcodes.french,
    "de-postcode": postcodes.german,
    "it-postcode": postcodes.italian,
    "jp-postcode": postcodes.japanese,
    "nuts": places.nuts,
    "country": places.country,
    "atc": health.atc,
    "naics": economy.naics,
    "isco": economy.isco,
    "soc": economy.soc,
    "mcc": economy.mcc,
}


def structure_of(spec: CodedHierarchySpec) -> Structure:
    """Return the classification that a declaration names."""
    match spec:
        case Icd10Hierarchy():
            return health.icd_10(spec.edition)
        case NaceHierarchy():
            return economy.nace(spec.revision)
        case JpMunicipalityHierarchy():
            return places.municipality(spec.labels)
        case _:
            return _STRUCTURES[spec.kind]()
