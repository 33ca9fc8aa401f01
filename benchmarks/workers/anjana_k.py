"""Make a table k-anonymous with anjana and print what it releases as JSON; `peers.py` runs it.

Arguments: a CSV file, k, suppression limits in percent joined by commas, and for each
quasi-identifier ``column=file`` with the file of its hierarchy.
"""

import json
import sys
import time

import pandas as pd
from anjana.anonymity import k_anonymity

path, k, limits, *pairs = sys.argv[1:]
files = dict(pair.split("=", 1) for pair in pairs)
frame = pd.read_csv(path, dtype=str)
hierarchies = {}
for column, file in files.items():
    table = pd.read_csv(file, header=None, dtype=str)
    hierarchies[column] = {level: table[level].to_numpy() for level in table}
    if frame[column].str.isdigit().all():  # as numbers: anjana takes labels of text for cut points
        frame[column] = frame[column].astype(int)
        hierarchies[column][0] = hierarchies[column][0].astype(int)
found = []
for limit in map(int, limits.split(",")):
    start = time.process_time()
    made = k_anonymity(frame.copy(), [], list(files), int(k), limit, hierarchies)
    cpu = time.process_time() - start
    rows = made[list(files)].astype(str).to_numpy()
    found.append({"cpu": cpu, "limit": limit, "rows": rows.tolist()})
print(json.dumps(found))
