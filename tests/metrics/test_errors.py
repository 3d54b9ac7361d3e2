"""Scores: inside the hole they see only the hole; over the image they flatter by a known amount."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from skimage.metrics import mean_squared_error, peak_signal_noise_ratio, structural_similarity

from inpaint_lib.holes import PAPER_16, PAPER_32, Hole, crop_hole, make_mask
from inpaint_lib.metrics import errors

RNG = np.random.default_rng(0)
TRUTH = RNG.random((128, 128, 3)).astype(np.float32)


def spoil(hole, amount=0.1):
    mask = make_mask(hole, 128, 128)
    noise = RNG.normal(0, amount, TRUTH.shape).astype(np.float32)
    return np.where(mask[:, :, None], TRUTH + noise, TRUTH), mask


@pytest.mark.parametrize("hole, gain", [(PAPER_16, 18.1), (PAPER_32, 12.0)])
def test_the_whole_image_flatters_by_counting_pixels(hole, gain):
    fill, mask = spoil(hole)
    difference = errors.psnr_image(fill, TRUTH) - errors.psnr_hole(fill, TRUTH, mask)
    assert round(difference, 1) == gain
    assert difference == pytest.approx(10 * np.log10(128 ** 2 / mask.sum()))


def test_agrees_with_scikit_image_on_the_cropped_hole():
    fill, mask = spoil(PAPER_32)
    squares = crop_hole(TRUTH, PAPER_32), crop_hole(fill, PAPER_32)
    assert errors.mse_hole(fill, TRUTH, mask) == pytest.approx(mean_squared_error(*squares))
    assert errors.psnr_hole(fill, TRUTH, mask) == pytest.approx(
        peak_signal_noise_ratio(*squares, data_range=1), abs=1e-4)
    assert errors.rmse_hole(fill, TRUTH, mask) == pytest.approx(
        255 * np.sqrt(mean_squared_error(*squares)))


def test_ssim_is_that_of_the_hole_with_a_rim_of_three():
    fill, mask = spoil(PAPER_16)
    rim = Hole(PAPER_16.top - 3, PAPER_16.left - 3, 22, 22)
    wanted = structural_similarity(crop_hole(TRUTH, rim), crop_hole(fill, rim), win_size=7,
                                   data_range=1, channel_axis=-1)
    assert errors.ssim_hole(fill, TRUTH, mask) == pytest.approx(wanted, abs=1e-6)
    assert errors.ssim_image(fill, TRUTH) > errors.ssim_hole(fill, TRUTH, mask)


@given(st.integers(0, 2 ** 32 - 1), st.integers(1, 4))
def test_one_number_an_image_averages_to_the_batch(seed, count):
    rng = np.random.default_rng(seed)
    truth, fill = rng.random((2, count, 9, 8, 3))
    masks = rng.random((count, 9, 8)) < 0.5
    masks[:, 0, 0], masks[:, 0, 1] = True, False
    each = errors.mse_hole_each(fill, truth, masks)
    weights = masks.sum(axis=(1, 2))
    assert np.average(each, weights=weights) == pytest.approx(errors.mse_hole(fill, truth, masks))


def test_errors_outside_the_hole_do_not_count():
    fill, mask = spoil(PAPER_16)
    far = fill.copy()
    far[0, 0] += 1
    assert errors.mse_hole(far, TRUTH, mask) == errors.mse_hole(fill, TRUTH, mask)
    assert errors.mse_image(far, TRUTH) > errors.mse_image(fill, TRUTH)


def test_a_perfect_fill():
    mask = make_mask(PAPER_16, 128, 128)
    assert errors.psnr_hole(TRUTH, TRUTH, mask) == float("inf")
    assert errors.ssim_hole(TRUTH, TRUTH, mask) == pytest.approx(1)


@pytest.mark.parametrize("score, words", [
    (lambda: errors.mse_image(TRUTH, TRUTH[:-1]), r"\(128, 128, 3\).*\(127, 128, 3\)"),
    (lambda: errors.ssim_hole(TRUTH[None], TRUTH[None], np.eye(128, dtype=bool)), "one image"),
    (lambda: errors.mse_hole_each(TRUTH, TRUTH, np.eye(128, dtype=bool)), "takes a batch"),
    (lambda: errors.ssim_image(TRUTH[:6], TRUTH[:6]), "7x7.*6x128"),
    (lambda: errors.measure_psnr(-1.0), "negative"),
])
def test_wrong_input_is_named(score, words):
    with pytest.raises(ValueError, match=words):
        score()


def test_uint8_is_refused():
    with pytest.raises(TypeError, match="as_float"):
        errors.mse_image(TRUTH.astype(np.uint8), TRUTH.astype(np.uint8))
