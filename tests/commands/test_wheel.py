"""The library by itself: a wheel in an environment of its own, without repository or TensorFlow."""

import os
import re
import shutil
import subprocess
import sys
import venv
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import numpy as np
import pytest
from packaging.requirements import Requirement
from PIL import Image

from tests.paths import ROOT

SOURCES = ("inpaint_lib", "pyproject.toml", "setup.py", "README.md", "LICENSE", "LICENSE-TEXT")


def list_needed(name, found=None):
    """Return the packages that a package asks for, and that these ask for, without its extras."""
    found = set() if found is None else found
    for line in distribution(name).requires or []:
        need = Requirement(line)
        if need.name in found or need.marker and not need.marker.evaluate({"extra": ""}):
            continue
        try:
            distribution(need.name)
        except PackageNotFoundError:
            pytest.fail(f"{name} needs {need.name}, which the lock does not hold")
        found.add(need.name)
        list_needed(need.name, found)
    return found


def link_packages(names, folder):
    """Make a folder in which these packages can be imported, and no others."""
    folder.mkdir()
    for name in names:
        for file in distribution(name).files:
            top = Path(file).parts[0]
            if top not in ("..", "__pycache__") and not (folder / top).exists():
                (folder / top).symlink_to(distribution(name).locate_file(top))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Build the wheel from a copy, since building leaves folders behind."""
    copy = tmp_path_factory.mktemp("source")
    for name in SOURCES:
        source = ROOT / name
        shutil.copytree(source, copy / name) if source.is_dir() else shutil.copy(source, copy)
    (copy / "data").mkdir()
    shutil.copy(ROOT / "data" / "anywhere.onnx", copy / "data")
    subprocess.run([sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps",
                    "--no-build-isolation", "--wheel-dir", copy / "dist", copy], check=True)
    [path] = (copy / "dist").glob("*.whl")
    return path


@pytest.fixture(scope="module")
def programs(wheel, tmp_path_factory):
    """Install the wheel into an empty environment; return its folder of programs."""
    folder = tmp_path_factory.mktemp("alone")
    venv.create(folder, symlinks=os.name != "nt")
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    subprocess.run([sys.executable, "-m", "pip", "--python", programs / "python", "install",
                    "--quiet", "--no-deps", "--no-index", wheel], check=True)
    link_packages(list_needed("inpaint-lib"), folder / "packages")
    [site] = folder.glob("**/site-packages")
    (site / "packages.pth").write_text(str(folder / "packages"))
    return programs


@pytest.fixture
def run(programs, tmp_path, monkeypatch):
    """Return a function that runs one of these programs in another folder."""
    monkeypatch.chdir(tmp_path)
    environ = {name: value for name, value in os.environ.items()
               if not name.startswith("PYTHON")}

    def run(program, *words):
        return subprocess.run([programs / program, *words], env=environ, capture_output=True,
                              text=True)
    return run


@pytest.fixture
def pixels():
    pixels = np.random.default_rng(0).integers(0, 256, (60, 80, 3), np.uint8)
    Image.fromarray(pixels).save("photo.png")
    mask = np.zeros((60, 80), bool)
    mask[20:30, 40:52] = True
    Image.fromarray(mask).save("mask.png")
    return pixels


def test_the_repository_and_tensorflow_are_out_of_reach(run):
    """Else the other tests here would prove nothing."""
    found = run("python", "-c", "import inpaint_lib; print(inpaint_lib.__file__)")
    assert "site-packages" in found.stdout and str(ROOT) not in found.stdout, found.stderr
    for name in ("tensorflow", "keras", "pytest", "jupyter_book"):
        assert "ModuleNotFoundError" in run("python", "-c", f"import {name}").stderr


@pytest.mark.parametrize("words", [["inpaint"], ["python", "-m", "inpaint_lib", "fill"]])
def test_the_command_fills_a_picture(run, pixels, words):
    done = run(*words, "photo.png", "mask.png", "out.png", "--threads", "1")
    assert done.returncode == 0 and done.stderr == ""
    assert done.stdout.startswith("out.png: 120 missing pixels")
    written = np.asarray(Image.open("out.png"))
    changed = (written != pixels).any(axis=2)
    assert changed[20:30, 40:52].mean() > 0.9 and changed.sum() <= 120


def test_the_example_of_the_readme_runs(run):
    words = (ROOT / "README.md").read_text(encoding="utf-8").split("used by itself")[1]
    code = re.search(r"```python\n(.*?)```", words, re.DOTALL)[1]
    given = "import numpy as np\nimage = np.full((128, 128, 3), 0.5, np.float32)\n"
    done = run("python", "-c", given + code + "print(filled.shape, filled.dtype, filled.std())")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("(128, 128, 3) float32 0.0")


def test_a_file_that_the_wheel_does_not_carry_is_told(run):
    done = run("python", "-c", "from inpaint_lib.files import find_data; find_data('sizes.csv')")
    assert "The library alone does not bring it: clone the whole repository" in done.stderr
