"""Pages of the built book in headless Chromium, with every other host blocked."""

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import sync_playwright

# Sphinx-Thebe, which Jupyter Book always loads and we never call, declares a constant twice.
HARMLESS = {"Identifier 'THEBE_JS_URL' has already been declared"}
PAGES = ["book/index.html", "chapters/00_images_with_holes.html",
         "chapters/01_one_pixel_eight_neighbours.html"]
NARROW = ["book/verdicts.html", "book/run_times.html", "book/api.html", "book/how_to_use.html",
          "chapters/02_one_pixel_twenty_four_neighbours.html"]


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="module")
def address(html):
    """Serve the built book on a free port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(html)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="module")
def browser(browser_path):
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def open_page(browser, address):
    """Return a function that opens a page and gives it back with the list of its faults."""
    contexts = []

    def open_one(name, width=1280, scheme="light"):
        context = browser.new_context(viewport={"width": width, "height": 900},
                                      color_scheme=scheme)
        contexts.append(context)
        page, faults = context.new_page(), []

        def allow_own_host(route):
            own = route.request.url.startswith((address, "data:"))
            if not own:
                faults.append(f"asked another host: {route.request.url}")
            route.continue_() if own else route.abort()

        page.route("**/*", allow_own_host)
        page.on("requestfailed", lambda request: faults.append(f"failed: {request.url}"))
        page.on("response", lambda response: response.ok or response.status == 304
                or faults.append(f"{response.status}: {response.url}"))
        page.on("pageerror", lambda error: faults.append(error.message))
        page.on("console", lambda message: message.type == "error" and faults.append(message.text))
        page.goto(f"{address}/{name}", wait_until="networkidle")
        return page, faults

    yield open_one
    for context in contexts:
        context.close()


def measure_overflow(page):
    """Return by how many pixels the page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


def read_brightness(page, selector, key):
    """Return the mean of red, green and blue, 0 to 255, of a colour on the page."""
    colour = page.locator(selector).first.evaluate(f"tag => getComputedStyle(tag)['{key}']")
    numbers = [float(part) for part in colour.split("(")[1].rstrip(")").split(",")[:3]]
    return sum(numbers) / 3


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_page_opens_without_a_fault(open_page, name, scheme):
    page, faults = open_page(name, scheme=scheme)
    assert [fault for fault in faults if fault not in HARMLESS] == []
    pictures = page.locator("article img")
    assert pictures.count() > 0
    assert all(pictures.evaluate_all("tags => tags.map(tag => tag.naturalWidth > 0)"))
    paper = read_brightness(page, "body", "backgroundColor")
    ink = read_brightness(page, "article p", "color")
    assert paper - ink > 120 if scheme == "light" else ink - paper > 120


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES[1:])
def test_formulas_are_drawn(open_page, name):
    page, _ = open_page(name)
    page.wait_for_selector("article mjx-container")
    drawn = page.locator("article mjx-container")
    assert drawn.count() == page.locator("article .math").count() > 0
    assert all(drawn.evaluate_all("tags => tags.map(tag => tag.offsetWidth > 0)"))
    assert page.locator("article mjx-merror").count() == 0


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES + NARROW)
def test_a_phone_need_not_scroll_sideways(open_page, name):
    page, _ = open_page(name, width=390)
    assert measure_overflow(page) <= 0


@pytest.mark.browser
def test_solutions_are_folded_and_open(open_page):
    page, _ = open_page(PAGES[1])
    solution = page.locator("div.solution.dropdown").first
    code = solution.locator("pre").first
    assert not code.is_visible()
    solution.locator("button, .toggle-button").first.click()
    code.wait_for(state="visible")


@pytest.mark.browser
def test_search_finds_a_word(open_page):
    page, faults = open_page("search.html?q=stencil")
    page.wait_for_selector("#search-results li a")
    assert [fault for fault in faults if fault not in HARMLESS] == []
