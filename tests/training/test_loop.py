"""Runs: they leave their files, learn, and go on from the very step where they stopped."""

import copy
import dataclasses
from pathlib import Path

import keras
import numpy as np
import pytest

from inpaint_lib.files import hold_folder, replace_file
from inpaint_lib.holes import Hole, cut_hole
from inpaint_lib.models.weights import load_network
from inpaint_lib.random_holes import RandomHoles, draw_fixed_masks
from inpaint_lib.training import loop
from inpaint_lib.training.batches import draw_batch, order_sets
from inpaint_lib.training.build import build_network
from inpaint_lib.training.checkpoints import CheckpointError, read_checkpoint, write_checkpoint
from inpaint_lib.training.loop import (CHECKPOINT, Stopped, TrainingError, TrainingImages,
                                       train_network)
from inpaint_lib.training.recipes import Augmentation, Network, Record, RecipeError, Training
from inpaint_lib.training.workers import Worker
from tests.training.tiny_runs import (HOLE, make_anywhere_recipe, make_images, make_recipe,
                                      make_training_images, make_two_sets, read_history,
                                      train_whole_and_stopped)


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


def test_a_network_that_no_recipe_names_is_trained(tmp_path):
    sizes = []

    def build(recipe, image_size):
        keras.utils.set_random_seed(recipe.training.seed)
        sizes.append(image_size)
        given = keras.Input((image_size, image_size, 3))
        return keras.Model(given, keras.layers.Conv2D(3, 3, padding="same")(
            keras.layers.Cropping2D(16)(given)), name="another")

    rows = list(train_network(make_recipe(epochs=4, averaging=0.9), make_training_images(),
                              tmp_path, progress=False, build=build))
    assert sizes == [48, 48] and rows[-1]["choosing_loss"] < rows[0]["choosing_loss"]
    assert load_network(tmp_path / "network.keras").name == "another"


def test_a_stopped_run_goes_on_from_the_very_step(tmp_path):
    recipe, images = make_recipe(epochs=3, averaging=.9), make_training_images()
    whole, rest = train_whole_and_stopped(recipe, images, tmp_path, 4, "epoch 2 after step 2 of 3")
    assert [row["epoch"] for row in rest] == [2, 3]
    assert rest[-1]["train_loss"] == pytest.approx(whole[-1]["train_loss"], abs=1e-7)


def test_a_checkpoint_from_before_a_recipe_had_all_its_keys(tmp_path):
    recipe, images = make_recipe(epochs=2), make_training_images()
    next(train_network(recipe, images, tmp_path, progress=False))
    arrays, facts = read_checkpoint(tmp_path / CHECKPOINT)
    for key in ("loss", "random_holes", "adversary"):
        del facts["identity"]["recipe"][key]
    del facts["identity"]["recipe"]["network"]["strides"]
    del facts["place"]["critic_sum"]
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
    train_whole_and_stopped(make_anywhere_recipe(), make_two_sets(), tmp_path, 5,
                            "epoch 2 after step 2 of 4")


def test_other_random_holes_are_another_recipe(tmp_path):
    recipe, images = make_anywhere_recipe(epochs=1), make_two_sets()
    list(train_network(recipe, images, tmp_path, progress=False))
    other = dataclasses.replace(recipe, random_holes=RandomHoles(sides=(4, 9)))
    with pytest.raises(CheckpointError, match="begun with another recipe"):
        list(train_network(other, images, tmp_path, progress=False))


def test_two_runs_do_not_share_a_folder(tmp_path):
    recipe, images = make_recipe(), make_training_images()
    first = train_network(recipe, images, tmp_path, progress=False)
    next(first)
    with pytest.raises(OSError, match="Another run .* is using the folder"):
        next(train_network(recipe, images, tmp_path, progress=False))
    assert [row["epoch"] for row in first] == [2]
    assert list(train_network(recipe, images, tmp_path, progress=False)) == []


