"""Pictures of the book, each with a sentence that says what it shows.

Every function returns a `Picture`: a figure and its alternative text, shown together wherever
the notebook is read. `alt` is that text: a sentence for a reader who cannot see the figure; one
that is too short raises a ValueError, and so do titles that are not one an image.
"""

import numpy as np
from matplotlib import colormaps
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from inpaint_lib.course.curves import DASHES, PlainLabels
from inpaint_lib.course.curves import plot_curves as plot_curves
from inpaint_lib.course.curves import plot_valley as plot_valley
from inpaint_lib.course.picture import COLOURS, FAINT, Picture, find_letter_size, make_axes
from inpaint_lib.course.picture import load_alt as load_alt
from inpaint_lib.course.strips import plot_arrows as plot_arrows
from inpaint_lib.course.strips import plot_fills as plot_fills
from inpaint_lib.course.strips import plot_images as plot_images
from inpaint_lib.course.strips import plot_windows as plot_windows

DARK = "#101214"
STENCIL_COLOURS = LinearSegmentedColormap.from_list("stencil", ["#b84600", "white", "#0b5cad"])
"""Weights below zero are orange, above it blue."""


def _draw_squares(panel, values, words, cmap, low, high):
    """Draw values (H, W) as coloured squares with a word in each, light on what is dark."""
    cmap = colormaps.get_cmap(cmap).with_extremes(bad="white")
    squares = panel.pcolormesh(values, cmap=cmap, vmin=low, vmax=high, edgecolors="face",
                               linewidth=0.3)
    colours = squares.to_rgba(values)
    for (row, column), word in np.ndenumerate(words):
        light = colours[row, column][:3] @ (0.299, 0.587, 0.114) > 0.5
        panel.text(column + 0.5, row + 0.5, word, ha="center", va="center",
                   fontsize=find_letter_size(panel.figure), color=DARK if light else "white")
    panel.set(aspect="equal")
    panel.invert_yaxis()
    panel.set_axis_off()


def plot_numbers(values, alt, hole=None, size=0.5):
    """Show a small grey image as squares with their numbers written in.

    Parameters
    ----------
    values : array_like, (H, W)
        At most 16x16, else ValueError. Whole numbers are taken as 0-255, others are shown with
        two decimals.
    alt : str
    hole : Hole or None
        Squares to hide: hatched, with a "?" in place of their number.
    size : float
        Side of a square, in inches.

    Returns
    -------
    Picture

    Examples
    --------
    >>> plot_numbers([[0, 255]], "Two pixels, a black one and a white one.")
    Picture: Two pixels, a black one and a white one.
    """
    values = np.asarray(values)
    if values.ndim != 2 or max(values.shape) > 16:
        raise ValueError(f"plot_numbers shows at most 16x16 numbers, got shape {values.shape}.")
    whole = np.issubdtype(values.dtype, np.integer)
    lost = np.zeros(values.shape, dtype=bool)
    if hole is not None:
        lost[hole.slices] = True
    # What is lost must not show, and must not set the scale of what is seen.
    seen = np.where(lost, np.nan, values.astype(np.float64))
    limits = (0, 255) if whole else (min(0, np.nanmin(seen)), max(1, np.nanmax(seen)))
    figure, axes = make_axes(1, 1, values.shape[1] * size, values.shape[0] * size)
    panel = axes[0, 0]
    words = [["?" if np.isnan(value) else f"{value:.0f}" if whole else f"{value:.2f}"
              for value in row] for row in seen]
    _draw_squares(panel, seen, words, "gray", *limits)
    for row, column in np.argwhere(lost):
        panel.add_patch(Rectangle((column, row), 1, 1, facecolor="white", edgecolor=COLOURS[1],
                                  hatch="///", linewidth=0, zorder=1.5))
        panel.add_patch(Rectangle((column + 0.25, row + 0.25), 0.5, 0.5, facecolor="white",
                                  zorder=1.6))
    return Picture(figure, alt)


