"""Recipes, images and networks so small that a test trains them in seconds."""

import csv
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inpaint_lib.holes import Hole
from inpaint_lib.random_holes import RandomHoles
from inpaint_lib.training.checkpoints import read_checkpoint
from inpaint_lib.training.loop import (CHECKPOINT, SetSizes, Stopped, TrainingImages,
                                       train_network)
from inpaint_lib.training.recipes import Network, Recipe, Training

HOLE = Hole(20, 12, 16, 16)
HOLE_TABLE = """[hole]
top = 56
left = 52
height = 16
width = 16
"""
RECIPE = f"""
[data]
source = "faces"
{HOLE_TABLE}[network]
kind = "pocket"
[training]
seed = 3
epochs = 3
batch = 4
optimiser = "adamw"
learning_rate = 1e-3
schedule = "cosine"
warm_up = 5
weight_decay = 1e-4
gradient_limit = 1.0
averaging = 0.9
[augmentation]
shift = 8
mirror = true
brightness = 0.1
colour = 0.1
[record]
epochs = [2]
images = 3
"""


def make_images(n_images, size=48):
    """Smooth random pictures: a network learns something about them in a few steps."""
    rng = np.random.default_rng(n_images)
    coarse = rng.integers(0, 256, (n_images, 4, 4, 3), dtype=np.uint8)
    return np.stack([np.asarray(Image.fromarray(one).resize((size, size), Image.BICUBIC))
                     for one in coarse])


def make_training_images(n_fitting=12):
    images = make_images(n_fitting + 8)
    return TrainingImages(images[8:], images[:4], images[4:8])


def make_recipe(**training):
    options = {"epochs": 2, "batch": 4, "learning_rate": 1e-3, **training}
    return Recipe("tiny", HOLE, network=Network("pocket"),
                  training=Training(**options))


def read_history(folder):
    with open(Path(folder, "history.csv"), encoding="utf-8") as file:
        return list(csv.DictReader(file))


def assert_same_weights(folder, other_folder):
    arrays, facts = read_checkpoint(folder / CHECKPOINT)
    others, other_facts = read_checkpoint(other_folder / CHECKPOINT)
    assert arrays.keys() == others.keys()
    for name, array in arrays.items():
        np.testing.assert_allclose(others[name], array, rtol=0, atol=1e-6, err_msg=name)
    assert facts["place"]["best_epoch"] == other_facts["place"]["best_epoch"]


def train_whole_and_stopped(recipe, images, folder, n_made, where):
    """Train without a stop, and with one after `n_made` steps: the same weights come of both.

    Returns the rows of the first, and those that the second made after its stop.
    """
    whole = list(train_network(recipe, images, folder / "whole", progress=False))
    n_steps = iter(range(100))
    with pytest.raises(Stopped, match=where):
        list(train_network(recipe, images, folder / "stopped", progress=False,
                           should_stop=lambda: next(n_steps) == n_made))
    rest = list(train_network(recipe, images, folder / "stopped", progress=False))
    assert_same_weights(folder / "whole", folder / "stopped")
    return whole, rest


def make_anywhere_recipe(**training):
    return Recipe("tiny", random_holes=RandomHoles(sides=(4, 8)),
                  network=Network("anywhere", widths=(4, 4, 4), depths=(1, 1, 1)),
                  training=Training(**{"epochs": 2, "batch": 4, "learning_rate": 1e-3,
                                       "averaging": .5, **training}))


def make_two_sets():
    """Nine images of one set to fit and three of another; four and two to choose on."""
    images = make_images(24, 32)
    return TrainingImages(images[:12], images[12:18], images[18:], sets=(
        SetSizes("first", 9, 4, 3), SetSizes("second", 3, 2, 3)))
