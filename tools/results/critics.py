"""Does a critic help, and when is it cheapest? The runs and the scores of chapter 7.

    KERAS_BACKEND=jax python -m tools.results.critics --train
    .venv/bin/python -m tools.results.critics

trains the networks of `list_recipes` (JAX and a GPU are not in the lock), then paints with them,
scores them, chooses the one that is shipped, and writes data/critics*.csv and their card.
"""

import argparse
import dataclasses
import tempfile
from functools import cache
from pathlib import Path

import numpy as np

from inpaint_lib.commands.train import load_images
from inpaint_lib.critics.adversary import Adversary
from inpaint_lib.critics.network import choose_window
from inpaint_lib.datasets.face_cache import load_faces
from inpaint_lib.datasets.faces import draw_test_faces
from inpaint_lib.evaluation.intervals import bootstrap_ratio
from inpaint_lib.files import find_data, read_rows, write_rows
from inpaint_lib.fills.network import paint_squares, sharpen_squares
from inpaint_lib.holes import PAPER_32, crop_hole, paste_hole
from inpaint_lib.images import as_float
from inpaint_lib.metrics.eyes import score_eyes
from inpaint_lib.metrics.features import measure_feature_distance
from inpaint_lib.metrics.grid import compare_grid
from inpaint_lib.metrics.sets import describe_pictures, measure_kernel_distance
from inpaint_lib.metrics.sharpness import compare_sharpness, correlate_edges
from inpaint_lib.models.weights import load_network, save_network
from inpaint_lib.training.loop import TrainingImages, train_network
from inpaint_lib.training.recipes import Record, load_recipe
from tools.card import tabulate_files, write_card
from tools.paths import DATA, ROOT
from tools.results.train_on_gpu import read_network, train_recipe

SEEDS = (1, 2, 3)
ALONE, FIRST, GAME, FROM_START = 90, 45, 22, 45
"""Epochs: the painter alone, before the critic, with it, and both from the start."""

WEIGHTS = (0.001, 0.003, 0.01, 0.03, 0.1)
WEIGHT = 0.01
LONG_GAME = 40
SHIPPED = {"long_a": (0.01, 0.0), "long_b": (0.01, 0.1), "long_c": (0.01, 0.5),
           "long_d": (0.02, 0.5), "long_e": (0.005, 0.5)}
"""dict : weight of the critic and of the matching, of the runs that go on from the longest."""


def make_recipe(name, epochs, seed, adversary=None):
    """Make a recipe for the compact network with overlapping cells, with or without a critic."""
    recipe = load_recipe("compact_32")
    return dataclasses.replace(
        recipe, name=name, adversary=adversary,
        network=dataclasses.replace(recipe.network, head="smooth"),
        training=dataclasses.replace(recipe.training, epochs=epochs, seed=seed))


def list_recipes():
    """Return the recipes by name, and the name of the file each begins from, or None."""
    found = {}
    for seed in SEEDS:
        found[f"alone_{seed}"] = make_recipe(f"alone_{seed}", ALONE, seed), None
        found[f"after_{seed}"] = make_recipe(f"after_{seed}", FIRST + GAME, seed, Adversary(
            WEIGHT, begin=FIRST)), f"first_{seed}"
        found[f"start_{seed}"] = make_recipe(f"start_{seed}", FROM_START, seed, Adversary(
            WEIGHT, learning_rate=1e-3)), None
    for weight in WEIGHTS:
        if weight != WEIGHT:
            name = f"weight_{weight}"
            found[name] = make_recipe(name, FIRST + GAME, 1, Adversary(
                weight, begin=FIRST)), "first_1"
    for name, (weight, matching) in SHIPPED.items():
        found[name] = make_recipe(name, ALONE + LONG_GAME, 1, Adversary(
            weight, matching, begin=ALONE)), "alone_1"
    return found


@cache
def load_second_network():
    """Load the classifier that was trained apart."""
    return load_network(find_data("species_seed_1.keras"))


