"""Find what is broken in the built book: links, anchors, outside files, notebook errors.

Run it alone with ``python -m tools.book.check_links``; ``make book`` runs it after each build.
"""

import sys
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup

from tools.paths import ROOT

HTML = ROOT / "_build" / "html"
NOT_PAGES = {"_static", "_sources", "vendor"}
LOADED = [("script", "src"), ("img", "src"), ("iframe", "src"), ("source", "src"),
          ("video", "src"), ("audio", "src"), ("object", "data"), ("embed", "src")]
FETCHED_LINKS = {"stylesheet", "preload", "modulepreload", "icon", "shortcut"}


def list_pages(html=HTML):
    """Return the HTML pages of the built book, without the files that serve them."""
    pages = sorted(html.rglob("*.html"))
    return [page for page in pages if page.relative_to(html).parts[0] not in NOT_PAGES]


@lru_cache(maxsize=None)
def parse_page(page):
    """Return the page as a tree; each page is parsed once."""
    return BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")


@lru_cache(maxsize=None)
def list_anchors(page):
    """Return every name on the page that a link can point at."""
    tags = parse_page(page).find_all(lambda tag: tag.has_attr("id") or tag.has_attr("name"))
    return {tag.get(key) for tag in tags for key in ("id", "name")}


def list_loaded(tree):
    """Return the addresses that a browser fetches by itself when it opens the page."""
    addresses = [tag.get(key) for name, key in LOADED for tag in tree.find_all(name)]
    links = tree.find_all("link", href=True)
    addresses += [tag["href"] for tag in links if FETCHED_LINKS & set(tag.get("rel", []))]
    return [address for address in addresses if address]


def check_address(page, address, html):
    """Return what is wrong with a local address used on the page, or None."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return None
    target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if target.is_dir():
        target = target / "index.html"
    if not target.exists():
        return f"link to a missing file: {address}"
    if not target.is_relative_to(html.resolve()):
        return f"link to a file outside the book: {address}"
    anchor = unquote(parts.fragment)
    if anchor and target.suffix == ".html" and anchor not in list_anchors(target):
        return f"link to a missing place on a page: {address}"
    return None


def check_page(page, html=HTML):
    """Return a list of what is wrong on one page."""
    tree = parse_page(page)
    loaded = list_loaded(tree)
    problems = [f"loads from another host: {address}" for address in loaded
                if urlsplit(address).netloc]
    links = [tag["href"] for tag in tree.find_all("a", href=True)]
    problems += [check_address(page, address, html) for address in loaded + links]
    for tag in tree.select(".cell_output .traceback, .cell_output .stderr, .system-message"):
        problems.append(f"error on the page: {tag.get_text(' ', strip=True)[:200]}")
    return [problem for problem in problems if problem]


def check_book(html=HTML):
    """Return every problem of the built book as ``page: problem`` lines."""
    html = html.resolve()
    return [f"{page.relative_to(html)}: {problem}"
            for page in list_pages(html) for problem in check_page(page, html)]


if __name__ == "__main__":
    found = check_book()
    print("\n".join(found) or f"{len(list_pages())} pages, no broken link")
    sys.exit(bool(found))
