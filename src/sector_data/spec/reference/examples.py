"""Examples of a pipeline file, for its reference.

What lives here: a whole file, and one line for each key, transform and hierarchy. What does not:
the page that they stand on (:mod:`sector_data.spec.reference.pages`). The tests read every one of
them.
"""

from __future__ import annotations

from collections.abc import Mapping

from sector_data.spec.reference.assess import ASSESS_EXAMPLES
from sector_data.spec.reference.catalogue import CATALOGUE_EXAMPLES
from sector_data.spec.reference.documentation import DOCUMENTATION_EXAMPLES
from sector_data.spec.reference.ledger import LEDGER_EXAMPLES
from sector_data.spec.reference.privacy import PRIVACY_EXAMPLES
from sector_data.spec.reference.synthesis import SYNTHESIS_EXAMPLES
from sector_data.spec.reference.tabulation import TABULATION_EXAMPLES

COMPLETE_EXAMPLE = """\
release:
  name: admissions-2025
  title: Hospital admissions 2025, anonymised
  purpose: train and test readmission models
  recipient: public
  licence: CC-BY-4.0
  contact: data-office@hospital.example
sector: health
policy: ontario-ipc-high
source:
  patients:   data/patients.csv
  encounters: data/encounters/*.parquet
  notes:      {path: data/notes.csv, encoding: utf-8}
subject: patients.patient_id
references:
  encounters.patient_id: patients.patient_id
  notes.encounter_id: encounters.encounter_id
columns:
  patients.patient_id:  pseudonym
  patients.name:        drop
  patients.birth_date:  {role: quasi-identifier, hierarchy: age}
  patients.zip:         {role: quasi-identifier, hierarchy: us-zip}
  patients.sex:         quasi-identifier
  encounters.admitted:  shift-date
  encounters.diagnosis: {role: sensitive, hierarchy: icd-10}
  notes.text:           {role: free-text, language: en}
detect:
  allow: [Ward Star]
  deny: {PERSON: [Dr Nobody]}
  recognizers:
    - name: Badge
      entity: STAFF_NUMBER
      patterns: [{regex: 'KV-[0-9]{5}', score: 0.8}]
      context: [badge, staff]
privacy:
  k-anonymity: 20
  l-diversity: {encounters.diagnosis: 3}
  suppression-limit: 2%
assess:
  known: [patients.birth_date, patients.zip, patients.sex]
  secrets: [encounters.diagnosis]
quality:
  expectations: [{expect_column_values_to_not_be_null: {column: patients.sex}}]
  gates: {highest-risk: "<= 5%", pair-trends: ">= 90%"}
catalogue: {publisher: Valley Health, themes: [HEAL]}
ledger: {findings: refuse}
documentation: {motivation.creator: The statistics office of the hospital.}
"""

_OWN = "detect: {{recognizers: [{{name: Badge, entity: STAFF_NUMBER, {}}}]}}"

_LOAD = (
    "source: {load: {aggregate: {tables: {reads: reads.csv}, subject: reads.meter, of: reads, "
    "by: {town: reads.town}%s}}}"
)

