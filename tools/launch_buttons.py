"""A Sphinx extension: the rocket at the top of a page, which opens a chapter on Binder or Colab.

On a page between the chapters it opens the chapter that comes next. A book that knows no
repository has no rocket.
"""

BINDER = "https://mybinder.org/v2/gh/{name}/{branch}?urlpath=lab/tree/chapters/{chapter}.ipynb"
COLAB = "https://colab.research.google.com/github/{name}/blob/{branch}/chapters/{chapter}.ipynb"
GITHUB = "https://github.com/"


def list_buttons(config, chapter):
    """Return the buttons that open a chapter, as the theme wants them; none without an address.

    ``config`` has the keys repository, branch and colab_branch; an empty colab_branch, where no
    copies for Colab have been published, leaves that button out.
    """
    name = config.get("repository", "").removeprefix(GITHUB)
    addresses = {"binder.svg": BINDER.format(name=name, branch=config.get("branch"),
                                             chapter=chapter)}
    if config.get("colab_branch"):
        addresses["colab.png"] = COLAB.format(name=name, branch=config["colab_branch"],
                                              chapter=chapter)
    number = int(chapter[:2])
    return [{"type": "link", "url": address, "icon": f"_static/images/logo_{logo}",
             "text": logo.split(".")[0].capitalize(), "label": f"launch-{logo.split('.')[0]}",
             "tooltip": f"Open chapter {number} on {logo.split('.')[0].capitalize()}"}
            for logo, address in addresses.items() if name]


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
    buttons = list_buttons(app.config.launch, chapter) if chapter else []
    if buttons:
        context["header_buttons"].insert(0, {
            "type": "group", "label": "launch-buttons", "icon": "fas fa-rocket",
            "tooltip": f"Run chapter {int(chapter[:2])} in the browser", "buttons": buttons})


def setup(app):
    """Tell Sphinx about the rocket; the theme's own buttons are there at priority 501."""
    app.add_config_value("launch", {}, "html", dict)
    app.connect("html-page-context", add_rocket, priority=600)
    return {"parallel_read_safe": True}
