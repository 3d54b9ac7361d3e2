"""Slides and worksheets: made from the chapters, whole on their page, nothing from outside."""

import re

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tests.paths import CHAPTERS
from tools.chapters import list_predictions, read_notebook, read_sections, read_tasks
from tools.browser import find_browser
from tools.classroom.pages import draw_formula, print_pdf, write_html
from tools.classroom.plan import read_plan
from tools.classroom.slides import list_pictures, make_slides, read_executed
from tools.classroom.worksheets import make_quiz_sheet, make_worksheet

PLAN = read_plan()
PIXEL = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="
SMALL = new_notebook(cells=[
    new_markdown_cell("# A title\n\nAn introduction."),
    new_markdown_cell("## What you will be able to do\n\n- see;\n- say."),
    new_markdown_cell("## The question\n\nSo: **what is it?**"),
    new_markdown_cell("## Predict first\n\n1. One guess.\n2. Another."),
    new_markdown_cell("## Experiment: a picture\n\n:::{admonition} Predict\n:class: tip\nWhat "
                      "comes?\n:::"),
    new_code_cell("show()", outputs=[new_output("display_data", {
        "text/html": f'<img class="picture" alt="A plain square." src="{PIXEL}">'})]),
    new_markdown_cell("## Experiment: numbers"),
    new_code_cell("tell()", outputs=[new_output("stream", name="stdout", text="a < b\n1 2")]),
    new_markdown_cell("Both are small. And so on."),
    new_markdown_cell("## What went wrong\n\n**A slip.** It was ours."),
    new_markdown_cell("## Summary\n\n- $1/8$ is all.")])


def read_page(page):
    return BeautifulSoup(page, "html.parser")


def list_slides(page):
    return [" ".join(slide.get_text(" ").split()) for slide in read_page(page).select(".slide")]


def assert_nothing_from_outside(page):
    assert not re.findall(r'(?:src|href)="(?!data:|#)', page)
    assert not re.search(r'url\((?!#)|@import', page)


def test_slides_come_in_the_order_of_the_chapter():
    slides = list_slides(make_slides(SMALL, "07_small"))
    assert [re.search(r"\d+ / 10 (.*)", slide)[1] for slide in slides] == [
        "A title An introduction.", "What you will be able to do see; say.",
        "The question What is it?", "Predict One guess.", "Predict Another.",
        "Predict: a picture What comes?", "A picture A plain square.",
        "Numbers a < b 1 2 Both are small.", "What went wrong A slip.",
        "Summary is all."]


def test_a_picture_without_words_of_its_own_takes_those_of_the_cell():
    cell = new_code_cell("x", outputs=[new_output("display_data", {"image/png": "AAAA\n"})])
    cell.metadata["mystnb"] = {"image": {"alt": "Two lines that cross."}}
    assert list_pictures(cell) == [(
        '<img src="data:image/png;base64,AAAA" alt="Two lines that cross.">',
        "Two lines that cross.")]


@pytest.fixture(scope="module")
def decks(html):
    """Return chapter: deck, of the built book."""
    return {path.stem: make_slides(read_executed(path), path.stem) for path in CHAPTERS}


def test_a_deck_has_every_figure_of_the_experiments(chapter, decks):
    deck = decks[chapter.stem]
    assert_nothing_from_outside(deck)
    shown = [figure.get("alt") or figure["aria-label"]
             for figure in read_page(deck).select("figure > :first-child")]
    figures = [words for section in read_sections(read_executed(chapter)) for cell in section.cells
               for _, words in list_pictures(cell) if section.heading.startswith("Experiment")]
    assert shown[:len(figures)] == figures and len(figures) >= 6
    assert len(shown) == len(figures) + 1, "and the lab"


def test_a_chapter_that_was_changed_is_not_shown_as_it_was(tmp_path, html):
    notebook = read_notebook(CHAPTERS[0])
    notebook.cells.append(new_code_cell("1 + 1"))
    changed = tmp_path / CHAPTERS[0].name
    nbformat.write(notebook, changed)
    with pytest.raises(FileNotFoundError, match="00_images_with_holes.ipynb has not been executed"):
        read_executed(changed)


def test_a_worksheet_asks_everything_and_answers_nothing(chapter):
    sheet = make_worksheet(chapter, PLAN)
    assert_nothing_from_outside(sheet)
    text = read_page(sheet).get_text()
    for task in read_tasks(read_notebook(chapter)):
        assert task.title in text and task.solution not in text
    assert len(list_predictions(read_notebook(chapter))) + 5 <= sheet.count('class="block"')
    assert "\u2610 A." in text and "Right." not in text and sheet.count('class="line"') > 20


def test_the_teacher_s_sheet_answers_everything(chapter):
    sheet = make_worksheet(chapter, PLAN, answers=True)
    text = read_page(sheet).get_text()
    for task in read_tasks(read_notebook(chapter)):
        assert task.solution in text
        assert PLAN["chapters"][chapter.stem]["exercises"][task.label]["ask"][:40] in text
    assert text.count("(Right.") == 5 and 'class="line"' not in sheet


@pytest.mark.parametrize("name", ["before", "after"])
def test_quiz_sheets_have_ten_questions(name):
    assert make_quiz_sheet(name).count('class="block"') == 10
    assert read_page(make_quiz_sheet(name, answers=True)).get_text().count("(Right.") == 10


def test_formulas_are_drawn_with_their_words():
    page = write_html("Half of $2 / \\lambda$ is it.")
    assert 'alt="2 / \\lambda"' in page and "data:image/svg+xml" in page and "$" not in page
    assert draw_formula("u").count("<img") == 1


@pytest.fixture(scope="module")
def browser(browser_path):
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.mark.browser
@pytest.mark.parametrize("size", [(1280, 720), (1024, 768)], ids=str)
def test_every_slide_fits_its_screen(chapter, decks, browser, size):
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    page.set_content(decks[chapter.stem])
    torn = page.evaluate("""() => [...document.querySelectorAll(".slide")].filter(slide =>
        slide.scrollHeight > innerHeight || slide.scrollWidth > innerWidth
        || [...slide.querySelectorAll("h1, h2, li, pre, figcaption")].some(part =>
            part.getBoundingClientRect().top < slide.getBoundingClientRect().top + 24)
        || [...slide.querySelectorAll("figure > :first-child, .panels img")].some(picture =>
            picture.getBoundingClientRect().height < (picture.closest(".panels") ? 80 : 200)))
        .map(slide => slide.innerText)""")
    page.close()
    assert torn == []


@pytest.mark.browser
def test_keys_turn_the_slides(decks, browser):
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    page.set_content(decks[CHAPTERS[0].stem])
    places = []
    for key in ("ArrowRight", " ", "PageDown", "ArrowLeft", "PageUp"):
        page.keyboard.press(key)
        page.wait_for_timeout(300)
        places.append(round(page.evaluate("scrollY / innerHeight")))
    page.close()
    assert places == [1, 2, 3, 2, 1]


@pytest.mark.browser
def test_a_sheet_is_printed(tmp_path, browser_path):
    page = tmp_path / "sheet.html"
    page.write_text(make_quiz_sheet("before"), encoding="utf-8")
    print_pdf(page, find_browser())
    assert page.with_suffix(".pdf").read_bytes().startswith(b"%PDF")
