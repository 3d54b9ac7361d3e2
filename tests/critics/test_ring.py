"""The small game on a ring: its gradients, its clouds, and how it goes wrong."""

import numpy as np
import pytest

from inpaint_lib.critics.ring import (
    N_CLOUDS, Net, count_covered, draw_clouds, find_slopes, learn_to_tell, play_ring)


def measure_loss(critic, painted, loss):
    answers = critic.answer(painted)[0][:, 0]
    return (-answers if loss == "hinge" else -np.log1p(np.exp(answers))).mean()


@pytest.mark.parametrize("loss", ["log", "hinge"])
def test_slopes_are_those_of_the_painters_loss(loss):
    rng = np.random.default_rng(0)
    critic, painted = Net((2, 8, 8, 1), rng), rng.normal(size=(5, 2))
    slopes, step = find_slopes(critic, painted, loss), 1e-6
    for place in np.ndindex(painted.shape):
        moved = painted.copy()
        moved[place] += step
        numeric = (measure_loss(critic, moved, loss) - measure_loss(critic, painted, loss)) / step
        assert slopes[place] == pytest.approx(numeric, abs=1e-4)


def test_gradients_by_weights_are_right():
    rng = np.random.default_rng(1)
    net, points = Net((2, 6, 6, 1), rng), rng.normal(size=(4, 2))
    answers, given = net.answer(points)
    gradients, _ = net.trace(given, np.ones_like(answers))
    for weights, gradient in zip(net.weights, gradients, strict=False):
        weights[0, 0] += 1e-6
        change = (net.answer(points)[0] - answers).sum() / 1e-6
        weights[0, 0] -= 1e-6
        assert gradient[0, 0] == pytest.approx(change, abs=1e-4)


def test_a_critic_learns_to_tell():
    rng = np.random.default_rng(2)
    critic, middle = Net((2, 16, 16, 1), rng), np.zeros((64, 2))
    for _ in range(200):
        learn_to_tell(critic, draw_clouds(64, rng), middle, "hinge")
    assert critic.answer(draw_clouds(64, rng))[0].min() > critic.answer(middle)[0].max()


def test_normalised_tables_stretch_by_one():
    rng = np.random.default_rng(3)
    critic = Net((2, 16, 16, 1), rng, normalised=True)
    for _ in range(100):
        learn_to_tell(critic, draw_clouds(32, rng), np.zeros((32, 2)), "hinge")
    assert [np.linalg.norm(one, 2) for one in critic.weights] == pytest.approx([1] * 3, abs=0.05)


def test_clouds_are_counted():
    rng = np.random.default_rng(4)
    points = draw_clouds(1000, rng)
    assert count_covered(points) == N_CLOUDS
    assert count_covered(np.zeros((10, 2))) == 0
    assert count_covered(np.concatenate([points[:1], np.zeros((99, 2))])) == 0


def test_a_hasty_painter_reaches_fewer_clouds():
    fair = play_ring(1, normalised=False, rounds=1000)[-1]
    hasty = play_ring(1, normalised=False, rounds=300, painter_steps=10)[-1]
    assert count_covered(hasty) < count_covered(fair)


def test_an_unknown_loss_is_told():
    with pytest.raises(ValueError, match="one of log, hinge"):
        play_ring(1, loss="square", rounds=4)
