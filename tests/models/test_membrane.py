"""The membrane: weights of its squares, and the paper's network upon it."""

import numpy as np
import pytest

from inpaint_lib.holes import Hole, cut_hole
from inpaint_lib.models.autoencoder import build_autoencoder
from inpaint_lib.models.compact import build_compact_network
from inpaint_lib.models.membrane import put_on_membrane, solve_smooth_weights
from inpaint_lib.models.weights import load_network, save_network

HOLE = Hole(24, 20, 16, 16)


@pytest.mark.parametrize("height, width", [(1, 1), (3, 5), (16, 16)])
def test_the_membrane_is_the_mean_of_its_neighbours(height, width):
    weights = solve_smooth_weights(height, width)
    np.testing.assert_allclose(weights.sum(axis=1), 1, atol=1e-5)
    ring = np.random.default_rng(3).random(2 * (height + width)).astype(np.float32)
    top, bottom = ring[:width], ring[width:2 * width]
    left, right = ring[2 * width:2 * width + height], ring[2 * width + height:]
    square = np.pad((weights @ ring).reshape(height, width), 1)
    square[0, 1:-1], square[-1, 1:-1], square[1:-1, 0], square[1:-1, -1] = top, bottom, left, right
    neighbours = square[:-2, 1:-1] + square[2:, 1:-1] + square[1:-1, :-2] + square[1:-1, 2:]
    np.testing.assert_allclose(square[1:-1, 1:-1], neighbours / 4, atol=1e-5)


def test_no_hole_no_membrane():
    with pytest.raises(ValueError, match="at least 1 row and 1 column, got 0x4"):
        solve_smooth_weights(0, 4)


@pytest.fixture
def image():
    rows, columns = np.mgrid[:64, :64].astype(np.float32) / 64
    return np.stack([rows, columns, .2 + rows * columns], axis=-1)[np.newaxis]


def measure_cells(square):
    """Return the means of a square's 4x4 cells."""
    return np.asarray(square).reshape(1, 4, 4, 4, 4, 3).mean(axis=(2, 4))


def test_a_network_upon_the_membrane_begins_as_the_membrane(image):
    network = put_on_membrane(build_autoencoder(16, (2,), (64,), ((3, 2),), image_size=64), HOLE)
    rows, columns = HOLE.slices
    ring = np.concatenate([image[:, HOLE.top - 1, columns], image[:, HOLE.bottom, columns],
                           image[:, rows, HOLE.left - 1], image[:, rows, HOLE.right]], axis=1)
    smooth = solve_smooth_weights(16, 16) @ ring[0]
    # Bilinear drawing of the cells moves their means a little.
    np.testing.assert_allclose(measure_cells(network(cut_hole(image, HOLE)))[0],
                               measure_cells(smooth.reshape(1, 16, 16, 3))[0], atol=.03)


def test_a_network_upon_the_membrane_can_darken(image):
    network = put_on_membrane(build_autoencoder(16, (2,), (64,), ((3, 2),), image_size=64), HOLE)
    holed = cut_hole(image, HOLE)
    before = np.asarray(network(holed))
    network.layers[-2].layers[-1].bias.assign([-.2, .1, 0])
    np.testing.assert_allclose(np.asarray(network(holed)) - before,
                               np.broadcast_to([-.2, .1, 0], (1, 16, 16, 3)), atol=1e-6)


def test_a_network_upon_the_membrane_is_saved_and_loaded(image, tmp_path):
    network = put_on_membrane(build_autoencoder(16, (2,), (64,), ((3, 2),), image_size=64), HOLE)
    save_network(network, tmp_path / "network.keras")
    holed = cut_hole(image, HOLE)
    np.testing.assert_array_equal(load_network(tmp_path / "network.keras")(holed), network(holed))


def test_compact_upon_black_begins_black_and_knows_no_membrane(image):
    network = build_compact_network(HOLE, 64, 48, (4, 4, 4), base="black")
    assert not np.asarray(network(cut_hole(image, HOLE))).any()
    upon_membrane = build_compact_network(HOLE, 64, 48, (4, 4, 4))
    assert network.count_params() == upon_membrane.count_params()
    assert np.asarray(upon_membrane(cut_hole(image, HOLE))).min() > .1
