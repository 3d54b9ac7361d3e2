"""The few icons of the pages as drawings in the page: no font and no script is loaded for them."""

from bs4 import BeautifulSoup

PATHS = {
    "angle-left": "M15 5l-7 7 7 7",
    "angle-right": "M9 5l7 7-7 7",
    "arrow-up": "M12 20V4M5 11l7-7 7 7",
    "bars": "M4 6h16M4 12h16M4 18h16",
    "chevron-down": "M5 9l7 7 7-7",
    "circle-half-stroke": "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18zM12 3v18M15 4v16M18 6v12",
    "code": "M8 6l-6 6 6 6M16 6l6 6-6 6",
    "download": "M12 3v12M6 10l6 6 6-6M4 20h16",
    "expand": "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
    "file": "M6 3h8l5 5v13H6zM14 3v5h5",
    "file-pdf": "M7 9V3h10v6M7 17H4V9h16v8h-3M7 14h10v7H7z",
    "github": "M6 5v14M6 15c0-5 12-2 12-7M6 3a2 2 0 1 0 0 4a2 2 0 1 0 0-4zM6 17a2 2 0 1 0 0 4a2 "
              "2 0 1 0 0-4zM18 4a2 2 0 1 0 0 4a2 2 0 1 0 0-4z",
    "lightbulb": "M9 18h6M10 21h4M9 15c0-2-3-3-3-7a6 6 0 0 1 12 0c0 4-3 5-3 7z",
    "list": "M9 6h12M9 12h12M9 18h12M4 6h.01M4 12h.01M4 18h.01",
    "magnifying-glass": "M10.5 4a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13zM15.5 15.5L21 21",
    "moon": "M20 14A8.5 8.5 0 0 1 10 4a8.5 8.5 0 1 0 10 10z",
    "pencil-alt": "M4 20l1-5L16 4l4 4L9 19zM14 6l4 4",
    "play": "M7 4l13 8-13 8z",
    "rocket": "M9 15l-4-1c0-4 2-5 5-5 2-4 6-6 11-6 0 5-2 9-6 11 0 3-1 5-5 5zM5 17c-1 1-2 4-2 4s3-1 "
              "4-2",
    "sun": "M12 8a4 4 0 1 0 0 8a4 4 0 1 0 0-8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.5 1.5M17.5 "
           "17.5L19 19M19 5l-1.5 1.5M6.5 17.5L5 19",
}
"""A line drawing on 24 by 24 for each name that the theme uses, drawn for this book."""
STYLES = {"fa", "fas", "fab", "far", "fa-solid", "fa-brands", "fa-regular", "fa-lg"}


def draw_icon(name, classes=(), mode=None):
    """Return an icon as a tag; a screen reader passes over it."""
    tag = BeautifulSoup(f'<svg viewBox="0 0 24 24" aria-hidden="true"><path d="{PATHS[name]}">'
                        "</path></svg>", "html.parser").svg
    tag["class"] = ["icon", *classes]
    if mode:
        tag["data-mode"] = mode
    return tag


def add_logo(tree):
    """Put the course's mark above its name in the sidebar."""
    icon = tree.select_one("link[rel=icon]")
    for brand in tree.select(".navbar-brand") if icon else []:
        brand.insert(0, tree.new_tag("img", src=icon["href"], alt="", width="48", height="48"))


def draw_icons(tree):
    """Put a drawing in the place of each icon that the theme asks a font for."""
    for tag in tree.select("i[class*=fa-], span[class*=fa-]"):
        [name] = [part.removeprefix("fa-") for part in tag["class"]
                  if part.startswith("fa-") and part not in STYLES]
        others = [part for part in tag["class"]
                  if not part.startswith("fa-") and part not in STYLES]
        tag.replace_with(draw_icon(name, others, tag.get("data-mode")))
