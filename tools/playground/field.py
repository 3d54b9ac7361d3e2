"""Data of the playgrounds ``convolution`` and ``field``: a small image, and the chapter's fox."""

import json

import numpy as np

from inpaint_lib.course.labs.panels import colour_values, enlarge, outline
from inpaint_lib.datasets.faces import draw_face
from inpaint_lib.holes import PAPER_16, PAPER_32, cut_hole
from inpaint_lib.images import as_float
from inpaint_lib.models.receptive_field import find_seen
from tools.playground.pictures import join_still, save_picture

FOX = 3404
"""The face of chapter 3: no network was fitted to it."""

PAIR, CELLS, SCALE = [(3, 1), (2, 2)], (17, 8, 4), 3
"""Layers of the still picture; the cell over the hole behind two, three and four such pairs."""

BRIGHT, DARK = 7, 1
ORANGE, BLUE = (213, 94, 0), (10, 108, 184)


def make_image():
    """Return a bright 7x7 image, values 0 to 9, with a dark hole of 3x3 in its middle."""
    image = np.full((7, 7), BRIGHT)
    image[2:5, 2:5] = DARK
    image[[0, 1, 3, 4, 6, 6], [3, 5, 1, 6, 0, 4]] += 1
    image[3, 3] -= 1
    return image


def write_convolution(folder):
    """Write the image over which the stencil slides; return it beside one of its convolutions."""
    image = make_image()
    (folder / "convolution.json").write_text(json.dumps(image.tolist()))
    windows = np.lib.stride_tricks.sliding_window_view(image, (3, 3))
    sums = (windows[..., 2] - windows[..., 0]).sum(axis=-1)
    pictures = [colour_values(image, "gray", 0, 9), colour_sums(sums)]
    return join_still([np.asarray(enlarge(picture, 140 // len(picture))) for picture in pictures])


def colour_sums(sums):
    """Return white for zero, towards blue above it and towards orange below: uint8 (H, W, 3)."""
    tones = np.where(sums[..., np.newaxis] < 0, ORANGE, BLUE)
    much = 0.55 * abs(sums)[..., np.newaxis] / abs(sums).max()
    return np.round(255 + much * (tones - 255)).astype(np.uint8)


def write_field(folder):
    """Write the fox and the paper's holes; return it with what a cell sees behind more layers."""
    fox = draw_face(FOX).image
    save_picture(fox, folder / "field_fox.webp")
    (folder / "field.json").write_text(json.dumps({"holes": {
        str(hole.height): {"top": hole.top, "left": hole.left, "side": hole.height}
        for hole in (PAPER_16, PAPER_32)}}))
    panels = []
    for pairs, cell in enumerate(CELLS, start=2):
        seen = find_seen(PAIR * pairs, cell)
        panel = enlarge(cut_hole(as_float(fox), PAPER_16), SCALE)
        outline(panel, seen, seen, SCALE)
        panels.append(np.asarray(panel))
    return join_still(panels)
