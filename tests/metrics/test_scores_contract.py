"""What every score keeps to: wrong values and shapes are named, and no wrong number comes out."""

import numpy as np
import pytest

from inpaint_lib.holes import Hole, make_mask
from inpaint_lib.metrics import errors
from inpaint_lib.metrics.depth import profile_errors
from inpaint_lib.metrics.eyes import score_eyes
from inpaint_lib.metrics.features import (build_species_network, cut_windows, measure_accuracy,
                                          measure_feature_distance)
from inpaint_lib.metrics.grain import find_quietest, map_grain, measure_grain
from inpaint_lib.metrics.seam import compare_jumps, measure_jumps, mse_rim
from inpaint_lib.metrics.sharpness import compare_sharpness, correlate_edges

HOLE = Hole(24, 20, 16, 16)
MASK = make_mask(HOLE, 64, 64)
TRUTH = np.random.default_rng(0).random((64, 64, 3), dtype=np.float32)
FILL = np.where(MASK[:, :, np.newaxis], TRUTH[::-1], TRUTH)
EYES = np.full((1, 7, 2), 30.0)
NETWORK = build_species_network()


def cut(image):
    return image[np.newaxis, *HOLE.slices]


def see(fill, truth):
    return measure_feature_distance(cut(fill), truth[np.newaxis], HOLE, NETWORK)


OF_IMAGES = {
    "mse_hole": lambda fill, truth: errors.mse_hole(fill, truth, MASK),
    "mse_hole_each": lambda fill, truth: errors.mse_hole_each(fill[None], truth[None], MASK),
    "rmse_hole": lambda fill, truth: errors.rmse_hole(fill, truth, MASK),
    "psnr_hole": lambda fill, truth: errors.psnr_hole(fill, truth, MASK),
    "ssim_hole": lambda fill, truth: errors.ssim_hole(fill, truth, MASK),
    "mse_image": errors.mse_image, "psnr_image": errors.psnr_image, "ssim_image": errors.ssim_image,
    "mse_rim": lambda fill, truth: mse_rim(fill, truth, MASK),
    "compare_jumps": lambda fill, truth: compare_jumps(fill, truth, MASK),
    "compare_sharpness": lambda fill, truth: compare_sharpness(cut(fill), cut(truth)),
    "correlate_edges": lambda fill, truth: correlate_edges(cut(fill), cut(truth)),
    "profile_errors": lambda fill, truth: profile_errors(cut(fill), cut(truth), HOLE),
    "score_eyes": lambda fill, truth: score_eyes(cut(fill), cut(truth), HOLE, EYES,
                                                 np.array([4.0]), 64, 64).mse,
    "measure_feature_distance": see,
}
"""By name: (fill, truth), both (64, 64, 3), to a score."""

OF_ONE = {
    "cut_windows": lambda image: cut_windows(image[np.newaxis]),
    "measure_accuracy": lambda image: measure_accuracy(NETWORK, image[np.newaxis], ["fox"]),
    "measure_grain": measure_grain, "map_grain": map_grain, "find_quietest": find_quietest,
}
"""By name: what looks at one picture, uint8 or float."""

WRONG = {200.0: "values from .* to 200 in the .*as_float", -1.5: r"from -1\.5 to .*np\.clip",
         2.5: r" to 2\.5 in ", np.nan: "NaN, which is no number", np.inf: "to inf in",
         -np.inf: "from -inf to"}
every_score = pytest.mark.parametrize("name", OF_IMAGES)
every_value = pytest.mark.parametrize("value, words", WRONG.items(), ids=str)


def spoil(image, value):
    """Return a copy with one value changed, in the hole, at its rim and near an eye."""
    copy = image.copy()
    copy[30, 20, 1] = value
    return copy


@every_score
@every_value
def test_a_fill_that_holds_no_colours_is_refused(name, value, words):
    with pytest.raises(ValueError, match=words):
        OF_IMAGES[name](spoil(FILL, value), TRUTH)


@every_score
@pytest.mark.parametrize("value", [*WRONG, -0.25, 1.0000002])
def test_a_truth_is_numbers_from_0_to_1(name, value):
    with pytest.raises(ValueError, match=r"in the (truth|images); wanted numbers in \[0, 1\]|NaN"):
        OF_IMAGES[name](FILL, spoil(TRUTH, value))


@every_score
def test_a_fill_that_overshoots_a_little_is_scored(name):
    for value in (-1, 2):
        assert np.isfinite(OF_IMAGES[name](spoil(FILL, value), TRUTH)).all()
    assert np.isfinite(OF_IMAGES[name](FILL, TRUTH)).all()


@every_score
@pytest.mark.parametrize("dtype", [np.float16, np.float64, np.longdouble, ">f4"])
def test_floats_of_every_length_are_scored_alike(name, dtype):
    scored = OF_IMAGES[name](FILL.astype(dtype), TRUTH.astype(dtype))
    np.testing.assert_allclose(scored, OF_IMAGES[name](FILL, TRUTH), rtol=0.02, atol=1e-4)


@every_score
def test_whole_numbers_are_no_fill(name):
    with pytest.raises(TypeError, match="are uint8|is uint8"):
        OF_IMAGES[name]((FILL * 255).astype(np.uint8), TRUTH)


@every_score
def test_shapes_that_differ_are_named(name):
    with pytest.raises(ValueError, match=r"has shape \(.*but truth has \("):
        OF_IMAGES[name](FILL[:, :, :1], TRUTH)


@pytest.mark.parametrize("score", [
    lambda empty: errors.mse_image(empty, empty), lambda empty: errors.psnr_image(empty, empty),
    lambda empty: compare_sharpness(empty[None], empty[None])])
def test_nothing_has_no_score(score):
    with pytest.raises(ValueError, match="no pixel to compare"):
        score(np.zeros((0, 9, 3)))


@pytest.mark.parametrize("name", OF_ONE)
@pytest.mark.parametrize("value", [*WRONG, -0.25, 1.0000002])
def test_a_picture_that_is_looked_at_is_uint8_or_from_0_to_1(name, value):
    with pytest.raises(ValueError, match=r"wanted numbers in \[0, 1\]"):
        OF_ONE[name](spoil(TRUTH, value))
    with pytest.raises(TypeError, match="wanted uint8 .0 to 255. or float"):
        OF_ONE[name]((255 * TRUTH).astype(int))


def test_a_seam_is_that_of_one_picture():
    with pytest.raises(ValueError, match="one image"):
        measure_jumps(TRUTH[np.newaxis], MASK)
    with pytest.raises(ValueError, match="NaN"):
        measure_jumps(spoil(TRUTH, np.nan), MASK)


def test_a_decibel_of_no_number_is_refused():
    with pytest.raises(ValueError, match="got nan"):
        errors.measure_psnr(float("nan"))
