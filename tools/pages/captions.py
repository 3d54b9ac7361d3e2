"""A number and a sentence below each picture of a chapter."""

from tools.pages.numbers import read_number

PICTURES = "article .cell_output .picture:not(.lab-picture)"
KEPT_BACK = "load_alt"
"""Stands in the code of a picture whose sentence would answer the question above it."""


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
