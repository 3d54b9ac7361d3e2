"""Pages that need nothing else: Markdown with formulas as HTML, and HTML as PDF.

The slides and the worksheets are made of these.
"""

import base64
import os
import subprocess
from functools import cache
from html import escape
from io import BytesIO
from pathlib import Path

from markdown_it import MarkdownIt
from matplotlib import rc_context
from matplotlib.font_manager import FontProperties
from matplotlib.mathtext import math_to_image
from mdit_py_plugins.dollarmath import dollarmath_plugin

POINTS = 10
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{style}
</style>
</head>
<body>
{body}
</body>
</html>
"""


@cache
def draw_formula(formula):
    """Return a formula as a picture in HTML, as high as the text around it."""
    picture = BytesIO()
    with rc_context({"mathtext.fontset": "cm", "svg.fonttype": "path"}):
        depth = math_to_image(f"${formula}$", picture, dpi=72, format="svg",
                              prop=FontProperties(size=POINTS))
    code = base64.b64encode(picture.getvalue()).decode()
    return (f'<img class="formula" alt="{escape(formula)}" src="data:image/svg+xml;base64,{code}" '
            f'style="vertical-align: {-depth / POINTS:.2f}em; height: '
            f'{_read_height(picture.getvalue().decode()) / POINTS:.2f}em">')


def _read_height(svg):
    return float(svg.split('height="')[1].split("pt")[0])


def write_html(markdown):
    """Return plain Markdown as HTML, with its formulas drawn."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    reader.use(dollarmath_plugin, renderer=lambda formula, options: draw_formula(formula.strip()))
    return reader.render(markdown)


def write_page(title, style, body):
    """Return a whole page with its style; ``style`` is the name of a file beside this one."""
    rules = Path(__file__).with_name(style).read_text(encoding="utf-8")
    return PAGE.format(title=escape(title), style=rules.strip(), body=body)


def print_pdf(page, browser, options=()):
    """Print an HTML file into a PDF of the same name beside it."""
    # Chromium refuses to run in its sandbox for the administrator, as in most containers.
    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    subprocess.run([browser, "--headless", "--disable-gpu", *sandbox, *options,
                    "--no-pdf-header-footer",
                    f"--print-to-pdf={page.with_suffix('.pdf')}", page.resolve().as_uri()],
                   check=True, capture_output=True, timeout=300)
