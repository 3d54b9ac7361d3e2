"""Convolution, pooling and transposed convolution: the numbers of Keras's own layers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import correlate

from inpaint_lib.convolutions import convolve, convolve_transposed, pool_max

RNG = np.random.default_rng(0)


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
