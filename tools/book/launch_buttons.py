"""A Sphinx extension: the rocket at the top of a page, which opens a chapter elsewhere.

On a page between the chapters it opens the chapter that comes next. A book that knows no
repository has no rocket.
"""

BINDER = "https://mybinder.org/v2/gh/{name}/{branch}?urlpath=lab/tree/chapters/{chapter}.ipynb"
COLAB = "https://colab.research.google.com/github/{name}/blob/{branch}/chapters/{chapter}.ipynb"
GITHUB = "https://github.com/"


def list_buttons(config, chapter, file=None):
    """Return the buttons that open a chapter, as the theme wants them; none without an address.

    ``config`` has the keys repository, branch and colab_branch; an empty colab_branch, where no
    copies for Colab have been published, leaves that button out. ``file`` is the address of the
    chapter's notebook in the book.
    """
    name = config.get("repository", "").removeprefix(GITHUB)
    if not name:
        return []
    found = [_make_button(chapter, "on Binder", "_static/images/logo_binder.svg",
                          BINDER.format(name=name, branch=config["branch"], chapter=chapter))]
    if config["colab_branch"]:
        found.append(_make_button(
            chapter, "on Colab", "_static/images/logo_colab.png",
            COLAB.format(name=name, branch=config["colab_branch"], chapter=chapter)))
    if file:
        found.append(_make_button(chapter, "as a file", "fas fa-download", file))
    return found


def _make_button(chapter, where, icon, address):
    words = f"Chapter {int(chapter[:2])} {where}"
    return {"type": "link", "url": address, "icon": icon, "text": words, "tooltip": words,
            "label": f"launch-{where.split()[-1].lower()}"}


def find_next_chapter(page, next_pages):
    """Return the chapter that a page is, or the first after it in reading order, or None."""
    while page and not page.startswith("chapters/"):
        page = next_pages.get(page)
    return page.removeprefix("chapters/") if page else None


def add_rocket(app, pagename, templatename, context, doctree):
    """Put the group of buttons before the others of the page's header."""
    relations = app.env.collect_relations()
    next_pages = {page: after for page, (parent, before, after) in relations.items()}
    chapter = find_next_chapter(pagename, next_pages)
    if not chapter:
        return
    file = context["pathto"](f"_sources/chapters/{chapter}.ipynb", 1)
    buttons = list_buttons(app.config.launch, chapter, file)
    if buttons:
        context["header_buttons"].insert(0, {
            "type": "group", "label": "launch-buttons", "icon": "fas fa-rocket",
            "tooltip": f"Run chapter {int(chapter[:2])} in the browser", "buttons": buttons})


def setup(app):
    """Tell Sphinx about the rocket; the theme's own buttons are there at priority 501."""
    app.add_config_value("launch", {}, "html", dict)
    app.connect("html-page-context", add_rocket, priority=600)
    return {"parallel_read_safe": True}