def score_painted(squares, images_uint8, truth, hole=PAPER_32):
    """Score painted faces: dict of str to float, or to one number an image.

    `truth` is the faces' `FaceTruth`.
    """
    squares = np.clip(np.asarray(squares, np.float32), 0, 1)
    wanted = as_float(crop_hole(images_uint8, hole))
    eyes = score_eyes(squares, wanted, hole, truth.landmarks, truth.eye_radius)
    window = choose_window(hole)
    filled = np.stack([crop_hole(paste_hole(as_float(image), hole, square)[np.newaxis], window)[0]
                       for image, square in zip(images_uint8, squares, strict=True)])
    real = as_float(crop_hole(images_uint8, window))
    return {
        "mse": ((squares.astype(np.float64) - wanted) ** 2).mean(axis=(1, 2, 3)),
        "sharpness": compare_sharpness(squares, wanted),
        "edges": correlate_edges(squares, wanted),
        "features": measure_feature_distance(squares, images_uint8, hole),
        "features_apart": measure_feature_distance(squares, images_uint8, hole,
                                                   load_second_network()),
        "kid": measure_kernel_distance(describe_pictures(filled), describe_pictures(real)),
        "eye_correlation": float(eyes.correlation.mean()),
        "eye_contrast": float(np.median(eyes.contrast)),
        "grid": compare_grid(squares, wanted)}


def sum_up(scores):
    """Return one number a score: the mean, or the median of what is a ratio."""
    return {name: float(np.nanmedian(values) if name == "sharpness" else np.mean(values))
            for name, values in scores.items()}


def mix_networks(one, other, share):
    """Return a network whose weights lie between those of two: `share` of the other's.

    X. Wang and others, "ESRGAN", ECCV 2018 workshops, mix a network before and after its critic so.
    """
    import keras

    mixed = keras.models.clone_model(one)
    mixed.set_weights([(1 - share) * first + share * second for first, second in
                       zip(one.get_weights(), other.get_weights(), strict=True)])
    return mixed


def read_run(name, runs):
    """Return the network of one of `list_recipes`."""
    return read_network(runs / name, list_recipes()[name][0])


def choose_shipped(runs, images_uint8, truth):
    """Choose on the choosing faces; return the network, the rows of the choice and what it is.

    The rule: of the runs in `SHIPPED` that are there, mixed with the network that they began from,
    the one with the least distance by features whose error is at most `MOST_ERROR` times compact's,
    whose eyes have at least `LEAST_CONTRAST` of the truth's contrast and `LEAST_CORRELATION`.
    """
    compact = load_network(find_data("compact_32.keras"))
    base = sum_up(score_painted(paint_squares(compact, images_uint8, PAPER_32), images_uint8,
                                truth))
    rows, networks, alone = [{"run": "compact_32", "share": 1.0, **base}], {}, read_run("alone_1",
                                                                                       runs)
    for name in [name for name in SHIPPED if (runs / name).exists()]:
        trained = read_run(name, runs)
        for share in SHARES:
            network = mix_networks(alone, trained, share)
            found = sum_up(score_painted(paint_squares(network, images_uint8, PAPER_32),
                                         images_uint8, truth))
            rows.append({"run": name, "share": share, **found})
            networks[name, share] = network
    fit = [row for row in rows[1:] if row["mse"] <= MOST_ERROR * base["mse"]
           and row["eye_contrast"] >= LEAST_CONTRAST
           and row["eye_correlation"] >= LEAST_CORRELATION]
    best = min(fit, key=lambda row: row["features"])
    return (networks[best["run"], best["share"]], rows,
            f"{best['share']:.0%} of {best['run']} and the rest of alone_1, weight by weight")


def score_runs(runs, images_uint8, truth, names):
    """Return a row of scores for each run, with the ratios to compact's and their intervals."""
    networks = {"compact_32": load_network(find_data("compact_32.keras"))}
    networks |= {name: read_run(name, runs) for name in names}
    rows, base = [], None
    for name, network in networks.items():
        squares = paint_squares(network, images_uint8, PAPER_32)
        found = {name: squares}
        if name == "alone_1":
            found |= {f"{name} {kind}": change(squares) for kind, change in CONTROLS.items()}
        for kind, painted in found.items():
            scores = score_painted(painted, images_uint8, truth)
            base = base or scores
            rows.append({"run": kind, **sum_up(scores), **compare_scores(scores, base)})
    return rows


def add_grain(squares, spread=0.03):
    """Add the same noise to all colours of a pixel."""
    noise = np.random.default_rng(0).normal(0, spread, (*squares.shape[:3], 1))
    return np.clip(squares + noise, 0, 1).astype(np.float32)


