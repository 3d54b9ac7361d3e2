"""Choosing among equals flatters, the more so the more there are and the fewer the images."""

import numpy as np
import pytest

from inpaint_lib.evaluation.choosing import simulate_choosing

RNG = np.random.default_rng(0)
HARD = RNG.exponential(1, 600)
PAIR = [HARD * RNG.lognormal(0, 0.5, 600) for _ in range(2)]


def test_without_a_choice_nothing_is_flattered():
    choice = simulate_choosing(*PAIR, n_models=1, n_images=100, draws=2000)
    assert choice.kindness == pytest.approx(0, abs=1e-12)


def test_more_models_and_fewer_images_flatter_more():
    few = simulate_choosing(*PAIR, n_models=3, n_images=100).kindness
    many = simulate_choosing(*PAIR, n_models=30, n_images=100).kindness
    many_images = simulate_choosing(*PAIR, n_models=30, n_images=300).kindness
    assert 0 < few < many and 0 < many_images < many


def test_fresh_images_tell_what_every_model_is_worth():
    choice = simulate_choosing(*PAIR, n_models=30, n_images=100)
    assert choice.fresh.mean() == pytest.approx(np.mean(PAIR), rel=0.02)
    assert choice.seen.shape == choice.fresh.shape == (1000,)


def test_where_the_two_models_agree_there_is_nothing_to_choose():
    assert simulate_choosing(HARD, HARD, 30, 300).kindness == pytest.approx(0, abs=1e-12)


def test_the_seed_decides():
    first, again, other = (simulate_choosing(*PAIR, 3, 50, 20, seed).seen for seed in (0, 0, 1))
    assert (first == again).all() and (first != other).any()


@pytest.mark.parametrize("errors, rival, n_models, n_images, words", [
    ([1, 2], [1], 2, 1, "same images"), ([1, np.nan], [1, 2], 2, 1, "no number"),
    ([1, 2], [1, 2], 0, 1, "at least 1 model"), ([1, 2], [1, 2], 2, 2, "1 to 1 images")])
def test_wrong_numbers_are_refused(errors, rival, n_models, n_images, words):
    with pytest.raises(ValueError, match=words):
        simulate_choosing(errors, rival, n_models, n_images)
