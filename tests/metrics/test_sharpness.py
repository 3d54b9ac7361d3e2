"""Blur lowers the sharpness, moved edges the correlation; the truth itself gets 1."""

import cv2
import numpy as np
import pytest

from inpaint_lib.metrics.sharpness import compare_sharpness, correlate_edges, measure_edges


@pytest.fixture
def truth():
    noise = np.random.default_rng(0).random((4, 24, 24, 3))
    return np.stack([cv2.GaussianBlur(one, (0, 0), 1.5) for one in noise])


def blur(squares, sigma):
    return np.stack([cv2.GaussianBlur(one, (0, 0), sigma) for one in squares])


def test_a_slope_has_the_same_edge_everywhere():
    slope = np.linspace(0, 1, 11)[np.newaxis, np.newaxis, :, np.newaxis] * np.ones((1, 5, 11, 3))
    np.testing.assert_allclose(measure_edges(slope), 0.1)
    np.testing.assert_allclose(measure_edges(slope.swapaxes(1, 2)), 0.1)


def test_the_truth_scores_1_and_a_flat_fill_0(truth):
    flat = np.full_like(truth, 0.4)
    np.testing.assert_allclose(compare_sharpness(truth, truth), 1)
    np.testing.assert_allclose(correlate_edges(truth, truth), 1)
    assert compare_sharpness(flat, truth).max() == 0
    assert correlate_edges(flat, truth).tolist() == [0] * 4


def test_more_blur_is_less_sharp(truth):
    scores = [compare_sharpness(blur(truth, sigma), truth).mean() for sigma in (0.5, 1, 2, 4)]
    assert scores == sorted(scores, reverse=True) and scores[-1] < 0.1


def test_edges_in_another_place_do_not_correlate(truth):
    assert abs(correlate_edges(truth[::-1], truth).mean()) < 0.2
    np.testing.assert_allclose(compare_sharpness(truth[::-1], truth).prod(), 1)


def test_a_truth_without_edges_gives_no_number():
    flat = np.full((1, 4, 4, 3), 0.5)
    assert np.isnan(compare_sharpness(flat, flat)).all()


@pytest.mark.parametrize("function", [compare_sharpness, correlate_edges])
def test_shapes_must_agree(function, truth):
    with pytest.raises(ValueError, match="truth has"):
        function(truth[:2], truth)


def test_one_square_is_no_batch(truth):
    with pytest.raises(ValueError, match=r"wanted \(N, H, W, C\)"):
        measure_edges(truth[0])
