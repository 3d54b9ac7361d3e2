"""A linear critic: two numbers of a hole, and what they tell."""

import numpy as np
import pytest
from scipy import ndimage

from inpaint_lib.critics.linear import describe_holes, fit_linear_critic
from inpaint_lib.holes import Hole

HOLE = Hole(16, 20, 12, 8)


def draw_noise(count, seed=0):
    return np.random.default_rng(seed).random((count, 48, 52, 3))


def test_a_hole_like_its_surroundings_is_near_zero_on_both():
    numbers = describe_holes(draw_noise(200), HOLE)
    assert numbers.shape == (200, 2) and abs(numbers.mean(axis=0)).max() < 1.2
    steps = np.zeros((1, 48, 52, 1))
    steps[:, ::2, ::2] = steps[:, 1::2, 1::2] = 0.5
    # Every pixel differs from its neighbours by half: both gradients in grey, so twice the square.
    assert describe_holes(steps, HOLE) == pytest.approx(np.array([[0, np.log(0.5)]]), abs=1e-4)


def test_blur_lowers_the_first_and_a_seam_raises_the_second():
    images = draw_noise(20)
    blurred, seamed = images.copy(), images.copy()
    blurred[:, *HOLE.slices] = ndimage.gaussian_filter(images, (0, 2, 2, 0))[:, *HOLE.slices]
    seamed[:, *HOLE.slices] = 0.1 * images[:, *HOLE.slices]
    real, soft, seam = (describe_holes(part, HOLE) for part in (images, blurred, seamed))
    assert (soft[:, 0] < real[:, 0]).all() and (seam[:, 1] > real[:, 1]).all()


def test_only_the_margin_and_the_hole_count():
    image = draw_noise(1)
    far = np.pad(image, ((0, 0), (9, 9), (9, 9), (0, 0)))
    moved = Hole(HOLE.top + 9, HOLE.left + 9, HOLE.height, HOLE.width)
    wide = np.pad(image, ((0, 0), (0, 0), (0, 30), (0, 0)), mode="reflect")
    assert describe_holes(wide, HOLE)[0, 1] == describe_holes(image, HOLE)[0, 1]
    near = image.copy()
    near[:, :, 48:] = 0.5
    # Columns from 44 on lie beyond the margin of 16.
    assert (describe_holes(near, HOLE) == describe_holes(image, HOLE)).all()
    assert describe_holes(far, moved)[0, 1] == describe_holes(image, HOLE)[0, 1]


def test_what_can_be_told_apart_by_a_line_is():
    rng = np.random.default_rng(0)
    real, painted = rng.normal(0, 1, (50, 2)), rng.normal(0, 1, (40, 2)) + (4, -4)
    critic = fit_linear_critic(real, painted)
    assert (critic.judge(real) > 0).mean() > 0.95 and (critic.judge(painted) < 0).mean() > 0.95
    swapped = fit_linear_critic(painted, real)
    assert swapped.weights == pytest.approx(-critic.weights)
    assert swapped.bias == pytest.approx(-critic.bias)


@pytest.mark.parametrize("images, message", [
    (np.zeros((48, 52)), "images"), (np.zeros((1, 20, 20, 3)), "hole|Hole")])
def test_wrong_images_are_refused(images, message):
    with pytest.raises(ValueError, match=message):
        describe_holes(images, HOLE)
