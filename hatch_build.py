"""Compile the kernels when the package is built or installed.

Without a C compiler the package is built all the same: every kernel has a twin in numpy, which
gives the same results more slowly. ``SECTOR_DATA_COMPILE=no`` asks for that, ``=must`` refuses it.
"""

from __future__ import annotations

import os
import shutil
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from setuptools._distutils.ccompiler import CompileError, LinkError, new_compiler
from setuptools._distutils.errors import DistutilsError
from setuptools._distutils.sysconfig import customize_compiler

KERNELS = Path("src", "sector_data", "kernels")


class CompileKernels(BuildHookInterface):  # type: ignore[type-arg]
    """Put one shared library beside the kernels' Python modules."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Compile, and name the wheel after the platform when that went well."""
        wish = os.environ.get("SECTOR_DATA_COMPILE", "try")
        folder = Path(self.root, KERNELS)
        for stale in folder.glob("_kernels.*"):
            stale.unlink()
        if self.target_name != "wheel" or wish == "no":
            return
        try:
            library = _compile(folder)
        except (CompileError, LinkError, DistutilsError, OSError) as error:
            if wish == "must":
                raise
            self.app.display_warning(f"The kernels were not compiled, numpy will do: {error}")
            return
        name = library.relative_to(self.root).as_posix()
        build_data["artifacts"].append(name)
        build_data["pure_python"] = False
        platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
        # The library knows nothing of Python, so that one wheel serves every version of it.
        build_data["tag"] = f"py3-none-{platform}"


def _compile(folder: Path) -> Path:
    """Return the library compiled from every C file of a folder."""
    compiler = new_compiler()
    customize_compiler(compiler)
    windows = compiler.compiler_type == "msvc"
    library = folder / ("_kernels.dll" if windows else "_kernels.so")
    with tempfile.TemporaryDirectory() as work:
        objects = compiler.compile(
            sorted(str(path) for path in folder.glob("*.c")),
            output_dir=work,
            include_dirs=[str(folder)],
            extra_preargs=["/O2"] if windows else ["-O3", "-fPIC", "-fno-math-errno", "-std=c11"],
        )
        made = Path(work, library.name)
        compiler.link_shared_object(objects, str(made), libraries=[] if windows else ["m"])
        # Moved into place whole: a process that has the earlier one loaded keeps it.
        shutil.copy(made, library.with_suffix(".new"))
        library.with_suffix(".new").replace(library)
    return library
