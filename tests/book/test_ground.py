"""What the build stands on: one lock, one place for each fact, links found out and not typed."""

import re
import subprocess
import tomllib

import pytest
import yaml

from tools.book.build import ROOT, find_complaints, make_config
from tools.book.repository import find_repository, parse_remote

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONFIG = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
PIN = re.compile(r"^([\w.-]+)==([\w.!+-]+)", re.MULTILINE)


def test_title_authors_licence_and_version_agree_everywhere():
    assert CITATION["title"] == CONFIG["title"]
    authors = {PROJECT["authors"][0]["name"], CITATION["authors"][0]["name"], CONFIG["author"]}
    assert len(authors) == 1
    for name in ("LICENSE", "LICENSE-TEXT"):
        words = " ".join((ROOT / name).read_text(encoding="utf-8").split())
        assert f"{CONFIG['copyright']} {CONFIG['author']}" in words
    assert CITATION["license"][0] == PROJECT["license"]
    assert CITATION["version"] == PROJECT["version"]


def test_readme_begins_with_the_title():
    title = CONFIG["title"].split(":")[0].lower()
    assert title in (ROOT / "README.md").read_text(encoding="utf-8").splitlines()[0].lower()


def test_binder_takes_the_versions_of_the_lock():
    locked = set(PIN.findall((ROOT / "requirements.lock").read_text(encoding="utf-8")))
    binder = set(PIN.findall((ROOT / "binder" / "requirements.txt").read_text(encoding="utf-8")))
    assert binder and binder <= locked


def test_lock_has_hashes_and_every_direct_dependency():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert len(re.findall(r"--hash=sha256:[0-9a-f]{64}", lock)) >= len(PIN.findall(lock))
    names = {name.lower().replace("_", "-") for name, _ in PIN.findall(lock)}
    assert len(names) == len(PIN.findall(lock)), "one version for all Pythons: outputs must hold"
    extras = PROJECT["optional-dependencies"]
    wanted = PROJECT["dependencies"] + [line for extra in ("cpu", "kaggle", "book", "lab", "test")
                                        for line in extras[extra]]
    assert {re.match(r"[\w-]+", line)[0] for line in wanted} <= names


def test_make_help_lists_every_target():
    run = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    for target in ("book", "test", "test-all", "test-slow", "bench", "replicate", "lab", "serve",
                   "store-outputs", "lock", "clean"):
        assert f"make {target} " in run.stdout


@pytest.mark.parametrize("remote, name", {
    "https://github.com/owner/course.git": "owner/course",
    "https://token@github.com/owner/course": "owner/course",
    "git@github.com:owner/my.course.git": "owner/my.course",
    "ssh://git@github.com/owner/course.git\n": "owner/course",
    "https://example.org/owner/course.git": None,
    "https://notgithub.com/owner/course.git": None,
    "/home/me/course": None,
    "": None,
}.items())
def test_remote_is_read(remote, name):
    assert parse_remote(remote) == name


def test_a_workflow_names_the_repository():
    environ = {"GITHUB_REPOSITORY": "owner/course"}
    assert find_repository(environ) == "https://github.com/owner/course"


def test_a_clone_of_github_knows_where_it_came_from(tmp_path):
    git = ["git", "-C", str(tmp_path)]
    subprocess.run([*git, "init", "--quiet"], check=True)
    assert find_repository({}, tmp_path) is None
    remote = "https://github.com/owner/course.git"
    subprocess.run([*git, "remote", "add", "origin", remote], check=True)
    assert find_repository({}, tmp_path) == "https://github.com/owner/course"


def test_buttons_lead_to_the_repository_or_are_left_out():
    config = make_config("https://github.com/owner/course")
    assert config["repository"]["url"] == "https://github.com/owner/course"
    assert config["html"]["use_repository_button"] and config["html"]["use_edit_page_button"]
    config = make_config(None)
    assert config["repository"]["url"] == "" and "launch" not in config["sphinx"]["config"]
    assert "use_repository_button" not in config["html"]


def test_no_address_of_a_repository_is_typed():
    assert not {"repository", "launch_buttons"} & set(CONFIG)
    assert "launch" not in CONFIG["sphinx"]["config"]


def test_complaints_name_the_page_and_the_cell():
    log = [
        "reading sources... chapters/00_images.ipynb",
        f"\x1b[91m{ROOT}/chapters/00_images.ipynb:120003: WARNING: undefined label: 'x'\x1b[0m",
        "[IPKernelApp] WARNING | Kernel is running over TCP without encryption.",
        f"{ROOT}/book/index.md:5: CRITICAL: Problems with the path:",
        "No such file: 'data/gone.csv'.",
    ]
    assert find_complaints(log) == [
        "chapters/00_images.ipynb, cell 12, line 3: WARNING: undefined label: 'x'",
        "book/index.md:5: CRITICAL: Problems with the path: No such file: 'data/gone.csv'.",
    ]
