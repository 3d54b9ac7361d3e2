"""A figure with its sentence, and the style that all pictures of the book share."""

import base64
import html
import io
import tomllib

import matplotlib
from matplotlib.figure import Figure

from inpaint_lib.course.quizzes import find_quizzes

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#444444", "#8C510A")
"""Line colours that colour-blind readers can tell apart (after Okabe and Ito)."""

STYLE = {
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#dddddd",
    "legend.frameon": False,
    "axes.prop_cycle": matplotlib.cycler(color=COLOURS),
}
"""Matplotlib settings shared by every picture."""


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
        buffer = io.BytesIO()
        self.figure.savefig(buffer, format="png", dpi=110, bbox_inches="tight", facecolor="white")
        data = base64.b64encode(buffer.getvalue()).decode()
        # A wide row of panels keeps a readable size on a phone and scrolls in its own box.
        least = "min-width: 30rem; " if self.figure.get_figwidth() > 7.5 else ""
        return (f'<div style="overflow-x: auto"><img class="picture" alt="{html.escape(self.alt)}" '
                f'src="data:image/png;base64,{data}" '
                f'style="{least}max-width: 100%; height: auto"></div>')


def make_axes(rows=1, columns=1, width=7.0, height=3.2):
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
