"""The process that searches for one pattern of a stranger; a program, not a module.

What lives here: reading a pattern and texts as JSON from the standard input, and writing a digit
for each text. What does not: anything that takes long to import, and stopping it
(:mod:`sector_data.validate.bounded`).
"""

import json
import re
import sys

MEMORY = 4 << 30
"""Bytes that the process may take, where the system can be told so."""


def main() -> None:
    """Write ``1`` for a text in which the pattern is found, else ``0``."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    except (ImportError, ValueError, OSError):  # Windows; a lower limit is set already; macOS
        pass
    pattern, texts = json.load(sys.stdin.buffer)
    search = re.compile(pattern).search
    sys.stdout.write("".join("1" if search(text) else "0" for text in texts))


if __name__ == "__main__":
    main()
