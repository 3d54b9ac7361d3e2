"""The seam: how a fill meets the picture around it, on float images (H, W, C), masks (H, W).

In every mask True means missing.
"""

import numpy as np
from scipy import ndimage

from inpaint_lib.images import (OVERSHOOT, check_images, check_mask, check_scored,
                                check_values)


def find_rim(mask):
    """Mark the missing pixels that touch a known one, by a side or by a corner: bool (H, W)."""
    mask = np.asarray(mask)
    return ndimage.binary_dilation(~mask, np.ones((3, 3), dtype=bool)) & mask


def mse_rim(fill, truth, mask):
    """Mean squared error over the outermost ring of the hole alone.

    A small error at the rim is needed for a seam that does not show, but it is not enough: see
    `compare_jumps`.
    """
    fill, truth = check_scored(fill, truth)
    rim = find_rim(_check_one_mask(mask, truth))
    return float(((fill.astype(np.float64) - truth) ** 2)[rim].mean())


def _check_one_mask(mask, image):
    if image.ndim != 3:
        raise ValueError(f"The seam is measured on one image (H, W, C), got {image.shape}.")
    return check_mask(mask, image)


def measure_jumps(image, mask):
    """Mean squared step in brightness where the image crosses from known to missing pixels.

    Over all pairs of a known and a missing pixel that share a side, and over the channels.
    """
    image = check_images(image, "image")
    check_values(image, "image", limits=OVERSHOOT, taker="scores take")
    return _measure_jumps(image, _check_one_mask(mask, image))


def _measure_jumps(image, mask):
    image = image.astype(np.float64)
    steps = [np.diff(image, axis=axis)[np.diff(mask, axis=axis)] for axis in (0, 1)]
    return float((np.concatenate(steps) ** 2).mean())


def compare_jumps(fill, truth, mask):
    """Compare the step across a fill's rim with the step that the truth has there.

    The ratio of the two `measure_jumps`: 1 where the fill goes on as the truth does, more where a
    seam shows, less where the fill meets the rim more smoothly than the truth; nan where the truth
    has no step. This measure is ours.
    """
    fill, truth = check_scored(fill, truth)
    mask = _check_one_mask(mask, truth)
    jump, true_jump = _measure_jumps(fill, mask), _measure_jumps(truth, mask)
    return jump / true_jump if true_jump > 0 else float("nan")