CONTROLS = {"sharpened": sharpen_squares, "grained": add_grain,
            "sharpened and grained": lambda squares: add_grain(sharpen_squares(squares))}
SHARES = (0.6, 0.7, 0.8, 0.9, 1.0)
MOST_ERROR, LEAST_CONTRAST, LEAST_CORRELATION = 1.12, 0.9, 0.8


CARD = """# critics.csv, critics_curves.csv, critics_choice.csv, critics_shipped.csv

Networks for the paper's 32x32 hole in the drawn faces, trained with and without a critic. Shown in
chapter 7.

- **Command:** `KERAS_BACKEND=jax python -m tools.results.critics --train`, where JAX and a GPU are;
  `... -m tools.results.train_on_gpu large_32`; then `.venv/bin/python -m tools.results.critics`
- **Runs:** `compact_32` with overlapping cells (`head = "smooth"`). `alone_SEED`: {alone} epochs
  without a critic. `after_SEED`: {first} without and up to {game} with a critic of weight {weight}.
  `start_SEED`: the critic from the start, up to {from_start} epochs. `weight_W`: as `after_1` with
  another weight. `long_x`: from the end of `alone_1`, up to {long} epochs, weight and matching
  {shipped}. On one NVIDIA H200, {n_processes} runs beside each other: `seconds` says how long each
  waited, not what it costs. The machine's time ended before the last epochs of `start_2` (27 of
  45), `start_3` (20) and the `long` ones, and before the runs of weight 0.001 and 0.003; no run
  collapsed.
- **Controls**, which cost nothing, on `alone_1`: an unsharp mask (amount 1, radius 1.5 pixels),
  added grain (0.03), both.
- **Scores:** on the {count:,} validation faces: means, of `sharpness` and `eye_contrast` medians,
  as they are ratios; `features` by `species.keras`, `features_apart` by `species_seed_1.keras`;
  `kid`: kernel distance between the sets; `grid`: power of a grid of 4 pixels over the truth's;
  `ratio`: over compact_32, with the 95% interval over the faces.
- **Shipped:** `critic_32.keras`, {kept}: chosen on the 400 choosing faces
  (critics_choice.csv) as the one of least distance by features among those whose error is at most
  {most} times compact's, with eyes of at least {contrast} of the truth's contrast and a
  correlation of at least {correlation}. critics_shipped.csv has its scores, and those of
  `large_32.keras` (3.9 million weights, no critic, {large} epochs), on the validation faces and,
  once, on the 1,000 test faces. The weights are rounded to 16 bits.
- **Scored on:** {machine}

{files}
"""


def watch_faces(epoch, learner, state, row):
    """Score the choosing faces after some epochs; for `train_recipe`."""
    recipe, faces = learner.recipe, load_faces()
    begin = recipe.adversary.begin if recipe.adversary else recipe.training.epochs
    step = 4 if epoch > begin else 10
    if epoch not in (1, 2, 5, recipe.training.epochs) and epoch % step:
        return
    images, truth = np.asarray(faces.choosing_uint8), choose_truth(faces)
    row.update(sum_up(score_painted(learner.paint_all(state["average"], images), images, truth)))


def train_runs(runs):
    """Train all, one after the other; those with a critic take up the painters trained before."""
    for name, (recipe, first) in list_recipes().items():
        painter = first or (name if name.startswith("alone") else None)
        train_recipe(recipe, load_images(recipe), runs / name, watch_faces,
                     first=runs / f"{painter}.first.npz" if painter else None)


def measure_seconds(folder, n_steps=60, n_times=3):
    """Measure seconds a step on this machine, alone and with a critic, by the shipped trainer.

    Each is measured `n_times` times, an epoch of `n_steps` steps each, after one that does not
    count; list of dict.
    """
    faces, n_each = load_faces(), n_times + 1
    images = TrainingImages(np.asarray(faces.fitting_uint8)[:16 * n_steps],
                            *[np.asarray(faces.choosing_uint8)[:16]] * 2)
    recipe = dataclasses.replace(
        make_recipe("seconds", 2 * n_each, 1, Adversary(WEIGHT, begin=n_each)), record=Record())
    with tempfile.TemporaryDirectory(dir=folder) as place:
        ends = [row["seconds"] for row in train_network(recipe, images, place, progress=False)]
    seconds = np.diff(ends, prepend=0) / n_steps
    return [{"step": kind, "time": number, "seconds": round(float(seconds[first + number]), 4)}
            for kind, first in (("alone", 0), ("critic", n_each)) for number in range(1, n_each)]


