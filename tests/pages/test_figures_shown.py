"""Figures as a phone shows them in the dark: letters that can be read, and nothing white."""

import pytest
from playwright.sync_api import sync_playwright

from tools.browser import serve

pytestmark = pytest.mark.browser
MEASURE = """() => [...document.querySelectorAll("figure.numbered .picture")].flatMap(picture => {
    const box = picture.getBoundingClientRect(), faults = [];
    const letters = [...picture.querySelectorAll("svg text")].map(text => {
        const { a, b } = text.getScreenCTM(), place = text.getBoundingClientRect();
        if (place.left < box.left - 2 || place.right > box.right + 2)
            faults.push(`${text.textContent} stands outside`);
        return [text, Math.hypot(a, b)];
    });
    letters.push(...[...picture.querySelectorAll("span:not(:has(*))")].map(span => [span, 1]));
    for (const [tag, scale] of letters)
        if (tag.textContent.trim() && parseFloat(getComputedStyle(tag).fontSize) * scale < 9)
            faults.push(`${tag.textContent} is too small`);
    for (const image of picture.querySelectorAll("img"))
        if (getComputedStyle(image).backgroundColor !== "rgba(0, 0, 0, 0)"
            || parseFloat(getComputedStyle(image).paddingTop))
            faults.push("an image stands on a card");
    return faults;
})"""


@pytest.fixture(scope="module")
def open_page(browser_path, html):
    with serve(html) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 390, "height": 900}, color_scheme="dark")
        yield lambda name: page.goto(f"{address}/{name}") and page
        browser.close()


def test_figures_can_be_read_on_a_phone_in_the_dark(open_page, chapter):
    page = open_page(f"chapters/{chapter.stem}.html")
    assert page.locator("figure.numbered").count() >= 6
    assert page.evaluate(MEASURE) == []


def test_too_small_letters_and_white_cards_are_noticed(open_page, chapter):
    page = open_page(f"chapters/{chapter.stem}.html")
    page.evaluate("""() => {
        const picture = document.querySelector("figure.numbered .picture");
        picture.innerHTML = "<img style='background: white'><span style='font-size: 8px'>a</span>"
            + "<svg viewBox='0 0 9 9' width='9'><text x='999' font-size='20'>b</text></svg>";
    }""")
    assert sorted(page.evaluate(MEASURE)) == ["a is too small", "an image stands on a card",
                                              "b stands outside"]


def test_formulas_stand_in_the_column_of_the_text(open_page):
    page = open_page("book/notation.html")
    page.set_viewport_size({"width": 1280, "height": 900})
    text = page.locator("article p").first.bounding_box()
    formula = page.locator(".katex-display .katex-base").first.bounding_box()
    page.set_viewport_size({"width": 390, "height": 900})
    assert text["x"] < formula["x"] < formula["x"] + formula["width"] < text["x"] + 560
