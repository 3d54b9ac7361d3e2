"""The paper's autoencoder: its size, its shapes, and the errors of a wrong size."""

import numpy as np
import pytest

from inpaint_lib.models.autoencoder import (PAPER_PARAMETERS, build_autoencoder,
                                            build_paper_network, build_pocket_network,
                                            build_text_network)


def list_layers(network, kind):
    return [layer for layer in network.layers if type(layer).__name__ == kind]


@pytest.mark.parametrize("hole_size", [16, 32])
def test_paper_network_is_the_one_of_the_diagrams(hole_size):
    network = build_paper_network(hole_size)
    assert network.count_params() == PAPER_PARAMETERS == 34_704_938
    assert network.input_shape == (None, 128, 128, 3)
    assert network.output_shape == (None, hole_size, hole_size, 3)
    assert [layer.filters for layer in list_layers(network, "Conv2D")] == [64, 32]
    assert [layer.units for layer in list_layers(network, "Dense")] == [1024, 1024]
    transposed = list_layers(network, "Conv2DTranspose")
    assert [layer.filters for layer in transposed] == [3, 64, 128, 3, 3]
    assert [layer.strides[0] for layer in transposed] == [1, 1, 1, 2, hole_size // 16]
    largest = max(layer.count_params() for layer in network.layers)
    assert largest == 128 // 4 * 128 // 4 * 32 * 1024 + 1024


@pytest.mark.parametrize("hole_size, n_transposed", [(16, 4), (32, 5)])
def test_text_network_is_the_one_of_the_words(hole_size, n_transposed):
    network = build_text_network(hole_size)
    assert network.output_shape == (None, hole_size, hole_size, 3)
    assert len(list_layers(network, "Conv2D")) == len(list_layers(network, "MaxPooling2D")) == 3
    assert [layer.units for layer in list_layers(network, "Dense")] == [2048, 2048]
    assert len(list_layers(network, "Conv2DTranspose")) == n_transposed


@pytest.mark.parametrize("hole_size", [8, 16, 32, 64])
def test_pocket_network_paints_any_hole_of_its_kind(hole_size):
    network = build_pocket_network(hole_size, image_size=32)
    square = np.asarray(network(np.ones((2, 32, 32, 3), np.float32)))
    assert square.shape == (2, hole_size, hole_size, 3)
    assert square.min() >= 0


@pytest.mark.parametrize("change, complaint", [
    (dict(hole_size=24), "strides lead from 8 to 32 pixels, but the hole has 24"),
    (dict(latent=(1024, 100)), "multiple of 64"),
    (dict(latent=()), "multiple of 64"),
    (dict(image_size=30), "multiple of 4; got 30"),
    (dict(encoder=(64, 0)), "Every number in encoder must be at least 1"),
    (dict(decoder=((3, 2), (4, 2))), "must have 3 filters"),
])
def test_sizes_that_do_not_fit(change, complaint):
    with pytest.raises(ValueError, match=complaint):
        build_autoencoder(**{"hole_size": 32, **change})


@pytest.mark.parametrize("change, complaint", [
    (dict(hole_size=16.0), "hole_size must be a whole number"),
    (dict(encoder=(64.5,)), "Every number in encoder must be a whole number"),
    (dict(decoder=(3, 64)), "pairs"),
])
def test_sizes_of_the_wrong_kind(change, complaint):
    with pytest.raises(TypeError, match=complaint):
        build_autoencoder(**{"hole_size": 32, **change})


@pytest.mark.parametrize("build, hole_size", [
    (build_paper_network, 64), (build_text_network, 8), (build_pocket_network, 20)])
def test_holes_that_a_network_does_not_have(build, hole_size):
    with pytest.raises(ValueError, match=f"{hole_size}"):
        build(hole_size)
