"""The critic answers part by part, and its kernels are kept from stretching."""

import numpy as np
import pytest

from inpaint_lib.critics.network import (build_critic, choose_window, make_window_mask,
                                         normalise_kernel, start_norm)
from inpaint_lib.holes import Hole


def test_each_answer_is_of_its_own_part():
    critic = build_critic(64, 32, (4, 4))
    seen = np.random.default_rng(0).random((1, 64, 32, 4)).astype(np.float32)
    changed = seen.copy()
    changed[:, 60:] = 0
    answers, others = (np.asarray(critic(one)[0]) for one in (seen, changed))
    assert answers.shape == (1, 16, 8, 1)
    np.testing.assert_array_equal(answers[:, :12], others[:, :12])
    assert (answers[:, 15] != others[:, 15]).all()


def test_the_inner_answers_follow_the_first():
    critic = build_critic(32, 32, (4, 6))
    assert [shape[1:] for shape in critic.output_shape] == [
        (8, 8, 1), (16, 16, 4), (8, 8, 6), (8, 8, 6)]


@pytest.mark.parametrize("height, width, filters", [(36, 32, (4, 4, 4)), (32, 36, (4, 4, 4)),
                                                    (32, 32, ())])
def test_sizes_that_cannot_be_halved_so_often(height, width, filters):
    with pytest.raises(ValueError, match="wants height and width that are multiples of"):
        build_critic(height, width, filters)


def test_a_kernel_stretches_nothing_when_it_was_divided_often():
    kernel = np.random.default_rng(0).normal(size=(3, 3, 4, 5)).astype(np.float32)
    wanted = kernel / np.linalg.svd(kernel.reshape(36, 5), compute_uv=False)[0]
    direction = start_norm(kernel)
    for _ in range(50):
        kernel, direction = normalise_kernel(kernel, direction)
    np.testing.assert_allclose(np.asarray(kernel), wanted, atol=1e-5)
    assert np.linalg.norm(direction) == pytest.approx(1, abs=1e-5)


def test_a_direction_begins_with_length_1_and_always_the_same():
    first, again = (start_norm(np.zeros((3, 3, 4, 5))) for _ in range(2))
    assert first.shape == (5,) and np.linalg.norm(first) == pytest.approx(1, abs=1e-6)
    np.testing.assert_array_equal(first, again)


def test_the_window_is_the_hole_and_half_of_it_around():
    assert choose_window(Hole(20, 12, 8, 8)) == Hole(16, 8, 16, 16)
    mask = make_window_mask(Hole(20, 12, 8, 8))
    assert mask.shape == (1, 16, 16, 1) and mask.sum() == 64
    assert mask[0, 4:12, 4:12].all()
