"""Executes a notebook with the kernel of these tests' own Python, and gives what it printed."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient


class OwnKernel(AsyncKernelManager):
    """The kernel of this interpreter, whatever kernels are installed on the machine."""

    @property
    def kernel_spec(self) -> KernelSpec:
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=command, display_name="Python", language="python")


def printed(text: str, folder: Path) -> str:
    """What the cells of a notebook print when it is run from top to bottom in ``folder``.

    Raises nbclient's CellExecutionError where a cell fails.
    """
    made = nbformat.reads(text, as_version=4)
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    client = NotebookClient(
        made, timeout=120, kernel_manager_class=OwnKernel, resources={"metadata": {"path": str(folder)}}
    )
    client.execute(env=env)
    outputs = [output for cell in made.cells if cell.cell_type == "code" for output in cell.outputs]
    return "".join(output["text"] for output in outputs if output["output_type"] == "stream")

