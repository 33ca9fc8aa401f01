"""The command line as ``python -m sector_data``, for where scripts are not on the path.

What lives here: the call. What does not: the commands (:mod:`sector_data.cli`).
"""

from sector_data.cli import main

if __name__ == "__main__":
    main()
