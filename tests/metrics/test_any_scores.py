"""Any array through every score: a right number, or an error in words of the course."""

import traceback
import warnings

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from inpaint_lib.holes import Hole
from inpaint_lib.metrics import errors
from inpaint_lib.metrics.depth import profile_errors
from inpaint_lib.metrics.eyes import score_eyes
from inpaint_lib.metrics.grain import map_grain
from inpaint_lib.metrics.seam import compare_jumps, mse_rim
from inpaint_lib.metrics.sharpness import compare_sharpness, correlate_edges
from tests.any_arrays import NOT_WANTED, draw_images, draw_masks


def as_squares(score):
    """Score one image as a batch of one, whose hole is all of it."""
    def scored(fill, truth, mask):
        return score(fill[np.newaxis], truth[np.newaxis], Hole(0, 0, *(*fill.shape, 1, 1)[:2]))
    return scored


EVERY = {
    "mse_hole": errors.mse_hole, "rmse_hole": errors.rmse_hole, "psnr_hole": errors.psnr_hole,
    "ssim_hole": errors.ssim_hole, "mse_hole_each": lambda fill, truth, mask: errors.mse_hole_each(
        fill[np.newaxis], truth[np.newaxis], mask),
    "mse_image": lambda fill, truth, _: errors.mse_image(fill, truth),
    "ssim_image": lambda fill, truth, _: errors.ssim_image(fill, truth),
    "mse_rim": mse_rim, "compare_jumps": compare_jumps,
    "compare_sharpness": as_squares(lambda fill, truth, _: compare_sharpness(fill, truth)),
    "correlate_edges": as_squares(lambda fill, truth, _: correlate_edges(fill, truth)),
    "profile_errors": as_squares(profile_errors),
    "score_eyes": as_squares(lambda fill, truth, hole: score_eyes(
        fill, truth, hole, np.full((1, 7, 2), 2.0), np.ones(1), 64, 64).mse),
    "map_grain": lambda fill, truth, _: map_grain(truth, 2),
}
MAY_BE_NO_NUMBER = ("compare_jumps", "compare_sharpness", "psnr_hole")
"""The truth may have no step and no edge, and no error has no end of decibels."""

FORMULAS = {
    "mse_hole": lambda error, mask: (error[mask] ** 2).mean(),
    "mse_hole_each": lambda error, mask: (error[mask] ** 2).mean(),
    "rmse_hole": lambda error, mask: 255 * np.sqrt((error[mask] ** 2).mean()),
    "mse_image": lambda error, mask: (error ** 2).mean(),
}


@settings(max_examples=500, derandomize=True, deadline=None)
@given(st.data(), st.sampled_from(sorted(EVERY)))
def test_every_score_is_right_or_says_why_not(data, name):
    truth = data.draw(draw_images())
    mask = data.draw(draw_masks(truth.shape))
    fill = np.random.default_rng(0).normal(0.5, 0.2, truth.shape).clip(-1, 2).astype(
        truth.dtype if truth.dtype.kind == "f" else float)
    if data.draw(st.integers(0, 9)) == 0 and fill.size:
        fill.flat[0] = data.draw(st.sampled_from([*NOT_WANTED[:4], -1.5, 2.5]))
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        try:
            score = EVERY[name](fill, truth, mask)
        except (ValueError, TypeError) as error:
            assert "inpaint_lib" in traceback.extract_tb(error.__traceback__)[-1].filename
            assert len(str(error)) > 40
            return
    assert np.isfinite(truth).all() and 0 <= truth.min() and truth.max() <= 1
    assert name in MAY_BE_NO_NUMBER or np.isfinite(score).all()
    if name in FORMULAS:
        error = fill.astype(float) - truth.astype(float)
        np.testing.assert_allclose(score, FORMULAS[name](error, mask), rtol=1e-6)
