"""Does a critic help, and when is it cheapest? The runs and the scores of chapter 7.

    KERAS_BACKEND=jax python -m tools.results.critics train --runs runs/critics

trains them (on a GPU in minutes; the rule and the runs are in data/critics.md), and

    .venv/bin/python -m tools.results.critics score --runs runs/critics

paints the validation and the test faces with each, scores them and writes data/critics.csv,
data/critics_curves.csv and their card.
"""

import dataclasses
from functools import cache

import numpy as np

from inpaint_lib.critics.adversary import Adversary
from inpaint_lib.critics.network import choose_window
from inpaint_lib.datasets.faces import FACE_SIZE
from inpaint_lib.files import find_data
from inpaint_lib.holes import PAPER_32, crop_hole, paste_hole
from inpaint_lib.images import as_float
from inpaint_lib.metrics.eyes import score_eyes
from inpaint_lib.metrics.features import load_species_network, measure_feature_distance
from inpaint_lib.metrics.grid import compare_grid
from inpaint_lib.metrics.sets import describe_pictures, measure_kernel_distance
from inpaint_lib.metrics.sharpness import compare_sharpness, correlate_edges
from inpaint_lib.models.weights import load_network
from inpaint_lib.training.build import build_network
from inpaint_lib.training.recipes import load_recipe

SEEDS = (1, 2, 3)
ALONE, FIRST, GAME, FROM_START = 90, 45, 22, 45
"""Epochs of the painter alone; of the painter before the critic; with it; of both from the start."""

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


def score_painted(squares, images_uint8, truth, hole=PAPER_32, compared=None):
    """Score painted faces: dict of str to float, or to one number an image.

    `truth` is the faces' `FaceTruth`, `compared` other faces whose pictures are the set that the
    distance between sets compares with; the same ones if left out.
    """
    squares = np.clip(np.asarray(squares, np.float32), 0, 1)
    wanted = as_float(crop_hole(images_uint8, hole))
    eyes = score_eyes(squares, wanted, hole, truth.landmarks, truth.eye_radius)
    window = choose_window(hole)
    filled = np.stack([crop_hole(paste_hole(as_float(image), hole, square)[np.newaxis], window)[0]
                       for image, square in zip(images_uint8, squares, strict=True)])
    real = as_float(crop_hole(images_uint8 if compared is None else compared, window))
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


def read_network(folder, recipe):
    """Return the network of a run, with the weights that training on the GPU wrote."""
    network = build_network(recipe, FACE_SIZE)
    with np.load(folder / "average.npz") as file:
        for variable, name in zip(network.trainable_variables, file.files, strict=True):
            variable.assign(file[name])
    return network


def mix_networks(one, other, share):
    """Return a network whose weights lie between those of two: `share` of the other's.

    X. Wang and others, "ESRGAN", ECCV 2018 workshops, mix a network before and after its critic so.
    """
    import keras

    mixed = keras.models.clone_model(one)
    mixed.set_weights([(1 - share) * first + share * second for first, second in
                       zip(one.get_weights(), other.get_weights(), strict=True)])
    return mixed
