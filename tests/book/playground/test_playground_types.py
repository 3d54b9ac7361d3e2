"""The playgrounds' JavaScript keeps to the types that its comments state."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools.pages.vendor import JAVASCRIPT, install_packages


@pytest.fixture(scope="module")
def environ():
    """Return an environment with Python's own node; TypeScript is fetched where it is missing."""
    folder = Path(sys.executable).parent
    environ = {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}
    install_packages()
    return environ


def check_types(environ, *options):
    command = ["node", JAVASCRIPT / "node_modules" / "typescript" / "bin" / "tsc", *options]
    return subprocess.run(command, cwd=JAVASCRIPT, env=environ, capture_output=True, text=True)


def test_no_type_is_wrong(environ):
    run = check_types(environ, "--project", JAVASCRIPT)
    assert run.returncode == 0, run.stdout


def test_a_wrong_type_is_noticed(environ, tmp_path):
    path = tmp_path / "wrong.js"
    path.write_text("/** @param {number} a */\nexport const half = (a) => a / 2;\nhalf('2');\n")
    run = check_types(environ, "--checkJs", "--noEmit", "--strict", path)
    assert run.returncode != 0 and "TS2345" in run.stdout
