"""What a page shows of a playground before it starts, and where it cannot."""

import pytest

from tests.axe import CONTRAST, load_axe, run_axe
from tools.book.check_links import parse_page
from tools.playground.build import WRITERS
from tools.playground.playground_directive import HEAD, read_words, write_figure

pytestmark = pytest.mark.browser


def test_each_playground_has_words_and_data():
    assert set(read_words()) == set(WRITERS)


PLACES = {"book/index": "paint", "chapters/00_images_with_holes": "score",
          "chapters/03_the_whole_picture": "paint", "chapters/04_thirty_two": "paint",
          "chapters/05_is_it_any_good": "blind", "chapters/06_holes_anywhere": "paint"}


@pytest.mark.parametrize("page", PLACES)
def test_a_page_of_the_book_holds_its_playground(html, page):
    tree = parse_page(html / f"{page}.html")
    figure = tree.select_one(f"figure#playground-{PLACES[page]}[data-playground={PLACES[page]}]")
    assert len(figure.select_one("img.pg-still")["alt"].split()) >= 5
    assert figure.select_one(".pg-start button").has_attr("hidden"), "shown by the script"
    assert figure.select_one("noscript")
    assert len(tree.select('script[src$="playground/start.js"]')) == 1


@pytest.mark.parametrize("name", WRITERS)
def test_nothing_but_the_still_is_loaded_before_the_start(open_playground, name):
    asked = []
    page, faults = open_playground(
        name, start=False, prepare=lambda page: page.on("request", lambda r: asked.append(r.url)))
    page.wait_for_load_state("networkidle")
    assert {url.split("/")[-1] for url in asked} <= {
        "stage.html", "custom.css", "playground.css", "start.js", f"{name}.webp", "favicon.ico"}
    assert page.locator(".pg-still").evaluate("tag => tag.naturalWidth > 0")
    assert page.get_by_role("button", name="Start").is_visible()
    assert [fault for fault in faults if "404" not in fault] == []


@pytest.mark.parametrize("name", WRITERS)
def test_without_scripts_the_picture_and_a_sentence_stay(open_playground, name):
    page, _ = open_playground(name, start=False, java_script_enabled=False)
    assert page.locator(".pg-still").is_visible()
    assert not page.locator(".pg-start button").is_visible()
    assert page.locator("noscript p").is_visible()


@pytest.mark.parametrize("name", WRITERS)
def test_from_a_file_the_page_says_why_it_stands_still(browser, files, tmp_path, name):
    base = f"{(files / 'playground').as_uri()}/"
    page = browser.new_page()
    path = tmp_path / "page.html"
    path.write_text(HEAD.format(base=base) + write_figure(name, read_words()[name], base))
    page.goto(path.as_uri())
    assert page.locator(".pg-still").evaluate("tag => tag.complete && tag.naturalWidth > 0")
    assert page.get_by_text("opened as a file").is_visible()
    assert not page.get_by_role("button", name="Start").is_visible()
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", WRITERS)
def test_a_phone_need_not_scroll_sideways(open_playground, name, scheme):
    page, faults = open_playground(name, width=390, scheme=scheme)
    overflow = "document.documentElement.scrollWidth - window.innerWidth"
    assert page.evaluate(overflow) <= 0
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate(overflow) <= 0
    assert [fault for fault in faults if "404" not in fault] == []


@pytest.mark.parametrize("width", [390, 1000])
@pytest.mark.parametrize("name", WRITERS)
def test_all_readers_can_use_it_while_it_runs(open_playground, name, width):
    page, _ = open_playground(name, width=width, reduced_motion="reduce")
    page.evaluate("document.querySelectorAll('details').forEach(box => { box.open = true; })")
    load_axe(page)
    found = run_axe(page)
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert found + run_axe(page, CONTRAST) == []
