"""A critic by itself: what it is shown, that it learns, and that it can be deceived."""

import numpy as np
import pytest

from inpaint_lib.critics.judging import ask_critic, deceive_critic, show_both, train_critic
from inpaint_lib.holes import Hole

HOLE = Hole(8, 8, 16, 16)


@pytest.fixture(scope="module")
def seen():
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (64, 32, 32, 3)).astype(np.uint8)
    return show_both(np.full((64, 16, 16, 3), 0.5), images, HOLE), images


@pytest.fixture(scope="module")
def critic(seen):
    return train_critic(*seen[0], n_steps=40)


def test_only_the_hole_differs(seen):
    (painted, real), images = seen
    assert painted.shape == (64, 32, 32, 4) and painted[..., 3].sum() == 64 * 256
    np.testing.assert_allclose(real[..., :3], images / 255, atol=1e-6)
    missing = painted[..., 3] == 1
    assert (painted[..., :3][~missing] == real[..., :3][~missing]).all()
    np.testing.assert_allclose(painted[..., :3][missing], 0.5, atol=1e-6)


def test_it_tells_flat_squares_from_noise(seen, critic):
    painted, real = seen[0]
    assert ask_critic(critic, real).min() > ask_critic(critic, painted).max()


def test_deceit_moves_the_hole_alone_and_a_little(seen, critic):
    painted = seen[0][0][:4]
    moved = deceive_critic(critic, painted, n_steps=5, step=0.02)
    known = painted[..., 3] == 0
    assert (moved[known] == painted[known]).all() and (moved[..., 3] == painted[..., 3]).all()
    assert 0 < np.abs(moved - painted).max() <= 5 * 0.02 + 1e-6
    assert (ask_critic(critic, moved) > ask_critic(critic, painted)).all()
