"""Finding personal data in columns and in running text, and saying why.

What lives here: the classifier of columns, the proposer of keys, the search in text. Presidio and
spaCy live in this room only and are imported when text is searched. What does not: what is done
about a finding (:mod:`sector_data.deidentify`, :mod:`sector_data.anonymise`).
"""

import os

# Presidio imports the libraries of downloadable models when it finds them installed, and they ask
# the network for what is missing, unless they are told not to before their first import.
for _name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_PROGRESS_BARS"):
    os.environ.setdefault(_name, "1")
