"""The intervals hold what they promise, and a pair of scores is never torn apart."""

import numpy as np
import pytest

from inpaint_lib.evaluation.intervals import (bootstrap_difference, bootstrap_mean,
                                              bootstrap_ratio, draw_means)


def test_the_interval_of_a_mean_has_the_known_width():
    scores = np.random.default_rng(0).normal(5, 2, 400)
    mean, low, high = bootstrap_mean(scores)
    half = 1.96 * scores.std() / np.sqrt(400)
    assert mean == pytest.approx(scores.mean())
    assert low == pytest.approx(mean - half, abs=0.02)
    assert high == pytest.approx(mean + half, abs=0.02)


def test_the_interval_covers_the_true_mean_in_about_95_of_100_cases():
    rng = np.random.default_rng(1)
    covered = [low <= 1 <= high for _, low, high in
               (bootstrap_mean(rng.exponential(1, 60)) for _ in range(200))]
    assert 0.88 <= np.mean(covered) <= 0.99


def test_pairs_stay_together():
    rng = np.random.default_rng(2)
    hard = rng.exponential(1, 300)
    ratio, low, high = bootstrap_ratio(0.9 * hard + rng.normal(0, 0.01, 300), hard)
    assert 0.88 < low < ratio < high < 0.92
    _, loose_low, loose_high = bootstrap_ratio(0.9 * rng.permutation(hard), hard)
    assert loose_high - loose_low > 10 * (high - low)


def test_a_difference_is_that_of_the_pairs():
    rng = np.random.default_rng(4)
    hard = rng.exponential(1, 300)
    gains = rng.normal(0.05, 0.1, 300)
    mean, low, high = bootstrap_difference(hard + gains, hard)
    assert mean == pytest.approx(gains.mean())
    half = 1.96 * gains.std() / np.sqrt(300)
    assert (low, high) == pytest.approx((mean - half, mean + half), abs=0.002)


def test_the_seed_decides_and_the_order_does_not():
    scores = np.random.default_rng(3).random(50)
    assert bootstrap_mean(scores) == bootstrap_mean(scores)
    assert bootstrap_mean(scores) != bootstrap_mean(scores, seed=1)


@pytest.mark.parametrize("count", [7, 1400])
def test_every_draw_has_as_many_images(count):
    draws = draw_means([np.ones(count), np.arange(count)], draws=50)
    assert draws.shape == (2, 50)
    np.testing.assert_allclose(draws[0], 1)
    np.testing.assert_allclose(draws[1] * count, np.rint(draws[1] * count))


@pytest.mark.parametrize("columns, words", [
    ([[1, 2], [1, 2, 3]], "for the same images"), ([[]], "for the same images"),
    ([[[1, 2]]], "for the same images"), ([[1, np.nan]], "no number")])
def test_wrong_columns_are_refused(columns, words):
    with pytest.raises(ValueError, match=words):
        draw_means(columns)
