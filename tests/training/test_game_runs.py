"""Runs against a critic: two players, one checkpoint."""

import csv
import dataclasses

import numpy as np
import pytest

from inpaint_lib.critics.adversary import Adversary
from inpaint_lib.critics.players import Players
from inpaint_lib.holes import Hole
from inpaint_lib.models.weights import load_network
from inpaint_lib.training import loop
from inpaint_lib.training.build import build_network
from inpaint_lib.training.checkpoints import read_checkpoint
from inpaint_lib.training.loop import CHECKPOINT, TrainingError, train_network
from inpaint_lib.training.recipes import Network
from inpaint_lib.training.steps import compile_game_step
from tests.training.tiny_runs import (make_anywhere_recipe, make_recipe, make_training_images,
                                      make_two_sets, read_history, train_whole_and_stopped)

HOLE = Hole(16, 16, 16, 16)


def make_game(begin=1, epochs=3, training=(), **adversary):
    training = {"averaging": .9, "schedule": "cosine", "gradient_limit": 1.0, **dict(training)}
    return dataclasses.replace(
        make_recipe(epochs=epochs, **training), hole=HOLE,
        network=Network("compact", window=48, widths=(8, 8, 8), depths=(1, 1, 1)),
        adversary=Adversary(**{"matching": .1, "begin": begin, "filters": (4, 4), **adversary}))


@pytest.mark.parametrize("n_made, where", [
    (1, "epoch 1 after step 2"), (4, "epoch 2 after step 2"), (6, "epoch 3 after step 1")])
def test_a_stopped_game_goes_on_from_the_very_step(tmp_path, n_made, where):
    recipe, images = make_game(), make_training_images()
    whole, rest = train_whole_and_stopped(recipe, images, tmp_path, n_made, f"{where} of 3")
    for key in ("train_loss", "choosing_loss", "critic_loss", "learning_rate"):
        assert rest[-1][key] == pytest.approx(whole[-1][key], abs=1e-6)
    arrays, _ = read_checkpoint(tmp_path / "whole" / CHECKPOINT)
    assert {name.split("/")[0] for name in arrays} == {
        "network", "average", "optimiser", "critic", "directions", "critic_optimiser",
        "game_optimiser"}


def test_a_stopped_game_with_holes_anywhere_goes_on_from_the_very_step(tmp_path):
    recipe = dataclasses.replace(make_anywhere_recipe(), adversary=Adversary(filters=(4, 4)))
    train_whole_and_stopped(recipe, make_two_sets(), tmp_path, 5, "epoch 2 after step 2 of 4")


def test_the_critic_comes_when_the_painter_s_own_schedule_is_over(tmp_path):
    images = make_training_images()
    rows = list(train_network(make_game(begin=2), images, tmp_path / "game", progress=False))
    alone = dataclasses.replace(make_game(epochs=2), adversary=None)
    of_alone = list(train_network(alone, images, tmp_path / "alone", progress=False))
    for row, other in zip(rows, of_alone, strict=False):
        for key in ("train_loss", "choosing_loss", "learning_rate"):
            assert row[key] == pytest.approx(other[key], rel=1e-5)
    assert [row["critic_loss"] for row in rows[:2]] == [None, None]
    # A critic that says 0 to everything loses 1 on each side.
    assert rows[2]["critic_loss"] == pytest.approx(2, abs=0.3)
    assert rows[2]["learning_rate"] == pytest.approx(2e-4)
    assert [row["critic_loss"] for row in read_history(tmp_path / "game")] == [
        "", "", str(rows[2]["critic_loss"])]
    with open(tmp_path / "alone" / "history.csv", encoding="utf-8") as file:
        assert "critic_loss" not in next(csv.reader(file))


def test_with_a_critic_the_best_epoch_is_the_last(tmp_path):
    # So large a weight that the error grows.
    recipe = make_game(begin=0, weight=100.0, learning_rate=1e-2, training={"averaging": 0.0})
    rows = list(train_network(recipe, make_training_images(), tmp_path, progress=False))
    assert rows[-1]["choosing_loss"] > rows[0]["choosing_loss"]
    best, last = (load_network(tmp_path / f"{name}.keras") for name in ("best", "network"))
    for one, other in zip(best.weights, last.weights, strict=True):
        np.testing.assert_array_equal(one.numpy(), other.numpy())
    assert read_checkpoint(tmp_path / CHECKPOINT)[1]["place"]["best_epoch"] == 3


