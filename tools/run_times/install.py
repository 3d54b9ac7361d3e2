"""Measure what an installation downloads, how much room it takes, and where it is possible.

    .venv/bin/python -m tools.run_times.install

Writes ``data/install_sizes.csv`` and ``data/install_systems.csv`` for the page on installing; their
card says what they hold. The packages are fetched once more, into a folder that is deleted
afterwards.
"""

import os
import platform
import re
import subprocess
import sys
import tempfile
from datetime import date
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement

from inpaint_lib.files import write_rows
from tools.environment import VERSIONS
from tools.paths import DATA, ROOT

SIZES = DATA / "install_sizes.csv"
SYSTEMS = DATA / "install_systems.csv"
SETS = {"make": "requirements.lock", "chapters only": "binder/requirements.txt"}
"""What is installed: all that `make` needs, or what it takes to run the chapters."""

TARGETS = {
    "Linux, x86-64": "x86_64-manylinux_2_28", "Linux, ARM": "aarch64-manylinux_2_28",
    "Windows, x86-64": "x86_64-pc-windows-msvc",
    "macOS 14, Apple processor": "aarch64-apple-darwin",
    "macOS 14, Intel processor": "x86_64-apple-darwin",
}
"""The systems that are looked into, by their names in uv."""

NO_WHEEL = re.compile(r"Because ([\w.-]+)(?:\{[^}]*\})?(==\S+) has no (?:usable )?wheels")


def list_names(text):
    """Return the packages that a file of pinned requirements names for this machine."""
    lines = re.findall(r"^[\w.-]+==[^\\\n]+", text, re.MULTILINE)
    requirements = [Requirement(line.strip()) for line in lines]
    return [one.name for one in requirements if not one.marker or one.marker.evaluate()]


def measure_download(path):
    """Return the bytes that pip fetches for a file of pinned requirements."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps",
                        "--requirement", path, "--dest", folder], check=True)
        return sum(file.stat().st_size for file in Path(folder).iterdir())


def measure_installed(names):
    """Return the bytes of all files that the installed packages brought, compiled ones included."""
    files = [file.locate() for name in names for file in distribution(name).files]
    return sum(file.stat().st_size for file in files if file.is_file())


def measure_set(name, file):
    """Return one row of the table."""
    names = list_names((ROOT / file).read_text(encoding="utf-8"))
    return {"set": name, "file": file, "packages": len(names),
            "download_megabytes": round(measure_download(ROOT / file) / 1e6),
            "installed_megabytes": round(measure_installed(names) / 1e6),
            "platform": f"{platform.machine()} {platform.system()}", "date": date.today()}


def list_missing_wheels(target, version, environment):
    """Return the packages of the lock that have no ready-made file for a system and a Python.

    uv is asked what it would install into an empty environment; the first package it misses is
    left out, and it is asked again.
    """
    missing, lock = [], (ROOT / "requirements.lock").read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=\w)", lock)
    while True:
        names = tuple(f"{package} " for package in missing)
        rest = environment / "rest.txt"
        rest.write_text("\n".join(block for block in blocks if not block.startswith(names)))
        run = subprocess.run(
            [Path(sys.executable).with_name("uv"), "pip", "install", "--dry-run", "--no-deps",
             "--only-binary", ":all:", "--python", environment, "--python-version", version,
             "--python-platform", target, "--requirement", rest],
            env={**os.environ, "MACOSX_DEPLOYMENT_TARGET": "14.0"}, capture_output=True, text=True)
        if run.returncode == 0:
            return missing
        missing.append("".join(NO_WHEEL.search(" ".join(run.stderr.split())).groups()))


def check_systems():
    """Return for each system the packages that cannot be had ready-made."""
    with tempfile.TemporaryDirectory() as folder:
        environment = Path(folder)
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
        missing = {system: [package for version in VERSIONS for package in
                            list_missing_wheels(target, "{}.{}".format(*version), environment)]
                   for system, target in TARGETS.items()}
    return [{"system": system, "target": TARGETS[system], "date": date.today(),
             "missing": " ".join(dict.fromkeys(packages))}
            for system, packages in missing.items()]


def write_table(table, rows):
    """Write the rows, and show them."""
    write_rows(table, rows)
    print(table.read_text(encoding="utf-8"))


def main():
    """Write both tables and return the exit code."""
    write_table(SYSTEMS, check_systems())
    write_table(SIZES, [measure_set(name, file) for name, file in SETS.items()])
    return 0


if __name__ == "__main__":
    sys.exit(main())
