"""Is contextual attention worth its place? A second network goes over a smooth fill.

    .venv/bin/python -m tools.results.refinement

trains it with and without attention, with and without a critic, three seeds each, at half size on
pictures in which the answer stands elsewhere, wallpapers and faces. It goes on where it was
stopped, and writes data/refinement.csv and its card.
"""

import argparse
import itertools
import shutil
from pathlib import Path

import numpy as np

from inpaint_lib.commands.sizes import halve_images
from inpaint_lib.critics.adversary import Adversary
from inpaint_lib.critics.refinement import build_two_stages
from inpaint_lib.datasets.elsewhere import draw_wallpaper, hide_square
from inpaint_lib.datasets.face_cache import load_faces
from inpaint_lib.files import read_rows, write_rows
from inpaint_lib.fills.network import paint_holes
from inpaint_lib.fills.smooth import fill_membrane, fill_pull_push
from inpaint_lib.images import as_float
from inpaint_lib.metrics.errors import mse_hole_each
from inpaint_lib.metrics.eyes import hide_eye
from inpaint_lib.models.weights import load_network
from inpaint_lib.random_holes import RandomHoles
from inpaint_lib.training.loop import SetSizes, TrainingImages, train_network
from inpaint_lib.training.recipes import Augmentation, Network, Recipe, Training
from tools.card import tabulate_files, write_card
from tools.paths import DATA, ROOT

SIDE, HOLE_SIDE, EYE_SIDE = 64, 16, 12
COUNTS = {"fitting": 600, "choosing": 100, "validation": 200}
"""dict : how many wallpapers, and as many faces."""

EPOCHS, BEGIN, WEIGHT = 24, 12, 0.01
SEEDS = (1, 2, 3)
KINDS = {"attention": (True, False), "none": (False, False), "attention critic": (True, True),
         "none critic": (False, True)}
"""dict : with attention or without, with a critic or without."""


def draw_images():
    """Return the images of the runs: of each part the wallpapers, then the faces."""
    faces, first, parts = load_faces(), 0, {}
    for part, count in COUNTS.items():
        wallpapers = [draw_wallpaper([9, first + number], SIDE) for number in range(count)]
        given = getattr(faces, f"{part}_uint8")[:count]
        parts[part] = np.concatenate([wallpapers, halve_images(np.asarray(given))])
        first += count
    return TrainingImages(**parts, sets=tuple(SetSizes(name, *COUNTS.values())
                                              for name in ("wallpapers", "faces")))


def draw_validation_masks():
    """Return the masks of the validation images: a square, and one of the two eyes."""
    count, eyes = COUNTS["validation"], load_faces().validation_truth.landmarks
    squares = [hide_square([8, number], HOLE_SIDE, SIDE) for number in range(count)]
    sides = np.random.default_rng(7).integers(0, 2, count)
    return np.array(squares + [hide_eye(eyes[number][side] / 2, EYE_SIDE, SIDE, SIDE)
                               for number, side in enumerate(sides)])


def make_recipe(critic, seed):
    """Make the recipe of one run; its holes are single squares anywhere."""
    return Recipe("refinement", network=Network("anywhere"),
                  random_holes=RandomHoles((EYE_SIDE, HOLE_SIDE, 20), square_share=1),
                  training=Training(seed, EPOCHS, batch=16, schedule="cosine", warm_up=50,
                                    gradient_limit=1.0, averaging=0.998),
                  augmentation=Augmentation(mirror=True),
                  adversary=Adversary(WEIGHT, begin=BEGIN) if critic else None)


def find_place(folder, kind, seed):
    """Return the folder of one run."""
    return folder / f"{kind}_{seed}".replace(" ", "_")


def train_run(kind, seed, images, folder):
    """Train one of `KINDS`, unless it is there; return its network."""
    import keras

    attention, critic = KINDS[kind]
    recipe, place = make_recipe(critic, seed), find_place(folder, kind, seed)

    def build(recipe, image_size):
        keras.utils.set_random_seed(recipe.training.seed)
        return build_two_stages(image_size, attention)

    if not (place / "network.keras").exists():
        list(train_network(recipe, images, place, progress=False, build=build))
    return load_network(place / "network.keras")


