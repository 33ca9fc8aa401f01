"""The section ``ledger`` in the reference of the pipeline file.

What lives here: one example for each of its keys. What does not: the page
(:mod:`sector_data.spec.reference.pages`) and what the keys mean
(:mod:`sector_data.spec.ledger_settings`).
"""

LEDGER_EXAMPLES = {
    "ledger.path": "ledger: {path: ../office/ledger.sqlite}",
    "ledger.keep": "ledger: {keep: false}",
    "ledger.findings": "ledger: {findings: refuse}",
    "ledger.population": "ledger: {population: patients of the valley}",
    "ledger.epsilon-budget": "ledger: {epsilon-budget: 3}",
    "ledger.delta-budget": "ledger: {epsilon-budget: 3, delta-budget: 0.000001}",
}
"""Key to a line of a pipeline file that has it."""