@pytest.mark.parametrize("index", [0, 1])
def test_of_the_workers_of_a_run_the_chief_alone_holds_its_folder(tmp_path, monkeypatch, index):
    def prepare(run):
        raise Stopped
    monkeypatch.setattr(loop._Run, "prepare", prepare)
    with hold_folder(tmp_path), pytest.raises(OSError if index == 0 else Stopped):
        next(train_network(make_recipe(), make_training_images(), tmp_path,
                           worker=Worker(index, 2)))


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
    (dict(recipe=make_recipe(seed=2, epochs=3)),
     r"another recipe: \[training\] seed was 1 and is 2; \[training\] epochs was 1 and is 3\. Ch"),
    (dict(recipe=dataclasses.replace(make_recipe(epochs=1), name="other", hole=Hole(20, 12, 8, 8))),
     r"name was 'tiny' and is 'other'; \[hole\] height was 16 and is 8; \[hole\] width was 16 and"),
    (dict(images=make_training_images(16)), r"begun with other images .*\[12, 4, .* now \[16, 4, "),
])
def test_a_folder_of_another_run(tmp_path, change, complaint):
    start = dict(recipe=make_recipe(epochs=1), images=make_training_images(), folder=tmp_path)
    list(train_network(**start, progress=False))
    with pytest.raises(CheckpointError, match=complaint):
        list(train_network(**{**start, **change}, progress=False))


OTHER_FACTS = [
    (lambda facts: facts.clear(), "does not say what run it is of"),
    (lambda facts: facts.update(identity=[]), "does not say what run it is of"),
    (lambda facts: facts["identity"].pop("images"), "does not say what run it is of"),
    (lambda facts: facts["identity"].update(recipe=7), "does not say what run it is of"),
    (lambda facts: facts["identity"]["recipe"].update(name={}), "does not say what run it is of"),
    (lambda facts: facts["identity"]["recipe"].update(cure={"all": 1}),
     r"another recipe: cure was {'all': 1} and is None"),
    (lambda facts: facts.pop("place"), "another version of this library"),
    (lambda facts: facts.update(place=[1]), "another version of this library"),
    (lambda facts: facts["place"].pop("rows"), "another version of this library"),
    (lambda facts: facts["place"].update(step="two"), "another version of this library"),
    (lambda facts: facts["place"].update(moon=1), "another version of this library"),
]


def test_a_checkpoint_with_other_facts(tmp_path):
    recipe, images = make_recipe(epochs=1), make_training_images()
    list(train_network(recipe, images, tmp_path, progress=False))
    arrays, facts = read_checkpoint(tmp_path / CHECKPOINT)
    for change, complaint in OTHER_FACTS:
        changed = copy.deepcopy(facts)
        change(changed)
        write_checkpoint(tmp_path / CHECKPOINT, arrays.items(), changed)
        with pytest.raises(CheckpointError, match=complaint):
            list(train_network(recipe, images, tmp_path, progress=False))


@pytest.mark.parametrize("change, complaint", [
    (dict(hole=None), "table .random_holes., and every other with .hole.; got 'pocket'"),
    (dict(network=Network("pokett")), "kind must be one of"),
    (dict(training=Training(learning_rate=float("nan"))), "learning_rate must be at least"),
])
def test_a_recipe_written_in_python_is_checked_as_one_in_a_file(tmp_path, change, complaint):
    recipe = dataclasses.replace(make_recipe(), **change)
    with pytest.raises(RecipeError, match=f"The recipe 'tiny': .*{complaint}"):
        list(train_network(recipe, make_training_images(), tmp_path / "run", progress=False))
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("images, error, complaint", [
    (make_training_images(3), ValueError, "3 images to train on, fewer than one batch of 4"),
    (TrainingImages(*[make_images(4) / 255] * 3), TypeError, "uint8"),
    (TrainingImages(*[make_images(4)[0]] * 3), ValueError, "colour images"),
    (TrainingImages(*[make_images(4, 24)] * 3), ValueError, "does not fit"),
])
def test_images_that_cannot_be_trained_on(tmp_path, images, error, complaint):
    with pytest.raises(error, match=complaint):
        list(train_network(make_recipe(), images, tmp_path, progress=False))
