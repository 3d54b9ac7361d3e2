"""The directive ``{playground} name``: a playground on a page, with what is seen before it starts.

Its one line of text is for JupyterLab, where no playground runs. The page shows the words of
``book/playground/playgrounds.toml`` and the still picture that `tools.playground.build` has drawn.
"""

import html
import tomllib
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import Directive
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
WORDS = ROOT / "book" / "playground" / "playgrounds.toml"
STILLS = ROOT / "_build" / "extra" / "playground" / "data"

HEAD = """\
<link rel="stylesheet" href="{base}playground.css">
<script defer src="{base}start.js"></script>
"""
FIGURE = """\
<figure class="playground" id="playground-{name}" data-playground="{name}">
<p class="pg-title">{title}</p>
<div class="pg-stage">{still}</div>
<div class="pg-start"><button type="button" class="pg-button pg-main" hidden>Start</button>
<span role="status">{loads}</span></div>
<noscript><p class="pg-hint">The playground needs JavaScript; without it this picture shows what it
does.</p></noscript>
<figcaption>{caption}</figcaption>
</figure>
"""


def read_words(path=WORDS):
    """Return title, alt, caption and what is loaded, for each playground by name."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def write_still(name, alt, base, folder=STILLS):
    """Return the tag of a playground's still picture."""
    with Image.open(folder / f"{name}.webp") as picture:
        width, height = picture.size
    return (f'<img class="pg-still" src="{base}data/{name}.webp" alt="{html.escape(alt)}" '
            f'width="{width}" height="{height}" loading="lazy" decoding="async">')


def write_figure(name, words, base, folder=STILLS):
    """Return the HTML of a playground; ``base`` leads from the page to the playgrounds' folder."""
    return FIGURE.format(name=name, title=html.escape(words["title"]), caption=words["caption"],
                         loads=html.escape(words["loads"]),
                         still=write_still(name, words["alt"], base, folder))


class PlaygroundDirective(Directive):
    """Put the playground that is named after the directive into the page."""

    required_arguments = 1
    has_content = True

    def run(self):
        name, env = self.arguments[0], self.state.document.settings.env
        env.note_dependency(str(WORDS))
        words = read_words()
        if name not in words:
            raise self.error(f"There is no playground {name!r}; there are {', '.join(words)}.")
        base = "../" * env.docname.count("/") + "playground/"
        page = write_figure(name, words[name], base)
        if not env.temp_data.get("playground"):
            env.temp_data["playground"] = True
            page = HEAD.format(base=base) + page
        return [nodes.raw("", page, format="html")]


def setup(app):
    """Tell Sphinx about the directive."""
    app.add_directive("playground", PlaygroundDirective)
    return {"parallel_read_safe": True}
