"""The smooth fills, beyond what test_contract.py asks of every fill."""

import keras
import numpy as np
import pytest
from skimage import data

from inpaint_lib.fills.smooth import (TOTAL_VARIATION_STEPS, fill_membrane, fill_pull_push,
                                     fill_total_variation)
from inpaint_lib.holes import Hole, make_mask
from inpaint_lib.models.anywhere import fill_smoothly
from inpaint_lib.models.membrane import solve_smooth_weights

CAT = (data.chelsea()[60:124, 100:164] / 255).astype(np.float32)
HOLE = Hole(20, 24, 12, 10)
MASK = make_mask(HOLE, 64, 64)


@pytest.mark.parametrize("mask", [
    MASK, make_mask(Hole(0, 50, 9, 14), 64, 64), np.random.default_rng(2).random((64, 64)) < 0.6])
def test_each_pixel_of_the_membrane_is_the_mean_of_its_neighbours(mask):
    filled = np.pad(fill_membrane(CAT, mask).astype(float), ((1, 1), (1, 1), (0, 0)),
                    constant_values=np.nan)
    neighbours = np.nanmean([filled[:-2, 1:-1], filled[2:, 1:-1], filled[1:-1, :-2],
                             filled[1:-1, 2:]], axis=0)
    np.testing.assert_allclose(filled[1:-1, 1:-1][mask], neighbours[mask], atol=1e-6)


def test_the_membrane_is_that_of_the_weights_for_a_square():
    rows, columns = HOLE.slices
    ring = np.concatenate([CAT[HOLE.top - 1, columns], CAT[HOLE.bottom, columns],
                           CAT[rows, HOLE.left - 1], CAT[rows, HOLE.right]])
    wanted = (solve_smooth_weights(HOLE.height, HOLE.width) @ ring).reshape(12, 10, 3)
    np.testing.assert_allclose(fill_membrane(CAT, MASK)[HOLE.slices], wanted, atol=1e-5)


@pytest.mark.parametrize("mask", [MASK, np.random.default_rng(2).random((64, 64)) < 0.6])
def test_pull_push_is_where_the_network_anywhere_begins(mask):
    known = (~mask)[np.newaxis, :, :, np.newaxis].astype(np.float32)
    wanted = np.asarray(fill_smoothly(keras.layers, CAT[np.newaxis] * known, known))[0]
    np.testing.assert_allclose(fill_pull_push(CAT, mask), wanted, atol=1e-5)


def add_lengths(image):
    """Return the sum of the lengths of the gradients round the hole, all channels together."""
    image = image[HOLE.top - 1:HOLE.bottom + 1, HOLE.left - 1:HOLE.right + 1].astype(float)
    down, right = np.zeros_like(image), np.zeros_like(image)
    down[:-1], right[:, :-1] = np.diff(image, axis=0), np.diff(image, axis=1)
    return np.sqrt((down ** 2 + right ** 2).sum(axis=2)).sum()


def test_no_other_fill_has_less_total_variation():
    filled = fill_total_variation(CAT, MASK, steps=3000)
    least = add_lengths(filled)
    assert least < 0.98 * add_lengths(fill_membrane(CAT, MASK))
    rng = np.random.default_rng(5)
    for size in (0.003, 0.03):
        changed = filled + MASK[:, :, np.newaxis] * rng.normal(0, size, filled.shape)
        assert add_lengths(changed) > least
    # Nor when all of it moves towards another sensible fill.
    for other in (fill_membrane(CAT, MASK), CAT):
        assert add_lengths(0.9 * filled + 0.1 * other) > least


def test_the_usual_steps_are_nearly_enough():
    few, many = (add_lengths(fill_total_variation(CAT, MASK, steps=steps))
                 for steps in (TOTAL_VARIATION_STEPS, 3000))
    assert few < 1.01 * many
