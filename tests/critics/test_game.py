"""What the players see and lose, in numbers that can be worked out by hand."""

import numpy as np
import pytest

from inpaint_lib.critics import game
from inpaint_lib.holes import Hole

IMAGES = np.random.default_rng(0).random((2, 32, 32, 3)).astype(np.float32)


def test_the_critic_sees_squares_where_they_belong():
    squares = np.full((2, 8, 8, 3), 0.5, np.float32)
    shown, real = map(np.asarray, game.show_square(squares, IMAGES, Hole(10, 12, 8, 8)))
    pasted = IMAGES.copy()
    pasted[:, 10:18, 12:20] = 0.5
    np.testing.assert_allclose(shown[..., :3], pasted[:, 6:22, 8:24], atol=1e-6)
    np.testing.assert_array_equal(real[..., :3], IMAGES[:, 6:22, 8:24])
    for seen in (shown, real):
        assert seen[..., 3].sum() == 2 * 64 and (seen[:, 4:12, 4:12, 3] == 1).all()


def test_the_critic_sees_fills_and_truth_with_the_same_mask():
    masks = np.zeros((2, 32, 32, 1), np.float32)
    shown, real = map(np.asarray, game.show_filled(1 - IMAGES, IMAGES, masks + 1))
    np.testing.assert_array_equal(shown, np.concatenate([1 - IMAGES, masks + 1], -1))
    np.testing.assert_array_equal(real, np.concatenate([IMAGES, masks + 1], -1))


def test_answers_near_the_hole_count_and_others_do_not():
    masks = np.zeros((1, 32, 32, 1), np.float32)
    masks[0, 9, 17] = 1
    weights = np.asarray(game.weigh_answers(masks, 8))[0, ..., 0]
    wanted = np.zeros((8, 8))
    wanted[1:4, 3:6] = 64 / 9
    np.testing.assert_allclose(weights, wanted, rtol=1e-6)


def test_the_critic_s_loss_is_the_hinge():
    real, painted = np.float32([[2, 0.5]]), np.float32([[-3, 0]])
    assert float(game.measure_critic_loss(real, painted)) == pytest.approx(0.25 + 0.5)
    assert float(game.measure_critic_loss(real, painted, np.float32([[2, 0]]))) == 0
    assert float(game.measure_critic_loss(real, painted, np.float32([[0, 2]]))) == pytest.approx(
        0.5 + 1)


def test_the_painter_wants_answers_above_0():
    assert float(game.measure_deceit(np.float32([1, 4]))) == -2.5
    assert float(game.measure_deceit(np.float32([1, 4]), np.float32([2, 0]))) == -1


def test_matching_is_the_mean_over_layers_of_mean_distances():
    real = [np.float32([0, 0, 0, 0]), np.float32([1])]
    assert float(game.measure_matching(real, [np.float32([1, -1, 2, 0]), np.float32([4])])) == 2