EXAMPLES: Mapping[str, str] = {
    "release.name": "release: {name: admissions-2025}",
    "release.title": "release: {title: Hospital admissions 2025}",
    "release.version": "release: {version: 1.1.0}",
    "release.purpose": "release: {purpose: train readmission models}",
    "release.recipient": "release: {recipient: registered}",
    "release.licence": "release: {licence: CC-BY-4.0}",
    "release.contact": "release: {contact: data-office@hospital.example}",
    "release.languages": "release: {languages: [en, fr]}",
    "release.keywords": "release: {keywords: [hospital, admissions]}",
    "release.exports": "release: {exports: [dcat-ap, ro-crate]}",
    "release.key": "release: {key: hospital-2025}",
    "release.approved-by": f"release: {{approved-by: [{'ab' * 32}]}}",
    "release.link-versions": "release: {link-versions: false}",
    "sector": "sector: health",
    "policy": "policy: [ontario-ipc-high, hipaa-safe-harbor]",
    "policy-confirmed": "policy-confirmed: [nhs-small-numbers]",
    "source": "source: {patients: data/patients.csv}",
    "source.path": 'source: {visits: {path: "data/visits/*.parquet"}}',
    "source.format": "source: {visits: {path: data/visits.txt, format: csv}}",
    "source.encoding": "source: {visits: {path: visits.csv, encoding: shift_jis}}",
    "source.delimiter": 'source: {visits: {path: visits.csv, delimiter: ";"}}',
    "source.decimal": "source: {patients: {path: data/patients.csv, decimal: ','}}",
    "source.missing": 'source: {visits: {path: visits.csv, missing: ["", NA, 99]}}',
    "source.aggregate": _LOAD % "",
    "aggregate.tables": _LOAD % "",
    "aggregate.subject": _LOAD % "",
    "aggregate.references": _LOAD % ", references: {reads.house: reads.meter}",
    "aggregate.of": _LOAD % "",
    "aggregate.by": _LOAD % "",
    "aggregate.sums": _LOAD % ", sums: {kwh: reads.kwh}",
    "aggregate.count": _LOAD % ", count: households",
    "aggregate.at-least": _LOAD % ", at-least: 20",
    "aggregate.share": _LOAD % ", share: 10%",
    "subject": "subject: patients.patient_id",
    "keys": "keys: {patients: patient_id}",
    "references": "references: {encounters.patient_id: patients.patient_id}",
    "columns": "columns: {patients.name: drop, patients.sex: quasi-identifier}",
    "columns.role": "columns: {encounters.diagnosis: {role: sensitive}}",
    "columns.transform": "columns: {patients.phone: {transform: {mask: {keep-last: 2}}}}",
    "columns.hierarchy": "columns: {patients.zip: {role: quasi-identifier, hierarchy: us-zip}}",
    "columns.language": "columns: {notes.text: {role: free-text, language: fr}}",
    "columns.description": "columns: {visits.los: {description: Nights in hospital}}",
    "columns.unit": "columns: {visits.cost: {unit: EUR}}",
    "columns.entity": "columns: {patients.code: {entity: MEDICAL_RECORD_NUMBER}}",
    "detect.threshold": "detect: {threshold: 0.5}",
    "detect.thresholds": "detect: {thresholds: {ORGANIZATION: 0.7}}",
    "detect.allow": "detect: {allow: [St Nowhere Protocol, Ward Star]}",
    "detect.deny": "detect: {deny: {PERSON: staff.txt, LOCATION: [Old Mill]}}",
    "detect.recognizers": "detect: {recognizers: [{name: Badge, entity: STAFF_NUMBER, "
    "patterns: [{regex: 'KV-[0-9]{5}'}]}]}",
    "detect.all-ages": "detect: {all-ages: true}",
    "detect.processes": "detect: {processes: 4}",
    "recognizers.name": _OWN.format("words: [X1]"),
    "recognizers.entity": _OWN.format("words: [X1]"),
    "recognizers.languages": _OWN.format("words: [X1], languages: [de]"),
    "recognizers.patterns": _OWN.format("patterns: [{regex: 'KV-[0-9]{5}'}]"),
    "recognizers.context": _OWN.format("patterns: [{regex: '[0-9]{5}'}], context: [badge]"),
    "recognizers.words": _OWN.format("words: [Night Owl]"),
    "recognizers.check": _OWN.format("patterns: [{regex: '[0-9]{8}'}], check: luhn"),
    "patterns.regex": _OWN.format("patterns: [{regex: 'badge (?P<x>[0-9]{5})'}]"),
    "patterns.score": _OWN.format("patterns: [{regex: 'KV[0-9]{5}', score: 0.8}]"),
    "patterns.name": _OWN.format("patterns: [{regex: 'KV[0-9]{5}', name: new badge}]"),
    **PRIVACY_EXAMPLES,
    **SYNTHESIS_EXAMPLES,
    **TABULATION_EXAMPLES,
    **ASSESS_EXAMPLES,
    **CATALOGUE_EXAMPLES,
    **LEDGER_EXAMPLES,
    **DOCUMENTATION_EXAMPLES,
    "quality.expectations": "quality: {expectations: [{expect_column_values_to_be_in_set: "
    "{column: patients.sex, value_set: [F, M]}}]}",
    "quality.gates": 'quality: {gates: {highest-risk: "<= 0.05", pair-trends: ">= 90%"}}',
    "quality.profile": "quality: {profile: open}",
    "transforms.keep": "columns: {encounters.length_of_stay: keep}",
    "transforms.drop": "columns: {patients.name: drop}",
    "transforms.pseudonym": "columns: {patients.patient_id: {transform: {pseudonym: "
    "{prefix: pat-}}}}",
    "transforms.surrogate": "columns: {patients.patient_id: {transform: {surrogate: "
    "{length: 10}}}}",
    "transforms.format-preserving": "columns: {patients.card: {transform: {format-preserving: "
    "{check: luhn, keep-first: 6}}}}",
    "transforms.mask": "columns: {patients.phone: {transform: {mask: {keep-last: 2}}}}",
    "transforms.truncate-pan": "columns: {patients.card: truncate-pan}",
    "transforms.shift-date": "columns: {encounters.admitted: {transform: {shift-date: "
    "{max-days: 30}}}}",
    "transforms.truncate-date": "columns: {encounters.admitted: {transform: {truncate-date: "
    "{to: year}}}}",
    "transforms.generalise": "columns: {patients.birth_date: {transform: {generalise: "
    "{hierarchy: age, level: 2}}}}",
    "transforms.round": "columns: {encounters.cost: {transform: {round: {to: 100}}}}",
    "transforms.share-items": "columns: {patients.diagnoses: {transform: share-items}}",
    "transforms.midpoint": "columns: {encounters.cost: {transform: {midpoint: {width: 10000}}}}",
    "transforms.top-bottom": "columns: {patients.age: {transform: {top-bottom: {top: 90}}}}",
    "transforms.join-rare": "columns: {patients.job: {transform: {join-rare: {at-least: 50}}}}",
    "transforms.zip3": "columns: {patients.zip: {transform: {zip3: {census: 2000+2020}}}}",
    "transforms.grid": "columns: {patients.latitude: {transform: {grid: {degrees: 0.5}}}}",
    "transforms.geohash": "columns: {patients.latitude: {transform: {geohash: "
    "{longitude: longitude}}}}",
    "transforms.microaggregate": "columns: {patients.income: {transform: {microaggregate: "
    "{k: 5, together: [savings, age]}}}}",
    "transforms.rank-swap": "columns: {patients.income: {transform: {rank-swap: "
    "{max-rank-shift: 5%}}}}",
    "transforms.pram": "columns: {patients.job: {transform: {pram: {keep: 0.8}}}}",
    "transforms.noise": "columns: {patients.income: {transform: {noise: "
    "{scale: 10%, form: correlated, together: [savings]}}}}",
    "transforms.redact-text": "columns: {notes.text: {transform: {redact-text: "
    "{replacement: mask}}}}",
    "transforms.nested": "columns: {notes.payload: nested, notes.payload.patient.id: pseudonym}",
    "hierarchies.age": "columns: {patients.birth_date: {hierarchy: {age: {widths: [5, 10, 20]}}}}",
    "hierarchies.date": "columns: {encounters.admitted: {hierarchy: {date: "
    "{levels: [month, year]}}}}",
    "hierarchies.us-zip": "columns: {patients.zip: {hierarchy: us-zip}}",
    "hierarchies.number": "columns: {patients.income: {hierarchy: {number: "
    "{widths: [1000, 10000]}}}}",
    "hierarchies.interval": "columns: {patients.income: {hierarchy: {interval: "
    "{cuts: [[20000, 40000, 80000], [40000]], lowest: 0}}}}",
    "hierarchies.ordered": "columns: {patients.school: {hierarchy: {ordered: "
    "{values: [none, primary, secondary, tertiary], groups: [2]}}}}",
    "hierarchies.prefix": "columns: {patients.postcode: {hierarchy: {prefix: {lengths: [3, 1]}}}}",
    "hierarchies.flat": "columns: {patients.race: {hierarchy: flat}}",
    "hierarchies.ca-postcode": "columns: {patients.postcode: {hierarchy: ca-postcode}}",
    "hierarchies.uk-postcode": "columns: {patients.postcode: {hierarchy: {uk-postcode: "
    "{levels: [district, area]}}}}",
    "hierarchies.fr-postcode": "columns: {patients.postcode: {hierarchy: fr-postcode}}",
    "hierarchies.de-postcode": "columns: {patients.postcode: {hierarchy: {de-postcode: "
    "{levels: [2-digits, 1-digit]}}}}",
    "hierarchies.it-postcode": "columns: {patients.postcode: {hierarchy: it-postcode}}",
    "hierarchies.jp-postcode": "columns: {patients.postcode: {hierarchy: jp-postcode}}",
    "hierarchies.jp-municipality": "columns: {patients.town: {hierarchy: {jp-municipality: "
    "{labels: en}}}}",
    "hierarchies.nuts": "columns: {patients.region: {hierarchy: nuts}}",
    "hierarchies.country": "columns: {patients.birthplace: {hierarchy: country}}",
    "hierarchies.icd-10": "columns: {encounters.diagnosis: {hierarchy: {icd-10: {edition: cm}}}}",
    "hierarchies.atc": "columns: {encounters.medicine: {hierarchy: {atc: "
    "{levels: [therapeutic, anatomical]}}}}",
    "hierarchies.nace": "columns: {patients.employer: {hierarchy: {nace: {revision: 2.1}}}}",
    "hierarchies.naics": "columns: {patients.employer: {hierarchy: naics}}",
    "hierarchies.isco": "columns: {patients.job: {hierarchy: isco}}",
    "hierarchies.soc": "columns: {patients.job: {hierarchy: soc}}",
    "hierarchies.mcc": "columns: {visits.merchant: {hierarchy: mcc}}",
    "hierarchies.file": "columns: {patients.job: {hierarchy: hierarchies/jobs.csv}}",
}
"""One line for each key, transform and hierarchy, as it could stand in a file."""
