"""The compact network and its blocks: its size, what it sees, the smooth fill it starts from."""

import keras
import numpy as np
import pytest

from inpaint_lib.holes import PAPER_16, PAPER_32, Hole, crop_hole, cut_hole
from inpaint_lib.models.compact import build_compact_network, convolve, double, halve, refine

CENTRED_32 = Hole(48, 48, 32, 32)


@pytest.mark.parametrize("hole", [PAPER_16, PAPER_32, CENTRED_32, Hole(56, 56, 16, 16)])
def test_at_most_a_million_weights(hole):
    network = build_compact_network(hole)
    assert network.count_params() <= 1_000_000
    assert network.input_shape == (None, 128, 128, 3)
    assert network.output_shape == (None, hole.height, hole.width, 3)


@pytest.fixture(scope="module")
def small_network():
    """A small network whose weights are no longer at their first values."""
    network = build_compact_network(Hole(26, 22, 16, 16), 64, 48, (4, 4, 4))
    rng = np.random.default_rng(0)
    for variable in network.trainable_variables:
        variable.assign_add(rng.normal(0, .1, variable.shape))
    return network


def test_it_cannot_see_under_the_hole(small_network):
    images = np.random.default_rng(1).random((2, 64, 64, 3), np.float32)
    holed = cut_hole(images, Hole(26, 22, 16, 16))
    np.testing.assert_array_equal(small_network(images), small_network(holed))


def test_it_sees_the_whole_window_and_nothing_else(small_network):
    image = np.full((1, 64, 64, 3), .5, np.float32)
    before = np.asarray(small_network(image))
    for row, column, is_seen in ((10, 6, True), (57, 53, True), (9, 30, False), (30, 54, False)):
        changed = image.copy()
        changed[0, row, column] = 1
        assert (np.asarray(small_network(changed)) != before).any() == is_seen


def test_brighter_in_brighter_out(small_network):
    images = .5 * np.random.default_rng(2).random((2, 64, 64, 3), np.float32)
    brighter = np.asarray(small_network(images + np.float32(.25)))
    np.testing.assert_allclose(brighter, np.asarray(small_network(images)) + .25, atol=1e-5)


def test_untrained_it_continues_a_slope():
    slope = np.linspace(0, 1, 128, dtype=np.float32).reshape(1, 1, 128, 1).repeat(128, 1)
    image = slope.repeat(3, axis=-1)
    square = np.asarray(build_compact_network(CENTRED_32)(cut_hole(image, CENTRED_32)))
    np.testing.assert_allclose(square, crop_hole(image, CENTRED_32), atol=.02)


@pytest.mark.parametrize("hole, options, complaint", [
    (Hole(40, 40, 20, 20), {}, "squares of 16, 32"),
    (Hole(40, 40, 16, 32), {}, "squares of 16, 32"),
    (PAPER_32, dict(window=100), "plus 32, 48"),
    (PAPER_32, dict(window=48), "plus 32, 48"),
    (PAPER_32, dict(window=128), "reaches beyond the image"),
    (PAPER_32, dict(widths=(8, 8)), "widths wants three numbers"),
    (PAPER_32, dict(depths=(1, 0, 1)), "depths wants three numbers"),
])
def test_sizes_that_do_not_fit(hole, options, complaint):
    with pytest.raises(ValueError, match=complaint):
        build_compact_network(hole, **options)


def build(make, *shapes):
    inputs = [keras.Input(shape) for shape in shapes]
    outputs = make(*inputs)
    return keras.Model(inputs if len(inputs) > 1 else inputs[0], outputs)


def draw_cells(*shape):
    return np.random.default_rng(0).normal(size=(2, *shape)).astype(np.float32)


def test_refining_begins_by_changing_nothing_and_can_learn():
    cells = draw_cells(8, 6, 5)
    network = build(lambda x: refine(keras.layers, x), (8, 6, 5))
    np.testing.assert_array_equal(network(cells), cells)
    network.weights[2].assign_add(np.full(network.weights[2].shape, .1, np.float32))
    assert (np.asarray(network(cells)) != cells).any()


@pytest.mark.parametrize("make, factor", [
    (lambda x: convolve(keras.layers, x, 7), 1), (lambda x: halve(keras.layers, x, 7), 2),
    (lambda x: convolve(keras.layers, x, 7, 8, 4), 4)])
def test_sizes_of_grids(make, factor):
    assert build(make, (8, 12, 5)).output_shape == (None, 8 // factor, 12 // factor, 7)


def test_doubling_adds_both_grids():
    network = build(lambda x, finer: double(keras.layers, x, 4, finer), (4, 4, 3), (8, 8, 2))
    coarse, fine = draw_cells(4, 4, 3), draw_cells(8, 8, 2)
    both, only_coarse, only_fine, none = (
        np.asarray(network([coarse * use_coarse, fine * use_fine]))
        for use_coarse, use_fine in ((1, 1), (1, 0), (0, 1), (0, 0)))
    assert both.shape == (2, 8, 8, 4)
    assert (only_coarse != none).any() and (only_fine != none).any()
    np.testing.assert_allclose(both + none, only_coarse + only_fine, atol=1e-5)