def choose_truth(faces):
    """Return what is known of the choosing faces."""
    n_choosing = len(faces.choosing_uint8)
    return dataclasses.replace(faces.train_truth, **{
        field.name: getattr(faces.train_truth, field.name)[-n_choosing:]
        for field in dataclasses.fields(faces.train_truth)})


def score_shipped(networks, sets):
    """Return the rows of critics_shipped.csv: each network on each set of faces."""
    rows = []
    for where, (images_uint8, truth) in sets.items():
        base = None
        for name, network in networks.items():
            scores = score_painted(paint_squares(network, images_uint8, PAPER_32), images_uint8,
                                   truth)
            base = base or scores
            rows.append({"set": where, "run": name, **sum_up(scores),
                         **compare_scores(scores, base)})
    return rows


def compare_scores(scores, base, names=("mse", "features", "features_apart")):
    """Return the ratios to the scores of another network, with their intervals."""
    return {f"{key}_{end}": value for key in names
            for end, value in zip(("ratio", "low", "high"),
                                  bootstrap_ratio(scores[key], base[key]), strict=True)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=Path, default=ROOT / "runs" / "critics", metavar="FOLDER")
    parser.add_argument("--train", action="store_true", help="train the runs, under Keras on JAX")
    parser.add_argument("--time", action="store_true", help="measure what a step costs here")
    options = parser.parse_args()
    if options.train:
        return train_runs(options.runs)
    if options.time:
        return write_rows(DATA / "critics_seconds.csv", measure_seconds(options.runs))
    runs, faces = options.runs, load_faces()
    truth = choose_truth(faces)
    network, choice, kept = choose_shipped(runs, np.asarray(faces.choosing_uint8), truth)
    write_rows(DATA / "critics_choice.csv", choice)
    save_network(network, DATA / "critic_32.keras", compressed=True)
    large = read_network(runs / "large_32", load_recipe("large_32"))
    save_network(large, DATA / "large_32.keras", compressed=True)
    names = [name for name in list_recipes() if (runs / name).exists()]
    validation = np.asarray(faces.validation_uint8), faces.validation_truth
    write_rows(DATA / "critics.csv", score_runs(runs, *validation, names))
    write_rows(DATA / "critics_shipped.csv", score_shipped(
        {"compact_32": load_network(find_data("compact_32.keras")), "critic_32": network,
         "large_32": large}, {"validation": validation, "test": draw_test_faces()}))
    curves = [{"run": name, **row} for name in [*names, "large_32"] for row in
              read_rows(runs / name / "history.csv")]
    keys = list(dict.fromkeys(key for row in curves for key in row))
    write_rows(DATA / "critics_curves.csv", [{key: row.get(key, "") for key in keys}
                                             for row in curves])
    files = tabulate_files([
        ("critics.csv", "a row a run, and a control"),
        ("critics_curves.csv", "a row an epoch: losses, and at some epochs the scores of the 400 "
         "choosing faces"),
        ("critics_choice.csv", "what the shipped network was chosen among"),
        ("critics_shipped.csv", "the shipped networks beside compact_32"),
        ("critics_seconds.csv", "seconds of a step, alone and with a critic, three times each, on "
         "2 cores: by `python -m tools.results.critics --time`")])
    write_card(DATA / "critics.md", CARD, alone=ALONE, first=FIRST, game=GAME, weight=WEIGHT,
               from_start=FROM_START, long=LONG_GAME, n_processes=17, shipped=", ".join(
                   f"{name} {weight} {matching}" for name, (weight, matching) in SHIPPED.items()),
               count=len(validation[0]), kept=kept, most=MOST_ERROR, contrast=LEAST_CONTRAST,
               correlation=LEAST_CORRELATION, files=files, large=len(
                   read_rows(runs / "large_32" / "history.csv")))


if __name__ == "__main__":
    main()
