"""Flipbooks: epochs of the compact network, rings of a hole, three faces filled in five ways.

Each is one lossless picture of frames and the numbers said beside them.
"""

import json

import numpy as np

from inpaint_lib.course.labs.panels import enlarge
from inpaint_lib.datasets.faces import N_TRAIN, draw_face
from inpaint_lib.files import find_data
from inpaint_lib.fills.inwards import fill_inwards, fit_window_model, number_rings
from inpaint_lib.fills.smooth import fill_membrane
from inpaint_lib.holes import PAPER_16, PAPER_32, cut_hole, make_mask, paste_hole
from inpaint_lib.images import as_float, as_uint8
from inpaint_lib.metrics.errors import rmse_hole
from inpaint_lib.models.patches import MEAN_OF_EIGHT, MIXED_DIFFERENCE
from inpaint_lib.models.pixel import LinearModel
from tools.playground.field import FOX
from tools.playground.pictures import join_still, save_picture

NEAR = (slice(36, 100), slice(38, 102))
"""Rows and columns around the paper's holes."""

MARGIN = 8
"""Known pixels around the hole whose rings are shown."""

FITTED_FACES = 60
"""How many faces the models of the rings are fitted to."""


def write_flipbook(folder, name, frames, labels, pictures, **words):
    """Write frames as one picture: those of a frame side by side, the frames below one another.

    `labels` names the frames and `pictures` what is side by side; `words` are the numbers said.
    """
    sheet = np.vstack([np.hstack([as_uint8(picture) for picture in frame]) for frame in frames])
    save_picture(sheet, folder / f"{name}_frames.webp")
    (folder / f"{name}.json").write_text(json.dumps({
        "width": sheet.shape[1], "height": len(sheet) // len(frames), "labels": labels,
        "pictures": pictures, **words}), encoding="utf-8")


def write_epochs(folder):
    """Write what the compact network painted into every third face kept, epoch after epoch."""
    gallery = np.load(find_data("compact_32_gallery.npz"))
    epochs = sorted(int(key[4:]) for key in gallery if key.startswith("mse_"))
    drawn = {row: draw_face(N_TRAIN + int(gallery["index"][row]))
             for row in range(0, len(gallery["index"]), 3)}
    faces = {row: as_float(face.image) for row, face in drawn.items()}
    frames = [[cut_hole(face, PAPER_32)[NEAR] for face in faces.values()]]
    frames += [[paste_hole(face, PAPER_32, as_float(gallery[f"squares_{epoch}"][row]))[NEAR]
                for row, face in faces.items()] for epoch in epochs]
    frames.append([face[NEAR] for face in faces.values()])
    errors = [gallery[f"mse_{epoch}"] for epoch in epochs]
    write_flipbook(
        folder, "epochs", frames, ["the hole", *(f"epoch {epoch}" for epoch in epochs), "truth"],
        [face.species for face in drawn.values()],
        notes=["", *(f"MSE {mse.mean():.4f} on {len(mse):,} faces" for mse in errors), ""])
    return join_still([np.asarray(enlarge(frame[0], 2)) for frame in frames[::2]])


def make_ring_models():
    """Return the pixel models that fill the rings: two of chapter 1, two fitted to faces."""
    faces = np.array([draw_face(number).image for number in range(FITTED_FACES)])
    return {"mean of eight": LinearModel(MEAN_OF_EIGHT),
            "+1/2 and −1/4": LinearModel(MIXED_DIFFERENCE),
            "3x3, fitted": fit_window_model(faces, 3), "5x5, fitted": fit_window_model(faces, 5)}


def write_rings(folder):
    """Write the fox's hole as four pixel models fill it, ring after ring."""
    fox, mask = as_float(draw_face(FOX).image), make_mask(PAPER_16, 128, 128)
    near = (slice(PAPER_16.top - MARGIN, PAPER_16.bottom + MARGIN),
            slice(PAPER_16.left - MARGIN, PAPER_16.right + MARGIN))
    rings, holed = number_rings(mask), cut_hole(fox, PAPER_16)
    fills = {name: fill_inwards(holed, mask, model) for name, model in make_ring_models().items()}
    numbers = range(1, rings.max() + 1)
    # A pixel is predicted once, with its ring, so the last picture holds all earlier ones.
    frames = [[np.where((rings <= ring)[:, :, np.newaxis], fill, holed)[near]
               for fill in fills.values()] for ring in (0, *numbers)]
    frames.append([fox[near]] * len(fills))
    write_flipbook(
        folder, "rings", frames, ["the hole", *(f"ring {ring}" for ring in numbers), "truth"],
        list(fills), errors=[rmse_hole(fill, fox, mask) for fill in fills.values()],
        notes=[f"{mask.sum()} pixels are missing", *(
            f"{(rings == ring).sum()} pixels predicted at once, {(rings > ring).sum()} are left"
            for ring in numbers), ""])
    return join_still([np.asarray(enlarge(frame[0], 4)) for frame in frames[::3]])


def write_before_after(folder):
    """Write three of the faces kept, best, middle and worst by the paper's network, five ways."""
    kept = {name: np.load(find_data(f"{name}_32_gallery.npz")) for name in ("paper", "compact")}
    index, mask = kept["paper"]["index"], make_mask(PAPER_32, 128, 128)
    order = kept["paper"]["mse_50"][index].argsort()
    frames, errors = [], []
    for row in order[[0, len(order) // 2, -1]]:
        face = as_float(draw_face(N_TRAIN + int(index[row])).image)
        holed = cut_hole(face, PAPER_32)
        frames.append([face, holed, fill_membrane(holed, mask), *(
            paste_hole(face, PAPER_32, as_float(one["squares_50"][row]))
            for one in kept.values())])
        errors.append([rmse_hole(picture, face, mask) for picture in frames[-1]])
    write_flipbook(folder, "before_after", frames, ["best", "middle", "worst"],
                   ["truth", "hole", "membrane", "paper’s network",
                    "our compact network"], errors=errors)
    middle = PAPER_32.left + PAPER_32.width // 2
    halves = [np.hstack([way[:, :middle], frames[-1][0][:, middle:]]) for way in frames[-1][1:]]
    return join_still([np.asarray(enlarge(picture[NEAR], 2)) for picture in halves])
