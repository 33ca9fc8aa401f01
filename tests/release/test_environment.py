"""The environment is told by versions, without host, user or path."""

from __future__ import annotations

import getpass
import json
import platform
from pathlib import Path

from sector_data.release.environment import describe_environment


def test_versions_are_told() -> None:
    environment = describe_environment()
    assert environment["python"] == platform.python_version()
    assert environment["packages"]["pyarrow"]
    assert "not-installed" not in environment["packages"]
    assert describe_environment() == environment


def test_neither_machine_nor_user_nor_path_is_told() -> None:
    text = json.dumps(describe_environment())
    assert str(Path.home()) not in text
    assert platform.node() not in text
    assert platform.release() not in text
    words = text.replace('"', " ").replace(",", " ").split()
    assert getpass.getuser() not in words
