"""Partial convolution: by hand, in a loop, and as layers of a network."""

import numpy as np
import pytest

from inpaint_lib.partial_convolutions import add_partial_convolution, convolve_partially

MEAN = np.full((3, 3), 1 / 9)


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
