"""Training: recipes, batches, checkpoints, and runs that are killed and go on."""

import csv
import dataclasses
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import psutil
import pytest
from PIL import Image

from inpaint_lib.commands import train
from inpaint_lib.datasets.folders import load_dataset
from inpaint_lib.files import replace_file
from inpaint_lib.holes import Hole, cut_hole
from inpaint_lib.models.weights import load_network
from inpaint_lib.random_holes import RandomHoles, draw_fixed_masks
from inpaint_lib.training import loop
from inpaint_lib.training.batches import count_steps, draw_batch, order_images, order_sets
from inpaint_lib.training.build import build_network
from inpaint_lib.training.checkpoints import CheckpointError, read_checkpoint, write_checkpoint
from inpaint_lib.training.loop import (CHECKPOINT, SetSizes, Stopped, TrainingError,
                                       TrainingImages, train_network)
from inpaint_lib.training.recipes import (Augmentation, Data, Network, Recipe, RecipeError,
                                          Record, Training, list_recipes, load_recipe)
from inpaint_lib.training.workers import (LostWorkerError, Worker, explain_lost_worker,
                                          find_ports, find_worker, make_configuration)

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


# Recipes

@pytest.mark.parametrize("name", list_recipes())
def test_recipes_of_the_course_can_be_read(name):
    recipe = load_recipe(name)
    assert recipe.name == name
    if recipe.random_holes:
        assert recipe.hole is None and recipe.network.kind == name.split("_")[0]
    else:
        assert str(recipe.hole.height) in name


@pytest.mark.parametrize("name, hole", [("paper_16", Hole(60, 62, 16, 16)),
                                        ("paper_32", Hole(52, 54, 32, 32))])
def test_recipe_of_the_paper_is_the_paper_s(name, hole):
    recipe = load_recipe(name)
    assert recipe.hole == hole
    assert recipe.network.kind == "paper"
    assert recipe.augmentation == Augmentation()
    assert recipe.training == Training(seed=1, epochs=50, batch=10, optimiser="adam",
                                       learning_rate=1e-3, decay=1e-6)


@pytest.mark.parametrize("old, new, complaint", [
    ("[training]", "[trainnig]", "'trainnig' is no table.*Did you mean 'training'"),
    ("epochs = 3", "epoch = 3", r"'epoch' is no key in \[training\].*Did you mean 'epochs'"),
    ("epochs = 3", "epochs = 3.5", "wants a whole number, got 3.5"),
    ("epochs = 3", "epochs = true", "wants a whole number, got True"),
    ("epochs = 3", "epochs = 0", "at least 1, got 0"),
    ("epochs = 3", "epochs = 1", r"\[record\] epochs must be at least 1 and at most 1, got 2"),
    ("learning_rate = 1e-3", "learning_rate = -1", "learning_rate must be above 0"),
    ('"cosine"', '"cosinus"', "schedule must be one of constant, cosine"),
    ('"pocket"', '"poket"', "kind must be one of"),
    ("mirror = true", 'mirror = "yes"', "wants true or false"),
    ('"pocket"', '"pocket"\nwidths = [4, 4.5]', "whole numbers"),
    ('"pocket"', '"sized"\nstrides = [1, 2]', "equally long, got 5 and 2"),
    ('"pocket"', '"pocket"\nstart = "compact_32"', 'goes with the network "anywhere" only'),
    ("top = 56", "top = -1", r"\[hole\].*at least 0"),
    ("height = 16\n", "", r"\[hole\].*height"),
    ("[hole]", "[hole", "not a TOML file"),
    ('source = "faces"', 'source = "cats"\n[loss]\neye_weight = 1', "nobody knows"),
    ("[record]", "[random_holes]\n[record]", r"both \[hole\] and \[random_holes\]"),
    ('"pocket"', '"anywhere"', r'"anywhere" goes with the table \[random_holes\]'),
    (HOLE_TABLE, "[random_holes]\n", r"every other with \[hole\]; got 'pocket'"),
    (HOLE_TABLE, "[random_holes]\nsmallest = 0.4\n", r"\[random_holes\].*twice as large"),
    (HOLE_TABLE, "[random_holes]\nmost_squares = 0\n", "most_squares must be at least 1"),
    (HOLE_TABLE, "[random_holes]\nsides = []\n", r"\[random_holes\].*at least one side"),
])
def test_wrong_recipes_say_what_is_wrong(tmp_path, old, new, complaint):
    path = tmp_path / "wrong.toml"
    assert old in RECIPE
    path.write_text(RECIPE.replace(old, new, 1))
    with pytest.raises(RecipeError, match=complaint):
        load_recipe(path)


