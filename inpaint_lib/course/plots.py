"""Pictures of the book, each with a sentence that says what it shows.

Every function returns a `Picture`: a figure and its alternative text, shown together wherever
the notebook is read. `alt` is that text: a sentence for a reader who cannot see the figure; one
that is too short raises a ValueError, and so do titles that are not one an image.
"""

import numpy as np
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from inpaint_lib.course.curves import plot_curves as plot_curves
from inpaint_lib.course.curves import plot_valley as plot_valley
from inpaint_lib.course.picture import COLOURS, Picture, make_axes
from inpaint_lib.course.picture import load_alt as load_alt
from inpaint_lib.images import check_images, check_mask
from inpaint_lib.metrics.errors import mse_hole


def _show_panel(axes, image, title, **options):
    image = np.asarray(image)
    if image.ndim == 3 and image.shape[-1] == 1:
        image = image[:, :, 0]
    if image.ndim == 2:
        options = {"cmap": "gray", "vmin": 0, "vmax": 1} | options
    axes.imshow(np.clip(image, 0, 1) if image.ndim == 3 else image, **options)
    axes.set_title(title, fontsize=9)
    axes.set_axis_off()


def plot_images(images, titles, alt, columns=4, size=1.8, scale=None):
    """Show images in rows, each under its title.

    Parameters
    ----------
    images : sequence of array_like, (H, W, 3), (H, W, 1) or (H, W), values in [0, 1]
    titles : sequence of str
    alt : str
    columns, size : int, float
        Images in a row, and the width of one in inches.
    scale : str, optional
        What the first image, a grey map, shows; with it a scale from 0 to 1 stands below.

    Returns
    -------
    Picture

    Examples
    --------
    >>> plot_images([np.zeros((4, 4, 3))], ["black"], "A square that is black all over.")
    Picture: A square that is black all over.
    """
    if len(images) != len(titles):
        raise ValueError(f"{len(images)} images came with {len(titles)} titles.")
    columns = min(columns, len(images))
    rows = -(-len(images) // columns)
    tallest = max(np.shape(image)[0] / np.shape(image)[1] for image in images)
    figure, axes = make_axes(rows, columns, columns * size, rows * (size * tallest + 0.3))
    for panel in axes.flat[len(images):]:
        panel.set_axis_off()
    for panel, image, title in zip(axes.flat, images, titles):
        _show_panel(panel, image, title)
    if scale:
        figure.colorbar(axes[0, 0].images[0], ax=axes, location="bottom", aspect=30, label=scale)
    return Picture(figure, alt)


def plot_fills(truth, mask, fills, alt, margin=16):
    """Show the truth, the hole and each fill, and under each fill where it errs.

    Parameters
    ----------
    truth : array_like of float, (H, W, C), values in [0, 1]
    mask : array_like of bool, (H, W)
        True = missing.
    fills : dict of str to array_like, (H, W, C)
        The filled image of each method, by name; at most three or four stand side by side.
    alt : str
    margin : int
        How many pixels round the hole the error panels show.

    Returns
    -------
    Picture
        The mean squared error in the hole stands over each error panel, their scale below all.

    Examples
    --------
    >>> mask, truth = np.eye(9, dtype=bool), np.zeros((9, 9, 3))
    >>> plot_fills(truth, mask, {"itself": truth}, "A black image filled with itself.")
    Picture: A black image filled with itself.
    """
    truth = check_images(truth, "truth")
    mask = check_mask(mask, truth)
    rows = -(-(len(fills) + 1) // 4)
    columns = -(-(len(fills) + 1) // rows)
    figure, axes = make_axes(2 * rows, columns, 1.4 * columns, 3.3 * rows + 0.6)
    for panel in axes.flat:
        panel.set_axis_off()
    _show_panel(axes[0, 0], truth, "truth")
    _show_panel(axes[1, 0], np.where(mask[:, :, np.newaxis], 0, truth), "with its hole")
    for (name, fill), above, below in zip(fills.items(), axes[::2].flat[1:], axes[1::2].flat[1:]):
        _show_panel(above, fill, name)
        error = np.abs(np.asarray(fill, np.float64) - truth).mean(axis=-1)[_bound(mask, margin)]
        _show_panel(below, error, f"MSE {mse_hole(fill, truth, mask):.4f}",
                    cmap="magma", vmin=0, vmax=0.5)
    figure.colorbar(axes[1, 1].images[0], ax=axes, location="bottom", aspect=30, shrink=0.7,
                    extend="max", label="error of a pixel, mean of its channels")
    return Picture(figure, alt)


def _bound(mask, margin):
    rows, columns = np.nonzero(mask)
    return (slice(max(rows.min() - margin, 0), rows.max() + margin + 1),
            slice(max(columns.min() - margin, 0), columns.max() + margin + 1))


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
    _show_panel(panel, seen, "", vmin=limits[0], vmax=limits[1])
    for (row, column), value in np.ndenumerate(seen):
        if lost[row, column]:
            panel.add_patch(Rectangle((column - 0.5, row - 0.5), 1, 1, facecolor="white",
                                      edgecolor=COLOURS[1], hatch="///", linewidth=0))
        dark = value < (limits[0] + limits[1]) / 2
        words = "?" if lost[row, column] else f"{value:.0f}" if whole else f"{value:.2f}"
        panel.text(column, row, words, ha="center", va="center",
                   fontsize=12 if lost[row, column] else 8,
                   color="white" if dark else "black",
                   backgroundcolor="white" if lost[row, column] else "none")
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
    figure, axes = make_axes(1, len(weights), 2.2 * len(weights) * side / 3, 2.4 * side / 3)
    for panel, row, title in zip(axes[0], weights, titles):
        square = np.insert(row, side * side // 2, np.nan).reshape(side, side)
        panel.imshow(square, cmap="RdBu", vmin=-limit, vmax=limit)
        for (i, j), value in np.ndenumerate(square):
            panel.text(j, i, "?" if np.isnan(value) else f"{value:+.2f}", ha="center",
                       va="center", fontsize=9, color="white" if abs(value) > 0.7 * limit
                       else "black")
        panel.set_title(title, fontsize=9)
        panel.set_axis_off()
    return Picture(figure, alt)


def plot_windows(image, windows, alt, size=3.4):
    """Draw the outlines of rectangles over an image, each in a colour of its own.

    Parameters
    ----------
    image : array_like, (H, W, 3) or (H, W), values in [0, 1]
    windows : dict of str to (slice, slice)
        Rows and columns of each rectangle by name, as in `Hole.slices`.
    alt : str
    size : float
        Width of the image, in inches.

    Returns
    -------
    Picture

    Examples
    --------
    >>> plot_windows(np.zeros((9, 9)), {"middle": (slice(3, 6), slice(3, 6))},
    ...              "A black square with the outline of its middle.")
    Picture: A black square with the outline of its middle.
    """
    height, width = np.shape(image)[:2]
    figure, axes = make_axes(1, 1, size + 2, size * height / width)
    panel = axes[0, 0]
    _show_panel(panel, image, "")
    for colour, (name, (rows, columns)) in zip(COLOURS[1:], windows.items()):
        # Pixels are drawn around their whole-numbered places.
        panel.add_patch(Rectangle((columns.start - 0.5, rows.start - 0.5),
                                  columns.stop - columns.start, rows.stop - rows.start,
                                  fill=False, edgecolor=colour, linewidth=2, label=name))
    figure.legend(loc="outside right upper")
    return Picture(figure, alt)


def plot_arrows(images, titles, arrows, alt, columns=3, size=2.2):
    """Draw arrows over images: where each place takes its pixels from.

    Parameters
    ----------
    images : sequence of array_like, (H, W, 3) or (H, W), values in [0, 1]
    titles : sequence of str
    arrows : sequence of (array_like, array_like), each (n, 2)
        For each image the rows and columns where arrows begin, and where they end, in pixels.
        An image with arrows is drawn pale, so show it without them as well.
    alt, columns, size
        As in `plot_images`.

    Returns
    -------
    Picture

    Examples
    --------
    >>> plot_arrows([np.zeros((9, 9))], ["one"], [([[4, 4]], [[0, 8]])],
    ...             "An arrow from the middle of a black square to its corner.")
    Picture: An arrow from the middle of a black square to its corner.
    """
    if len(images) != len(arrows):
        raise ValueError(f"{len(images)} images came with {len(arrows)} pairs of arrows' ends.")
    pale = [np.asarray(image) * 0.5 + 0.5 if len(starts) else image
            for image, (starts, _) in zip(images, arrows)]
    picture = plot_images(pale, titles, alt, columns, size)
    for panel, (starts, ends) in zip(picture.figure.axes, arrows):
        for (row, column), (last_row, last_column) in zip(starts, ends):
            # A white line under the coloured one, to be seen on any ground.
            for colour, width in (("white", 2.6), (COLOURS[1], 1.2)):
                panel.annotate("", (last_column, last_row), (column, row), arrowprops={
                    "arrowstyle": "->", "color": colour, "linewidth": width, "shrinkA": 0,
                    "shrinkB": 0})
    return picture


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
    figure, axes = make_axes(1, 1, 7.0, 0.6 + 0.3 * len(values))
    panel = axes[0, 0]
    bars = panel.barh(list(values), list(values.values()), color=COLOURS[0])
    panel.bar_label(bars, [f"{value:,}" for value in values.values()], padding=3, fontsize=9)
    panel.set(xlabel=label, xscale="log" if log else "linear")
    if not log:
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
    figure, axes = make_axes(1, 1, 7.0, 0.8 + 0.3 * len(intervals))
    panel = axes[0, 0]
    values, low, high = np.array(list(intervals.values()), dtype=np.float64).T
    panel.errorbar(values, list(intervals), xerr=[values - low, high - values], fmt="o",
                   color=COLOURS[0], markersize=5, capsize=3)
    for colour, (name, value) in zip(COLOURS[1:], (marks or {}).items()):
        panel.axvline(value, color=colour, linewidth=1, linestyle="--", label=name)
    panel.set(xlabel=label, xscale="log" if log else "linear")
    panel.margins(y=0.1)
    panel.invert_yaxis()
    if marks:
        figure.legend(loc="outside right upper")
    return Picture(figure, alt)
