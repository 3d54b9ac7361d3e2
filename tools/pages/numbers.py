"""The numbers of chapters, by which the text speaks of them, and of the pictures in them."""

import re

CHAPTER = re.compile(r"(?:^|/)(\d\d)_\w+\.html$")
PICTURES = "article .cell_output .picture:not(.lab-picture)"
KEPT_BACK = "load_alt"
"""Stands in the code of a picture whose sentence would answer the question above it."""


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


def find_words(picture):
    """Return what a picture's caption says: its sentence, or after a prediction its heading."""
    code = picture.find_parent(class_="cell").select_one(".cell_input")
    if not (code and KEPT_BACK in code.get_text()):
        return picture["aria-label"]
    heading = picture.find_previous(["h2", "h3"])
    words = "".join(text for text in heading.find_all(string=True, recursive=True)
                    if text.parent.get("class") != ["headerlink"])
    words = words.strip().removeprefix("Experiment: ")
    return words if words.endswith(("?", "!")) else f"{words}."


def caption_picture(tree, picture, name):
    """Put a picture into a figure with its number and its words."""
    words = find_words(picture)
    number = tree.new_tag("b")
    number.string = f"{name}."
    caption = tree.new_tag("figcaption")
    caption.extend([number, f" {words[0].upper()}{words[1:]}"])
    figure = picture.wrap(tree.new_tag("figure", attrs={
        "class": "numbered", "id": name.lower().replace(" ", "-").replace(".", "-")}))
    figure.append(caption)
    if words == picture["aria-label"]:
        # The caption says it to everybody, and once is enough.
        picture["aria-label"] = f"{name}, told in its caption"


def caption_pictures(tree, page):
    """Number the pictures of a chapter."""
    chapter = read_number(page.as_posix())
    if chapter is not None:
        for place, picture in enumerate(tree.select(PICTURES), 1):
            caption_picture(tree, picture, f"Figure {chapter}.{place}")