def test_recipe_without_a_hole(tmp_path):
    (tmp_path / "wrong.toml").write_text("[training]\n")
    with pytest.raises(RecipeError, match=r"no table \[hole\].* no table \[random_holes\]"):
        load_recipe(tmp_path / "wrong.toml")


def test_eyes_are_weighted_with_one_hole_only(tmp_path):
    text = RECIPE.replace(HOLE_TABLE, "[random_holes]\n[loss]\neye_weight = 1\n")
    (tmp_path / "wrong.toml").write_text(text.replace('"pocket"', '"anywhere"'))
    with pytest.raises(RecipeError, match=r"eye_weight goes with one \[hole\]"):
        load_recipe(tmp_path / "wrong.toml")


def test_no_such_recipe():
    with pytest.raises(FileNotFoundError, match="Did you mean 'paper_32'"):
        load_recipe("papr_32")


def test_the_paper_s_network_as_a_sized_one():
    paper = load_recipe("paper_32")
    sized = dataclasses.replace(paper, network=Network("sized"))
    shapes, sized_shapes = ([weights.shape for weights in build_network(recipe, 128).weights]
                            for recipe in (paper, sized))
    assert sized_shapes == shapes


def test_a_recipe_says_every_size_of_a_sized_network(tmp_path):
    path = tmp_path / "sized.toml"
    sizes = 'encoder = [4]\nlatent = [8, 64]\ndecoder = [2, 3]\nstrides = [1, 2]'
    path.write_text(RECIPE.replace('"pocket"', f'"sized"\n{sizes}', 1))
    network = build_network(load_recipe(path), 32)
    assert network.output_shape == (None, 16, 16, 3)
    assert [weights.shape[-1] for weights in network.weights if len(weights.shape) == 2] == [8, 64]
    assert [layer.filters for layer in network.layers if hasattr(layer, "filters")] == [4, 2, 3]


# Batches

def test_every_image_comes_once_an_epoch_in_another_order():
    first, second = order_images(20, 1, 0), order_images(20, 1, 1)
    assert sorted(first) == sorted(second) == list(range(20))
    assert first.tolist() != second.tolist()


def test_a_batch_follows_from_seed_epoch_and_step():
    images, order = make_images(8), np.arange(8)
    changes = Augmentation(shift=8, mirror=True, turn=5, zoom=.1, brightness=.2, colour=.1)
    batches = [draw_batch(images, order, 4, seed, epoch, step, changes)
               for seed, epoch, step in ((1, 0, 0), (1, 0, 0), (2, 0, 0), (1, 1, 0), (1, 0, 1))]
    for one in batches:
        assert one.images_uint8.dtype == np.uint8
    np.testing.assert_array_equal(batches[0].images_uint8, batches[1].images_uint8)
    np.testing.assert_array_equal(batches[0].gains, batches[1].gains)
    for other in batches[2:]:
        assert (batches[0].images_uint8 != other.images_uint8).any()
        assert (batches[0].gains != other.gains).any()


def test_no_changes_leave_the_images_alone():
    images, order = make_images(8), np.arange(8)[::-1]
    batch = draw_batch(images, order, 4, 1, 0, 1, Augmentation())
    np.testing.assert_array_equal(batch.images_uint8, images[3::-1])
    assert (batch.gains == 1).all()


def test_maps_move_with_their_images():
    images = make_images(16)
    maps = images[..., :1].copy()
    batch = draw_batch(images, np.arange(16), 16, 1, 0, 0,
                       Augmentation(shift=9, mirror=True, turn=10, zoom=.2), maps)
    np.testing.assert_array_equal(batch.images_uint8[..., :1], batch.weights_uint8)
    assert (batch.images_uint8 != images).any(axis=(1, 2, 3)).all()


