"""Formulas drawn when the book is made, by KaTeX: a page runs no script for them.

Each keeps its MathML, which a screen reader reads; the drawing beside it is hidden from it.
"""

import json
import subprocess
import sys
from pathlib import Path

from bs4 import BeautifulSoup, NavigableString

from tools.pages.vendor import JAVASCRIPT

SCRIPT = JAVASCRIPT / "draw_formulas.js"
STYLE = "vendor/katex/katex.min.css"


def read_formula(tag):
    """Return the TeX of a formula as Sphinx writes it, and whether it stands on its own line."""
    text = "".join(part for part in tag.children if isinstance(part, NavigableString)).strip()
    displayed = text.startswith(r"\[")
    return text[2:-2].strip(), displayed


def run_katex(formulas):
    """Return the HTML of a list of (TeX, displayed); a fault in one raises a ValueError."""
    node = Path(sys.executable).with_name("node")
    run = subprocess.run([node, SCRIPT], input=json.dumps(formulas), text=True, encoding="utf-8",
                         capture_output=True)
    if run.returncode:
        raise ValueError(run.stderr.strip())
    return json.loads(run.stdout)


def draw_formulas(pages, html):
    """Draw the formulas on all pages; ``pages`` has path: tree."""
    tags = [(tag, page) for page, tree in pages.items() for tag in tree.select(".math")]
    wanted = sorted({read_formula(tag) for tag, _ in tags})
    drawn = dict(zip(wanted, run_katex(wanted))) if wanted else {}
    for tag, _ in tags:
        new = BeautifulSoup(drawn[read_formula(tag)], "html.parser")
        for part in [part for part in tag.children if isinstance(part, NavigableString)]:
            part.extract()
        tag.append(new)
    for page in {page for _, page in tags}:
        depth = len(page.relative_to(html).parents) - 1
        link = pages[page].new_tag("link", rel="stylesheet", href="../" * depth + STYLE)
        pages[page].head.append(link)