def test_a_critic_that_has_won(tmp_path, monkeypatch):
    recipe, images = make_game(), make_training_images()
    with monkeypatch.context() as patch:
        patch.setattr(loop, "WON", 10.0)
        with pytest.raises(TrainingError, match="critic has won in epoch 2: its mean loss is .*"
                                                "network of epoch 1.*Lower critic_rate"):
            list(train_network(recipe, images, tmp_path, progress=False))
    assert [row["epoch"] for row in read_history(tmp_path)] == ["1"]
    assert [row["epoch"] for row in train_network(recipe, images, tmp_path, progress=False)
            ] == [2, 3]


def test_a_game_whose_loss_is_no_number(tmp_path):
    recipe = make_game(epochs=20, learning_rate=999.0)
    with pytest.raises(TrainingError, match="no longer a number in epoch .*Lower learning_rate"):
        list(train_network(recipe, make_training_images(), tmp_path, progress=False))


def test_one_step_of_each_player():
    """By gradient descent with rate 1 a step is the gradient, here taken by the long way."""
    import keras
    import tensorflow as tf

    recipe = make_game(weight=0.5, training={"averaging": 0.5, "gradient_limit": 0.0})
    images = make_training_images().fitting[:4]
    network, average = (build_network(recipe, 48) for _ in range(2))
    players = Players(recipe, 48, *(keras.optimizers.SGD(rate) for rate in (1e-12, 1.0)))
    before = [one.numpy() for one in network.trainable_variables]
    kernels = [one.numpy() for one in players.kernels]
    strategy = tf.distribute.get_strategy()
    make_step = compile_game_step(network, average, players, recipe, strategy)
    mse, critic_loss, n_stop = make_step(images, np.ones((4, 1, 1, 3), np.float32), None, None,
                                         np.float32(0.25), np.float32(1))
    assert n_stop == 1
    # The critic stays what it is but for the division, which the painter's step already sees.
    for kernel, divided in zip(kernels, players.kernels, strict=True):
        ratio = kernel / divided.numpy()
        assert np.ptp(ratio) < 1e-3 * ratio.mean()
        assert np.linalg.svd(kernel.reshape(-1, kernel.shape[-1]),
                             compute_uv=False)[0] >= ratio.mean() - 1e-4
    after = [one.numpy() for one in network.trainable_variables]
    for weight, value in zip(network.trainable_variables, before, strict=True):
        weight.assign(value)
    truth = tf.constant(images / np.float32(255))
    mask = np.zeros((4, 48, 48, 1), np.float32)
    mask[:, 16:32, 16:32] = 1
    with tf.GradientTape() as tape:
        squares = network(truth * (1 - mask))
        painted = truth * (1 - mask) + tf.pad(squares, [[0, 0], [16, 16], [16, 16], [0, 0]])
        seen, real = (tf.concat([one, mask], -1)[:, 8:40, 8:40] for one in (painted, truth))
        answers, *inner = players.critic(seen)
        wanted = players.critic(real)[1:]
        error = tf.reduce_mean((squares - truth[:, 16:32, 16:32]) ** 2)
        loss = (error - 0.5 * tf.reduce_mean(answers) + 0.1 * tf.add_n([
            tf.reduce_mean(tf.abs(one - other)) for one, other in zip(inner, wanted, strict=True)
        ]) / len(inner))
    assert float(mse) == pytest.approx(float(error), rel=1e-4)
    gradients = tape.gradient(loss, network.trainable_variables)
    assert max(np.abs(one).max() for one in gradients) > 1e-3
    for one, other, gradient in zip(before, after, gradients, strict=True):
        np.testing.assert_allclose(one - other, gradient, atol=1e-5)
    for mean, one, other in zip(average.trainable_variables, before, after, strict=True):
        np.testing.assert_allclose(mean.numpy(), 0.25 * one + 0.75 * other, atol=1e-6)
    for variable, value in zip(players.kernels, kernels, strict=True):
        variable.assign(value)
    of_real, of_fill = (players.critic(one)[0] for one in (real, seen))
    assert float(critic_loss) == pytest.approx(float(
        tf.reduce_mean(tf.nn.relu(1 - of_real)) + tf.reduce_mean(tf.nn.relu(1 + of_fill))),
        rel=1e-5)