def test_shifts_reach_their_limit_and_mirror_the_rim():
    ramp = np.zeros((1, 32, 32, 3), np.uint8)
    ramp[0] = np.arange(32, dtype=np.uint8)[:, np.newaxis, np.newaxis]
    tops = {int(draw_batch(ramp, np.zeros(1, int), 1, 1, epoch, 0, Augmentation(shift=2))
                .images_uint8[0, 16, 0, 0]) for epoch in range(60)}
    assert tops == {14, 15, 16, 17, 18}
    first = {tuple(draw_batch(ramp, np.zeros(1, int), 1, 1, epoch, 0, Augmentation(shift=2))
                   .images_uint8[0, :3, 0, 0].tolist()) for epoch in range(60)}
    assert first == {(2, 1, 0), (1, 0, 1), (0, 1, 2), (1, 2, 3), (2, 3, 4)}


def test_a_share_is_a_part_of_the_batch():
    images, order = make_images(8), np.arange(8)
    changes = Augmentation(shift=8, mirror=True, turn=5, zoom=.1, brightness=.2, colour=.1)
    whole, part = (draw_batch(images, order, 8, 1, 0, 0, changes, share=share)
                   for share in (slice(None), slice(1, None, 3)))
    np.testing.assert_array_equal(part.images_uint8, whole.images_uint8[[1, 4, 7]])
    np.testing.assert_array_equal(part.gains, whole.gains[[1, 4, 7]])


def test_sets_take_turns_and_the_smaller_one_begins_anew():
    order = order_sets((7, 3, 1), 1, 0)
    turns = order.reshape(7, 3)
    assert sorted(turns[:, 0]) == list(range(7))
    for third in (turns[:3, 1], turns[3:6, 1]):
        assert sorted(third) == [7, 8, 9]
    assert (turns[:, 2] == 10).all()
    assert order.tolist() == order_sets((7, 3, 1), 1, 0).tolist()
    assert order.tolist() != order_sets((7, 3, 1), 1, 1).tolist()


def test_holes_follow_from_seed_epoch_and_step_and_move_no_image():
    images, order = make_images(8), np.arange(8)
    changes, holes = Augmentation(shift=8, brightness=.2), RandomHoles(sides=(8,))
    drawn = [draw_batch(images, order, 4, seed, epoch, step, changes, random_holes=holes)
             for seed, epoch, step in ((1, 0, 0), (1, 0, 0), (2, 0, 0), (1, 1, 0), (1, 0, 1))]
    assert drawn[0].masks.dtype == bool and drawn[0].masks.shape == (4, 48, 48, 1)
    np.testing.assert_array_equal(drawn[0].masks, drawn[1].masks)
    for other in drawn[2:]:
        assert (drawn[0].masks != other.masks).any()
    without = draw_batch(images, order, 4, 1, 0, 0, changes)
    assert without.masks is None
    np.testing.assert_array_equal(without.images_uint8, drawn[0].images_uint8)
    part = draw_batch(images, order, 4, 1, 0, 0, changes, share=slice(1, None, 2),
                      random_holes=holes)
    np.testing.assert_array_equal(part.masks, drawn[0].masks[1::2])


def test_fewer_images_than_a_batch():
    with pytest.raises(ValueError, match="3 images to train on, fewer than one batch of 4"):
        count_steps(3, 4)


# Checkpoints

@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system with fork")
def test_a_checkpoint_killed_while_it_is_written_is_the_old_or_the_new(tmp_path):
    path, rng = tmp_path / "last.npz", random.Random(0)
    write_checkpoint(path, [("a", np.zeros(200_000)), ("b", np.zeros(200_000))], {"n": 0})
    seen = set()
    for _ in range(25):
        _, facts = read_checkpoint(path)
        child = os.fork()
        if child == 0:
            for number in range(facts["n"] + 1, 10 ** 6):
                array = np.full(200_000, float(number))
                write_checkpoint(path, [("a", array), ("b", array)], {"n": number})
        time.sleep(rng.uniform(0, .05))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        arrays, facts = read_checkpoint(path)
        assert (arrays["a"] == facts["n"]).all() and (arrays["b"] == facts["n"]).all()
        seen.add(facts["n"])
    assert len(seen) > 2


def test_damaged_checkpoint(tmp_path):
    path = tmp_path / "last.npz"
    write_checkpoint(path, [("a", np.zeros(1000))], {})
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(CheckpointError, match="damaged.*Delete it"):
        read_checkpoint(path)


