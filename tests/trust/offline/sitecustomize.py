"""Refuses every connection of the Python that finds this file first, and notes who asked.

What lives here: an audit hook, which libraries written in C cannot pass by either. What does not:
which commands are run (:mod:`tests.trust.test_no_network`). Sockets inside the machine (`AF_UNIX`),
by which processes talk to one another, are let be, and so is binding one: it asks nobody, and
urllib3 tries in this way whether there is IPv6.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

ASKING = frozenset(
    {
        *("socket.connect", "socket.sendto", "socket.sendmsg"),
        *("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"),
    }
)


def refuse(event: str, arguments: tuple[object, ...]) -> None:
    """Refuse what would leave the machine."""
    if event not in ASKING:
        return
    address = arguments[-1] if event.startswith("socket.get") else arguments[1]
    if isinstance(address, str | bytes) and not event.startswith("socket.get"):
        return
    with Path(os.environ["ASKED"]).open("a", encoding="utf-8") as file:
        file.write(f"{event} by {sys.argv[:1]}\n")
    raise OSError(f"no network here: {event}")


sys.addaudithook(refuse)
