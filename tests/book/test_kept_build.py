"""A build does what is out of date and no less: its decisions, then a small book built for real."""

import json
import os
import shutil
import subprocess
import sys

import nbformat
import pytest
import yaml
from jupyter_cache import get_cache

import tools.book.build as build_book
from tests.paths import ROOT
from tools.book import kept_build, run_chapters

TOC = """format: jb-book
root: book/index
parts:
  - caption: Chapters
    chapters:
      - file: chapters/00_one
      - file: chapters/01_two
      - file: book/last
"""
CONFIG = """title: "A small book"
only_build_toc_files: true
execute:
  execute_notebooks: cache
  timeout: 60
  stderr_output: remove
html: {}
sphinx:
  local_extensions: {}
  config:
    language: en
    html_extra_path: [_build/extra]
"""


def write_chapter(path, code, prose="Words."):
    """Write a notebook; its only code cell notes in ``_build`` that it has run."""
    code = f"open('../_build/runs', 'a').write('{path.stem} ')\n{code}"
    cells = [nbformat.v4.new_markdown_cell(f"# {path.stem}\n\n{prose}", id="words"),
             nbformat.v4.new_code_cell(code, id="code")]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), path)


def write_course(root):
    """Write a course of two pages and two chapters, with a file of each kind beside them."""
    files = {
        "_config.yml": CONFIG, "_toc.yml": TOC, "requirements.lock": "", "pyproject.toml": "",
        "book/index.md": "# Front\n\n{doc}`last`\n", "book/last.md": "# The last page\n",
        "book/references.bib": "", "book/_static/custom.css": "", "book/_templates/foot.html": "",
        "book/quizzes/one.json": "{}", "book/teaching.toml": "", "data/faces.csv": "1\n",
        "data/bench.json": "{}", "data/section_times.csv": "", "inpaint_lib/holes.py": "A = 1\n",
        "recipes/pocket_16.toml": "", "tools/book/build.py": "",
        "tools/book/javascript/package.json": "",
        "tests/test_a.py": "", "inpaint_lib/__pycache__/holes.pyc": "", "runs/a.txt": "",
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    (root / "chapters").mkdir()
    write_chapter(root / "chapters" / "00_one.ipynb", "print('first')")
    write_chapter(root / "chapters" / "01_two.ipynb", "print('second')")


@pytest.fixture
def course(tmp_path):
    write_course(tmp_path)
    return tmp_path


def describe(root, config="config"):
    inputs = kept_build.describe_inputs(config, root)
    return inputs | kept_build.describe_built(root / "_build")


@pytest.mark.parametrize("name", [
    "_config.yml", "_toc.yml", "requirements.lock", "pyproject.toml", "book/references.bib",
    "book/_static/custom.css", "book/_templates/foot.html", "book/quizzes/one.json",
    "book/teaching.toml", "book/_static/new.svg", "data/faces.csv", "inpaint_lib/holes.py",
    "inpaint_lib/new.py", "recipes/pocket_16.toml", "tools/book/build.py",
    "tools/book/javascript/package.json", "_build/.doctrees/book/index.doctree",
    "_build/jupyter_execute/a.png"])
def test_a_change_of_what_is_no_page_reads_every_page(course, name):
    before = describe(course)
    (course / name).parent.mkdir(parents=True, exist_ok=True)
    with open(course / name, "a") as file:
        file.write("# changed\n")
    assert kept_build.list_changed(before, describe(course)) is None


def test_another_address_or_python_reads_every_page(course):
    configs = [yaml.safe_dump(build_book.make_config(address)) for address in
               (None, "https://github.com/owner/course")]
    before = describe(course, configs[0])
    assert kept_build.list_changed(before, describe(course, configs[0])) == []
    assert kept_build.list_changed(before, describe(course, configs[1])) is None
    before["python"] = "3.10"
    assert kept_build.list_changed(before, describe(course, configs[0])) is None


@pytest.mark.parametrize("name", ["book/last.md", "chapters/01_two.ipynb"])
def test_a_change_of_a_page_reads_that_page(course, name):
    before, times = describe(course), os.stat(course / name)
    with open(course / name, "a") as file:
        file.write("\n")
    # Sphinx by itself looks at times only; an older file in the page's place is a change as well.
    os.utime(course / name, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert kept_build.list_changed(before, describe(course)) == [name]


@pytest.mark.parametrize("name", ["data/bench.json", "data/section_times.csv"])
def test_new_times_are_a_change_but_read_no_page(course, name):
    before = describe(course)
    (course / name).write_text("2")
    assert before != describe(course)
    assert kept_build.list_changed(before, describe(course)) == []


@pytest.mark.parametrize("name", ["tests/test_a.py", "runs/a.txt", "book/.hidden",
                                  "inpaint_lib/__pycache__/holes.pyc", "chapters/my_photo.jpg"])
def test_what_no_page_reads_is_no_change(course, name):
    before = describe(course)
    (course / name).write_text("changed")
    assert describe(course) == before


def test_every_tracked_file_is_an_input_or_known_to_be_none():
    listing = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listing.returncode:
        pytest.skip("this copy has no git")
    tops = {name.split("/")[0] for name in listing.stdout.splitlines()}
    no_input = {"CITATION.cff", "LICENSE", "LICENSE-TEXT", "Makefile", "README.md", "binder", "hub",
                "setup.py", "tests"}
    pages = {"chapters", "CONTRIBUTING.md"}
    found = {name for name in tops if not name.startswith(".")}
    assert found == set(kept_build.INPUTS) | no_input | pages


@pytest.mark.parametrize("text", [None, "", "{half"])
def test_without_a_whole_note_every_page_is_read(tmp_path, text):
    if text is not None:
        (tmp_path / "built.json").write_text(text)
    assert kept_build.read_note(tmp_path / "built.json") is None
    assert kept_build.list_changed(None, {}) is None


@pytest.mark.parametrize("name", ["inpaint_lib/holes.py", "data/faces.csv", "book/quizzes/one.json",
                                  "book/pictures.toml", "recipes/pocket_16.toml",
                                  "requirements.lock"])
def test_a_change_under_the_chapters_runs_them_again(course, name):
    before = kept_build.hash_outputs(course)
    assert kept_build.hash_outputs(course) == before
    (course / name).write_text("changed")
    assert kept_build.hash_outputs(course) != before


@pytest.mark.parametrize("name", ["data/bench.json", "book/index.md", "tools/book/build.py"])
def test_other_changes_run_no_chapter(course, name):
    before = kept_build.hash_outputs(course)
    (course / name).write_text("changed")
    assert kept_build.hash_outputs(course) == before


# What is run, and in which order

def test_long_chapters_come_first_and_unmeasured_ones_before_them(tmp_path):
    paths = [tmp_path / f"{name}.ipynb" for name in ("00_short", "01_long", "02_new")]
    results = {"00_short_time": {"median": 5}, "01_long_time": {"median": 60}}
    ordered = run_chapters.order_chapters(paths, results)
    assert [path.stem for path in ordered] == ["02_new", "01_long", "00_short"]


@pytest.mark.parametrize("chapters, cores, gigabytes, expected", [
    (7, 2, 20, 2), (7, 2, 3.1, 1), (7, 16, 8, 5), (1, 2, 20, 1), (7, 4, 0.5, 1)])
def test_chapters_share_cores_and_memory(chapters, cores, gigabytes, expected):
    assert run_chapters.count_kernels(chapters, cores, gigabytes * 1e9) == expected


def test_every_chapter_fits_into_its_memory():
    results = json.loads(run_chapters.TIMES.read_text(encoding="utf-8"))
    for name, result in results.items():
        if name.endswith("_memory") and name[0].isdigit():
            assert result["median"] * 1e6 < run_chapters.MEMORY


@pytest.mark.parametrize("code, fault", [
    ("raise ValueError('no picture\\nat all')", "cell 2: ValueError: no picture"),
    ("import os; os._exit(1)", "cell 2: Kernel died"),
    ("import time; time.sleep(60)", "cell 2: A cell timed out")])
def test_a_chapter_that_fails_is_told_by_its_cell(course, code, fault):
    path, cache = course / "chapters" / "00_one.ipynb", course / "cache"
    (course / "_build").mkdir()
    write_chapter(path, code)
    assert run_chapters.run_chapter(path, cache, timeout=3).startswith(fault)
    assert run_chapters.list_stale([path], cache) == [path]


def test_what_is_printed_in_pieces_is_one_text(course):
    path, cache = course / "chapters" / "00_one.ipynb", course / "cache"
    (course / "_build").mkdir()
    write_chapter(path, "import sys, time\n"
                        "for part in ('dot ->', ' [9]\\n'):\n"
                        "    sys.stdout.write(part), sys.stdout.flush(), time.sleep(.5)")
    assert run_chapters.run_chapter(path, cache, timeout=60) is None
    kept = get_cache(cache).get_cache_bundle(1).nb
    assert [output.text for cell in kept.cells for output in cell.get("outputs", [])
            if output.get("name") == "stdout"] == ["dot -> [9]\n"]


def test_a_chapter_is_stale_when_its_code_has_changed(course):
    path, cache = course / "chapters" / "00_one.ipynb", course / "cache"
    (course / "_build").mkdir()
    assert run_chapters.list_stale([path], cache) == [path]
    assert run_chapters.run_chapter(path, cache, timeout=60) is None
    write_chapter(path, "print('first')", "Other words.")
    assert run_chapters.list_stale([path], cache) == []
    write_chapter(path, "print('other')")
    assert run_chapters.list_stale([path], cache) == [path]


# A small book, built for real

BUILD = """import contextlib, sys
from tools.book import build as build_book
build_book.write_tables = lambda: None
build_book.draw_faces = contextlib.nullcontext
build_book.write_playgrounds = lambda: None
sys.exit(build_book.main())
"""


@pytest.fixture(scope="module")
def small_book(tmp_path_factory):
    """Return the folder of a small course with our own tools, and what its first build printed."""
    root = tmp_path_factory.mktemp("course")
    write_course(root)
    shutil.copytree(ROOT / "tools", root / "tools", dirs_exist_ok=True,
                    ignore=shutil.ignore_patterns("node_modules"))
    packages = root / "tools" / "book" / "javascript" / "node_modules"
    packages.mkdir()
    shutil.copyfile(packages.parent / "package-lock.json", packages / "installed.json")
    return root, make(root)


def make(root):
    """Build the small book; return the finished process."""
    return subprocess.run([sys.executable, "-c", BUILD], cwd=root, text=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT,
                          env={**os.environ, "PYTHONPATH": f"{root}:{ROOT}"})


def test_a_small_book_lives_through_changes(small_book):
    root, first = small_book
    html, runs = root / "_build" / "html", root / "_build" / "runs"
    assert first.returncode == 0, first.stdout
    assert sorted(runs.read_text().split()) == ["00_one", "01_two"]

    assert "Nothing has changed" in make(root).stdout

    # A page that a reader has altered is made again, and a page that was taken out is gone. Other
    # prose in a chapter does not run it.
    (html / "book" / "last.html").write_text("altered")
    write_chapter(root / "chapters" / "00_one.ipynb", "print('first')", "Other words.")
    again = make(root)
    assert again.returncode == 0 and "0 added, 1 changed, 0 removed" in again.stdout, again.stdout
    assert "The last page" in (html / "book" / "last.html").read_text()
    assert "Other words." in (html / "chapters" / "00_one.html").read_text()
    assert len(runs.read_text().split()) == 2

    # Other code runs that chapter alone. Its fault and that of a page stand together, and stay
    # until they are mended.
    write_chapter(root / "chapters" / "01_two.ipynb", "raise ValueError('no picture')")
    (root / "book" / "last.md").write_text("# The last page\n\n```{nonsense}\n```\n")
    for _ in range(2):
        failed = make(root)
        assert failed.returncode == 1 and "has 2 fault(s)" in failed.stdout
        assert "chapters/01_two.ipynb, cell 2: ValueError: no picture" in failed.stdout
        assert "book/last.md:3: WARNING: Unknown directive type: 'nonsense'" in failed.stdout
    assert runs.read_text().split()[2:] == ["01_two", "01_two"]

    # Mended by leaving the page out: nothing of it is left. Another library runs all chapters.
    write_chapter(root / "chapters" / "01_two.ipynb", "print('second')")
    (root / "_toc.yml").write_text(TOC.replace("      - file: book/last\n", ""))
    (root / "book" / "last.md").unlink()
    (root / "book" / "index.md").write_text("# Front\n")
    (root / "inpaint_lib" / "holes.py").write_text("A = 2\n")
    mended = make(root)
    assert mended.returncode == 0 and "3 added" in mended.stdout, mended.stdout
    assert not (html / "book" / "last.html").exists()
    assert "last page" not in (html / "book" / "index.html").read_text()
    assert sorted(runs.read_text().split()[4:]) == ["00_one", "01_two"]