def test_numbers_that_are_none_are_not_written(tmp_path):
    path = tmp_path / "last.npz"
    write_checkpoint(path, [("a", np.zeros(3))], {"n": 1})
    with pytest.raises(FloatingPointError, match="a holds values that are no numbers"):
        write_checkpoint(path, [("a", np.array([1, np.inf]))], {"n": 2})
    assert read_checkpoint(path)[1] == {"n": 1}


# Runs

def test_calm_epochs_at_the_end_see_the_images_as_they_are():
    changes = Augmentation(shift=4, mirror=True, calm_epochs=2)
    assert [changes.choose(epoch, 5) == changes for epoch in range(5)] == [True] * 3 + [False] * 2
    assert changes.choose(4, 5) == Augmentation()
    assert Augmentation(shift=4).choose(4, 5) == Augmentation(shift=4)


def test_a_run_draws_by_the_epoch(tmp_path, monkeypatch):
    drawn = []
    monkeypatch.setattr(loop, "draw_batch", lambda *arguments: drawn.append(
        (arguments[4], arguments[6].shift)) or draw_batch(*arguments))
    recipe = dataclasses.replace(make_recipe(epochs=3),
                                 augmentation=Augmentation(shift=2, calm_epochs=1))
    list(train_network(recipe, make_training_images(), tmp_path, progress=False))
    assert set(drawn) == {(0, 2), (1, 2), (2, 0)}


def test_a_run_leaves_its_files_and_learns(tmp_path):
    recipe = dataclasses.replace(make_recipe(epochs=6, averaging=.5),
                                 record=Record(epochs=(1, 6), images=3))
    images = make_training_images()
    rows = list(train_network(recipe, images, tmp_path, progress=False))
    assert [row["epoch"] for row in rows] == list(range(1, 7))
    assert rows[-1]["choosing_loss"] < rows[0]["choosing_loss"]
    history = read_history(tmp_path)
    assert [float(row["train_loss"]) for row in history] == [row["train_loss"] for row in rows]
    best = min(rows, key=lambda row: row["choosing_loss"])
    for name, row in (("best", best), ("network", rows[-1])):
        network = load_network(tmp_path / f"{name}.keras")
        known = images.choosing / np.float32(255)
        holed = cut_hole(known, HOLE)
        error = np.asarray(network(holed)) - known[:, 20:36, 12:28]
        assert (error ** 2).mean() == pytest.approx(row["choosing_loss"], rel=1e-4)
    with np.load(tmp_path / "recorded" / "epoch_006.npz") as recorded:
        assert recorded["squares"].shape == (3, 16, 16, 3)
        assert recorded["mse"].shape == (4,)
        np.testing.assert_array_equal(recorded["painted"][recorded["index"]], recorded["squares"])
        assert recorded["index"].tolist() == [0, 1, 2]
    assert (tmp_path / "recorded" / "epoch_001.png").exists()
    assert list(train_network(recipe, images, tmp_path, progress=False)) == []


def test_a_stopped_run_goes_on_from_the_very_step(tmp_path):
    recipe, images = make_recipe(epochs=3, averaging=.9), make_training_images()
    whole = list(train_network(recipe, images, tmp_path / "whole", progress=False))
    n_steps = iter(range(100))
    with pytest.raises(Stopped, match="epoch 2 after step 2 of 3"):
        list(train_network(recipe, images, tmp_path / "stopped", progress=False,
                           should_stop=lambda: next(n_steps) == 4))
    rest = list(train_network(recipe, images, tmp_path / "stopped", progress=False))
    assert [row["epoch"] for row in rest] == [2, 3]
    assert_same_weights(tmp_path / "whole", tmp_path / "stopped")
    assert rest[-1]["train_loss"] == pytest.approx(whole[-1]["train_loss"], abs=1e-7)


def assert_same_weights(folder, other_folder):
    arrays, facts = read_checkpoint(folder / CHECKPOINT)
    others, other_facts = read_checkpoint(other_folder / CHECKPOINT)
    assert arrays.keys() == others.keys()
    for name, array in arrays.items():
        np.testing.assert_allclose(others[name], array, rtol=0, atol=1e-6, err_msg=name)
    assert facts["place"]["best_epoch"] == other_facts["place"]["best_epoch"]


