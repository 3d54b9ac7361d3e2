"""Where a chapter runs: the button that keeps a student's work, and what Colab lacks."""

import ast
import re
import shutil
import subprocess
import sys
import types
from dataclasses import dataclass
from pathlib import Path

import nbformat
import numpy as np
import pytest
from playwright.sync_api import Page, expect, sync_playwright

from inpaint_lib.course import sessions
from inpaint_lib.course.openings import OPENINGS
from inpaint_lib.holes import PAPER_16, PAPER_32, make_mask
from tests.book.jupyterlab_server import STARTING, TOKEN, start_jupyterlab
from tests.paths import CHAPTERS, ROOT
from tools.book.repository import fill_in_address
from tools.book.store_outputs import read_notebook

PRELOADED = {"IPython", "kagglehub"}  # Colab runs in the first; the second is an extra


def list_imported(source):
    """Return the first names of the modules that a piece of code imports, the labs' way too."""
    names = set(re.findall(r'import_package\("(\w+)"\)', source))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add(node.module.split(".")[0])
    return names


def test_every_chapter_begins_with_its_question_its_picture_and_what_it_needs(chapter):
    question, picture, needs = read_notebook(chapter).cells[:3]
    assert question.source.startswith("# ") and question.source.endswith("?")
    # What Colab needs is put in when the book is published.
    assert picture.source == ("from inpaint_lib.course import open_chapter\n\n"
                              f"open_chapter({int(chapter.stem[:2])})")
    assert needs.source.startswith("## Minutes needed\n") and "\n\nYou need " in needs.source
    assert "](../book/how_to_use.md)" in needs.source


def test_every_chapter_has_a_picture_of_its_own_to_open_with():
    sentences = [draw().alt for draw in OPENINGS]
    assert len(set(sentences)) == len(OPENINGS) == len(CHAPTERS)


def test_the_pictures_show_what_their_chapters_ask():
    cat, pair = OPENINGS[0]().panels, OPENINGS[5]().panels
    holed, flat, smooth = (panel.image[PAPER_32.slices] for panel in cat)
    assert holed.max() == 0 and np.ptp(flat, axis=(0, 1)).max() == 0 < smooth.std()
    painted, truth = (panel.image for panel in pair)
    outside = ~make_mask(PAPER_32, 128, 128)
    assert (painted == truth)[outside].all() and (painted != truth)[~outside].any()
    for number in (3, 4):
        assert all((panel.image[PAPER_16.slices] == 0).all()
                   for panel in OPENINGS[number]().panels)
    lost = [text.get_text() for text in OPENINGS[1]().figure.axes[0].texts]
    assert lost.count("?") == 1 and "58" not in lost[lost.index("?") - 1:lost.index("?") + 2]


def test_the_packages_are_those_that_are_imported():
    sources = [path.read_text(encoding="utf-8") for path in ROOT.glob("inpaint_lib/**/*.py")]
    sources += [cell.source for chapter in CHAPTERS for cell in read_notebook(chapter).cells
                if cell.cell_type == "code"]
    imported = set().union(*map(list_imported, sources))
    outside = imported - set(sys.stdlib_module_names) - PRELOADED - {"inpaint_lib"}
    assert outside == set(sessions.PACKAGES)


def test_a_package_that_is_missing_is_named():
    assert sessions.list_missing() == []
    assert sessions.list_missing({"sys": "python", "not_there": "a-package"}) == ["a-package"]


def test_nothing_happens_where_the_book_is_built(monkeypatch, capsys):
    monkeypatch.delenv(sessions.SERVER_VARIABLE, raising=False)
    sessions.begin_session()
    assert capsys.readouterr().out == ""


def test_a_jupyter_server_gets_the_button(monkeypatch):
    shown = []
    monkeypatch.setenv(sessions.SERVER_VARIABLE, "/home/me/00_images_with_holes.ipynb")
    monkeypatch.setattr("IPython.display.display", shown.append)
    sessions.begin_session()
    sessions.begin_session()
    pages = [one.data for one in shown]
    assert all("Download my work" in page and "<button" not in page for page in pages)
    assert pages[0] != pages[1], "Two cells, two buttons: each needs an id of its own."


