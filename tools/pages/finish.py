"""Finish the built pages: less to load, nothing from elsewhere, whole to those who cannot see.

``make book`` calls this after Sphinx. The trees of the pages are kept for the check that follows.
"""

from bs4 import BeautifulSoup
from bs4.formatter import EntitySubstitution, HTMLFormatter

from tools.book.check_links import HTML, list_pages, parse_page
from tools.pages.access import mend_access
from tools.pages.files import drop_unused_files
from tools.pages.formulas import draw_formulas
from tools.pages.head import mend_head
from tools.pages.icons import add_logo, draw_icons
from tools.pages.minutes import time_sections
from tools.pages.numbers import caption_pictures, number_chapters
from tools.pages.pictures import lighten_pictures
from tools.pages.policy import add_policy
from tools.pages.site import write_site_files

FORMATTER = HTMLFormatter(EntitySubstitution.substitute_xml, void_element_close_prefix="")


def parse_text(text):
    """Return a piece of HTML as a tree."""
    return BeautifulSoup(text, "html.parser")


def finish_pages(site=None, html=HTML):
    """Rewrite all pages; ``site`` is the address that they will have, or None."""
    write_site_files(html, site)
    pages = {page: parse_page(page) for page in list_pages(html)}
    draw_formulas(pages, html)
    for page, tree in pages.items():
        mend_head(tree, page, html, site, parse_text)
        lighten_pictures(tree, page, html)
        time_sections(tree, page)
        caption_pictures(tree, page)
        number_chapters(tree, page)
        mend_access(tree)
        add_logo(tree)
        draw_icons(tree)
        add_policy(tree)
        page.write_text(tree.decode(formatter=FORMATTER), encoding="utf-8")
    drop_unused_files(html)