def test_a_checkpoint_from_before_a_recipe_had_all_its_keys(tmp_path):
    recipe, images = make_recipe(epochs=2), make_training_images()
    next(train_network(recipe, images, tmp_path, progress=False))
    arrays, facts = read_checkpoint(tmp_path / CHECKPOINT)
    for key in ("loss", "random_holes"):
        del facts["identity"]["recipe"][key]
    del facts["identity"]["recipe"]["network"]["strides"]
    write_checkpoint(tmp_path / CHECKPOINT, arrays.items(), facts)
    rows = list(train_network(recipe, images, tmp_path, progress=False))
    assert [row["epoch"] for row in rows] == [2]


def read_half_precision():
    import tensorflow as tf

    options = tf.config.optimizer.get_experimental_options()
    return options.get("auto_mixed_precision_onednn_bfloat16", False)


@pytest.mark.parametrize("half_precision", [False, True])
def test_half_precision_is_on_while_its_run_lasts(tmp_path, half_precision):
    recipe, images = make_recipe(epochs=2), make_training_images()
    training = dataclasses.replace(recipe.training, half_precision=half_precision)
    rows = []
    for row in train_network(dataclasses.replace(recipe, training=training), images,
                             tmp_path / "half", progress=False):
        assert read_half_precision() == half_precision
        rows.append(row)
    assert not read_half_precision()
    whole = list(train_network(recipe, images, tmp_path / "whole", progress=False))
    # Not far from, and where the processor has no such instructions equal to, whole precision.
    assert rows[-1]["train_loss"] == pytest.approx(whole[-1]["train_loss"], rel=0.02)


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


def test_a_run_with_holes_anywhere_on_two_sets(tmp_path):
    recipe = dataclasses.replace(make_anywhere_recipe(epochs=8, learning_rate=5e-3),
                                 record=Record(epochs=(8,), images=4))
    images = make_two_sets()
    rows = list(train_network(recipe, images, tmp_path, progress=False))
    assert rows[-1]["choosing_loss"] < rows[0]["choosing_loss"]
    network = load_network(tmp_path / "network.keras")
    errors = measure_anywhere(network, images.choosing, recipe.random_holes)
    assert rows[-1]["choosing_first"] == pytest.approx(errors[:4].mean(), rel=1e-4)
    assert rows[-1]["choosing_second"] == pytest.approx(errors[4:].mean(), rel=1e-4)
    # Of the two sets equally, though one has twice as many images.
    assert rows[-1]["choosing_loss"] == pytest.approx(
        (errors[:4].mean() + errors[4:].mean()) / 2, rel=1e-4)
    assert read_history(tmp_path)[-1]["choosing_second"] == str(rows[-1]["choosing_second"])
    with np.load(tmp_path / "recorded" / "epoch_008.npz") as recorded:
        assert recorded["pictures"].shape == (4, 32, 32, 3)
        expected = measure_anywhere(network, images.validation, recipe.random_holes, clipped=True)
        np.testing.assert_allclose(recorded["mse"], expected, rtol=1e-3)
    assert (tmp_path / "recorded" / "epoch_008.png").exists()


def measure_anywhere(network, images_uint8, holes, clipped=False):
    """Return the mean squared error over the missing pixels of each image, by the long way."""
    images = images_uint8 / np.float32(255)
    masks = draw_fixed_masks(*images.shape[:3], holes)
    given = np.concatenate([images * ~masks[..., np.newaxis], masks[..., np.newaxis]], axis=-1)
    filled = np.asarray(network(given.astype(np.float32)))
    filled = np.clip(filled, 0, 1) if clipped else filled
    return np.array([((one - image)[mask] ** 2).mean()
                     for one, image, mask in zip(filled, images, masks, strict=True)])


def test_the_loss_is_the_mean_of_the_images_means(tmp_path):
    # A rate near zero leaves the weights alone, and untrained the network is its smooth fill.
    recipe, images = make_anywhere_recipe(epochs=1, batch=18, learning_rate=1e-12), make_two_sets()
    row, = train_network(recipe, images, tmp_path, progress=False)
    batch = draw_batch(images.fitting, order_sets((9, 3), 1, 0), 18, 1, 0, 0, Augmentation(),
                       random_holes=recipe.random_holes)
    truth, masks = batch.images_uint8 / np.float32(255), batch.masks
    filled = np.asarray(build_network(recipe, 32)(
        np.concatenate([truth * ~masks, masks], axis=-1).astype(np.float32)))
    errors = [((one - image)[mask[..., 0]] ** 2).mean()
              for one, image, mask in zip(filled, truth, masks, strict=True)]
    assert row["train_loss"] == pytest.approx(np.mean(errors), rel=1e-4)


