"""Data of the playground ``stencil``: photos, and the sums of products of their patches."""

import json

import cv2
import numpy as np

from inpaint_lib.course.labs.panels import colour_values
from inpaint_lib.course.labs.stencil_lab import BRIGHTEST_ERROR
from inpaint_lib.datasets.photos import list_photos, load_photo
from inpaint_lib.images import as_uint8
from inpaint_lib.models.moments import load_paper_moments, sum_patches
from inpaint_lib.models.patches import MIXED_DIFFERENCE
from tools.playground.pictures import join_still, save_picture

WINDOW = 130
"""Side of the part of a photo that is shown: 128 of its rows and columns have neighbours."""


def cut_middle(channel):
    """Return the square in the middle of a channel, (H, W) to (WINDOW, WINDOW)."""
    top, left = ((side - WINDOW) // 2 for side in channel.shape)
    return channel[top:top + WINDOW, left:left + WINDOW]


def write_stencil(folder):
    """Write the red channels of the photos, and the sums over them and the paper's patches."""
    photos = {name: as_uint8(load_photo(name))[:, :, 0] for name in list_photos()}
    for name, red in photos.items():
        save_picture(cut_middle(red), folder / f"stencil_{name}.webp")
    sums = {name: sum_patches(red).tolist() for name, red in photos.items()}
    (folder / "stencil.json").write_text(json.dumps({
        "paper": load_paper_moments()["train_R"].tolist(), "photos": sums}))
    return draw_still(cut_middle(photos["chelsea"]))


def draw_still(red):
    """Return a piece of a photo, the same predicted by the stencil, and where that errs."""
    red = red.astype(np.float64)
    stencil = np.insert(MIXED_DIFFERENCE, 4, 0).reshape(3, 3)
    greys = [picture[1:-1, 1:-1] for picture in (red, cv2.filter2D(red, -1, stencil))]
    errors = colour_values(abs(greys[0] - greys[1]), "magma", 0, BRIGHTEST_ERROR)
    return join_still([*(np.dstack([as_uint8(grey / 255)] * 3) for grey in greys), errors])
