"""Pictures of lines: curves over an axis, and walks in a valley."""

import numpy as np
from matplotlib.ticker import LogFormatter, MaxNLocator

from inpaint_lib.course.picture import COLOURS, Picture, make_axes

POINTS = ("o", "D", "^", "s")
"""Shapes that tell single points apart."""

LABEL_HEIGHT = 0.075
"""Least distance between two names at the ends of lines, as a share of the axes' height."""


class _PlainLabels(LogFormatter):
    """Labels of a logarithmic axis as plain numbers: 0.02 and not 2 x 10^-2."""

    def __call__(self, x, pos=None):
        return f"{x:,.6g}" if super().__call__(x, pos) else ""


def spread_labels(heights, least=LABEL_HEIGHT):
    """Return heights near the given ones, (n,), in their order and at least `least` apart."""
    heights = np.asarray(heights, dtype=np.float64)
    groups = []
    for place in np.argsort(heights, kind="stable"):
        groups.append([place])
        # Names that would touch move as one, their middle where their lines' middle is.
        while len(groups) > 1 and (_find_bottom(heights, groups[-1], least)
                                   < _find_top(heights, groups[-2], least) + least):
            groups[-2:] = [groups[-2] + groups[-1]]
    spread = np.empty(len(heights))
    for group in groups:
        spread[group] = _find_bottom(heights, group, least) + least * np.arange(len(group))
    return spread


def _find_bottom(heights, group, least):
    return heights[group].mean() - least * (len(group) - 1) / 2


def _find_top(heights, group, least):
    return heights[group].mean() + least * (len(group) - 1) / 2


def _name_lines(panel, ends):
    """Write each name right of its line's end, with a thin line where it had to move.

    `ends` has for each a name, the place of its end, the height there, and a colour. The names of
    lines that go on to the last place stand right of the axes.
    """
    panel.autoscale_view()
    to_axes = panel.transScale + panel.transLimits
    last = max(x for _, x, _, _ in ends)
    for place in {x for _, x, _, _ in ends}:
        group = [end for end in ends if end[1] == place]
        left, _ = to_axes.transform((place, group[0][2]))
        left = 1.03 if place == last else left + 0.03
        heights = spread_labels([to_axes.transform((place, y))[1] for _, _, y, _ in group])
        for (name, x, y, colour), height in zip(group, heights):
            panel.annotate(name, (x, y), (left, height), textcoords="axes fraction", va="center",
                           fontsize=9, color=colour, annotation_clip=False, arrowprops={
                               "arrowstyle": "-", "color": colour, "linewidth": 0.6,
                               "shrinkA": 1, "shrinkB": 0, "relpos": (0, 0.5)})


def plot_curves(x, curves, labels, alt, log_x=False, log_y=False, marks=None, points=None):
    """Draw lines over a shared axis, each with its name at its end: losses, weights, scores.

    Parameters
    ----------
    x : array_like, (n,)
        With `log_x` a first 0 is drawn left of 1, on a piece of the axis that is not logarithmic.
    curves : dict of str to array_like, (n,) or (n, m)
        The lines by name; several columns share one colour and one name.
    labels : tuple of str
        What the two axes show, with units.
    alt : str
    log_x, log_y : bool
    marks : dict of str to float, optional
        Horizontal lines to compare with, by name.
    points : dict of str to tuple, optional
        Single points to compare with, by name: their places on the axis and their heights.

    Returns
    -------
    Picture

    Examples
    --------
    >>> plot_curves([1, 2], {"loss": [4, 1]}, ("step", "MSE"), "The loss falls from 4 to 1.")
    Picture: The loss falls from 4 to 1.
    """
    figure, axes = make_axes()
    panel, ends, x = axes[0, 0], [], np.asarray(x)
    for colour, (name, values) in zip(COLOURS, curves.items()):
        panel.plot(x, values, color=colour, linewidth=1.6)
        columns = np.asarray(values, dtype=np.float64).reshape(len(x), -1)
        last = np.flatnonzero(np.isfinite(columns).all(axis=1))[-1]
        ends.append((name, x[last], columns[last].mean(), colour))
    for shape, (name, (places, heights)) in zip(POINTS, (points or {}).items()):
        panel.plot(places, heights, shape, color="black", markersize=5)
        ends.append((name, places[-1], heights[-1], "black"))
    for colour, (name, value) in zip(COLOURS[::-1], (marks or {}).items()):
        panel.axhline(value, color=colour, linewidth=1, linestyle="--")
        ends.append((name, x[-1], value, colour))
    panel.set(xlabel=labels[0], ylabel=labels[1], yscale="log" if log_y else "linear")
    if log_x and x[0] == 0:
        panel.set_xscale("symlog", linthresh=1, linscale=0.4)
        panel.set_xlim(-0.4, 1.6 * x[-1])
    elif log_x:
        panel.set_xscale("log")
    elif np.issubdtype(x.dtype, np.integer):
        # There is no epoch 1.5.
        panel.xaxis.set_major_locator(MaxNLocator(integer=True, steps=(1, 2, 5, 10)))
    if log_x:
        panel.xaxis.set_major_formatter(_PlainLabels())
    if log_y:
        panel.yaxis.set_major_formatter(_PlainLabels())
        panel.yaxis.set_minor_formatter(_PlainLabels())
    if len(ends) > 1:
        _name_lines(panel, ends)
    return Picture(figure, alt)


def plot_valley(curvatures, walks, alt):
    """Draw walks of gradient descent over the contours of a valley, one below the other.

    Parameters
    ----------
    curvatures : tuple of float
        Of the steep axis, drawn upwards, and of the flat one, drawn across.
    walks : dict of str to array_like, (n, 2)
        By name the distances from the lowest point, along the two axes in their order; drawn up to
        1 along the steep axis, from -0.4 to 1.2 along the flat one.
    alt : str

    Returns
    -------
    Picture

    Examples
    --------
    >>> plot_valley((10, 1), {"walk": [[0.6, 1], [-0.5, 0.8]]}, "A first step across a valley.")
    Picture: A first step across a valley.
    """
    figure, axes = make_axes(len(walks), 1, 5.0, 1.5 * len(walks))
    up, across = np.mgrid[-1:1:81j, -0.4:1.2:81j]
    loss = (curvatures[0] * up ** 2 + curvatures[1] * across ** 2) / 2
    for panel, (name, walk) in zip(axes[:, 0], walks.items()):
        walk = np.asarray(walk, dtype=np.float64)
        panel.contour(across, up, loss, curvatures[0] * np.linspace(0.05, 1, 11) ** 2 / 2,
                      colors="#bbbbbb", linewidths=0.8)
        panel.plot(walk[:, 1], walk[:, 0], "o-", color=COLOURS[0], markersize=3, linewidth=1)
        panel.plot(0, 0, "*", color=COLOURS[1], markersize=10)
        panel.set(xlim=(-0.4, 1.2), ylim=(-1, 1), xticks=(), yticks=())
        panel.set_title(name, fontsize=9)
    axes[-1, 0].set_xlabel("along the flat axis", fontsize=9)
    return Picture(figure, alt)