def test_a_stopped_run_with_holes_anywhere_goes_on_from_the_very_step(tmp_path):
    recipe, images = make_anywhere_recipe(), make_two_sets()
    list(train_network(recipe, images, tmp_path / "whole", progress=False))
    n_steps = iter(range(100))
    with pytest.raises(Stopped, match="epoch 2 after step 2 of 4"):
        list(train_network(recipe, images, tmp_path / "stopped", progress=False,
                           should_stop=lambda: next(n_steps) == 5))
    list(train_network(recipe, images, tmp_path / "stopped", progress=False))
    assert_same_weights(tmp_path / "whole", tmp_path / "stopped")


def test_other_random_holes_are_another_recipe(tmp_path):
    recipe, images = make_anywhere_recipe(epochs=1), make_two_sets()
    list(train_network(recipe, images, tmp_path, progress=False))
    other = dataclasses.replace(recipe, random_holes=RandomHoles(sides=(4, 9)))
    with pytest.raises(CheckpointError, match="begun with another recipe"):
        list(train_network(other, images, tmp_path, progress=False))


def test_loss_that_is_no_number(tmp_path):
    recipe = make_recipe(learning_rate=999.0, epochs=20)
    with pytest.raises(TrainingError, match="no longer a number in epoch .*Lower learning_rate"):
        list(train_network(recipe, make_training_images(), tmp_path, progress=False))
    assert not list(tmp_path.glob("*.part*"))
    for path in tmp_path.glob("*.keras"):
        load_network(path)


def test_full_disk_in_the_middle_of_a_run(tmp_path, monkeypatch):
    recipe, images = make_recipe(epochs=3), make_training_images()
    rows = train_network(recipe, images, tmp_path, progress=False)
    next(rows)
    before = (tmp_path / CHECKPOINT).read_bytes()

    def fill_disk(part, arrays, facts):
        with replace_file(Path(part)) as part:
            part.write_bytes(b"half")
            raise OSError(28, "No space left on device")
    with monkeypatch.context() as patch:
        patch.setattr(loop, "write_checkpoint", fill_disk)
        with pytest.raises(OSError, match="The disk is full.*whole.*same command again"):
            next(rows)
    assert (tmp_path / CHECKPOINT).read_bytes() == before
    assert [row["epoch"] for row in
            train_network(recipe, images, tmp_path, progress=False)] == [2, 3]
    assert [row["epoch"] for row in read_history(tmp_path)] == ["1", "2", "3"]


@pytest.mark.parametrize("change, complaint", [
    (dict(recipe=make_recipe(seed=2)), "begun with another recipe"),
    (dict(images=make_training_images(16)), "begun with other images"),
])
def test_a_folder_of_another_run(tmp_path, change, complaint):
    start = dict(recipe=make_recipe(epochs=1), images=make_training_images(), folder=tmp_path)
    list(train_network(**start, progress=False))
    with pytest.raises(CheckpointError, match=complaint):
        list(train_network(**{**start, **change}, progress=False))


@pytest.mark.parametrize("images, error, complaint", [
    (make_training_images(3), ValueError, "3 images to train on, fewer than one batch of 4"),
    (TrainingImages(*[make_images(4) / 255] * 3), TypeError, "uint8"),
    (TrainingImages(*[make_images(4)[0]] * 3), ValueError, "colour images"),
    (TrainingImages(*[make_images(4, 24)] * 3), ValueError, "does not fit"),
])
def test_images_that_cannot_be_trained_on(tmp_path, images, error, complaint):
    with pytest.raises(error, match=complaint):
        list(train_network(make_recipe(), images, tmp_path, progress=False))


# The command

