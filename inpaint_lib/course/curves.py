"""Pictures of lines: curves over an axis, and walks in a valley."""

import numpy as np
from matplotlib.ticker import LogFormatter, MaxNLocator

from inpaint_lib.course.picture import (COLOURS, FAINT, INK, WIDTH, Picture, find_letter_size,
                                        make_axes)

POINTS = ("o", "D", "^", "s")
"""Shapes that tell single points apart."""

DASHES = ((0, (5, 2)), (0, (2, 2)), (0, (7, 2, 2, 2)), (0, (1, 2)))
"""Of lines that others are compared with: all are grey."""

METHODS = {"compact": 0, "net": 0, "network": 0, "paper": 1, "membrane": 2, "Telea": 3,
           "mean of the ring": 4, "mean": 4}
"""Places among the colours of methods that come back from chapter to chapter."""

LABEL_HEIGHT = 0.08
"""Least distance between two names at the ends of lines, as a share of the axes' height."""


class PlainLabels(LogFormatter):
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
                           color=colour, annotation_clip=False, arrowprops={
                               "arrowstyle": "-", "color": colour, "linewidth": 0.6,
                               "shrinkA": 1, "shrinkB": 0, "relpos": (0, 0.5)})


def choose_colours(names):
    """Return a colour for each name: a method's own, and of the others the first that is left."""
    places = {name: METHODS[name] for name in names if name in METHODS}
    if len(set(places.values())) < len(places):
        places = {}
    left = [place for place in range(len(COLOURS)) if place not in places.values()]
    if len(names) - len(places) > len(left):
        raise ValueError(f"At most {len(COLOURS)} lines can be told apart, got {len(names)}.")
    return [COLOURS[places[name] if name in places else left.pop(0)] for name in names]


def plot_curves(x, curves, labels, alt, log_x=False, log_y=False, marks=None, points=None):
    """Draw lines over a shared axis, each with its name at its end: losses, weights, scores.

    Parameters
    ----------
    x : array_like, (n,)
        With `log_x` a first 0 is drawn left of 1, on a piece of the axis that is not logarithmic.
    curves : dict of str to array_like, (n,) or (n, m)
        The lines by name, at most five; several columns share one colour and one name.
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
    for colour, (name, values) in zip(choose_colours(list(curves)), curves.items()):
        panel.plot(x, values, color=colour, linewidth=1.6)
        columns = np.asarray(values, dtype=np.float64).reshape(len(x), -1)
        last = np.flatnonzero(np.isfinite(columns).any(axis=1))[-1]
        ends.append((name, x[last], np.nanmean(columns[last]), colour))
    for shape, (name, (places, heights)) in zip(POINTS, (points or {}).items()):
        panel.plot(places, heights, shape, color=INK, markersize=5, label=name)
    for dashes, (name, value) in zip(DASHES, (marks or {}).items()):
        panel.axhline(value, color=FAINT, linewidth=1, linestyle=dashes)
        ends.append((name, x[-1], value, FAINT))
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
        panel.xaxis.set_major_formatter(PlainLabels())
    if log_y:
        panel.yaxis.set_major_formatter(PlainLabels())
        panel.yaxis.set_minor_formatter(PlainLabels())
    if len(ends) > 1 or points:
        _name_lines(panel, ends)
    if points:
        # Points lie close together, so their names stand above the axes.
        panel.legend(loc="lower left", bbox_to_anchor=(-0.05, 1), ncols=2, frameon=False,
                     handletextpad=0.1, columnspacing=1, borderpad=0)
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
    figure, axes = make_axes(len(walks), 1, WIDTH, 1.5 * len(walks))
    up, across = np.mgrid[-1:1:81j, -0.4:1.2:81j]
    loss = (curvatures[0] * up ** 2 + curvatures[1] * across ** 2) / 2
    for panel, (name, walk) in zip(axes[:, 0], walks.items()):
        walk = np.asarray(walk, dtype=np.float64)
        panel.contour(across, up, loss, curvatures[0] * np.linspace(0.05, 1, 11) ** 2 / 2,
                      colors=FAINT, linewidths=0.6, alpha=0.6)
        panel.plot(walk[:, 1], walk[:, 0], "o-", color=COLOURS[0], markersize=3, linewidth=1)
        panel.plot(0, 0, "*", color=COLOURS[1], markersize=10)
        panel.set(xlim=(-0.4, 1.2), ylim=(-1, 1), xticks=(), yticks=())
        panel.set_title(name, fontsize=find_letter_size(figure))
    axes[-1, 0].set_xlabel("along the flat axis")
    return Picture(figure, alt)
