"""A real JupyterLab in headless Chromium: every chapter run, its lab moved, a quiz answered."""

import json
import re
import shutil
import urllib.request
from contextlib import contextmanager

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from playwright.sync_api import expect

from tests.book.jupyterlab_server import TOKEN, start_jupyterlab
from tests.paths import CHAPTERS, ROOT
from tools.book.store_outputs import read_notebook

pytestmark = pytest.mark.slow

LAB = re.compile(r"^labs\.(\w+)\(", re.MULTILINE)
HARMLESS = [
    # A word of the glossary: jupyterlab-myst looks for it in the notebook, the book has it.
    r"Cross reference target was not found: term-[\w -]+",
    # JupyterLab 4.6 measures a prose cell for its toolbar before the cell is drawn. Nothing stops.
    r"TypeError: Cannot read properties of undefined \(reading 'node'\)\n"
    r"    at \w+\._markdownOverlapsToolbar .*",
]
# Slow machines wait longer; nothing here is a measurement.
STARTING, RUNNING = 300, 900
NOTEBOOK = "window.jupyterapp?.shell?.currentWidget"
IS_IDLE = f"{NOTEBOOK}?.context?.sessionContext?.session?.kernel?.status === 'idle'"
IS_OPEN = f"""() => {{
    const notebook = {NOTEBOOK}?.content;
    return {IS_IDLE} && notebook?.model?.cells.length > 1
        && notebook.widgets.length === notebook.model.cells.length;
}}"""
HAS_RUN = f"""() => {IS_IDLE} && [...{NOTEBOOK}.content.model.cells].every(cell =>
    cell.type !== 'code' || !cell.sharedModel.source.trim() || cell.executionCount)"""
# Run All gives the focus to the last cell, as late as it is drawn; a test must not come before.
HAS_FOCUS = "document.activeElement.classList.contains('jp-Cell')"
FIND_ERRORS = f"""[...{NOTEBOOK}.content.model.cells].filter(cell => cell.type === 'code')
    .flatMap(cell => cell.outputs.toJSON()).filter(output => output.output_type === 'error')
    .map(output => output.ename + ': ' + output.evalue)"""
GO_TO_CELL = f"""async words => {{
    const notebook = {NOTEBOOK}.content, cells = notebook.widgets;
    const place = cells.findIndex(cell => cell.model.type === 'code'
        && cell.model.sharedModel.source.includes(words));
    if (place < 0) throw new Error('no such cell');
    notebook.activeCellIndex = place;
    await notebook.scrollToItem(place, 'start');
    return place;
}}"""
ACTIVE_CELL = f"{NOTEBOOK}.content.activeCellIndex"


