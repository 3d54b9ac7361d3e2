"""Five encoders: what they cost, what they see, and all else the same."""

from dataclasses import replace
from types import SimpleNamespace

import keras
import numpy as np
import pytest

from inpaint_lib.holes import Hole, cut_hole
from inpaint_lib.models.encoders import (BUDGETS, ENCODERS, Block, add_block, add_inception,
                                         build_classifier, build_encoder_network, choose_width,
                                         count_multiplications, cut_encoder, list_blocks,
                                         list_convolutions, list_kernels, split_inception)
from inpaint_lib.models.receptive_field import find_seen, measure_receptive_field, nudge_pixels
from inpaint_lib.models.weights import load_network, save_network

HOLES = {64: Hole(26, 27, 16, 16), 128: Hole(52, 54, 32, 32)}


@pytest.fixture(scope="module", params=[(kind, size) for size in HOLES for kind in ENCODERS],
                ids=lambda pair: "_".join(map(str, pair)))
def networks(request):
    """A network with the dense latent, and one without."""
    kind, size = request.param
    return kind, size, [build_encoder_network(kind, size, HOLES[size], dense)
                        for dense in (True, False)]


def test_all_cost_the_same(networks):
    kind, size, both = networks
    budget = BUDGETS["multiplications"][size]
    for network in both:
        assert network.output_shape == (None, size // 4, size // 4, 3)
        assert cut_encoder(network).output_shape == (None, 8, 8, 32)
        assert count_multiplications(cut_encoder(network)) == pytest.approx(budget, rel=0.05)
    dense, mixing = map(count_multiplications, both)
    assert dense == pytest.approx(mixing, rel=0.01)


def test_what_is_counted_by_hand_is_what_keras_has(networks):
    kind, size, (network, _) = networks
    found = list_convolutions(list_blocks(kind, size, choose_width(kind, size)), size)
    encoder = cut_encoder(network)
    assert sum((kernel ** 2 * given + 1) * filters for kernel, given, filters, _ in found) == (
        encoder.count_params())
    assert sum(kernel ** 2 * given * filters * side ** 2 for kernel, given, filters, side in
               found) == count_multiplications(encoder)


def test_untrained_the_membrane_comes_out_whatever_lies_under_the_hole(networks):
    _, size, both = networks
    slope = np.linspace(0, 1, size, dtype=np.float32).reshape(1, 1, size, 1)
    image = np.broadcast_to(slope, (1, size, size, 3))
    for network in both:
        square = np.asarray(network(cut_hole(image, HOLES[size])))
        np.testing.assert_allclose(square, image[:, *HOLES[size].slices], atol=0.03)


@pytest.mark.parametrize("kind", ENCODERS)
def test_matched_in_weights(kind):
    network = build_encoder_network(kind, 64, HOLES[64], match="weights", budget=100_000)
    assert cut_encoder(network).count_params() == pytest.approx(100_000, rel=0.05)


def test_the_paper_s_encoder_has_the_paper_s_filters():
    for size, filters in ((64, [64, 32, 16, 32]), (128, [64, 32, 16, 16, 32])):
        blocks = list_blocks("paper", size, choose_width("paper", size))
        assert [block.filters for block in blocks if block.kind == "convolution"] == filters


def test_plain_is_resnet_without_the_additions():
    plain, resnet = (list_convolutions(list_blocks(kind, 64, 16), 64)
                     for kind in ("plain", "resnet"))
    assert plain == resnet


@pytest.mark.parametrize("kind, size, field", [
    ("paper", 64, (22, 8)), ("paper", 128, (46, 16)), ("alexnet", 64, (99, 8)),
    ("alexnet", 128, (163, 16)), ("plain", 64, (127, 8)), ("resnet", 64, (127, 8)),
    ("googlenet", 64, (91, 8))])
def test_fields_worked_out_by_hand(kind, size, field):
    assert measure_receptive_field(list_kernels(list_blocks(kind, size, 16))) == field


@pytest.mark.parametrize("kind", ENCODERS)
def test_a_nudge_is_noticed_as_far_as_the_kernels_say(kind):
    """Behind six blocks; behind all of them a nudge at the rim is lost in rounding."""
    blocks = [replace(block, filters=8) for block in list_blocks(kind, 64, 8)[-7:-1]]
    # A mean instead of the maximum, and positive weights: nothing hides a nudge.
    layers = SimpleNamespace(**vars(keras.layers) |
                             {"MaxPooling2D": keras.layers.AveragePooling2D})
    image = x = keras.Input((64, 64, 8))
    for block in blocks:
        x = add_block(layers, x, block)
    network = keras.Model(image, x)
    network.set_weights([np.ones_like(weights) for weights in network.get_weights()])
    noticed = nudge_pixels(network, (2, 1)) > 0
    for axis, cell in ((1, 2), (0, 1)):
        seen = np.zeros(64, bool)
        seen[find_seen(list_kernels(blocks), cell)] = True
        assert np.array_equal(noticed.any(axis=axis), seen)


def spoil(network):
    rng = np.random.default_rng(0)
    for variable in network.trainable_variables:
        variable.assign_add(rng.normal(0, 0.02, variable.shape))


@pytest.mark.parametrize("dense", [True, False])
def test_only_the_dense_latent_hears_of_a_far_corner(dense):
    network = build_encoder_network("paper", 64, HOLES[64], dense)
    spoil(network)
    image = np.full((1, 64, 64, 3), 0.5, np.float32)
    before = np.asarray(network(image))
    for row, is_far in ((0, True), (24, False)):
        changed = image.copy()
        changed[0, row, row] = 1
        heard = (np.asarray(network(changed)) != before).any()
        assert heard == (dense or not is_far)


def test_a_block_looks_through_a_1x1_a_3x3_a_5x5_and_a_pooling():
    assert list(split_inception(256).values()) == [64, 96, 128, 16, 32, 32]
    assert [sum(split_inception(filters)[name] for name in ("1", "3", "5", "pooled"))
            for filters in (8, 9, 100, 257)] == [8, 9, 100, 257]
    cells = keras.Input((8, 8, 20))
    assert add_inception(keras.layers, cells, 64).shape == (None, 8, 8, 64)


def test_the_reductions_make_an_inception_block_cheap():
    """GoogLeNet's row 3a has 163,696 weights: the paper's table, 159K."""
    found = list_convolutions([Block("convolution", 192, 1), Block("inception", 256)], 28)[1:]
    assert sum((size ** 2 * given + 1) * filters for size, given, filters, _ in found) == 163_696
    assert sum((side * size) ** 2 * given * filters for size, given, filters, side in found) == (
        128_049_152)


def test_a_classifier_trains_the_network_s_own_encoder():
    network = build_encoder_network("alexnet", 64, HOLES[64])
    classifier = build_classifier(network, 7)
    images = np.random.default_rng(0).random((2, 64, 64, 3), np.float32)
    assert classifier(images).shape == (2, 7)
    encoder = cut_encoder(network)
    spoil(network)
    before = np.asarray(classifier(images)), np.asarray(network(images))
    for variable in encoder.trainable_variables:
        variable.assign_add(np.full(variable.shape, 0.05, np.float32))
    for model, was in zip((classifier, network), before, strict=True):
        assert (np.asarray(model(images)) != was).any()


def test_the_same_seed_gives_the_same_weights():
    first, second = [], []
    for found in (first, second):
        keras.utils.set_random_seed(3)
        found += build_encoder_network("googlenet", 64, HOLES[64]).get_weights()
    assert all(np.array_equal(*pair) for pair in zip(first, second, strict=True))


def test_it_can_be_saved_and_loaded(tmp_path):
    network = build_encoder_network("resnet", 64, HOLES[64], dense=False)
    spoil(network)
    save_network(network, tmp_path / "resnet.keras")
    images = np.random.default_rng(0).random((2, 64, 64, 3), np.float32)
    np.testing.assert_array_equal(load_network(tmp_path / "resnet.keras")(images), network(images))


def test_products_with_weights_are_counted():
    image = keras.Input((8, 8, 3))
    x = keras.layers.Conv2D(5, 3, strides=2, padding="same")(image)
    x = keras.layers.Conv2DTranspose(2, 4, strides=2, padding="same")(x)
    network = keras.Model(image, keras.layers.Dense(7)(keras.layers.Flatten()(x)))
    wanted = 16 * 9 * 3 * 5 + 16 * 16 * 5 * 2 + 128 * 7
    assert count_multiplications(network) == wanted
    outer = keras.Input((8, 8, 3))
    assert count_multiplications(keras.Model(outer, network(outer))) == wanted


@pytest.mark.parametrize("change, complaint", [
    (dict(kind="vgg"), "one of paper, plain, alexnet, googlenet, resnet, got 'vgg'"),
    (dict(image_size=96), "one of 64, 128, got 96"), (dict(match="time"), "got 'time'"),
    (dict(budget=100), "No width of 'paper' has 100 multiplications within 5%"),
    (dict(hole=Hole(20, 20, 18, 18)), "squares of 4, 8"),
    (dict(hole=Hole(20, 20, 16, 12)), "squares of 4, 8"),
    (dict(hole=Hole(8, 30, 16, 16)), "touches the outermost"),
    (dict(hole=Hole(30, 40, 16, 16)), "touches the outermost"),
])
def test_what_cannot_be_built(change, complaint):
    with pytest.raises(ValueError, match=complaint):
        build_encoder_network(**{"kind": "paper", "image_size": 64, "hole": HOLES[64], **change})


def test_an_inception_block_needs_filters_to_share_out():
    with pytest.raises(ValueError, match="at least 8 filters, got 7"):
        split_inception(7)
