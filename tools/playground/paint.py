"""Data of the playground ``paint``: the networks that fill holes anywhere."""

import json
import shutil

import numpy as np

from inpaint_lib.datasets.faces import draw_face
from inpaint_lib.fills.engines import load_fill_batch
from inpaint_lib.fills.smooth import fill_membrane
from inpaint_lib.holes import make_mask
from inpaint_lib.images import as_float
from tools.paths import DATA
from tools.playground.faces import FACES, find_start
from tools.playground.pictures import join_still, show_hole

NETWORKS = ("anywhere", "anywhere_critic")
"""Files of data/; where both are there, the playground has a slider between them."""


def write_paint(folder):
    """Write the networks that are shipped; return a face with its hole, both fills, the truth."""
    networks = [name for name in NETWORKS if (DATA / f"{name}.onnx").exists()]
    for name in networks:
        shutil.copyfile(DATA / f"{name}.onnx", folder / f"{name}.onnx")
    (folder / "paint.json").write_text(json.dumps({"networks": networks}))
    drawn = draw_face(FACES[0])
    face, mask = as_float(drawn.image), make_mask(find_start(drawn), *drawn.image.shape[:2])
    painted = load_fill_batch()(face[np.newaxis], mask[np.newaxis])[0]
    return join_still([show_hole(face, mask), painted, fill_membrane(face, mask), face])
