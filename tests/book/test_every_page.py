"""Each page of the book, opened once: quiet, whole, as wide as a phone, open to all readers."""

import pytest

from tests.axe import CONTRAST, RULES, load_axe, run_axe
from tools.book.check_links import HTML, list_pages

PAGES = [page.relative_to(HTML).as_posix() for page in list_pages(HTML)
         if page != HTML / "index.html"]  # that one only leads on
LOAD_PICTURES = """async () => {
    const pictures = [...document.querySelectorAll("article img")];
    for (const picture of pictures) picture.loading = "eager";
    const load = picture => picture.decode().then(() => null, () => picture.src);
    return (await Promise.all(pictures.map(load))).filter(fault => fault);
}"""


def look_at(page, width, scheme):
    """Show the page in a window of this width, in these colours."""
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate("scheme => { document.documentElement.dataset.theme = scheme; }", scheme)
    # What the page does when its window changes, it does before the frame after next.
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def check_page(browser, address, name):
    """Open a page and return what is wrong with it, by kind."""
    page = browser.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    said, asked, wide, axe = [], [], [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(error.message))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/{name}", wait_until="load")
    broken = page.evaluate(LOAD_PICTURES)
    page.evaluate("document.querySelectorAll('details').forEach(box => { box.open = true; })")
    load_axe(page)
    for width in (1280, 390):
        for scheme, only in (("light", RULES), ("dark", CONTRAST)):
            look_at(page, width, scheme)
            axe += [f"{width} {scheme}, {fault}" for fault in run_axe(page, only)]
    for width in (390, 320):
        look_at(page, width, "light")
        wide.append(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
    page.close()
    others = [url for url in asked if not url.startswith((address, "data:", "blob:"))]
    return {"said": said, "asked elsewhere": others, "broken pictures": broken,
            "wider than a phone": [pixels for pixels in wide if pixels > 0], "axe": axe}


@pytest.fixture(scope="module")
def one_page(browser, address):
    """Return a function that opens a page of the book and says what is wrong with it."""
    return lambda name: check_page(browser, address, name)


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_page(one_page, name):
    faults = one_page(name)
    assert {kind: found for kind, found in faults.items() if found} == {}


@pytest.mark.browser
def test_a_page_with_faults_is_noticed(browser, tmp_path):
    (tmp_path / "page.html").write_text(
        "<title>x</title><main><article><img src='gone.png' alt='A picture that is not there.'>"
        "<p style='width: 600px; color: #bbb'>pale words</p><script>console.log(1)</script>"
        "<img src='http://127.0.0.1:9/a.png' alt='A picture from elsewhere.'></article></main>")
    faults = check_page(browser, tmp_path.as_uri(), "page.html")
    assert all(faults.values()), faults
    found = {fault.split(": ")[0] for fault in faults["axe"]}
    assert found >= {"1280 light, html-has-lang", "1280 light, color-contrast",
                     "390 dark, color-contrast"}
