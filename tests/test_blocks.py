"""The blocks that both networks are built of."""

import keras
import numpy as np
import pytest

from inpaint_lib.blocks import convolve, double, halve, refine


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
