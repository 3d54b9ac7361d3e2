"""Pixel models from the rim inwards: what they may read, and what they get right."""

import numpy as np
import pytest

from inpaint_lib.fills.classical import fill_mean
from inpaint_lib.fills.inwards import (fill_inwards, fit_window_model, make_inwards_fill,
                                       number_rings)
from inpaint_lib.fills.pixels import fill_pixels, make_lattice_mask
from inpaint_lib.holes import Hole, make_mask
from inpaint_lib.models.patches import MEAN_OF_EIGHT
from inpaint_lib.models.pixel import LinearModel

NOISE = np.random.default_rng(0).random((24, 30, 3)).astype(np.float32)
MASK = make_mask(Hole(6, 8, 9, 11), 24, 30)
MODELS = {8: LinearModel(MEAN_OF_EIGHT), 24: LinearModel(np.full(24, 1 / 24))}

both_sizes = pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)


def fill_one_by_one(image, mask, model):
    """The same rule, written pixel by pixel."""
    values, known = 255.0 * image.astype(np.float64), ~mask
    margin = int(np.sqrt(model.n_neighbours + 1)) // 2
    height, width, channels = image.shape
    while not known.all():
        ring = [(row, column) for row, column in np.argwhere(~known)
                if known[max(row - 1, 0):row + 2, max(column - 1, 0):column + 2].any()]
        found = {}
        for row, column in ring:
            window = [(row + down, column + right) for down in range(-margin, margin + 1)
                      for right in range(-margin, margin + 1) if (down, right) != (0, 0)]
            is_known = [0 <= r < height and 0 <= c < width and known[r, c] for r, c in window]
            mean = np.mean([values[place] for place, is_one in zip(window, is_known) if is_one], 0)
            neighbours = np.array([values[place] if is_one else mean
                                   for place, is_one in zip(window, is_known)])
            found[row, column] = np.clip(model.predict(neighbours.T), 0, 255)
        for place, value in found.items():
            values[place], known[place] = value, True
    return values / 255


@both_sizes
@pytest.mark.parametrize("hole", [Hole(6, 8, 9, 11), Hole(0, 20, 7, 10), Hole(0, 0, 24, 9)])
def test_rings_are_filled_as_the_rule_says(model, hole):
    mask = make_mask(hole, 24, 30)
    slow = fill_one_by_one(NOISE, mask, model)
    np.testing.assert_allclose(fill_inwards(NOISE, mask, model), slow, atol=1e-6)


def test_single_pixels_are_filled_as_in_chapter_2():
    mask, model = make_lattice_mask(24, 30), LinearModel(np.linspace(0, 1 / 12, 24), 3.0)
    np.testing.assert_allclose(fill_inwards(NOISE, mask, model), fill_pixels(NOISE, mask, model),
                               atol=1e-6)


def test_several_holes_of_any_shape():
    mask = np.random.default_rng(1).random((24, 30)) < 0.6
    filled = fill_inwards(NOISE, mask, MODELS[8])
    np.testing.assert_allclose(filled, fill_one_by_one(NOISE, mask, MODELS[8]), atol=1e-6)


def make_waves(count):
    """Smooth images, each of one wave."""
    rows, columns = np.mgrid[:32, :32]
    rng = np.random.default_rng(2)
    slopes, phases = rng.uniform(-0.15, 0.15, (count, 2, 1, 1)), rng.uniform(0, 6, (count, 1, 1))
    waves = 127 + 100 * np.sin(slopes[:, 0] * rows + slopes[:, 1] * columns + phases)
    return np.repeat(waves[..., np.newaxis], 3, axis=-1).astype(np.uint8)


@pytest.mark.parametrize("size", [3, 5])
def test_a_fitted_model_beats_the_mean_on_smooth_images(size):
    images = make_waves(60)
    fill, mask = make_inwards_fill(images[:50], size), make_mask(Hole(12, 12, 8, 8), 32, 32)
    tests = images[50:] / np.float32(255)
    own, mean = (np.mean([((one(image, mask) - image)[mask] ** 2).mean() for image in tests])
                 for one in (fill, fill_mean))
    assert own < mean


def test_the_fit_is_that_of_all_the_drawn_patches():
    images = make_waves(20)
    model = fit_window_model(images, 3, patches_per_image=30)
    assert model.weights.shape == (8,) and 0.95 < model.weights.sum() < 1.05
    again, other = (fit_window_model(images, 3, 30, seed) for seed in (0, 1))
    assert (again.weights == model.weights).all() and (other.weights != model.weights).any()


@pytest.mark.parametrize("images, size, error, words", [
    (np.zeros((2, 9, 9, 3)), 3, TypeError, "uint8"), (np.zeros((9, 9, 3), np.uint8), 3, TypeError,
                                                    "batch"),
    (np.zeros((2, 9, 9, 3), np.uint8), 4, ValueError, "odd"),
    (np.zeros((2, 9, 9, 3), np.uint8), 11, ValueError, "from 3 to 9")])
def test_wrong_images_or_sizes_are_refused(images, size, error, words):
    with pytest.raises(error, match=words):
        fit_window_model(images, size)


def test_a_model_that_does_not_surround_a_pixel_is_refused():
    with pytest.raises(ValueError, match="7 neighbours"):
        fill_inwards(NOISE, MASK, LinearModel([1 / 7] * 7))


def test_rings_are_numbered_from_the_rim_inwards():
    mask = np.zeros((12, 14), bool)
    mask[2:9, 3:8] = mask[0, 13] = mask[10:, :2] = True
    rings = number_rings(mask)
    assert np.array_equal(rings > 0, mask) and rings.max() == 3
    left, number = mask.copy(), 0
    while left.any():
        number += 1
        near = np.lib.stride_tricks.sliding_window_view(np.pad(~left, 1), (3, 3)).any(axis=(2, 3))
        assert np.array_equal(left & near, rings == number)
        left &= ~near


@pytest.mark.parametrize("mask, error, message", [
    (np.ones((4, 4), bool), ValueError, "Everything is missing"),
    (np.ones((4, 4)), TypeError, "bool"), (np.zeros((2, 4, 4), bool), ValueError, "One mask")])
def test_rings_of_nonsense_are_refused(mask, error, message):
    with pytest.raises(error, match=message):
        number_rings(mask)
