"""Pictures that the playgrounds load, and the stills that pages show before one is started."""

import numpy as np
from PIL import Image

from inpaint_lib.images import as_uint8

STILL_GAP = 6

MISSING = np.array([213, 94, 0], np.uint8)
"""The orange that means missing, as in ``book/playground/brush.js``."""


def save_picture(pixels, path):
    """Save uint8 (H, W, 3 or 4), or float in [0, 1], as lossless WebP."""
    Image.fromarray(as_uint8(pixels) if pixels.dtype.kind == "f" else pixels).save(
        path, lossless=True, quality=100, method=6)


def join_still(panels):
    """Put pictures (H, W, 3) of one size side by side, apart by what is transparent: (H, W, 4)."""
    panels = [as_uint8(panel) if panel.dtype.kind == "f" else panel for panel in panels]
    panels = [np.dstack([panel, np.full(panel.shape[:2], 255, np.uint8)]) for panel in panels]
    gap = np.zeros((len(panels[0]), STILL_GAP, 4), np.uint8)
    return np.hstack([part for panel in panels for part in (gap, panel)][1:])


def show_hole(image, mask):
    """Return a float picture (H, W, 3) in which what is missing is orange."""
    return np.where(mask[:, :, np.newaxis], MISSING / np.float32(255), image)
