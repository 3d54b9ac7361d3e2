"""Any array through every fill: a right result, or an error in words of the course."""

import traceback
import warnings

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from inpaint_lib.fills.attention import attend, copy_patches
from inpaint_lib.fills.any_size import fill_picture
from inpaint_lib.fills.guided import doubt_by_spread, fill_guided
from inpaint_lib.fills.inwards import fill_inwards
from inpaint_lib.fills.pixels import fill_pixels
from inpaint_lib.fills.untrained import EXEMPLARS, FILLS
from inpaint_lib.models.patches import MEAN_OF_EIGHT
from inpaint_lib.models.pixel import LinearModel
from tests.any_arrays import draw_images, draw_masks

EIGHT = LinearModel(MEAN_OF_EIGHT)


def fill_and_copy(image, mask):
    half = np.where(mask[:, :, np.newaxis], np.float32(0.5), image).astype(image.dtype)
    return copy_patches(image, mask, attend(half, mask, window=4, cell=2))


def overshoot(images, masks):
    return images + np.random.default_rng(0).normal(0, 1, images.shape).astype(np.float32)


EVERY = FILLS | EXEMPLARS | {
    "any size": lambda image, mask: fill_picture(image, mask, overshoot),
    "inwards": lambda image, mask: fill_inwards(image, mask, EIGHT),
    "guided": lambda image, mask: fill_guided(image, mask, EIGHT, doubt_by_spread)[0],
    "pixels": lambda image, mask: fill_pixels(image, mask, EIGHT),
}


def fill_or_refuse(fill, image, mask):
    """Return the filled image, or None where it is refused by the course's own code."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        try:
            return fill(image, mask)
        except (ValueError, TypeError) as error:
            assert "inpaint_lib" in traceback.extract_tb(error.__traceback__)[-1].filename
            assert len(str(error)) > 40
            return None


def check_filled(filled, image, mask, dtype):
    assert filled.shape == image.shape and filled.dtype == dtype
    np.testing.assert_array_equal(filled[~mask], image[~mask].astype(dtype))
    assert np.isfinite(filled).all() and 0 <= filled.min() and filled.max() <= 1


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.data(), st.sampled_from(sorted(EVERY)))
def test_every_fill_does_right_or_says_why_not(data, name):
    image = data.draw(draw_images())
    mask = data.draw(draw_masks(image.shape))
    before = image.copy(), mask.copy()
    filled = fill_or_refuse(EVERY[name], image, mask)
    if filled is not None:
        check_filled(filled, image, mask, np.float32 if name == "pixels" else image.dtype)
    np.testing.assert_array_equal(image, before[0])
    np.testing.assert_array_equal(mask, before[1])


@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.data())
def test_what_the_attention_copies_is_a_colour(data):
    image = data.draw(draw_images(wrong=False))
    mask = data.draw(draw_masks(image.shape, wrong=False))
    filled = fill_or_refuse(fill_and_copy, image, mask)
    if filled is not None:
        check_filled(filled, image, mask, image.dtype)
