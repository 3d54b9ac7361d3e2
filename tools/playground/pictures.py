"""Pictures that the playgrounds load, and the stills that pages show before one is started."""

import numpy as np
from PIL import Image

from inpaint_lib.datasets.faces import draw_face
from inpaint_lib.images import as_float, as_uint8

STILL_GAP = 6


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


def write_faces(indices, path):
    """Save drawn faces side by side in one picture; return them, float32 (N, 128, 128, 3)."""
    images = np.stack([draw_face(index).image for index in indices])
    save_picture(np.hstack(images), path)
    return as_float(images)
