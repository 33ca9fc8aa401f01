"""Measure a table with pycanon and print its figures as JSON; `peers.py` runs it.

Arguments: a CSV file, its sensitive column, and its quasi-identifiers.
"""

import json
import sys
import time

import pandas as pd
from pycanon import anonymity

path, sensitive, *names = sys.argv[1:]
frame = pd.read_csv(path, dtype=str)
start = time.process_time()
figures = {
    "k": anonymity.k_anonymity(frame, names),
    "l": anonymity.l_diversity(frame, names, [sensitive]),
    "entropy l": anonymity.entropy_l_diversity(frame, names, [sensitive]),
    "(c, l)": anonymity.recursive_c_l_diversity(frame, names, [sensitive])[0],
    "alpha": anonymity.alpha_k_anonymity(frame, names, [sensitive])[0],
    "beta": anonymity.basic_beta_likeness(frame, names, [sensitive]),
    "enhanced beta": anonymity.enhanced_beta_likeness(frame, names, [sensitive]),
    "delta": anonymity.delta_disclosure(frame, names, [sensitive]),
    "t": anonymity.t_closeness(frame, names, [sensitive]),
}
cpu = time.process_time() - start
print(json.dumps({"cpu": cpu, "figures": {name: float(value) for name, value in figures.items()}}))