@pytest.fixture(scope="module")
def server(tmp_path_factory, browser_path):
    """Start JupyterLab on a copy of the chapters and a lab alone; return its address."""
    course = tmp_path_factory.mktemp("jupyterlab") / "course"
    shutil.copytree(ROOT / "chapters", course / "chapters",
                    ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    cells = [new_markdown_cell("A lab alone."),
             new_code_cell("from inpaint_lib.course import labs\n\nlabs.brush()")]
    kernel = read_notebook(CHAPTERS[0]).metadata
    nbformat.write(new_notebook(cells=cells, metadata=kernel), course / "chapters" / "brush.ipynb")
    with start_jupyterlab(course, "--LabApp.expose_app_in_browser=True") as (_, address):
        yield address


def ask_server(server, path, method="GET"):
    request = urllib.request.Request(f"{server}api/{path}", method=method,
                                     headers={"Authorization": f"token {TOKEN}"})
    with urllib.request.urlopen(request) as answer:
        return json.loads(answer.read() or "null")


@contextmanager
def open_chapter(browser, server, name):
    """Open a chapter, with every other host blocked; give the page and the list of its faults."""
    page, faults = browser.new_page(viewport={"width": 1280, "height": 900}), []
    page.set_default_timeout(1000 * STARTING)

    def allow_own_host(route):
        own = route.request.url.startswith((server, "data:", "blob:"))
        if not own:
            faults.append(f"asked another host: {route.request.url}")
        route.continue_() if own else route.abort()

    page.route("**/*", allow_own_host)
    page.on("pageerror", lambda error: faults.append(error.stack or error.message))
    page.on("console", lambda message: message.type == "error"
            and faults.extend(message.text.splitlines()))
    try:
        # A workspace of its own: another would open its tabs again, each with a kernel.
        page.goto(f"{server}lab/workspaces/{name}/tree/chapters/{name}.ipynb?token={TOKEN}")
        page.wait_for_function(IS_OPEN)
        yield page, faults
    finally:
        page.close()
        for session in ask_server(server, "sessions"):
            ask_server(server, f"sessions/{session['id']}", "DELETE")


def run_all(page):
    """Choose Run > Run All Cells, and wait until every cell has run; return the errors shown."""
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.wait_for_function(HAS_RUN, timeout=1000 * RUNNING)
    page.wait_for_function(HAS_FOCUS)
    return page.evaluate(FIND_ERRORS)


def list_harmful(faults):
    return [fault for fault in dict.fromkeys(faults)
            if not any(re.fullmatch(harmless, fault, re.DOTALL) for harmless in HARMLESS)]


def find_lab(chapter):
    """Return the name of the lab that a chapter opens, or None."""
    sources = "\n".join(cell.source for cell in read_notebook(chapter).cells)
    return match[1] if (match := LAB.search(sources)) else None


def test_each_chapter_opens_its_lab():
    labs = list(map(find_lab, CHAPTERS))
    assert labs == ["hole", "stencil", "net", "field", "paint", "blind", "brush", "critic",
                    "encoder"]


def test_a_chapter_runs_and_its_lab_answers_the_keyboard(browser, server, chapter):
    with open_chapter(browser, server, chapter.stem) as (page, faults):
        assert run_all(page) == []
        if name := find_lab(chapter):
            move_slider(page, page.locator(f".lab-{name}"))
        assert list_harmful(faults) == []


def move_slider(page, lab):
    """Move a lab's first slider by the keyboard, and see picture and words change."""
    place = page.evaluate(GO_TO_CELL, "labs.")
    picture, words = lab.locator("img.lab-picture"), lab.locator("p.lab-words")
    source, before = picture.get_attribute("src"), words.inner_text()
    handle = lab.locator(".noUi-handle").first
    handle.focus()
    page.keyboard.press("ArrowRight")
    expect(words).not_to_have_text(before)
    expect(picture).not_to_have_attribute("src", source)
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 100
    moved = words.inner_text()
    page.keyboard.press("ArrowUp")
    expect(words).not_to_have_text(moved)
    expect(handle).to_be_focused()
    assert page.evaluate(ACTIVE_CELL) == place, "The notebook took the arrow key."


def test_the_brush_paints_by_keyboard_and_by_mouse(browser, server):
    with open_chapter(browser, server, "brush") as (page, faults):
        assert run_all(page) == []
        place = page.evaluate(GO_TO_CELL, "labs.")
        lab = page.locator(".lab-brush")
        words, canvas = lab.locator("p.lab-words"), lab.locator("canvas").last
        canvas.focus()
        for key, said in (("c", "Nothing is missing"), ("Space", "in 1 hole;"), ("-", "24 pixels"),
                          ("ArrowRight", "column 45,"), ("Shift+ArrowDown", "row 74,"),
                          ("u", "Nothing is missing"), ("Enter", "in 1 hole;")):
            page.keyboard.press(key)
            expect(words).to_contain_text(said)
        assert page.evaluate(ACTIVE_CELL) == place, "The notebook took a key."
        page.keyboard.press("Tab")
        expect(canvas).not_to_be_focused()
        page.keyboard.press("Tab")
        expect(lab.get_by_role("button", name="paint here")).to_be_focused()
        box = canvas.bounding_box()
        page.mouse.move(box["x"] + 20, box["y"] + 20)
        page.mouse.down()
        page.mouse.move(box["x"] + 230, box["y"] + 20)
        page.mouse.up()
        expect(words).to_contain_text("in 2 holes;")
        assert list_harmful(faults) == []


def test_a_quiz_is_answered_by_the_keyboard_in_jupyterlab(browser, server):
    with open_chapter(browser, server, CHAPTERS[0].stem) as (page, faults):
        place = page.evaluate(GO_TO_CELL, "show_quiz")
        page.locator(f'.jp-Cell[data-windowed-list-index="{place}"] .jp-InputPrompt').click()
        page.keyboard.press("Control+Enter")
        question = page.locator("form.quiz fieldset").first
        question.wait_for()
        count = page.evaluate(f"{NOTEBOOK}.content.model.cells.length")
        buttons = question.locator("input")
        buttons.first.focus()
        page.keyboard.press("Space")
        answers = question.locator("[role=status] > p")
        expect(answers.first).to_be_visible()
        page.keyboard.press("ArrowDown")
        expect(answers.nth(1)).to_be_visible()
        expect(answers.first).to_be_hidden()
        page.keyboard.press("ArrowUp")
        # Keys that make, change or run cells while a cell, not the quiz, has the focus.
        for key in ("b", "a", "m", "Enter"):
            page.keyboard.press(key)
        assert [button.is_checked() for button in buttons.all()] == [True, False, False, False]
        assert page.evaluate(ACTIVE_CELL) == place
        assert page.evaluate(f"{NOTEBOOK}.content.model.cells.length") == count
        assert list_harmful(faults) == []
