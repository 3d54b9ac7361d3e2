"""Convolution, pooling and transposed convolution give Keras's numbers; partial convolution."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import correlate

from inpaint_lib.models.convolution import (add_partial_convolution, convolve, convolve_partially,
                                            convolve_transposed, pool_max)

RNG = np.random.default_rng(0)

MEAN = np.full((3, 3), 1 / 9)


def apply_layer(layer, image, stencil=None):
    """Run one Keras layer on one image (H, W, C), with its weights set."""
    layer.build((None, *image.shape))
    if stencil is not None:
        layer.set_weights([stencil])
    return np.asarray(layer(image[np.newaxis].astype(np.float32)))[0]


def test_convolve_is_keras_convolution():
    layers = pytest.importorskip("keras").layers
    image, stencils = RNG.normal(size=(9, 7, 3)), RNG.normal(size=(3, 3, 3, 2))
    theirs = apply_layer(layers.Conv2D(2, 3, use_bias=False), image, stencils)
    ours = np.stack([convolve(image, stencils[..., number]) for number in range(2)], axis=-1)
    assert np.abs(ours - theirs).max() < 1e-5


def test_padding_same_is_a_rim_of_zeros():
    layers = pytest.importorskip("keras").layers
    image, stencil = RNG.normal(size=(6, 6)), RNG.normal(size=(3, 3))
    theirs = apply_layer(layers.Conv2D(1, 3, padding="same", use_bias=False),
                         image[..., np.newaxis], stencil[..., np.newaxis, np.newaxis])
    assert np.abs(convolve(np.pad(image, 1), stencil) - theirs[..., 0]).max() < 1e-5


@settings(max_examples=30)
@given(st.integers(1, 4), st.integers(1, 4), st.integers(4, 9), st.integers(4, 9))
def test_convolve_is_scipys_correlation(height, width, rows, columns):
    image, stencil = RNG.normal(size=(rows, columns)), RNG.normal(size=(height, width))
    assert np.allclose(convolve(image, stencil), correlate(image, stencil, mode="valid"))


def test_pool_max_is_keras_pooling():
    layers = pytest.importorskip("keras").layers
    image = RNG.normal(size=(8, 7, 3))
    for size in (2, 3):
        theirs = apply_layer(layers.MaxPooling2D(size), image)
        assert np.abs(pool_max(image, size) - theirs).max() < 1e-6


def test_pool_max_keeps_the_type():
    assert pool_max(np.zeros((4, 4), np.uint8)).dtype == np.uint8


@pytest.mark.parametrize("stride", [1, 2, 3])
def test_convolve_transposed_is_keras_layer(stride):
    layers = pytest.importorskip("keras").layers
    image, stencil = RNG.normal(size=(5, 4)), RNG.normal(size=(3, 3))
    theirs = apply_layer(layers.Conv2DTranspose(1, 3, strides=stride, use_bias=False),
                         image[..., np.newaxis], stencil[..., np.newaxis, np.newaxis])
    assert np.abs(convolve_transposed(image, stencil, stride) - theirs[..., 0]).max() < 1e-5


def test_it_is_the_transpose_of_the_convolution():
    # <convolve(x), y> = <x, convolve_transposed(y)> for every x and y.
    stencil, x, y = RNG.normal(size=(3, 3)), RNG.normal(size=(8, 9)), RNG.normal(size=(6, 7))
    assert np.isclose((convolve(x, stencil) * y).sum(), (x * convolve_transposed(y, stencil)).sum())


@pytest.mark.parametrize("call, words", [
    (lambda: convolve(np.ones((2, 2)), np.ones((3, 3))), r"\(3, 3\) does not fit \(2, 2\)"),
    (lambda: convolve(np.ones((5, 5, 3)), np.ones((3, 3))), "does not fit"),
    (lambda: pool_max(np.ones((1, 5))), "No cell of 2x2 pixels fits"),
    (lambda: convolve_transposed(np.ones((2, 2)), np.ones((3, 3)), 0), "at least 1, got 0"),
])
def test_wrong_input_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()


@pytest.fixture(scope="module")
def picture():
    rng = np.random.default_rng(0)
    return rng.random((8, 8)), (rng.random((8, 8)) < 0.4).astype(float)


def test_with_equal_weights_it_is_the_mean_of_the_known(picture):
    image, known = picture
    result, _ = convolve_partially(image, known, MEAN)
    window = np.s_[2:5, 3:6]
    assert known[window].sum() not in (0, 9)
    assert result[3, 4] == pytest.approx(image[window][known[window] == 1].mean())


def test_weights_belong_to_their_places(picture):
    image, _ = picture
    stencil = np.arange(9.0).reshape(3, 3)
    result, _ = convolve_partially(image, np.ones((8, 8)), stencil)
    assert result[3, 4] == pytest.approx((image[2:5, 3:6] * stencil).sum())


def test_missing_values_are_not_looked_at(picture):
    image, known = picture
    spoilt = np.where(known, image, np.nan)
    np.testing.assert_array_equal(convolve_partially(spoilt, known, MEAN)[0],
                                  convolve_partially(image, known, MEAN)[0])


def test_flat_stays_flat_wherever_something_is_known(picture):
    _, known = picture
    result, known_after = convolve_partially(np.full((8, 8), 0.7), known, MEAN)
    np.testing.assert_allclose(result[known_after == 1], 0.7)


def test_a_hole_loses_one_pixel_on_each_side():
    known = np.ones((12, 12))
    known[3:9, 3:9] = 0
    left = []
    for _ in range(3):
        _, known = convolve_partially(known, known, MEAN)
        left.append(int((known == 0).sum()))
    assert left == [16, 4, 0]


def test_where_nothing_is_known_it_gives_zero():
    result, known_after = convolve_partially(np.ones((3, 9)), np.eye(1, 27).reshape(3, 9), MEAN)
    assert known_after[0].tolist() == [1, 1] + [0] * 7
    assert not result[known_after == 0].any()


@pytest.mark.parametrize("shapes", [((4, 4), (4, 5), (3, 3)), ((4, 4), (4, 4), (2, 3)),
                                    ((4, 4), (4, 4), (3, 4))])
def test_shapes_that_do_not_fit(shapes):
    with pytest.raises(ValueError, match="one shape and odd sides"):
        convolve_partially(*map(np.ones, shapes))


def test_the_layers_compute_what_the_loop_does(picture):
    import keras

    image, known = picture
    entries = keras.Input((8, 8, 2)), keras.Input((8, 8, 1))
    model = keras.Model(entries, add_partial_convolution(*entries, filters=3))
    kernel, bias = model.trainable_weights
    bias.assign(np.array([0.5, -0.25, 2.0]).reshape(bias.shape))
    two = np.stack([image, image[::-1]], axis=-1)
    sums, known_after = model([two[np.newaxis], known[np.newaxis, ..., np.newaxis]])
    for place, shift in enumerate((0.5, -0.25, 2.0)):
        # Over both channels; the mask is that of the picture.
        slow = sum(convolve_partially(two[..., channel], known, kernel.numpy()[..., channel, place])
                   [0] for channel in (0, 1))
        expected = convolve_partially(image, known, MEAN)[1]
        np.testing.assert_allclose(np.asarray(sums)[0, ..., place], slow + shift * expected,
                                   atol=1e-5)
        np.testing.assert_array_equal(np.asarray(known_after)[0, ..., 0], expected)


def test_the_counting_is_not_trained():
    import keras

    entries = keras.Input((8, 8, 2)), keras.Input((8, 8, 1))
    model = keras.Model(entries, add_partial_convolution(*entries, filters=3, stride=2))
    assert [part.shape for part in model.outputs] == [(None, 4, 4, 3), (None, 4, 4, 1)]
    assert len(model.trainable_weights) == 2 and len(model.non_trainable_weights) == 1
