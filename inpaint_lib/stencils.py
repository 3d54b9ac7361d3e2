"""Stencils: fixed weights that predict a pixel from its eight neighbours.

Taught in chapter 1, `One pixel, eight neighbours`. Weights stand row by row from the top left,
without the middle.
"""

import numpy as np

CORNERS = [0, 2, 5, 7]
"""Places of the four corners among the eight neighbours."""

SIDES = [1, 3, 4, 6]
"""Places of the top, left, right and bottom neighbour among the eight."""


def make_stencil(sides, corners):
    """Return eight weights with one value on the four sides and one on the four corners.

    Parameters
    ----------
    sides, corners : float

    Returns
    -------
    numpy.ndarray of float64, (8,)

    Notes
    -----
    Taught in chapter 1, `One pixel, eight neighbours`.

    Examples
    --------
    >>> make_stencil(sides=0.25, corners=0).tolist()
    [0.0, 0.25, 0.0, 0.25, 0.25, 0.0, 0.25, 0.0]
    """
    weights = np.full(8, float(corners))
    weights[SIDES] = sides
    return weights


MEAN_OF_EIGHT = make_stencil(sides=1 / 8, corners=1 / 8)
"""Every neighbour counts the same."""

MEAN_OF_FOUR = make_stencil(sides=1 / 4, corners=0)
"""The four nearest neighbours, without the corners."""

MIXED_DIFFERENCE = make_stencil(sides=1 / 2, corners=-1 / 4)
"""The middle for which the mixed second difference of the patch is zero.

It is also the middle of a Coons patch: the surface blended from its four border curves.

References
----------
S. A. Coons, Surfaces for Computer-Aided Design of Space Forms, MIT, MAC-TR-41, 1967.
"""
