"""Is contextual attention worth its place? A second network goes over the fills of the first.

    KERAS_BACKEND=jax python -m tools.results.refinement --train
    .venv/bin/python -m tools.results.refinement

trains it (JAX and a GPU are not in the lock) with and without attention, with and without a critic,
three seeds each, on pictures in which the answer stands elsewhere: wallpapers with a missing
square, and faces that lack one eye. It writes data/refinement.csv and its card.
"""

import argparse
import csv
import time
from pathlib import Path

import numpy as np

from inpaint_lib.critics.adversary import Adversary
from inpaint_lib.critics.network import build_critic
from inpaint_lib.critics.refinement import build_refinement
from inpaint_lib.datasets.elsewhere import draw_wallpaper, hide_square
from inpaint_lib.datasets.face_cache import load_faces
from inpaint_lib.files import find_data, read_rows, write_rows
from inpaint_lib.metrics.eyes import hide_eye
from inpaint_lib.models.weights import load_network
from inpaint_lib.random_holes import RandomHoles
from inpaint_lib.training.recipes import Network, Recipe, Training
from tools.card import tabulate_files, write_card
from tools.paths import DATA, ROOT
from tools.results.train_on_gpu import Learner

N_FITTING, N_TEST = 600, 200
N_STEPS, BATCH, STEPS_A_CALL = 2500, 16, 20
SEEDS = (1, 2, 3)
WEIGHT = 0.01
KINDS = {"attention": (True, False), "critic": (True, False)}


def draw_pictures(count, first):
    """Return images uint8 (2 * count, 128, 128, 3) and masks: wallpapers, then faces.

    The faces are the training ones from 0 on, or the validation ones, by `first`.
    """
    faces = load_faces()
    images = [draw_wallpaper([9, first + number]) for number in range(count)]
    masks = [hide_square([8, first + number]) for number in range(count)]
    given, truth = ((faces.fitting_uint8, faces.train_truth) if not first else
                    (faces.validation_uint8, faces.validation_truth))
    for number in range(count):
        side = int(np.random.default_rng([7, first + number]).integers(2))
        images.append(given[number])
        masks.append(hide_eye(truth.landmarks[number][side]))
    return np.stack(images), np.stack(masks)


def fill_coarsely(network, images_uint8, masks):
    """Fill with the network for holes anywhere; uint8, as the refinement gets it."""
    filled = []
    for start in range(0, len(images_uint8), 50):
        images = images_uint8[start:start + 50].astype(np.float32) / 255
        missing = masks[start:start + 50, ..., np.newaxis].astype(np.float32)
        filled.append(np.asarray(network(np.concatenate([images, missing], -1))))
    return (np.clip(np.concatenate(filled), 0, 1) * 255).round().astype(np.uint8)


class Refiner(Learner):
    """Learns from six channels: the true picture, and the first network's fill of it."""

    def __init__(self, attention, weight, seed):
        import jax
        import keras

        keras.utils.set_random_seed(seed)
        self.recipe = Recipe("refinement", random_holes=RandomHoles(), network=Network("anywhere"),
                             training=Training(seed=seed, gradient_limit=1.0),
                             adversary=Adversary(weight, learning_rate=1e-3))
        self.network = build_refinement(attention=attention)
        self.critic = build_critic(128, 128) if weight else None
        self.run_alone = jax.jit(lambda state, batches: jax.lax.scan(
            self.learn_alone, state, batches))
        self.run_game = jax.jit(lambda state, batches: jax.lax.scan(
            self.learn_against, state, batches))
        self.paint = jax.jit(lambda weights, six, masks: self.measure(
            weights, six.astype("float32") / 255, masks)[2])

    def measure(self, weights, images, masks):
        images, filled = images[..., :3], images[..., 3:]
        painted = self.call(weights, [filled, masks])
        mse = (((painted - images) ** 2).sum((1, 2, 3)) / (3 * masks.sum((1, 2, 3)))).mean()
        return mse, mse, painted

    def show(self, painted, images, masks):
        return super().show(painted, images[..., :3], masks)


def train_refinement(attention, critic, seed, six, masks, n_steps=N_STEPS):
    """Train one; return learner, state and how many seconds it took."""
    began, rng = time.time(), np.random.default_rng(seed)
    learner = Refiner(attention, WEIGHT if critic else 0.0, seed)
    state = learner.start()
    for first in range(0, n_steps, STEPS_A_CALL):
        picked = rng.integers(0, len(six), (STEPS_A_CALL, BATCH))
        images, holes = six[picked], masks[picked][..., np.newaxis]
        mirrored = rng.random((STEPS_A_CALL, BATCH)) < 0.5
        images[mirrored], holes[mirrored] = (images[mirrored][..., ::-1, :],
                                             holes[mirrored][..., ::-1, :])
        numbers = np.arange(first, first + STEPS_A_CALL)
        batches = {"images": images, "masks": holes,
                   "gains": np.ones((STEPS_A_CALL, BATCH, 1, 1, 1), np.float32),
                   "past": np.minimum(0.998, (1 + numbers) / (10 + numbers)).astype(np.float32),
                   "rate": np.full(STEPS_A_CALL, 1e-3, np.float32)}
        state, _ = (learner.run_game if critic else learner.run_alone)(state, batches)
    return learner, state, time.time() - began


