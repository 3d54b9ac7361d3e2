"""Two faces that are equal outside the hole: nobody who sees the rest can tell which it is.

Taught in chapter 5, `Is it any good?`.
"""

from dataclasses import replace

import numpy as np

from inpaint_lib.drawing.individual import draw_individual
from inpaint_lib.drawing.pose import FRAME
from inpaint_lib.drawing.portrait import finish_picture, paint_portrait
from inpaint_lib.holes import PAPER_32, crop_hole, paste_hole

OPEN, CLOSED = 1.1, 0.12
"""How far the lids are open: as in an alert face, and next to shut."""

LARGEST_STEP = 8
"""Grey levels by which two drawings may differ where they meet, for noise and rounding."""


def draw_twins(index, hole=PAPER_32):
    """Draw one face twice: with the eye under the hole open, and with the same eye closed.

    Parameters
    ----------
    index : int
        Of the face, as in `inpaint_lib.faces.draw_face`.
    hole : Hole
        The whole eye must lie under it.

    Returns
    -------
    numpy.ndarray of uint8, (2, 128, 128, 3)
        Open, closed; every pixel outside the hole is the same in both.

    Raises
    ------
    ValueError
        If the eye reaches over the hole's rim, so that the two would not fit into one face, or
        there is no eye under the hole.

    Notes
    -----
    Taught in chapter 5, `Is it any good?`. The faces of the data set never wink.

    Examples
    --------
    >>> open_eye, closed_eye = draw_twins(3355)
    >>> bool((open_eye[:52] == closed_eye[:52]).all()), bool((open_eye == closed_eye).all())
    (True, False)
    """
    animal = draw_individual(index)
    first, other = (finish_picture(paint_portrait(lids, 2 * FRAME)[0], lids, FRAME)
                    for lids in (replace(animal, lid_opening=opening, brow=0.0)
                                 for opening in (OPEN, CLOSED)))
    second = paste_hole(first, hole, crop_hole(other, hole))
    if (first == second).all() or _measure_steps(first, other, hole) > LARGEST_STEP:
        raise ValueError(f"Face {index} has no eye that lies wholly under {hole}.")
    return np.stack([first, second])


def _measure_steps(first, other, hole):
    """Largest difference of two images on the ring of known pixels around the hole."""
    rows, columns = (slice(start - 1, stop + 1) for start, stop in
                     ((hole.top, hole.bottom), (hole.left, hole.right)))
    apart = np.abs(first[rows, columns].astype(int) - other[rows, columns])
    apart[1:-1, 1:-1] = 0
    return apart.max()
