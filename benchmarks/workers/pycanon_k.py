"""Count k of a table with pycanon and print it as JSON; `class_counting.py` runs it.

Arguments: a CSV file and its quasi-identifiers.
"""

import json
import sys
import time

import pandas as pd
from pycanon import anonymity

path, *names = sys.argv[1:]
frame = pd.read_csv(path)
start = time.process_time()
k = anonymity.k_anonymity(frame, names)
print(json.dumps({"cpu": time.process_time() - start, "k": int(k)}))
