"""What a page weighs: the bytes that a browser fetches to open it, as a server sends them.

Needs a built book and Chromium. A picture that waits until the reader comes near it counts
nothing; nothing is clicked.
"""

import gzip

from tools.book.check_links import HTML
from tools.browser import find_browser, serve
from tools.chapters import list_chapters

FRONT = "book/index.html"
PRESSED = (".webp", ".png", ".woff2", ".keras")
"""Endings of files that are compressed already, which no server compresses again."""


def count_bytes(address, body):
    """Return what a server sends for a file."""
    return len(body) if address.split("?")[0].endswith(PRESSED) else len(gzip.compress(body, 6))


def weigh_page(browser, address):
    """Return the bytes fetched to open a page, before anything is scrolled or clicked."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    found = {}
    page.on("response", lambda response: found.setdefault(response.url, response))
    page.goto(address, wait_until="networkidle")
    weights = [count_bytes(url, response.body()) for url, response in found.items()
               if url.startswith("http")]
    page.close()
    return sum(weights)


def measure_weight():
    """Return figure: kilobytes, for the front page and for the heaviest chapter."""
    from playwright.sync_api import sync_playwright
    chapters = [f"chapters/{path.stem}.html" for path in list_chapters()]
    with serve(HTML) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        weights = {name: weigh_page(browser, f"{address}/{name}") / 1e3
                   for name in (FRONT, *chapters)}
        browser.close()
    return {"weight_front": weights.pop(FRONT), "weight_chapter": max(weights.values())}
