"""Guided filling: the surest pixels first, and plain rings where nothing is chosen."""

import numpy as np
import pytest

from inpaint_lib.fills.guided import (INNER_EIGHT, doubt_by_count, doubt_by_disagreement,
                                      doubt_by_spread, fill_guided)
from inpaint_lib.fills.inwards import fill_inwards, fit_window_model, number_rings
from inpaint_lib.models.pixel import LinearModel


@pytest.fixture(scope="module")
def picture():
    rng = np.random.default_rng(0)
    image, mask = rng.random((20, 22, 3)), np.zeros((20, 22), bool)
    mask[4:13, 6:15], mask[0:3, 0:5], mask[17:, 20:] = True, True, True
    return image, mask


@pytest.fixture(scope="module")
def models():
    images = np.random.default_rng(1).integers(0, 256, (3, 24, 24, 3), dtype=np.uint8)
    return [fit_window_model(images, size) for size in (3, 5)]


@pytest.mark.parametrize("which", [0, 1])
def test_keeping_all_fills_ring_after_ring(picture, models, which):
    filled, rounds = fill_guided(*picture, models[which], None, keep=1)
    np.testing.assert_allclose(filled, fill_inwards(*picture, models[which]), atol=1e-12)
    np.testing.assert_array_equal(rounds, number_rings(picture[1]))


@pytest.mark.parametrize("measure", [doubt_by_count, doubt_by_spread, "disagreement"])
def test_known_pixels_stay_and_all_is_filled(picture, models, measure):
    image, mask = picture
    measure = doubt_by_disagreement(models[0]) if measure == "disagreement" else measure
    spoilt = np.where(mask[..., np.newaxis], np.nan, image)
    filled, rounds = fill_guided(spoilt, mask, models[1], measure, keep=0.3)
    np.testing.assert_array_equal(filled[~mask], image[~mask])
    assert np.isfinite(filled).all() and ((rounds > 0) == mask).all()
    assert rounds.max() > number_rings(mask).max()


def test_the_surest_come_first():
    image, mask = np.zeros((5, 9, 1)), np.zeros((5, 9), bool)
    mask[2, 2:7] = True
    image[:, :4] = np.random.default_rng(2).random((5, 4, 1))
    image[:, 4:] = 0.5
    _, rounds = fill_guided(image, mask, LinearModel([1 / 8] * 8), doubt_by_spread, keep=0.4)
    # Two of the five a round, on the even side.
    assert rounds[2, 5] == rounds[2, 6] == 1 and rounds[2, 2] > 1


def test_the_share_is_rounded_up():
    image, mask = np.zeros((3, 7, 1)), np.zeros((3, 7), bool)
    mask[1, 1:6] = True
    rounds = fill_guided(image, mask, LinearModel([1 / 8] * 8), doubt_by_count, keep=0.01)[1]
    assert sorted(rounds[1, 1:6].tolist()) == [1, 2, 3, 4, 5]


def test_spread_ignores_what_is_not_known():
    neighbours = np.array([[[10.0], [20.0], [999.0]]])
    assert doubt_by_spread(neighbours, np.array([[True, True, False]]), None).tolist() == [5.0]


def test_disagreement_asks_the_small_model_for_the_inner_eight():
    window = np.zeros((5, 5))
    window[1:4, 1:4] = 8.0
    neighbours = np.delete(window.ravel(), 12)[np.newaxis, :, np.newaxis]
    assert np.delete(np.arange(25), 12)[list(INNER_EIGHT)].tolist() == [6, 7, 8, 11, 13, 16, 17, 18]
    measure = doubt_by_disagreement(LinearModel([1 / 8] * 8))
    assert measure(neighbours, None, np.array([[3.0]])).tolist() == [5.0]


@pytest.mark.parametrize("keep", [0, -0.5, 1.5])
def test_keep_is_a_share(picture, models, keep):
    with pytest.raises(ValueError, match="share"):
        fill_guided(*picture, models[0], doubt_by_count, keep=keep)


def test_neighbours_that_surround_nothing(picture):
    with pytest.raises(ValueError, match="do not surround"):
        fill_guided(*picture, LinearModel([1.0] * 7), doubt_by_count)
