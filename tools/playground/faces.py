"""What several playgrounds share: drawn faces, each with a hole to begin with, and colours."""

import json

import numpy as np

from inpaint_lib.course.labs.panels import list_colours
from inpaint_lib.datasets.faces import draw_face
from inpaint_lib.holes import Hole
from tools.playground.pictures import save_picture

FACES = (3346, 3404, 3344, 3349, 3403, 3408)
"""Validation faces: no network was fitted to them."""

SIDE = 32
"""Of the hole that each begins with, in pixels."""


def find_start(face):
    """Return the hole over a face's left eye."""
    column, row = face.landmarks["eye_left"]
    return Hole(round(row) - SIDE // 2, round(column) - SIDE // 2, SIDE, SIDE)


def write_faces(folder):
    """Write the faces side by side, their names and holes, and the colours of error maps."""
    faces = [draw_face(index) for index in FACES]
    save_picture(np.hstack([face.image for face in faces]), folder / "faces.webp")
    holes = [(face.species, find_start(face)) for face in faces]
    (folder / "faces.json").write_text(json.dumps([
        {"name": name, "top": hole.top, "left": hole.left, "side": hole.height}
        for name, hole in holes]))
    (folder / "magma.json").write_text(json.dumps(list_colours("magma").tolist()))
