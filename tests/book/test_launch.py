"""The ways from a page into a running chapter: the rocket, Binder's environment, Colab's copies."""

import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

import inpaint_lib
from tests.paths import CHAPTERS, ROOT
from tools.book.build import make_config, name_repository
from tools.book.launch_buttons import find_next_chapter, list_buttons
from tools.book.repository import COLAB_BRANCH, fill_in_address, has_colab_branch

ADDRESS = "https://github.com/owner/course"
WORKFLOW = yaml.safe_load((ROOT / ".github/workflows/publish.yml").read_text(encoding="utf-8"))
EXPORT = re.compile(r"^export (\w+)=(\w+)$", re.MULTILINE)


def read_launch(repository, colab=False):
    return make_config(repository, colab)["sphinx"]["config"].get("launch", {})


def test_each_chapter_opens_in_its_folder(chapter):
    binder, colab, file = list_buttons(read_launch(ADDRESS, colab=True), chapter.stem, "a.ipynb")
    path = chapter.relative_to(ROOT).as_posix()
    assert binder["url"] == f"https://mybinder.org/v2/gh/owner/course/main?urlpath=lab/tree/{path}"
    assert colab["url"] == ("https://colab.research.google.com/github/owner/course/blob/colab/"
                            f"{path}")
    assert file["url"] == "a.ipynb"
    number = int(chapter.stem[:2])
    assert [button["text"] for button in (binder, colab, file)] == [
        f"Chapter {number} {where}" for where in ("on Binder", "on Colab", "as a file")]


def test_a_book_without_an_address_or_without_copies_has_no_dead_button():
    assert list_buttons(read_launch(None), CHAPTERS[0].stem, "a.ipynb") == []
    [binder] = list_buttons(read_launch(ADDRESS), CHAPTERS[0].stem)
    assert binder["text"].endswith("on Binder")


def test_a_page_leads_to_the_chapter_that_comes_next():
    order = ["book/index", "book/how_to_use", "chapters/00_a", "chapters/01_b", "book/verdicts"]
    after = dict(zip(order, [*order[1:], None]))
    assert [find_next_chapter(page, after) for page in order] == ["00_a", "00_a", "00_a", "01_b",
                                                                  None]
    assert find_next_chapter("search", after) is None


def test_a_clone_knows_whether_the_copies_for_colab_are_published(tmp_path):
    def git(*words):
        subprocess.run(["git", "-C", str(tmp_path), "-c", "user.name=a", "-c", "user.email=a@b",
                        *words], check=True, capture_output=True)

    git("init")
    git("commit", "--allow-empty", "-m", "a")
    assert not has_colab_branch({}, tmp_path)
    assert has_colab_branch({"GITHUB_REPOSITORY": "owner/course"}, tmp_path)
    git("update-ref", f"refs/remotes/origin/{COLAB_BRANCH}", "HEAD")
    assert has_colab_branch({}, tmp_path)


def read_first_cell(text):
    return next("".join(cell["source"]) for cell in json.loads(text)["cells"]
                if cell["cell_type"] == "code")


def test_a_published_chapter_holds_the_address(chapter, tmp_path):
    text = chapter.read_text(encoding="utf-8")
    assert fill_in_address(text, None) == text
    copy = tmp_path / "_sources" / "chapters" / chapter.name
    copy.parent.mkdir(parents=True)
    copy.write_text(text, encoding="utf-8")
    name_repository(ADDRESS, tmp_path)
    first = read_first_cell(copy.read_text(encoding="utf-8"))
    assert f"git clone --depth 1 {ADDRESS} /content/course" in first
    assert first.endswith(read_first_cell(text))


def test_the_workflow_publishes_the_copies_on_the_branch_that_the_button_names():
    steps = [step for step in WORKFLOW["jobs"]["publish"]["steps"] if "push" in step.get("run", "")]
    assert len(steps) == 1
    assert steps[0]["working-directory"] == "_build/html/_sources"
    assert f"initial-branch {COLAB_BRANCH}\n" in steps[0]["run"]
    assert WORKFLOW["permissions"]["contents"] == "write"


# Binder

@pytest.mark.parametrize("name", ["postBuild", "start"])
def test_a_script_of_binder_can_be_run(name):
    script = ROOT / "binder" / name
    assert script.stat().st_mode & stat.S_IXUSR
    tracked = subprocess.run(["git", "ls-files", "--stage", str(script)], cwd=ROOT,
                             capture_output=True, text=True).stdout
    assert not tracked or tracked.startswith("100755"), "git add --chmod=+x"
    subprocess.run(["bash", "-n", script], check=True)


def test_a_session_starts_with_tensorflow_as_the_library_sets_it():
    exported = dict(EXPORT.findall((ROOT / "binder" / "start").read_text(encoding="utf-8")))
    source = Path(inpaint_lib.__file__).read_text(encoding="utf-8")
    assert exported == dict(re.findall(r'os\.environ\.setdefault\("(\w+)", "(\w+)"\)', source))
    command = [ROOT / "binder" / "start", "printenv", *exported]
    clean = {name: value for name, value in os.environ.items() if name not in exported}
    printed = subprocess.run(command, env=clean, capture_output=True, text=True, check=True).stdout
    assert printed.split() == list(exported.values())


def test_repo2docker_takes_all_our_files():
    command = [Path(sys.executable).with_name("jupyter-repo2docker"), "--no-build", "--debug", "."]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    runtime = (ROOT / "binder" / "runtime.txt").read_text(encoding="utf-8").strip()
    assert runtime.replace("-", "=") in run.stderr
    for words in ('pip install --no-cache-dir -r "binder/requirements.txt"',
                  "RUN ./binder/postBuild", 'R2D_ENTRYPOINT="${REPO_DIR}/binder/start"'):
        assert words in run.stdout