def plot_stencil(weights, alt, titles=("",)):
    """Show the weights of one stencil or several as coloured squares with their numbers.

    Parameters
    ----------
    weights : array_like, (k * k - 1,) or (m, k * k - 1)
        One weight a neighbour, row by row without the middle; for an odd k, else ValueError.
    alt : str
    titles : sequence of str
        One a stencil.

    Returns
    -------
    Picture

    Examples
    --------
    >>> plot_stencil([1 / 8] * 8, "The mean of eight: every weight is one eighth.")
    Picture: The mean of eight: every weight is one eighth.
    """
    weights = np.atleast_2d(np.asarray(weights, dtype=np.float64))
    side = int(round(np.sqrt(weights.shape[1] + 1)))
    if side * side != weights.shape[1] + 1 or side % 2 == 0:
        raise ValueError(f"{weights.shape[1]} weights do not surround one pixel; "
                         "wanted 8 (3x3) or 24 (5x5).")
    limit = np.abs(weights).max()
    columns = 2 if len(weights) == 4 else len(weights)
    rows = -(-len(weights) // columns)
    figure, axes = make_axes(rows, columns, 2.2 * columns * side / 3, 2.5 * rows * side / 3)
    for panel, row, title in zip(axes.flat, weights, titles):
        square = np.insert(row, side * side // 2, np.nan).reshape(side, side)
        words = [["?" if np.isnan(value) else f"{value:+.2f}" for value in line]
                 for line in square]
        _draw_squares(panel, square, words, STENCIL_COLOURS, -limit, limit)
        # The pixel in the middle is missing, so it is orange.
        panel.add_patch(Rectangle((side // 2, side // 2), 1, 1, fill=False, linewidth=1.5,
                                  edgecolor=COLOURS[1]))
        panel.set_title(title, fontsize=find_letter_size(figure))
    return Picture(figure, alt)


def plot_bars(values, label, alt, log=False):
    """Draw a bar for each of several numbers, with the number at its end.

    Parameters
    ----------
    values : dict of str to float
        The numbers by name, drawn from top to bottom.
    label : str
        What the axis shows, with its unit.
    alt : str
    log : bool
        Whether the axis is logarithmic.

    Returns
    -------
    Picture

    Examples
    --------
    >>> plot_bars({"one": 1, "two": 2}, "size", "Two bars, one twice as long as the other.")
    Picture: Two bars, one twice as long as the other.
    """
    figure, axes = make_axes(height=0.6 + 0.32 * len(values))
    panel = axes[0, 0]
    bars = panel.barh(list(values), list(values.values()), color=COLOURS[0])
    panel.bar_label(bars, [f"{value:,}" for value in values.values()], padding=3)
    panel.set(xlabel=label, xscale="log" if log else "linear")
    if log:
        panel.xaxis.set_major_formatter(PlainLabels())
    else:
        panel.xaxis.set(major_locator=MaxNLocator(4), major_formatter="{x:,.10g}")
    panel.margins(x=0.15)
    panel.invert_yaxis()
    panel.grid(visible=False, axis="y")
    return Picture(figure, alt)


def plot_intervals(intervals, label, alt, marks=None, log=False):
    """Draw a number and its interval for each name, one below the other.

    Parameters
    ----------
    intervals : dict of str to (float, float, float)
        Value, low end and high end by name, drawn from top to bottom.
    label : str
        What the axis shows, with its unit.
    alt : str
    marks : dict of str to float, optional
        Vertical lines to compare with, by name.
    log : bool
        Whether the axis is logarithmic.

    Returns
    -------
    Picture

    Examples
    --------
    >>> plot_intervals({"net": (0.5, 0.4, 0.7)}, "ratio", "One dot at 0.5 with its interval.")
    Picture: One dot at 0.5 with its interval.
    """
    figure, axes = make_axes(height=0.8 + 0.32 * len(intervals))
    panel = axes[0, 0]
    values, low, high = np.array(list(intervals.values()), dtype=np.float64).T
    panel.errorbar(values, list(intervals), xerr=[values - low, high - values], fmt="o",
                   color=COLOURS[0], markersize=5, capsize=3)
    for dashes, (name, value) in zip(DASHES, (marks or {}).items()):
        panel.axvline(value, color=FAINT, linewidth=1, linestyle=dashes, zorder=0)
        panel.annotate(name, (value, 1.02), xycoords=("data", "axes fraction"), ha="center",
                       color=FAINT)
    panel.set(xlabel=label, xscale="log" if log else "linear")
    if log:
        panel.xaxis.set_major_formatter(PlainLabels())
        panel.xaxis.set_minor_formatter(PlainLabels())
    panel.margins(y=0.1)
    panel.invert_yaxis()
    return Picture(figure, alt)
