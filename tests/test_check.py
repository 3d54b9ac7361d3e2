"""`make check` finds what has changed, and the tests for it."""

import subprocess

import pytest

from tools.check import MANY, choose_tests, list_changed


@pytest.fixture
def course(tmp_path):
    """Return a small course under git, with a branch `main`."""
    files = {"inpaint_lib/holes.py": "", "inpaint_lib/fills.py": "", "tools/bench.py": "",
             "book/index.md": "", "tests/test_style.py": "",
             "tests/test_holes.py": "import inpaint_lib.holes", "tests/test_bench.py": "",
             "tests/rooms/test_paint.py":
             "from inpaint_lib import fills\nfrom tools.bench import run",
             "tools/rooms/holes.py": "", "tests/other/test_holes.py": ""}
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    git(tmp_path, "init", "--quiet", "--initial-branch", "main")
    commit(tmp_path)
    return tmp_path


def git(folder, *words):
    subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", *words], cwd=folder,
                   check=True)


def commit(folder):
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "a")


def names(paths):
    return [path.name for path in paths]


def test_what_was_committed_on_a_branch_or_is_new_has_changed(course):
    assert list_changed(root=course) == []
    git(course, "checkout", "--quiet", "-b", "idea")
    (course / "inpaint_lib" / "holes.py").write_text("SIZE = 16")
    (course / "inpaint_lib" / "fills.py").unlink()
    commit(course)
    (course / "tools" / "a new.py").write_text("")
    assert names(list_changed(root=course)) == ["holes.py", "a new.py"]
    assert names(list_changed("HEAD", course)) == ["a new.py"]
    with pytest.raises(SystemExit, match="no commit nowhere"):
        list_changed("nowhere", course)


@pytest.mark.parametrize("changed, tests", {
    "inpaint_lib/holes.py": ["test_holes.py"],
    "tools/rooms/holes.py": ["test_holes.py"],
    "inpaint_lib/fills.py": ["test_paint.py"],
    "tools/bench.py": ["test_paint.py", "test_bench.py"],
    "tests/test_holes.py": ["test_holes.py"], "tools/other/fills.py": [],
    "book/index.md": ["test_style.py"],
}.items())
def test_a_change_gets_the_tests_that_know_it(course, changed, tests):
    assert names(choose_tests([course / changed], course)[0]) == tests


def test_a_module_that_all_use_is_named(course):
    for number in range(MANY + 1):
        (course / "tests" / f"test_{number}.py").write_text("from inpaint_lib.holes import a")
    tests, wide = choose_tests([course / "inpaint_lib" / "holes.py"], course)
    assert names(tests) == ["test_holes.py"] and wide == ["inpaint_lib/holes"]
