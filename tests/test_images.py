"""Images and masks: conversions are exact, and wrong input is named."""

import numpy as np
import pytest

from inpaint_lib.images import as_float, as_uint8, check_images, check_mask


def test_every_uint8_value_survives_the_round_trip():
    values = np.arange(256, dtype=np.uint8)
    assert (as_uint8(as_float(values)) == values).all()
    assert as_float(values).dtype == np.float32


def test_dividing_twice_is_noticed():
    with pytest.raises(TypeError, match="uint8.*got float32"):
        as_float(np.zeros((2, 2, 3), dtype=np.float32))
    with pytest.raises(TypeError, match="float.*got uint8"):
        as_uint8(np.zeros((2, 2, 3), dtype=np.uint8))


@pytest.mark.parametrize("shape", [(4,), (4, 4, 2), (4, 4, 4), (2, 2, 4, 4, 3)])
def test_wrong_image_shapes_are_named(shape):
    with pytest.raises(ValueError, match=r"wanted \(height, width, channels\)"):
        check_images(np.zeros(shape))


def test_a_grey_image_without_channels_gets_advice():
    with pytest.raises(ValueError, match="newaxis"):
        check_images(np.zeros((4, 4)))


@pytest.mark.parametrize("mask, error, words", [
    (np.zeros((4, 4), dtype=np.uint8), TypeError, "bool with True = missing"),
    (np.zeros((4, 5), dtype=bool), ValueError, r"shape \(4, 5\)"),
    (np.zeros((4, 4), dtype=bool), ValueError, "no pixel is missing"),
    (np.ones((4, 4), dtype=bool), ValueError, "no pixel is known"),
])
def test_wrong_masks_are_named(mask, error, words):
    with pytest.raises(error, match=words):
        check_mask(mask, np.zeros((4, 4, 3)))


def test_one_empty_mask_in_a_batch_is_noticed():
    masks = np.zeros((2, 4, 4), dtype=bool)
    masks[0, 0, 0] = True
    with pytest.raises(ValueError, match="no pixel is missing"):
        check_mask(masks, np.zeros((2, 4, 4, 3)))
