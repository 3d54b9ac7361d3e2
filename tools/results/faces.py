"""Measure how hard the drawn faces are: for untrained fills, and for looking squares up.

    .venv/bin/python -m tools.results.faces

writes data/faces_hardness.csv and its card. Run it again after any change to the drawn faces or
to a fill.
"""

import time

import numpy as np
from tqdm import tqdm

from inpaint_lib.datasets.face_cache import load_faces
from inpaint_lib.datasets.faces import FACES_VERSION, N_VALIDATION, find_eyes_under_hole
from inpaint_lib.files import write_rows
from inpaint_lib.fills.look_alikes import FRAME, find_look_alikes
from inpaint_lib.fills.untrained import FILLS
from inpaint_lib.holes import PAPER_16, PAPER_32, crop_hole, cut_hole, make_mask
from inpaint_lib.images import as_float
from inpaint_lib.metrics.errors import mse_hole
from tools.card import write_card
from tools.paths import DATA

TABLE = DATA / "faces_hardness.csv"

COUNT = N_VALIDATION
HOLES = {"16x16": PAPER_16, "32x32": PAPER_32}
AVERAGE, NEAREST = "average training square", "square of the nearest face"
# Telea's MSE on 21 photographs of AFHQ, `wild`.
TELEA_ON_PHOTOS = {"16x16": 0.0170, "32x32": 0.0265}

CARD = """# faces_hardness.csv

How hard the drawn faces are: the mean squared error inside the paper's holes, of values in [0, 1].
Shown on the page of the faces.

- **Command:** `.venv/bin/python -m tools.results.faces`
- **Seed:** none; the faces follow from their indices. Faces version {version}.
- **Data:** the {count:,} validation faces; the two look-ups use all 3,341 training faces.
- **Fills:** those of `inpaint_lib.fills.untrained.FILLS`, which need no training. `average training
  square` is the pixelwise mean of what the hole hides in the training faces. `square of the nearest
  face` is what it hides in the training face that is nearest by the Euclidean distance of the
  pixels in a {frame}-pixel frame around the hole.
- **Columns:** hole, fill, `mse`, `over best untrained` (the MSE divided by that of the best of
  the fills that need no training, in the same hole) and, for Telea, `over photographs` (divided
  by its MSE on 21 photographs of AFHQ, `wild`: 0.0170 at 16x16, 0.0265 at 32x32).
- **Eyes:** the centre of an eye lies under the 16x16 hole in {eyes_16:.0%} of the 1,400 validation
  faces, and under the 32x32 hole in {eyes_32:.0%}.
- **Time:** {seconds:.0f} s on {machine}, with the faces already drawn.
- **Checked by:** `tests/datasets/test_faces.py`.
"""


def measure_fills(images, hole):
    """Return fill: mean squared error in the hole, of each untrained fill."""
    mask = make_mask(hole, *images.shape[1:3])
    errors = {name: [] for name in FILLS}
    for image in tqdm(images, desc=f"{hole.height}x{hole.width}"):
        holed = cut_hole(image, hole)
        for name, fill in FILLS.items():
            errors[name].append(mse_hole(fill(holed, mask), image, mask))
    return {name: float(np.mean(values)) for name, values in errors.items()}


def measure_lookups(train_uint8, images_uint8, hole):
    """Return fill: mean squared error in the hole, of the two fills that only look squares up."""
    truth = as_float(crop_hole(images_uint8, hole))
    squares = crop_hole(train_uint8, hole)
    average = as_float(squares).mean(axis=0)
    nearest = as_float(squares[find_look_alikes(train_uint8, images_uint8, hole)[:, 0]])
    return {AVERAGE: float(np.mean((average - truth)**2)),
            NEAREST: float(np.mean((nearest - truth)**2))}


def measure_hole(name, faces, count=COUNT):
    """Return the rows of the table for one hole."""
    hole, images = HOLES[name], faces.validation_uint8[:count]
    untrained = measure_fills(as_float(images), hole)
    best = min(untrained.values())
    rows = []
    for fill, mse in (untrained | measure_lookups(faces.train_uint8, images, hole)).items():
        photos = f"{mse / TELEA_ON_PHOTOS[name]:.2f}" if fill == "Telea" else ""
        rows.append({"hole": name, "fill": fill, "mse": f"{mse:.4f}",
                     "over best untrained": f"{mse / best:.2f}", "over photographs": photos})
    return rows


def main():
    faces, start = load_faces(), time.perf_counter()
    write_rows(TABLE, [row for name in HOLES for row in measure_hole(name, faces)])
    eyes = [find_eyes_under_hole(faces.validation_truth.landmarks, hole).any(axis=1).mean()
            for hole in HOLES.values()]
    write_card(TABLE.with_suffix(".md"), CARD, version=FACES_VERSION, count=COUNT, frame=FRAME,
               seconds=time.perf_counter() - start, eyes_16=eyes[0], eyes_32=eyes[1])


if __name__ == "__main__":
    main()
