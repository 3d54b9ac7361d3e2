"""The head of each page: what it loads, and what it says of itself to those who link to it."""

import re

TITLE = "Filling the Hole"
PICTURE = "_images/front.png"
MOST_LETTERS = 160
"""What a page of search results shows of a description."""
UNUSED_FILES = ("fontawesome", "sphinx-thebe", "togglebutton", "mathjax")
UNUSED_SCRIPTS = re.compile("THEBE_JS_URL|toggleHint|toggleOpenOnPrint|togglebuttonSelector|"
                            "MathJax|kernelName|requestKernel|OPTIONS.pagename")
NEEDED_FOR = {"sphinx-design": "[class*=sd-]", "design-tabs": ".sd-tab-set",
              "exercise.css": ".exercise, .solution", "mystnb": ".cell",
              "search.js": "#search-results", "copybutton": ".highlight pre",
              "clipboard": ".highlight pre"}
"""A part of a file's name, and what must stand on a page for the file to be of use there."""
MODE = """
const root = document.documentElement, dark = matchMedia("(prefers-color-scheme: dark)");
const read = key => { try { return localStorage.getItem(key); } catch { return null; } };
root.dataset.mode = read("mode") || "auto";
root.dataset.theme = root.dataset.mode === "auto" ? (dark.matches ? "dark" : "light")
  : root.dataset.mode;
"""
"""Run before anything is drawn, so that no page flashes white in the dark."""
WRITTEN = re.compile(r"^\s*document\.write\(`(.*)`\);\s*$", re.DOTALL)
CHATTER = re.compile(r"""console\.log\((["`])\[(?:PST|SBT)\].*?\1\)""")
"""What the theme's scripts tell a reader who opens the browser's console."""
HANDLERS = {"window.print()": "print", "toggleFullScreen()": "fullscreen"}


def is_unused(tag, tree):
    """Tell whether a script or a style sheet does nothing on this page."""
    address = tag.get("src") or tag.get("href") or ""
    if any(part in address for part in UNUSED_FILES) or "preload" in tag.get("rel", []):
        return True
    if tag.name == "script" and not address:
        return tag.get("type", "").endswith("widget-state+json") or bool(
            UNUSED_SCRIPTS.search(tag.string or ""))
    return any(part in address and not tree.select_one(selector)
               for part, selector in NEEDED_FOR.items())


def drop_unused(tree):
    """Take out what the page loads and does not use, and let the rest wait for the text."""
    for tag in tree.select("script, link[rel=stylesheet], link[rel=preload]"):
        if is_unused(tag, tree):
            tag.decompose()
        elif tag.name == "script" and tag.has_attr("src"):
            tag["defer"] = ""
    for tag in tree.select("meta[name=viewport]")[1:]:
        tag.decompose()


def unwrap_written(tree, parse):
    """Put what scripts would write into the page itself, and name what buttons do."""
    for tag in tree.select("script:not([src])"):
        written = WRITTEN.match(tag.string or "")
        if written:
            tag.replace_with(*parse(written[1]).contents)
        elif tag.string:
            tag.string = CHATTER.sub("void 0", tag.string)
    for tag in tree.select("[onclick]"):
        tag["data-action"] = HANDLERS[tag["onclick"]]
        del tag["onclick"]


def describe_page(tree):
    """Return what the page is about: a chapter's question, or the first sentences of a page."""
    text = (tree.select_one("#the-question p")
            or tree.select_one("article p:not(.admonition-title)"))
    words = " ".join(text.get_text(" ", strip=True).split()) if text else ""
    words = re.sub(r" ([,.;:?!)])", r"\1", words)
    if len(words) <= MOST_LETTERS:
        return words
    return words[:MOST_LETTERS - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def say_about(tree, page, html, site):
    """Write the page's description and what a link to it shows elsewhere."""
    title = " ".join(tree.title.get_text().split()).split(" \u2014 ")[0]
    name = page.relative_to(html).as_posix()
    base = site or "../" * (len(page.relative_to(html).parents) - 1)
    facts = {"og:type": "article" if name.startswith("chapters/") else "website",
             "og:site_name": TITLE, "og:title": title, "og:image": base + PICTURE}
    description = describe_page(tree)
    if description:
        tree.head.append(tree.new_tag("meta", attrs={"name": "description",
                                                     "content": description}))
        facts["og:description"] = description
    if site:
        facts["og:url"] = site + name
        tree.head.append(tree.new_tag("link", rel="canonical", href=site + name))
    for key, value in facts.items():
        tree.head.append(tree.new_tag("meta", attrs={"property": key, "content": value}))


def mend_head(tree, page, html, site, parse):
    """Take out what is not used, say what the page is, and choose the colours before all."""
    unwrap_written(tree, parse)
    drop_unused(tree)
    mode = tree.select_one("script[data-cfasync]")
    if mode:
        mode.string = MODE
    say_about(tree, page, html, site)
