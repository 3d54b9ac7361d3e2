"""The environment is made from the lock as it stands, by whatever pip there is, today and later."""

import ast
import base64
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
import venv
import zipfile

import pytest
import yaml

from inpaint_lib.models.weights import MIN_KERAS
from tests.paths import ROOT
from tools import environment

VERSIONS = ["{}.{}".format(*version) for version in environment.VERSIONS]
WORKFLOWS = ROOT / ".github" / "workflows"


def make_wheel(folder, name, version, needs=(), extra=None):
    """Write the smallest wheel there is, and return the line of a lock that pins it."""
    info = f"{name}-{version}.dist-info"
    meta = [f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}",
            *(f"Requires-Dist: {need}" for need in needs),
            *([f"Provides-Extra: {extra}"] if extra else [])]
    files = {f"{name}.py": "", f"{info}/METADATA": "\n".join(meta) + "\n",
             f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"}
    path = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for file, text in files.items():
            archive.writestr(file, text)
        archive.writestr(f"{info}/RECORD", "".join(
            f"{file},sha256={digest(text)},{len(text)}\n" for file, text in files.items()))
    return f"{name}=={version} --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


def digest(text):
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


@pytest.fixture(scope="module", params=["23.2.1", "24.2", "newest"])
def python(request, tmp_path_factory):
    """Return the Python of an empty environment with a pip of one of several ages."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True)
    path = environment.find_python(folder)
    pip = f"pip=={request.param}" if request.param != "newest" else "pip"
    run = subprocess.run([path, "-m", "pip", "install", "--quiet", "--upgrade", pip],
                         capture_output=True, text=True)
    if run.returncode:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"no {pip} to be had: {run.stderr}")
    return path


@pytest.fixture
def index(tmp_path, monkeypatch):
    """Return a lock and its index: since the lock was made, a newer release has come out."""
    folder = tmp_path / "index"
    folder.mkdir()
    lines = [make_wheel(folder, "asks", "1.0", ["gives[more]"]),
             make_wheel(folder, "gives", "1.0", extra="more")]
    make_wheel(folder, "gives", "1.1", extra="more")
    lock = tmp_path / "requirements.lock"
    lock.write_text("".join(lines), encoding="utf-8")
    for name, value in {"NO_INDEX": "1", "FIND_LINKS": str(folder), "CONFIG_FILE": os.devnull,
                        "CACHE_DIR": str(tmp_path / "cache")}.items():
        monkeypatch.setenv(f"PIP_{name}", value)
    return lock


def test_a_release_after_the_lock_stops_no_installation(python, index):
    *_, command = environment.list_install_commands(python, index)
    run = subprocess.run([*command, "--dry-run"], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert "Would install asks-1.0 gives-1.0" in run.stdout
    # What the Makefile had before: an old pip meets the newer release, and has no hash for it.
    command.remove("--no-deps")
    version = subprocess.run([python, "-m", "pip", "--version"], capture_output=True, text=True)
    if version.stdout.startswith("pip 23."):
        run = subprocess.run([*command, "--dry-run"], capture_output=True, text=True)
        assert run.returncode != 0 and "--require-hashes" in run.stderr


@pytest.mark.parametrize("change, words", {
    "asks": (lambda lock: lock.replace("asks", "lost"), "distribution found for lost==1.0"),
    "hash": (lambda lock: lock[:-2] + "0\n" if lock[-2] != "0" else lock[:-2] + "1\n",
             "DO NOT MATCH THE HASHES.*gives==1.0"),
    "gives": (lambda lock: lock.splitlines()[0], "our mistake.*asks 1.0 requires gives"),
}.values(), ids=["not there", "another hash", "not complete"])
def test_what_is_wrong_with_a_lock_is_named(python, index, tmp_path, change, words):
    index.write_text(change(index.read_text()))
    with pytest.raises(environment.InstallError) as caught:
        environment.install_lock(python, index, tmp_path / "install.log")
    assert re.search(words, str(caught.value), re.DOTALL)
    assert "WARNING" not in str(caught.value)


def test_uv_is_taken_where_it_is_and_pip_where_uv_fails(python, index, tmp_path, monkeypatch):
    monkeypatch.setattr(environment.shutil, "which", lambda name: "/usr/bin/uv")
    fast, plain = environment.list_install_commands(python, index)
    assert fast[:3] == ["/usr/bin/uv", "pip", "sync"] and {"--require-hashes"} <= set(fast)
    assert plain[1:4] == ["-m", "pip", "install"]
    monkeypatch.setattr(environment.shutil, "which", lambda name: sys.executable)
    environment.install_lock(python, index, tmp_path / "install.log")
    run = subprocess.run([python, "-c", "import asks, gives"])
    assert run.returncode == 0


def test_a_failed_installation_ends_with_what_to_do(index, tmp_path):
    """The script itself, on a folder whose lock names what no index has."""
    for name in ("tools", "data"):
        (tmp_path / name).mkdir()
    shutil.copy(environment.__file__, tmp_path / "tools")
    shutil.copy(ROOT / "data" / "install_sizes.csv", tmp_path / "data")
    index.write_text("lost==1.0 --hash=sha256:" + 64 * "0" + "\n")
    run = subprocess.run([sys.executable, tmp_path / "tools" / "environment.py"],
                         capture_output=True, text=True)
    assert run.returncode == 1
    error, advice = run.stderr.split("What to do: ")
    assert "The course is not installed. ERROR" in error and "lost==1.0" in error
    assert "WARNING" not in run.stderr and "Traceback" not in run.stderr
    assert "give\nthe same command again" in advice and "GB on the disk" in advice
    log = tmp_path / ".venv" / "install.log"
    assert str(log) in advice and "lost" in log.read_text()
    assert not (tmp_path / ".venv" / "requirements.lock").exists()


def test_warnings_do_not_bury_the_error():
    lines = ["WARNING: Location 'a' is ignored\n", "Collecting b\n", "ERROR: No b\n", "  hint\n",
             "\n", "[notice] A new release of pip\n"]
    assert environment.find_error(lines) == "ERROR: No b\n  hint"
    assert environment.find_error(["Killed\n"]) == "Killed"


@pytest.mark.parametrize("version", [(3, 10, 13), (3, 14, 0), (2, 7, 18)])
def test_another_python_is_told_which_will_do(version):
    with pytest.raises(environment.InstallError) as caught:
        environment.check_python(version)
    assert "needs Python 3.11, 3.12 or 3.13" in str(caught.value)
    assert f"is Python {version[0]}.{version[1]}." in str(caught.value)


def test_this_python_will_do():
    environment.check_python()


def test_an_old_python_can_read_the_script():
    ast.parse((ROOT / "tools" / "environment.py").read_text(), feature_version=(3, 6))


# One place for each fact

def test_all_files_name_the_same_versions():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    low, high = environment.VERSIONS[0], environment.VERSIONS[-1]
    assert project["project"]["requires-python"] == (
        f">={low[0]}.{low[1]},<{high[0]}.{high[1] + 1}")
    assert project["tool"]["ruff"]["target-version"] == f"py{low[0]}{low[1]}"
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert f"not {low} <= sys.version_info[:2] <= {high}" in makefile
    assert (ROOT / "binder" / "runtime.txt").read_text().strip() in {
        f"python-{version}" for version in VERSIONS}
    for page in ("README.md", "CONTRIBUTING.md", "book/install.md", "book/how_to_use.md",
                 "Makefile"):
        words = " ".join((ROOT / page).read_text(encoding="utf-8").split())
        assert re.search(f"Python {re.escape(', '.join(VERSIONS[:-1]))} or {VERSIONS[-1]}",
                         words.replace('" "', "").replace('" \\ "', " ")), page


def test_the_oldest_keras_is_the_same_everywhere_and_tried_every_week():
    needs = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    oldest = ".".join(map(str, MIN_KERAS))
    assert f"keras>={oldest}" in needs["optional-dependencies"]["cpu"]
    assert f"Keras {oldest}" in (ROOT / "book" / "how_to_use.md").read_text(encoding="utf-8")
    jobs = yaml.safe_load((WORKFLOWS / "every_week.yml").read_text(encoding="utf-8"))["jobs"]
    commands = [step.get("run", "") for step in jobs["oldest"]["steps"]]
    assert any("--resolution lowest-direct" in line and "[cpu]" in line for line in commands)
    assert "python -m pytest tests/models tests/fills" in commands


def test_the_workflows_run_on_every_version():
    jobs = yaml.safe_load((WORKFLOWS / "test.yml").read_text(encoding="utf-8"))["jobs"]
    assert jobs["test"]["strategy"]["matrix"]["python"] == VERSIONS
    jobs = yaml.safe_load((WORKFLOWS / "every_week.yml").read_text(encoding="utf-8"))["jobs"]
    strangers = jobs["stranger"]["strategy"]["matrix"]["include"]
    assert {".".join(one["python"].split(".")[:2]) for one in strangers} == set(VERSIONS)
    commands = " ".join(step.get("run", "") for step in jobs["stranger"]["steps"])
    assert {"make book", "make lab"} <= set(re.findall(r"make \w+", commands))
