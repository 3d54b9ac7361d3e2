"""The chapters' numbers, by which the text speaks of them, in the sidebar and above each title."""

import re

CHAPTER = re.compile(r"(?:^|/)(\d\d)_\w+\.html$")


def read_number(address):
    """Return the number of the chapter behind an address, or None."""
    match = CHAPTER.search(address)
    return int(match[1]) if match else None


def number_title(tree, number):
    """Put a chapter's number above its heading and into the title of its page."""
    heading = tree.select_one("article h1")
    label = tree.new_tag("span", attrs={"class": "chapter-number"})
    label.string = f"Chapter {number} "
    heading.insert(0, label)
    tree.title.string = f"{number}. {tree.title.string.strip()}"


def number_chapters(tree, page):
    """Number the chapters wherever a page lists them, and the page itself if it is one."""
    own = read_number(page.as_posix())
    if own is not None and tree.select_one("article h1"):
        number_title(tree, own)
    for link in tree.select(".bd-links a.reference.internal[href], .prev-next-area a[href]"):
        number = own if link["href"] == "#" else read_number(link["href"])
        if number is not None:
            (link.select_one(".prev-next-title") or link).insert(0, f"{number}. ")
