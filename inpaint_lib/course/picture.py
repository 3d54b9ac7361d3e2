"""A figure with its sentence, and the style that all pictures of the book share."""

import html
import io
import re
import tomllib

import matplotlib
from matplotlib.figure import Figure

from inpaint_lib.course.quizzes import find_quizzes

INK, FAINT, GROUND = "#1b1e23", "#5b626b", "#fefefe"
"""Names for what a page has colours of its own for: its text, what stands back, what it is on."""
COLOURS = ("#1467c4", "#c24d00", "#00795a", "#7a1f6b", INK)
"""Line colours that can be read as text on white, and told apart by colour-blind readers.

A page may set others as --series-1, --series-2 and so on; ink is the colour of its text.
"""
NAMES = {INK: "currentColor", FAINT: f"var(--faint, {FAINT})",
         GROUND: "var(--ground, var(--jp-layout-color0, #ffffff))"}
WIDTH = 5.2
"""Of a figure in inches; text of 10 points in it is 9 pixels high on a phone."""

STYLE = {
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "grid.color": INK,
    "grid.alpha": 0.14,
    "axes.prop_cycle": matplotlib.cycler(color=COLOURS),
}
"""Matplotlib settings shared by every picture."""

SVG = {"svg.fonttype": "none", "svg.hashsalt": "hole", "savefig.transparent": True}
DROPPED = (r"<metadata>.*?</metadata>", r"<style.*?</style>", r"<defs>\s*</defs>",
           r" transform=\"rotate\(-0 [^\"]*\"", r" id=\"[a-zA-Z]+[\w.]*_\d+\"",
           r"font-family: [^;\"]*;? ?", r" (?:xmlns:xlink|version)=\"[^\"]*\"")
"""What Matplotlib writes into a drawing and a page has of its own, or has no use for."""


def load_alt(key, **numbers):
    """Load an alternative text that would give a prediction away if it stood in the chapter.

    Parameters
    ----------
    key : str
        Its name in ``book/pictures.toml``; a KeyError if there is none.
    **numbers : float
        What the text names in braces.

    Returns
    -------
    str

    Examples
    --------
    >>> load_alt("output_weights")[:47]
    'Sixteen lines between minus two and plus two: m'
    """
    texts = (find_quizzes().parent / "pictures.toml").read_text(encoding="utf-8")
    return tomllib.loads(texts)[key].format(**numbers)


def draw_svg(figure):
    """Return a figure as SVG that takes its letters and its colours from the page around it."""
    buffer = io.StringIO()
    with matplotlib.rc_context(SVG):
        figure.savefig(buffer, format="svg", bbox_inches="tight", pad_inches=0.02)
    svg = re.sub("|".join(DROPPED), "", buffer.getvalue(), flags=re.DOTALL)
    svg = re.sub(r"\s+", " ", svg[svg.index("<svg"):]).replace("xlink:href", "href")
    # Places need two decimals; the numbers that are written beside an axis stay as they are.
    svg = re.sub("<[^>]+>", lambda tag: re.sub(r"(\.\d\d)\d+", r"\1", tag[0]), svg)
    svg = svg.replace("> <", "><")
    svg = re.sub(r"<svg width=\"[^\"]*\" height=\"[^\"]*\"",
                 '<svg style="display: block; width: 100%; height: auto"', svg)
    # Black letters are those without a colour of their own.
    svg = re.sub('<text style="(?!fill|[^"]*; fill)', '<text style="fill: currentColor; ', svg)
    return re.sub("#[0-9a-f]{6}", lambda match: name_colour(match[0]), svg)


def name_colour(colour):
    """Return a colour as a page has it: its ink, one of its series, or the colour itself."""
    if colour in NAMES:
        return NAMES[colour]
    if colour in COLOURS:
        return f"var(--series-{COLOURS.index(colour) + 1}, {colour})"
    return colour


class Picture:
    """A figure together with its alternative text, one or two sentences."""

    def __init__(self, figure, alt):
        if len(alt.split()) < 5:
            raise ValueError(f"Alternative text must be a sentence, got {alt!r}.")
        self.figure = figure
        self.alt = alt

    def __repr__(self):
        return f"Picture: {self.alt}"

    def _repr_html_(self):
        # Never wider than a line of text, and never larger than its letters would be in it.
        width = 1.5 * 72 * self.figure.get_figwidth()
        return self._wrap("lines", f"max-width: {width:.0f}px", draw_svg(self.figure))

    def _wrap(self, kind, style, content):
        return (f'<div class="picture {kind}" role="img" aria-label="{html.escape(self.alt)}" '
                f'style="{style}">{content}</div>')


def find_letter_size(figure):
    """Return the points of a figure's letters, more in a wide one: a phone is as wide as it is."""
    return STYLE["font.size"] * max(1, figure.get_figwidth() / WIDTH)


def make_axes(rows=1, columns=1, width=WIDTH, height=2.9):
    """Return an empty figure in the book's style, sizes in inches, and its axes (rows, columns).

    Examples
    --------
    >>> figure, axes = make_axes(1, 2)
    >>> axes.shape
    (1, 2)
    """
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        axes = figure.subplots(rows, columns, squeeze=False)
    return figure, axes