@pytest.fixture(scope="module")
def workplace(tmp_path_factory):
    """A recipe and a folder of pictures."""
    folder = tmp_path_factory.mktemp("train")
    (folder / "tiny_16.toml").write_text(RECIPE)
    (folder / "tiny_anywhere.toml").write_text(
        RECIPE.replace(HOLE_TABLE, "[random_holes]\n").replace(
            '"pocket"', '"anywhere"\nwidths = [4, 4, 4]'))
    (folder / "pictures").mkdir()
    for number, image in enumerate(make_images(40, 128)):
        Image.fromarray(image).save(folder / "pictures" / f"{number}.png")
    return folder


def start_command(workplace, runs, *options, recipe="tiny_16.toml", **variables):
    return subprocess.Popen(
        [sys.executable, "-m", "inpaint_lib", "train", workplace / recipe, "--data",
         workplace / "pictures", "--runs", runs, *options], env={**os.environ, **variables},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def start_on_two_machines(workplace, runs, *options, recipes=("tiny_16.toml", "tiny_16.toml")):
    """Start two workers by environment, as if each were on a machine of its own."""
    addresses = [f"127.0.0.1:{port}" for port in find_ports(2)]
    return [start_command(workplace, runs[index], *options, recipe=recipe,
                          TF_CONFIG=make_configuration(addresses, index))
            for index, recipe in enumerate(recipes)]


@pytest.fixture(scope="module")
def whole_run(workplace):
    """The folder of a run that nothing disturbed."""
    return run_whole(workplace, "tiny_16")


def run_whole(workplace, name):
    run = start_command(workplace, workplace / "whole", recipe=f"{name}.toml")
    _, errors = run.communicate()
    assert run.returncode == 0, errors
    return workplace / "whole" / name


def wait_for_new_checkpoint(run, folder):
    """Wait until a run that was just started has written a checkpoint."""
    checkpoint = folder / CHECKPOINT
    before = checkpoint.stat().st_mtime_ns if checkpoint.exists() else 0
    while run.poll() is None and not (
            checkpoint.exists() and checkpoint.stat().st_mtime_ns > before):
        time.sleep(.01)


def test_killed_at_random_moments_it_ends_with_the_same_weights(workplace, whole_run, tmp_path):
    kill_and_finish(workplace, tmp_path, "tiny_16")
    assert_same_weights(whole_run, tmp_path / "tiny_16")


def test_killed_with_holes_anywhere_it_ends_with_the_same_weights(workplace, tmp_path):
    kill_and_finish(workplace, tmp_path, "tiny_anywhere")
    assert_same_weights(run_whole(workplace, "tiny_anywhere"), tmp_path / "tiny_anywhere")


def kill_and_finish(workplace, runs, name):
    """Start a run three times, and kill it the first two."""
    rng, n_kills, options = random.Random(5), 0, ("--save-every", "0")
    for _ in range(2):
        # Saving after every step: it is killed while a checkpoint is written as often as not.
        run = start_command(workplace, runs, *options, recipe=f"{name}.toml")
        wait_for_new_checkpoint(run, runs / name)
        time.sleep(rng.uniform(0, .2))
        n_kills += run.poll() is None
        run.kill()
        run.communicate()
    assert n_kills == 2
    last = start_command(workplace, runs, *options, recipe=f"{name}.toml")
    output, errors = last.communicate()
    assert last.returncode == 0, errors
    assert f"{name} is complete" in output
    assert [row["epoch"] for row in read_history(runs / name)] == ["1", "2", "3"]


def assert_same_losses(folder, other_folder):
    for row, other in zip(read_history(folder), read_history(other_folder), strict=True):
        for key in ("train_loss", "choosing_loss"):
            assert float(row[key]) == pytest.approx(float(other[key]), rel=1e-4)


def test_two_workers_do_what_one_does_and_survive_the_death_of_one(workplace, whole_run, tmp_path):
    folder, options = tmp_path / "tiny_16", ("--save-every", "0", "--workers", "2")
    run = start_command(workplace, tmp_path, *options)
    wait_for_new_checkpoint(run, folder)
    for child in psutil.Process(run.pid).children():
        if find_worker(child.environ()).index == 1:
            child.kill()
    _, errors = run.communicate(timeout=60)
    assert run.returncode == 1
    assert "worker 1 of 2 was killed by signal 9" in errors
    run = start_command(workplace, tmp_path, *options)
    _, errors = run.communicate()
    assert run.returncode == 0, errors
    assert_same_losses(folder, whole_run)


def test_when_another_machine_s_worker_dies_the_run_goes_on_alone(workplace, whole_run, tmp_path):
    folder = tmp_path / "tiny_16"
    chief, other = start_on_two_machines(workplace, [tmp_path] * 2, "--save-every", "0")
    wait_for_new_checkpoint(chief, folder)
    other.kill()
    other.communicate()
    _, errors = chief.communicate(timeout=60)
    assert chief.returncode == 1, errors
    last = errors.splitlines()[-1]
    assert last.startswith("Error: Worker 0 of 2 can no longer reach another one")
    assert "go on from the last checkpoint" in last
    assert "Traceback" not in errors
    run = start_command(workplace, tmp_path)
    _, errors = run.communicate()
    assert run.returncode == 0, errors
    assert_same_losses(folder, whole_run)


def test_workers_that_begin_differently_say_so(workplace, whole_run):
    other_recipe = RECIPE.replace("seed = 3", "seed = 4")
    (workplace / "other").mkdir()
    (workplace / "other" / "tiny_16.toml").write_text(other_recipe)
    for runs, recipes, what in (
            (["a", "a"], ("tiny_16.toml", "other/tiny_16.toml"), "recipe"),
            ([whole_run.parent, "b"], ("tiny_16.toml", "tiny_16.toml"), "checkpoint")):
        for run in start_on_two_machines(workplace, [workplace / name for name in runs],
                                         recipes=recipes):
            _, errors = run.communicate(timeout=240)
            assert run.returncode == 1
            assert f"Error: Worker 1 begins with another {what} than worker 0" in errors


def test_only_what_a_broken_connection_raises_is_explained():
    import tensorflow as tf
    with pytest.raises(LostWorkerError, match="Worker 1 of 2"), explain_lost_worker(Worker(1, 2)):
        raise tf.errors.UnavailableError(None, None, "Socket closed")
    with pytest.raises(tf.errors.ResourceExhaustedError), explain_lost_worker(Worker(1, 2)):
        raise tf.errors.ResourceExhaustedError(None, None, "no memory")
    with pytest.raises(tf.errors.UnavailableError), explain_lost_worker(Worker()):
        raise tf.errors.UnavailableError(None, None, "no other worker")


@pytest.mark.parametrize("value", ["{", "[]", '{"cluster": {"worker": ["a:1"]}}',
                                   make_configuration(["a:1", "b:1"], 2)])
def test_configurations_that_are_none(value):
    with pytest.raises(ValueError, match="TF_CONFIG is set, but not to what it should be"):
        find_worker({"TF_CONFIG": value})


def test_the_command_says_errors_in_one_line(workplace, tmp_path):
    run = start_command(workplace, tmp_path, "--data", tmp_path / "absent")
    _, errors = run.communicate()
    assert run.returncode == 1
    assert errors.splitlines()[-1].startswith("Error: There is no folder")
    assert "Traceback" not in errors


def test_faces_and_a_folder_of_photographs_together(workplace, monkeypatch):
    faces = make_images(12, 128)
    monkeypatch.setattr(train, "load_dataset", lambda source: SimpleNamespace(
        fitting_uint8=faces[:8], choosing_uint8=faces[8:10], validation_uint8=faces[10:])
        if source == "faces" else load_dataset(source, progress=False))
    images = train.load_images(load_recipe("anywhere"), workplace / "pictures")
    assert images.sets == (SetSizes("faces", 8, 2, 2), SetSizes("big-cats", 25, 3, 12))
    assert len(images.fitting) == 33 and len(images.choosing) == 5
    np.testing.assert_array_equal(images.fitting[:8], faces[:8])


def test_photographs_that_are_not_there(monkeypatch):
    def load(source):
        if source != "faces":
            raise ConnectionError("Could not download big-cats from Kaggle.")
    monkeypatch.setattr(train, "load_dataset", load)
    with pytest.raises(ConnectionError, match="(?s)Could not download.*--data where/it/lies"):
        train.load_images(load_recipe("anywhere"))


def test_one_folder_for_two_sets(tmp_path):
    recipe = dataclasses.replace(load_recipe("anywhere"), data=Data("afhq-wild+big-cats"))
    with pytest.raises(ValueError, match="gives one folder, and this recipe wants 2"):
        train.load_images(recipe, tmp_path)
