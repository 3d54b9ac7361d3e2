"""The scores of the tables over all methods: which there are, and all of them at once."""

import numpy as np

from inpaint_lib.holes import crop_hole, make_mask, paste_hole
from inpaint_lib.images import as_float
from inpaint_lib.metrics.errors import ssim_hole
from inpaint_lib.metrics.seam import compare_jumps, mse_rim
from inpaint_lib.metrics.sharpness import compare_sharpness

SCORES = ("mse", "ssim", "rim", "jump", "sharpness")
"""What is measured of each painted square, one number an image.

mse: mean squared error in the hole; ssim: structural similarity there; rim: mean squared error of
the hole's outermost ring; jump: step across the rim over that of the truth (see
`inpaint_lib.metrics.seam`); sharpness: energy of the gradients over that of the truth.
"""

SCORERS = {"ssim": ssim_hole, "rim": mse_rim, "jump": compare_jumps}
"""dict : those of `SCORES` that look at the whole image: (filled, truth, mask) to a number."""


def score_squares(squares, images_uint8, hole, names=SCORES):
    """Score painted squares, float in [0, 1], against the true images in some ways of `SCORES`.

    Returns a dict of str to float64, (N,).
    """
    squares, mask = np.asarray(squares, np.float32), make_mask(hole, *images_uint8.shape[1:3])
    wanted = as_float(crop_hole(images_uint8, hole))
    scores = {name: np.empty(len(squares)) for name in names}
    if "mse" in names:
        scores["mse"] = ((squares.astype(np.float64) - wanted) ** 2).mean(axis=(1, 2, 3))
    if "sharpness" in names:
        scores["sharpness"] = compare_sharpness(squares, wanted)
    for name in set(names) & set(SCORERS):
        for row, (square, image) in enumerate(zip(squares, images_uint8, strict=True)):
            truth = as_float(image)
            scores[name][row] = SCORERS[name](paste_hole(truth, hole, square), truth, mask)
    return scores