def measure_holes(painted, truth_uint8, masks):
    """Return the mean squared error in each hole."""
    squares = ((painted - truth_uint8.astype(np.float32) / 255) ** 2) * masks[..., np.newaxis]
    return squares.sum((1, 2, 3)) / (3 * masks.sum((1, 2)))


def measure_jumps(painted, truth_uint8, masks):
    """Return the energy of the gradients in each hole over that of the truth."""
    energy = []
    for images in (painted, truth_uint8.astype(np.float32) / 255):
        grey = images.mean(-1)
        steps = (np.diff(grey, axis=1)[:, :, :-1] ** 2 + np.diff(grey, axis=2)[:, :-1] ** 2)
        energy.append((steps * masks[:, :-1, :-1]).sum((1, 2)))
    return energy[0] / np.maximum(energy[1], 1e-9)


def run_seed(seed, folder, n_steps=N_STEPS, until=np.inf):
    """Train all four kinds with one seed; write scores a picture, and the weights."""
    coarse = load_network(find_data("anywhere.keras"))
    sets = {}
    for name, count, first in (("fitting", N_FITTING, 0), ("test", N_TEST, 10_000)):
        images, masks = draw_pictures(count, first)
        sets[name] = np.concatenate([images, fill_coarsely(coarse, images, masks)], -1), masks
    six, masks = sets["test"]
    folder.mkdir(parents=True, exist_ok=True)
    rows = []

    def note(kind, painted, seconds):
        errors = measure_holes(painted, six[..., :3], masks)
        sharpness = measure_jumps(painted, six[..., :3], masks)
        rows.extend({"kind": kind, "seed": seed, "picture": number,
                     "set": "wallpaper" if number < N_TEST else "eye", "mse": f"{error:.6f}",
                     "sharpness": f"{sharp:.4f}", "seconds": round(seconds, 1)}
                    for number, (error, sharp) in enumerate(zip(errors, sharpness, strict=True)))

    note("coarse", six[..., 3:].astype(np.float32) / 255, 0)
    for attention in KINDS["attention"]:
        for critic in KINDS["critic"]:
            if time.time() > until:
                break
            learner, state, seconds = train_refinement(attention, critic, seed, *sets["fitting"],
                                                       n_steps)
            kind = f"{'attention' if attention else 'none'}{' critic' if critic else ''}"
            note(kind, np.clip(learner.paint_all(state["average"], six, masks), 0, 1), seconds)
            np.savez(folder / f"{kind.replace(' ', '_')}_{seed}.npz",
                     **{f"{number:03d}": np.asarray(one, np.float16)
                        for number, one in enumerate(state["average"])})
            with open(folder / f"scores_{seed}.csv", "w", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, rows[0])
                writer.writeheader()
                writer.writerows(rows)


CARD = """# refinement.csv

A second network goes over the fills of `anywhere`, with contextual attention. Not yet shown in a
chapter, and not complete: the machine's time ended before the networks without attention and the
other seeds, so nothing is said yet of what the attention is worth.

- **Command:** `KERAS_BACKEND=jax python -m tools.results.refinement --train` on one NVIDIA H200,
  beside others, then `.venv/bin/python -m tools.results.refinement`
- **Data:** {n_fitting} wallpapers and {n_fitting} faces that lack one eye for fitting, {n_test} and
  {n_test} others for the scores; {n_steps:,} steps of {batch} pictures. `coarse`: the fill of
  `anywhere`, before.
- **Gathered on:** {machine}

{files}

{means}
"""


def gather_runs(folder):
    """Write the table and card of all complete runs."""
    rows = [row for path in sorted(folder.glob("scores_*.csv")) for row in read_rows(path)]
    write_rows(DATA / "refinement.csv", rows)
    kinds = dict.fromkeys((row["kind"], row["set"]) for row in rows)
    lines = ["| network | pictures | MSE | sharpness, median |", "|---|---|---:|---:|"]
    for kind in kinds:
        found = [row for row in rows if (row["kind"], row["set"]) == kind]
        mse, sharpness = (np.array([float(row[key]) for row in found])
                          for key in ("mse", "sharpness"))
        lines.append(f"| {kind[0]} | {kind[1]} | {mse.mean():.5f} | {np.median(sharpness):.2f} |")
    write_card(DATA / "refinement.md", CARD, n_fitting=N_FITTING, n_test=N_TEST, n_steps=N_STEPS,
               batch=BATCH, means="\n".join(lines), files=tabulate_files(
                   [("refinement.csv", "a row a picture and network")]))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=Path, default=ROOT / "runs" / "refinement",
                        metavar="FOLDER")
    parser.add_argument("--train", action="store_true", help="train the runs, under Keras on JAX")
    options = parser.parse_args()
    for seed in SEEDS if options.train else ():
        run_seed(seed, options.runs)
    gather_runs(options.runs)


if __name__ == "__main__":
    main()
