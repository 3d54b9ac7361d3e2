"""The second network leaves known pixels alone, and copies from known cells only."""

import keras
import numpy as np
import pytest

from inpaint_lib.critics.refinement import (ATTENTION, attend_context, build_refinement,
                                             build_two_stages)
from inpaint_lib.models.weights import load_network, save_network

FILLED = np.random.default_rng(0).random((2, 32, 32, 3)).astype(np.float32)
MASKS = np.zeros((2, 32, 32, 1), np.float32)
MASKS[:, 9:19, 12:20] = 1


@pytest.mark.parametrize("attention", [True, False])
def test_it_begins_with_the_fill_and_changes_the_hole_alone(attention):
    keras.utils.set_random_seed(0)
    network = build_refinement(32, attention)
    np.testing.assert_array_equal(np.asarray(network([FILLED, MASKS])), FILLED)
    last, = (layer for layer in network.layers
             if isinstance(layer, keras.layers.Conv2D) and layer.filters == 3)
    last.kernel.assign(np.ones(last.kernel.shape))
    change = np.asarray(network([FILLED, MASKS])) - FILLED
    assert np.abs(change).max() > 1e-3
    assert (change[MASKS[..., 0] == 0] == 0).all()


def test_no_cell_looks_at_a_cell_with_a_missing_pixel():
    network = build_refinement(32)
    looks = np.array(keras.Model(network.inputs, network.get_layer(ATTENTION).output)(
        [FILLED, MASKS])).reshape(2, 64, 8, 8)
    np.testing.assert_allclose(looks.sum((2, 3)), 1, atol=1e-5)
    # Rows 9-18 and columns 12-19 lie in cells 2-4 and 3-4.
    assert looks[:, :, 2:5, 3:5].max() == 0
    looks[:, :, 2:5, 3:5] = 1
    assert looks.min() > 0


def test_where_all_known_cells_are_equal_their_mean_is_that_cell():
    cells, missing = keras.Input((8, 8, 5)), keras.Input((32, 32, 1))
    network = keras.Model([cells, missing], attend_context(keras.layers, cells, missing))
    given = np.tile(np.arange(5, dtype=np.float32), (2, 8, 8, 1))
    given[:, 2:5, 3:5] = 100
    heard = np.asarray(network([given, MASKS]))
    np.testing.assert_allclose(heard, np.broadcast_to(np.arange(5), heard.shape), atol=1e-4)


def test_both_stages_keep_known_pixels_and_come_back_from_a_file(tmp_path):
    network = build_two_stages(32)
    save_network(network, tmp_path / "network.keras")
    given = np.concatenate([FILLED, MASKS], -1)
    filled = np.asarray(load_network(tmp_path / "network.keras")(given))
    known = MASKS[..., 0] == 0
    np.testing.assert_array_equal(filled[known], FILLED[known])
    given[..., :3][~known] = 7
    np.testing.assert_array_equal(np.asarray(network(given)), filled)