def measure_jumps(painted, truth, masks):
    """Return the energy of the gradients in each hole over that of the truth."""
    energy = []
    for images in (painted, truth):
        grey = images.mean(-1)
        steps = (np.diff(grey, axis=1)[:, :, :-1] ** 2 + np.diff(grey, axis=2)[:, :-1] ** 2)
        energy.append((steps * masks[:, :-1, :-1]).sum((1, 2)))
    return energy[0] / np.maximum(energy[1], 1e-9)


def score_fills(kind, seed, filled, truth, masks):
    """Return a row for each picture."""
    scores = zip(mse_hole_each(filled, truth, masks), measure_jumps(filled, truth, masks),
                 strict=True)
    return [{"kind": kind, "seed": seed, "picture": number,
             "set": "wallpaper" if number < COUNTS["validation"] else "eye",
             "mse": f"{error:.6f}", "sharpness": f"{sharpness:.4f}"}
            for number, (error, sharpness) in enumerate(scores)]


CARD = """# refinement.csv

A second network goes over a smooth fill, with and without contextual attention, with and without a
critic, where the answer stands elsewhere in the picture. Shown in chapter 7. Complete:
{n_runs} of {n_wanted} runs.

- **Command:** `.venv/bin/python -m tools.results.refinement`; seeds {seeds}
- **Data:** pictures of {side}x{side} pixels. {fitting} wallpapers and as many drawn faces, shrunk,
  for fitting, {choosing} and {choosing} for choosing, {validation} and {validation} for the scores.
  In training one square at a random place; for the scores a square of {hole} pixels in a wallpaper,
  and a square of {eye} over one eye of a face.
- **Networks:** pull-push, then `build_refinement`, the same number of weights with and without
  attention. {epochs} epochs of batches of 16; with a critic of weight {weight} from epoch {begin}
  on. `membrane`, `pull-push`: fills without training.
- **Seconds of one run:** {seconds}, other work beside it.
- **Machine:** {machine}

{files}

{means}
"""


def describe_means(rows):
    """Return a table of the mean errors, a row a network and set."""
    lines = ["| network | pictures | seeds | MSE | sharpness, median |", "|---|---|---|---:|---:|"]
    for kind, where in dict.fromkeys((row["kind"], row["set"]) for row in rows):
        found = [row for row in rows if (row["kind"], row["set"]) == (kind, where)]
        mse, sharpness = (np.array([float(row[key]) for row in found])
                          for key in ("mse", "sharpness"))
        seeds = ", ".join(sorted({str(row["seed"]) for row in found}))
        lines.append(f"| {kind} | {where} | {seeds} | {mse.mean():.5f} | "
                     f"{np.median(sharpness):.2f} |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=Path, default=ROOT / "runs" / "refinement",
                        metavar="FOLDER")
    folder = parser.parse_args().runs
    images, masks = draw_images(), draw_validation_masks()
    truth, rows, seconds = as_float(images.validation), [], []
    for name, fill in (("membrane", fill_membrane), ("pull-push", fill_pull_push)):
        filled = np.array([fill(*pair) for pair in zip(truth, masks, strict=True)])
        rows += score_fills(name, "", filled, truth, masks)
    for seed, kind in sorted(itertools.product(SEEDS, KINDS), key=lambda pair: KINDS[pair[1]][1]):
        network = train_run(kind, seed, images, folder)
        rows += score_fills(kind, seed, paint_holes(network, truth, masks), truth, masks)
        history = read_rows(find_place(folder, kind, seed) / "history.csv")
        seconds.append(float(history[-1]["seconds"]))
        write_all(rows, seconds, folder)


def write_all(rows, seconds, folder):
    """Write what is there so far: table, network and card."""
    write_rows(DATA / "refinement.csv", rows)
    shutil.copy(folder / "attention_1" / "network.keras", DATA / "refinement.keras")
    write_card(DATA / "refinement.md", CARD, **COUNTS, n_runs=len(seconds),
               n_wanted=len(SEEDS) * len(KINDS), seeds=", ".join(map(str, SEEDS)), side=SIDE,
               hole=HOLE_SIDE, eye=EYE_SIDE, epochs=EPOCHS, weight=WEIGHT, begin=BEGIN,
               seconds=f"{min(seconds):.0f} to {max(seconds):.0f}", means=describe_means(rows),
               files=tabulate_files([("refinement.csv", "a row a picture and network"),
                                     ("refinement.keras", "with attention, without critic, "
                                      "seed 1")]))


if __name__ == "__main__":
    main()