# Colab

@pytest.fixture
def colab(monkeypatch):
    """Stand in for the module that only Colab has; return the list of what was asked of it."""
    asked = []
    output = types.ModuleType("google.colab.output")
    output.enable_custom_widget_manager = lambda: asked.append("widgets")
    for name in ("google", "google.colab"):
        monkeypatch.setitem(sys.modules, name, types.ModuleType(name))
    monkeypatch.setitem(sys.modules, "google.colab.output", output)
    monkeypatch.setattr(subprocess, "run", lambda command, check: asked.append(command))
    return asked


def test_colab_gets_only_what_it_lacks(colab, monkeypatch):
    sessions.begin_session()
    assert colab == ["widgets"]
    monkeypatch.setitem(sessions.PACKAGES, "not_there", "a-package")
    sessions.begin_session()
    assert colab[1:] == [[sys.executable, "-m", "pip", "install", "--quiet", "a-package"],
                         "widgets"]


COLAB = """
import sys, types
for name in ("google", "google.colab", "google.colab.output"):
    sys.modules[name] = types.ModuleType(name)
sys.modules["google.colab.output"].enable_custom_widget_manager = lambda: print("widgets allowed")
"""


def test_the_cell_fetches_the_course_on_colab(tmp_path):
    """The cell itself, in a new interpreter that cannot import the library from here."""
    course, target = tmp_path / "course.git", tmp_path / "content"
    shutil.copytree(ROOT / "inpaint_lib", course / "inpaint_lib",
                    ignore=shutil.ignore_patterns("__pycache__"))
    (course / "data").mkdir()
    shutil.copy(ROOT / "data" / "paper_moments.json", course / "data")
    for words in (["init", "--quiet"], ["add", "."],
                  ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "-m", "a"]):
        subprocess.run(["git", *words], cwd=course, check=True)
    published = fill_in_address(CHAPTERS[0].read_text(encoding="utf-8"), course.as_uri())
    cell = next(cell.source for cell in nbformat.reads(published, 4).cells
                if cell.cell_type == "code").replace("/content/course", str(target))
    use = "from inpaint_lib.files import find_data; print(find_data('paper_moments.json'))"
    # Without its start-up files Python does not see what is installed as editable.
    packages = Path(nbformat.__file__).resolve().parents[1]
    source = f"{COLAB}\nsys.path.append({str(packages)!r})\n{cell}\n{cell}\n{use}"
    run = subprocess.run([sys.executable, "-I", "-S", "-c", source], cwd=tmp_path,
                         capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert run.stdout.split("\n")[:3] == ["widgets allowed", "widgets allowed",
                                          str(target / "data" / "paper_moments.json")]


# JupyterLab

ANSWER = "rows, columns = 128, 96  # this is my own answer"
CELL_WITH = """words => {
    const notebook = window.jupyterapp.shell.currentWidget.content;
    const place = notebook.widgets.findIndex(cell => cell.model.type === 'code'
        && cell.model.sharedModel.source.includes(words));
    notebook.activeCellIndex = place;
    return notebook.scrollToItem(place, 'start').then(() => place);
}"""
IS_IDLE = ("window.jupyterapp?.shell?.currentWidget?.context?.sessionContext?.session?.kernel"
           "?.status === 'idle'")


@pytest.fixture
def lab(tmp_path, browser_path):
    """Start JupyterLab with Binder's settings on a copy of the chapters, and a browser."""
    course = tmp_path / "course"
    shutil.copytree(ROOT / "chapters", course / "chapters",
                    ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    settings = {"JUPYTER_CONFIG_PATH": str(ROOT / "binder" / "jupyter")}
    with (start_jupyterlab(course, **settings) as (server, address),
          sync_playwright() as playwright):
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(1000 * STARTING)
        yield Lab(course, address, server, page)
        browser.close()


@dataclass
class Lab:
    """A running JupyterLab and a browser's page."""

    course: Path
    address: str
    server: subprocess.Popen
    page: Page

    def open(self, name):
        """Open a chapter and wait for its kernel."""
        self.page.goto(f"{self.address}lab/tree/chapters/{name}?token={TOKEN}")
        self.page.wait_for_function(IS_IDLE)

    @property
    def notebook(self):
        """The notebook that is seen: JupyterLab opens again what was open before."""
        return self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")

    def run_cell(self, words):
        """Run the code cell that has these words in it."""
        assert self.page.evaluate(CELL_WITH, words) >= 0
        # Its middle may be a picture.
        self.notebook.locator(".jp-Cell.jp-mod-active .cm-content").click()
        self.page.keyboard.press("Control+Enter")

    def write_above(self, words, line):
        """Write a line above the cell's others, as a student would; return the cell's place."""
        place = self.page.evaluate(CELL_WITH, words)
        self.notebook.locator(".jp-Cell.jp-mod-active .cm-content").click()
        self.page.keyboard.press("Control+Home")
        self.page.keyboard.type(f"{line}\n")
        self.page.evaluate(CELL_WITH, "open_chapter(0)")
        return place

    def download(self):
        """Press the button and return the path of the file that the browser saves, and its name."""
        with self.page.expect_download() as saved:
            self.notebook.get_by_role("button", name="Download my work").click()
        return Path(saved.value.path()), saved.value.suggested_filename


@pytest.mark.slow
@pytest.mark.browser
def test_a_closed_chapter_gives_its_memory_back(lab):
    lab.open(CHAPTERS[0].name)
    sessions_address = f"{lab.address}api/sessions?token={TOKEN}"
    assert len(lab.page.request.get(sessions_address).json()) == 1
    close = lab.page.locator("#jp-main-dock-panel .lm-mod-current .lm-TabBar-tabCloseIcon")
    with lab.page.expect_response(lambda answer: answer.request.method == "DELETE"):
        close.click()
        lab.page.get_by_role("button", name="Save", exact=True).click()
    assert lab.page.request.get(sessions_address).json() == []


@pytest.mark.slow
@pytest.mark.browser
def test_work_is_kept_when_the_server_is_gone(lab):
    first, task = CHAPTERS[0].name, 'check("share_missing"'
    lab.open(first)
    lab.run_cell("open_chapter(0)")
    place = lab.write_above(task, ANSWER)
    saved, name = lab.download()
    assert name == first
    assert nbformat.read(saved, 4).cells[place].source.startswith(ANSWER)

    # Brought back into a session, the file keeps its outputs, without what would be dead in it.
    shutil.copy(saved, lab.course / "chapters" / "brought_back.ipynb")
    lab.open("brought_back.ipynb")
    lab.page.evaluate(CELL_WITH, "open_chapter(0)")
    expect(lab.notebook.get_by_text("Run this cell for the button")).to_be_visible()
    expect(lab.notebook.get_by_role("button", name="Download my work")).to_have_count(0)
    lab.run_cell("open_chapter(0)")
    expect(lab.notebook.get_by_role("button", name="Download my work")).to_be_visible()

    lab.server.kill()
    lab.server.wait()
    lost = lab.page.locator("dialog[aria-label^='Server Connection Error']")
    lost.get_by_role("checkbox").check()
    lost.get_by_role("button", name="Close").click()
    later = "# written after the server died"
    lab.write_above(task, later)
    saved, name = lab.download()
    assert name == "brought_back.ipynb"
    notebook = nbformat.read(saved, 4)
    nbformat.validate(notebook)
    assert notebook.cells[place].source.startswith(f"{later}\n{ANSWER}")
    assert len(notebook.cells) == len(read_notebook(CHAPTERS[0]).cells)
