"""A picture of a small net: its numbers in circles, its weights on lines."""

import numpy as np

from inpaint_lib.course.picture import COLOURS, FAINT, GROUND, INK, Picture, make_axes

MOST_UNITS = 6
"""More circles in a column would touch."""


def plot_net(neighbours, hidden_weights, hidden_bias, output_weights, output_bias, alt):
    """Draw a net with one hidden layer, what it computes from its input, and all its weights.

    Units that are zero after ReLU are faint, and so are their lines to the output.

    Parameters
    ----------
    neighbours : array_like, (k,)
        Numbers that the net reads.
    hidden_weights : array_like, (k, hidden)
    hidden_bias, output_weights : array_like, (hidden,)
    output_bias : float
    alt : str
        A sentence for a reader who cannot see the picture.

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If a layer has more than six numbers.

    Examples
    --------
    >>> plot_net([3, 1], [[1, -1], [-1, 1]], [0, 0], [2, 10], 0,
    ...          "Two neighbours, two units of which one fires, and the output 4.")
    Picture: Two neighbours, two units of which one fires, and the output 4.
    """
    neighbours, hidden_weights = np.asarray(neighbours), np.asarray(hidden_weights)
    if max(hidden_weights.shape) > MOST_UNITS:
        raise ValueError(f"plot_net draws at most {MOST_UNITS} neighbours and {MOST_UNITS} units, "
                         f"got hidden weights of shape {hidden_weights.shape}.")
    hidden = np.maximum(neighbours @ hidden_weights + hidden_bias, 0)
    output = hidden @ np.asarray(output_weights) + output_bias
    inputs, units, end = (_place_column(x, n) for x, n in
                          ((0, len(neighbours)), (1, len(hidden)), (2, 1)))
    figure, axes = make_axes(1, 1, 4.8, 0.6 + 0.8 * max(hidden_weights.shape))
    panel = axes[0, 0]
    for (place, unit), weight in np.ndenumerate(hidden_weights):
        _draw_weight(panel, inputs[place], units[unit], weight, INK)
    for unit, weight, value in zip(units, output_weights, hidden):
        _draw_weight(panel, unit, end[0], weight, INK if value > 0 else FAINT)
    for place, value in zip(inputs, neighbours):
        _draw_number(panel, place, value, INK)
    for place, value in zip(units, hidden):
        _draw_number(panel, place, value, COLOURS[0] if value > 0 else FAINT)
    _draw_number(panel, end[0], output, COLOURS[1])
    for x, name in enumerate(("neighbours", "hidden units", "output")):
        panel.text(x, inputs[0][1] + 0.5, name, ha="center", fontsize=10)
    panel.set(xlim=(-0.4, 2.4), ylim=(inputs[-1][1] - 0.5, inputs[0][1] + 0.8))
    panel.set_axis_off()
    return Picture(figure, alt)


def _place_column(x, n):
    return [(x, (n - 1) / 2 - i) for i in range(n)]


def _draw_weight(panel, start, end, weight, colour):
    panel.plot(*zip(start, end), color=colour, linewidth=1, zorder=1)
    # Nearer to the start, where lines that cross have not met yet.
    x, y = (first + 0.32 * (last - first) for first, last in zip(start, end))
    panel.text(x, y, f"\u00d7 {weight:g}".replace("-", "\u2212"), ha="center", va="center",
               fontsize=10, color=colour,
               bbox={"facecolor": GROUND, "edgecolor": "none", "pad": 1}, zorder=2)


def _draw_number(panel, place, value, colour):
    panel.plot(*place, "o", markersize=28, markerfacecolor=GROUND, markeredgecolor=colour,
               markeredgewidth=2, zorder=3)
    panel.text(*place, f"{value:g}", ha="center", va="center", fontsize=11, zorder=4)
