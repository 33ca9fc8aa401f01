"""Attack a table with Anonymeter and print its risks as JSON; `attacks.py` runs it.

Arguments: CSV files of the source, the release and the control group, the number of attacks, the
columns known joined by commas, and the secret.
"""

import json
import sys
import time

import pandas as pd
from anonymeter.evaluators import (
    InferenceEvaluator,
    LinkabilityEvaluator,
    SinglingOutEvaluator,
)

source, release, control, attacks, known, secret = sys.argv[1:]
tables = {"ori": source, "syn": release, "control": control}
frames = {name: pd.read_csv(path) for name, path in tables.items()}
columns = known.split(",")
number = int(attacks)


def singling_out(mode):
    """Return the evaluator of singling out by one column or several."""
    evaluator = SinglingOutEvaluator(**frames, n_attacks=number)
    evaluator.evaluate(mode=mode)
    return evaluator


def linkability():
    """Return the evaluator of links between every other column."""
    evaluator = LinkabilityEvaluator(
        **frames, n_attacks=number, aux_cols=(columns[::2], columns[1::2]), n_neighbors=1
    )
    evaluator.evaluate(n_jobs=1)
    return evaluator


def inference():
    """Return the evaluator of guesses of the secret."""
    evaluator = InferenceEvaluator(**frames, n_attacks=number, aux_cols=columns, secret=secret)
    evaluator.evaluate(n_jobs=1)
    return evaluator


found = {}
start = time.process_time()
for name, attack in {
    "one column": lambda: singling_out("univariate"),
    "several columns": lambda: singling_out("multivariate"),
    "linkability": linkability,
    "inference": inference,
}.items():
    try:
        risk = attack().risk()
        found[name] = [risk.value, *risk.ci]
    except Exception as error:  # an attack that cannot be made is told, not hidden
        found[name] = type(error).__name__
print(json.dumps({"cpu": time.process_time() - start, "found": found}))
