"""The losses of both players, and what the critic cannot see."""

import dataclasses

import numpy as np
import pytest

from inpaint_lib.critics.adversary import Adversary
from inpaint_lib.critics.players import Players
from inpaint_lib.holes import Hole
from tests.training.tiny_runs import make_anywhere_recipe, make_recipe

RNG = np.random.default_rng(0)
IMAGES, FILLED = (RNG.random((2, 32, 32, 3)).astype(np.float32) for _ in range(2))
ADVERSARY = Adversary(weight=0.5, matching=0.25, filters=(4, 4))


def make_players(recipe, image_size=32, **changes):
    adversary = dataclasses.replace(ADVERSARY, **changes)
    return Players(dataclasses.replace(recipe, adversary=adversary), image_size, None, None)


def test_the_losses_of_squares():
    hole = Hole(8, 8, 16, 16)
    players = make_players(dataclasses.replace(make_recipe(), hole=hole))
    mask = np.zeros((2, 32, 32, 1), np.float32)
    mask[:, 8:24, 8:24] = 1
    painted = IMAGES * (1 - mask) + FILLED * mask
    of_fill, of_truth = ([np.asarray(one) for one in players.critic(
        np.concatenate([images, mask], -1))] for images in (painted, IMAGES))
    squares = FILLED[:, 8:24, 8:24]
    assert float(players.measure_critic(squares, IMAGES, None)) == pytest.approx(
        np.maximum(1 - of_truth[0], 0).mean() + np.maximum(1 + of_fill[0], 0).mean(), rel=1e-5)
    distance = np.mean([np.abs(one - other).mean() for one, other in
                        zip(of_fill[1:], of_truth[1:], strict=True)])
    assert float(players.measure_painter(squares, IMAGES, None)) == pytest.approx(
        -0.5 * of_fill[0].mean() + 0.25 * distance, rel=1e-4)


def test_the_losses_of_holes_anywhere_are_of_what_is_near_them():
    players = make_players(make_anywhere_recipe(), matching=0.0)
    masks = np.zeros((2, 32, 32, 1), bool)
    masks[0, 9, 17] = masks[1, 0, 0] = True
    of_fill, of_truth = (np.asarray(players.critic(np.concatenate([images, masks], -1).astype(
        np.float32))[0])[..., 0] for images in (FILLED, IMAGES))

    def average(answers):
        return (answers[0, 1:4, 3:6].mean() + answers[1, :2, :2].mean()) / 2

    assert float(players.measure_painter(FILLED, IMAGES, masks)) == pytest.approx(
        -0.5 * average(of_fill), rel=1e-4)
    assert float(players.measure_critic(FILLED, IMAGES, masks)) == pytest.approx(
        average(np.maximum(1 - of_truth, 0)) + average(np.maximum(1 + of_fill, 0)), rel=1e-5)


@pytest.mark.parametrize("hole", [Hole(7, 8, 16, 16), Hole(8, 9, 16, 16)])
def test_a_hole_too_near_the_rim(hole):
    with pytest.raises(ValueError, match="sees 8 pixels around the hole, .* of 32x32 pixels"):
        make_players(dataclasses.replace(make_recipe(), hole=hole))
