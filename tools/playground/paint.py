"""Data of the playground ``paint``: faces to paint on, the network, the colours of errors."""

import json
import shutil

import numpy as np

from inpaint_lib.course.labs.panels import colour_errors, list_colours
from inpaint_lib.datasets.faces import draw_face
from inpaint_lib.fills.engines import load_fill_batch
from inpaint_lib.fills.smooth import fill_membrane
from inpaint_lib.holes import Hole, make_mask
from tools.paths import DATA
from tools.playground.pictures import join_still, write_faces

FACES = (3346, 3404, 3344, 3349, 3403, 3408)
"""Validation faces: no network was fitted to them."""

NETWORKS = ("anywhere", "anywhere_critic")
"""Files of data/; where both are there, the playground has a slider between them."""

START = 32
"""Side of the hole over an eye with which it begins, in pixels."""

MISSING = np.array([213, 94, 0], np.uint8)
"""The orange that means missing."""


def find_start(index):
    """Return the hole that a face begins with, over its left eye."""
    column, row = draw_face(index).landmarks["eye_left"]
    return Hole(round(row) - START // 2, round(column) - START // 2, START, START)


def write_colours(folder):
    """Write the 256 colours of the error maps."""
    (folder / "magma.json").write_text(json.dumps(list_colours("magma").tolist()))


def write_paint(folder):
    """Write faces, holes to begin with, and the networks that are shipped."""
    faces = write_faces(FACES, folder / "paint_faces.webp")
    write_colours(folder)
    networks = [name for name in NETWORKS if (DATA / f"{name}.onnx").exists()]
    for name in networks:
        shutil.copyfile(DATA / f"{name}.onnx", folder / f"{name}.onnx")
    holes = [find_start(index) for index in FACES]
    (folder / "paint.json").write_text(json.dumps({
        "networks": networks,
        "faces": [{"name": draw_face(index).species, "top": hole.top, "left": hole.left,
                   "side": hole.height} for index, hole in zip(FACES, holes)]}))
    return draw_still(faces[0], make_mask(holes[0], 128, 128))


def draw_still(face, mask):
    """Return the holed face, what membrane and network make of it, and the face itself."""
    holed = np.where(mask[:, :, np.newaxis], MISSING / np.float32(255), face)
    network = load_fill_batch()(face[np.newaxis], mask[np.newaxis])[0]
    return join_still([holed, network, fill_membrane(face, mask), face])
