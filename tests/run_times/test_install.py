"""The page on installing says what was measured, and the commands it gives exist."""

import re

import pytest

from inpaint_lib.files import read_rows
from tests.paths import ROOT
from tools.run_times.install import NO_WHEEL, SETS, SIZES, SYSTEMS, TARGETS, list_names

PAGE = (ROOT / "book" / "install.md").read_text(encoding="utf-8")
# GNU Make 3.81, the one that macOS brings, has none of these.
NEWER_THAN_MACOS = (r"^\.ONESHELL", r"^\w+ *!=", r"::=", r"\$\((?:file|guile) ", r"^undefine ")


def test_the_sizes_on_the_page_are_the_measured_ones():
    found = re.findall(r"\| (\d+) \| ([\d,]+) MB \| ([\d,]+) MB \|", PAGE)
    rows = read_rows(SIZES)
    assert [row["set"] for row in rows] == list(SETS)
    assert [tuple(cell.replace(",", "") for cell in line) for line in found] == [
        (row["packages"], row["download_megabytes"], row["installed_megabytes"]) for row in rows]


@pytest.mark.parametrize("row", read_rows(SYSTEMS), ids=lambda row: row["system"])
def test_the_page_says_what_was_found_for_each_system(row):
    assert row["system"] in TARGETS
    system, detail = row["system"].split(", ")
    [line] = [line for line in PAGE.splitlines() if line.startswith(f"| {system.split()[0]}")
              and detail in line]
    names = [package.split("==")[0] for package in row["missing"].split()]
    if not names:
        assert line.endswith("| yes |")
    elif "tensorflow" in names:
        assert "| no: " in line and "`tensorflow`" in line
    else:
        assert "| yes, with " in line and all(f"`{name}`" in line for name in names)


def test_packages_for_other_systems_are_not_counted():
    text = "a==1 \\\n    --hash=sha256:0\nb==2 ; sys_platform == 'other' \\\n    --hash=sha256:0\n"
    assert list_names(text) == ["a"]


@pytest.mark.parametrize("words, package", {
    "Because a-b==1.0 has no usable wheels and you require": ("a-b", "==1.0"),
    "Because a==1.0 has no wheels with a matching platform tag": ("a", "==1.0"),
    "Because a{sys_platform != 'linux'}==1.0 has no wheels with": ("a", "==1.0"),
}.items())
def test_the_package_that_uv_misses_is_read(words, package):
    assert NO_WHEEL.search(words).groups() == package


def test_the_makefile_works_with_the_make_of_macos():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert [part for part in NEWER_THAN_MACOS if re.search(part, makefile, re.MULTILINE)] == []


def test_windows_gets_the_commands_of_make():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    [commands] = re.findall(r"```powershell\n(py .*?)```", PAGE, re.DOTALL)
    script = re.match(r"py -3\.\d+ (\S+)\n", commands)[1].replace("\\", "/")
    assert f"$(PYTHON) {script}" in makefile and (ROOT / script).is_file()
    assert "--expose-app-in-browser" in commands and "--expose-app-in-browser" in makefile
